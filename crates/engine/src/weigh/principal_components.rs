//! Weights from principal components.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::{Children, Sample, Weigh, Weighed};
use crate::finding::{Code, Finding, Place};
use crate::registry::{BadParameter, method};
use crate::stats::{Eigen, symmetric_eigen, varimax};

/// Which loadings become weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// The squared loadings of the first component.
    #[default]
    FirstComponent,
    /// The squared loadings of the rotated factors, each child's on its own factor (the Handbook's scheme).
    FactorLoadings,
}

method! {
    /// Weighs a child by its squared loading in the principal components of its group.
    ///
    /// # Formula
    /// From the correlation matrix of the children's scores with eigenvalues l_1 >= l_2 >= ... and eigenvectors v of length
    /// 1. `first-component`: w_j = v_j1^2. `factor-loadings`: components are kept while l > `eigenvalue_min` and their share
    /// of the variance is at least `share_min`, and further ones until the kept explain `cumulative_min`; loadings
    /// v_jf sqrt(l_f) are rotated (varimax with Kaiser's normalisation) to a_jf; E_f = sum_j a_jf^2 is the variance that
    /// factor f explains. Each child belongs to the factor of its greatest |a_jf| and weighs
    /// (a_jf^2 / E_f) (E_f / sum_g E_g), over the sum of these.
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group.
    ///
    /// # Use when
    /// Correlated children should be corrected for what they share (`factor-loadings`), or weights should keep as much of
    /// the group's variance as one score can (`first-component`).
    ///
    /// # Beware
    /// Such weights say how children go together, not what matters: a child that goes with no other weighs next to nothing
    /// in the first component. A loading with the opposite sign (finding W410) means that the child runs against its
    /// siblings; its square is positive all the same. Signed loadings are a diagnosis, not weights. There should be clearly
    /// more units than children.
    /// Costs more than ten times min-max for each cell: every pair of children is correlated.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1 (its example, the Technology Achievement Index, keeps four components, for
    /// which `eigenvalue_min` is 0); Nicoletti, Scarpetta and Boylaud (2000), doi:10.1787/215182844604.
    ///
    /// # Example
    /// `a` and `b` are one, `c` has nothing to do with them: the first component is (1, 1, 0) / sqrt 2.
    ///
    /// ```
    /// use opencities_engine::weigh::Weighting;
    /// let (a, c) = ([1.0, 1.0, 2.0, 2.0], [1.0, 2.0, 1.0, 2.0]);
    /// let method = Weighting::PrincipalComponents(Default::default());
    /// let weights = method.weights_of(&["a", "b", "c"], &[&a, &a, &c]).unwrap();
    /// assert!((weights[0] - 0.5).abs() < 1e-12 && weights[2].abs() < 1e-12);
    /// ```
    pub struct PrincipalComponents {
        /// Which loadings become weights: `first-component` or `factor-loadings`.
        pub scheme: Scheme = Scheme::FirstComponent,
        /// The eigenvalue above which a component is kept (Kaiser).
        pub eigenvalue_min: f64 = 1.0,
        /// The share of the variance that a kept component explains at least.
        pub share_min: f64 = 0.1,
        /// The share that the kept components explain together at least.
        pub cumulative_min: f64 = 0.6,
    }
}

/// A loading that is negative by more than rounding.
const AGAINST: f64 = -1e-9;

impl PrincipalComponents {
    /// How many components are kept.
    fn kept(&self, eigenvalues: &[f64]) -> usize {
        let total: f64 = eigenvalues.iter().sum();
        let strong = |&value: &&f64| *value > self.eigenvalue_min && value / total >= self.share_min;
        let strong = eigenvalues.iter().take_while(strong).count();
        let explained = |count: usize| eigenvalues[..count].iter().sum::<f64>() / total;
        let all = eigenvalues.len();
        (strong.max(1)..all).find(|&count| explained(count) >= self.cumulative_min).unwrap_or(all)
    }

    fn factor_weights(&self, components: &Eigen) -> Vec<f64> {
        let kept = self.kept(&components.values);
        let loadings = Array2::from_shape_fn((components.values.len(), kept), |(child, factor)| {
            components.vectors[[child, factor]] * components.values[factor].max(0.0).sqrt()
        });
        weights_of_factors(&varimax(&loadings))
    }
}

/// Each child's squared loading on its own factor, scaled by what the factor explains and weighted by the same. The scale
/// and the weight cancel but for the total, which shares do not see.
fn weights_of_factors(loadings: &Array2<f64>) -> Vec<f64> {
    let greatest = |row: ndarray::ArrayView1<'_, f64>| row.iter().map(|loading| loading * loading).fold(0.0, f64::max);
    loadings.rows().into_iter().map(greatest).collect()
}

/// The children that run against their siblings in the first component.
fn runs_against(sample: &Sample<'_>, components: &Eigen) -> Vec<Finding> {
    let first = components.vectors.column(0);
    let finding = |(code, loading): (&&str, &f64)| {
        let group = sample.group;
        let message =
            format!("`{code}` runs against its siblings in `{group}`: it loads {loading:.2} on their first component");
        let hint = "look at its direction and its correlations; its weight is the square all the same";
        Finding::new(Code::W410, Place::node(*code), message, hint)
    };
    sample.codes.iter().zip(first).filter(|(_, loading)| **loading < AGAINST).map(finding).collect()
}

impl Weigh for PrincipalComponents {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(3, |sample| {
            sample.all_differ()?;
            let components = symmetric_eigen(&sample.correlations());
            let weights = match self.scheme {
                Scheme::FirstComponent => components.vectors.column(0).iter().map(|entry| entry * entry).collect(),
                Scheme::FactorLoadings => self.factor_weights(&components),
            };
            let findings = runs_against(sample, &components);
            Ok(Weighed { findings, ..Weighed::shares(weights) })
        })
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = Vec::new();
        if !(self.eigenvalue_min.is_finite() && self.eigenvalue_min >= 0.0) {
            bad.push(BadParameter { name: "eigenvalue_min", expected: "zero or more".to_owned() });
        }
        for (name, share) in [("share_min", self.share_min), ("cumulative_min", self.cumulative_min)] {
            if !(0.0..=1.0).contains(&share) {
                bad.push(BadParameter { name, expected: "a share between 0 and 1".to_owned() });
            }
        }
        bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn published_loadings_give_published_weights() {
        // The Handbook's Technology Achievement Index, table 17: patents, royalties, internet hosts, technology exports,
        // telephones, electricity, schooling, university. Its squared loadings (0.67, 0.49, 0.24, 0.16, 0.26, 0.25, 0.29,
        // 0.77), scaled to 1 in each factor, count by the factors' 0.38, 0.20, 0.17 and 0.25.
        let loadings = array![
            [0.07, 0.97, 0.06, 0.06],
            [0.13, 0.07, -0.07, 0.93],
            [0.79, -0.21, 0.21, 0.42],
            [-0.64, 0.56, -0.04, 0.36],
            [0.37, 0.17, 0.38, 0.68],
            [0.82, -0.04, 0.25, 0.35],
            [0.88, 0.23, -0.09, 0.09],
            [0.08, 0.04, 0.96, 0.04]
        ];
        let weights = super::super::shares(&weights_of_factors(&loadings));
        let published = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16];
        assert!(
            weights.iter().zip(published).all(|(found, published)| (found - published).abs() < 0.006),
            "{weights:?}"
        );
    }

    #[test]
    fn components_are_kept_by_eigenvalue_share_and_sum() {
        let method = PrincipalComponents::default();
        // The eigenvalues of the same example: two are above 1 and explain 64 %.
        let eigenvalues = [3.35, 1.75, 0.98, 0.89, 0.47, 0.3, 0.17, 0.09];
        assert_eq!(method.kept(&eigenvalues), 2);
        // By their share alone four are kept, as the Handbook does; a higher sum asks for more.
        assert_eq!(PrincipalComponents { eigenvalue_min: 0.0, ..method.clone() }.kept(&eigenvalues), 4);
        assert_eq!(PrincipalComponents { cumulative_min: 0.75, ..method.clone() }.kept(&eigenvalues), 3);
        assert_eq!(method.kept(&[1.0, 1.0]), 2);
    }
}
