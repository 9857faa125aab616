//! Imputation from the units that are most alike.

use serde::{Deserialize, Serialize};

use super::{Filled, Gaps, Impute, predictors};
use crate::finding::Finding;
use crate::framework::Framework;
use crate::par;
use crate::registry::{BadParameter, method};
use crate::stats::{extent, mean, standard_deviation, sum};

/// How much each neighbour counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    /// All alike.
    #[default]
    Uniform,
    /// By the inverse of its distance; neighbours at no distance alone, where there are any.
    Distance,
}

method! {
    /// Fills a gap with the mean of the k ranked units of the same period that are most alike and know the indicator.
    ///
    /// # Formula
    /// x = mean of the k nearest units' values, each counted once or by 1 / distance. The distance of two units is
    /// sqrt(q / c times the sum of squared differences) over the c indicators that both know of the q that are compared,
    /// each less its mean and over its standard deviation (n - 1) among the ranked units of the period. All units that
    /// are exactly as far as the k-th count as well.
    ///
    /// # Units and range
    /// Those of the indicator; never beyond its known values.
    ///
    /// # Use when
    /// Units form types that no column names, and relations are not straight lines.
    ///
    /// # Beware
    /// Every indicator that is compared counts alike, so name those that matter in `on`. A unit that shares no known
    /// indicator with another has no neighbours and keeps its gap (finding S510). Each unit with a gap is compared with
    /// every other, so time grows with the square of the units: it is meant for 20,000 of them in a period.
    /// Costs more than ten times min-max for each cell: every unit with a gap is compared with all others.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3 (hot deck imputation); Troyanskaya et al. (2001),
    /// doi:10.1093/bioinformatics/17.6.520.
    ///
    /// # Example
    /// The unit at x = 1 is nearest to those at 0 and 2, whose y are 10 and 30: its gap becomes 20.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, NearestNeighbours};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let columns = vec![vec![0.0, 1.0, 2.0, 9.0].into(), vec![10.0, f64::NAN, 30.0, 900.0].into()];
    /// let table = Table::new(["x".to_owned(), "y".to_owned()].into(), columns, 4);
    /// let method = Imputation::NearestNeighbours(NearestNeighbours { k: 2, ..NearestNeighbours::default() });
    /// let filled = method.fill_table(Units::of_codes(["a", "b", "c", "d"]), vec![Period::UNDATED], table);
    /// assert_eq!(filled.slice(1), [10.0, 20.0, 30.0, 900.0]);
    /// ```
    pub struct NearestNeighbours {
        /// The number of neighbours.
        pub k: usize = 5,
        /// How much each counts: `uniform` or `distance`.
        pub weights: Nearness = Nearness::Uniform,
        /// The indicators, or groups of them, that are compared; all where none is named.
        pub on: Vec<String> = Vec::new(),
    }
}

/// Units with a gap that one thread looks at.
const RECEIVERS: usize = 16;

impl Impute for NearestNeighbours {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        let mut columns: Vec<Vec<f64>> = targets.iter().map(|&target| gaps.table.column(target).to_vec()).collect();
        for period in 0..gaps.data.periods.len() {
            let start = gaps.data.rows_of(period).start;
            let profiles = Profiles::new(gaps, period, &predictors::named_or_all(gaps.framework, &self.on));
            let lacks = |unit: usize, target: usize| gaps.table.column(targets[target])[start + unit].is_nan();
            let receivers: Vec<usize> = (0..gaps.data.units.len())
                .filter(|&unit| (0..targets.len()).any(|target| lacks(unit, target)))
                .collect();
            let pieces: Vec<&[usize]> = receivers.chunks(RECEIVERS).collect();
            let cells_each = RECEIVERS * profiles.donors.len() * profiles.width;
            let filled = par::map(pieces.len(), cells_each, |piece| {
                let mut found = Vec::new();
                for &unit in pieces[piece] {
                    let distances = profiles.squared_distances(unit);
                    for target in (0..targets.len()).filter(|&target| lacks(unit, target)) {
                        let known = &gaps.table.slice(targets[target])[start..];
                        let donors = profiles.donors.iter().zip(&distances);
                        let neighbours = donors.map(|(&donor, &distance)| (distance, known[donor]));
                        found.push((target, unit, self.centre(neighbours)));
                    }
                }
                found
            });
            for (target, unit, value) in filled.into_iter().flatten() {
                columns[target][start + unit] = value;
            }
        }
        columns.into_iter().map(Into::into).collect::<Vec<_>>().into()
    }

    fn units_max(&self) -> usize {
        20_000
    }

    fn validate(&self) -> Vec<BadParameter> {
        let bad = self.k == 0;
        bad.then(|| BadParameter { name: "k", expected: "1 or more".to_owned() }).into_iter().collect()
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        predictors::check(framework, &self.on, &format!("{place}.nearest-neighbours.on"), faults);
    }
}

impl NearestNeighbours {
    /// The mean of the nearest of these (squared distance, value); `NaN` where there is none.
    fn centre(&self, neighbours: impl Iterator<Item = (f64, f64)>) -> f64 {
        let mut near: Vec<(f64, f64)> =
            neighbours.filter(|(distance, value)| !distance.is_nan() && !value.is_nan()).collect();
        if near.len() > self.k {
            let (_, &mut (farthest, _), _) = near.select_nth_unstable_by(self.k - 1, |a, b| a.0.total_cmp(&b.0));
            near.retain(|(distance, _)| *distance <= farthest);
        }
        let touching = near.iter().any(|(distance, _)| *distance <= 0.0);
        if self.weights == Nearness::Uniform || touching {
            near.retain(|(distance, _)| self.weights == Nearness::Uniform || *distance <= 0.0);
            return mean(&near.iter().map(|(_, value)| *value).collect::<Vec<f64>>()).unwrap_or(f64::NAN);
        }
        let values: Vec<f64> = near.iter().map(|(_, value)| *value).collect();
        let Some((least, greatest)) = extent(&values) else { return f64::NAN };
        let weights: Vec<f64> = near.iter().map(|(distance, _)| 1.0 / distance.sqrt()).collect();
        let weighted: Vec<f64> = values.iter().zip(&weights).map(|(value, weight)| value * weight).collect();
        (sum(&weighted) / sum(&weights)).clamp(least, greatest)
    }
}

/// The units of a period by the indicators that are compared, row by row.
struct Profiles {
    /// Standardised values, 0 where missing.
    values: Vec<f64>,
    /// 1 where known, 0 where missing.
    known: Vec<f64>,
    width: usize,
    /// The units that may give values.
    donors: Vec<usize>,
}

impl Profiles {
    fn new(gaps: &Gaps<'_>, period: usize, columns: &[usize]) -> Self {
        let rows = gaps.data.rows_of(period);
        let width = columns.len();
        let (mut values, mut known) = (vec![0.0; rows.len() * width], vec![0.0; rows.len() * width]);
        for (place, &column) in columns.iter().enumerate() {
            let sample = gaps.known(column, period);
            let centre = mean(&sample).unwrap_or(0.0);
            let spread = standard_deviation(&sample).filter(|spread| *spread > 0.0).unwrap_or(1.0);
            for (unit, &value) in gaps.table.slice(column)[rows.clone()].iter().enumerate() {
                if !value.is_nan() {
                    values[unit * width + place] = (value - centre) / spread;
                    known[unit * width + place] = 1.0;
                }
            }
        }
        let donors = rows.clone().filter(|&row| gaps.donors[row]).map(|row| row - rows.start).collect();
        Profiles { values, known, width, donors }
    }

    /// The squared distance of a unit from each donor; `NaN` where they share nothing.
    fn squared_distances(&self, unit: usize) -> Vec<f64> {
        let row = |unit: usize| {
            let cells = unit * self.width..(unit + 1) * self.width;
            (&self.values[cells.clone()], &self.known[cells])
        };
        let (own, own_known) = row(unit);
        let distance = |&donor: &usize| {
            let (values, known) = row(donor);
            // Without a branch: a cell that either lacks counts 0 times.
            let (mut squares, mut shared) = (0.0, 0.0);
            for place in 0..self.width {
                let both = own_known[place] * known[place];
                let difference = own[place] - values[place];
                squares += both * (difference * difference);
                shared += both;
            }
            if shared > 0.0 { squares / shared * self.width as f64 } else { f64::NAN }
        };
        self.donors.iter().map(distance).collect()
    }
}
