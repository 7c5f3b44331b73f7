//! What was counted, added up, and the rates that follow from it.

use std::collections::HashMap;
use std::iter::Sum;
use std::ops::Add;

use super::{Alike, Exact, RankingFault, Subject};
use crate::rulebook::{SelfFoundMode, SelfFoundRules};

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
    /// Reported from the own house, and of these, fixed in time and found so by a verifier.
    pub self_found: i64,
    pub self_found_on_time: i64,
    /// Of the due cases, handled and verified by nobody in time.
    pub unverified: i64,
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

    pub fn unverified_share(&self) -> Option<Exact> {
        share(self.unverified, self.due)
    }

    /// The mean share of the allowed time that was used: low is fast.
    pub fn speed(&self) -> Option<Exact> {
        share(self.speed_millionths, self.due).map(|mean| mean / MILLION)
    }
}

fn share(part: i64, of: i64) -> Option<Exact> {
    (of != 0).then(|| Exact::new(part.into(), of.into()))
}

impl Tally {
    fn of(alike: &Alike, rules: SelfFoundRules) -> Tally {
        let all_if = |so: bool| if so { alike.cases } else { 0 };
        let forged = match alike.forging_forgiven {
            true => 0,
            false => alike.falsified,
        };
        let fixed = alike.on_time && !alike.unverified && forged == 0;
        let found = Tally {
            self_found: all_if(alike.self_found),
            self_found_on_time: all_if(alike.self_found && fixed),
            falsified: forged * alike.cases,
            ..Tally::default()
        };
        // What one finds oneself is no measure of oneself: no rate knows of it, and no deduction but that for forging.
        if alike.self_found && rules.mode == SelfFoundMode::Apart {
            return found;
        }
        Tally {
            due: alike.cases,
            on_time: all_if(alike.on_time),
            handled_or_closed: all_if(alike.handled_or_closed),
            reworked: all_if(alike.reworked),
            // Only what was handled can have been sent back.
            handled_once: all_if(alike.handled_once || alike.reworked),
            recurrences: all_if(alike.recurrence),
            speed_millionths: alike.speed_millionths,
            letters: alike.letters * alike.cases,
            wrong_returns: alike.wrong_returns * alike.cases,
            falsified: alike.falsified * alike.cases,
            unverified: all_if(alike.unverified),
            ..found
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
            self_found: self.self_found + other.self_found,
            self_found_on_time: self.self_found_on_time + other.self_found_on_time,
            unverified: self.unverified + other.unverified,
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
    counted: &[Alike],
    self_found: SelfFoundRules,
) -> Result<Vec<Tally>, RankingFault> {
    let mut places = HashMap::with_capacity(subjects.len());
    for (place, subject) in subjects.iter().enumerate() {
        if places.insert(subject.unit, place).is_some() {
            return Err(RankingFault::SubjectTwice(subject.unit));
        }
    }
    let mut tallies = vec![Tally::default(); subjects.len()];
    for alike in counted {
        let place = *places
            .get(&alike.unit)
            .ok_or(RankingFault::NoSuchSubject(alike.unit))?;
        tallies[place] = tallies[place] + Tally::of(alike, self_found);
    }
    Ok(tallies)
}
