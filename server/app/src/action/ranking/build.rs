//! Freezing a list: a draft under the id its maker gave it, with every case it counted. The same request again
//! finds the same draft; a correction is a draft that names the issue it replaces.

use domain::id::{RankingId, UserId};
use domain::period::Period;
use domain::ranking::Board;
use mobile_api::error::Code;
use mobile_api::ranking::{CountedCase, RankingStatus};
use mobile_api::words::Detail;
use store::Conn;
use store::rankings::{RankingCaseRow, RankingRow};

use super::compute::Computed;
use super::live::computed_now;
use super::show;
use super::{find, unless_stale};
use crate::action::{clock, refusal};
use crate::error::AppError;
use crate::state::App;

/// Whether this request made the draft, or it was there already.
pub enum Built {
    Created(RankingRow),
    AlreadyThere(RankingRow),
}

impl Built {
    pub fn row(self) -> RankingRow {
        match self {
            Built::Created(row) | Built::AlreadyThere(row) => row,
        }
    }
}

/// What was asked for, to tell a repeated request from another one under the same id.
struct Wanted {
    id: RankingId,
    board: Board,
    period: Period,
    corrects: Option<(RankingId, String)>,
}

/// Nobody (`by` is none) builds from the command line.
pub fn build(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    id: RankingId,
    board: Board,
    period: Period,
) -> Result<Built, AppError> {
    let wanted = Wanted {
        id,
        board,
        period,
        corrects: None,
    };
    match store::rankings::get(conn, id)? {
        Some(row) => already_there(row, &wanted),
        None => draft(conn, app, by, wanted),
    }
}

/// Counts the period of a published issue anew. The issue stays in force until the correction is published.
pub fn correct(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    wrong: RankingId,
    id: RankingId,
    reason: &str,
    expected_version: Option<i64>,
) -> Result<Built, AppError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::field(
            "/reason",
            Code::InvalidField,
            Detail::FieldEmpty,
        ));
    }
    refusal::text_fits("/reason", reason, refusal::LONGEST_TEXT)?;
    let row = find(conn, wrong)?;
    let wanted = Wanted {
        id,
        board: show::board_named(&row.board)?,
        period: show::period_named(&row.period)?,
        corrects: Some((wrong, reason.to_owned())),
    };
    if let Some(existing) = store::rankings::get(conn, id)? {
        return already_there(existing, &wanted);
    }
    unless_stale(&row, expected_version)?;
    match show::status(&row)? {
        RankingStatus::Published => draft(conn, app, by, wanted),
        status => Err(AppError::new(
            Code::RankingState,
            Detail::RankingNotInState { status },
        )),
    }
}

fn already_there(row: RankingRow, wanted: &Wanted) -> Result<Built, AppError> {
    let corrects = row
        .corrects_id
        .map(|id| (id, row.correction_reason.clone()));
    let same = row.board == wanted.board.as_str()
        && row.period == wanted.period.to_string()
        && corrects == wanted.corrects;
    match same {
        true => Ok(Built::AlreadyThere(row)),
        false => Err(AppError::new(Code::IdConflict, Detail::IdTaken)),
    }
}

fn draft(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    wanted: Wanted,
) -> Result<Built, AppError> {
    // A list built by a wrong clock counts a week that is not over, or what has not happened yet.
    clock::unless_suspect(app)?;
    // Whatever has happened by `as_of` is in the rows, and what comes later happens after it.
    store::cases::hold_still(conn)?;
    // And whatever was published by then is counted as in force.
    store::rankings::hold_still(conn)?;
    let as_of = app.clock.now();
    if as_of < wanted.period.bounds().0 {
        let period = wanted.period.to_string();
        return Err(AppError::new(
            Code::PeriodNotOver,
            Detail::PeriodNotOver { period },
        ));
    }
    let city = app.city.current(conn)?;
    let computed = computed_now(conn, &city, wanted.board, wanted.period, as_of)?;
    let (row, cases) = rows(by, wanted, computed);
    match store::rankings::insert(conn, &row, &cases) {
        // Somebody built under the same id at the same moment; asked again, it will be found.
        Err(error) if error.is_unique("rankings_pkey") => {
            Err(AppError::new(Code::IdConflict, Detail::IdTaken))
        }
        written => {
            written?;
            Ok(Built::Created(row))
        }
    }
}

fn rows(
    by: Option<UserId>,
    wanted: Wanted,
    computed: Computed,
) -> (RankingRow, Vec<RankingCaseRow>) {
    let Computed { content, lines } = computed;
    let text = content.canonical();
    let (corrects_id, correction_reason) = wanted.corrects.unzip();
    let row = RankingRow {
        id: wanted.id,
        board: wanted.board.as_str().to_owned(),
        period: wanted.period.to_string(),
        status: "draft".to_owned(),
        version: 1,
        as_of: domain::time::Micros(content.as_of.0),
        rulebook_version: content.rulebook.version,
        rulebook_hash: content.rulebook.hash.to_string(),
        hash: mobile_api::hash::Sha256::of(text.as_bytes()).to_string(),
        content: text,
        corrects_id,
        correction_reason: correction_reason.unwrap_or_default(),
        created_by: by,
        review_at: None,
        published_at: None,
        published_by: None,
    };
    let cases = lines.iter().map(|line: &CountedCase| RankingCaseRow {
        ranking_id: wanted.id,
        case_id: domain::id::CaseId(line.case_id),
        unit_id: domain::id::UnitId(line.unit_id),
        counted: line.canonical(),
    });
    (row, cases.collect())
}
