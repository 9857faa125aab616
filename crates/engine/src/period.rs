//! Periods: the time that a figure speaks of, and the rule by which an earlier figure may stand in (Handbook step 2).
//!
//! A [`Period`] is a year or a part of one. `select` makes the data set that the other stages see: which periods are
//! reported, and how old a figure may be that stands in for a missing one. It never looks into the future.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use ndarray::ArcArray1;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::dataset::{Dataset, Status};
use crate::method::{Carry, Periods, Report};
use crate::par;
use crate::table::{Labels, Table};

/// A year, a half, a quarter or a month of one, or no date at all. Ordered by its end, the shorter last, since a figure
/// is of the past only when its period is over; undated comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i32,
    /// First month of the part, from 0.
    start: u8,
    /// Length in months.
    months: u8,
}

impl Period {
    /// The period of figures that carry no date.
    pub const UNDATED: Period = Period { year: i32::MIN, start: 0, months: 0 };

    /// A whole year.
    pub fn year(year: i32) -> Self {
        Period { year, start: 0, months: 12 }
    }

    /// Whether the period has a date.
    pub fn is_dated(self) -> bool {
        self != Period::UNDATED
    }

    /// Years from `earlier` to this period; 0 where either is undated.
    pub fn years_since(self, earlier: Period) -> f64 {
        if !self.is_dated() || !earlier.is_dated() {
            return 0.0;
        }
        f64::from(self.year - earlier.year) + (f64::from(self.start) - f64::from(earlier.start)) / 12.0
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |period: &Period| (period.year, period.start + period.months, period.start);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Period { year, start, months } = *self;
        match months {
            0 => out.write_str("undated"),
            12 => write!(out, "{year}"),
            6 => write!(out, "{year}-H{}", start / 6 + 1),
            3 => write!(out, "{year}-Q{}", start / 3 + 1),
            _ => write!(out, "{year}-{:02}", start + 1),
        }
    }
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let bad = || Error::BadPeriod { text: text.to_owned() };
        if text.is_empty() || text == "undated" {
            return Ok(Period::UNDATED);
        }
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        if year.len() != 4 {
            return Err(bad());
        }
        let year: i32 = year.parse().map_err(|_| bad())?;
        let Some(part) = part else { return Ok(Period::year(year)) };
        let (months, number) = match part.as_bytes() {
            [b'H' | b'S', digit] => (6, digit.wrapping_sub(b'0')),
            [b'Q', digit] => (3, digit.wrapping_sub(b'0')),
            [tens @ b'0'..=b'1', ones @ b'0'..=b'9'] => (1, (tens - b'0') * 10 + ones - b'0'),
            _ => return Err(bad()),
        };
        if number == 0 || number > 12 / months {
            return Err(bad());
        }
        Ok(Period { year, start: (number - 1) * months, months })
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Period;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a period such as 2024 or \"2024-Q3\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Period, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: serde::de::Error>(self, year: i64) -> Result<Period, E> {
                self.visit_str(&year.to_string())
            }
        }
        deserializer.deserialize_any(Text)
    }
}

/// The data set that the stages see: the periods reported, with earlier figures standing in where the rule allows.
///
/// # Errors
/// [`Error::UnknownPeriod`] when a period is asked for that lies before all data, or that no figure carries and none
/// may be carried to.
pub(crate) fn select(data: &Dataset, rule: &Periods) -> Result<Dataset, Error> {
    let reported = reported(data, rule)?;
    let carries = rule.carry == Carry::Latest;
    if reported == data.periods && (!carries || reported.len() == 1) {
        return Ok(data.clone());
    }
    let units = data.units.len();
    let rows = reported.len() * units;
    // For each reported period the periods that may supply it, newest first.
    let suppliers: Vec<Vec<usize>> = reported.iter().map(|&period| suppliers(data, rule, period)).collect();
    let chosen: Vec<Vec<Option<usize>>> = par::map(data.values.width(), data.values.rows(), |series| {
        let values = data.values.slice(series);
        let status = data.status.slice(series);
        (0..rows)
            .map(|row| {
                let (block, unit) = (row / units, row % units);
                let candidates = &suppliers[block];
                let known = candidates.iter().find(|&&period| !values[period * units + unit].is_nan());
                let stated = || candidates.iter().find(|&&period| status[period * units + unit] != Status::MISSING);
                known.or_else(stated).map(|&period| period * units + unit)
            })
            .collect()
    });
    let mut selected = Dataset {
        units: data.units.clone(),
        periods: reported.clone(),
        values: gather(&data.values, &chosen, &f64::NAN, rows),
        status: gather(&data.status, &chosen, &Status::MISSING, rows),
        standard_error: data.standard_error.as_ref().map(|table| gather(table, &chosen, &f64::NAN, rows)),
        geography: data.geography.as_ref().map(|labels| gather_labels(labels, &chosen, rows)),
        source: data.source.as_ref().map(|labels| gather_labels(labels, &chosen, rows)),
        note: data.note.as_ref().map(|labels| gather_labels(labels, &chosen, rows)),
        observed_period: None,
    };
    if carries {
        mark_carried(data, &mut selected, &chosen);
    }
    Ok(selected)
}

fn reported(data: &Dataset, rule: &Periods) -> Result<Vec<Period>, Error> {
    let unknown = |period: Period| Error::UnknownPeriod {
        period: period.to_string(),
        known: data.periods.iter().map(Period::to_string).collect::<Vec<_>>().join(", "),
    };
    match rule.report {
        Report::Each => Ok(data.periods.clone()),
        Report::Newest => Ok(data.periods.last().copied().into_iter().collect()),
        Report::Only(period) if data.periods.contains(&period) => Ok(vec![period]),
        Report::Only(period) => {
            let reachable = rule.carry == Carry::Latest && data.periods.iter().any(|&known| known < period);
            if reachable { Ok(vec![period]) } else { Err(unknown(period)) }
        }
    }
}

fn suppliers(data: &Dataset, rule: &Periods, period: Period) -> Vec<usize> {
    (0..data.periods.len()).rev().filter(|&position| rule.takes(period, data.periods[position])).collect()
}

fn gather<T: Clone + Send + Sync>(
    table: &Table<T>,
    chosen: &[Vec<Option<usize>>],
    absent: &T,
    rows: usize,
) -> Table<T> {
    let columns = table
        .columns()
        .iter()
        .zip(chosen)
        .map(|(column, picks)| {
            picks.iter().map(|pick| pick.map_or_else(|| absent.clone(), |row| column[row].clone())).collect()
        })
        .collect();
    Table::new(table.codes().into(), columns, rows)
}

fn gather_labels(labels: &Labels, chosen: &[Vec<Option<usize>>], rows: usize) -> Labels {
    Labels { pool: labels.pool.clone(), cells: gather(&labels.cells, chosen, &0, rows) }
}

fn mark_carried(data: &Dataset, selected: &mut Dataset, chosen: &[Vec<Option<usize>>]) {
    let units = data.units.len();
    let mut observed = Vec::with_capacity(chosen.len());
    for (series, picks) in chosen.iter().enumerate() {
        let mut status = selected.status.slice(series).to_vec();
        let periods: ArcArray1<Period> = picks
            .iter()
            .enumerate()
            .map(|(row, pick)| {
                let own = selected.periods[row / units];
                let period = pick.map_or(own, |position| data.periods[position / units]);
                if period != own && !status[row].is_missing() {
                    status[row] = status[row].carried();
                }
                period
            })
            .collect();
        selected.status.set(series, status.into());
        observed.push(periods);
    }
    selected.observed_period = Some(Table::new(selected.values.codes().into(), observed, selected.values.rows()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_as_they_print_and_order_in_time() {
        let texts = ["undated", "2019", "2020-H1", "2020-Q3", "2020-11"];
        let periods: Vec<Period> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(periods.is_sorted());
        let printed: Vec<String> = periods.iter().map(Period::to_string).collect();
        assert_eq!(printed, texts);
    }

    #[test]
    fn a_period_lies_in_the_past_only_when_it_is_over() {
        let texts = ["2019-12", "2020-03", "2020-Q2", "2020-06", "2020-10", "2020", "2020-12", "2021-01"];
        let periods: Vec<Period> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(periods.is_sorted());
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in ["20", "2020-Q5", "2020-13", "2020-00", "2020-Q0", "later", "2020-H3", "19 90", "2020-Qx"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn age_is_counted_in_years() {
        let newer: Period = "2024-07".parse().unwrap();
        assert!((newer.years_since(Period::year(2022)) - 2.5).abs() < 1e-12);
    }
}
