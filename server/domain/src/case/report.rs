//! 上报: how a case begins, and that it is dispatched at once when routing found exactly one owner.
//! Finding the zone and the owner is routing's; whether the photos exist is the store's.

use std::fmt;
use std::str::FromStr;

use crate::deadline::Limit;
use crate::id::{CaseId, CategoryKey, PhotoHash, RuleId, UnitId, ZoneId};
use crate::schedule;
use crate::time::{Micros, days};

use super::{Dispatch, Event, NewClock, Refusal, Rules, Started};

/// What a reporter says, as far as later rules read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub id: CaseId,
    /// The number people use, such as 20261121-0007.
    pub number: String,
    pub category: CategoryKey,
    pub mode: Mode,
    pub description: String,
    pub captured_at: Micros,
    /// Before-photos, at least one.
    pub photos: Vec<PhotoHash>,
    pub zone: Option<ZoneId>,
    pub zone_unit: Option<UnitId>,
    pub street: Option<UnitId>,
    pub district: Option<UnitId>,
}

/// The one owner that routing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    pub department: UnitId,
    pub rule: RuleId,
    pub limit: Limit,
    pub recurrence_of: Option<CaseId>,
    /// The reporter is of the department's own house.
    pub self_found: bool,
}

/// Anybody signed in may report, so no actor is asked for.
pub fn report(
    report: Report,
    routed: Option<Routed>,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Vec<Event>, Refusal> {
    if report.photos.is_empty() {
        return Err(Refusal::NoBeforePhoto);
    }
    super::decide::no_photo_twice(&report.photos)?;
    if report.captured_at > now + rules.captured_ahead_max {
        return Err(Refusal::CapturedInFuture);
    }
    if report.captured_at < now - rules.captured_age_max {
        let days = rules.captured_age_max.0 / days(1).0;
        return Err(Refusal::CapturedTooOld { days });
    }
    let mut events = vec![Event::Reported(report)];
    if let Some(routed) = routed {
        events.push(Event::Dispatched(Dispatch {
            department: routed.department,
            rule: Some(routed.rule),
            reason: String::new(),
            started: Started::Anew(NewClock {
                dispatch_no: 1,
                limit: routed.limit,
                schedule: schedule::started(routed.limit, now, rules.calendar, rules.marks),
                recurrence_of: routed.recurrence_of,
                self_found: routed.self_found,
            }),
        }));
    }
    Ok(events)
}

/// 巡查方式.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    Routine,
    Random,
    Covert,
    Joint,
    Leader,
    Mock,
    Citizen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMode;

impl Mode {
    pub const ALL: [Mode; 7] = [
        Mode::Routine,
        Mode::Random,
        Mode::Covert,
        Mode::Joint,
        Mode::Leader,
        Mode::Mock,
        Mode::Citizen,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Mode::Routine => "routine",
            Mode::Random => "random",
            Mode::Covert => "covert",
            Mode::Joint => "joint",
            Mode::Leader => "leader",
            Mode::Mock => "mock",
            Mode::Citizen => "citizen",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = NotAMode;

    fn from_str(text: &str) -> Result<Mode, NotAMode> {
        Mode::ALL
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or(NotAMode)
    }
}
