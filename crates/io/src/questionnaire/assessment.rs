//! Answers, computed: the composite of several sheets by the method of their index, and what of a sheet was answered.

use opencities_engine::composite::Composite;
use opencities_engine::framework::Framework;
use opencities_engine::inspect;
use opencities_engine::method::{Method, Report};

use super::{Answers, Questionnaire, observations};

/// Sheets and their composite.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// What was asked.
    pub questionnaire: Questionnaire,
    /// What was answered.
    pub answers: Vec<Answers>,
    /// The scores, of every period that there is a sheet for.
    pub composite: Composite,
}

/// How many questions were answered, of those that apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Answered with a score.
    pub answered: usize,
    /// All but those that do not apply.
    pub applicable: usize,
}

impl Count {
    /// The share of those that apply that was answered; `NaN` where none applies.
    pub fn share(self) -> f64 {
        if self.applicable == 0 { f64::NAN } else { self.answered as f64 / self.applicable as f64 }
    }

    /// `3 of 4`, or that nothing applies.
    pub fn words(self) -> String {
        match self.applicable {
            0 => "does not apply".to_owned(),
            applicable => format!("{} of {applicable}", self.answered),
        }
    }
}

impl Assessment {
    /// Computes sheets. The method's choice of a period is set aside: all are reported.
    ///
    /// # Errors
    /// Those of the engine, where the method does not fit the index. Findings stand in the composite.
    pub fn new(
        framework: &Framework,
        method: &Method,
        questionnaire: Questionnaire,
        answers: Vec<Answers>,
    ) -> Result<Self, opencities_engine::Error> {
        let data = observations(&questionnaire, framework, &answers);
        let mut method = method.clone();
        method.periods.report = Report::Each;
        let composite = inspect(framework, &data, &method)?;
        Ok(Assessment { questionnaire, answers, composite })
    }

    /// The row of a sheet in the tables of the composite.
    ///
    /// # Panics
    /// For a sheet that is none of this assessment: a fault of the calling program.
    pub fn row(&self, sheet: &Answers) -> usize {
        let data = &self.composite.data;
        let unit = data.units.position(&sheet.unit).expect("a sheet of this assessment");
        let period = data.periods.binary_search(&sheet.period).expect("a sheet of this assessment");
        data.row(period, unit)
    }

    /// The sheets of a unit, the newest first.
    pub fn of_unit(&self, unit: &str) -> Vec<&Answers> {
        let mut found: Vec<&Answers> = self.answers.iter().filter(|sheet| sheet.unit == unit).collect();
        found.sort_by_key(|sheet| std::cmp::Reverse(sheet.period));
        found
    }

    /// The newest sheet of every unit but one, in the order in which they come.
    pub fn others(&self, unit: &str) -> Vec<&Answers> {
        let units = self.composite.data.units.iter().filter(|other| other.code != unit);
        units.filter_map(|other| self.of_unit(&other.code).first().copied()).collect()
    }

    /// How many of the questions below a node a sheet answers.
    pub fn count(&self, sheet: &Answers, node: usize) -> Count {
        let mut count = Count::default();
        for &indicator in &self.composite.framework.nodes()[node].indicators {
            let code = &self.composite.framework.nodes()[indicator].code;
            let Some(question) = self.questionnaire.question(code) else { continue };
            let score = sheet.answer(&self.questionnaire, question).map(|answer| answer.score);
            count.applicable += usize::from(score != Some(None));
            count.answered += usize::from(matches!(score, Some(Some(_))));
        }
        count
    }

    /// Whether a group has a score that rests on too small a part of what applies, by the limit of the method.
    pub fn is_thin(&self, sheet: &Answers, node: usize) -> bool {
        let count = self.count(sheet, node);
        count.answered > 0 && count.share() < self.composite.method.screen.thin_below
    }

    /// The groups of the index, widest first and each before what is in it, with how far down they stand.
    pub fn groups(&self) -> Vec<(usize, usize)> {
        let framework = &self.composite.framework;
        let mut found = Vec::new();
        let mut ahead = vec![(framework.root(), 0)];
        while let Some((node, depth)) = ahead.pop() {
            found.push((node, depth));
            let children = framework.nodes()[node].children.iter().rev();
            ahead.extend(children.filter(|&&child| !framework.is_indicator(child)).map(|&child| (child, depth + 1)));
        }
        found
    }

    /// The name of a node.
    pub fn name(&self, node: usize) -> &str {
        &self.composite.framework.nodes()[node].name
    }
}
