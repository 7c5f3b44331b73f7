//! The harness: what tests of the whole process stand on. The tests themselves are the binary `suite`.

pub mod answer;
pub mod ask;
pub mod city;
pub mod database;
pub mod environment;
mod fixture_city;
pub mod heard;
pub mod people;
pub mod photos;
pub mod picture;
pub mod place;
pub mod raw;
pub mod replay;
mod run;
pub mod sample;
mod server;
pub mod sighting;
pub mod small;
pub mod staff;
mod trouble;
pub mod wire;

pub use crate::city::TestCity;
pub use domain::time::{days, hours, minutes};
