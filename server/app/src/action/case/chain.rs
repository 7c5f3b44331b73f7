//! Whether the events of a case are what was once written: each numbered, hashed, and chained to the one before.

use domain::id::CaseId;
use mobile_api::event::{GENESIS, Link, chain_hash};
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use store::events::EventRow;

/// The first event that is not what its hash says, or does not follow the one before.
pub fn broken_at(case: CaseId, events: &[EventRow]) -> Option<i64> {
    let mut prev_hash = GENESIS;
    for (event, seq) in events.iter().zip(1..) {
        let hash = chain_hash(&Link {
            case: case.0,
            seq: event.seq,
            at: Time(event.at.0),
            actor: event.actor_id.map(|user| user.0),
            action: &event.action,
            data: &event.data,
            prev_hash,
        });
        let says = |text: &str, hash: Sha256| text.parse() == Ok(hash);
        if event.seq != seq || !says(&event.prev_hash, prev_hash) || !says(&event.hash, hash) {
            return Some(seq);
        }
        prev_hash = hash;
    }
    None
}
