//! Composite indices: a framework, data and a method go in; traceable scores and ranks come out.
//!
//! The pipeline reads like the table of contents of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008):
//!
//! 1. a [`Framework`](framework::Framework) says which indicators make which groups, up to the index;
//! 2. a [`Dataset`](dataset::Dataset) holds units x periods x series, with a status for every cell;
//! 3. a [`Method`](method::Method) chooses imputation, treatment, normalisation, weights and aggregation;
//! 4. [`build`] runs the stages and keeps every table in a [`Composite`](composite::Composite);
//! 5. what the reader should know comes back as [`Finding`](finding::Finding)s.
//!
//! The engine touches no file, clock, environment or terminal; `opencities-io` reads and writes. Results are the same
//! bits for any number of threads.
//!
//! ```
//! use opencities_engine::dataset::{Dataset, Units};
//! use opencities_engine::framework::{About, Framework, Group, Indicator};
//! use opencities_engine::{build, method::Method, period::Period, table::Table};
//!
//! let index = Group { code: "standing".into(), level: "index".into(), ..Group::default() };
//! let indicator = |code: &str| Indicator { code: code.into(), parent: "standing".into(), ..Indicator::default() };
//! let framework = Framework::new(About::default(), vec![index], vec![indicator("flights"), indicator("embassies")], vec![])?;
//!
//! let units = Units::of_codes(["basel", "cardiff", "dublin"]);
//! let columns = vec![vec![30.0, 10.0, 50.0].into(), vec![0.0, 2.0, 8.0].into()];
//! let values = Table::new(framework.series().into(), columns, 3);
//! let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
//!
//! let composite = build(&framework, &data, &Method::default())?;
//! let ranks: Vec<f64> = composite.ranks.get("standing").unwrap().to_vec();
//! assert_eq!(ranks, [2.0, 3.0, 1.0]);
//! # Ok::<(), opencities_engine::Error>(())
//! ```

pub mod aggregate;
pub mod analyse;
pub mod axiom;
mod check;
mod combine;
pub mod composite;
pub mod dataset;
mod denominate;
mod error;
pub mod finding;
pub mod framework;
pub mod impute;
pub mod method;
pub mod normalise;
mod par;
pub mod period;
mod pipeline;
pub mod random;
mod rank;
mod reference;
pub mod registry;
pub mod scale;
pub mod screen;
pub mod sobol;
pub mod stats;
pub mod table;
pub mod treat;
pub mod weigh;

pub use error::Error;
pub use pipeline::{build, inspect, inspect_draw};
