//! What is taken away as a file.

pub mod ranking;
