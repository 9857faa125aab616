//! The codes of findings: a stable name, the usual severity, and what `opencities explain-code` says of each.
//!
//! To add one: its line at the end of its letter's group. Which rule finds it is not known here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Severity;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// The usual severity.
    pub severity: Severity,
    /// A few words.
    pub title: &'static str,
    /// What it means, why it matters and what to do.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal $explanation:literal)*) => {
        /// The stable code of a finding: `F` framework, `D` data, `M` method, `W` weights, `S` screening and scores,
        /// `A` analyses, `I` import, `U` uncertainty, `P` practices, `Q` self-assessments, `E` export.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $title] $code,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$code,)*];

            /// What the code means.
            pub fn info(self) -> CodeInfo {
                match self {
                    $(Code::$code => CodeInfo {
                        severity: Severity::$severity,
                        title: $title,
                        explanation: $explanation,
                    },)*
                }
            }

            /// The code as it is printed.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)* }
            }
        }
    };
}

codes! {
    F101 Error "two nodes share a code"
        "Every indicator, group and denominator is found by its code, so each code stands once in an index. Rename one of the two."
    F102 Error "a node's parent does not exist"
        "A node names a parent that the framework does not declare. Declare it in framework.toml, or correct the spelling. An indicator's parent is the name of the file that it stands in."
    F103 Error "the framework goes round in a circle"
        "A node is its own ancestor, so no score could be computed first. Correct the `parent` of one of the nodes named."
    F104 Error "the framework does not have one root"
        "An index has exactly one node without a parent: the index itself. Give every other node a parent."
    F105 Error "a group has no children"
        "A group's score is computed from its children; this group has neither indicators nor groups below it. Add an indicator in <group>.toml or remove the node."
    F106 Error "a code has characters that codes may not have"
        "Codes are made of a-z, 0-9, `_` and `-`, so that they are the same in files, on the command line and in every export."
    F107 Error "an indicator's denominator does not exist"
        "An indicator is to be divided by a series that framework.toml does not declare as [[denominator]]."
    F108 Error "limits are not in order"
        "A range, or a pair of goalposts, is written [low, high] with two different finite numbers, the lower first. Direction says which end is the worst."
    F109 Error "a source is not described"
        "An indicator or an observation names a source that sources.toml does not have. Every figure has a source with a publisher and a licence."
    F110 Error "a required part of the index is missing"
        "An index folder needs framework.toml and at least one file with indicators; the finding says what is missing."
    F111 Error "a definition cannot be read"
        "A TOML file has a syntax error, an unknown key or a value of the wrong kind. The message gives the line."
    D101 Error "an observation names an unknown unit"
        "The unit is not in units.csv. Add it there, correct the spelling, or remove the row."
    D102 Error "an observation names an unknown indicator"
        "The indicator (or denominator) is not declared in the index folder. Declare it, correct the spelling, or remove the row or column."
    D103 Error "a figure is given twice"
        "Two rows give a value for the same unit, indicator and period. Neither is preferred: remove one."
    D104 Error "an indicator has no spread"
        "All units hold the same value, so the indicator cannot tell them apart and most normalisations would divide by zero. Drop it, or say in method.toml what should be done: [no_spread] score = \"neutral\" gives every unit the middle of the scale, score = \"missing\" leaves it out."
    D105 Error "a value is not a number"
        "A value column holds text that is neither a number nor a known mark for a missing value. Write numbers as 1234.5, without thousands separators or units."
    D106 Error "a number is written with a decimal comma"
        "Numbers are written with a decimal point: 12.5, not 12,5. Nothing is converted silently, since 1,234 may mean two things."
    D107 Warning "a mark was read as a missing value"
        "Marks such as `-`, `n/a`, `..` or `NaN` were read as missing. Leave the cell empty and say the reason in the status column."
    D108 Error "a value is infinite"
        "An infinite value is the sign of a division by zero upstream. Correct it or leave the cell empty."
    D109 Error "a value looks like a code for missing"
        "Values such as -999 or -9999 usually stand for `missing`. If so leave the cell empty; if the value is real, declare a range that holds it."
    D110 Error "a value lies outside its indicator's range"
        "The indicator declares the range of values that are possible by definition. The value is wrong, in another measure (a share written as a fraction), or the range is too narrow."
    D111 Error "a row does not fit the header"
        "The row has more or fewer fields than the header, so its values may stand under the wrong names: a separator inside an unquoted text, or a shifted row."
    D112 Error "a status is not known"
        "Statuses are: observed, estimated, self-reported, missing, not-applicable, unanswered, suppressed."
    D113 Error "a period cannot be read"
        "Periods are written 2024, 2024-H1, 2024-Q3 or 2024-07. A whole column without periods is allowed; a bad one is not."
    D114 Warning "a denominator jumps"
        "A denominator changed by a factor of ten or more between neighbouring periods. Populations do not; a shifted row or another unit's figure is the usual cause."
    D115 Error "a standard error is negative or not a number"
        "A standard error is a number of zero or more, in the measure of its value."
    D116 Warning "a column is not used"
        "The table has a column that is neither a known field nor an indicator of the index. It was not read: correct the spelling if it should have been."
    D117 Error "an indicator has no value at all"
        "No unit has a figure for this indicator in the periods that are used. Supply data or drop the indicator from the index."
    D118 Warning "a unit has no figure in a whole group"
        "None of a group's indicators is known for the unit, so the group has no score for it and its parent rests on the others."
    D119 Warning "a unit has no figures"
        "The unit is declared and no observation names it. It is shown without score."
    D120 Error "there is only one unit"
        "A composite index compares units; with one unit no scale can be fitted on the data. Use goalposts and allow this finding if a single unit is meant."
    D121 Error "a denominator is zero or negative"
        "The figure cannot be divided by it. The result would be missing; correct the denominator."
    D122 Warning "a denominator is missing"
        "The unit has a figure for the indicator and none for its denominator, so the indicator is missing for it."
    D124 Error "a unit is declared twice"
        "Every unit has a code of its own in units.csv."
    D125 Error "a table has no usable header"
        "The first row names the columns. A long table has unit, indicator and value; a wide table has unit and one column per indicator."
    D126 Error "a geography is not known"
        "The level at which a figure was measured is country, region, or another word that the index uses throughout; the finding names the word."
    D127 Warning "a figure says missing and has a value, or the reverse"
        "A row's status and its value contradict each other. The value is kept only if the status is not one of the missing ones."
    D128 Error "a table is damaged or cannot be read"
        "The file ends early, is not of the format that its name says, or is in an encoding other than UTF-8 or UTF-16 with a byte-order mark."
    M301 Error "the method names an unknown node"
        "A choice under by-node names a code that the framework does not have."
    M302 Error "the method names an unknown level"
        "A choice under by-level names a level that no node of the framework has."
    M303 Error "the method names an unknown group column"
        "Group imputation names a column that units.csv does not have."
    M304 Error "a parameter is out of its bounds"
        "The message says which values the parameter may take."
    M305 Error "a period of the method is not in the data"
        "The method fits its scales on, or reports, a period for which there are no observations."
    M306 Error "an indicator has no goalposts"
        "The goalposts normalisation needs `goalposts = [low, high]` on every indicator that it is used for."
    M307 Error "the method names an unknown unit"
        "A scale is to stand on the value of a unit that units.csv does not have."
    M308 Error "an indicator has no target"
        "A normalisation by the distance to a target needs `target = value` on every indicator that it is used for."
    M309 Error "the method names an unknown indicator"
        "A parameter of the method names an indicator or a group that the framework does not have, or that does not stand where it must."
    W401 Error "a weight names an unknown node"
        "Weights are found by code. Correct the spelling or remove the line."
    W402 Error "a group is weighted in part"
        "A group of siblings is named in full or not at all (then its weights are equal). Add the missing siblings; 0 is allowed."
    W403 Error "a weight is negative or not a number"
        "Weights are finite numbers of zero or more. An indicator for which less is better has direction = \"lower-is-better\", not a negative weight."
    W404 Error "all weights of a group are zero"
        "A group whose children all weigh nothing has no score. Give at least one child a weight."
    W405 Error "the weights of a group cannot be found"
        "A weighting that looks at the data found too few complete units, no spread or a singular matrix. Impute the gaps, choose another weighting for the group, or allow the finding: its children then count equally."
    W406 Warning "pairwise comparisons contradict each other"
        "The consistency ratio is above 0.1: the judgements say that A counts more than B, B more than C, and C more than A, or nearly so. The message names the comparison that fits worst; ask again."
    W407 Error "judgements are incomplete or out of bounds"
        "A pairwise comparison is missing, is not a positive number, or names a node that is no sibling; or an expert's budget does not cover a group in full."
    W408 Warning "an expert stands far from the others"
        "An expert's allocation is farther from the experts' median than is usual among them. It still counts; look at the spread before the mean."
    W409 Warning "weights do not reach what was asked of them"
        "No non-negative weights give the importances that were stated, or the search did not converge; the message says how close the best ones come."
    W410 Warning "a child runs against its siblings"
        "In the first principal component of the group a child has the opposite sign: more of it goes with less of the others. Weights are its squared loading all the same; look at its direction."
    W411 Note "how far the experts are apart"
        "The least and the greatest share that an expert gives to each child of the group. The weights are their mean or median; the differences are an uncertainty of the index like any other."
    S501 Warning "a unit is shown without rank"
        "Too few of the unit's indicators are known (see [screen] unit_coverage_min), too many of its values are zero (unit_nonzero_min), or it is excluded by name. It is shown with its score and without a rank, and takes no part in fitting scales, so it cannot move the others."
    S502 Warning "an indicator covers too few units"
        "The share of units with a figure is below [screen] indicator_coverage_min; the indicator was left out."
    S503 Note "a group rests on a thin base"
        "Less than [screen] thin_below of the group's indicators are known for these units: their scores there say little."
    S504 Warning "a zero makes a mean zero"
        "A geometric or harmonic mean with a child at zero is zero whatever the others are. Normalise to a range above zero (lower = 1) if that is not meant."
    S505 Error "a mean is undefined for a negative score"
        "Geometric, harmonic and most power means are undefined for negative scores; the group's score is missing there. Normalise to a range above zero, or use an arithmetic mean."
    S506 Note "figures of an earlier period stand in"
        "The method lets the latest figure stand in for the period reported. The note gives the oldest, and `explain` shows each figure's own period."
    S507 Warning "a column still fails its outlier test"
        "Every treatment step was tried and the column's skewness and kurtosis are still beyond the limits of [treat]."
    S508 Note "values were treated"
        "Values were moved by the treatment of outliers. The table `values` marks each, with the value before and after."
    S509 Note "values were imputed"
        "Missing values were filled by the method's imputation. Each is marked in the exports."
    S510 Warning "a value could not be imputed"
        "The method found no known figures to fill it from: no unit that gives any, no other period, no sibling, as its page says. The value stays missing."
    S511 Note "an indicator would be dropped by coverage"
        "Screening of indicators is off; at the usual share of 65 % this one would be left out. Its scores rest on fewer units than the others."
    S512 Warning "no unit is ranked"
        "Every unit knows fewer of the indicators than [screen] unit_coverage_min asks for, so there is no rank to give and nothing to fit a scale on. Supply figures, let earlier ones stand in with [periods] carry = \"latest\", or lower the limit."
    S513 Note "the levels at which figures were measured"
        "A figure of a larger area stands for every unit in it, so such units tie there, and the figure is not of their own making. `explain` marks each figure, and the table `values` has its level."
    S514 Note "an indicator's figures are not fully trusted"
        "The index declares a confidence below `high` for the indicator; its description says why. Read its scores with care, or compare the ranking with and without it by giving it the weight 0."
    S515 Error "a group's scores cannot be computed"
        "The aggregation has no answer for this group: its bounds contradict each other, or its matrix is singular. The message says what to change."
    S516 Error "too many units for an exact method"
        "The method tries every order, and the units of a period are more than its limit. Rank fewer, or use a method without such a limit."
    S517 Warning "a method did not converge"
        "The method stopped after its greatest number of steps before its tolerance was reached. What it reached is used; allow more steps or a wider tolerance."
    S518 Warning "a method has too few values to work with"
        "A column or a group holds fewer known values than the method needs; the message says what was done instead."
    S519 Note "a cap or a penalty was applied"
        "A group's score was limited because a named indicator fails, as the method says. The message counts the units."
    S520 Warning "values of one larger area differ"
        "Units of the same larger area have different figures for it, where one was to stand for all. None was taken."
    S521 Warning "a column could not be treated"
        "The treatment is not defined for the column's values (a logarithm of zero, say), or would leave it without spread. The column was left as it was; the message says which treatments take it."
    A701 Warning "parts of a change cannot be told apart"
        "A change between two editions is split by computing what each part alone would have made of the old edition. One of these could not be computed, most often since new weights or methods name what the old framework does not have. The parts concerned are shown as one."
    A702 Error "what makes units alike cannot be read"
        "A [[feature]] of peers.toml compares one thing (column, indicator or level) in one way (ratio, difference or at; words need none)."
    A703 Error "what makes units alike names something unknown"
        "A [[feature]] of peers.toml names a column that units.csv does not have, an indicator or a level that the framework does not have."
    I801 Error "something to import lacks a part"
        "A table lacks a column, or a workbook a sheet or its codes, so it is not what the importer reads. `opencities import --help` says what is needed."
    I802 Error "a row cannot be imported"
        "A type, a direction, a weight or a figure is not one that can be carried. Nothing is guessed, and nothing is written; correct the row."
    I803 Error "two codes become the same, or one is given twice"
        "Codes are made of a-z, 0-9, `_` and `-`. Two codes that differ in capitals or other signs alone would become one; rename one before the import."
    I804 Warning "something could not be carried"
        "The imported files hold something that an index folder has no place for, or that contradicts itself. The message says what was left out."
    I805 Note "codes are written otherwise"
        "Codes were written in the letters that codes may have. The README of the new folder lists every one."
    I806 Warning "the licence of imported figures is not known"
        "Every figure has a source with a publisher and a licence; the imported files name none. Write them into sources.toml before you publish."
    U801 Error "an assumption cannot be read"
        "An assumption of assumptions.toml has a name of its own and exactly one kind: alternatives, range, weights, leave_out or redraw."
    U802 Error "an assumption names something unknown"
        "A node, a level, a method or a parameter that an assumption names does not exist. Codes are those of the framework; keys are written as in method.toml."
    U803 Error "an assumption leaves nothing to vary"
        "A range is empty or reversed, a share is out of bounds, bounds and orderings of weights contradict each other, or there is nothing to redraw."
    U804 Error "an alternative does not fit the index"
        "The method with this alternative laid over it has a fault of its own, which the message names."
    U805 Error "there are no replicates"
        "An uncertainty analysis computes one replicate or more."
    U806 Error "assumptions make the index impossible"
        "Under these alternatives together a finding of error grade stops the ranking: a geometric mean of negative scores, for example. Change one of them, or allow the finding's code in the method."
    U807 Error "exact bounds of ranks need an arithmetic mean"
        "The best and the worst rank over all weights are found by linear programs, so the group that is weighed and those between it and the ranking are arithmetic means. Rank by a group for which that holds, or draw weights at random with `opencities uncertainty`."
    U808 Warning "a sample is too small for its sensitivity indices"
        "Estimated shares of variance contradict what such shares must keep to (none below 0, first-order ones summing to no more than 1), or their interval is wider than they are. Ask for more samples: the error halves with four times as many, or faster."
    U809 Warning "nothing moves what is asked about"
        "The output of a sensitivity analysis is the same under all assumptions, so there is no variance to share out. Ask about another unit, or vary more."
    P901 Error "a practice is filed under something unknown"
        "A record names a facet, or a value of a facet, that facets.toml does not have. Correct the spelling; `opencities practices facets` lists what there is."
    P902 Error "a practice names no source, or none that is described"
        "Every practice says where it is told: the code of a document that sources.toml describes, or title, publisher and licence of another, and the place in it."
    P903 Error "two practices or networks share a code"
        "A practice and a network are found by their codes, so each stands once. Both stay in the catalogue until one of them is given a code of its own."
    P904 Error "a file is not called after its code"
        "The file of a practice or network is its code with `.toml`, so that one leads to the other."
    P905 Error "a practice lacks what every practice has"
        "Code, title, place, summary, actions, an area and an instrument must be there. `opencities practices check --help` shows a whole record."
    P906 Error "a practice names an unknown network"
        "Networks stand in the folder networks/, a file each. Add one, or correct the spelling."
    P907 Error "a value stands without the one it belongs to"
        "Some values belong to a value of another facet, as a topic belongs to a role; a record that has the first has the second."
    P908 Error "years are out of order"
        "A practice ends no earlier than it begins, and its years are years."
    P909 Warning "a value of a facet has neither a record nor a reason"
        "Every value of every facet has a record, or says in facets.toml why there is none, and not both."
    P910 Warning "a place is named otherwise than in the index"
        "Places are named as in the units.csv of the shipped index, so that practices and scores meet. The finding gives the name."
    P911 Note "a practice takes the place of a shipped one"
        "A file of your own has the code of a shipped practice or network and stands in its place."
    Q601 Error "a question names an unknown indicator"
        "Every question of questionnaire.toml asks for one indicator of the index, by its code. Correct the spelling, or declare the indicator."
    Q602 Error "an indicator has no question"
        "An index with a questionnaire is answered whole: every indicator has a question. Add a [[question]], or remove the indicator."
    Q603 Error "an indicator has two questions"
        "A question is found by the code of its indicator, so each indicator is asked for once. Remove one of the two, or give it an indicator of its own."
    Q604 Error "a question's scale does not exist"
        "A question names a scale, one of the [[scale]] tables of questionnaire.toml. Correct the spelling, or add the scale."
    Q605 Error "two answers or two scales share a name"
        "An answer is found by its code or its label within its scale, and a scale by its code, whatever capitals and accents. Rename one of the two."
    Q606 Error "an answer's score does not fit the indicator"
        "What an answer counts is the value of the indicator, so it lies in the indicator's declared range. Correct the score or the range."
    Q607 Error "a question points to practices that cannot be found"
        "A question names a facet, or a value of a facet, that the catalogue of practices does not have. `opencities practices facets` lists them."
    Q608 Error "a questionnaire lacks what it needs"
        "A questionnaire has a code, a version and a name; a question has a text and a scale; a scale has two answers or more, and one at least has a score."
    Q609 Warning "a scale is not used"
        "No question names the scale. Remove it, or name it where it should be."
    Q610 Error "a group of peers cannot be formed"
        "A [[feature]] of peers.toml with `at` names a column of facts about the units and the number at which they are parted; answer sheets ask for the fact. Columns stand once, and `unit`, `name` and `alternative_names` mean something else."
    Q621 Note "questions are open"
        "The sheet has questions without an answer. An open question is no `no`: it lowers the coverage and not the score."
    Q622 Error "a sheet belongs to another version of the questionnaire"
        "Questions or answers have changed since the sheet was made, so an answer may mean something else now. `opencities assess sheet --from OLD` carries the answers over into a new sheet, question by question; --allow Q622 takes them as they are, without the questions that there are no more."
    Q623 Error "a cell of a sheet holds a formula or an error"
        "An answer is what the unit says, and not what a formula last came to: the value that stands beside a formula may be out of date. Replace the formula with its text."
    Q624 Error "a sheet answers an unknown question"
        "The questionnaire has no question of this code. Correct the spelling or remove the row; the other rows were read."
    Q625 Error "an answer is not one of its scale"
        "A question takes the answers of its scale, by code or label. The message lists them. Until it is corrected the question counts as open."
    Q626 Error "a question is answered twice"
        "A sheet answers a question once. Neither row is preferred: remove one."
    Q627 Warning "an answer without a score has no reason"
        "What does not apply leaves the count, so a reader wants to know why. Write the reason where the evidence stands."
    Q628 Error "a text is too long"
        "A text of a sheet has at most 32,767 characters, as a cell of a workbook has, so that every sheet fits into every format without a loss. Shorten it, and name documents where they can be found."
    Q629 Error "a sheet does not say whose it is, or when"
        "A sheet names its questionnaire, the version, the unit by its code, and the period. Fill in what the message names."
    Q630 Error "a file is not a sheet of this questionnaire"
        "Sheets are TOML, CSV or XLSX, as `opencities assess sheet` writes them. The message says what is in the way."
    Q631 Error "a unit has two sheets for one period"
        "Neither sheet is preferred: name one of them."
    Q632 Warning "sheets of a unit disagree about it"
        "Sheets of the same unit give it different names. That of the newest period is taken."
    Q633 Note "assessments are not as far apart as the questionnaire says"
        "The questionnaire is meant to be answered again after a stated number of years. A change over another span is not to be set beside those of others."
    Q634 Error "a fact about a unit cannot be used"
        "Facts by which peers are found are numbers, written 1234.5; other facts may be any text. `unit`, `name` and `alternative_names` are no facts."
    Q635 Note "what was carried over, and what was not"
        "An earlier sheet was carried over into a new one by the codes of the questions. Questions that are new stay open; answers to questions that there are no more, or that no longer are answers, stay in the old sheet."
    Q636 Note "answers have no evidence"
        "The questionnaire asks what an answer rests on. An answer without evidence counts the same, and convinces nobody."
    Q637 Error "a text holds signs that no sheet can carry"
        "Control characters cannot stand in a workbook. Remove them; line ends and tabs may stay."
    Q638 Warning "a fact about a unit may not be what was meant"
        "A dot is a decimal point: 291.134 reads as 291 and a fraction, and exactly three digits behind it look like thousands set apart. Write 291134, or 291.1340 where the fraction is meant. A fact of a name that the questionnaire does not know is kept, and no peers are found by it."
    Q639 Warning "two sheets of a unit say the same"
        "Every answer and all evidence of the newer sheet stand in the older one, so a change of nothing is shown. Perhaps it was carried over and not filled in again, or a file was copied."
    Q640 Note "evidence stands beside no answer"
        "Evidence was written and no answer chosen, so the question is open and counts for nothing. Choose the answer, or take the evidence away."
    E601 Warning "text that a spreadsheet would run was marked"
        "A text that begins with =, +, -, @, tab or return was written to CSV with a leading apostrophe, so that a spreadsheet does not run it as a formula. --csv-raw writes it as it is; XLSX keeps it as text."
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl std::str::FromStr for Code {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_uppercase();
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.name() == wanted)
            .ok_or_else(|| crate::Error::UnknownCode { code: text.to_owned() })
    }
}
