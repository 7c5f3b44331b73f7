//! Lists over a small city whose cases live through the real actions, on a database of its own.

mod agree;
pub mod city;
mod command_line;
mod life;
mod readers;
mod streaks;
mod wrong;
