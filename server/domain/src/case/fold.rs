//! The state is the fold of the events. A list that no decision could have produced is told apart, never
//! half believed: a broken list must not become a case.

use crate::escalation::Rung;
use crate::id::UserId;
use crate::schedule::Schedule;
use crate::time::{Micros, Span};

use super::correct::Corrections;
use super::{
    Action, Case, Clock, Dispatch, Event, ExtensionAsked, Handling, Recorded, Started, State,
    StateName, possible_in,
};

/// Why a list of events is not the life of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    NoEvents,
    FirstIsNotReport {
        action: Action,
    },
    ReportedTwice {
        seq: i64,
    },
    Gap {
        expected: i64,
        found: i64,
    },
    NotInState {
        seq: i64,
        action: Action,
        state: StateName,
    },
    /// Something only a person does, done by nobody.
    NobodyDidIt {
        seq: i64,
        action: Action,
    },
    /// A department is needed and none has the case.
    NoDepartment {
        seq: i64,
        action: Action,
    },
    /// A clock kept although another department gets the case, or restarted with a wrong number.
    WrongClock {
        seq: i64,
    },
    RungTwice {
        seq: i64,
        rung: Rung,
    },
    /// A correction, which only the whole list can take in.
    NotByItself {
        seq: i64,
    },
}

impl Case {
    pub fn fold(events: impl Iterator<Item = Recorded>) -> Result<Case, Impossible> {
        Case::folded(events.collect(), None)
    }

    /// The same case from what changed it alone, comments and reminders left out; `version` is the number of its last event.
    pub fn fold_changes(
        events: impl Iterator<Item = Recorded>,
        version: i64,
    ) -> Result<Case, Impossible> {
        Case::folded(events.collect(), Some(version))
    }

    /// Corrections are looked for first: what they say of earlier events holds from the beginning.
    fn folded(events: Vec<Recorded>, version: Option<i64>) -> Result<Case, Impossible> {
        let corrections = Corrections::of(&events);
        let mut events = events.into_iter();
        let first = events.next().ok_or(Impossible::NoEvents)?;
        let first = corrections.applied(first);
        let mut case = begin(first.ok_or(Impossible::NoEvents)?)?;
        for event in events {
            let seq = event.seq;
            if version.is_some() {
                case.passed_over(seq - 1)?;
            }
            match corrections.applied(event) {
                Some(event) => case.step(event)?,
                // Annulled: it is numbered, and nothing more.
                None if seq == case.version + 1 => case.version = seq,
                None => return Err(case.gap(seq)),
            }
        }
        if let Some(version) = version {
            case.passed_over(version)?;
        }
        Ok(case)
    }

    /// Whatever is numbered up to there changed nothing.
    fn passed_over(&mut self, version: i64) -> Result<(), Impossible> {
        if version < self.version {
            return Err(self.gap(version));
        }
        self.version = version;
        Ok(())
    }

    fn gap(&self, found: i64) -> Impossible {
        Impossible::Gap {
            expected: self.version + 1,
            found,
        }
    }

    /// What comes next, onto the case as it is. A correction changes what was before: with it, fold all anew.
    pub fn apply(&mut self, recorded: Recorded) -> Result<(), Impossible> {
        match recorded.event {
            Event::TimeCorrected { .. } => Err(Impossible::NotByItself { seq: recorded.seq }),
            _ => self.step(recorded),
        }
    }

    pub(super) fn step(&mut self, recorded: Recorded) -> Result<(), Impossible> {
        let Recorded {
            seq,
            at,
            actor,
            event,
        } = recorded;
        let action = event.action();
        let state = self.state.name();
        if seq != self.version + 1 {
            return Err(self.gap(seq));
        }
        if action == Action::Report {
            return Err(Impossible::ReportedTwice { seq });
        }
        if !possible_in(action, state) {
            return Err(Impossible::NotInState { seq, action, state });
        }
        match event {
            Event::Dispatched(dispatch) => self.dispatched(seq, at, dispatch)?,
            Event::Escalated { rung } => self.escalated(seq, rung)?,
            event => {
                let by = actor.ok_or(Impossible::NobodyDidIt { seq, action })?;
                self.done_by(seq, at, by, event)?;
            }
        }
        self.version = seq;
        Ok(())
    }

    fn dispatched(&mut self, seq: i64, at: Micros, dispatch: Dispatch) -> Result<(), Impossible> {
        let last_no = self.clock.as_ref().map_or(0, |clock| clock.dispatch_no);
        match dispatch.started {
            Started::Anew(new) if new.dispatch_no == last_no + 1 => {
                self.clock = Some(Clock {
                    dispatch_no: new.dispatch_no,
                    department: dispatch.department,
                    rule: dispatch.rule,
                    started_at: at,
                    limit: new.limit,
                    schedule: new.schedule,
                    counted: Span(0),
                    running_since: Some(at),
                    recurrence_of: new.recurrence_of,
                    self_found: new.self_found,
                    fired: Vec::new(),
                    handled_once: false,
                    reworks: 0,
                    wrong_returns: 0,
                    falsified: 0,
                    extension_asked: None,
                });
            }
            Started::Kept { wrong_return } => match &mut self.clock {
                Some(clock) if clock.department == dispatch.department => {
                    clock.wrong_returns += i64::from(wrong_return);
                    self.wrong_return_count += i64::from(wrong_return);
                }
                _ => return Err(Impossible::WrongClock { seq }),
            },
            Started::Anew(_) => return Err(Impossible::WrongClock { seq }),
        }
        self.state = State::Dispatched;
        Ok(())
    }

    fn escalated(&mut self, seq: i64, rung: Rung) -> Result<(), Impossible> {
        let clock = self.clock_for(seq, Action::Escalate)?;
        if clock.fired.contains(&rung) {
            return Err(Impossible::RungTwice { seq, rung });
        }
        clock.fired.push(rung);
        self.letter_count += i64::from(rung == Rung::Letter24h);
        Ok(())
    }

    fn done_by(
        &mut self,
        seq: i64,
        at: Micros,
        by: UserId,
        event: Event,
    ) -> Result<(), Impossible> {
        let action = event.action();
        match event {
            Event::Reported(_) | Event::Dispatched(_) | Event::Escalated { .. } => {}
            Event::Commented { .. } | Event::Reminded { .. } | Event::TimeCorrected { .. } => {}
            Event::Accepted => self.state = State::Accepted { at, by },
            Event::Handled { used, allowed, .. } => {
                let clock = self.clock_for(seq, action)?;
                clock.stop(used);
                clock.handled_once = true;
                let on_time = at <= clock.schedule.deadline_at;
                if !self.handlers.contains(&by) {
                    self.handlers.push(by);
                }
                self.state = State::Handled(Handling {
                    at,
                    by,
                    on_time,
                    used,
                    allowed,
                });
            }
            Event::Returned { .. } => {
                self.clock_for(seq, action)?.extension_asked = None;
                self.return_count += 1;
                self.state = State::Reported;
            }
            Event::VerifyPassed { .. } => {
                if let Some(handling) = self.standing().cloned() {
                    self.state = State::Closed { handling, at, by };
                }
            }
            Event::VerifyFailed { schedule, .. } => {
                let clock = self.clock_for(seq, action)?;
                clock.reworks += 1;
                clock.go_on(at, schedule);
                self.rework_count += 1;
                self.state = State::Dispatched;
            }
            Event::ExtensionRequested { hours, reason } => {
                let asked = ExtensionAsked {
                    at,
                    by,
                    hours,
                    reason,
                };
                self.clock_for(seq, action)?.extension_asked = Some(asked);
            }
            Event::ExtensionGranted { schedule, .. } => {
                let clock = self.clock_for(seq, action)?;
                clock.extension_asked = None;
                clock.schedule = schedule;
                self.extension_count += 1;
            }
            Event::ExtensionRefused { .. } => {
                self.clock_for(seq, action)?.extension_asked = None;
            }
            Event::Suspended { used, .. } => {
                self.clock_for(seq, action)?.stop(used);
                self.state = State::Suspended { at };
            }
            Event::Resumed { schedule, .. } => {
                self.clock_for(seq, action)?.go_on(at, schedule);
                self.state = State::Dispatched;
            }
            Event::Voided { duplicate_of, .. } => {
                let handling = self.standing().cloned();
                if let Some(clock) = &mut self.clock {
                    clock.running_since = None;
                    clock.extension_asked = None;
                }
                self.state = State::Voided {
                    at,
                    duplicate_of,
                    handling,
                };
            }
            Event::FalsifiedConfirmed { .. } => {
                self.clock_for(seq, action)?.falsified += 1;
                self.falsified_count += 1;
            }
        }
        Ok(())
    }

    fn clock_for(&mut self, seq: i64, action: Action) -> Result<&mut Clock, Impossible> {
        self.clock
            .as_mut()
            .ok_or(Impossible::NoDepartment { seq, action })
    }
}

impl Clock {
    /// The clock stands still, and what was asked under it lapses.
    fn stop(&mut self, used: Span) {
        self.counted = used;
        self.running_since = None;
        self.extension_asked = None;
    }

    fn go_on(&mut self, at: Micros, schedule: Schedule) {
        self.running_since = Some(at);
        self.schedule = schedule;
    }
}

pub(super) fn begin(first: Recorded) -> Result<Case, Impossible> {
    let Recorded {
        seq,
        at,
        actor,
        event,
    } = first;
    let action = event.action();
    let Event::Reported(report) = event else {
        return Err(Impossible::FirstIsNotReport { action });
    };
    if seq != 1 {
        return Err(Impossible::Gap {
            expected: 1,
            found: seq,
        });
    }
    Ok(Case {
        version: 1,
        report,
        reporter: actor.ok_or(Impossible::NobodyDidIt { seq, action })?,
        reported_at: at,
        state: State::Reported,
        clock: None,
        handlers: Vec::new(),
        rework_count: 0,
        return_count: 0,
        extension_count: 0,
        letter_count: 0,
        wrong_return_count: 0,
        falsified_count: 0,
    })
}
