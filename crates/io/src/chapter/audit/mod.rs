//! The chapter of an audit (Handbook steps 7 and 10): how it was computed, a summary, and a section for each part with a
//! verdict on every line, figures and tables. What is good and what is not is decided in the engine.

mod figures;
mod grids;

use opencities_engine::analyse::audit::{Audit, Check, Part};
use opencities_engine::analyse::structure::{Grade, Thresholds};
use opencities_engine::composite::Composite;
use opencities_engine::registry::Choice;

use super::{Block, Chapter, Verdict};
use crate::Source;

/// The chapter. `run` is what travels with the tables, too.
pub fn chapter(
    composite: &Composite,
    audit: &Audit,
    thresholds: &Thresholds,
    run: &[(String, String)],
    sources: &[Source],
) -> Chapter {
    let checks = audit.checks(composite, thresholds);
    let mut blocks = vec![
        Block::Heading("How it was computed".to_owned()),
        Block::Facts(facts(composite, run)),
        Block::Heading("Summary".to_owned()),
        Block::Paragraph(summary(&checks)),
    ];
    blocks.extend(worst(&checks));
    for part in Part::ALL {
        let own: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        let left_out = audit.left_out.iter().filter(|(left, _)| *left == part);
        let left_out: Vec<Block> =
            left_out.map(|(_, why)| Block::Paragraph(format!("This part was left out: {why}."))).collect();
        if own.is_empty() && left_out.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(part.question().to_owned()));
        blocks.push(Block::Paragraph(method_of(part).to_owned()));
        blocks.extend(left_out);
        if !own.is_empty() {
            blocks.push(Block::Verdicts(own.iter().map(|check| verdict(check)).collect()));
        }
        blocks.extend(figures::of(part, composite, audit, thresholds).into_iter().map(Block::Figure));
        blocks.extend(grids::of(part, composite, audit).map(Block::Table));
    }
    if let Some(units) = grids::units(composite, audit) {
        blocks.push(Block::Heading("Units".to_owned()));
        blocks.push(Block::Table(units));
    }
    if !sources.is_empty() {
        blocks.push(Block::Heading("Sources of the figures, with their licences".to_owned()));
        blocks.push(Block::List(sources.iter().map(credit).collect()));
    }
    Chapter { title: title(composite), blocks }
}

fn title(composite: &Composite) -> String {
    let period = composite.data.periods.last().map(ToString::to_string).unwrap_or_default();
    format!("{}, {period}: statistical audit", composite.framework.about().name)
}

/// What of the run is told under its own name; the others are in the tables or are long.
const LONG: [&str; 5] = ["index_name", "description", "citation", "method", "licences"];

fn facts(composite: &Composite, run: &[(String, String)]) -> Vec<(String, String)> {
    let ranked = composite.screening.ranked.iter().filter(|ranked| **ranked).count();
    let method = &composite.method;
    let steps = [
        ("imputation", chosen(&method.impute, method.impute.default.name())),
        ("treatment", chosen(&method.treat, method.treat.default.name())),
        ("normalisation", chosen(&method.normalise, method.normalise.default.name())),
        ("aggregation", chosen(&method.aggregate, method.aggregate.default.name())),
    ];
    let own = [
        ("units", format!("{ranked} ranked of {}", composite.data.units.len())),
        ("indicators", composite.framework.indicators().len().to_string()),
    ];
    let run = run.iter().filter(|(key, value)| !LONG.contains(&key.as_str()) && !value.is_empty());
    let first = run.clone().filter(|(key, _)| key == "index" || key == "periods").cloned();
    let rest = run.clone().filter(|(key, _)| key != "index" && key != "periods").cloned();
    let named = |(name, value): (&str, String)| (name.to_owned(), value);
    first
        .chain(own.map(named))
        .chain(steps.map(named))
        .chain(rest)
        .map(|(key, value)| (key.replace('_', " "), value))
        .collect()
}

/// The method of most nodes, and whether others have one of their own.
fn chosen<T>(choice: &Choice<T>, name: &str) -> String {
    let others = choice.by_level.len() + choice.by_node.len();
    if others > 0 { format!("{name}, and another for some nodes") } else { name.to_owned() }
}

fn number(checks: &[Check], grade: Grade) -> usize {
    checks.iter().filter(|check| check.grade == grade).count()
}

/// How many verdicts there are of each grade.
fn summary(checks: &[Check]) -> String {
    let counts: Vec<String> = Grade::ALL
        .into_iter()
        .rev()
        .map(|grade| format!("{} {} {}", grade.sign(), number(checks, grade), grade.in_words()))
        .collect();
    format!(
        "{} things were looked at: {}. Statistical soundness is needed, and is not enough: what an index \
         should measure is not a matter of statistics.",
        checks.len(),
        counts.join(", ")
    )
}

/// What is told in the summary, too.
const TOLD: usize = 12;

fn worst(checks: &[Check]) -> Option<Block> {
    let mut told: Vec<&Check> = checks.iter().filter(|check| check.grade >= Grade::Look).collect();
    told.sort_by_key(|check| std::cmp::Reverse(check.grade));
    let line = |check: &&Check| format!("{} {}: {}", check.grade.sign(), check.looked_at, check.shown);
    (!told.is_empty()).then(|| Block::List(told.iter().take(TOLD).map(line).collect()))
}

fn verdict(check: &Check) -> Verdict {
    let threshold = check.threshold.zip(check.about()).map(|((name, value), about)| {
        format!("{} Threshold {name} = {value}; source: {}.", about.meaning, about.source)
    });
    Verdict {
        grade: check.grade,
        looked_at: check.looked_at.clone(),
        figure: check.shown.clone(),
        words: check.words.clone(),
        threshold,
    }
}

pub(crate) fn credit(source: &Source) -> String {
    let facts = [&source.title, &source.publisher, &source.licence];
    facts.into_iter().filter(|fact| !fact.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// What a part computes, and after whom.
fn method_of(part: Part) -> &'static str {
    match part {
        Part::Structure => {
            "Each indicator and group by itself, pairs of them, and groups: Pearson correlations with corrected p-values, \
             Cronbach's alpha, sampling adequacy (Kaiser-Meyer-Olkin) and principal components, over the ranked units, more \
             being better (OECD/JRC Handbook, 2008, steps 3 to 5)."
        }
        Part::Robustness => {
            "The index computed anew many times, each time with every assumption drawn at random among its alternatives \
             (Saisana, Saltelli and Tarantola, 2005, doi:10.1111/j.1467-985X.2005.00350.x). An interval holds the stated share \
             of these ranks; a unit's published rank should lie in it."
        }
        Part::Sensitivity => {
            "The variance of the mean change of the ranks, shared out among the assumptions: alone (first-order Sobol' index) \
             and with others (total index), with 95 % intervals from a bootstrap (Saltelli et al., 2010, \
             doi:10.1016/j.cpc.2009.09.018; Jansen, 1999, doi:10.1016/S0010-4655(98)00154-4)."
        }
        Part::Importance => {
            "Weights say how much a child counts; importance is how much of the variance of the group's score goes with it: its \
             main effect, along a smooth curve with 5 degrees of freedom, as a share among its siblings (Paruolo, Saisana and \
             Saltelli, 2013, doi:10.1111/j.1467-985X.2012.01059.x). Intervals are bias-corrected percentiles of a Bayesian \
             bootstrap of the units. A weight outside the interval of its importance does not do what it says."
        }
        Part::Frontier => {
            "Each unit under the weights that suit it best, as a share of what the best mix of units reaches under them: benefit \
             of the doubt, at the level right below the index (Cherchye et al., 2007, doi:10.1007/s11205-006-9029-7). A unit below \
             the frontier cannot blame the weights. The other end of each line is the same with every share held between half \
             and one and a half of an even one: the longer the line, the more hangs on free weights. Units that another \
             surpasses in every child are behind it whatever the weights."
        }
    }
}
