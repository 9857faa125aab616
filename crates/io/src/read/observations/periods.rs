//! The periods of a data set, discovered row by row.

use opencities_engine::period::Period;

use crate::read::index::Index;
use crate::read::row::Field;

/// Periods by number, in the order of their first appearance.
#[derive(Debug, Default)]
pub(super) struct Periods {
    list: Vec<Period>,
    /// Texts that were met, and the period that each stands for.
    texts: Index,
    numbers: Vec<Option<usize>>,
}

impl Periods {
    /// The number of the period that a field names; `None` where it names none.
    pub(super) fn find_or_add(&mut self, field: Field<'_>) -> Option<usize> {
        let Field::Text(text) = field else {
            return read(field).map(|period| self.number(period));
        };
        let at = self.texts.find_or_add(text);
        if at == self.numbers.len() {
            let number = text.parse().ok().map(|period| self.number(period));
            self.numbers.push(number);
        }
        self.numbers[at]
    }

    fn number(&mut self, period: Period) -> usize {
        self.list.iter().position(|&known| known == period).unwrap_or_else(|| {
            self.list.push(period);
            self.list.len() - 1
        })
    }

    /// The periods in time order, and the number of each; a data set without rows is undated.
    pub(super) fn in_order(mut self) -> (Vec<Period>, Vec<usize>) {
        if self.list.is_empty() {
            self.number(Period::UNDATED);
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|&number| self.list[number]);
        (order.iter().map(|&number| self.list[number]).collect(), order)
    }
}

/// The period that a field names. A number is a year, and so is a date.
pub(crate) fn read(field: Field<'_>) -> Option<Period> {
    match field {
        Field::Empty => Some(Period::UNDATED),
        Field::Text(text) => text.parse().ok(),
        Field::Number(number) => number.to_string().parse().ok(),
        Field::Year(year) => Some(Period::year(year)),
    }
}
