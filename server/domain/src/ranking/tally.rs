//! What was counted, added up, and the rates that follow from it.

use std::collections::HashMap;
use std::iter::Sum;
use std::ops::Add;

use super::{Counted, Exact, RankingFault, Subject};

const MILLION: i128 = 1_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub due: i64,
    pub on_time: i64,
    pub handled_or_closed: i64,
    pub reworked: i64,
    pub handled_once: i64,
    pub recurrences: i64,
    /// Summed over the due cases.
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
}

/// Rates are shares between 0 and 1, and none when nothing is due.
impl Tally {
    pub fn on_time_rate(&self) -> Option<Exact> {
        share(self.on_time, self.due)
    }

    pub fn closure_rate(&self) -> Option<Exact> {
        share(self.handled_or_closed, self.due)
    }

    /// Of the cases that were handled at all: nobody's rate gets better by handling nothing.
    pub fn rework_rate(&self) -> Option<Exact> {
        (self.due != 0).then(|| share(self.reworked, self.handled_once).unwrap_or(Exact::ZERO))
    }

    pub fn recurrence_rate(&self) -> Option<Exact> {
        share(self.recurrences, self.due)
    }

    /// The mean share of the allowed time that was used: low is fast.
    pub fn speed(&self) -> Option<Exact> {
        share(self.speed_millionths, self.due).map(|mean| mean / MILLION)
    }
}

fn share(part: i64, of: i64) -> Option<Exact> {
    (of != 0).then(|| Exact::new(part.into(), of.into()))
}

impl From<&Counted> for Tally {
    fn from(counted: &Counted) -> Tally {
        Tally {
            due: 1,
            on_time: counted.on_time.into(),
            handled_or_closed: counted.handled_or_closed.into(),
            reworked: counted.reworked.into(),
            // Only what was handled can have been sent back.
            handled_once: (counted.handled_once || counted.reworked).into(),
            recurrences: counted.recurrence.into(),
            speed_millionths: counted.speed_millionths,
            letters: counted.letters,
            wrong_returns: counted.wrong_returns,
            falsified: counted.falsified,
        }
    }
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            due: self.due + other.due,
            on_time: self.on_time + other.on_time,
            handled_or_closed: self.handled_or_closed + other.handled_or_closed,
            reworked: self.reworked + other.reworked,
            handled_once: self.handled_once + other.handled_once,
            recurrences: self.recurrences + other.recurrences,
            speed_millionths: self.speed_millionths + other.speed_millionths,
            letters: self.letters + other.letters,
            wrong_returns: self.wrong_returns + other.wrong_returns,
            falsified: self.falsified + other.falsified,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Tally::add)
    }
}

/// In the order of the subjects.
pub(super) fn by_subject(
    subjects: &[Subject],
    counted: &[Counted],
) -> Result<Vec<Tally>, RankingFault> {
    let mut places = HashMap::with_capacity(subjects.len());
    for (place, subject) in subjects.iter().enumerate() {
        if places.insert(subject.unit, place).is_some() {
            return Err(RankingFault::SubjectTwice(subject.unit));
        }
    }
    let mut tallies = vec![Tally::default(); subjects.len()];
    for counted in counted {
        let (case, unit) = (counted.case, counted.unit);
        let place = *places
            .get(&unit)
            .ok_or(RankingFault::NoSuchSubject { case, unit })?;
        tallies[place] = tallies[place] + Tally::from(counted);
    }
    Ok(tallies)
}
