//! Signing a list off: draft → review → published. A published issue changes in one way only: a correction takes
//! its place, in the same transaction.

use domain::id::{RankingId, UserId};
use domain::time::{Micros, Span};
use mobile_api::error::Code;
use mobile_api::ranking::RankingStatus;
use mobile_api::words::Detail;
use store::Conn;
use store::rankings::{RankingRow, Step};

use super::show;
use super::{find, kind, unless_stale};
use crate::action::audit;
use crate::error::AppError;
use crate::state::App;

/// Opens the time for appeals. A list computed while its period was still running can't be signed off.
pub fn review(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    id: RankingId,
    expected_version: Option<i64>,
) -> Result<(), AppError> {
    let row = find(conn, id)?;
    unless_stale(&row, expected_version)?;
    expect(&row, RankingStatus::Draft)?;
    period_over(&row)?;
    let at = app.clock.now();
    advance(conn, &row, &Step::Review { at })?;
    note(conn, "ranking_review", &row, at, by)
}

pub fn publish(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    id: RankingId,
    expected_version: Option<i64>,
) -> Result<(), AppError> {
    // What a list built meanwhile counts in a row must not change behind it.
    store::rankings::hold_still(conn)?;
    let row = find(conn, id)?;
    unless_stale(&row, expected_version)?;
    expect(&row, RankingStatus::Review)?;
    up_to_date(conn, &row)?;
    let exists = || {
        let period = row.period.clone();
        AppError::new(Code::RankingExists, Detail::RankingExists { period })
    };
    match store::rankings::in_force(conn, &row.board, &row.period)? {
        None if row.corrects_id.is_none() => {}
        Some(old) if row.corrects_id == Some(old.id) => advance(conn, &old, &Step::Corrected)?,
        // Another issue was first, or another correction of the same one.
        _ => return Err(exists()),
    }
    let at = published_at(conn, &row, app.clock.now())?;
    match advance(conn, &row, &Step::Publish { at, by }) {
        Err(AppError::Broken(cause)) if taken(&cause) => return Err(exists()),
        done => done?,
    }
    note(conn, "ranking_publish", &row, at, by)
}

/// Two that publish for one board and period at the same moment: the index lets one of them pass.
fn taken(cause: &anyhow::Error) -> bool {
    cause
        .downcast_ref::<store::Error>()
        .is_some_and(|error| error.is_unique("rankings_in_force"))
}

fn expect(row: &RankingRow, wanted: RankingStatus) -> Result<(), AppError> {
    match show::status(row)? {
        status if status == wanted => Ok(()),
        status => {
            let detail = Detail::RankingNotInState { status };
            Err(AppError::new(Code::RankingState, detail).with_version(row.version))
        }
    }
}

/// Appearances in a row were counted over the issues of then: one of an earlier period that came later is missing.
fn up_to_date(conn: &mut Conn, row: &RankingRow) -> Result<(), AppError> {
    let kind = kind(show::period_named(&row.period)?);
    match store::rankings::published_late(conn, &row.board, &row.period, kind, row.as_of)? {
        None => Ok(()),
        Some(period) => Err(AppError::new(
            Code::RankingState,
            Detail::RankingOutdated { period },
        )),
    }
}

/// After every list of a later period that was computed without this one, even where its maker's clock was ahead.
fn published_at(conn: &mut Conn, row: &RankingRow, now: Micros) -> Result<Micros, AppError> {
    let kind = kind(show::period_named(&row.period)?);
    let looked_back = store::rankings::last_looked_back(conn, &row.board, &row.period, kind)?;
    Ok(looked_back.map_or(now, |at| now.max(at + Span(1))))
}

fn period_over(row: &RankingRow) -> Result<(), AppError> {
    let (_, to) = show::period_named(&row.period)?.bounds();
    if row.as_of >= to {
        return Ok(());
    }
    let period = row.period.clone();
    Err(AppError::new(
        Code::PeriodNotOver,
        Detail::PeriodNotOver { period },
    ))
}

fn advance(conn: &mut Conn, row: &RankingRow, step: &Step) -> Result<(), AppError> {
    if store::rankings::advance(conn, row.id, row.version, step)? {
        return Ok(());
    }
    let current = find(conn, row.id)?.version;
    let stale = AppError::new(Code::VersionConflict, Detail::VersionStale { current });
    Err(stale.with_version(current))
}

fn note(
    conn: &mut Conn,
    action: &str,
    row: &RankingRow,
    at: Micros,
    by: Option<UserId>,
) -> Result<(), AppError> {
    let data = serde_json::json!({
        "board": row.board,
        "period": row.period,
        "hash": row.hash,
        "corrects_id": row.corrects_id.map(|id| id.0),
    });
    let audit = audit::row(at, by, action, &row.id.to_string(), data);
    Ok(store::audit::insert(conn, &audit)?)
}
