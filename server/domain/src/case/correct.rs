//! 更正时间: what a wrong clock wrote is set right without touching it. A correction is an event of its own that says of
//! earlier ones when they really happened, and carries everything that follows: schedules and clock time computed
//! anew, rungs that had not been due annulled. The fold puts it in the place of what was written, so that replaying
//! a case needs no calendar; whoever reads the case as of a moment before the correction sees it uncorrected.
//!
//! 1. A right time lies between what happened before and after, and never in the future.
//! 2. From the first event of a dispatch whose clock is touched on, schedules and clock time are computed anew.
//! 3. A rung stands if it was due when it really fired; else it is annulled, and falls due again, once, at its time.
//! 4. The latest correction of an event holds.

use std::collections::BTreeMap;

use crate::escalation::{self, Rung};
use crate::schedule::{self, Schedule};
use crate::time::{Micros, Span, hours};

use super::fold::begin;
use super::{Case, Dispatch, Event, NewClock, Recorded, Refusal, Rules, Started, State};

/// An event whose time somebody says, by its place in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub seq: i64,
    pub at: Micros,
}

/// What holds instead of what one event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    pub seq: i64,
    /// As it was written.
    pub was: Micros,
    pub at: Micros,
    pub effect: Effect,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// As written, but for the time.
    AsWritten,
    Schedule(Schedule),
    /// Clock time used; and allowed, where the event says it.
    Used {
        used: Span,
        allowed: Option<Span>,
    },
    /// A rung that had not been due.
    Annulled,
}

/// What a list of events says of its own earlier ones, the latest word on each.
#[derive(Debug, Default)]
pub struct Corrections(BTreeMap<i64, Corrected>);

impl Corrections {
    pub fn of(events: &[Recorded]) -> Corrections {
        let said = events.iter().filter_map(|recorded| match &recorded.event {
            Event::TimeCorrected { corrected, .. } => Some(corrected),
            _ => None,
        });
        let said = said.flatten().map(|one| (one.seq, one.clone()));
        Corrections(said.collect())
    }

    /// The event as it holds; none when it is annulled.
    pub fn applied(&self, recorded: Recorded) -> Option<Recorded> {
        match self.0.get(&recorded.seq) {
            None => Some(recorded),
            Some(one) => with(recorded, one),
        }
    }

    fn at(&self, recorded: &Recorded) -> Micros {
        self.0.get(&recorded.seq).map_or(recorded.at, |one| one.at)
    }
}

fn with(recorded: Recorded, one: &Corrected) -> Option<Recorded> {
    let mut event = recorded.event;
    match &one.effect {
        Effect::AsWritten => {}
        Effect::Annulled => return None,
        Effect::Schedule(now) => {
            if let Some(schedule) = schedule_in(&mut event) {
                *schedule = now.clone();
            }
        }
        Effect::Used { used, allowed } => match &mut event {
            Event::Handled {
                used: its_used,
                allowed: its_allowed,
                ..
            } => {
                *its_used = *used;
                *its_allowed = allowed.unwrap_or(*its_allowed);
            }
            Event::Suspended { used: its_used, .. } => *its_used = *used,
            _ => {}
        },
    }
    Some(Recorded {
        at: one.at,
        event,
        ..recorded
    })
}

fn schedule_in(event: &mut Event) -> Option<&mut Schedule> {
    match event {
        Event::Dispatched(Dispatch {
            started: Started::Anew(NewClock { schedule, .. }),
            ..
        })
        | Event::VerifyFailed { schedule, .. }
        | Event::ExtensionGranted { schedule, .. }
        | Event::Resumed { schedule, .. } => Some(schedule),
        _ => None,
    }
}

pub(super) fn last_schedule(corrected: &[Corrected]) -> Option<&Schedule> {
    corrected.iter().rev().find_map(|one| match &one.effect {
        Effect::Schedule(schedule) => Some(schedule),
        _ => None,
    })
}

/// Sets the times of the named events right. `events` are all of the case, or those that changed it; `doubtful` says of
/// which a wrong clock may have written the time: of no other can it be corrected.
pub fn correct(
    events: &[Recorded],
    named: &[Named],
    reason: &str,
    doubtful: impl Fn(&Recorded) -> bool,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Event, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::EmptyReason { field: "reason" });
    }
    let before = Corrections::of(events);
    let mut right: BTreeMap<i64, Micros> = BTreeMap::new();
    for (index, one) in named.iter().enumerate() {
        let there = events.iter().find(|recorded| recorded.seq == one.seq);
        let in_doubt = there.is_some_and(&doubtful);
        if !in_doubt || right.insert(one.seq, one.at).is_some() {
            return Err(Refusal::TimeNotInDoubt { index });
        }
    }
    in_order(events, named, &before, &right, &doubtful, now)?;
    let corrected = restated(events, &before, &right, rules);
    if corrected.is_empty() {
        return Err(Refusal::NothingToCorrect);
    }
    Ok(Event::TimeCorrected {
        reason: reason.to_owned(),
        corrected,
    })
}

/// Between its neighbours, as far as their own times are not in doubt.
fn in_order(
    events: &[Recorded],
    named: &[Named],
    before: &Corrections,
    right: &BTreeMap<i64, Micros>,
    doubtful: impl Fn(&Recorded) -> bool,
    now: Micros,
) -> Result<(), Refusal> {
    let index_of = |seq: i64| named.iter().position(|one| one.seq == seq).unwrap_or(0);
    let firm = |recorded: &&Recorded| {
        let said = right.contains_key(&recorded.seq) || before.0.contains_key(&recorded.seq);
        let of_the_fold = !matches!(recorded.event, Event::TimeCorrected { .. });
        of_the_fold && (said || !doubtful(recorded))
    };
    let mut latest: Option<(Micros, Option<usize>)> = None;
    for recorded in events.iter().filter(firm) {
        let told = right.get(&recorded.seq);
        let at = told.copied().unwrap_or_else(|| before.at(recorded));
        let index = told.map(|_| index_of(recorded.seq));
        if let Some(index) = index.filter(|_| at > now) {
            return Err(Refusal::TimeOutOfOrder { index });
        }
        if let Some((earlier, earlier_index)) = latest
            && at < earlier
            && let Some(index) = index.or(earlier_index)
        {
            return Err(Refusal::TimeOutOfOrder { index });
        }
        latest = Some((at, index));
    }
    Ok(())
}

/// Plays the case again with the right times, and tells what differs from what holds so far.
fn restated(
    events: &[Recorded],
    before: &Corrections,
    right: &BTreeMap<i64, Micros>,
    rules: &Rules<'_>,
) -> Vec<Corrected> {
    let mut told = Vec::new();
    let mut case: Option<Case> = None;
    // The clock of the dispatch in force is no longer as it was when the next event was written.
    let mut moved = false;
    for written in events {
        let holds = before.applied(written.clone());
        let at = right
            .get(&written.seq)
            .copied()
            .unwrap_or_else(|| before.at(written));
        let redated = at != before.at(written);
        let now = match (&case, &written.event) {
            (_, Event::TimeCorrected { .. }) => holds.clone(),
            (None, _) => Some(Recorded {
                at,
                ..written.clone()
            }),
            // One that fired again meanwhile does not fire twice.
            (Some(case), Event::Escalated { rung }) if fired(case, *rung) => None,
            (Some(case), Event::Escalated { rung }) => match redated || moved {
                true => was_due(case, *rung, at).then(|| Recorded {
                    at,
                    ..written.clone()
                }),
                false => holds.clone(),
            },
            (Some(case), event) => {
                if let Event::Dispatched(Dispatch {
                    started: Started::Anew(_),
                    ..
                }) = event
                {
                    moved = false;
                }
                let anew = redated || moved;
                moved |= redated && moves_the_clock(event);
                let holding = holds.clone().unwrap_or_else(|| written.clone());
                let event = match anew {
                    true => again(case, holding.event, at, rules),
                    false => holding.event,
                };
                Some(Recorded {
                    at,
                    event,
                    ..written.clone()
                })
            }
        };
        if now != holds {
            told.push(said_of(written, now.as_ref(), at));
        }
        step(&mut case, written.seq, now);
    }
    told
}

fn step(case: &mut Option<Case>, seq: i64, now: Option<Recorded>) {
    match (case, now) {
        // What was possible stays possible: times decide no state. One that is not is left out, as it would be said.
        (Some(case), Some(now)) => {
            case.version = seq - 1;
            let _ = case.step(now);
            case.version = seq;
        }
        (Some(case), None) => case.version = seq,
        (empty, Some(first)) => *empty = begin(first).ok(),
        (None, None) => {}
    }
}

fn said_of(written: &Recorded, now: Option<&Recorded>, at: Micros) -> Corrected {
    let effect = match now {
        None => Effect::Annulled,
        Some(now) if now.event == written.event => Effect::AsWritten,
        Some(now) => match &now.event {
            Event::Handled { used, allowed, .. } => Effect::Used {
                used: *used,
                allowed: Some(*allowed),
            },
            Event::Suspended { used, .. } => Effect::Used {
                used: *used,
                allowed: None,
            },
            event => match event.schedule() {
                Some(schedule) => Effect::Schedule(schedule.clone()),
                None => Effect::AsWritten,
            },
        },
    };
    Corrected {
        seq: written.seq,
        was: written.at,
        at,
        effect,
    }
}

/// Does what comes after it rest on when it happened?
fn moves_the_clock(event: &Event) -> bool {
    match event {
        Event::Dispatched(dispatch) => matches!(dispatch.started, Started::Anew(_)),
        Event::Handled { .. }
        | Event::VerifyFailed { .. }
        | Event::ExtensionGranted { .. }
        | Event::Suspended { .. }
        | Event::Resumed { .. } => true,
        _ => false,
    }
}

fn fired(case: &Case, rung: Rung) -> bool {
    let clock = case.clock.as_ref();
    clock.is_some_and(|clock| clock.fired.contains(&rung))
}

fn was_due(case: &Case, rung: Rung, at: Micros) -> bool {
    let clock = case.clock.as_ref();
    clock.is_some_and(|clock| escalation::due_at(rung, &clock.schedule) <= at)
}

/// What the event freezes, had it been decided at that time.
fn again(case: &Case, event: Event, at: Micros, rules: &Rules<'_>) -> Event {
    let started = |limit| schedule::started(limit, at, rules.calendar, rules.marks);
    let mut event = event;
    if let Event::Dispatched(Dispatch {
        started: Started::Anew(new),
        ..
    }) = &mut event
    {
        new.schedule = started(new.limit);
        return event;
    }
    let Some(clock) = &case.clock else {
        return event;
    };
    let timing = rules.timing(clock.limit.pace());
    match &mut event {
        Event::Handled { used, allowed, .. } => {
            *used = clock.used(at, rules.calendar);
            *allowed = clock.schedule.allowed;
        }
        Event::Suspended { used, .. } => *used = clock.used(at, rules.calendar),
        Event::VerifyFailed { schedule, .. } => {
            let (floor, counted) = (rules.rework_floor, clock.counted_from(at));
            *schedule = schedule::reworked(&clock.schedule, floor, counted, timing);
        }
        Event::ExtensionGranted {
            hours: granted,
            schedule,
            ..
        } => {
            let (extension, counted) = (hours(i64::from(*granted)), clock.counted_from(at));
            *schedule = schedule::extended(&clock.schedule, extension, counted, timing);
        }
        Event::Resumed { schedule, .. } => {
            if let State::Suspended { at: suspended_at } = case.state {
                let counted = clock.counted_from(at);
                *schedule = schedule::resumed(&clock.schedule, suspended_at, counted, timing);
            }
        }
        _ => {}
    }
    event
}
