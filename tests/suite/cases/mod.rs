//! `/cases…`

mod bad_actions;
mod bad_reports;
mod burst;
mod clock;
mod events;
mod extension;
mod lifecycle;
mod lists;
mod nearby;
mod nul;
mod race;
mod refusals;
mod report;
mod routing;
mod talk;

/// A Monday, and a working day.
const MONDAY: &str = "2026-03-02T09:00+08:00";
