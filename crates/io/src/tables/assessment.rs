//! Self-assessments as flat tables (Handbook steps 2 and 10): what is asked, answers as observations, and what a report on a
//! sheet holds.

use opencities_engine::dataset::{Dataset, Status};
use opencities_engine::framework::Framework;
use opencities_engine::table::Labels;

use super::columns::Columns;
use crate::export::{FlatTable, RunInfo};
use crate::practices::Catalogue;
use crate::questionnaire::{Assessment, Question, Questionnaire, Report, short_name};

const SCORE: &[(&str, &str)] = &[("decimals", "1")];

fn parent_name(framework: &Framework, code: &str) -> String {
    let nodes = framework.nodes();
    let parent = framework.position(code).and_then(|at| nodes[at].parent);
    parent.map(|at| nodes[at].name.clone()).unwrap_or_default()
}

/// The questions in their order, with help and answers.
pub fn questions(questionnaire: &Questionnaire, framework: &Framework) -> FlatTable {
    let all = || questionnaire.questions.iter();
    let answers = |question: &Question| {
        let answers = questionnaire.answers(question).iter().map(|answer| match answer.score {
            Some(score) => format!("{} ({score})", answer.label),
            None => format!("{} (no score)", answer.label),
        });
        answers.collect::<Vec<_>>().join("; ")
    };
    let practices = |question: &Question| {
        let facets = question.practices.iter().map(|(facet, values)| format!("{facet}: {}", values.join(", ")));
        facets.collect::<Vec<_>>().join("; ")
    };
    Columns::default()
        .text("code", "code of the question, and of its indicator", all().map(|question| Some(&question.indicator)))
        .text("name", "what people call it", all().map(|it| Some(short_name(framework, &it.indicator))))
        .text("area", "the group that it belongs to", all().map(|it| Some(parent_name(framework, &it.indicator))))
        .text("question", "what is asked", all().map(|question| Some(&question.text)))
        .text("help", "what counts and what does not", all().map(|question| Some(&question.help)))
        .text("evidence_wanted", "what would be evidence", all().map(|question| Some(&question.evidence)))
        .text("answers", "the answers, and what each counts", all().map(|question| Some(answers(question))))
        .text("practices", "facets of practices that help", all().map(|question| Some(practices(question))))
        .finish("questions", &questionnaire.name)
}

/// A data set of answers as rows of observations: a row for each question of each sheet.
pub fn observations(data: &Dataset) -> FlatTable {
    let series = data.values.codes();
    let is_given = |row: usize, column: usize| data.status.column(column)[row] != Status::MISSING;
    let cells: Vec<(usize, usize)> = (0..data.values.rows())
        .flat_map(|row| (0..series.len()).map(move |column| (row, column)))
        .filter(|&(row, column)| is_given(row, column))
        .collect();
    let at = || cells.iter().copied();
    let label = |labels: &Option<Labels>, row: usize, column: usize| {
        labels.as_ref().and_then(|labels| labels.get(row, column)).map(str::to_owned)
    };
    Columns::default()
        .text("unit", "code of the unit", at().map(|(row, _)| Some(&data.units.get(data.unit_of(row)).code)))
        .text("indicator", "code of the question", at().map(|(_, column)| Some(&series[column])))
        .text("period", "that the answer is about", at().map(|(row, _)| Some(data.period_of(row).to_string())))
        .number("value", "what the answer counts", &[], at().map(|(row, column)| data.values.column(column)[row]))
        .text(
            "status",
            "self-reported, unanswered or not-applicable",
            at().map(|(row, column)| Some(data.status.column(column)[row].name())),
        )
        .text("source", "code of the source", at().map(|(row, column)| label(&data.source, row, column)))
        .text("note", "what the answer rests on", at().map(|(row, column)| label(&data.note, row, column)))
        .finish("observations", "Observations")
}

/// Every table of a report, the scores first.
pub fn all(assessment: &Assessment, report: &Report<'_>, catalogue: &Catalogue) -> Vec<FlatTable> {
    let mut tables = vec![scores(assessment, report), answers(assessment, report), practices(report, catalogue)];
    tables.extend(changes(assessment, report));
    tables.push(super::units(&assessment.composite.data.units));
    tables
}

/// Score and coverage of every group, with what they were before and what others have.
fn scores(assessment: &Assessment, report: &Report<'_>) -> FlatTable {
    let composite = &assessment.composite;
    let nodes = composite.framework.nodes();
    let groups: Vec<usize> = assessment.groups().into_iter().map(|(node, _)| node).collect();
    let all = || groups.iter().copied();
    let row = assessment.row(report.sheet);
    let counts: Vec<_> = all().map(|node| assessment.count(report.sheet, node)).collect();
    let whole = |number: usize| i64::try_from(number).ok();
    let mut columns = Columns::default()
        .text("unit", "code of the unit", all().map(|_| Some(&report.sheet.unit)))
        .text("period", "that the answers are about", all().map(|_| Some(report.sheet.period.to_string())))
        .text("level", "level of the group", all().map(|node| Some(&nodes[node].level)))
        .text("node", "code of the group", all().map(|node| Some(&nodes[node].code)))
        .text("name", "what people call it", all().map(|node| Some(&nodes[node].name)))
        .number("score", "score in the unit's own judgement", SCORE, all().map(|node| composite.score(node, row)))
        .whole("answered", "questions answered with a score", counts.iter().map(|it| whole(it.answered)).collect())
        .whole("applicable", "questions that apply", counts.iter().map(|it| whole(it.applicable)).collect())
        .number("coverage", "answered of applicable", &[("decimals", "2")], counts.iter().map(|count| count.share()))
        .text(
            "note",
            "thin where too small a part is answered",
            all().map(|node| assessment.is_thin(report.sheet, node).then_some("thin")),
        );
    if let Some((before, change)) = &report.before {
        let described = format!("score in {}", before.period);
        let twice = all().map(|node| whole(change.scored_twice[node])).collect();
        let alike = "points since then, over the questions scored both times";
        let plain = "points since then, whatever the questions behind the two scores";
        columns = columns
            .whole("scored_twice", "questions scored both times", twice)
            .number("change_alike", alike, SCORE, all().map(|node| change.alike_of(node)))
            .number("before", &described, SCORE, all().map(|node| change.scores[node][0]))
            .number("change", plain, SCORE, all().map(|node| change.of(node)));
    }
    let groups_of_peers = report.comparison.iter().flat_map(|comparison| &comparison.groups);
    for (at, peers) in groups_of_peers.enumerate().filter(|(_, peers)| peers.none.is_empty()) {
        let name = if at == 0 { "median_others".to_owned() } else { format!("median_peers_{at}") };
        let described = format!("median of {}: {}", peers.name, peers.members.join(", "));
        columns = columns.number(&name, &described, SCORE, all().map(|node| peers.medians[node]));
    }
    columns.finish("scores", "Scores in the unit's own judgement")
}

/// Every question with its answer.
fn answers(assessment: &Assessment, report: &Report<'_>) -> FlatTable {
    let Assessment { questionnaire, composite, .. } = assessment;
    let row = assessment.row(report.sheet);
    let all = || questionnaire.questions.iter();
    let label = |question: &Question| {
        let answer = report.sheet.answer(questionnaire, question);
        Some(answer.map_or("open".to_owned(), |answer| answer.label.clone()))
    };
    let score = |question: &Question| {
        composite.framework.position(&question.indicator).map_or(f64::NAN, |node| composite.score(node, row))
    };
    let evidence = |question: &Question| report.sheet.of(&question.indicator).map(|given| given.evidence.clone());
    Columns::default()
        .text("code", "code of the question", all().map(|question| Some(&question.indicator)))
        .text("name", "what people call it", all().map(|it| Some(short_name(&composite.framework, &it.indicator))))
        .text(
            "area",
            "the group that it belongs to",
            all().map(|it| Some(parent_name(&composite.framework, &it.indicator))),
        )
        .text("question", "what is asked", all().map(|question| Some(&question.text)))
        .text("answer", "what was answered", all().map(label))
        .number("score", "of the answer", SCORE, all().map(score))
        .text("evidence", "what it rests on", all().map(evidence))
        .finish("answers", "Answers")
}

/// Practices for the weak spots, a row for each; a spot without any has a row of its own.
fn practices(report: &Report<'_>, catalogue: &Catalogue) -> FlatTable {
    let rows: Vec<(&crate::questionnaire::Spot<'_>, Option<usize>)> = report
        .weak
        .iter()
        .flat_map(|spot| {
            let none = spot.practices.is_empty().then_some(None);
            spot.practices.iter().copied().map(Some).chain(none).map(move |practice| (spot, practice))
        })
        .collect();
    let record = |practice: &Option<usize>| practice.map(|at| &catalogue.records[at]);
    Columns::default()
        .text("code", "code of the question", rows.iter().map(|(spot, _)| Some(&spot.weak.question.indicator)))
        .text("question", "what is asked", rows.iter().map(|(spot, _)| Some(&spot.weak.question.text)))
        .text("answer", "what was answered", rows.iter().map(|(spot, _)| Some(spot.weak.label)))
        .number("score", "of the answer", SCORE, rows.iter().map(|(spot, _)| spot.weak.score))
        .text("practice", "code of a practice", rows.iter().map(|(_, at)| record(at).map(|record| &record.code)))
        .text("title", "what people call it", rows.iter().map(|(_, at)| record(at).map(|record| &record.title)))
        .text("city", "where", rows.iter().map(|(_, at)| record(at).map(|record| &record.city)))
        .text("summary", "in a sentence or two", rows.iter().map(|(_, at)| record(at).map(|record| &record.summary)))
        .finish("weak_questions", "Weak questions, and practices for them")
}

/// Answers that changed since the sheet before; `None` where there is none.
fn changes(assessment: &Assessment, report: &Report<'_>) -> Option<FlatTable> {
    let (before, change) = report.before.as_ref()?;
    let nodes = assessment.composite.framework.nodes();
    let all = || change.answers.iter();
    let label = |text: &Option<String>| Some(text.clone().unwrap_or_else(|| "open".to_owned()));
    let table = Columns::default()
        .text("code", "code of the question", all().map(|answer| Some(&nodes[answer.indicator].code)))
        .text("name", "what people call it", all().map(|answer| Some(&nodes[answer.indicator].name)))
        .text("before", &format!("answer in {}", before.period), all().map(|answer| label(&answer.labels[0])))
        .text("after", "answer now", all().map(|answer| label(&answer.labels[1])))
        .number("change", "points of its score", SCORE, all().map(|answer| answer.points));
    Some(table.finish("changed_answers", "Answers that changed"))
}

/// What travels with the questions.
pub fn info(questionnaire: &Questionnaire) -> RunInfo {
    [
        ("questionnaire", questionnaire.code.clone()),
        ("version", questionnaire.version.clone()),
        ("program", format!("opencities {}", env!("CARGO_PKG_VERSION"))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
