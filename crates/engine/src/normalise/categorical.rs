//! Categories: a score for each band of values.

use serde::{Deserialize, Serialize};

use super::{Normalise, Sample};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::{Scale, worst_first};
use crate::stats::{quantile, sorted};

/// Where one category ends and the next begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cuts {
    /// At quantiles of the values fitted on, as shares counted from the worst.
    Quantiles(Vec<f64>),
    /// At stated values, in the measure of the indicator, the least first.
    Values(Vec<f64>),
}

method! {
    /// Gives every value the score of its category; categories lie between quantiles or stated values.
    ///
    /// # Formula
    /// y = s_k, with s_0, s_1, ... the `scores` and k the number of cuts that x reaches (x equal to a cut reaches it),
    /// counted from the worst as the direction says. A cut at the share q is the quantile of type 7, at place 1 + (n -
    /// 1) q among the n values fitted on, worst first.
    ///
    /// # Units and range
    /// The stated scores: 0, 20, 40, 60, 80 and 100 unless stated, for cuts at 15, 25, 65, 85 and 95 %.
    ///
    /// # Use when
    /// Figures are rough, small changes should not count, or bands are what the reader knows (stars, traffic lights).
    ///
    /// # Beware
    /// Differences within a category are lost, and a hair's breadth at a cut is a whole step. By quantiles every column
    /// gets the same scores, however little its values differ; where many values are equal some categories stay empty.
    /// With `values` they are in the measure of the indicator, so each needs its own under `by-node`.
    /// Costs more than ten times min-max for each cell: the cuts are quantiles of a sorted column.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (categorical scales).
    ///
    /// # Example
    /// With cuts at the values 10 and 20 and the scores 0, 50, 100: 9, 10, 25 become 0, 50, 100.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Categorical, Cuts, Normalisation};
    /// let method = Categorical { cuts: Cuts::Values(vec![10.0, 20.0]), scores: vec![0.0, 50.0, 100.0] };
    /// let scale = Normalisation::Categorical(method).fit(&Indicator::default(), &[9.0, 25.0]);
    /// assert_eq!([9.0, 10.0, 25.0].map(|value| scale.apply(value)), [0.0, 50.0, 100.0]);
    /// ```
    pub struct Categorical {
        /// Where a category ends: `{ quantiles = [...] }`, shares from the worst, or `{ values = [...] }`, least first.
        pub cuts: Cuts = Cuts::Quantiles(vec![0.15, 0.25, 0.65, 0.85, 0.95]),
        /// The scores of the categories, from the worst to the best: one more than there are cuts.
        pub scores: Vec<f64> = vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0],
    }
}

impl Normalise for Categorical {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let direction = sample.indicator.direction;
        let cuts = match &self.cuts {
            Cuts::Quantiles(shares) => {
                let values = worst_first(direction, sorted(&sample.known.values()));
                let Some(cuts) = shares.iter().map(|&share| quantile(&values, share)).collect() else {
                    return Scale::missing();
                };
                cuts
            }
            Cuts::Values(values) => {
                let treated = values.iter().map(|&value| sample.treatment.of_goalpost(value));
                worst_first(direction, treated.collect::<Vec<f64>>())
            }
        };
        Scale::steps(direction, cuts, self.scores.clone())
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.scores[0], self.scores[self.scores.len() - 1])
    }

    fn is_fixed(&self) -> bool {
        matches!(self.cuts, Cuts::Values(_))
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::StrictOrder]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let (cuts, expected) = match &self.cuts {
            Cuts::Quantiles(shares) => (shares, "shares above 0 and below 1, each above the one before"),
            Cuts::Values(values) => (values, "finite values, each above the one before"),
        };
        let inside = |cut: &f64| match self.cuts {
            Cuts::Quantiles(_) => *cut > 0.0 && *cut < 1.0,
            Cuts::Values(_) => cut.is_finite(),
        };
        let mut faults = Vec::new();
        if cuts.is_empty() || !cuts.iter().all(inside) || !ascend(cuts) {
            faults.push(BadParameter { name: "cuts", expected: expected.to_owned() });
        }
        if self.scores.len() != cuts.len() + 1
            || !self.scores.iter().all(|score| score.is_finite())
            || !ascend(&self.scores)
        {
            let expected = format!("{} finite scores, each above the one before", cuts.len() + 1);
            faults.push(BadParameter { name: "scores", expected });
        }
        faults
    }
}

fn ascend(list: &[f64]) -> bool {
    list.is_sorted_by(|before, after| before < after)
}
