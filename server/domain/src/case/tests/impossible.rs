//! Lists of events that no case has lived.

use crate::case::{Action, Case, Dispatch, Event, Impossible, Recorded, Started, StateName};
use crate::escalation::Rung;
use crate::sample::*;

fn fold(events: &[Recorded]) -> Result<Case, Impossible> {
    Case::fold(events.iter().cloned())
}

fn after(life: &Life, event: Event) -> Vec<Recorded> {
    let mut events = life.events.clone();
    events.push(Recorded {
        seq: life.case.version + 1,
        at: life.now,
        actor: Some(lin().user),
        event,
    });
    events
}

#[test]
fn a_list_begins_with_a_report_and_has_no_gaps() {
    let life = Life::dispatched();
    assert_eq!(fold(&[]), Err(Impossible::NoEvents));
    assert_eq!(
        fold(&life.events[1..]),
        Err(Impossible::FirstIsNotReport {
            action: Action::Dispatch
        })
    );
    let mut gap = life.events.clone();
    gap[1].seq = 3;
    assert_eq!(
        fold(&gap),
        Err(Impossible::Gap {
            expected: 2,
            found: 3
        })
    );
    let mut late = life.events.clone();
    late[0].seq = 2;
    assert_eq!(
        fold(&late),
        Err(Impossible::Gap {
            expected: 1,
            found: 2
        })
    );
    let mut twice = life.events.clone();
    twice[1].event = twice[0].event.clone();
    assert_eq!(fold(&twice), Err(Impossible::ReportedTwice { seq: 2 }));
    let mut nobody = life.events.clone();
    nobody[0].actor = None;
    assert_eq!(
        fold(&nobody),
        Err(Impossible::NobodyDidIt {
            seq: 1,
            action: Action::Report
        })
    );
}

#[test]
fn an_event_out_of_its_state_is_not_believed() {
    let life = Life::dispatched();
    let passed = Event::VerifyPassed {
        photos: vec![],
        note: String::new(),
    };
    assert_eq!(
        fold(&after(&life, passed)),
        Err(Impossible::NotInState {
            seq: 3,
            action: Action::VerifyPass,
            state: StateName::Dispatched
        })
    );
}

#[test]
fn people_do_what_people_do() {
    let life = Life::dispatched();
    let mut events = after(&life, Event::Accepted);
    events[2].actor = None;
    assert_eq!(
        fold(&events),
        Err(Impossible::NobodyDidIt {
            seq: 3,
            action: Action::Accept
        })
    );
}

#[test]
fn a_clock_is_kept_by_its_department_only() {
    let life = Life::dispatched();
    let kept = Event::Dispatched(Dispatch {
        department: unit(HUANWEI),
        rule: None,
        reason: String::new(),
        started: Started::Kept {
            wrong_return: false,
        },
    });
    assert_eq!(
        fold(&after(&life, kept)),
        Err(Impossible::WrongClock { seq: 3 })
    );
    // The first dispatch over again, with the number of the first.
    let again = life.events[1].event.clone();
    assert_eq!(
        fold(&after(&life, again)),
        Err(Impossible::WrongClock { seq: 3 })
    );
}

#[test]
fn a_rung_fires_once_and_only_under_a_dispatch() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T21:00").sweep();
    let rung = Rung::Remind50;
    assert_eq!(
        fold(&after(&life, Event::Escalated { rung })),
        Err(Impossible::RungTwice { seq: 4, rung })
    );
    let unrouted = Life::reported(at("2026-03-02T09:00"), None);
    assert_eq!(
        fold(&after(&unrouted, Event::Escalated { rung })),
        Err(Impossible::NotInState {
            seq: 2,
            action: Action::Escalate,
            state: StateName::Reported
        })
    );
}
