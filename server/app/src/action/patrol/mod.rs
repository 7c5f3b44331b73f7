//! 巡查: visits to zones, and the campaigns they belong to.

pub mod campaign;
pub mod visit;
