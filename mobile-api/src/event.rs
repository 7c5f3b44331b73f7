//! The events of a case as they are kept and shown: their data, its canonical JSON, and the chain of
//! hashes over them. What an event means is the domain's business.

mod chain;
mod data;
#[cfg(test)]
mod tests;

pub use chain::{GENESIS, Link, chain_hash};
pub use data::{
    BadEvent, ClockStart, EventData, EventPhoto, EventPosition, ReportData, Rung, Schedule,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action::Action;
use crate::case::Person;
use crate::hash::Sha256;
use crate::time::Time;

/// One event of a case, with all that its hash covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseEvent {
    pub seq: i64,
    pub at: Time,
    /// Null: the system itself (router, escalation).
    pub actor: Option<Person>,
    pub action: Action,
    /// Exactly what was hashed; its shape depends on the action, see `EventData`.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    pub hash: Sha256,
    pub prev_hash: Sha256,
}

impl CaseEvent {
    pub fn typed(&self) -> Result<EventData, BadEvent> {
        EventData::from_value(self.action, self.data.clone())
    }

    /// Recomputes the hash from what is shown.
    pub fn computed_hash(&self, case: uuid::Uuid) -> Sha256 {
        chain_hash(&Link {
            case,
            seq: self.seq,
            at: self.at,
            actor: self.actor.as_ref().map(|person| person.id),
            action: self.action.name(),
            data: &self.data.to_string(),
            prev_hash: self.prev_hash,
        })
    }
}

/// Whole and in order, from the first event on? Names the first `seq` that does not fit.
pub fn verify_chain(case: uuid::Uuid, events: &[CaseEvent]) -> Result<(), i64> {
    let mut prev_hash = GENESIS;
    for (event, seq) in events.iter().zip(1..) {
        if event.seq != seq
            || event.prev_hash != prev_hash
            || event.hash != event.computed_hash(case)
        {
            return Err(seq);
        }
        prev_hash = event.hash;
    }
    Ok(())
}
