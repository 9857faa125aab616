//! Integration tests: one binary, a module for each matter. Modules are listed here and nothing else.

mod catalogue;
mod conformance;
mod tidy;
