//! What a report on a sheet holds: the sheet, what changed since the one before, the others, the weak spots and practices for
//! them. It puts together and words nothing; [`crate::chapter::assessment`] and [`crate::tables::assessment`] do.

use super::{Answers, Assessment, Change, Comparison, WeakQuestion, change, compare, practices_for, weak_questions};
use crate::practices::Catalogue;

/// A report on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Report<'a> {
    /// The sheet.
    pub sheet: &'a Answers,
    /// The sheet of the same unit before it, and what changed since.
    pub before: Option<(&'a Answers, Change)>,
    /// The unit beside others.
    pub comparison: Option<Comparison>,
    /// Questions that could have had a better answer, the weakest first.
    pub weak: Vec<Spot<'a>>,
    /// Groups that hold a weak spot, by position, the least score first.
    pub areas: Vec<usize>,
}

/// A weak spot, with practices that the question points to.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot<'a> {
    /// The question.
    pub weak: WeakQuestion<'a>,
    /// Records of the catalogue, by position; none stands twice in a report.
    pub practices: Vec<usize>,
}

impl<'a> Report<'a> {
    /// The report on a sheet of an assessment, with so many practices at most for each weak spot.
    ///
    /// # Errors
    /// Those of the engine, where a change cannot be computed.
    pub fn new(
        assessment: &'a Assessment,
        sheet: &'a Answers,
        catalogue: &Catalogue,
        practices: usize,
    ) -> Result<Self, opencities_engine::Error> {
        let earlier = assessment.of_unit(&sheet.unit).into_iter().find(|other| other.period < sheet.period);
        let mut given: Vec<usize> = Vec::new();
        let spot = |weak: WeakQuestion<'a>| {
            let mut found = practices_for(catalogue, weak.question);
            found.retain(|record| !given.contains(record));
            found.truncate(practices);
            given.extend(&found);
            Spot { weak, practices: found }
        };
        let weak = weak_questions(assessment, sheet).into_iter().map(spot).collect();
        let mut report = Report {
            before: earlier
                .map(|before| change(assessment, before, sheet).map(|change| (before, change)))
                .transpose()?,
            comparison: compare(assessment, sheet),
            weak,
            areas: areas(assessment, sheet),
            sheet,
        };
        let nodes = assessment.composite.framework.nodes();
        let is_weak = |area: &usize| {
            let holds = |spot: &Spot<'_>| {
                nodes[*area].children.iter().any(|&child| nodes[child].code == spot.weak.question.indicator)
            };
            report.weak.iter().any(holds)
        };
        report.areas = report.areas.iter().copied().filter(is_weak).collect();
        Ok(report)
    }
}

/// Groups right above questions that have a score, the least score first.
fn areas(assessment: &Assessment, sheet: &Answers) -> Vec<usize> {
    let composite = &assessment.composite;
    let row = assessment.row(sheet);
    let framework = &composite.framework;
    let holds = |node: &usize| framework.nodes()[*node].children.iter().any(|&child| framework.is_indicator(child));
    let groups = assessment.groups().into_iter().map(|(node, _)| node);
    let mut areas: Vec<usize> = groups.filter(holds).filter(|&node| !composite.score(node, row).is_nan()).collect();
    areas.sort_by(|&a, &b| composite.score(a, row).total_cmp(&composite.score(b, row)));
    areas
}
