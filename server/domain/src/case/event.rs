//! What happened to a case. Events freeze every instant they cause, so that folding them needs neither
//! calendar nor rules; where the case lies and why it was routed there is kept beside them, no rule reads it.

use crate::deadline::Limit;
use crate::escalation::Rung;
use crate::id::{CaseId, PhotoHash, RuleId, UnitId, UserId};
use crate::schedule::Schedule;
use crate::time::{Micros, Span};

use super::{Action, Corrected, Report, ReturnReason};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Reported(Report),
    Dispatched(Dispatch),
    Accepted,
    Handled {
        photos: Vec<PhotoHash>,
        note: String,
        used: Span,
        allowed: Span,
    },
    Returned {
        reason_code: ReturnReason,
        reason: String,
    },
    VerifyPassed {
        photos: Vec<PhotoHash>,
        note: String,
    },
    VerifyFailed {
        reason: String,
        photos: Vec<PhotoHash>,
        schedule: Schedule,
    },
    ExtensionRequested {
        hours: u32,
        reason: String,
    },
    ExtensionGranted {
        hours: u32,
        reason: String,
        schedule: Schedule,
    },
    ExtensionRefused {
        reason: String,
    },
    Suspended {
        reason: String,
        /// Clock time used until now: the clock stands still from here.
        used: Span,
    },
    Resumed {
        reason: String,
        schedule: Schedule,
    },
    Voided {
        reason: String,
        duplicate_of: Option<CaseId>,
    },
    Commented {
        text: String,
        photos: Vec<PhotoHash>,
    },
    Reminded {
        text: String,
    },
    FalsifiedConfirmed {
        reason: String,
    },
    TimeCorrected {
        reason: String,
        corrected: Vec<Corrected>,
    },
    Escalated {
        rung: Rung,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    pub department: UnitId,
    /// Present exactly when the router dispatched.
    pub rule: Option<RuleId>,
    pub reason: String,
    pub started: Started,
}

/// Whether the department gets a clock of its own or goes on under the one it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    Anew(NewClock),
    /// The same department again; a wrong return earned no time and is counted.
    Kept {
        wrong_return: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClock {
    pub dispatch_no: i64,
    pub limit: Limit,
    pub schedule: Schedule,
    pub recurrence_of: Option<CaseId>,
    /// Reported from this department's own house.
    pub self_found: bool,
}

/// An event at its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub seq: i64,
    pub at: Micros,
    /// None: the system itself (router, escalation).
    pub actor: Option<UserId>,
    pub event: Event,
}

/// Numbers what was decided, after the version it was decided on.
pub fn record(version: i64, at: Micros, actor: UserId, events: Vec<Event>) -> Vec<Recorded> {
    (version + 1..)
        .zip(events)
        .map(|(seq, event)| Recorded {
            seq,
            at,
            actor: (!event.is_by_system()).then_some(actor),
            event,
        })
        .collect()
}

impl Event {
    pub const fn action(&self) -> Action {
        match self {
            Event::Reported(_) => Action::Report,
            Event::Dispatched(_) => Action::Dispatch,
            Event::Accepted => Action::Accept,
            Event::Handled { .. } => Action::Handle,
            Event::Returned { .. } => Action::Return,
            Event::VerifyPassed { .. } => Action::VerifyPass,
            Event::VerifyFailed { .. } => Action::VerifyFail,
            Event::ExtensionRequested { .. } => Action::RequestExtension,
            Event::ExtensionGranted { .. } => Action::GrantExtension,
            Event::ExtensionRefused { .. } => Action::RefuseExtension,
            Event::Suspended { .. } => Action::Suspend,
            Event::Resumed { .. } => Action::Resume,
            Event::Voided { .. } => Action::Void,
            Event::Commented { .. } => Action::Comment,
            Event::Reminded { .. } => Action::Remind,
            Event::FalsifiedConfirmed { .. } => Action::ConfirmFalsified,
            Event::TimeCorrected { .. } => Action::CorrectTime,
            Event::Escalated { .. } => Action::Escalate,
        }
    }

    /// Did the router or the clock do it, and no person?
    pub const fn is_by_system(&self) -> bool {
        match self {
            Event::Dispatched(dispatch) => dispatch.rule.is_some(),
            Event::Escalated { .. } => true,
            _ => false,
        }
    }

    /// The instants this event froze, if it set any.
    pub fn schedule(&self) -> Option<&Schedule> {
        match self {
            Event::Dispatched(Dispatch {
                started: Started::Anew(NewClock { schedule, .. }),
                ..
            })
            | Event::VerifyFailed { schedule, .. }
            | Event::ExtensionGranted { schedule, .. }
            | Event::Resumed { schedule, .. } => Some(schedule),
            // The last one is in force: the others were moved by what came after them.
            Event::TimeCorrected { corrected, .. } => super::correct::last_schedule(corrected),
            _ => None,
        }
    }

    /// The photos it brought, in order.
    pub fn photos(&self) -> &[PhotoHash] {
        match self {
            Event::Reported(report) => &report.photos,
            Event::Handled { photos, .. }
            | Event::VerifyPassed { photos, .. }
            | Event::VerifyFailed { photos, .. }
            | Event::Commented { photos, .. } => photos,
            _ => &[],
        }
    }
}
