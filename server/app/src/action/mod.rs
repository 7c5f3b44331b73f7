//! What a person or the clock can do, in rooms by noun. Transactions live here; nothing is sent from inside one.

pub mod audit;
pub mod case;
pub mod city;
pub mod clock;
pub mod notice;
pub mod patrol;
pub mod people;
pub mod photo;
pub mod ranking;
pub mod refusal;
pub mod sent;
