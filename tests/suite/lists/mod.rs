//! Lists over a small city whose cases live through the real actions, on a database of its own.

mod agree;
mod command_line;
mod format_2;
mod life;
mod own_word;
mod readers;
mod streaks;
mod wrong;
