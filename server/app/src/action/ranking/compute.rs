//! From due cases to everything a list says: the same functions for the live board, a draft and its verification.

use std::collections::HashMap;

use anyhow::Context;
use domain::id::UnitId;
use domain::period::Period;
use domain::ranking::{
    Alike, Board, Exact, Ranked, RankingFault, Row, Subject, Tally, consecutive_black, consequence,
    hundredths, rank, rank_alike, verified_by,
};
use domain::rulebook::Rulebook;
use domain::time::Micros;
use mirror::Shown;
use mobile_api::decimal::TwoPlaces;
use mobile_api::ranking::{
    CountedCase, Deduction, NotRedBecause, RankingContent, RankingRow, RulebookRef, Totals,
    counted_seal,
};
use mobile_api::time::Time;
use mobile_api::unit::UnitRef;
use store::Conn;

use super::count::{Due, Terms, tells_apart};
use super::streak;
use super::subjects::Named;
use crate::error::AppError;

/// What a list is computed from, beside the cases.
pub struct Basis<'a> {
    /// What of a case counts is part of a list's format.
    pub format: u32,
    pub board: Board,
    pub period: Period,
    pub as_of: Micros,
    pub rulebook: &'a Rulebook,
    pub rulebook_ref: RulebookRef,
    pub subjects: Vec<Named>,
}

impl Basis<'_> {
    fn terms(&self) -> Terms {
        Terms {
            board: self.board,
            format: self.format,
            verified_by: verified_by(self.period, self.rulebook.unverified),
        }
    }
}

/// What a list says of its subjects.
pub struct Figures {
    pub rows: Vec<RankingRow>,
    pub red: Vec<UnitRef>,
    pub black: Vec<UnitRef>,
    pub totals: Totals,
}

/// A list to be frozen.
pub struct Computed {
    pub content: RankingContent,
    /// One for each counted case, sorted by case.
    pub lines: Vec<CountedCase>,
}

/// `due` are the cases due in the period; those that count for nobody on this board are passed over.
pub fn compute(conn: &mut Conn, basis: Basis<'_>, due: &[Due]) -> Result<Computed, AppError> {
    let mut counted = Vec::with_capacity(due.len());
    let mut lines = Vec::with_capacity(due.len());
    let terms = basis.terms();
    for case in due {
        if let Some(one) = case.on(terms) {
            lines.push(case.line(&one));
            counted.push(one);
        }
    }
    lines.sort_unstable_by_key(|line| line.case_id);
    let ranked = rank(basis.board, &compared(&basis), &counted, basis.rulebook);
    let figures = figures(conn, &basis, ranked)?;
    let content = content(basis, figures, &lines);
    Ok(Computed { content, lines })
}

/// As `compute`, of cases added up: for looking at, since nobody can say which cases they were.
pub fn compute_alike(
    conn: &mut Conn,
    basis: &Basis<'_>,
    alike: &[Alike],
) -> Result<Figures, AppError> {
    let ranked = rank_alike(basis.board, &compared(basis), alike, basis.rulebook);
    figures(conn, basis, ranked)
}

fn compared(basis: &Basis<'_>) -> Vec<Subject> {
    let subjects = basis.subjects.iter();
    subjects.map(|named| named.subject.clone()).collect()
}

fn figures(
    conn: &mut Conn,
    basis: &Basis<'_>,
    ranked: Result<Ranked, RankingFault>,
) -> Result<Figures, AppError> {
    let ranked = ranked
        .map_err(|fault| anyhow::anyhow!("the counted cases contradict themselves: {fault:?}"))?;
    let names: HashMap<UnitId, &UnitRef> = basis
        .subjects
        .iter()
        .map(|named| (named.subject.unit, &named.unit))
        .collect();
    let name = |unit: &UnitId| {
        names
            .get(unit)
            .map(|unit| (*unit).clone())
            .context("a ranked unit")
    };
    let streaks = streaks(conn, basis, &ranked)?;
    let rows = ranked.rows.iter().map(|row| {
        let times = streaks.get(&row.unit).copied().unwrap_or(0);
        Ok(ranking_row(basis, row, name(&row.unit)?, times))
    });
    Ok(Figures {
        rows: rows.collect::<Result<_, anyhow::Error>>()?,
        red: ranked.red.iter().map(name).collect::<Result<_, _>>()?,
        black: ranked.black.iter().map(name).collect::<Result<_, _>>()?,
        totals: totals(basis, &ranked),
    })
}

fn content(basis: Basis<'_>, figures: Figures, lines: &[CountedCase]) -> RankingContent {
    let (from, to) = basis.period.bounds();
    RankingContent {
        format: basis.format,
        board: basis.board.shown(),
        period: basis.period.to_string(),
        from: Time(from.0),
        to: Time(to.0),
        as_of: Time(basis.as_of.0),
        rulebook: basis.rulebook_ref,
        rows: figures.rows,
        red: figures.red,
        black: figures.black,
        totals: figures.totals,
        cases_counted: lines.len() as u64,
        cases_hash: counted_seal(lines.iter().map(CountedCase::canonical).collect()),
    }
}

/// How often in a row each unit on the black list stands there, this time included.
fn streaks(
    conn: &mut Conn,
    basis: &Basis<'_>,
    ranked: &Ranked,
) -> Result<HashMap<UnitId, i64>, AppError> {
    let published = streak::issues(conn, basis.board, basis.period, basis.as_of, &ranked.black)?;
    let times = ranked.black.iter().map(|unit| {
        (
            *unit,
            consecutive_black(*unit, basis.period, true, &published),
        )
    });
    Ok(times.collect())
}

fn ranking_row(basis: &Basis<'_>, row: &Row, unit: UnitRef, times: i64) -> RankingRow {
    let (tally, rulebook) = (&row.tally, basis.rulebook);
    let apart = Apart::of(basis, tally);
    let deductions = row.deductions.iter().map(|deduction| Deduction {
        reason: deduction.reason.shown(),
        count: deduction.count,
        points: two_places(deduction.points),
    });
    RankingRow {
        rank: row.rank,
        unit,
        group: row.group.clone(),
        due: tally.due,
        on_time: tally.on_time,
        handled_or_closed: tally.handled_or_closed,
        handled_once: tally.handled_once,
        reworked: tally.reworked,
        recurrences: tally.recurrences,
        on_time_rate: percent(tally.on_time_rate()),
        closure_rate: percent(tally.closure_rate()),
        rework_rate: percent(tally.rework_rate()),
        recurrence_rate: percent(tally.recurrence_rate()),
        speed: percent(tally.speed()),
        deductions: deductions.collect(),
        score: row.score.map(two_places),
        exact_score: row.score.map(|score| score.to_string()),
        listing: row.listing.shown(),
        consecutive_black: times,
        consequence: consequence(times, &rulebook.consequences).map(Shown::shown),
        self_found: apart.self_found,
        self_found_on_time: apart.self_found_on_time,
        unverified: apart.unverified,
        unverified_share: apart.unverified_share,
        bonus: Some(row.bonus)
            .filter(|bonus| *bonus > Exact::ZERO)
            .map(two_places),
        not_red_because: row.kept_off_red.then_some(NotRedBecause::Unverified),
    }
}

/// What lists of earlier formats do not say.
#[derive(Default)]
struct Apart {
    self_found: Option<i64>,
    self_found_on_time: Option<i64>,
    unverified: Option<i64>,
    unverified_share: Option<TwoPlaces>,
}

impl Apart {
    fn of(basis: &Basis<'_>, tally: &Tally) -> Apart {
        match tells_apart(basis.format) {
            true => Apart {
                self_found: Some(tally.self_found),
                self_found_on_time: Some(tally.self_found_on_time),
                unverified: Some(tally.unverified),
                unverified_share: percent(tally.unverified_share()),
            },
            false => Apart::default(),
        }
    }
}

fn totals(basis: &Basis<'_>, ranked: &Ranked) -> Totals {
    let (totals, tally): (_, &Tally) = (&ranked.totals, &ranked.totals.tally);
    let apart = Apart::of(basis, tally);
    Totals {
        subjects: totals.subjects,
        ranked: totals.ranked,
        too_few: totals.too_few,
        no_data: totals.no_data,
        due: tally.due,
        on_time: tally.on_time,
        handled_or_closed: tally.handled_or_closed,
        handled_once: tally.handled_once,
        reworked: tally.reworked,
        recurrences: tally.recurrences,
        on_time_rate: percent(tally.on_time_rate()),
        closure_rate: percent(tally.closure_rate()),
        rework_rate: percent(tally.rework_rate()),
        recurrence_rate: percent(tally.recurrence_rate()),
        speed: percent(tally.speed()),
        self_found: apart.self_found,
        self_found_on_time: apart.self_found_on_time,
        unverified: apart.unverified,
        unverified_share: apart.unverified_share,
    }
}

fn two_places(value: Exact) -> TwoPlaces {
    TwoPlaces(hundredths(value))
}

fn percent(share: Option<Exact>) -> Option<TwoPlaces> {
    share.map(|share| two_places(share * 100))
}
