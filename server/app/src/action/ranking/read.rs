//! Lists for their readers: drafts for those who prepare them, published issues for everybody signed in and,
//! without cases, for everybody.

use std::collections::HashMap;

use anyhow::Context;
use city::show as set_up;
use domain::id::{CaseId, RankingId, UnitId};
use domain::permission::{Reach, Right, Sight, may};
use domain::ranking::Board;
use domain::time::{Micros, hours};
use mirror::Shown;
use mobile_api::error::Code;
use mobile_api::page::Page;
use mobile_api::ranking::{
    CountedCase, Ranking, RankingCase, RankingCaseQuery, RankingIssue, RankingStatus,
};
use mobile_api::words::Detail;
use store::Conn;
use store::cases::CaseRow;
use store::rankings::{PeriodKind, RankingCaseRow, RankingRow};

use super::show;
use super::{find, rulebook_then};
use crate::action::case::{sight, view};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;

#[derive(Clone)]
pub enum Reader {
    SignedIn(Box<Caller>),
    /// Somebody at the machine's own command line.
    Operator,
    /// Without sign-in.
    Anybody,
}

impl Reader {
    /// A board is the whole city's.
    pub fn may(&self, right: Right) -> bool {
        match self {
            Reader::SignedIn(caller) => may(&caller.actor, right, &Reach::City),
            Reader::Operator => true,
            Reader::Anybody => false,
        }
    }
}

pub fn ranking(conn: &mut Conn, reader: &Reader, id: RankingId) -> Result<Ranking, AppError> {
    let row = visible(conn, reader, id)?;
    shown(conn, reader, &row)
}

/// The issue of the last week that has one; of the last month on a board that is published by the month.
pub fn latest(conn: &mut Conn, reader: &Reader, board: Board) -> Result<Ranking, AppError> {
    let week = store::rankings::last_in_force(conn, board.as_str(), PeriodKind::Week)?;
    let row = match week {
        Some(row) => Some(row),
        None => store::rankings::last_in_force(conn, board.as_str(), PeriodKind::Month)?,
    };
    shown(conn, reader, &row.ok_or_else(AppError::not_found)?)
}

pub fn shown(conn: &mut Conn, reader: &Reader, row: &RankingRow) -> Result<Ranking, AppError> {
    let corrected_by = match show::status(row)? {
        RankingStatus::Corrected => store::rankings::successor(conn, row.id)?,
        _ => None,
    };
    let appeals_until = match row.review_at {
        Some(at) => {
            let (rulebook, _) = rulebook_then(conn, row.rulebook_version)?;
            Some(at + hours(rulebook.appeal_hours))
        }
        None => None,
    };
    let may = |right| reader.may(right);
    Ok(show::issue(row, corrected_by, appeals_until, may)?)
}

/// A draft does not exist for those who may not see drafts.
fn visible(conn: &mut Conn, reader: &Reader, id: RankingId) -> Result<RankingRow, AppError> {
    let row = find(conn, id)?;
    match row.published_at.is_some() || reader.may(Right::ReadDrafts) {
        true => Ok(row),
        false => Err(AppError::not_found()),
    }
}

/// Every issue ever published, the latest first.
pub fn history(
    conn: &mut Conn,
    board: Option<Board>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Page<RankingIssue>, AppError> {
    let limit = page::limit(limit)?;
    let before = cursor
        .map(|cursor| page::dated_key(page::ISSUES, cursor))
        .transpose()?
        .map(|(at, id)| (at, RankingId(id)));
    let board = board.map(Board::as_str);
    let mut rows = store::rankings::published(conn, board, before, limit as i64 + 1)?;
    let next = page::cut(&mut rows, limit).map(|last| {
        let at = last.published_at.unwrap_or(Micros(0));
        page::dated_cursor(page::ISSUES, at, last.id.0)
    });
    let items = rows.iter().map(show::in_history);
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        next_cursor: next,
    })
}

/// Every list ever published, the latest first: for those who recompute them all.
pub fn all_published(conn: &mut Conn) -> Result<Vec<RankingId>, AppError> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let page = store::rankings::published(conn, None, before, 50)?;
        let Some(last) = page.last() else {
            return Ok(ids);
        };
        before = Some((last.published_at.context("a published list")?, last.id));
        ids.extend(page.iter().map(|row| row.id));
    }
}

/// The cases a list counted, as far as the reader sees them: a handler those of the own rows, everybody else
/// those that lie in their part of the city.
pub fn cases(
    conn: &mut Conn,
    caller: Caller,
    id: RankingId,
    query: &RankingCaseQuery,
) -> Result<Page<RankingCase>, AppError> {
    let limit = page::limit(query.limit)?;
    let mut after = query
        .cursor
        .as_deref()
        .map(|cursor| page::key(page::COUNTED, cursor, |id| Some(CaseId(id.parse().ok()?))))
        .transpose()?;
    let units = whose(&caller, query.unit.as_deref())?;
    let reader = Reader::SignedIn(Box::new(caller.clone()));
    visible(conn, &reader, id)?;
    let mut items = Vec::new();
    loop {
        let wanted = limit as i64 + 1;
        let lines = store::rankings::cases(conn, id, units.as_deref(), after, wanted)?;
        let ids: Vec<CaseId> = lines.iter().map(|line| line.case_id).collect();
        let rows = store::cases::get_all(conn, &ids)?;
        let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
        for (place, line) in lines.iter().enumerate() {
            if items.len() == limit || place == limit {
                break;
            }
            after = Some(line.case_id);
            let row = rows.remove(&line.case_id).context("a counted case")?;
            if sees(&caller, line.unit_id, &row) {
                items.push(case(&caller, line, &row)?);
            }
        }
        let unread = lines.last().is_some_and(|line| Some(line.case_id) != after);
        if !unread || items.len() == limit {
            return Ok(Page {
                items,
                next_cursor: after
                    .filter(|_| unread)
                    .map(|last| page::cursor(page::COUNTED, last)),
            });
        }
    }
}

/// None: every unit's.
fn whose(caller: &Caller, asked: Option<&str>) -> Result<Option<Vec<UnitId>>, AppError> {
    let asked = asked.map(|named| unit(caller, named)).transpose()?;
    match (caller.sight(), asked) {
        (Sight::Own { units, .. }, Some(unit)) if !units.contains(&unit) => {
            Err(AppError::not_found())
        }
        (Sight::Own { units, .. }, None) => Ok(Some(units)),
        (_, asked) => Ok(asked.map(|unit| vec![unit])),
    }
}

/// By code or by id.
fn unit(caller: &Caller, named: &str) -> Result<UnitId, AppError> {
    let units = &caller.city.units;
    let by_id = || named.parse().ok().and_then(|id| units.get(UnitId(id)));
    match units.coded(named).or_else(by_id) {
        Some(unit) => Ok(unit.id),
        None => {
            let code = named.to_owned();
            let detail = Detail::UnitUnknown { code };
            Err(AppError::field("?unit", Code::UnitUnknown, detail))
        }
    }
}

fn sees(caller: &Caller, counted_for: UnitId, row: &CaseRow) -> bool {
    match caller.sight() {
        // What stands in the own row is the own business, also when another department has the case by now.
        Sight::Own { units, .. } => units.contains(&counted_for),
        sight => sight.covers(&sight::place(row)),
    }
}

fn case(caller: &Caller, line: &RankingCaseRow, row: &CaseRow) -> Result<RankingCase, AppError> {
    let counted = CountedCase::from_stored(&line.counted)
        .with_context(|| format!("what was counted of case {}", line.case_id))?;
    let state: domain::case::StateName = row
        .state
        .parse()
        .map_err(|_| anyhow::anyhow!("case {} is {}", row.id, row.state))?;
    Ok(RankingCase {
        id: row.id.0,
        number: row.number.clone(),
        category: view::category(&caller.city, row),
        state: state.shown(),
        unit: set_up::unit_ref(&caller.city.units, line.unit_id),
        counted,
    })
}
