//! The life of a case, by example, by table and by chance.

mod clock;
mod correct;
mod impossible;
mod indicators;
mod lifecycle;
mod matrix;
mod random;
mod refusals;
