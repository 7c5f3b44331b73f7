//! What the city has set up: brought in by files, and told to the phones.

pub mod import;
pub mod limits;
pub mod named;
