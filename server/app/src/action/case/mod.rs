//! 案件: how one comes to be, what is done to it, and how its readers see it.

pub mod append;
pub mod chain;
pub mod climb;
pub mod command;
pub mod correct;
pub mod events;
pub mod events_page;
pub mod evidence;
pub mod list;
pub mod near;
pub mod nearby;
pub mod own_house;
pub mod project;
pub mod record;
pub mod report;
pub mod sight;
pub mod throttle;
mod verification;
pub mod view;
