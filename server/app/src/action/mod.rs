//! One file for each thing a person or the clock can do. Transactions live here; nothing is sent from inside one.

pub mod account;
pub mod append;
pub mod campaign;
pub mod chain;
pub mod climb;
pub mod command;
pub mod coverage;
pub mod evidence;
pub mod history;
pub mod import;
pub mod list;
pub mod locate;
pub mod near;
pub mod notice;
pub mod own_house;
pub mod people;
pub mod photo;
pub mod project;
pub mod ranking;
pub mod record;
pub mod reference;
pub mod refusal;
pub mod report;
pub mod sign_in;
mod verification;
pub mod view;
pub mod visit;
