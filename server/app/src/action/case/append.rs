//! How every event after the first gets into a case: the case is opened under its lock, and what was
//! decided is recorded, chained, proven with its photos and projected, in the caller's transaction.

use anyhow::Context;
use domain::case::{Case, Event, Recorded, record};
use domain::evidence::{Fix, PhotoRole};
use domain::id::{CaseId, UserId};
use domain::position::Point;
use domain::time::{Micros, Span};
use domain::trust::TOLERANCE;
use mobile_api::hash::Sha256;
use store::Conn;
use store::cases::CaseRow;
use store::clock::Mark;

use crate::action::case::evidence;
use crate::action::case::evidence::{Bringing, Scene};
use crate::action::case::project::project;
use crate::action::case::record::{Beside, SentAs, fold_changes, row};
use crate::action::notice;
use crate::clock::Clock;
use crate::error::AppError;
use city::City;

/// A case whose row is locked until the transaction ends.
pub struct Opened {
    pub case: Case,
    pub row: CaseRow,
    /// The whole history is needed once more when a correction is added to it.
    pub changes: Vec<Recorded>,
    last_hash: Sha256,
    last_at: Micros,
    /// Whatever is added now gets the mark.
    pub clock_suspect: bool,
}

/// Costs what changed the case, however much was said about it.
pub fn open(conn: &mut Conn, row: CaseRow) -> Result<Opened, AppError> {
    let changes = store::events::changes_of_case(conn, row.id)?;
    let said_last = match changes.last() {
        Some(last) if last.seq == row.version => None,
        _ => store::events::get(conn, row.id, row.version)?,
    };
    let last = said_last.as_ref().or(changes.last());
    let last = last.with_context(|| format!("case {} has no events", row.id))?;
    let (case, changes, last_hash) = fold_changes(row.id, &changes, last)?;
    Ok(Opened {
        case,
        row,
        changes,
        last_hash,
        last_at: last.at,
        clock_suspect: false,
    })
}

impl Opened {
    /// After everything that has happened to the case, even where another process's clock is a little ahead. What a wrong
    /// clock dated far ahead is not followed: who acts after it would be late for no fault of theirs.
    pub fn next_instant(&mut self, clock: &Clock) -> Micros {
        let now = clock.now();
        self.clock_suspect = clock.is_suspect();
        match self.last_at - now > TOLERANCE {
            true => now,
            false => now.max(self.last_at + Span(1)),
        }
    }

    /// When somebody changed it, comments and reminders left out.
    pub fn acts_of(&self, user: UserId) -> impl Iterator<Item = Micros> {
        let acts = self.changes.iter();
        acts.filter(move |act| act.actor == Some(user))
            .map(|act| act.at)
    }
}

/// `actor` and `sent` are recorded for what a person did; the rules know which events are the system's own.
pub fn append(
    conn: &mut Conn,
    opened: Opened,
    city: &City,
    decided: Vec<Event>,
    actor: UserId,
    now: Micros,
    sent: Option<&SentAs>,
) -> Result<(), AppError> {
    let Opened {
        mut case,
        row: mut projected,
        mut last_hash,
        mut changes,
        clock_suspect,
        ..
    } = opened;
    let (id, seen): (CaseId, i64) = (case.id(), case.version);
    let scene = Scene {
        reported_at: case.reported_at,
        at: Fix {
            point: Point {
                lon: projected.lon,
                lat: projected.lat,
            },
            accuracy_m: projected.accuracy_m,
        },
        rules: &city.rulebook.evidence,
    };
    for recorded in record(seen, now, actor, decided) {
        let (role, photos) = (role_of(&recorded.event), recorded.event.photos().to_vec());
        let flags = match photos.is_empty() {
            true => Vec::new(),
            false => {
                let (by, case) = (actor, id);
                let bringing = Bringing { by, case, role };
                evidence::examine(conn, &bringing, &photos, &scene, now)?.flags
            }
        };
        let unseen = match recorded.event {
            Event::VerifyPassed { .. } | Event::VerifyFailed { .. } => {
                let shown = store::case_photos::on_case(conn, id)?;
                store::photo_views::unseen(conn, actor, &shown)?
            }
            _ => Vec::new(),
        };
        let beside = Beside {
            units: &city.units,
            report: None,
            flags: flags.clone(),
            unseen,
            clock_suspect,
        };
        let sent = sent.filter(|_| recorded.actor.is_some());
        let stored = row(id, &recorded, &beside, last_hash, sent)?;
        last_hash = stored
            .hash
            .parse()
            .map_err(|_| anyhow::anyhow!("a hash just made"))?;
        store::events::append(conn, &stored)?;
        evidence::attach(conn, id, role, recorded.seq, &photos, &flags)?;
        changes.push(recorded.clone());
        case = match recorded.event {
            Event::TimeCorrected { .. } => {
                store::clock::mark(conn, id, recorded.seq, Mark::Corrected)?;
                Case::fold_changes(changes.iter().cloned(), recorded.seq)
            }
            _ => case.apply(recorded.clone()).map(|()| case),
        }
        .map_err(|why| anyhow::anyhow!("case {id} after a decision: {why:?}"))?;
        if clock_suspect && !matches!(recorded.event, Event::TimeCorrected { .. }) {
            store::clock::mark(conn, id, recorded.seq, Mark::Suspect)?;
        }
        notice::tell(conn, &case, &recorded, recorded.actor)?;
    }
    let written = projected.reported_at;
    project(&case, &mut projected);
    if projected.reported_at != written {
        store::cases::redate(conn, id, projected.reported_at)?;
    }
    match store::cases::update(conn, &projected, seen)? {
        true => Ok(()),
        false => Err(anyhow::anyhow!("case {id} changed under its lock").into()),
    }
}

/// A comment's photo shows the problem, like the report's own.
fn role_of(event: &Event) -> PhotoRole {
    match event {
        Event::Handled { .. } => PhotoRole::After,
        Event::VerifyPassed { .. } | Event::VerifyFailed { .. } => PhotoRole::Verify,
        _ => PhotoRole::Before,
    }
}
