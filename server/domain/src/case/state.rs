//! The states of a case; each variant carries what only that state has.

use std::fmt;
use std::str::FromStr;

use crate::id::{CaseId, UserId};
use crate::time::{Micros, Span};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Reported,
    Dispatched,
    Accepted {
        at: Micros,
        by: UserId,
    },
    Handled(Handling),
    Closed {
        handling: Handling,
        at: Micros,
        by: UserId,
    },
    Suspended {
        at: Micros,
    },
    Voided {
        at: Micros,
        duplicate_of: Option<CaseId>,
        /// The handling that stood when the case was voided.
        handling: Option<Handling>,
    },
}

/// 处置反馈: the department says it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handling {
    pub at: Micros,
    pub by: UserId,
    /// At or before the deadline then in force.
    pub on_time: bool,
    /// Clock time used and allowed, suspensions and waiting for verifiers taken out.
    pub used: Span,
    pub allowed: Span,
}

pub(super) const ALL_OF_IT: i64 = 1_000_000;

impl Handling {
    /// used ÷ allowed in whole millionths, rounded half-up, at most all of it.
    pub fn speed_millionths(&self) -> i64 {
        let (used, allowed) = (i128::from(self.used.0), i128::from(self.allowed.0));
        if used >= allowed {
            return ALL_OF_IT;
        }
        let rounded = (used * i128::from(ALL_OF_IT) * 2 + allowed) / (allowed * 2);
        i64::try_from(rounded).unwrap_or(ALL_OF_IT)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateName {
    Reported,
    Dispatched,
    Accepted,
    Handled,
    Closed,
    Suspended,
    Voided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAState;

impl State {
    pub const fn name(&self) -> StateName {
        match self {
            State::Reported => StateName::Reported,
            State::Dispatched => StateName::Dispatched,
            State::Accepted { .. } => StateName::Accepted,
            State::Handled(_) => StateName::Handled,
            State::Closed { .. } => StateName::Closed,
            State::Suspended { .. } => StateName::Suspended,
            State::Voided { .. } => StateName::Voided,
        }
    }
}

impl StateName {
    pub const ALL: [StateName; 7] = [
        StateName::Reported,
        StateName::Dispatched,
        StateName::Accepted,
        StateName::Handled,
        StateName::Closed,
        StateName::Suspended,
        StateName::Voided,
    ];

    /// Somebody still has something to do.
    pub const fn is_open(self) -> bool {
        !matches!(self, StateName::Closed | StateName::Voided)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            StateName::Reported => "reported",
            StateName::Dispatched => "dispatched",
            StateName::Accepted => "accepted",
            StateName::Handled => "handled",
            StateName::Closed => "closed",
            StateName::Suspended => "suspended",
            StateName::Voided => "voided",
        }
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StateName {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<StateName, NotAState> {
        StateName::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(NotAState)
    }
}
