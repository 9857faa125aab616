//! Answers as figures (Handbook step 2): a scored answer is a value of its indicator, one without a score says that the
//! question does not apply, and an open question stays unanswered. No `no` is made of what was not said.

use std::collections::BTreeMap;
use std::sync::Arc;

use opencities_engine::dataset::{Dataset, Status, Unit, UnitColumn, Units};
use opencities_engine::finding::{self, Code, Finding, Place};
use opencities_engine::framework::Framework;
use opencities_engine::period::Period;
use opencities_engine::table::{Labels, Table};

use super::{Answers, Questionnaire, span_in_words};

/// The source of every answer.
pub const SOURCE: &str = "self-assessment";

/// The data set of several sheets: a row for each unit and period, a column for each series of the framework. Cells of
/// units that gave no sheet for a period are missing. Facts become columns of the units, the newest sheet's counting.
///
/// Of two sheets of a unit and period the first is taken; [`together`] says where there are two.
pub fn observations(questionnaire: &Questionnaire, framework: &Framework, answers: &[Answers]) -> Dataset {
    let units = units(answers);
    let mut periods: Vec<Period> = answers.iter().map(|sheet| sheet.period).collect();
    periods.sort_unstable();
    periods.dedup();
    let rows = units.len() * periods.len();
    let mut sheets: Vec<Option<&Answers>> = vec![None; rows];
    for sheet in answers {
        let period = periods.binary_search(&sheet.period).unwrap_or_default();
        let unit = units.position(&sheet.unit).unwrap_or_default();
        sheets[period * units.len() + unit].get_or_insert(sheet);
    }
    let series = framework.series();
    let mut pool = vec![String::new()];
    let (mut values, mut statuses, mut sources, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for code in &series {
        let mut value = vec![f64::NAN; rows];
        let mut status = vec![Status::MISSING; rows];
        let mut source = vec![0_u32; rows];
        let mut note = vec![0_u32; rows];
        let question = questionnaire.question(code);
        for (row, sheet) in sheets.iter().enumerate() {
            let (Some(sheet), Some(question)) = (sheet, question) else { continue };
            (value[row], status[row]) = match sheet.answer(questionnaire, question).map(|answer| answer.score) {
                Some(Some(score)) => (score, Status::SELF_REPORTED),
                Some(None) => (f64::NAN, Status::NOT_APPLICABLE),
                None => (f64::NAN, Status::UNANSWERED),
            };
            source[row] = 1;
            if let Some(evidence) = sheet.of(code).map(|given| &given.evidence).filter(|text| !text.is_empty()) {
                note[row] = pool.len() as u32;
                pool.push(evidence.clone());
            }
        }
        values.push(value.into());
        statuses.push(status.into());
        sources.push(source.into());
        notes.push(note.into());
    }
    let codes: Arc<[String]> = series.into();
    let labels = |pool: Vec<String>, cells| Labels { pool, cells: Table::new(codes.clone(), cells, rows) };
    Dataset {
        values: Table::new(codes.clone(), values, rows),
        status: Table::new(codes.clone(), statuses, rows),
        standard_error: None,
        geography: None,
        source: Some(labels(vec![String::new(), SOURCE.to_owned()], sources)),
        note: Some(labels(pool, notes)),
        observed_period: None,
        units: units.into(),
        periods,
    }
}

/// The sheets of each unit, the newest first, units in the order in which they come.
fn by_unit(answers: &[Answers]) -> Vec<Vec<&Answers>> {
    let mut units: Vec<Vec<&Answers>> = Vec::new();
    for sheet in answers {
        match units.iter_mut().find(|sheets| sheets[0].unit == sheet.unit) {
            Some(sheets) => sheets.push(sheet),
            None => units.push(vec![sheet]),
        }
    }
    units.iter_mut().for_each(|sheets| sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.period)));
    units
}

fn units(answers: &[Answers]) -> Units {
    let by_unit = by_unit(answers);
    let name = |sheets: &Vec<&Answers>| {
        let named = sheets.iter().find(|sheet| !sheet.name.is_empty());
        named.map_or(sheets[0].unit.clone(), |sheet| sheet.name.clone())
    };
    let unit = |sheets: &Vec<&Answers>| Unit {
        code: sheets[0].unit.clone(),
        name: name(sheets),
        alternative_names: Vec::new(),
    };
    let mut columns: Vec<UnitColumn> = Vec::new();
    for (fact, _) in answers.iter().flat_map(|sheet| &sheet.facts) {
        if columns.iter().any(|column| column.name == *fact) {
            continue;
        }
        let known = |sheet: &&Answers| {
            sheet.facts.iter().find(|(name, text)| name == fact && !text.is_empty()).map(|(_, text)| text.clone())
        };
        let values = by_unit.iter().map(|sheets| sheets.iter().find_map(known).unwrap_or_default()).collect();
        columns.push(UnitColumn { name: fact.clone(), values });
    }
    Units::new(by_unit.iter().map(unit).collect(), columns)
}

/// What is to be said of several sheets together, each with the name of its file: two for one period, other names, periods
/// that are not as far apart as the questionnaire means them to be, and answers that are all the same.
pub fn together(questionnaire: &Questionnaire, sheets: &[(String, Answers)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<(&str, Period), (&str, &Answers)> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    // One that does not say whose it is has nothing to do with the others.
    for (file, sheet) in sheets.iter().filter(|(_, sheet)| !sheet.unit.is_empty()) {
        let place = || Place { unit: Some(sheet.unit.clone()), ..Place::file(file.as_str(), None) };
        match first.get(&(sheet.unit.as_str(), sheet.period)) {
            Some((before, _)) => {
                let message = format!("{} has a sheet for {} already: {before}", sheet.shown_name(), sheet.period);
                let hint = "name one of the two files, or correct its unit or period";
                findings.push(Finding::new(Code::Q631, place(), message, hint));
            }
            None => {
                first.insert((&sheet.unit, sheet.period), (file, sheet));
            }
        }
        if sheet.name.is_empty() {
            continue;
        }
        let known = *names.entry(&sheet.unit).or_insert(&sheet.name);
        if known != sheet.name {
            let message = format!("`{}` is called \"{}\" here and \"{known}\" elsewhere", sheet.unit, sheet.name);
            let hint = "write the same name in every sheet; that of the newest is taken";
            findings.push(Finding::new(Code::Q632, place(), message, hint));
        }
    }
    let in_order: Vec<(&str, &Answers)> = first.into_values().collect();
    for pair in in_order.windows(2).filter(|pair| pair[0].1.unit == pair[1].1.unit) {
        let [(older_file, older), (newer_file, newer)] = [pair[0], pair[1]];
        findings.extend(span(questionnaire, older, newer));
        if says_the_same(older, newer) {
            let place = Place { unit: Some(newer.unit.clone()), ..Place::file(newer_file, None) };
            let message = format!(
                "every answer for {} stands in {older_file} for {}, with the same evidence",
                newer.period, older.period
            );
            let hint = "fill it in anew; a change of nothing is shown otherwise";
            findings.push(Finding::new(Code::Q639, place, message, hint));
        }
    }
    finding::sort(&mut findings);
    findings
}

/// Two sheets that are not as far apart as the questionnaire means them to be.
fn span(questionnaire: &Questionnaire, older: &Answers, newer: &Answers) -> Option<Finding> {
    let (every, years) = (questionnaire.every_years?, newer.period.years_since(older.period));
    ((years - every).abs() > 0.01).then(|| {
        let [years, every] = [years, every].map(span_in_words);
        let message = format!("{} and {} are {years} apart, not {every}", older.period, newer.period);
        let hint = "read the change with that in mind; do not set it beside changes over another span";
        Finding::new(Code::Q633, Place::unit(&newer.unit), message, hint)
    })
}

/// Whether two sheets give the same answers, some at least, with the same evidence.
fn says_the_same(older: &Answers, newer: &Answers) -> bool {
    let said = |sheet: &Answers| -> BTreeMap<String, (Option<String>, String)> {
        let filled = sheet.given.iter().filter(|given| given.answer.is_some() || !given.evidence.is_empty());
        filled.map(|given| (given.question.clone(), (given.answer.clone(), given.evidence.clone()))).collect()
    };
    newer.given.iter().any(|given| given.answer.is_some()) && said(older) == said(newer)
}
