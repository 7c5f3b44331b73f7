//! The wire: request and answer types of the HTTP API, the table of error codes and every human word, the
//! OpenAPI parts and the typed client. The only crate that knows JSON; no rule is decided here.

pub mod account;
pub mod action;
pub mod auth;
pub mod body;
pub mod campaign;
pub mod case;
pub mod category;
pub mod client;
pub mod clock;
pub mod decimal;
pub mod error;
pub mod event;
pub mod hash;
pub mod health;
pub mod import;
pub mod notice;
pub mod openapi;
pub mod page;
pub mod photo;
pub mod position;
pub mod problem;
pub mod ranking;
pub mod reference;
pub mod route;
pub mod rule;
#[cfg(test)]
mod sample;
pub mod time;
pub mod unit;
pub mod visit;
pub mod words;
pub mod zone;
