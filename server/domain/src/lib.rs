//! The rules of civilized-city inspection, pure: no I/O, no clock, no randomness, no JSON, no SQL.
//! Every function here is handed the time it needs and answers the same for the same arguments.

pub mod burst;
pub mod busy;
pub mod calendar;
pub mod case;
pub mod deadline;
pub mod escalation;
pub mod evidence;
pub mod id;
pub mod light;
pub mod notice;
pub mod password;
pub mod period;
pub mod permission;
pub mod position;
pub mod quota;
pub mod ranking;
pub mod role;
pub mod routing;
pub mod rulebook;
pub mod schedule;
pub mod self_found;
pub mod time;
pub mod trust;
pub mod unit;
pub mod visit;
pub mod zone;

#[cfg(test)]
mod sample;
