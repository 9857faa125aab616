//! Integration tests: one binary, a module for each matter. Modules are listed here and nothing else.

mod assess;
mod bad_input;
mod catalogue;
mod cli;
mod conformance;
mod practices;
mod profile;
mod reference;
mod tidy;
