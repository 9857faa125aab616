//! How columns go together (Handbook step 4): siblings, members of other groups, parents, the index, denominators.

use super::columns::{Column, View};
use super::thresholds::Thresholds;
use super::verdict::{Grade, Verdict};
use crate::composite::Composite;
use crate::framework::{Framework, Node};
use crate::par;
use crate::stats::{Correction, pearson, pearson_p_value};

/// Fewer rows say nothing of how columns go together.
pub(super) const ROWS_MIN: u64 = 3;

/// A coefficient and whether it could be chance; `NaN` where it cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// From -1 to 1.
    pub value: f64,
    /// Two-sided, of the hypothesis that the columns are independent.
    pub p_value: f64,
    /// The same, corrected for the number of pairs of the same relation (or of the same denominators) that are looked at.
    pub p_corrected: f64,
}

/// The three coefficients of two columns, over the rows that know both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// The rows that know both.
    pub rows: u64,
    /// Pearson's r: the one that verdicts go by.
    pub pearson: Coefficient,
    /// Spearman's rho.
    pub spearman: Coefficient,
    /// Kendall's tau-b.
    pub kendall: Coefficient,
}

impl Coefficients {
    fn of(a: &Column, b: &Column) -> Self {
        let beside = a.ranked.beside(&b.ranked);
        let rows = beside.rows();
        let coefficient = |value: Option<f64>, p_value: &dyn Fn(f64) -> Option<f64>| {
            // Two rows always lie on a line.
            let value = value.filter(|_| rows >= ROWS_MIN);
            let p_value = value.and_then(p_value).unwrap_or(f64::NAN);
            Coefficient { value: value.unwrap_or(f64::NAN), p_value, p_corrected: f64::NAN }
        };
        Coefficients {
            rows,
            pearson: coefficient(pearson(&a.oriented, &b.oriented), &|r| pearson_p_value(r, rows)),
            spearman: coefficient(beside.spearman(), &|rho| beside.spearman_p_value(rho)),
            kendall: coefficient(beside.kendall(), &|tau| beside.kendall_p_value(tau)),
        }
    }

    /// Corrects the p-values of all coefficients of a kind together.
    fn correct(all: &mut [&mut Self], correction: Correction) {
        let kinds: [fn(&mut Self) -> &mut Coefficient; 3] =
            [|all| &mut all.pearson, |all| &mut all.spearman, |all| &mut all.kendall];
        for kind in kinds {
            let p_values: Vec<f64> = all.iter_mut().map(|found| kind(found).p_value).collect();
            let corrected = correction.of(&p_values);
            all.iter_mut().zip(corrected).for_each(|(found, p_value)| kind(found).p_corrected = p_value);
        }
    }

    /// Says why there is no coefficient; `None` where there is one.
    fn missing(&self) -> Option<String> {
        match self.rows {
            rows if rows < ROWS_MIN => Some(format!("{rows} units know both, {ROWS_MIN} are needed")),
            _ if self.pearson.value.is_nan() => Some("one of the two has no spread".to_owned()),
            _ => None,
        }
    }
}

/// How the second of two nodes stands to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It has the same parent.
    Sibling,
    /// It is on the same level below another parent.
    Cousin,
    /// It is the parent of the first.
    Parent,
    /// It is above the parent of the first.
    Ancestor,
    /// It is another group on the parent's level.
    OtherGroup,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 5] =
        [Relation::Sibling, Relation::Cousin, Relation::Parent, Relation::Ancestor, Relation::OtherGroup];

    /// The name, as in tables.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Sibling => "sibling",
            Relation::Cousin => "cousin",
            Relation::Parent => "parent",
            Relation::Ancestor => "ancestor",
            Relation::OtherGroup => "other-group",
        }
    }
}

/// Two nodes and how they go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The first node, by position.
    pub first: usize,
    /// The second.
    pub second: usize,
    /// How the second stands to the first.
    pub relation: Relation,
    /// How they go together.
    pub coefficients: Coefficients,
    /// What to think of it.
    pub verdict: Verdict,
}

impl Pair {
    /// Whether both stand on one level.
    pub fn is_of_one_level(&self) -> bool {
        matches!(self.relation, Relation::Sibling | Relation::Cousin)
    }
}

/// The pairs of these nodes, each with every node of its level, its ancestors and the other groups of its parent's level.
pub(super) fn pairs(
    composite: &Composite,
    view: &View,
    nodes: &[usize],
    thresholds: &Thresholds,
    correction: Correction,
) -> Vec<Pair> {
    let framework = &composite.framework;
    let places = related(framework, nodes);
    let mut found = par::map(places.len(), view.rows.len() * 64, |place| {
        let (first, second, relation) = places[place];
        let coefficients = Coefficients::of(&view.columns[first], &view.columns[second]);
        Pair { first, second, relation, coefficients, verdict: Verdict::default() }
    });
    for relation in Relation::ALL {
        let alike = found.iter_mut().filter(|pair| pair.relation == relation);
        Coefficients::correct(&mut alike.map(|pair| &mut pair.coefficients).collect::<Vec<_>>(), correction);
    }
    found.iter_mut().for_each(|pair| pair.verdict = judge(framework, pair, thresholds));
    found
}

fn related(framework: &Framework, nodes: &[usize]) -> Vec<(usize, usize, Relation)> {
    let all = framework.nodes();
    let facts = |node: usize| -> &Node { &all[node] };
    let mut found = Vec::new();
    for (place, &first) in nodes.iter().enumerate() {
        let parent = facts(first).parent;
        for &second in nodes[place + 1..].iter().filter(|&&second| facts(second).level == facts(first).level) {
            let is_sibling = facts(second).parent == parent;
            found.push((first, second, if is_sibling { Relation::Sibling } else { Relation::Cousin }));
        }
        let Some(parent) = parent else { continue };
        let above: Vec<usize> = std::iter::successors(Some(parent), |&at| facts(at).parent).collect();
        found.push((first, parent, Relation::Parent));
        found.extend(above[1..].iter().map(|&ancestor| (first, ancestor, Relation::Ancestor)));
        let others = framework.on_level(&facts(parent).level).into_iter().filter(|group| !above.contains(group));
        found.extend(others.map(|group| (first, group, Relation::OtherGroup)));
    }
    found
}

fn judge(framework: &Framework, pair: &Pair, thresholds: &Thresholds) -> Verdict {
    let mut verdict = Verdict::default();
    if let Some(why) = pair.coefficients.missing() {
        verdict.unknown(why);
        return verdict;
    }
    let Coefficient { value: r, p_corrected, .. } = pair.coefficients.pearson;
    let is_significant = p_corrected <= thresholds.significance_max;
    let sure = if is_significant { Grade::Problem } else { Grade::Look };
    let siblings = pair.relation == Relation::Sibling;
    match pair.relation {
        Relation::Sibling | Relation::Cousin if r > thresholds.redundant_above => {
            let grade = if siblings { Grade::Problem } else { Grade::Look };
            verdict.add(grade, "redundant_above", format!("r is {r:.2}: the two say nearly the same"));
        }
        Relation::Sibling if r < thresholds.negative_below => {
            verdict.add(
                sure,
                "negative_below",
                format!("r is {r:.2}: siblings that pull apart, so they make up for each other"),
            );
        }
        Relation::Cousin if r < thresholds.negative_below && is_significant => {
            verdict.add(
                Grade::Look,
                "negative_below",
                format!("r is {r:.2}: what is gained in one group is lost in the other"),
            );
        }
        Relation::Sibling if r < thresholds.weak_below => {
            verdict.add(Grade::Look, "weak_below", format!("r is {r:.2}: siblings that hardly go together"));
        }
        Relation::Parent | Relation::Ancestor if r < 0.0 => {
            verdict.add(sure, "weak_below", format!("r is {r:.2}: a better score goes with a worse one above it"));
        }
        Relation::Parent | Relation::Ancestor if r < thresholds.weak_below => {
            verdict.add(Grade::Look, "weak_below", format!("r is {r:.2}: it hardly shows in the score above it"));
        }
        Relation::Parent if r > thresholds.redundant_above && framework.nodes()[pair.second].children.len() > 1 => {
            verdict.add(Grade::Look, "redundant_above", format!("r is {r:.2}: its parent is nearly this child alone"));
        }
        _ => {}
    }
    verdict
}

/// An indicator beside a denominator.
#[derive(Debug, Clone, PartialEq)]
pub struct Denominated {
    /// The indicator, by position.
    pub indicator: usize,
    /// The denominator, by its position among the denominators.
    pub denominator: usize,
    /// Whether the indicator is divided by it.
    pub is_own: bool,
    /// How they go together: the indicator so that more is better, the denominator as supplied.
    pub coefficients: Coefficients,
    /// What to think of it.
    pub verdict: Verdict,
}

/// Every indicator of these nodes beside every denominator.
pub(super) fn denominators(
    composite: &Composite,
    view: &View,
    nodes: &[usize],
    thresholds: &Thresholds,
    correction: Correction,
) -> Vec<Denominated> {
    let framework = &composite.framework;
    let first = framework.indicators().len();
    let series: Vec<Column> =
        (0..framework.denominators().len()).map(|number| view.of_series(composite, first + number)).collect();
    let indicators = nodes.iter().copied().filter(|&node| framework.is_indicator(node));
    let places: Vec<(usize, usize)> =
        indicators.flat_map(|indicator| (0..series.len()).map(move |denominator| (indicator, denominator))).collect();
    let mut found = par::map(places.len(), view.rows.len() * 64, |place| {
        let (indicator, denominator) = places[place];
        let coefficients = Coefficients::of(&view.columns[indicator], &series[denominator]);
        let is_own = framework.denominator_of(indicator) == Some(first + denominator);
        Denominated { indicator, denominator, is_own, coefficients, verdict: Verdict::default() }
    });
    Coefficients::correct(&mut found.iter_mut().map(|line| &mut line.coefficients).collect::<Vec<_>>(), correction);
    for line in &mut found {
        let r = line.coefficients.pearson.value;
        if let Some(why) = line.coefficients.missing() {
            line.verdict.unknown(why);
        } else if r.abs() > thresholds.denominator_above {
            let what = match (line.is_own, framework.indicators()[line.indicator].denominator.is_some()) {
                (true, _) => "size still speaks after the division",
                (false, true) => "it goes with a denominator other than its own",
                (false, false) => "size speaks: should it be divided?",
            };
            line.verdict.add(Grade::Look, "denominator_above", format!("r is {r:.2}: {what}"));
        }
    }
    found
}
