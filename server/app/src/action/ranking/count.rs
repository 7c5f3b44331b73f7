//! What of a case counts on the boards, told once: from the fold of its events, from the row that mirrors it, and from
//! rows added up. They must agree, since boards are looked at in sums, lists are built from rows and verified from events.

use domain::case::Case;
use domain::id::{CaseId, UnitId};
use domain::ranking::{Alike, Board, Counted, is_unverified};
use domain::time::Micros;
use mobile_api::ranking::{CountedCase, RankingContent};
use mobile_api::time::Time;
use store::cases::{AlikeRow, CountedRow};

/// On which list a case counts, as far as that decides what of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub board: Board,
    /// Lists stay what they are: what a later format counts is not counted in them.
    pub format: u32,
    /// Whoever verified later came too late.
    pub verified_by: Micros,
}

/// Whether lists of this format tell self-found and unverified cases from others.
pub fn tells_apart(format: u32) -> bool {
    format >= 3
}

/// Whether verifying may go by the version of each case that a list of this format counted, and not by when it was built,
/// should that be known to be a wrong clock's time.
pub(super) fn cut_by_version(format: u32) -> bool {
    format >= 3
}

/// Whether forging the evidence of what one's own house found costs nothing in lists of this format.
fn forgives_forging(format: u32) -> bool {
    format < 4
}

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
    pub recurrence: bool,
    pub self_found: bool,
    pub closed_at: Option<Micros>,
    /// Under the dispatch in force: a department answers for no other.
    pub in_dispatch: Marks,
    /// Whoever had the case: zone unit and street stay the same.
    pub in_life: Marks,
}

/// What adds up while somebody answers for the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub handled_once: bool,
    pub reworked: bool,
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
}

/// The case as of its last event handed to the fold.
pub fn due_of(case: &Case) -> Option<Due> {
    let reworked = case.rework_count > 0;
    Some(Due {
        due_at: case.due_at()?,
        case: case.id(),
        version: case.version,
        department: case.department(),
        zone_unit: case.report.zone_unit,
        street: case.report.street,
        on_time: case.on_time() == Some(true),
        handled_or_closed: case.standing().is_some(),
        recurrence: case.recurrence_of().is_some(),
        self_found: case.self_found(),
        closed_at: case.closed_at(),
        in_dispatch: Marks {
            handled_once: case.handled_once(),
            reworked: case.reworks_in_dispatch() > 0,
            speed_millionths: case.speed_millionths(),
            letters: case.letters(),
            wrong_returns: case.wrong_returns(),
            falsified: case.falsified(),
        },
        in_life: Marks {
            // A department loses a case it has handled only by a failed verification.
            handled_once: case.handled_once() || reworked,
            reworked,
            speed_millionths: case.speed_in_life_millionths(),
            letters: case.letter_count,
            wrong_returns: case.wrong_return_count,
            falsified: case.falsified_count,
        },
    })
}

pub fn due_of_row(row: &CountedRow) -> Option<Due> {
    let reworked = row.rework_count > 0;
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
        recurrence: row.recurrence_of.is_some(),
        self_found: row.self_found,
        closed_at: row.closed_at,
        in_dispatch: Marks {
            handled_once: row.handled_once,
            reworked: row.reworks_in_dispatch > 0,
            speed_millionths: row.speed_millionths,
            letters: row.letters,
            wrong_returns: row.wrong_returns,
            falsified: row.falsified,
        },
        in_life: Marks {
            handled_once: row.handled_once || reworked,
            reworked,
            speed_millionths: match reworked {
                true => WHOLE_SPEED,
                false => row.speed_millionths,
            },
            letters: row.letter_count,
            wrong_returns: row.wrong_return_count,
            falsified: row.falsified_count,
        },
    })
}

/// All of the time allowed.
const WHOLE_SPEED: i64 = 1_000_000;

/// As the live board shows it: until the grace is over, a handling that waits for its verifier is not unverified yet. One's own
/// finding is fixed in time only once it is verified, at any time.
pub(super) fn alike_of_row(unit: UnitId, row: &AlikeRow, grace_is_over: bool) -> Alike {
    Alike {
        unit,
        cases: row.cases,
        on_time: row.on_time == Some(true),
        handled_or_closed: row.on_time.is_some(),
        handled_once: row.handled_once,
        reworked: row.reworks > 0,
        recurrence: row.recurrence,
        speed_millionths: row.speed_millionths,
        letters: row.letters,
        wrong_returns: row.wrong_returns,
        falsified: row.falsified,
        self_found: row.self_found,
        forging_forgiven: forgives_forging(RankingContent::FORMAT),
        unverified: (grace_is_over || row.self_found) && row.on_time.is_some() && !row.verified,
    }
}

impl Due {
    /// For whom it counts on this board, if for anybody: a case outside every zone has no zone unit.
    pub fn unit(&self, board: Board) -> Option<UnitId> {
        match board {
            Board::Department => self.department,
            Board::ZoneUnit => self.zone_unit,
            Board::Street => self.street,
        }
    }

    pub fn on(&self, terms: Terms) -> Option<Counted> {
        let unit = self.unit(terms.board)?;
        let marks = match terms.board {
            Board::Department => self.in_dispatch,
            // Lists of the first format forgot what was before the dispatch in force.
            Board::ZoneUnit | Board::Street if terms.format == 1 => self.in_dispatch,
            Board::ZoneUnit | Board::Street => self.in_life,
        };
        let told_apart = tells_apart(terms.format);
        let unverified = is_unverified(self.handled_or_closed, self.closed_at, terms.verified_by);
        Some(Counted {
            case: self.case,
            unit,
            on_time: self.on_time,
            handled_or_closed: self.handled_or_closed,
            reworked: marks.reworked,
            handled_once: marks.handled_once,
            recurrence: self.recurrence,
            speed_millionths: marks.speed_millionths,
            letters: marks.letters,
            wrong_returns: marks.wrong_returns,
            falsified: marks.falsified,
            self_found: told_apart && self.self_found,
            forging_forgiven: forgives_forging(terms.format),
            unverified: told_apart && unverified,
        })
    }

    /// The line that is frozen with a list.
    pub(super) fn line(&self, counted: &Counted) -> CountedCase {
        CountedCase {
            case_id: self.case.0,
            unit_id: counted.unit.0,
            version: self.version,
            due_at: Time(self.due_at.0),
            on_time: counted.on_time,
            handled_or_closed: counted.handled_or_closed,
            handled_once: counted.handled_once,
            reworked: counted.reworked,
            recurrence: counted.recurrence,
            speed_millionths: counted.speed_millionths,
            letters: counted.letters,
            wrong_returns: counted.wrong_returns,
            falsified: counted.falsified,
            self_found: counted.self_found,
            unverified: counted.unverified,
        }
    }
}
