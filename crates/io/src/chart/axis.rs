//! A scale from left to right, with marks at round numbers.

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Shares, shown as percentages.
    Share,
    /// Places: whole numbers from 1.
    Place,
    /// Points of a score.
    Points,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is measured.
    pub name: String,
    /// The least number that can be shown.
    pub from: f64,
    /// The greatest.
    pub to: f64,
    /// What the numbers are.
    pub unit: Unit,
}

impl Axis {
    /// Where a number lies, as a share of the way; numbers beyond the ends lie at the ends.
    pub(super) fn along(&self, value: f64) -> f64 {
        if self.to > self.from { ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// Round numbers to mark, each with its text.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let span = (self.to - self.from).max(f64::MIN_POSITIVE);
        let raw = span / 6.0;
        let power = 10_f64.powf(raw.log10().floor());
        let least = match self.unit {
            Unit::Place => 1.0,
            Unit::Share | Unit::Points => 0.01,
        };
        let rounded = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= raw);
        let step = rounded.unwrap_or(power * 10.0).max(least);
        let text = |value: f64| match self.unit {
            Unit::Share => format!("{:.0} %", value * 100.0),
            Unit::Place => format!("{value:.0}"),
            Unit::Points => format!("{:.*}", usize::from(step < 1.0), value),
        };
        let first = (self.from / step).ceil() as i64;
        let last = (self.to / step + 1e-9).floor() as i64;
        let mut ticks: Vec<f64> = (first..=last).map(|number| number as f64 * step).collect();
        // The first and the last place count as much as a round one.
        if self.unit == Unit::Place {
            ticks.retain(|tick| [self.from, self.to].iter().all(|end| (tick - end).abs() > step / 2.0));
            ticks.insert(0, self.from);
            if self.to > self.from {
                ticks.push(self.to);
            }
        }
        ticks.into_iter().map(|tick| (tick, text(tick))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(from: f64, to: f64, unit: Unit) -> Vec<String> {
        let axis = Axis { name: String::new(), from, to, unit };
        axis.ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(texts(1.0, 76.0, Unit::Place), ["1", "20", "40", "60", "76"]);
        assert_eq!(texts(1.0, 6.0, Unit::Place), ["1", "2", "3", "4", "5", "6"]);
        assert_eq!(texts(0.0, 1.0, Unit::Share), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
        assert_eq!(texts(0.0, 0.0, Unit::Share), ["0 %"]);
        assert_eq!(texts(0.0, 100.0, Unit::Points), ["0", "20", "40", "60", "80", "100"]);
    }
}
