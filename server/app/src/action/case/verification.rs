//! How a case was verified last, for those who answer for it and for whoever did it: whether the pictures had been
//! opened. It is a flag beside the case; nothing is refused for it.

use anyhow::Context;
use domain::permission::may_see_how_verified;
use mobile_api::case::Verification;
use mobile_api::event::EventData;
use mobile_api::time::Time;
use store::Conn;
use store::cases::CaseRow;

use crate::action::case::sight;
use crate::auth::caller::Caller;
use crate::error::AppError;

const VERIFICATIONS: [&str; 2] = ["verify_pass", "verify_fail"];

pub fn last(
    conn: &mut Conn,
    caller: &Caller,
    row: &CaseRow,
) -> Result<Option<Verification>, AppError> {
    // Most cases that are looked at were never verified: nothing is asked of those.
    if row.closed_at.is_none() && row.rework_count == 0 {
        return Ok(None);
    }
    let Some(event) = store::events::last_of(conn, row.id, &VERIFICATIONS)? else {
        return Ok(None);
    };
    let place = sight::place(row);
    let told = |verifier| may_see_how_verified(&caller.actor, &place, verifier);
    if !event.actor_id.is_some_and(told) {
        return Ok(None);
    }
    let data = EventData::from_stored(&event.action, &event.data)
        .with_context(|| format!("event {} of case {}", event.seq, row.id))?;
    let (passed, unseen_photos) = match data {
        EventData::VerifyPass { unseen_photos, .. } => (true, unseen_photos),
        EventData::VerifyFail { unseen_photos, .. } => (false, unseen_photos),
        _ => return Ok(None),
    };
    Ok(Some(Verification {
        at: Time(event.at.0),
        passed,
        unseen_photos,
    }))
}
