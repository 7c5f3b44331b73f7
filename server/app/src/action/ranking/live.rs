//! The board as it stands this moment: computed from the projection in one index range, kept nowhere.

use domain::period::Period;
use domain::ranking::Board;
use domain::time::Micros;
use mobile_api::ranking::Ranking;
use store::Conn;

use super::compute::{Basis, Computed, compute};
use super::count::due_of_row;
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
    let computed = computed_now(conn, &reference, board, period, app.clock.now())?;
    Ok(present::live(computed.content))
}

/// From the rows as this transaction sees them.
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
    let counted_for = due
        .iter()
        .filter_map(|case| case.on(board))
        .map(|counted| counted.unit);
    let basis = Basis {
        board,
        period,
        as_of,
        rulebook: &reference.rulebook,
        rulebook_ref: rulebook_now(reference),
        subjects: subjects(reference, board, period, counted_for),
    };
    compute(conn, basis, &due)
}
