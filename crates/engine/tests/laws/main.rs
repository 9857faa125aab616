//! Laws: what every registered method keeps, whatever the data. A new method is tested by being registered.
//!
//! One file per family. Fixtures are asymmetric (goalposts from -1e6 to 3e6), since a symmetric one lets a wrong sign
//! pass. What single methods compute stands beside them; other people's numbers stand in the conformance tests.

mod aggregations;
mod audit;
mod confidence;
mod degenerate;
mod editions;
mod fixture;
mod imputations;
mod imputed;
mod methods;
mod normalisations;
mod peers;
mod pipeline;
mod sensitivity;
mod threads;
mod treatments;
mod uncertainty;
mod weights;
