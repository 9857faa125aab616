//! Goalposts: fixed ends of the scale, whatever the data.

use super::{Fact, Normalise, Sample, unordered};
use crate::registry::{BadParameter, method};
use crate::scale::{Beyond, Scale, Spacing};

method! {
    /// Stretches the indicator's goalposts to a stated range, in even steps of the value or of its logarithm.
    ///
    /// # Formula
    /// y = `lower` + (g(x) - g(worst)) / (g(best) - g(worst)) (`upper` - `lower`), with worst and best the indicator's
    /// `goalposts` in the order that its direction says, and g(x) = x or, with `spacing = "logarithmic"`, g(x) = ln x.
    /// Values beyond a goalpost count as the goalpost, unless `beyond = "extend"`.
    ///
    /// # Units and range
    /// `lower` to `upper`, 0 to 100 unless stated; without bounds with `beyond = "extend"`.
    ///
    /// # Use when
    /// Scores should be comparable across years and editions, or one unit is to be scored by itself.
    ///
    /// # Beware
    /// The goalposts are a judgement: say whose. A logarithm needs goalposts above zero, and always clips.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5; UNDP, Human Development Report, technical note 1.
    ///
    /// # Example
    /// With goalposts 20 and 85 a life expectancy of 72 years scores 80.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Goalposts, Normalisation};
    /// let life = Indicator { goalposts: Some([20.0, 85.0]), ..Indicator::default() };
    /// let scale = Normalisation::Goalposts(Goalposts::default()).fit(&life, &[54.0, 72.0]);
    /// assert!((scale.apply(72.0) - 80.0).abs() < 1e-12);
    /// assert_eq!(scale.apply(90.0), 100.0);
    /// ```
    pub struct Goalposts {
        /// The score of the worst goalpost.
        pub lower: f64 = 0.0,
        /// The score of the best goalpost.
        pub upper: f64 = 100.0,
        /// Even steps of the value (`linear`) or of its logarithm (`logarithmic`).
        pub spacing: Spacing = Spacing::Linear,
        /// Whether values beyond a goalpost count as the goalpost (`clip`) or the scale goes on (`extend`).
        pub beyond: Beyond = Beyond::Clip,
    }
}

impl Normalise for Goalposts {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let Some(goalposts) = sample.indicator.goalposts else { return Scale::missing() };
        let ends = goalposts.map(|end| {
            let end = sample.treatment.of_goalpost(end);
            if self.spacing == Spacing::Logarithmic { end.ln() } else { end }
        });
        let scale = Scale::linear(sample.indicator.direction, ends, [self.lower, self.upper]);
        Scale { spacing: self.spacing, ..scale.ending(self.beyond) }
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    fn needs(&self) -> Option<Fact> {
        Some(Fact::Goalposts)
    }

    fn is_fixed(&self) -> bool {
        true
    }

    fn refuses(&self, goalposts: [f64; 2]) -> Option<&'static str> {
        (self.spacing == Spacing::Logarithmic && goalposts[0] <= 0.0)
            .then_some("a logarithmic scale needs both above zero")
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = unordered(self.lower, self.upper);
        if self.spacing == Spacing::Logarithmic && self.beyond == Beyond::Extend {
            // What is not above zero has no logarithm, and no place but the end.
            faults.push(BadParameter { name: "beyond", expected: "`clip` where spacing is logarithmic".to_owned() });
        }
        faults
    }
}
