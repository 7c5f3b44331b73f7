//! What of a case counts on the boards, told once: from the fold of its events, from the row that mirrors it, and from
//! rows added up. They must agree, since boards are looked at in sums, lists are built from rows and verified from events.

use domain::case::Case;
use domain::id::{CaseId, UnitId};
use domain::ranking::{Alike, Board, Counted};
use domain::time::Micros;
use mobile_api::ranking::CountedCase;
use mobile_api::time::Time;
use store::cases::{AlikeRow, CountedRow};

/// A case that is due at all: dispatched, and neither suspended nor voided as of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub case: CaseId,
    pub version: i64,
    pub due_at: Micros,
    pub department: Option<UnitId>,
    pub zone_unit: Option<UnitId>,
    pub street: Option<UnitId>,
    pub on_time: bool,
    pub handled_or_closed: bool,
    pub handled_once: bool,
    pub reworked: bool,
    pub recurrence: bool,
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
}

/// The case as of its last event handed to the fold.
pub fn due_of(case: &Case) -> Option<Due> {
    Some(Due {
        due_at: case.due_at()?,
        case: case.id(),
        version: case.version,
        department: case.department(),
        zone_unit: case.report.zone_unit,
        street: case.report.street,
        on_time: case.on_time() == Some(true),
        handled_or_closed: case.standing().is_some(),
        handled_once: case.handled_once(),
        reworked: case.reworks_in_dispatch() > 0,
        recurrence: case.recurrence_of().is_some(),
        speed_millionths: case.speed_millionths(),
        letters: case.letters(),
        wrong_returns: case.wrong_returns(),
        falsified: case.falsified(),
    })
}

pub(super) fn due_of_row(row: &CountedRow) -> Option<Due> {
    Some(Due {
        due_at: row.due_at?,
        case: row.id,
        version: row.version,
        department: row.department_id,
        zone_unit: row.zone_unit_id,
        street: row.street_id,
        on_time: row.on_time == Some(true),
        // Known exactly while a handling stands.
        handled_or_closed: row.on_time.is_some(),
        handled_once: row.handled_once,
        reworked: row.reworks_in_dispatch > 0,
        recurrence: row.recurrence_of.is_some(),
        speed_millionths: row.speed_millionths,
        letters: row.letters,
        wrong_returns: row.wrong_returns,
        falsified: row.falsified,
    })
}

pub(super) fn alike_of_row(unit: UnitId, row: &AlikeRow) -> Alike {
    Alike {
        unit,
        cases: row.cases,
        on_time: row.on_time == Some(true),
        handled_or_closed: row.on_time.is_some(),
        handled_once: row.handled_once,
        reworked: row.reworks_in_dispatch > 0,
        recurrence: row.recurrence,
        speed_millionths: row.speed_millionths,
        letters: row.letters,
        wrong_returns: row.wrong_returns,
        falsified: row.falsified,
    }
}

impl Due {
    /// For whom it counts on this board, if for anybody: a case outside every zone has no zone unit.
    pub fn on(&self, board: Board) -> Option<Counted> {
        let unit = match board {
            Board::Department => self.department,
            Board::ZoneUnit => self.zone_unit,
            Board::Street => self.street,
        }?;
        Some(Counted {
            case: self.case,
            unit,
            on_time: self.on_time,
            handled_or_closed: self.handled_or_closed,
            reworked: self.reworked,
            handled_once: self.handled_once,
            recurrence: self.recurrence,
            speed_millionths: self.speed_millionths,
            letters: self.letters,
            wrong_returns: self.wrong_returns,
            falsified: self.falsified,
        })
    }

    /// The line that is frozen with a list.
    pub(super) fn line(&self, unit: UnitId) -> CountedCase {
        CountedCase {
            case_id: self.case.0,
            unit_id: unit.0,
            version: self.version,
            due_at: Time(self.due_at.0),
            on_time: self.on_time,
            handled_or_closed: self.handled_or_closed,
            handled_once: self.handled_once,
            reworked: self.reworked,
            recurrence: self.recurrence,
            speed_millionths: self.speed_millionths,
            letters: self.letters,
            wrong_returns: self.wrong_returns,
            falsified: self.falsified,
        }
    }
}
