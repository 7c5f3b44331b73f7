//! The board as it stands this moment: computed from the projection in one index range. Looked at in sums and kept
//! nowhere, or with every case for a draft.

use domain::id::{CaseId, UnitId};
use domain::period::Period;
use domain::ranking::{Alike, Board, verified_by};
use domain::time::Micros;
use mirror::Shown;
use mobile_api::ranking::{Ranking, RankingContent, RankingStatus};
use mobile_api::time::Time;
use store::Conn;
use store::cases::Sums;

use super::compute::{Basis, Computed, Figures, compute, compute_alike};
use super::count::{Due, alike_of_row, due_of, due_of_row};
use super::read::{Reader, shown};
use super::rulebook_now;
use super::subjects::subjects;
use crate::action::case::record::fold;
use crate::error::AppError;
use crate::state::App;
use city::City;

/// The issue in force or, before there is one, the figures of now. `as_of` is asked inside the transaction.
pub fn current(
    conn: &mut Conn,
    app: &App,
    reader: &Reader,
    board: Board,
    period: Option<Period>,
) -> Result<Ranking, AppError> {
    let period = period.unwrap_or_else(|| Period::week_of(app.clock.now()));
    match store::rankings::in_force(conn, board.as_str(), &period.to_string())? {
        Some(row) => shown(conn, reader, &row),
        None => live(conn, app, board, period),
    }
}

pub fn live(conn: &mut Conn, app: &App, board: Board, period: Period) -> Result<Ranking, AppError> {
    let city = app.city.current(conn)?;
    let (from, to) = period.bounds();
    let verified_by = verified_by(period, city.rulebook.unverified);
    let sums = Sums {
        board,
        from,
        to,
        verified_by,
    };
    let rows = store::cases::alike(conn, &sums)?;
    let as_of = app.clock.now();
    let alike: Vec<Alike> = rows
        .iter()
        .map(|(unit, row)| alike_of_row(*unit, row, as_of > verified_by))
        .collect();
    let units = alike.iter().map(|alike| alike.unit);
    let basis = basis(&city, board, period, as_of, units);
    let figures = compute_alike(conn, &basis, &alike)?;
    Ok(ranking(basis, figures))
}

fn ranking(basis: Basis<'_>, figures: Figures) -> Ranking {
    let (from, to) = basis.period.bounds();
    Ranking {
        id: None,
        board: basis.board.shown(),
        period: basis.period.to_string(),
        from: Time(from.0),
        to: Time(to.0),
        status: RankingStatus::Live,
        version: None,
        rulebook: basis.rulebook_ref,
        generated_at: Time(basis.as_of.0),
        rows: figures.rows,
        red: figures.red,
        black: figures.black,
        totals: figures.totals,
        hash: None,
        review_at: None,
        appeals_until: None,
        published_at: None,
        corrects_id: None,
        correction_reason: None,
        corrected_by_id: None,
        available_actions: Vec::new(),
    }
}

/// With every case that counts, from the rows as this transaction sees them. A row that knows of an event dated later, by
/// a clock that was ahead of this one, is passed over: that case is folded as of then, as whoever verifies the list does.
pub(super) fn computed_now(
    conn: &mut Conn,
    city: &City,
    board: Board,
    period: Period,
    as_of: Micros,
) -> Result<Computed, AppError> {
    let (from, to) = period.bounds();
    let ever_due = store::events::cases_ever_due(conn, from, to)?;
    let ahead = store::events::happened_after(conn, &ever_due, as_of)?;
    let rows = store::cases::counted(conn, from, to)?;
    let known = rows
        .iter()
        .filter(|row| ahead.binary_search(&row.id).is_err());
    let mut due: Vec<Due> = known.filter_map(due_of_row).collect();
    due.extend(due_then(conn, &ahead, from..to, as_of)?);
    let units = due.iter().filter_map(|case| case.unit(board));
    let basis = basis(city, board, period, as_of, units);
    compute(conn, basis, &due)
}

/// Those of the cases that were due in the period as of then, by their events until then.
fn due_then(
    conn: &mut Conn,
    cases: &[CaseId],
    period: std::ops::Range<Micros>,
    as_of: Micros,
) -> Result<Vec<Due>, AppError> {
    let events = store::events::of_cases_until(conn, cases, as_of)?;
    let mut due = Vec::new();
    for events in events.chunk_by(|a, b| a.case_id == b.case_id) {
        let (case, _) = fold(events[0].case_id, events)?;
        due.extend(due_of(&case).filter(|case| period.contains(&case.due_at)));
    }
    Ok(due)
}

/// By the rules in force, for all whom the board compares; `units` are those something was counted for.
fn basis(
    city: &City,
    board: Board,
    period: Period,
    as_of: Micros,
    units: impl Iterator<Item = UnitId>,
) -> Basis<'_> {
    Basis {
        format: RankingContent::FORMAT,
        board,
        period,
        as_of,
        rulebook: &city.rulebook,
        rulebook_ref: rulebook_now(city),
        subjects: subjects(city, board, period, units),
    }
}
