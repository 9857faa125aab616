//! What the columns of a table of observations are: long or wide, decided by the header alone.

use crate::Error;
use crate::read::header::Header;
use crate::read::index::Index;

const EXPECTED: &str =
    "a long table has `unit`, `indicator` and `value`; a wide one has `unit` and a column for each indicator";

/// Where the columns stand.
#[derive(Debug)]
pub(crate) enum Layout {
    /// One row per figure.
    Long(Long),
    /// One row per unit, or per unit and period.
    Wide(Wide),
}

/// The columns of a long table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Long {
    pub(crate) unit: usize,
    pub(crate) indicator: usize,
    pub(crate) value: usize,
    pub(crate) period: Option<usize>,
    pub(crate) status: Option<usize>,
    pub(crate) standard_error: Option<usize>,
    pub(crate) geography: Option<usize>,
    pub(crate) source: Option<usize>,
    pub(crate) note: Option<usize>,
}

/// The columns of a wide table.
#[derive(Debug, Default)]
pub(crate) struct Wide {
    pub(crate) unit: usize,
    pub(crate) period: Option<usize>,
    /// Column and series, both by position.
    pub(crate) series: Vec<(usize, usize)>,
}

impl Default for Layout {
    fn default() -> Self {
        Layout::Wide(Wide::default())
    }
}

impl Layout {
    /// Decides what a table is.
    ///
    /// # Errors
    /// D125 when it is neither long nor wide, or a name that counts stands twice.
    pub(crate) fn of(header: &Header<'_>, series: &Index) -> Result<Self, Error> {
        let is_series = |name: &str| series.iter().any(|code| code == name);
        let speaks_of = |name: &str| Ok::<_, Error>(!is_series(name) && header.find(name)?.is_some());
        if speaks_of("indicator")? || speaks_of("value")? {
            return Long::of(header).map(Layout::Long);
        }
        Wide::of(header, series).map(Layout::Wide)
    }

    /// The columns that are read.
    pub(crate) fn used(&self) -> Vec<usize> {
        match self {
            Layout::Long(long) => {
                let optional = [long.period, long.status, long.standard_error, long.geography, long.source, long.note];
                [long.unit, long.indicator, long.value].into_iter().chain(optional.into_iter().flatten()).collect()
            }
            Layout::Wide(wide) => {
                let series = wide.series.iter().map(|&(column, _)| column);
                series.chain([wide.unit]).chain(wide.period).collect()
            }
        }
    }
}

impl Long {
    /// The names of the columns that a long table may have.
    pub(crate) const NAMES: [&'static str; 9] =
        ["unit", "indicator", "period", "value", "status", "standard_error", "geography", "source", "note"];

    pub(crate) fn of(header: &Header<'_>) -> Result<Self, Error> {
        Ok(Long {
            unit: header.require("unit", EXPECTED)?,
            indicator: header.require("indicator", EXPECTED)?,
            value: header.require("value", EXPECTED)?,
            period: header.find("period")?,
            status: header.find("status")?,
            standard_error: header.find("standard_error")?,
            geography: header.find("geography")?,
            source: header.find("source")?,
            note: header.find("note")?,
        })
    }
}

impl Wide {
    fn of(header: &Header<'_>, series: &Index) -> Result<Self, Error> {
        let unit = header.require("unit", EXPECTED)?;
        let period = header.find("period")?;
        let mut columns = Vec::new();
        for (position, code) in series.iter().enumerate() {
            if let Some(column) = header.find(code)?.filter(|&column| column != unit && Some(column) != period) {
                columns.push((column, position));
            }
        }
        if columns.is_empty() {
            return Err(header.lacks("the table has no column of an indicator", EXPECTED));
        }
        // In the order of the file, so that a row is walked from left to right.
        columns.sort_unstable();
        Ok(Wide { unit, period, series: columns })
    }
}
