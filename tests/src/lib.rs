//! The harness: what tests of the whole process stand on. The tests themselves are the binary `suite`.

pub mod database;
pub mod environment;
pub mod photos;
mod run;
