//! What follows from a command: the events it causes, or the precise reason why it causes none.
//! The order of the checks is part of the contract: who, then when, then what it carries.

use crate::id::{CaseId, PhotoHash, UnitId};
use crate::permission;
use crate::role::Actor;
use crate::schedule;
use crate::time::{Micros, hours};

use super::{
    Action, Case, Clock, Command, Dispatch, Event, NewClock, Outline, Refusal, Rules, Started,
    State, StateName, possible_in,
};

/// A command that saw another version than the present one is refused before anything else is looked at.
pub fn check_version(case: &Case, expected: i64) -> Result<(), Refusal> {
    if expected == case.version {
        Ok(())
    } else {
        Err(Refusal::Stale {
            expected,
            current: case.version,
        })
    }
}

/// What this person could do with the case now.
pub fn available_actions(outline: &Outline, actor: &Actor) -> Vec<Action> {
    Action::on_a_case()
        .filter(|action| may_now(outline, *action, actor).is_ok())
        .collect()
}

pub fn decide(
    case: &Case,
    command: &Command,
    actor: &Actor,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Vec<Event>, Refusal> {
    may_now(&case.outline(), command.action(), actor)?;
    let event = match command {
        Command::Dispatch {
            department,
            reason,
            limit,
            recurrence_of,
            self_found,
        } => {
            let anew = NewClock {
                dispatch_no: case.clock.as_ref().map_or(0, |clock| clock.dispatch_no) + 1,
                limit: *limit,
                schedule: schedule::started(*limit, now, rules.calendar, rules.marks),
                recurrence_of: *recurrence_of,
                self_found: *self_found,
            };
            dispatch(case, *department, reason, anew)?
        }
        Command::Accept => Event::Accepted,
        Command::Handle { photos, note } => handle(case, photos, note, now, rules)?,
        Command::Return {
            reason_code,
            reason,
        } => Event::Returned {
            reason_code: *reason_code,
            reason: required("reason", reason)?,
        },
        Command::VerifyPass { photos, note } => {
            no_photo_twice(photos)?;
            Event::VerifyPassed {
                photos: photos.clone(),
                note: optional(note),
            }
        }
        Command::VerifyFail { reason, photos } => verify_fail(case, reason, photos, now, rules)?,
        Command::RequestExtension { hours, reason } => Event::ExtensionRequested {
            hours: in_range(*hours, rules)?,
            reason: required("reason", reason)?,
        },
        Command::GrantExtension { hours, reason } => grant(case, *hours, reason, now, rules)?,
        Command::RefuseExtension { reason } => Event::ExtensionRefused {
            reason: required("reason", reason)?,
        },
        Command::Suspend { reason } => Event::Suspended {
            reason: required("reason", reason)?,
            used: clock(case, Action::Suspend)?.used(now, rules.calendar),
        },
        Command::Resume { reason } => resume(case, reason, now, rules)?,
        Command::Void {
            reason,
            duplicate_of,
        } => void(case, reason, *duplicate_of)?,
        Command::Comment { text, photos } => {
            no_photo_twice(photos)?;
            Event::Commented {
                text: required("text", text)?,
                photos: photos.clone(),
            }
        }
        Command::Remind { text } => Event::Reminded {
            text: optional(text),
        },
        Command::ConfirmFalsified { reason } => Event::FalsifiedConfirmed {
            reason: required("reason", reason)?,
        },
    };
    Ok(vec![event])
}

/// Whether this person could do this now, whatever it would carry:
/// 1. this person, 2. this state, 3. an extension is asked for, or not yet.
pub fn may_now(outline: &Outline, action: Action, actor: &Actor) -> Result<(), Refusal> {
    permission::may_act(outline, action, actor)?;
    let state = outline.state;
    if !possible_in(action, state) {
        return Err(Refusal::NotAllowedInState { action, state });
    }
    match action {
        Action::RequestExtension if outline.extension_asked => {
            Err(Refusal::ExtensionAlreadyPending)
        }
        Action::GrantExtension | Action::RefuseExtension if !outline.extension_asked => {
            Err(Refusal::NoExtensionPending)
        }
        _ => Ok(()),
    }
}

fn dispatch(
    case: &Case,
    department: UnitId,
    reason: &str,
    anew: NewClock,
) -> Result<Event, Refusal> {
    let before = case.clock.as_ref();
    let same = before.is_some_and(|clock| clock.department == department);
    if before.is_some() && !same {
        required("reason", reason)?;
    }
    let started = if same {
        // Coming back from a return to the department that made it: the return was wrong.
        Started::Kept {
            wrong_return: case.state.name() == StateName::Reported,
        }
    } else {
        Started::Anew(anew)
    };
    Ok(Event::Dispatched(Dispatch {
        department,
        rule: None,
        reason: optional(reason),
        started,
    }))
}

fn handle(
    case: &Case,
    photos: &[PhotoHash],
    note: &str,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Event, Refusal> {
    if photos.is_empty() {
        return Err(Refusal::NoAfterPhoto);
    }
    no_photo_twice(photos)?;
    if let Some(index) = photos
        .iter()
        .position(|photo| case.report.photos.contains(photo))
    {
        return Err(Refusal::AfterPhotoIsBeforePhoto { index });
    }
    let clock = clock(case, Action::Handle)?;
    Ok(Event::Handled {
        photos: photos.to_vec(),
        note: required("note", note)?,
        used: clock.used(now, rules.calendar),
        allowed: clock.schedule.allowed,
    })
}

fn verify_fail(
    case: &Case,
    reason: &str,
    photos: &[PhotoHash],
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Event, Refusal> {
    let reason = required("reason", reason)?;
    if rules.rework_needs_photo && photos.is_empty() {
        return Err(Refusal::NoVerifyPhoto);
    }
    no_photo_twice(photos)?;
    let clock = clock(case, Action::VerifyFail)?;
    let schedule = schedule::reworked(
        &clock.schedule,
        rules.rework_floor,
        clock.counted_from(now),
        rules.timing(clock.limit.pace()),
    );
    Ok(Event::VerifyFailed {
        reason,
        photos: photos.to_vec(),
        schedule,
    })
}

fn grant(
    case: &Case,
    asked: u32,
    reason: &str,
    now: Micros,
    rules: &Rules<'_>,
) -> Result<Event, Refusal> {
    let granted = in_range(asked, rules)?;
    let clock = clock(case, Action::GrantExtension)?;
    let schedule = schedule::extended(
        &clock.schedule,
        hours(i64::from(granted)),
        clock.counted_from(now),
        rules.timing(clock.limit.pace()),
    );
    Ok(Event::ExtensionGranted {
        hours: granted,
        reason: optional(reason),
        schedule,
    })
}

fn resume(case: &Case, reason: &str, now: Micros, rules: &Rules<'_>) -> Result<Event, Refusal> {
    let clock = clock(case, Action::Resume)?;
    let State::Suspended { at: suspended_at } = case.state else {
        return Err(Refusal::NotAllowedInState {
            action: Action::Resume,
            state: case.state.name(),
        });
    };
    let schedule = schedule::resumed(
        &clock.schedule,
        suspended_at,
        clock.counted_from(now),
        rules.timing(clock.limit.pace()),
    );
    Ok(Event::Resumed {
        reason: optional(reason),
        schedule,
    })
}

fn void(case: &Case, reason: &str, duplicate_of: Option<CaseId>) -> Result<Event, Refusal> {
    let reason = required("reason", reason)?;
    if duplicate_of == Some(case.id()) {
        return Err(Refusal::DuplicateOfItself);
    }
    Ok(Event::Voided {
        reason,
        duplicate_of,
    })
}

/// A case in a state with a department always has a clock; a list of events without one is never folded.
fn clock(case: &Case, action: Action) -> Result<&Clock, Refusal> {
    case.clock.as_ref().ok_or(Refusal::NotAllowedInState {
        action,
        state: case.state.name(),
    })
}

fn required(field: &'static str, text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::EmptyReason { field }),
        text => Ok(text.to_owned()),
    }
}

fn optional(text: &str) -> String {
    text.trim().to_owned()
}

fn in_range(hours: u32, rules: &Rules<'_>) -> Result<u32, Refusal> {
    let max = rules.extension_hours_max;
    if (1..=max).contains(&hours) {
        Ok(hours)
    } else {
        Err(Refusal::HoursOutOfRange { hours, max })
    }
}

pub(super) fn no_photo_twice(photos: &[PhotoHash]) -> Result<(), Refusal> {
    for (index, photo) in photos.iter().enumerate() {
        if photos[..index].contains(photo) {
            return Err(Refusal::PhotoTwice { index });
        }
    }
    Ok(())
}
