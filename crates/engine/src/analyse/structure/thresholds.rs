//! From which value on a statistic is worth a word: one place for every threshold, its default and where it comes from.

use serde::{Deserialize, Serialize};

use crate::registry::BadParameter;

/// What there is to know about a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The name.
    pub name: &'static str,
    /// What it decides.
    pub meaning: &'static str,
    /// The default.
    pub default: f64,
    /// The least and the greatest value that it may take.
    pub bounds: [f64; 2],
    /// Where the default comes from.
    pub source: &'static str,
}

macro_rules! thresholds {
    ($($(#[doc = $doc:literal])* $name:ident = $default:literal in $low:literal, $high:literal; $source:literal;)*) => {
        /// The thresholds of the verdicts.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Thresholds {
            $($(#[doc = $doc])* pub $name: f64,)*
        }

        impl Default for Thresholds {
            fn default() -> Self {
                Thresholds { $($name: $default,)* }
            }
        }

        impl Thresholds {
            /// Every threshold, in the order of the tables that it serves.
            pub const ALL: &'static [Threshold] = &[$(Threshold {
                name: stringify!($name),
                meaning: concat!($($doc,)*).trim_ascii(),
                default: $default,
                bounds: [$low, $high],
                source: $source,
            },)*];

            /// The threshold of this name, to be read or set.
            pub fn by_name(&mut self, name: &str) -> Option<&mut f64> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

thresholds! {
    /// Least share of units (or of indicators of a unit) with a figure.
    coverage_min = 0.65 in 0.0, 1.0; "JRC, COIN Tool, FAQ: at least 65 % for every unit and indicator";
    /// Least share of figures other than zero.
    nonzero_min = 0.5 in 0.0, 1.0; "COINr, get_stats (t_zero)";
    /// Least share of distinct figures.
    distinct_min = 0.5 in 0.0, 1.0; "COINr, get_stats (t_unq)";
    /// Absolute skewness that, together with the kurtosis, calls for a treatment of outliers.
    skewness_max = 2.0 in 0.0, 100.0; "JRC audits and COIN tools";
    /// Excess kurtosis that, together with the skewness, calls for a treatment of outliers.
    kurtosis_max = 3.5 in -2.0, 1000.0; "JRC audits and COIN tools";
    /// Distances between quartiles beyond which a figure is counted as an outlier.
    outlier_fence = 1.5 in 0.0, 100.0; "Tukey (1977), Exploratory Data Analysis";
    /// Correlation below which two siblings pull apart.
    negative_below = -0.4 in -1.0, 1.0; "JRC audits; COIN Tool User Guide (2019), doi:10.2760/523877";
    /// Correlation below which two siblings, or a child and its parent, hardly go together.
    weak_below = 0.3 in -1.0, 1.0; "JRC audits; COIN Tool User Guide (2019), doi:10.2760/523877";
    /// Correlation above which two columns say the same.
    redundant_above = 0.92 in -1.0, 1.0; "JRC audits: above 0.92 one of the two is redundant";
    /// Greatest corrected p-value that is called significant.
    significance_max = 0.05 in 0.0, 1.0; "convention";
    /// Absolute correlation with a denominator above which size speaks.
    denominator_above = 0.6 in 0.0, 1.0; "COINr, get_denom_corr (cor_thresh)";
    /// Least alpha of a consistent group.
    alpha_min = 0.7 in -100.0, 1.0; "Nunnally (1978), Psychometric Theory; OECD/JRC Handbook (2008), step 4";
    /// Alpha below which a group is not consistent by any usage.
    alpha_low = 0.6 in -100.0, 1.0; "OECD/JRC Handbook (2008), step 4: the most lenient usage";
    /// Least sampling adequacy for a factor analysis.
    kmo_min = 0.6 in 0.0, 1.0; "OECD/JRC Handbook (2008), step 4";
    /// Sampling adequacy below which a factor analysis is unacceptable.
    kmo_low = 0.5 in 0.0, 1.0; "Kaiser and Rice (1974), doi:10.1177/001316447403400115";
    /// Eigenvalue above which a principal component counts.
    eigenvalue_above = 1.0 in 0.0, 1000.0; "Kaiser (1960), doi:10.1177/001316446002000116; OECD/JRC Handbook (2008), step 4";
    /// Greatest share of published ranks outside their interval.
    outside_share_max = 0.1 in 0.0, 1.0; "what a 90 % interval leaves out";
    /// Places that an interval of ranks may span to be narrow.
    interval_places_max = 10.0 in 1.0, 1000000.0; "a usage of opencities";
    /// Least share of units with a narrow interval.
    narrow_share_min = 0.5 in 0.0, 1.0; "a usage of opencities: the majority";
    /// Least share of replicates in which the first unit is first.
    first_share_min = 0.5 in 0.0, 1.0; "a usage of opencities: the majority";
    /// Greatest share of the variance of ranks in which one assumption takes part.
    assumption_share_max = 0.5 in 0.0, 1.0; "a usage of opencities: more than all others";
    /// Ratio of importance to weight, or of weight to importance, that is a problem where it is no chance.
    importance_ratio_max = 2.0 in 1.0, 1000000.0; "a usage of opencities, on the measure of Paruolo, Saisana and Saltelli (2013)";
    /// Units for each child, and one more, that a frontier needs.
    frontier_units_min = 3.0 in 0.0, 1000000.0; "Cooper, Seiford and Tone (2007), Data Envelopment Analysis: n >= 3 (m + s)";
    /// Greatest share of units on the frontier that still tells them apart.
    frontier_share_max = 0.33 in 0.0, 1.0; "a usage of opencities: a third";
    /// Least rank correlation of score and distance to the frontier.
    frontier_agreement_min = 0.7 in -1.0, 1.0; "a usage of opencities";
}

impl Thresholds {
    /// The value of the threshold of this name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.clone().by_name(name).copied()
    }

    /// Every threshold that is out of its bounds, or on the wrong side of another.
    pub fn validate(&self) -> Vec<BadParameter> {
        let mut copy = self.clone();
        let mut bad = Vec::new();
        for threshold in Self::ALL {
            let [low, high] = threshold.bounds;
            let is_within = copy.by_name(threshold.name).is_some_and(|value| (low..=high).contains(value));
            if !is_within {
                bad.push(BadParameter { name: threshold.name, expected: format!("a number from {low} to {high}") });
            }
        }
        let orders = [
            ("negative_below", self.negative_below, "weak_below", self.weak_below),
            ("weak_below", self.weak_below, "redundant_above", self.redundant_above),
            ("alpha_low", self.alpha_low, "alpha_min", self.alpha_min),
            ("kmo_low", self.kmo_low, "kmo_min", self.kmo_min),
        ];
        let wrong = orders.into_iter().filter(|(_, low, _, high)| low > high);
        bad.extend(wrong.map(|(name, _, other, high)| BadParameter {
            name,
            expected: format!("at most {other}, which is {high}"),
        }));
        bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_bounds_and_have_a_source() {
        assert!(Thresholds::default().validate().is_empty());
        for threshold in Thresholds::ALL {
            assert!(!threshold.source.is_empty() && threshold.meaning.ends_with('.'), "{}", threshold.name);
        }
    }

    #[test]
    fn every_bad_threshold_is_listed() {
        let bad = Thresholds { alpha_min: f64::NAN, kmo_min: 2.0, weak_below: -0.5, ..Thresholds::default() };
        let names: Vec<&str> = bad.validate().iter().map(|bad| bad.name).collect();
        assert_eq!(names, ["alpha_min", "kmo_min", "negative_below"]);
    }
}
