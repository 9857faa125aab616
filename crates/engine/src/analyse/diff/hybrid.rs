//! Hybrids: an index with some parts of the new edition and the others of the old one.
//!
//! What stands in a hybrid, cell by cell:
//!
//! - Units and their columns are those of one edition (membership), indicators and groups those of one edition (framework),
//!   periods and the period reported those of one edition (data).
//! - A figure of a unit and a series that both editions have: where both know it, that of the edition that *revision* names,
//!   else that of the edition that *data* names, be it a figure or a gap.
//! - A unit or a series that is in one edition only brings the figures that it has there, and stands in the period reported
//!   as it stood in the period that its own edition reports. So its effect on the others is membership, or framework, and
//!   nothing else; with the other edition's figures it would have none at all, and be nobody's index.
//! - A unit that only one edition has and a series that only the other has: no figure.
//! - Nodes of one framework only bring their own choices and shares of weight: see `adapt.rs`.

use ndarray::ArcArray1;

use super::adapt::Move;
use super::{Edition, Part, Presence, Standing};
use crate::composite::Composite;
use crate::dataset::{Dataset, Status};
use crate::framework::Framework;
use crate::period::Period;
use crate::table::{Labels, Table};
use crate::{Error, build};

/// Two editions, each computed.
pub(super) struct Pair<'a> {
    pub(super) editions: [&'a Edition<'a>; 2],
    pub(super) built: [Composite; 2],
    /// The groups that both have, by code in each edition; the index first.
    nodes: [Vec<String>; 2],
    /// The codes of the units that both have, in the order of the new edition.
    pub(super) common: Vec<String>,
}

/// A unit of either edition.
pub(super) struct Member {
    pub(super) code: String,
    pub(super) presence: Presence,
    /// Its place among those that both editions have.
    pub(super) common: Option<usize>,
}

/// Scores and ranks of the common units in the common groups: `[group][unit]`.
pub(super) struct Standings {
    pub(super) scores: Vec<Vec<f64>>,
    pub(super) ranks: Vec<Vec<f64>>,
}

/// The edition that each part is taken from: 0 is the old one, 1 the new one.
struct Sides<'a>(&'a [Part]);

impl Sides<'_> {
    fn of(&self, part: Part) -> usize {
        usize::from(self.0.contains(&part))
    }
}

impl<'a> Pair<'a> {
    pub(super) fn new(old: &'a Edition<'a>, new: &'a Edition<'a>) -> Result<Self, Error> {
        let built = [old, new].map(|edition| build(edition.framework, edition.data, edition.method));
        let [old_built, new_built] = built;
        let built = [old_built?, new_built?];
        let units = &new.data.units;
        let codes = units.iter().map(|unit| unit.code.clone());
        let common: Vec<String> = codes.filter(|code| old.data.units.position(code).is_some()).collect();
        if common.is_empty() {
            return Err(Error::NothingInCommon);
        }
        let root = |framework: &Framework| framework.nodes()[framework.root()].code.clone();
        let mut shared = Vec::new();
        groups_below(new.framework, new.framework.root(), &mut shared);
        let is_group = |code: &String| {
            let found = old.framework.position(code);
            found.is_some_and(|position| !old.framework.is_indicator(position) && position != old.framework.root())
        };
        shared.retain(is_group);
        let nodes =
            [old, new].map(|edition| std::iter::once(root(edition.framework)).chain(shared.iter().cloned()).collect());
        Ok(Pair { editions: [old, new], built, nodes, common })
    }

    /// The codes of the groups that both editions have, in the new one.
    pub(super) fn nodes(&self) -> &[String] {
        &self.nodes[1]
    }

    /// The newest period that each edition reports.
    pub(super) fn reported(&self) -> [Period; 2] {
        [0, 1].map(|side| self.built[side].data.periods.last().copied().unwrap_or(Period::UNDATED))
    }

    /// The units of the new edition, then those that left.
    pub(super) fn everyone(&self) -> Vec<Member> {
        let [old, new] = self.editions.map(|edition| &edition.data.units);
        let member = |code: &str, alone: Presence| {
            let common = self.common.iter().position(|known| known == code);
            Member { code: code.to_owned(), presence: if common.is_some() { Presence::Stayed } else { alone }, common }
        };
        let stand = new.iter().map(|unit| member(&unit.code, Presence::Joined));
        let left = old.iter().filter(|unit| new.position(&unit.code).is_none());
        stand.chain(left.map(|unit| member(&unit.code, Presence::Left))).collect()
    }

    /// Where a unit stands in an edition, in a common group.
    pub(super) fn standing(&self, side: usize, group: usize, unit: &str) -> Standing {
        let composite = &self.built[side];
        let node = composite.framework.position(&self.nodes[side][group]);
        match (node, row_of(composite, unit)) {
            (Some(node), Some(row)) => Standing { score: composite.score(node, row), rank: composite.rank(node, row) },
            _ => Standing::NONE,
        }
    }

    /// The scores and ranks of the hybrid with these parts of the new edition; nothing new is the old edition, and
    /// `whole` the new one.
    pub(super) fn standings(&self, new: &[Part], whole: bool) -> Result<Standings, Error> {
        if new.is_empty() || whole {
            let side = usize::from(!new.is_empty());
            return Ok(self.read(&self.built[side], side));
        }
        let sides = Sides(new);
        let host = sides.of(Part::Framework);
        let framework = self.editions[host].framework;
        let mut method = self.editions[sides.of(Part::Method)].method.clone();
        method.weigh = self.editions[sides.of(Part::Weights)].method.weigh.clone();
        let move_from = |side: usize| Move { from: self.editions[side].framework, to: &self.built[host] };
        if sides.of(Part::Method) != host {
            move_from(sides.of(Part::Method)).method(&mut method);
        }
        if sides.of(Part::Weights) != host {
            move_from(sides.of(Part::Weights)).weights(&mut method.weigh);
        }
        method.periods.report = self.editions[sides.of(Part::Data)].method.periods.report;
        // What either edition allows does not stop a hybrid.
        method.allow = self.editions.iter().flat_map(|edition| edition.method.allow.iter().copied()).collect();
        let composite = build(framework, &self.data(&sides, framework), &method)?;
        Ok(self.read(&composite, host))
    }

    fn read(&self, composite: &Composite, host: usize) -> Standings {
        let rows: Vec<Option<usize>> = self.common.iter().map(|code| row_of(composite, code)).collect();
        let nodes = || self.nodes[host].iter().map(|code| composite.framework.position(code));
        let table = |pick: fn(&Composite, usize, usize) -> f64| {
            let cell = |node: Option<usize>, row: &Option<usize>| match (node, row) {
                (Some(node), &Some(row)) => pick(composite, node, row),
                _ => f64::NAN,
            };
            nodes().map(|node| rows.iter().map(|row| cell(node, row)).collect()).collect()
        };
        Standings { scores: table(Composite::score), ranks: table(Composite::rank) }
    }

    fn data(&self, sides: &Sides<'_>, framework: &Framework) -> Dataset {
        let raw = self.editions.map(|edition| edition.data);
        let clock = sides.of(Part::Data);
        let units = raw[sides.of(Part::Membership)].units.clone();
        let periods = raw[clock].periods.clone();
        let series = framework.series();
        let reported = self.reported();
        let stage = Stage {
            raw,
            known: [sides.of(Part::Revision), clock],
            places: raw.map(|data| units.iter().map(|unit| data.units.position(&unit.code)).collect()),
            blocks: raw.map(|data| periods.iter().map(|period| data.periods.binary_search(period).ok()).collect()),
            shifted: [0, 1].map(|side| {
                let moved = reported[side] != reported[clock];
                moved.then(|| periods.iter().rposition(|period| *period <= reported[clock])).flatten()
            }),
            last: [0, 1].map(|side| self.built[side].data.rows_of(self.built[side].data.periods.len() - 1).start),
        };
        let picks: Vec<Vec<Option<Pick>>> = series.iter().map(|code| stage.column(code)).collect();
        let tables = [raw[0], raw[1], &self.built[0].data, &self.built[1].data];
        let gather = Gather { tables, picks, series: series.into() };
        let status = gather.cells(|data| Some(&data.status), &Status::MISSING);
        // The marks that the stages set are those of another computation.
        let origin = |status: &Status| Status::from_name(status.name()).unwrap_or(Status::MISSING);
        let origins = status.columns().iter().map(|column| column.mapv(|status| origin(&status)).into()).collect();
        let has_errors = tables.iter().any(|data| data.standard_error.is_some());
        Dataset {
            values: gather.cells(|data| Some(&data.values), &f64::NAN),
            status: Table::new(status.codes().into(), origins, status.rows()),
            standard_error: has_errors.then(|| gather.cells(|data| data.standard_error.as_ref(), &f64::NAN)),
            geography: gather.labels(|data| data.geography.as_ref()),
            source: gather.labels(|data| data.source.as_ref()),
            note: gather.labels(|data| data.note.as_ref()),
            observed_period: None,
            units,
            periods,
        }
    }
}

/// The codes of the groups below a node, parents before children.
fn groups_below(framework: &Framework, node: usize, found: &mut Vec<String>) {
    for &child in framework.nodes()[node].children.iter().filter(|&&child| !framework.is_indicator(child)) {
        found.push(framework.nodes()[child].code.clone());
        groups_below(framework, child, found);
    }
}

/// The row of a unit in the newest period that is reported.
fn row_of(composite: &Composite, unit: &str) -> Option<usize> {
    let data = &composite.data;
    Some(data.row(data.periods.len().checked_sub(1)?, data.units.position(unit)?))
}

/// A cell of one of four tables: the editions' figures, and those that the editions report.
#[derive(Clone, Copy)]
struct Pick {
    table: usize,
    row: usize,
    column: usize,
}

/// What is needed to find the cells of a hybrid; places are those of its units, blocks those of its periods.
struct Stage<'a> {
    raw: [&'a Dataset; 2],
    /// The edition of figures that both know, and of the others.
    known: [usize; 2],
    places: [Vec<Option<usize>>; 2],
    blocks: [Vec<Option<usize>>; 2],
    /// The block in which units and series of one edition stand as their own edition reports them, where periods differ.
    shifted: [Option<usize>; 2],
    /// The first row of the newest period that each edition reports.
    last: [usize; 2],
}

impl Stage<'_> {
    fn column(&self, code: &str) -> Vec<Option<Pick>> {
        let columns = self.raw.map(|data| data.values.position(code));
        let blocks = 0..self.blocks[0].len();
        let cells = blocks.flat_map(|block| (0..self.places[0].len()).map(move |unit| (block, unit)));
        cells.map(|(block, unit)| self.pick(columns, block, unit)).collect()
    }

    fn pick(&self, columns: [Option<usize>; 2], block: usize, unit: usize) -> Option<Pick> {
        let cell = |side: usize| {
            let row = self.raw[side].row(self.blocks[side][block]?, self.places[side][unit]?);
            Some(Pick { table: side, row, column: columns[side]? })
        };
        let is_known =
            |side: usize| cell(side).is_some_and(|pick| !self.raw[side].values.column(pick.column)[pick.row].is_nan());
        let is_of = |side: usize| columns[side].is_some() && self.places[side][unit].is_some();
        match [is_of(0), is_of(1)] {
            [true, true] => cell(self.known[usize::from(!(is_known(0) && is_known(1)))]),
            [false, false] => None,
            [old, _] => {
                let side = usize::from(!old);
                if self.shifted[side] != Some(block) {
                    return cell(side);
                }
                let (place, column) = (self.places[side][unit]?, columns[side]?);
                Some(Pick { table: 2 + side, row: self.last[side] + place, column })
            }
        }
    }
}

/// The cells of a hybrid, gathered from the tables that they stand in.
struct Gather<'a> {
    tables: [&'a Dataset; 4],
    picks: Vec<Vec<Option<Pick>>>,
    series: std::sync::Arc<[String]>,
}

impl Gather<'_> {
    fn cells<'b, T: Clone + 'b>(&'b self, table: impl Fn(&'b Dataset) -> Option<&'b Table<T>>, absent: &T) -> Table<T> {
        self.each(absent, |pick| {
            table(self.tables[pick.table]).map(|table| table.column(pick.column)[pick.row].clone())
        })
    }

    /// Labels of one pool: the pools of the tables, one after the other.
    fn labels<'b>(&'b self, labels: impl Fn(&'b Dataset) -> Option<&'b Labels>) -> Option<Labels> {
        let all: Vec<Option<&Labels>> = self.tables.iter().map(|data| labels(data)).collect();
        let mut pool = vec![String::new()];
        let mut starts = Vec::new();
        for labels in &all {
            starts.push(u32::try_from(pool.len()).ok()?);
            pool.extend(labels.iter().flat_map(|labels| labels.pool.iter().cloned()));
        }
        let number = |pick: Pick| {
            let own = all[pick.table]?.cells.column(pick.column)[pick.row];
            Some(if own == 0 { 0 } else { starts[pick.table] + own })
        };
        all.iter().any(Option::is_some).then(|| Labels { pool, cells: self.each(&0, number) })
    }

    fn each<T: Clone>(&self, absent: &T, cell: impl Fn(Pick) -> Option<T>) -> Table<T> {
        let of = |picks: &Vec<Option<Pick>>| -> ArcArray1<T> {
            picks.iter().map(|pick| pick.and_then(&cell).unwrap_or_else(|| absent.clone())).collect()
        };
        let rows = self.picks.first().map_or(0, Vec::len);
        Table::new(self.series.clone(), self.picks.iter().map(of).collect(), rows)
    }
}
