//! Units beside their peers, on the shipped index: sentences are read back, peers keep their order.

mod peers;
mod sentences;
