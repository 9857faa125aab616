//! Axioms: what every method of a family is expected to keep, and what one may break only by saying so.
//!
//! The laws in `tests/laws` hold each method to every axiom that it does not say it breaks, and look for a counterexample
//! where it says so. `opencities methods NAME` names what a method breaks. No method is mentioned here.

use serde::Serialize;

macro_rules! axioms {
    ($($variant:ident $sentence:literal)*) => {
        /// What is expected of every method of a family.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Axiom { $(#[doc = $sentence] $variant,)* }

        impl Axiom {
            /// Every axiom.
            pub const ALL: &'static [Axiom] = &[$(Axiom::$variant,)*];

            /// The axiom as a sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Axiom::$variant => $sentence,)* }
            }
        }
    };
}

axioms! {
    WithinKnownValues "A filled value lies between known values of the same indicator and period."
    OwnPeriodAlone "What is filled in a period does not depend on the figures of other periods."
    GoodShapeStays "A column whose skewness or kurtosis is acceptable is left alone."
    StrictOrder "A better value scores strictly better."
    Unanimity "Children that all have one score give that score."
    Internality "A score lies between the least and the greatest child."
    Monotonicity "A better child never makes a worse group."
    StrictMonotonicity "A better child makes a better group."
    WeightResponse "A heavier child draws the score towards its own."
    MissingIsRemoved "A child that is missing counts as if it were not there."
    OwnChildrenAlone "A unit's score depends on its own children alone, not on other units."
}
