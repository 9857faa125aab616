//! The names of cities: records name them as the shipped index does, and people by any name that the index knows.

use crate::{Error, Folder, fold, read};

/// Cities with their other names and their country.
#[derive(Debug, Clone, Default)]
pub struct Places(Vec<Place>);

#[derive(Debug, Clone)]
struct Place {
    name: String,
    country: String,
    others: Vec<String>,
}

impl Places {
    /// The cities of the shipped index.
    ///
    /// # Errors
    /// None in a program that was built whole; the embedded table is read like any other.
    pub fn shipped() -> Result<Self, Error> {
        let Some(input) = Folder::Shipped("opencities".to_owned()).table("units")? else {
            return Ok(Places::default());
        };
        let (units, _) = read::read_units(&input)?;
        let country = units.column("country");
        let place = |position: usize| {
            let unit = units.get(position);
            Place {
                name: unit.name.clone(),
                country: country.map_or_else(String::new, |column| column.values[position].clone()),
                others: unit.alternative_names.clone(),
            }
        };
        Ok(Places((0..units.len()).map(place).collect()))
    }

    /// All names of a city, the given one first.
    pub fn names<'a>(&'a self, city: &'a str) -> impl Iterator<Item = &'a str> {
        let others = self.0.iter().filter(move |place| place.name == city).flat_map(|place| &place.others);
        std::iter::once(city).chain(others.map(String::as_str))
    }

    /// The name by which the index knows a city that is named otherwise; `None` where it is named so or is not known.
    pub fn better_name(&self, city: &str) -> Option<&str> {
        if self.country(city).is_some() {
            return None;
        }
        let wanted = fold(city);
        let is_it = |place: &&Place| std::iter::once(&place.name).chain(&place.others).any(|name| fold(name) == wanted);
        self.0.iter().find(is_it).map(|place| place.name.as_str())
    }

    /// The country of a city that is named as in the index.
    pub fn country(&self, city: &str) -> Option<&str> {
        self.0.iter().find(|place| place.name == city).map(|place| place.country.as_str())
    }
}
