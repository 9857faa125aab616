//! Inverse hyperbolic sine: a logarithm on either side of zero, and a straight line in between.

use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::Moments;

method! {
    /// Takes the inverse hyperbolic sine of a column: a logarithm for large values of either sign, a line around zero.
    ///
    /// # Formula
    /// y = arsinh(x / `scale`) = ln(x / `scale` + sqrt((x / `scale`)^2 + 1)).
    ///
    /// # Units and range
    /// Without unit; defined for every value, and the order of the values is kept. Zero stays zero, and -x gives -y.
    ///
    /// # Use when
    /// Flows and balances with long tails on both sides of zero, or amounts with many zeros.
    ///
    /// # Beware
    /// `scale` says where the line ends and the logarithm begins, in the measure of the indicator: 1 makes a logarithm of
    /// a population and leaves a share as it is. State it for each indicator, near the size of an ordinary value.
    /// Costs more than ten times min-max for each cell: two logarithms a cell, and the shape is measured before and
    /// after.
    ///
    /// # Reference
    /// Burbidge, Magee and Robb (1988), doi:10.1080/01621459.1988.10478575.
    ///
    /// # Example
    /// 0 stays 0; 0.75 becomes ln 2, since sqrt(0.75^2 + 1) = 1.25; -0.75 becomes -ln 2.
    ///
    /// ```
    /// use opencities_engine::treat::{Arcsinh, Treatment};
    /// let fitted = Treatment::Arcsinh(Arcsinh::default()).fit(&[-0.75, 0.0, 0.75]).transform;
    /// assert!((fitted.apply(0.75) - 2.0_f64.ln()).abs() < 1e-12 && (fitted.apply(-0.75) + 2.0_f64.ln()).abs() < 1e-12);
    /// assert!(fitted.apply(0.0).abs() < 1e-12);
    /// ```
    pub struct Arcsinh {
        /// What a value is divided by, in the measure of the indicator.
        pub scale: f64 = 1.0,
    }
}

impl Treat for Arcsinh {
    fn fit(&self, _sample: &[f64], _shape: Moments) -> Fit {
        Transform::Arcsinh { scale: self.scale }.into()
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let good = self.scale.is_finite() && self.scale > 0.0;
        let bad = || BadParameter { name: "scale", expected: "a finite number above zero".to_owned() };
        if good { Vec::new() } else { vec![bad()] }
    }
}
