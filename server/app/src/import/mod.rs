//! Reference data as files: how each kind is read and checked. All faults of a file are found at once;
//! writing it down, whole or not at all, is `action::import`.

pub mod calendar;
pub mod fault;
pub mod geometry;
pub mod rulebook;
