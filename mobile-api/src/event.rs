//! The events of a case as they are kept and shown: their data, its canonical JSON, and the chain of
//! hashes over them. What an event means is the domain's business.

mod chain;
mod data;
#[cfg(test)]
mod tests;

pub use chain::{GENESIS, Link, chain_hash};
pub use data::{
    BadEvent, ClockStart, CorrectedEvent, EventData, EventPhoto, EventPosition, ReportData, Rung,
    Schedule, clock_suspect,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::action::Action;
use crate::case::Person;
use crate::hash::Sha256;
use crate::time::Time;

/// One event of a case, with all that its hash covers: for readers whose work is inspected, but for who looked and how they
/// came to look. They are told no hashes either, which would confirm a guess.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseEvent {
    pub seq: i64,
    pub at: Time,
    /// Null: the system itself (router, escalation).
    pub actor: Option<Person>,
    pub action: Action,
    /// Exactly what was hashed, but without `mode` where `hash` is null; its shape depends on the action, see `EventData`.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    /// Null for readers who are not told all that it covers.
    pub hash: Option<Sha256>,
    pub prev_hash: Option<Sha256>,
}

/// Which part of a case's chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// How many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Only events with a greater `seq`: what happened since a version that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0)]
    pub after: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub sort: Option<EventSort>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum EventSort {
    /// From the report on.
    #[default]
    #[serde(rename = "seq")]
    OldestFirst,
    #[serde(rename = "-seq")]
    NewestFirst,
}

impl CaseEvent {
    pub fn typed(&self) -> Result<EventData, BadEvent> {
        EventData::from_value(self.action, self.data.clone())
    }

    /// Recomputes the hash from what is shown; right only where all of it is.
    pub fn computed_hash(&self, case: uuid::Uuid) -> Sha256 {
        chain_hash(&Link {
            case,
            seq: self.seq,
            at: self.at,
            actor: self.actor.as_ref().and_then(|person| person.id),
            action: self.action.name(),
            data: &self.data.to_string(),
            prev_hash: self.prev_hash.unwrap_or(GENESIS),
        })
    }
}

/// Whole and in order, from the first event on? Names the first `seq` that does not fit. What was told without hashes fits
/// nowhere.
pub fn verify_chain(case: uuid::Uuid, events: &[CaseEvent]) -> Result<(), i64> {
    let mut prev_hash = Some(GENESIS);
    for (event, seq) in events.iter().zip(1..) {
        if event.seq != seq
            || event.prev_hash != prev_hash
            || event.hash != Some(event.computed_hash(case))
        {
            return Err(seq);
        }
        prev_hash = event.hash;
    }
    Ok(())
}
