//! 更正时间: which times of a case can be set right (those written while the clock was in doubt, or that somebody with
//! the machine at hand recorded as a wrong clock's), one case at a time over HTTP, many from the command line.

use domain::case::{
    Action, Case, Corrected, Event, Named, Recorded, Rules, correct, may_now, record,
};
use domain::id::CaseId;
use domain::time::{Micros, Span};
use mobile_api::action::CorrectTimeRequest;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;

use crate::action::case::append::{Opened, append, open};
use crate::action::refusal;
use crate::action::refusal::{LONGEST_TEXT, text_fits};
use crate::auth::caller::Caller;
use crate::error::AppError;
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
    let stretches = store::clock::wrongly_written(conn)?;
    let doubtful = |event: &Recorded| {
        marked.contains(&event.seq) || stretches.iter().any(|(from, to)| within(event, *from, *to))
    };
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
    let wrong: Vec<&Recorded> = opened
        .changes
        .iter()
        .filter(|event| within(event, repair.from, repair.to))
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
    let doubtful = |event: &Recorded| within(event, repair.from, repair.to);
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
