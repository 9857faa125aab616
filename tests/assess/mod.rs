//! Self-assessments from the sheet to the report: worked by hand, interviewed through a pipe, and as an office fills them in.

mod by_hand;
mod interview;
