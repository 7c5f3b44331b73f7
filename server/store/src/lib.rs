//! All SQL of the server. The only crate that names diesel: SQLite and PostgreSQL behind one door.
//! One file per noun; functions are named by intention and take the connection. No rule and no JSON lives here:
//! rows carry enums and JSON as the text they are stored as.

mod call;
mod column;
mod conn;
mod db;
mod dialect;
mod error;
mod meter;
mod migrate;
mod pool;
mod postgres;
mod presence;
mod schema;
mod session;
mod sqlite;
mod waiting;

pub mod audit;
pub mod campaigns;
pub mod case_photos;
pub mod cases;
pub mod categories;
pub mod census;
pub mod clock;
pub mod cluster;
pub mod counters;
pub mod devices;
pub mod documents;
pub mod events;
pub mod jobs;
pub mod notices;
pub mod photo_uploads;
pub mod photo_views;
pub mod photos;
pub mod rankings;
pub mod rules;
pub mod sessions;
pub mod snapshot;
pub mod units;
pub mod users;
pub mod visits;
pub mod zones;

pub use conn::Conn;
pub use db::{Db, Options, integrity_faults};
pub use error::{Error, NewerDatabase, Result};
pub use meter::Meter;
