//! The cases due in a period as the events tell it: candidates, chains, folds.

use std::collections::BTreeSet;

use domain::case::Case;
use domain::id::CaseId;
use domain::period::Period;
use domain::time::Micros;
use store::Conn;
use store::events::EventRow;

use super::Difference;
use crate::action::case::chain::broken_at;
use crate::action::case::record::read;
use crate::action::ranking::{Due, due_of};
use crate::error::AppError;

/// So many cases' events are in memory at once.
const BATCH: usize = 500;

/// Cases that were ever due in the period, and those the list counted: each as of `as_of`, or where a version of them is
/// said, as of that, since the clock that said `as_of` was wrong.
pub fn recount(
    conn: &mut Conn,
    period: Period,
    as_of: Micros,
    frozen: impl Iterator<Item = CaseId>,
    version: impl Fn(CaseId) -> Option<i64>,
    differences: &mut Vec<Difference>,
) -> Result<Vec<Due>, AppError> {
    let (from, to) = period.bounds();
    let mut candidates: BTreeSet<CaseId> = frozen.collect();
    candidates.extend(store::events::cases_ever_due(conn, from, to)?);
    let candidates: Vec<CaseId> = candidates.into_iter().collect();
    let mut due = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let events = store::events::of_cases_as_of(conn, batch, as_of, &version)?;
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
