//! City data as files: how each kind is read and checked. All faults of a file are found at once;
//! writing it down, whole or not at all, is the importing action's.

pub mod calendar;
pub mod categories;
pub mod cell;
pub mod csv;
pub mod geometry;
pub mod plan;
pub mod routes;
pub mod rulebook;
pub mod text;
pub mod toml_file;
pub mod units;
pub mod users;
pub mod zones;
