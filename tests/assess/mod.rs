//! Self-assessments from the sheet to the report: worked by hand, interviewed through a pipe, and as an office fills them in.

mod by_hand;
mod effect;
mod interview;
mod peers;
mod words;

use opencities_io::Index;
use opencities_io::practices::Catalogue;
use opencities_io::questionnaire::{Questionnaire, practices_for};

/// What is shipped is whole, and every question that could be answered better leads to what others did.
#[test]
fn every_shipped_question_leads_to_practices() {
    let (catalogue, _) = Catalogue::open(None).expect("the shipped catalogue");
    for (code, questions) in [("charter", 35), ("intercultural", 73)] {
        let index = Index::open(code).expect("a shipped index");
        let (questionnaire, findings) = Questionnaire::required(&index).expect("it has a questionnaire");
        assert_eq!((findings.len(), questionnaire.questions.len()), (0, questions));
        let none = questionnaire.questions.iter().filter(|question| practices_for(&catalogue, question).is_empty());
        let none: Vec<&str> = none.map(|question| question.indicator.as_str()).collect();
        assert!(none.is_empty(), "{code}: no practice for {none:?}");
    }
}
