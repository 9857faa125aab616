//! The tests of the whole program, in one binary. To add some: a folder or file, and its line here.

mod bad_input;
mod cli;
