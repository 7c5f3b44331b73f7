//! A city as it is set up — units, categories, zones, rules, calendar, rulebook —, in memory and in the files it hands
//! in, and what that alone answers: where a place lies, whose it is, and where the routing table has a hole.

mod city;
pub mod coverage;
pub mod fault;
pub mod file;
mod load;
pub mod locate;
pub mod route;
#[cfg(test)]
mod sample;
pub mod show;
pub mod units;
pub mod zones_answer;

pub use city::{Category, City, CityCell, Document, Error};
