//! The audit on a terminal: a verdict on each thing that is not good, and in a word what is.

use opencities_engine::analyse::audit::{Audit, Check, Part};
use opencities_engine::analyse::structure::Grade;
use opencities_io::export::RunInfo;

use crate::failure::count;
use crate::render;
use crate::resolve::Run;

/// Letters of the reason of a verdict; the files have it all.
const WORDS: usize = 90;
/// Verdicts of a part and a grade that are told with their reason.
const LINES: usize = 3;

pub(super) fn draw(run: &Run, audit: &Audit, checks: &[Check], info: &RunInfo) -> String {
    let mut text = heading(run, info);
    for part in Part::ALL {
        let own: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        let left_out = audit.left_out.iter().find(|(left, _)| *left == part);
        if own.is_empty() && left_out.is_none() {
            continue;
        }
        text.push_str(&format!("\n{}: {}\n", part.name(), part.question()));
        if let Some((_, why)) = left_out {
            text.push_str(&render::hanging(&format!("· left out: {why}"), "  "));
        }
        for grade in Grade::ALL.into_iter().rev() {
            let graded: Vec<&Check> = own.iter().copied().filter(|check| check.grade == grade).collect();
            let told = if grade == Grade::Good { 0 } else { graded.len().min(LINES) };
            graded[..told].iter().for_each(|check| text.push_str(&render::hanging(&line(check), "  ")));
            let others: Vec<String> =
                graded[told..].iter().map(|check| format!("{} ({})", check.looked_at, check.shown)).collect();
            if !others.is_empty() {
                text.push_str(&render::hanging(&format!("{} {}", grade.sign(), others.join("; ")), "  "));
            }
        }
    }
    let number = |grade: Grade| checks.iter().filter(|check| check.grade == grade).count();
    let counts: Vec<String> = Grade::ALL
        .into_iter()
        .rev()
        .map(|grade| format!("{} {} {}", grade.sign(), number(grade), grade.in_words()))
        .collect();
    text.push_str(&format!("\n{}: {}\n", count(checks.len(), "verdict"), counts.join(", ")));
    text.push_str("-o audit.html (or .md) writes the chapter with its figures, -o audit.xlsx all tables;\n");
    text.push_str("`opencities audit --help` says what each is and where thresholds come from\n");
    text
}

fn line(check: &Check) -> String {
    let Check { looked_at, shown, words, .. } = check;
    let limit = check.threshold.map_or(String::new(), |(name, limit)| format!(" ({name} {limit})"));
    let words = render::shortened(words, WORDS);
    // A sign of percent does not begin a line.
    format!("{} {looked_at}: {shown}{limit}; {words}", check.grade.sign()).replace(" %", "\u{a0}%")
}

fn heading(run: &Run, info: &RunInfo) -> String {
    let composite = &run.composite;
    let period = composite.data.periods.last().map(ToString::to_string).unwrap_or_default();
    let ranked = composite.screening.ranked.iter().filter(|ranked| **ranked).count();
    let mut facts = vec![count(ranked, "ranked unit"), count(composite.framework.indicators().len(), "indicator")];
    let told = ["replicates", "samples", "resamples"];
    facts.extend(
        info.iter().filter(|(key, _)| told.contains(&key.as_str())).map(|(key, value)| format!("{value} {key}")),
    );
    facts.extend(info.iter().filter(|(key, _)| key == "seed").map(|(_, value)| format!("seed {value}")));
    let title = format!("{}, {period}: statistical audit", composite.framework.about().name);
    render::wrapped(&title, "") + &render::wrapped(&facts.join(", "), "")
}
