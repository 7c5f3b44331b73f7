//! One file for each thing a person or the clock can do. Transactions live here; nothing is sent from inside one.

pub mod record;
pub mod sign_in;
