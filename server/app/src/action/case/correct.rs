//! 更正时间: which times of a case can be set right (those written while the clock was in doubt, or that somebody with
//! the machine at hand recorded as a wrong clock's), one case at a time over HTTP, many from the command line.

use domain::case::{
    Action, Case, Corrected, Event, Named, Recorded, Rules, correct, may_now, record,
};
use domain::id::{CaseId, UserId};
use domain::time::{Micros, Span};
use mobile_api::action::CorrectTimeRequest;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::clock::{IncidentRow, Mark};
use uuid::Uuid;

use crate::action::case::append::{Opened, append, open};
use crate::action::clock::BY_HAND;
use crate::action::refusal;
use crate::action::refusal::{LONGEST_TEXT, text_fits};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::job::bring_forward;
use crate::state::App;

/// A case has hardly more events that count.
const MOST_EVENTS: usize = 200;

pub fn decided(
    conn: &mut Conn,
    opened: &Opened,
    body: &CorrectTimeRequest,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Event, AppError> {
    text_fits("/reason", &body.reason, LONGEST_TEXT)?;
    if body.events.len() > MOST_EVENTS {
        let detail = Detail::NumberOutOfRange {
            least: 1,
            most: MOST_EVENTS as i64,
        };
        return Err(AppError::field("/events", Code::InvalidField, detail));
    }
    let named: Vec<Named> = body
        .events
        .iter()
        .map(|right| Named {
            seq: right.seq,
            at: Micros(right.at.0),
        })
        .collect();
    let marked = store::clock::suspect_events(conn, opened.case.id())?;
    let doubtful = |event: &Recorded| marked.contains(&event.seq);
    correct(&opened.changes, &named, &body.reason, doubtful, now, rules).map_err(refusal::answer)
}

fn within(event: &Recorded, from: Micros, to: Micros) -> bool {
    (from..=to).contains(&event.at)
}

/// What a wrong clock did in many cases: it wrote times between these, and they are to be moved by so much.
#[derive(Clone, Debug)]
pub struct Repair {
    pub from: Micros,
    pub to: Micros,
    pub shift: Span,
    pub reason: String,
}

/// What became, or would become, of one case.
#[derive(Clone, Debug)]
pub struct Repaired {
    pub number: String,
    pub corrected: Vec<Corrected>,
    pub before: Case,
    pub after: Case,
}

/// Whether a repair can be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    Done,
    /// The wrong times are no longer ahead: what has honestly been dated so meanwhile can't be told from the rest.
    TooLate,
}

/// Before the first case is corrected, and once: which events the wrong clock dated stands beside the doubts that the server
/// found itself. From then on that is believed and not the times, since honest events come to be dated so.
pub fn remember(
    conn: &mut Conn,
    app: &App,
    what: &Repair,
    by: Option<UserId>,
) -> Result<Remembered, AppError> {
    let now = app.clock.now();
    // The sweep may have put itself off until the wrong time comes.
    bring_forward(conn, &app.config, now)?;
    if is_remembered(conn, what)? {
        return Ok(Remembered::Done);
    }
    if what.shift < Span(0) && what.from <= now {
        return Ok(Remembered::TooLate);
    }
    for (case, seq) in store::events::dated(conn, what.from, what.to)? {
        store::clock::mark_once(conn, case, seq, Mark::Suspect)?;
    }
    let row = IncidentRow {
        id: Uuid::now_v7(),
        boot: String::new(),
        why: BY_HAND.to_owned(),
        began_at: what.from + what.shift,
        wall_at: what.from,
        steady_us: 0,
        ended_at: Some(now),
        ended_by: by,
        reason: what.reason.clone(),
        records_to: None,
        wrote_from: Some(what.from),
        wrote_to: Some(what.to),
        renewed_at: None,
    };
    store::clock::insert(conn, &row)?;
    Ok(Remembered::Done)
}

fn is_remembered(conn: &mut Conn, what: &Repair) -> Result<bool, AppError> {
    Ok(store::clock::wrongly_written(conn)?.contains(&(what.from, what.to)))
}

/// None: nothing of it is wrong, or all of it is corrected already. With `apply` it is recorded, else only told.
pub fn repair(
    conn: &mut Conn,
    app: &App,
    caller: &Caller,
    id: CaseId,
    repair: &Repair,
    apply: bool,
) -> Result<Option<Repaired>, AppError> {
    let Some(row) = store::cases::lock(conn, id)? else {
        return Ok(None);
    };
    let city = app.city.current(conn)?;
    let mut opened = open(conn, row)?;
    let now = opened.next_instant(&app.clock);
    may_now(&opened.case.outline(), Action::CorrectTime, &caller.actor).map_err(refusal::answer)?;
    let marked = match is_remembered(conn, repair)? {
        true => Some(store::clock::suspect_events(conn, id)?),
        false => None,
    };
    let doubtful = |event: &Recorded| {
        let is_marked = marked
            .as_ref()
            .is_none_or(|marked| marked.contains(&event.seq));
        is_marked && within(event, repair.from, repair.to)
    };
    let wrong: Vec<&Recorded> = opened
        .changes
        .iter()
        .filter(|event| doubtful(event))
        .filter(|event| !is_corrected(&opened.changes, event))
        .collect();
    let named: Vec<Named> = wrong
        .iter()
        .map(|event| Named {
            seq: event.seq,
            at: event.at + repair.shift,
        })
        .collect();
    if named.is_empty() {
        return Ok(None);
    }
    let rules = city.rules();
    let event = correct(
        &opened.changes,
        &named,
        &repair.reason,
        doubtful,
        now,
        &rules,
    )
    .map_err(refusal::answer)?;
    let Event::TimeCorrected { corrected, .. } = &event else {
        return Err(anyhow::anyhow!("a correction is something else").into());
    };
    let (number, corrected) = (opened.row.number.clone(), corrected.clone());
    let before = opened.case.clone();
    let user = caller.actor.user;
    let added = record(before.version, now, user, vec![event.clone()]);
    let all = opened.changes.iter().cloned().chain(added);
    let after = Case::fold_changes(all, before.version + 1)
        .map_err(|why| anyhow::anyhow!("case {id} after a correction: {why:?}"))?;
    if apply {
        append(conn, opened, &city, vec![event], user, now, None)?;
    }
    Ok(Some(Repaired {
        number,
        corrected,
        before,
        after,
    }))
}

/// A correction said another time for it: a repair that runs again finds it done.
fn is_corrected(events: &[Recorded], one: &Recorded) -> bool {
    let corrections = events.iter().filter_map(|event| match &event.event {
        Event::TimeCorrected { corrected, .. } => Some(corrected),
        _ => None,
    });
    let mut said = corrections.flatten();
    said.any(|said| said.seq == one.seq && said.at != said.was)
}
