//! What the report says in sentences, the same on the page and on the terminal: the whole, what moved, what could not be read,
//! and who the others are. It computes nothing.

use super::{grids, number, signed};
use crate::questionnaire::{Answers, Assessment, Comparison, Report};

/// Areas that are named as the weakest.
const AREAS: usize = 3;
/// Answers that could not be read and are named one by one.
const UNREAD: usize = 8;

/// Score and coverage of the whole in a sentence.
pub fn overall(assessment: &Assessment, report: &Report<'_>) -> String {
    let composite = &assessment.composite;
    let root = composite.framework.root();
    let row = assessment.row(report.sheet);
    let count = assessment.count(report.sheet, root);
    let all = assessment.questionnaire.questions.len();
    let score = number(composite.score(root, row));
    let outside = match all - count.applicable {
        0 => String::new(),
        1 => "; 1 does not apply".to_owned(),
        several => format!("; {several} do not apply"),
    };
    let least = composite.method.screen.unit_coverage_min;
    let few = match composite.screening.ranked[row] {
        true => String::new(),
        false if count.share() < least => {
            let least = least * 100.0;
            format!(" That is fewer than {least:.0}\u{a0}%, too few for the score to stand beside others.")
        }
        false => " The method does not let this score stand beside others.".to_owned(),
    };
    format!(
        "{}: {score}, from {} of {} questions that apply{outside}.{few}{}",
        assessment.name(root),
        count.answered,
        count.applicable,
        weakest(assessment, report, row)
    )
}

/// The weakest areas, and how many more are as weak as the last that is named.
fn weakest(assessment: &Assessment, report: &Report<'_>, row: usize) -> String {
    let score = |area: &usize| assessment.composite.score(*area, row);
    let named = |area: &usize| format!("{} ({})", assessment.name(*area), number(score(area)));
    let (first, rest) = report.areas.split_at(report.areas.len().min(AREAS));
    let Some(last) = first.last() else { return String::new() };
    let words: Vec<String> = first.iter().map(named).collect();
    let more = match rest.iter().filter(|area| (score(area) - score(last)).abs() < 1e-9).count() {
        0 => String::new(),
        1 => ", and 1 more as weak as the last".to_owned(),
        more => format!(", and {more} more as weak as the last"),
    };
    format!(" Weakest: {}{more}.", words.join(", "))
}

/// Answers that could not be read, where a report goes on without them.
pub fn unread(sheet: &Answers) -> Option<String> {
    let named = |(question, text): &(String, String)| {
        let shown: String = text.chars().take(40).collect();
        format!("{question} (`{shown}`)")
    };
    let words: Vec<String> = sheet.unread.iter().take(UNREAD).map(named).collect();
    let more = match sheet.unread.len().saturating_sub(UNREAD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match sheet.unread.len() {
        0 => None,
        1 => Some(format!("1 answer could not be read and counts as open: {}.", words.join(", "))),
        all => Some(format!("{all} answers could not be read and count as open: {}{more}.", words.join(", "))),
    }
}

/// How the whole moved since the sheet before: over the questions that were scored both times, and then the plain scores.
pub fn movement(assessment: &Assessment, report: &Report<'_>) -> Option<String> {
    let (before, change) = report.before.as_ref()?;
    let root = assessment.composite.framework.root();
    let periods = format!("{} and {}", before.period, report.sheet.period);
    let lead = match change.scored_twice[root] {
        0 => format!("No question was scored in both {periods}, so like cannot be set beside like."),
        twice => {
            let [was, is] = change.alike[root].map(number);
            let questions = if twice == 1 { "question".to_owned() } else { format!("{twice} questions") };
            format!("Over the {questions} scored in both {periods}: {was} to {is}, {}.", signed(change.alike_of(root)))
        }
    };
    let [was, is] = change.scores[root].map(number);
    let counts = [before, &report.sheet].map(|sheet| assessment.count(sheet, root).answered);
    Some(format!(
        "{lead} The plain scores, {was} from {} questions and {is} from {}, differ by {}.",
        counts[0],
        counts[1],
        signed(change.of(root))
    ))
}

/// What stands below the table of scores: what its columns of change are, and which scores are thin.
pub fn below_scores(assessment: &Assessment, report: &Report<'_>) -> impl Iterator<Item = String> {
    let change = report.before.as_ref().map(|(before, _)| {
        format!(
            "change: over the questions scored both times, whose number stands under both. plain: the score less that of {}, \
             which may rest on other questions.",
            before.period
        )
    });
    let is_thin = |&(node, _): &(usize, usize)| assessment.is_thin(report.sheet, node);
    let least = assessment.composite.method.screen.thin_below * 100.0;
    let thin = assessment.groups().iter().any(is_thin).then(|| {
        format!(
            "* thin: fewer than {least:.0}\u{a0}% of the questions that apply are answered, so the score says little."
        )
    });
    change.into_iter().chain(thin)
}

/// Who the others are, group by group, with the median of their scores; groups without any come last.
pub fn others(assessment: &Assessment, comparison: &Comparison) -> Vec<String> {
    let root = assessment.composite.framework.root();
    let some = grids::lettered(comparison).map(|(_, group)| {
        let median = number(group.medians[root]);
        let members = group.members.join(", ");
        format!("{}: median {median} of {} ({members}){}", group.name, group.members.len(), unknown(&group.unknown))
    });
    let none = comparison.groups.iter().filter(|group| !group.none.is_empty());
    let none = none.map(|group| format!("{}: {}{}", group.name, group.none, unknown(&group.unknown)));
    let mut lines: Vec<String> = some.chain(none).collect();
    if !comparison.left_out.is_empty() {
        lines.push(format!("left out, since too little is answered: {}", comparison.left_out.join(", ")));
    }
    lines
}

fn unknown(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; not grouped, since it is not known: {}", names.join(", ")) }
}
