//! The program `xuncheng` at the command line: its commands, backups, checks, the demo and the simulated weeks. What
//! serves a city is the crate `app`, which knows nothing of these.

pub mod backup;
pub mod check;
pub mod command;
pub mod demo;
pub mod place;
pub mod private;
pub mod serving;
pub mod simulated;
