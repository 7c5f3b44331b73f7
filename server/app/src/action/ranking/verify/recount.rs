//! The cases due in a period as the events tell it: candidates, chains, folds.

use std::collections::BTreeSet;

use domain::case::Case;
use domain::id::CaseId;
use domain::period::Period;
use domain::time::Micros;
use mobile_api::event::{GENESIS, Link, chain_hash};
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use store::Conn;
use store::events::EventRow;

use super::Difference;
use crate::action::ranking::{Due, due_of};
use crate::action::record::read;
use crate::error::AppError;

/// So many cases' events are in memory at once.
const BATCH: usize = 500;

/// Cases that were ever due in the period, and those the list counted; each as of `as_of`.
pub fn recount(
    conn: &mut Conn,
    period: Period,
    as_of: Micros,
    frozen: impl Iterator<Item = CaseId>,
    differences: &mut Vec<Difference>,
) -> Result<Vec<Due>, AppError> {
    let (from, to) = period.bounds();
    let mut candidates: BTreeSet<CaseId> = frozen.collect();
    candidates.extend(store::events::cases_ever_due(conn, from, to)?);
    let candidates: Vec<CaseId> = candidates.into_iter().collect();
    let mut due = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let events = store::events::of_cases_until(conn, batch, as_of)?;
        for events in events.chunk_by(|a, b| a.case_id == b.case_id) {
            let id = events[0].case_id;
            if let Some(seq) = broken_at(id, events) {
                differences.push(Difference::ChainBroken { case: id, seq });
            }
            match folded(id, events) {
                Ok(case) => {
                    due.extend(due_of(&case).filter(|case| (from..to).contains(&case.due_at)))
                }
                Err(why) => differences.push(Difference::CaseUnreadable { case: id, why }),
            }
        }
    }
    Ok(due)
}

fn folded(id: CaseId, events: &[EventRow]) -> Result<Case, String> {
    let recorded: Vec<_> = events
        .iter()
        .map(|row| read(id, row))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{error:#}"))?;
    Case::fold(recorded.into_iter()).map_err(|why| format!("{why:?}"))
}

/// The first event that is not what its hash says, or does not follow the one before.
fn broken_at(case: CaseId, events: &[EventRow]) -> Option<i64> {
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
