//! The clock of the dispatch in force: who has the case, since when, until when, and what is counted
//! against that department. Everything here starts anew when another department gets the case.

use crate::calendar::Calendar;
use crate::deadline::Limit;
use crate::escalation::Rung;
use crate::id::{CaseId, RuleId, UnitId, UserId};
use crate::schedule::{Counted, Schedule};
use crate::time::{Micros, Span};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// 1 for the first department of the case.
    pub dispatch_no: i64,
    pub department: UnitId,
    /// The routing rule that named the department; none when a dispatcher did.
    pub rule: Option<RuleId>,
    pub started_at: Micros,
    pub limit: Limit,
    pub schedule: Schedule,
    /// Clock time that passed before the clock last stood still.
    pub counted: Span,
    /// Since when it runs; none while suspended, handled, closed or voided.
    pub running_since: Option<Micros>,
    pub recurrence_of: Option<CaseId>,
    /// Reported from the department's own house, as units stood when it was dispatched.
    pub self_found: bool,
    /// Rungs that have fired, in the order they did.
    pub fired: Vec<Rung>,
    /// The department has handled it at least once, whether or not that stood.
    pub handled_once: bool,
    pub reworks: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    /// Lapses when the case leaves the department.
    pub extension_asked: Option<ExtensionAsked>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionAsked {
    pub at: Micros,
    pub by: UserId,
    pub hours: u32,
    pub reason: String,
}

impl Clock {
    /// Clock time used by now.
    pub fn used(&self, now: Micros, calendar: &Calendar) -> Span {
        let running = self.running_since.map_or(Span(0), |since| {
            self.limit.pace().between(since, now, calendar).max(Span(0))
        });
        self.counted + running
    }

    /// Time already counted and since when more is; a clock that stands still would go on at `now`.
    pub(super) fn counted_from(&self, now: Micros) -> Counted {
        Counted {
            before: self.counted,
            since: self.running_since.unwrap_or(now),
        }
    }
}
