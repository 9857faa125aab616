//! What a statistic means: a grade in words and a sign without colour, and why.

/// How good something is, from nothing to say to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing to say.
    Good,
    /// The statistic cannot be computed.
    Unknown,
    /// There may be a good reason; know it.
    Look,
    /// The index does not do what its readers expect.
    Problem,
}

impl Grade {
    /// Every grade, from the best to the worst.
    pub const ALL: [Grade; 4] = [Grade::Good, Grade::Unknown, Grade::Look, Grade::Problem];

    /// The grade in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Grade::Good => "good",
            Grade::Unknown => "not computed",
            Grade::Look => "look at this",
            Grade::Problem => "problem",
        }
    }

    /// The grade in one letter.
    pub fn sign(self) -> char {
        match self {
            Grade::Good => '✓',
            Grade::Unknown => '·',
            Grade::Look => '!',
            Grade::Problem => '✗',
        }
    }
}

/// One reason of a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// How much it matters.
    pub grade: Grade,
    /// What was found.
    pub text: String,
    /// The name of the threshold that was crossed, if any.
    pub threshold: Option<&'static str>,
}

/// What is to be said about a line of a table; good where nothing is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// The reasons, in the order of the columns that they speak of.
    pub remarks: Vec<Remark>,
}

impl Verdict {
    /// The worst grade of its remarks.
    pub fn grade(&self) -> Grade {
        self.remarks.iter().map(|remark| remark.grade).max().unwrap_or(Grade::Good)
    }

    /// The reasons in one line.
    pub fn text(&self) -> String {
        self.remarks.iter().map(|remark| remark.text.as_str()).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn add(&mut self, grade: Grade, threshold: &'static str, text: String) {
        self.remarks.push(Remark { grade, text, threshold: Some(threshold) });
    }

    pub(super) fn unknown(&mut self, text: impl Into<String>) {
        self.remarks.push(Remark { grade: Grade::Unknown, text: text.into(), threshold: None });
    }
}
