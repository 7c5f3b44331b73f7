//! The clock's own doing: every rung that is due by now and has not fired under this dispatch.

use crate::escalation;
use crate::time::Micros;

use super::{Action, Case, Event, possible_in};

/// Nothing for a case that is not with a department; also for cases nobody accepted.
pub fn escalate(case: &Case, now: Micros) -> Vec<Event> {
    if !possible_in(Action::Escalate, case.state.name()) {
        return Vec::new();
    }
    let Some(clock) = &case.clock else {
        return Vec::new();
    };
    escalation::due_by(now, &clock.schedule, &clock.fired)
        .into_iter()
        .map(|rung| Event::Escalated { rung })
        .collect()
}
