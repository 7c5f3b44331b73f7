//! The chain of a case's events, for whoever sees the case.

use domain::id::CaseId;
use mobile_api::action::Action;
use mobile_api::event::CaseEvent;
use mobile_api::time::Time;
use store::Conn;

use super::{command, view};
use crate::auth::caller::Caller;
use crate::error::AppError;

pub fn events(conn: &mut Conn, caller: &Caller, id: CaseId) -> Result<Vec<CaseEvent>, AppError> {
    command::visible(store::cases::get(conn, id)?, caller)?;
    let rows = store::events::of_case(conn, id)?;
    let people = view::people(conn, rows.iter().filter_map(|row| row.actor_id))?;
    let broken = |what: &str| anyhow::anyhow!("case {id}: {what} of an event can't be read");
    rows.into_iter()
        .map(|row| {
            Ok(CaseEvent {
                seq: row.seq,
                at: Time(row.at.0),
                actor: row.actor_id.and_then(|actor| people.get(&actor).cloned()),
                action: row
                    .action
                    .parse::<Action>()
                    .map_err(|_| broken("the action"))?,
                data: serde_json::from_str(&row.data).map_err(|_| broken("the data"))?,
                hash: row.hash.parse().map_err(|_| broken("the hash"))?,
                prev_hash: row
                    .prev_hash
                    .parse()
                    .map_err(|_| broken("the hash before"))?,
            })
        })
        .collect()
}
