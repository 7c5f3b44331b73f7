//! A case from report to closure: the fold of its events, and what lists and boards read from it.
//! Deciding what may happen next is case/decide.rs; nothing here reads a clock or a calendar.

mod action;
mod clock;
mod command;
mod correct;
mod decide;
mod escalate;
mod event;
mod fold;
mod outline;
mod possible;
mod refusal;
mod report;
mod rules;
mod state;

pub use action::{Action, NotAnAction};
pub use clock::{Clock, ExtensionAsked};
pub use command::{Command, NotAReturnReason, ReturnReason};
pub use correct::{Corrected, Effect, Named, correct};
pub use decide::{available_actions, check_version, decide, may_now};
pub use escalate::escalate;
pub use event::{Dispatch, Event, NewClock, Recorded, Started, record};
pub use fold::Impossible;
pub use outline::Outline;
pub use possible::{possible_in, possible_states};
pub use refusal::{Refusal, RefusalKind};
pub use report::{Mode, NotAMode, Report, Routed, report};
pub use rules::Rules;
pub use state::{Handling, NotAState, State, StateName};

use crate::escalation;
use crate::id::{CaseId, UnitId, UserId};
use crate::light::{Light, light};
use crate::permission::Place;
use crate::time::Micros;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The number of the last event: what a command must have seen.
    pub version: i64,
    pub report: Report,
    pub reporter: UserId,
    pub reported_at: Micros,
    pub state: State,
    /// The clock of the dispatch in force; it stays through a return until another department gets the case.
    pub clock: Option<Clock>,
    /// Everybody who ever handled it: none of them verifies it.
    pub handlers: Vec<UserId>,
    /// Counts over the whole life of the case.
    pub rework_count: i64,
    pub return_count: i64,
    pub extension_count: i64,
    pub letter_count: i64,
    pub wrong_return_count: i64,
    pub falsified_count: i64,
}

impl Case {
    pub fn id(&self) -> CaseId {
        self.report.id
    }

    pub fn department(&self) -> Option<UnitId> {
        self.clock.as_ref().map(|clock| clock.department)
    }

    /// What decides who sees the case.
    pub fn place(&self) -> Place {
        Place {
            department: self.department(),
            zone_unit: self.report.zone_unit,
            street: self.report.street,
            district: self.report.district,
            reporter: self.reporter,
        }
    }

    /// A handling that no failed verification followed.
    pub fn standing(&self) -> Option<&Handling> {
        match &self.state {
            State::Handled(handling) | State::Closed { handling, .. } => Some(handling),
            State::Voided { handling, .. } => handling.as_ref(),
            State::Reported
            | State::Dispatched
            | State::Accepted { .. }
            | State::Suspended { .. } => None,
        }
    }

    pub fn light(&self, now: Micros) -> Option<Light> {
        let schedule = &self.clock.as_ref()?.schedule;
        let seen_at = match &self.state {
            State::Dispatched | State::Accepted { .. } => now,
            // Waiting for a verifier is not the department's time.
            State::Handled(handling) => handling.at,
            State::Reported
            | State::Suspended { .. }
            | State::Voided { .. }
            | State::Closed { .. } => return None,
        };
        Some(light(schedule.yellow_at, schedule.deadline_at, seen_at))
    }

    /// The deadline in force; none before the first dispatch, nor while the clock stands still.
    pub fn deadline_at(&self) -> Option<Micros> {
        self.ticking_or_stopped()
            .map(|clock| clock.schedule.deadline_at)
    }

    /// The time that decides the period the case is counted in; none while it is not due at all.
    pub fn due_at(&self) -> Option<Micros> {
        self.ticking_or_stopped().map(|clock| clock.schedule.due_at)
    }

    /// When the light turns, or turned before the department was done; none when there is no light.
    pub fn yellow_at(&self) -> Option<Micros> {
        match self.state {
            State::Dispatched | State::Accepted { .. } | State::Handled(_) => {
                self.clock.as_ref().map(|clock| clock.schedule.yellow_at)
            }
            _ => None,
        }
    }

    /// When the next escalation rung falls due; none when none is left or the case is not with a department.
    pub fn next_rung_at(&self) -> Option<Micros> {
        let clock = self.climbing()?;
        escalation::next_due_at(&clock.schedule, &clock.fired)
    }

    pub fn dispatched_at(&self) -> Option<Micros> {
        self.clock.as_ref().map(|clock| clock.started_at)
    }

    pub fn on_time(&self) -> Option<bool> {
        self.standing().map(|handling| handling.on_time)
    }

    pub fn closed_at(&self) -> Option<Micros> {
        match self.state {
            State::Closed { at, .. } => Some(at),
            _ => None,
        }
    }

    pub fn duplicate_of(&self) -> Option<CaseId> {
        match self.state {
            State::Voided { duplicate_of, .. } => duplicate_of,
            _ => None,
        }
    }

    pub fn handled_once(&self) -> bool {
        self.clock.as_ref().is_some_and(|clock| clock.handled_once)
    }

    pub fn reworks_in_dispatch(&self) -> i64 {
        self.clock.as_ref().map_or(0, |clock| clock.reworks)
    }

    /// Clock time used of the time allowed, in whole millionths, at most all of it; all of it when no
    /// handling stands or the department needed a second try.
    pub fn speed_millionths(&self) -> i64 {
        self.speed_unless(self.reworks_in_dispatch() > 0)
    }

    /// As `speed_millionths`, where every department's second try counts.
    pub fn speed_in_life_millionths(&self) -> i64 {
        self.speed_unless(self.rework_count > 0)
    }

    fn speed_unless(&self, reworked: bool) -> i64 {
        match self.standing() {
            Some(handling) if !reworked => handling.speed_millionths(),
            _ => state::ALL_OF_IT,
        }
    }

    /// Supervision letters under the dispatch in force.
    pub fn letters(&self) -> i64 {
        let letter = escalation::Rung::Letter24h;
        self.clock
            .as_ref()
            .map_or(0, |clock| i64::from(clock.fired.contains(&letter)))
    }

    pub fn wrong_returns(&self) -> i64 {
        self.clock.as_ref().map_or(0, |clock| clock.wrong_returns)
    }

    pub fn falsified(&self) -> i64 {
        self.clock.as_ref().map_or(0, |clock| clock.falsified)
    }

    pub fn recurrence_of(&self) -> Option<CaseId> {
        self.clock.as_ref().and_then(|clock| clock.recurrence_of)
    }

    /// Reported from the house of the department that has it.
    pub fn self_found(&self) -> bool {
        self.clock.as_ref().is_some_and(|clock| clock.self_found)
    }

    pub fn calendar_provisional(&self) -> bool {
        self.clock
            .as_ref()
            .is_some_and(|clock| clock.schedule.provisional)
    }

    /// The clock, unless it stands still for good or for a time.
    fn ticking_or_stopped(&self) -> Option<&Clock> {
        match self.state {
            State::Suspended { .. } | State::Voided { .. } => None,
            _ => self.clock.as_ref(),
        }
    }

    /// The clock while a department has the case and the ladder is climbed.
    fn climbing(&self) -> Option<&Clock> {
        match self.state {
            State::Dispatched | State::Accepted { .. } => self.clock.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
