//! How every event after the first gets into a case: the case is opened under its lock, and what was
//! decided is recorded, chained, proven with its photos and projected, in the caller's transaction.

use domain::case::{Case, Event, record};
use domain::evidence::{Fix, PhotoRole};
use domain::id::{CaseId, UserId};
use domain::position::Point;
use domain::time::{Micros, Span};
use mobile_api::hash::Sha256;
use store::Conn;
use store::cases::CaseRow;

use super::evidence::{self, Bringing, Scene};
use super::notice;
use super::project::project;
use super::record::{Beside, SentAs, fold, row};
use crate::error::AppError;
use crate::reference::Reference;

/// A case whose row is locked until the transaction ends.
pub struct Opened {
    pub case: Case,
    pub row: CaseRow,
    last_hash: Sha256,
    last_at: Micros,
}

pub fn open(conn: &mut Conn, row: CaseRow) -> Result<Opened, AppError> {
    let events = store::events::of_case(conn, row.id)?;
    let (case, last_hash) = fold(row.id, &events)?;
    let last_at = events.last().map_or(Micros(0), |event| event.at);
    Ok(Opened {
        case,
        row,
        last_hash,
        last_at,
    })
}

impl Opened {
    /// After everything that has happened to the case, even where another process's clock is ahead.
    pub fn next_instant(&self, now: Micros) -> Micros {
        now.max(self.last_at + Span(1))
    }
}

/// `actor` and `sent` are recorded for what a person did; the rules know which events are the system's own.
pub fn append(
    conn: &mut Conn,
    opened: Opened,
    reference: &Reference,
    decided: Vec<Event>,
    actor: UserId,
    now: Micros,
    sent: Option<&SentAs>,
) -> Result<(), AppError> {
    let Opened {
        mut case,
        row: mut projected,
        mut last_hash,
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
        rules: &reference.rulebook.evidence,
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
            units: &reference.units,
            report: None,
            flags: flags.clone(),
            unseen,
        };
        let sent = sent.filter(|_| recorded.actor.is_some());
        let stored = row(id, &recorded, &beside, last_hash, sent)?;
        last_hash = stored
            .hash
            .parse()
            .map_err(|_| anyhow::anyhow!("a hash just made"))?;
        store::events::append(conn, &stored)?;
        evidence::attach(conn, id, role, recorded.seq, &photos, &flags)?;
        case.apply(recorded.clone())
            .map_err(|why| anyhow::anyhow!("case {id} after a decision: {why:?}"))?;
        notice::tell(conn, &case, &recorded, recorded.actor)?;
    }
    project(&case, &mut projected);
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
