//! The board as it stands this moment: computed from the projection in one index range. Looked at in sums and kept
//! nowhere, or with every case for a draft.

use domain::id::UnitId;
use domain::period::Period;
use domain::ranking::{Alike, Board};
use domain::time::Micros;
use mobile_api::ranking::{Ranking, RankingContent, RankingStatus};
use mobile_api::time::Time;
use store::Conn;

use super::compute::{Basis, Computed, Figures, compute, compute_alike};
use super::count::{alike_of_row, due_of_row};
use super::read::{Reader, shown};
use super::rulebook_now;
use super::subjects::subjects;
use crate::error::AppError;
use crate::present::ranking as present;
use crate::reference::Reference;
use crate::state::App;

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
    let reference = app.reference.current(conn)?;
    let (from, to) = period.bounds();
    let rows = store::cases::alike(conn, board, from, to)?;
    let alike: Vec<Alike> = rows
        .iter()
        .map(|(unit, row)| alike_of_row(*unit, row))
        .collect();
    let units = alike.iter().map(|alike| alike.unit);
    let basis = basis(&reference, board, period, app.clock.now(), units);
    let figures = compute_alike(conn, &basis, &alike)?;
    Ok(ranking(basis, figures))
}

fn ranking(basis: Basis<'_>, figures: Figures) -> Ranking {
    let (from, to) = basis.period.bounds();
    Ranking {
        id: None,
        board: present::board(basis.board),
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

/// With every case that counts, from the rows as this transaction sees them.
pub(super) fn computed_now(
    conn: &mut Conn,
    reference: &Reference,
    board: Board,
    period: Period,
    as_of: Micros,
) -> Result<Computed, AppError> {
    let (from, to) = period.bounds();
    let rows = store::cases::counted(conn, from, to)?;
    let due: Vec<_> = rows.iter().filter_map(due_of_row).collect();
    let counted = due
        .iter()
        .filter_map(|case| case.on(board, RankingContent::FORMAT));
    let units = counted.map(|counted| counted.unit);
    let basis = basis(reference, board, period, as_of, units);
    compute(conn, basis, &due)
}

/// By the rules in force, for all whom the board compares; `units` are those something was counted for.
fn basis(
    reference: &Reference,
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
        rulebook: &reference.rulebook,
        rulebook_ref: rulebook_now(reference),
        subjects: subjects(reference, board, period, units),
    }
}
