//! Self-assessments: what is asked, the sheets in which a unit answers, and the figures that come of them (Handbook step 2).
//!
//! [`Questionnaire`] is the file `questionnaire.toml` of an index folder, [`Answers`] what one unit says for one period, and
//! [`sheet`] reads and writes answers as TOML, CSV and XLSX. [`observations`] makes a data set of several, so that every
//! other part of the program takes them like any figures; [`Assessment`] is that data set computed, with what was answered,
//! what is open, what changed and who the peers are. Nothing here scores: that is the engine's.
//!
//! To add a rule about questionnaires: `check.rs`; one about sheets: `sheet/check.rs`; a format: a file in `sheet/`.

mod answers;
mod assessment;
mod carry;
mod change;
mod check;
mod observations;
mod peers;
mod question;
mod read;
mod report;
pub mod sheet;
mod weak;

pub(crate) use answers::short_name;
pub use answers::{Answers, Given, area_name, question_name};
pub use assessment::{Assessment, Count};
pub use carry::{Carried, carry};
pub use change::{AnswerChange, Change, change, span_in_words};
pub use observations::{SOURCE, observations, together};
pub use peers::{Comparison, Group, compare};
pub use question::{Answer, PeerGroup, Question, Questionnaire, Scale};
pub use report::{Report, Spot};
pub use weak::{WeakQuestion, practices_for, weak_questions};
