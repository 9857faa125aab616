//! The statistical structure of an index as flat tables (Handbook steps 4 and 7), a verdict on every line.

use opencities_engine::analyse::structure::{
    Coefficient, Coefficients, Components, Grade, GroupStructure, Line, Structure, Verdict,
};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use super::scales::direction;
use crate::export::FlatTable;

const TWO: &[(&str, &str)] = &[("decimals", "2")];
const FOUR: &[(&str, &str)] = &[("decimals", "4")];

/// All tables of a structure, what there is to look at first.
pub fn all(composite: &Composite, found: &Structure) -> Vec<FlatTable> {
    vec![
        audit(&found.remarks(composite)),
        groups(composite, found),
        statistics(composite, found),
        correlations(composite, found),
        denominators(composite, found),
        members(composite, found),
        components(composite, found),
        loadings(composite, found),
        coverage(composite, found),
    ]
}

/// What there is to look at, the worst first.
pub fn audit(lines: &[Line]) -> FlatTable {
    let all = || lines.iter();
    Columns::default()
        .text("verdict", "problem, look at this, or not computed", all().map(|line| Some(line.grade.in_words())))
        .text("table", "the table that it comes from", all().map(|line| Some(line.part.name())))
        .text("subject", "code of what it speaks of", all().map(|line| Some(line.subject.as_str())))
        .text(
            "other",
            "code of the other of two, or level of a group's members",
            all().map(|line| line.other.as_deref()),
        )
        .text("remark", "what was found", all().map(|line| Some(line.text.as_str())))
        .text("threshold", "the threshold that was crossed", all().map(|line| line.threshold))
        .text("source", "where the threshold's default comes from", all().map(Line::source))
        .finish("audit", "What to look at")
}

/// Every node by itself.
pub fn statistics(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || found.columns.iter();
    let turned = |node: usize| composite.framework.indicators().get(node).map(|facts| direction(facts.direction));
    let columns = Columns::default()
        .text("node", "code of the node", all().map(|line| Some(nodes[line.node].code.as_str())))
        .text("name", "name of the node", all().map(|line| Some(nodes[line.node].name.as_str())))
        .text("level", "level of the node", all().map(|line| Some(nodes[line.node].level.as_str())))
        .text("direction", "which end is the good one", all().map(|line| turned(line.node)))
        .whole("known", "figures that are known", all().map(|line| Some(line.known as i64)).collect())
        .number("coverage", "share of the ranked units", TWO, all().map(|line| line.coverage))
        .number("minimum", "the least figure", &[], all().map(|line| line.least))
        .number("maximum", "the greatest figure", &[], all().map(|line| line.greatest))
        .number("mean", "arithmetic mean", &[], all().map(|line| line.mean))
        .number("median", "the middle figure", &[], all().map(|line| line.median))
        .number("standard_deviation", "with n - 1", &[], all().map(|line| line.standard_deviation))
        .number("skewness", "type 2", TWO, all().map(|line| line.skewness))
        .number("kurtosis", "excess, type 2", TWO, all().map(|line| line.kurtosis))
        .number("zero_share", "share of zeros among the known", TWO, all().map(|line| line.share(line.zeros)))
        .number("distinct_share", "distinct figures to known ones", TWO, all().map(|line| line.share(line.distinct)))
        .number(
            "most_frequent_share",
            "share of the most frequent figure",
            TWO,
            all().map(|line| line.share(line.most_frequent)),
        )
        .whole("outliers", "figures far beyond the quartiles", all().map(|line| Some(line.outliers as i64)).collect())
        .number("with_parent", "Pearson's correlation with the parent", TWO, all().map(|line| line.with_parent))
        .number("with_index", "Pearson's correlation with the index", TWO, all().map(|line| line.with_index));
    judged(columns, all().map(|line| &line.verdict)).finish("statistics", "Indicators and groups by themselves")
}

/// Nodes by pairs.
pub fn correlations(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || found.pairs.iter();
    let columns = Columns::default()
        .text("first", "code of a node", all().map(|pair| Some(nodes[pair.first].code.as_str())))
        .text("second", "code of another", all().map(|pair| Some(nodes[pair.second].code.as_str())))
        .text("relation", "what the second is to the first", all().map(|pair| Some(pair.relation.name())));
    let columns = coefficients(columns, &found.pairs.iter().map(|pair| &pair.coefficients).collect::<Vec<_>>());
    judged(columns, all().map(|pair| &pair.verdict)).finish("correlations", "Correlations")
}

/// Indicators beside denominators.
pub fn denominators(composite: &Composite, found: &Structure) -> FlatTable {
    let (nodes, series) = (composite.framework.nodes(), composite.framework.denominators());
    let all = || found.denominators.iter();
    let columns = Columns::default()
        .text("indicator", "code of the indicator", all().map(|line| Some(nodes[line.indicator].code.as_str())))
        .text("denominator", "code of the series", all().map(|line| Some(series[line.denominator].code.as_str())))
        .text("divided", "whether it is divided by it", all().map(|line| Some(if line.is_own { "yes" } else { "no" })));
    let columns = coefficients(columns, &found.denominators.iter().map(|line| &line.coefficients).collect::<Vec<_>>());
    judged(columns, all().map(|line| &line.verdict)).finish("denominators", "Correlations with denominators")
}

/// Groups with their members.
pub fn groups(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || found.groups.iter();
    let test = |line: &GroupStructure, pick: fn(f64, u64, f64) -> f64| {
        line.sphericity.map_or(f64::NAN, |test| pick(test.chi_squared, test.degrees, test.p_value))
    };
    let first = |line: &GroupStructure, place: usize| {
        line.components
            .as_ref()
            .filter(|found| found.variances.len() > place)
            .map_or(f64::NAN, |found| found.share(place))
    };
    let columns = Columns::default()
        .text("group", "code of the group", all().map(|line| Some(nodes[line.group].code.as_str())))
        .text("name", "name of the group", all().map(|line| Some(nodes[line.group].name.as_str())))
        .text("level", "level of its members", all().map(|line| Some(line.level.as_str())))
        .whole("members", "number of its members", all().map(|line| Some(line.members.len() as i64)).collect())
        .whole("complete", "units that know them all", all().map(|line| Some(line.complete as i64)).collect())
        .number("alpha", "Cronbach's alpha", TWO, all().map(|line| line.alpha))
        .number("kmo", "Kaiser-Meyer-Olkin measure", TWO, all().map(|line| line.adequacy))
        .number("bartlett", "chi squared of Bartlett's test", TWO, all().map(|line| test(line, |chi, _, _| chi)))
        .number(
            "bartlett_df",
            "its degrees of freedom",
            &[("decimals", "0")],
            all().map(|line| test(line, |_, df, _| df as f64)),
        )
        .number("bartlett_p", "its p-value", FOUR, all().map(|line| test(line, |_, _, p| p)))
        .whole(
            "components_counted",
            "components with a variance above the threshold",
            all().map(|line| line.counted.map(|counted| counted as i64)).collect(),
        )
        .number("first_share", "share of the variance in the first component", TWO, all().map(|line| first(line, 0)))
        .number("second_share", "share of the variance in the second", TWO, all().map(|line| first(line, 1)));
    judged(columns, all().map(|line| &line.verdict)).finish("groups", "Groups: are they one thing?")
}

/// Each member of each group.
pub fn members(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || found.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
    Columns::default()
        .text("group", "code of the group", all().map(|(group, _)| Some(nodes[group.group].code.as_str())))
        .text("level", "level of its members", all().map(|(group, _)| Some(group.level.as_str())))
        .text("node", "code of the member", all().map(|(_, member)| Some(nodes[member.node].code.as_str())))
        .number("kmo", "its sampling adequacy", TWO, all().map(|(_, member)| member.adequacy))
        .number("alpha_without", "Cronbach's alpha of the others", TWO, all().map(|(_, member)| member.alpha_without))
        .finish("members", "Members of groups")
}

/// The components of every group.
fn all_components(found: &Structure) -> impl Iterator<Item = (&GroupStructure, &Components, usize)> {
    let known = found.groups.iter().filter_map(|group| Some((group, group.components.as_ref()?)));
    known.flat_map(|(group, components)| (0..components.variances.len()).map(move |at| (group, components, at)))
}

/// The principal components of every group.
pub fn components(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || all_components(found);
    let up_to = |components: &Components, last: usize| (0..=last).map(|at| components.share(at)).sum();
    Columns::default()
        .text("group", "code of the group", all().map(|(group, _, _)| Some(nodes[group.group].code.as_str())))
        .text("level", "level of its members", all().map(|(group, _, _)| Some(group.level.as_str())))
        .whole("component", "1 is the greatest", all().map(|(_, _, at)| Some(at as i64 + 1)).collect())
        .number(
            "variance",
            "eigenvalue of the correlation matrix",
            FOUR,
            all().map(|(_, found, at)| found.variances[at]),
        )
        .number("share", "share of all variance", FOUR, all().map(|(_, found, at)| found.share(at)))
        .number("cumulative", "share up to here", FOUR, all().map(|(_, found, at)| up_to(found, at)))
        .finish("components", "Principal components")
}

/// How members and components go together.
pub fn loadings(composite: &Composite, found: &Structure) -> FlatTable {
    let nodes = composite.framework.nodes();
    let all = || {
        all_components(found).flat_map(|(group, components, at)| {
            (0..components.members.len()).map(move |member| (group, components, at, member))
        })
    };
    Columns::default()
        .text("group", "code of the group", all().map(|(group, ..)| Some(nodes[group.group].code.as_str())))
        .text("level", "level of its members", all().map(|(group, ..)| Some(group.level.as_str())))
        .whole("component", "1 is the greatest", all().map(|(_, _, at, _)| Some(at as i64 + 1)).collect())
        .text(
            "node",
            "code of the member",
            all().map(|(_, found, _, member)| Some(nodes[found.members[member]].code.as_str())),
        )
        .number(
            "direction",
            "entry of the eigenvector of length 1",
            FOUR,
            all().map(|(_, found, at, member)| found.directions[[member, at]]),
        )
        .number(
            "loading",
            "correlation of member and component",
            FOUR,
            all().map(|(_, found, at, member)| found.loading(member, at)),
        )
        .finish("loadings", "Loadings of the components")
}

/// What each unit knows.
pub fn coverage(composite: &Composite, found: &Structure) -> FlatTable {
    let unit = |at: usize| composite.data.units.get(at);
    let all = || found.units.iter();
    let columns = Columns::default()
        .text("unit", "code of the unit", all().map(|line| Some(unit(line.unit).code.as_str())))
        .text("name", "name of the unit", all().map(|line| Some(unit(line.unit).name.as_str())))
        .text(
            "ranked",
            "only ranked units are looked at",
            all().map(|line| Some(if line.is_ranked { "yes" } else { "no" })),
        )
        .whole("known", "indicators with a figure", all().map(|line| Some(line.known as i64)).collect())
        .whole("missing", "indicators without", all().map(|line| Some(line.missing as i64)).collect())
        .whole("zeros", "figures that are zero", all().map(|line| Some(line.zeros as i64)).collect())
        .number("coverage", "share of applicable indicators known", TWO, all().map(|line| line.coverage));
    judged(columns, all().map(|line| &line.verdict)).finish("coverage", "What each unit knows")
}

/// The columns of the three coefficients.
fn coefficients(columns: Columns, lines: &[&Coefficients]) -> Columns {
    let all = || lines.iter();
    let mut columns =
        columns.whole("rows", "units that know both", all().map(|found| Some(found.rows as i64)).collect());
    type Pick = fn(&Coefficients) -> Coefficient;
    let kinds: [(&str, Pick); 3] =
        [("pearson", |found| found.pearson), ("spearman", |found| found.spearman), ("kendall", |found| found.kendall)];
    for (name, kind) in kinds {
        columns = columns
            .number(name, "from -1 to 1", TWO, all().map(|found| kind(found).value))
            .number(&format!("{name}_p"), "two-sided p-value", FOUR, all().map(|found| kind(found).p_value))
            .number(
                &format!("{name}_p_corrected"),
                "corrected for the number of pairs",
                FOUR,
                all().map(|found| kind(found).p_corrected),
            );
    }
    columns
}

/// The columns that every table of verdicts ends with.
fn judged<'a>(columns: Columns, verdicts: impl Iterator<Item = &'a Verdict> + Clone) -> Columns {
    let grade = |verdict: &Verdict| Some(Grade::in_words(verdict.grade()));
    columns.text("verdict", "good, look at this, problem, or not computed", verdicts.clone().map(grade)).text(
        "remark",
        "why",
        verdicts.map(|verdict| Some(verdict.text())),
    )
}
