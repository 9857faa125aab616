//! Trends: how fast each series of each unit grows over its known figures (Handbook step 9).
//!
//! It reads the figures of a data set as they are; nothing is interpolated.

use crate::dataset::Dataset;
use crate::period::Period;
use crate::stats::{covariance, mean};

/// The known figures of one series of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The unit, by position.
    pub unit: usize,
    /// The series, by position.
    pub series: usize,
    /// The share of the periods that are known.
    pub coverage: f64,
    /// The known figures in time order, two or more.
    pub points: Vec<(Period, f64)>,
}

impl Trend {
    /// The first and the last known figure, each with its period.
    fn ends(&self) -> [(Period, f64); 2] {
        [self.points[0], self.points[self.points.len() - 1]]
    }

    /// Compound annual growth rate from the first figure to the last: (last / first)^(1 / years) - 1; `NaN` unless both are
    /// above zero.
    pub fn annual_growth(&self) -> f64 {
        let [(start, first), (end, last)] = self.ends();
        let years = end.years_since(start);
        if first > 0.0 && last > 0.0 && years > 0.0 { (last / first).powf(1.0 / years) - 1.0 } else { f64::NAN }
    }

    /// The change in a year along the straight line of least squares through all figures, in percent of where that line
    /// begins; `NaN` where it begins at zero or the figures carry no date.
    pub fn change_percent(&self) -> f64 {
        let start = self.points[0].0;
        let (years, figures): (Vec<f64>, Vec<f64>) =
            self.points.iter().map(|&(period, figure)| (period.years_since(start), figure)).unzip();
        let slope = || Some(covariance(&years, &figures)? / covariance(&years, &years)?);
        let (Some(slope), Some(centre), Some(middle)) = (slope(), mean(&figures), mean(&years)) else {
            return f64::NAN;
        };
        let change = slope / (centre - slope * middle) * 100.0;
        if change.is_finite() { change } else { f64::NAN }
    }
}

/// The trend of every series of every unit that is known in two periods or more, and in at least the share `coverage_min` of
/// them; by unit, then by series.
pub fn trends(data: &Dataset, coverage_min: f64) -> Vec<Trend> {
    let mut trends = Vec::new();
    for unit in 0..data.units.len() {
        for series in 0..data.values.width() {
            let point = |period: usize| (data.periods[period], data.values.slice(series)[data.row(period, unit)]);
            let points: Vec<(Period, f64)> =
                (0..data.periods.len()).map(point).filter(|(_, figure)| !figure.is_nan()).collect();
            let coverage = points.len() as f64 / data.periods.len() as f64;
            if points.len() > 1 && coverage >= coverage_min {
                trends.push(Trend { unit, series, coverage, points });
            }
        }
    }
    trends
}
