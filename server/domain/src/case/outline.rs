//! What of a case decides who may do what with it now: small enough to stand in a list's row, so that a
//! list need not fold the events of every case it shows.

use crate::id::{UnitId, UserId};

use super::{Case, StateName};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    pub state: StateName,
    /// The department of the dispatch in force.
    pub department: Option<UnitId>,
    /// Where it lies.
    pub street: Option<UnitId>,
    pub district: Option<UnitId>,
    /// Everybody who ever handled it: none of them verifies.
    pub handlers: Vec<UserId>,
    pub extension_count: i64,
    /// An extension waits for its answer.
    pub extension_asked: bool,
}

impl Case {
    pub fn outline(&self) -> Outline {
        Outline {
            state: self.state.name(),
            department: self.department(),
            street: self.report.street,
            district: self.report.district,
            handlers: self.handlers.clone(),
            extension_count: self.extension_count,
            extension_asked: self
                .clock
                .as_ref()
                .is_some_and(|clock| clock.extension_asked.is_some()),
        }
    }
}
