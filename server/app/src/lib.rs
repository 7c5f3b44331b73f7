//! The process `xuncheng`: configuration, clock, sign-in, HTTP, actions and jobs around the pure rules.

pub mod action;
pub mod auth;
pub mod clock;
pub mod config;
pub mod descriptors;
pub mod error;
pub mod export;
pub mod http;
pub mod job;
pub mod log;
pub mod page;
pub mod rate;
pub mod space;
pub mod state;
pub mod strangers;
pub mod underway;
