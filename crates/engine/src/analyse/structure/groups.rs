//! Whether a group is one thing (Handbook step 4): consistency, sampling adequacy, sphericity, principal components.

use ndarray::Array2;

use super::columns::View;
use super::correlations::ROWS_MIN;
use super::thresholds::Thresholds;
use super::verdict::{Grade, Verdict};
use crate::composite::Composite;
use crate::par;
use crate::stats::{
    Adequacy, Eigen, Sphericity, bartlett_sphericity, complete_rows, correlation_matrix, cronbach_alpha,
    kaiser_meyer_olkin, symmetric_eigen,
};

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The node, by position.
    pub node: usize,
    /// Its sampling adequacy; `NaN` where there is none.
    pub adequacy: f64,
    /// Cronbach's alpha of the others; `NaN` where there is none.
    pub alpha_without: f64,
}

/// Principal components of the standardised members, over the rows that know them all.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// The members that take part: those with figures.
    pub members: Vec<usize>,
    /// The variance of each component, greatest first: an eigenvalue of the correlation matrix. They sum to the members.
    pub variances: Vec<f64>,
    /// The direction of each component: members x components, of length 1. Times the root of the variance it is the
    /// correlation of member and component.
    pub directions: Array2<f64>,
}

impl Components {
    /// The share of the variance that a component explains.
    pub fn share(&self, component: usize) -> f64 {
        self.variances[component] / self.variances.len() as f64
    }

    /// The correlation of a member, by its place, with a component.
    pub fn loading(&self, member: usize, component: usize) -> f64 {
        self.directions[[member, component]] * self.variances[component].max(0.0).sqrt()
    }

    /// How many components have a greater variance than this.
    pub fn above(&self, variance: f64) -> usize {
        self.variances.iter().filter(|&&found| found > variance).count()
    }
}

/// A group and its members on one level.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupStructure {
    /// The group, by position.
    pub group: usize,
    /// The level of its members: its children, or what lies below them.
    pub level: String,
    /// The members.
    pub members: Vec<Member>,
    /// The rows that know every member that has figures.
    pub complete: usize,
    /// Cronbach's alpha; `NaN` where it cannot be computed.
    pub alpha: f64,
    /// The Kaiser-Meyer-Olkin measure; `NaN` where it cannot be computed.
    pub adequacy: f64,
    /// Bartlett's test, where it can be computed.
    pub sphericity: Option<Sphericity>,
    /// Principal components, where they can be computed.
    pub components: Option<Components>,
    /// How many of them count: their variance is above the threshold.
    pub counted: Option<usize>,
    /// What to think of it.
    pub verdict: Verdict,
}

/// Every group with its members among these nodes, level by level.
pub(super) fn groups(
    composite: &Composite,
    view: &View,
    nodes: &[usize],
    thresholds: &Thresholds,
) -> Vec<GroupStructure> {
    let framework = &composite.framework;
    let all = framework.nodes();
    let is_below = |node: usize, group: usize| {
        std::iter::successors(all[node].parent, |&at| all[at].parent).any(|ancestor| ancestor == group)
    };
    let mut places = Vec::new();
    // The index first, then down the tree; its children before what lies below them.
    for group in framework.group_positions().rev() {
        for level in framework.levels().iter().rev() {
            let on_level = |&node: &usize| all[node].level == *level && is_below(node, group);
            let members: Vec<usize> = nodes.iter().copied().filter(on_level).collect();
            if !members.is_empty() {
                places.push((group, level.clone(), members));
            }
        }
    }
    par::map(places.len(), view.rows.len() * 256, |place| {
        let (group, level, members) = &places[place];
        let are_children = members.iter().all(|&member| all[member].parent == Some(*group));
        let mut found = describe(view, *group, level, members);
        found.counted = found.components.as_ref().map(|components| components.above(thresholds.eigenvalue_above));
        judge(composite, &mut found, are_children, thresholds);
        found
    })
}

fn describe(view: &View, group: usize, level: &str, members: &[usize]) -> GroupStructure {
    let column = |node: usize| view.columns[node].oriented.as_slice();
    // A member without any figure would leave no complete row.
    let known: Vec<usize> =
        members.iter().copied().filter(|&node| column(node).iter().any(|value| !value.is_nan())).collect();
    let columns: Vec<&[f64]> = known.iter().map(|&node| column(node)).collect();
    let rows = complete_rows(&columns);
    let matrix = correlation_matrix(&rows);
    // The measure of two members is 0.5 whatever they are.
    let adequacy = if known.len() > 2 { kaiser_meyer_olkin(&matrix) } else { None };
    let member = |&node: &usize| {
        let place = known.iter().position(|&known| known == node);
        let others: Vec<&[f64]> =
            (0..known.len()).filter(|&other| Some(other) != place).map(|other| columns[other]).collect();
        Member {
            node,
            adequacy: place.zip(adequacy.as_ref()).map_or(f64::NAN, |(place, found)| found.columns[place]),
            alpha_without: place.map_or(f64::NAN, |_| alpha(&others)),
        }
    };
    let is_whole = known.len() > 1 && rows.nrows() > 2 && !matrix.iter().any(|r| r.is_nan());
    let components = is_whole.then(|| {
        let Eigen { values, vectors } = symmetric_eigen(&matrix);
        Components { members: known.clone(), variances: values, directions: vectors }
    });
    GroupStructure {
        group,
        level: level.to_owned(),
        members: members.iter().map(member).collect(),
        complete: rows.nrows(),
        alpha: alpha(&columns),
        adequacy: adequacy.as_ref().map_or(f64::NAN, |Adequacy { overall, .. }| *overall),
        sphericity: bartlett_sphericity(&matrix, rows.nrows()),
        components,
        counted: None,
        verdict: Verdict::default(),
    }
}

/// Cronbach's alpha; `NaN` where there is none.
fn alpha(columns: &[&[f64]]) -> f64 {
    let is_long = columns.first().is_some_and(|column| column.len() as u64 >= ROWS_MIN);
    cronbach_alpha(columns).filter(|_| is_long).unwrap_or(f64::NAN)
}

fn judge(composite: &Composite, found: &mut GroupStructure, are_children: bool, thresholds: &Thresholds) {
    let mut verdict = Verdict::default();
    let known = found.components.as_ref().map_or(found.members.len(), |components| components.members.len());
    if found.members.len() == 1 {
        verdict.unknown("one member: there is nothing to compare it with");
        found.verdict = verdict;
        return;
    }
    if found.complete < 3 {
        verdict.unknown(format!("{} units know all {known} members, 3 are needed for components", found.complete));
    } else if found.components.is_none() {
        verdict.unknown("a member has no spread, so there are no components");
    } else if found.sphericity.is_none() {
        let why = if found.complete <= known {
            format!("{} complete units for {known} members", found.complete)
        } else {
            "some members follow from the others".to_owned()
        };
        verdict.unknown(format!("the correlation matrix is singular ({why}): no KMO, no Bartlett test"));
    } else if known == 2 {
        verdict.unknown("KMO says nothing about two members");
    }
    // What lies below several groups is meant to be several things.
    let worst = if are_children { Grade::Problem } else { Grade::Look };
    let Thresholds { alpha_min, alpha_low, kmo_min, kmo_low, .. } = *thresholds;
    match found.alpha {
        alpha if alpha.is_nan() => verdict.unknown("no alpha: too few figures or no spread"),
        alpha if alpha < 0.0 => {
            verdict.add(worst, "alpha_low", format!("alpha is {alpha:.2}: members run against each other"));
        }
        alpha if alpha < alpha_low => {
            verdict.add(worst, "alpha_low", format!("alpha is {alpha:.2}: members do not measure one thing"));
        }
        alpha if alpha < alpha_min => {
            verdict.add(Grade::Look, "alpha_min", format!("alpha is {alpha:.2}: members hardly measure one thing"));
        }
        _ => {}
    }
    match found.adequacy {
        kmo if kmo < kmo_low => {
            verdict.add(worst, "kmo_low", format!("KMO is {kmo:.2}: next to nothing is shared by all members"));
        }
        kmo if kmo < kmo_min => {
            verdict.add(Grade::Look, "kmo_min", format!("KMO is {kmo:.2}: little is shared by all members"));
        }
        _ => {}
    }
    if let Some(Sphericity { p_value, .. }) = found.sphericity.filter(|test| test.p_value > thresholds.significance_max)
    {
        verdict.add(
            Grade::Look,
            "significance_max",
            format!("Bartlett's p is {p_value:.2}: members may not be correlated at all"),
        );
    }
    if let Some(components) = &found.components {
        if let Some(counted) = found.counted.filter(|&counted| are_children && counted > 1) {
            let text = format!("{counted} components count: it measures more than one thing");
            verdict.add(Grade::Look, "eigenvalue_above", text);
        }
        report_opposite(composite, components, &mut verdict);
    }
    found.verdict = verdict;
}

/// Names the members that run against the first component.
fn report_opposite(composite: &Composite, components: &Components, verdict: &mut Verdict) {
    /// A loading nearer to zero than this has no side.
    const SIDE: f64 = 0.3;
    let first = |place: usize| components.loading(place, 0);
    let against = (0..components.members.len()).filter(|&place| first(place) < -SIDE);
    let names: Vec<&str> =
        against.map(|place| composite.framework.nodes()[components.members[place]].name.as_str()).collect();
    if !names.is_empty() {
        let text = format!("against the first component: {}", names.join(", "));
        verdict.remarks.push(super::Remark { grade: Grade::Look, text, threshold: None });
    }
}
