//! The score: weighed rates less deductions, with what a city adds for self-found cases; never below zero, never above 100.

use super::{Board, Exact, Tally};
use crate::rulebook::{Deductions, SelfFoundRules, WHOLE, Weights};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeductionReason {
    /// 督办函.
    Letter,
    /// 推诿.
    WrongReturn,
    /// 弄虚作假.
    Falsified,
}

impl DeductionReason {
    pub const ALL: [DeductionReason; 3] = [
        DeductionReason::Letter,
        DeductionReason::WrongReturn,
        DeductionReason::Falsified,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            DeductionReason::Letter => "letter",
            DeductionReason::WrongReturn => "wrong_return",
            DeductionReason::Falsified => "falsified",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deduction {
    pub reason: DeductionReason,
    pub count: i64,
    /// For all of them together.
    pub points: Exact,
}

/// Only what takes points off.
pub(super) fn deductions(tally: &Tally, rules: &Deductions) -> Vec<Deduction> {
    [
        (DeductionReason::Letter, tally.letters, rules.letter),
        (
            DeductionReason::WrongReturn,
            tally.wrong_returns,
            rules.wrong_return,
        ),
        (DeductionReason::Falsified, tally.falsified, rules.falsified),
    ]
    .into_iter()
    .filter(|(_, count, each)| *count > 0 && *each > 0)
    .map(|(reason, count, each)| Deduction {
        reason,
        count,
        points: parts(each) * i128::from(count),
    })
    .collect()
}

/// So many points for each self-found case fixed in time, up to a most. Only a department fixes what it finds: on the other
/// boards nobody earns anything by it.
pub(super) fn bonus(board: Board, tally: &Tally, rules: SelfFoundRules) -> Exact {
    match board {
        Board::Department => {
            let earned = parts(rules.bonus) * i128::from(tally.self_found_on_time);
            earned.min(parts(rules.bonus_max))
        }
        Board::ZoneUnit | Board::Street => Exact::ZERO,
    }
}

/// 100 × (on time + closed + not reworked + fast + not again, each by its weight) − deductions + bonus.
/// Rates and not volumes: a busy department is not worse off for being busy.
pub(super) fn score(
    tally: &Tally,
    weights: &Weights,
    deductions: &[Deduction],
    bonus: Exact,
) -> Exact {
    let one = Exact::ONE;
    let (Some(on_time), Some(closure), Some(rework), Some(recurrence), Some(speed)) = (
        tally.on_time_rate(),
        tally.closure_rate(),
        tally.rework_rate(),
        tally.recurrence_rate(),
        tally.speed(),
    ) else {
        return Exact::ZERO;
    };
    let weighed = parts(weights.on_time) * on_time
        + parts(weights.closure) * closure
        + parts(weights.rework) * (one - rework)
        + parts(weights.speed) * (one - speed)
        + parts(weights.recurrence) * (one - recurrence);
    let off: Exact = deductions.iter().map(|deduction| deduction.points).sum();
    let most = Exact::from_integer(100);
    (weighed * 100 - off + bonus).clamp(Exact::ZERO, most)
}

/// Ten-thousandths as the share or the points they are.
pub(super) fn parts(ten_thousandths: i64) -> Exact {
    Exact::new(ten_thousandths.into(), WHOLE.into())
}
