//! A unit's own figures of other periods, for the imputations that look at them (Handbook step 3).

use crate::impute::{Filled, Gaps};
use crate::par;
use crate::period::Period;
use crate::table::Table;

/// The indicators in every period of the data, divided by their denominators.
pub(crate) struct History {
    /// The periods, in time order.
    pub(crate) periods: Vec<Period>,
    /// Rows by (period, unit).
    pub(crate) table: Table,
}

/// A known value of the unit in another period.
#[derive(Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) value: f64,
    pub(super) period: Period,
}

impl Gaps<'_> {
    /// The columns of `targets` with every gap filled by `rule` from its period and the nearest known values of the unit
    /// before and after it.
    pub(super) fn filled_from_history(
        &self,
        targets: &[usize],
        rule: impl Fn(Period, Option<Neighbour>, Option<Neighbour>) -> Option<f64> + Sync + Send,
    ) -> Filled {
        let units = self.data.units.len();
        let History { periods, table } = self.history;
        let columns = par::map(targets.len(), self.table.rows(), |target| {
            let known = table.slice(targets[target]);
            let neighbour = |position: usize, unit: usize| {
                let value = known[position * units + unit];
                (!value.is_nan()).then(|| Neighbour { value, period: periods[position] })
            };
            let mut filled = self.table.column(targets[target]).to_vec();
            for (row, value) in filled.iter_mut().enumerate().filter(|(_, value)| value.is_nan()) {
                let (period, unit) = (self.data.period_of(row), row % units);
                let earlier = periods.partition_point(|&known| known < period);
                let later = periods.partition_point(|&known| known <= period);
                let before = (0..earlier).rev().find_map(|position| neighbour(position, unit));
                let after = (later..periods.len()).find_map(|position| neighbour(position, unit));
                *value = rule(period, before, after).unwrap_or(f64::NAN);
            }
            filled.into()
        });
        columns.into()
    }
}
