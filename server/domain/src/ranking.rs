//! The red-black formula: from the cases due in a period to ranks and lists, in exact arithmetic.
//! Which cases are due, and what is counted of each, is decided before; publishing comes after.
//!
//! `tally` adds up what was counted, subject by subject; `score` weighs it; `listing` ranks each
//! group apart and says who is red and who is black; `unverified` says whose handlings nobody looked at; `streak` counts
//! how often in a row.

mod decimal;
mod listing;
mod score;
mod streak;
mod tally;
mod unverified;

use std::collections::HashSet;

use num_rational::Ratio;

pub use decimal::{hundredths, percent, two_places};
pub use listing::Listing;
pub use score::{Deduction, DeductionReason};
pub use streak::{Consequence, Issue, consecutive_black, consequence};
pub use tally::Tally;
pub use unverified::{is_unverified, verified_by};

use crate::id::{CaseId, UnitId};
use crate::rulebook::{BoardRules, Rulebook};

/// Never a float: two subjects are equal or they are not, on every machine and in every year.
pub type Exact = Ratio<i128>;

/// Whose duty is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Board {
    /// 责任部门, by the department of the dispatch in force.
    Department,
    /// 包抓单位, by the unit of the zone.
    ZoneUnit,
    /// 街道.
    Street,
}

impl Board {
    pub const ALL: [Board; 3] = [Board::Department, Board::ZoneUnit, Board::Street];

    pub const fn as_str(self) -> &'static str {
        match self {
            Board::Department => "department",
            Board::ZoneUnit => "zone_unit",
            Board::Street => "street",
        }
    }

    pub fn rules(self, rulebook: &Rulebook) -> &BoardRules {
        match self {
            Board::Department => &rulebook.department,
            Board::ZoneUnit => &rulebook.zone_unit,
            Board::Street => &rulebook.street,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABoard;

impl std::str::FromStr for Board {
    type Err = NotABoard;

    fn from_str(text: &str) -> Result<Board, NotABoard> {
        Board::ALL
            .into_iter()
            .find(|board| board.as_str() == text)
            .ok_or(NotABoard)
    }
}

/// A unit the board compares, whether or not it has cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub unit: UnitId,
    pub code: String,
    /// Groups are ranked apart, such as districts and towns.
    pub group: String,
}

/// One due case, and what of it counts for this unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub case: CaseId,
    pub unit: UnitId,
    /// The standing handling was at or before the deadline then in force.
    pub on_time: bool,
    /// A handling stands: no failed verification followed it.
    pub handled_or_closed: bool,
    pub reworked: bool,
    /// There was a handling, standing or not.
    pub handled_once: bool,
    pub recurrence: bool,
    /// Clock time used of the time allowed; 1,000,000 when no handling stands or it was reworked.
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    /// 自查: reported from the house of the department that has it.
    pub self_found: bool,
    /// Lists made before forging one's own findings cost anything did not ask.
    pub forging_forgiven: bool,
    /// 未核查: a handling stands that nobody verified in time.
    pub unverified: bool,
}

/// Cases of one unit that are alike in all that counts but the time they took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    pub unit: UnitId,
    pub cases: i64,
    pub on_time: bool,
    pub handled_or_closed: bool,
    pub reworked: bool,
    pub handled_once: bool,
    pub recurrence: bool,
    /// Of all of them together.
    pub speed_millionths: i64,
    /// Of each of them, as are the two below.
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    pub self_found: bool,
    pub forging_forgiven: bool,
    pub unverified: bool,
}

impl From<&Counted> for Alike {
    fn from(counted: &Counted) -> Alike {
        Alike {
            unit: counted.unit,
            cases: 1,
            on_time: counted.on_time,
            handled_or_closed: counted.handled_or_closed,
            reworked: counted.reworked,
            handled_once: counted.handled_once,
            recurrence: counted.recurrence,
            speed_millionths: counted.speed_millionths,
            letters: counted.letters,
            wrong_returns: counted.wrong_returns,
            falsified: counted.falsified,
            self_found: counted.self_found,
            forging_forgiven: counted.forging_forgiven,
            unverified: counted.unverified,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub board: Board,
    /// Group by group; in each the ranked by rank and code, then 样本不足, then 无数据.
    pub rows: Vec<Row>,
    /// In the order of the rows, as is `black`.
    pub red: Vec<UnitId>,
    pub black: Vec<UnitId>,
    pub totals: Totals,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub unit: UnitId,
    pub code: String,
    pub group: String,
    /// In its group; none for 样本不足 and 无数据, as is the score: too little is known for either.
    pub rank: Option<i64>,
    pub score: Option<Exact>,
    pub tally: Tally,
    pub deductions: Vec<Deduction>,
    /// Points for what its own house found and it fixed in time.
    pub bonus: Exact,
    pub listing: Listing,
    /// Too much of it verified by nobody: it would be red and is on neither list.
    pub kept_off_red: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub subjects: i64,
    pub ranked: i64,
    pub too_few: i64,
    pub no_data: i64,
    pub tally: Tally,
}

/// What was handed in contradicts itself. Leaving a case out or counting it twice in silence would
/// publish a wrong list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankingFault {
    SubjectTwice(UnitId),
    CaseTwice(CaseId),
    /// A counted case belongs to a unit the board does not compare.
    NoSuchSubject(UnitId),
}

pub fn rank(
    board: Board,
    subjects: &[Subject],
    counted: &[Counted],
    rulebook: &Rulebook,
) -> Result<Ranked, RankingFault> {
    let mut seen = HashSet::with_capacity(counted.len());
    if let Some(twice) = counted.iter().find(|counted| !seen.insert(counted.case)) {
        return Err(RankingFault::CaseTwice(twice.case));
    }
    let alike: Vec<Alike> = counted.iter().map(Alike::from).collect();
    rank_alike(board, subjects, &alike, rulebook)
}

/// As `rank`, where nobody asks which cases they are.
pub fn rank_alike(
    board: Board,
    subjects: &[Subject],
    counted: &[Alike],
    rulebook: &Rulebook,
) -> Result<Ranked, RankingFault> {
    let rules = board.rules(rulebook);
    let tallies = tally::by_subject(subjects, counted, rulebook.self_found)?;
    let mut rows: Vec<Row> = subjects
        .iter()
        .zip(tallies)
        .map(|(subject, tally)| {
            let bonus = score::bonus(board, &tally, rulebook.self_found);
            row(subject, tally, rules, bonus)
        })
        .collect();
    let totals = totals(&rows);
    if rules.omit_no_data {
        // Who found something themselves has that to show.
        rows.retain(|row| row.listing != Listing::NoData || row.tally.self_found > 0);
    }
    listing::order_and_list(&mut rows, rules, rulebook.unverified);
    let on = |listing| {
        rows.iter()
            .filter(move |row| row.listing == listing)
            .map(|row| row.unit)
            .collect()
    };
    Ok(Ranked {
        board,
        red: on(Listing::Red),
        black: on(Listing::Black),
        rows,
        totals,
    })
}

/// Not yet ranked: enough cases make a score, and a place in the list only later.
fn row(subject: &Subject, tally: Tally, rules: &BoardRules, bonus: Exact) -> Row {
    let listing = match tally.due {
        0 => Listing::NoData,
        due if due < rules.min_cases => Listing::TooFew,
        _ => Listing::None,
    };
    let deductions = score::deductions(&tally, &rules.deductions);
    let score = (listing == Listing::None)
        .then(|| score::score(&tally, &rules.weights, &deductions, bonus));
    Row {
        unit: subject.unit,
        code: subject.code.clone(),
        group: subject.group.clone(),
        rank: None,
        score,
        tally,
        deductions,
        bonus,
        listing,
        kept_off_red: false,
    }
}

fn totals(rows: &[Row]) -> Totals {
    let with = |listing| rows.iter().filter(|row| row.listing == listing).count() as i64;
    Totals {
        subjects: rows.len() as i64,
        ranked: with(Listing::None),
        too_few: with(Listing::TooFew),
        no_data: with(Listing::NoData),
        tally: rows.iter().map(|row| row.tally).sum(),
    }
}

#[cfg(test)]
mod tests;
