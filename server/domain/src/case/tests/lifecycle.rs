//! From report to closure, and the ways aside.

use crate::case::{Action, Command, Event, Started, State, StateName, available_actions};
use crate::light::Light;
use crate::sample::*;

#[test]
fn reported_dispatched_accepted_handled_verified_closed() {
    let mut life = Life::dispatched();
    assert_eq!(life.case.version, 2);
    assert_eq!(life.case.department(), Some(unit(CHENGGUAN)));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(life.events[0].actor, Some(lin().user));
    assert_eq!(life.events[1].actor, None, "the router dispatched");

    life.at("2026-03-02T09:30")
        .does(&chengguan(), Command::Accept);
    life.at("2026-03-02T15:00").handled();
    assert_eq!(life.case.on_time(), Some(true));
    life.at("2026-03-04T10:00").does(&lin(), passes());

    assert_eq!(life.case.state.name(), StateName::Closed);
    assert_eq!(life.case.closed_at(), Some(at("2026-03-04T10:00")));
    assert_eq!(
        life.case.on_time(),
        Some(true),
        "waiting for the verifier is not the department's"
    );
    assert_eq!(life.case.speed_millionths(), 250_000, "6 of 24 hours");
    assert_eq!(life.case.due_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(life.case.version, 5);
}

#[test]
fn without_an_owner_it_waits_for_a_dispatcher_and_no_clock_runs() {
    let mut life = Life::reported(at("2026-03-02T09:00"), None);
    assert_eq!(life.case.state, State::Reported);
    assert_eq!(life.case.deadline_at(), None);
    assert_eq!(life.case.light(at("2026-04-02T09:00")), None);
    assert_eq!(life.case.next_rung_at(), None);

    life.at("2026-03-02T11:00")
        .does(&dispatcher(), to(HUANWEI, ""));
    assert_eq!(
        life.case.deadline_at(),
        Some(at("2026-03-03T11:00")),
        "the clock starts at dispatch"
    );
    assert_eq!(life.case.clock.as_ref().unwrap().rule, None);
    assert_eq!(life.events[1].actor, Some(dispatcher().user));
}

#[test]
fn a_failed_verification_is_counted_and_takes_the_case_back_to_the_department() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T15:00").handled();
    life.at("2026-03-04T10:00").does(&lin(), fails("还有残留"));
    assert_eq!(life.case.state, State::Dispatched);
    assert_eq!(life.case.rework_count, 1);
    assert_eq!(life.case.on_time(), None, "no handling stands");
    assert!(life.case.handled_once());
    life.at("2026-03-04T11:00").handled();
    life.does(&dispatcher(), passes());
    assert_eq!(life.case.state.name(), StateName::Closed);
    assert_eq!(life.case.on_time(), Some(true));
    assert_eq!(
        life.case.speed_millionths(),
        1_000_000,
        "a second try is never fast"
    );
}

#[test]
fn a_duplicate_names_its_original() {
    let mut life = Life::dispatched();
    let reason = "同一处".to_owned();
    life.does(
        &dispatcher(),
        Command::Void {
            reason,
            duplicate_of: Some(case_id(2)),
        },
    );
    assert_eq!(life.case.state.name(), StateName::Voided);
    assert_eq!(life.case.duplicate_of(), Some(case_id(2)));
    assert_eq!((life.case.due_at(), life.case.deadline_at()), (None, None));
    assert_eq!(available_actions(&life.case.outline(), &dispatcher()), []);
}

#[test]
fn talking_about_a_case_moves_nothing() {
    let mut life = Life::dispatched();
    let before = life.case.clone();
    let text = "请尽快".to_owned();
    life.at("2026-03-02T12:00").does(
        &lin(),
        Command::Comment {
            text: text.clone(),
            photos: vec![],
        },
    );
    life.does(&leader(), Command::Remind { text });
    life.does(
        &leader(),
        Command::Remind {
            text: String::new(),
        },
    );
    assert_eq!(life.case.version, before.version + 3);
    assert_eq!(life.case.state, before.state);
    assert_eq!(
        life.case.clock, before.clock,
        "nothing that is said moves the clock"
    );
}

#[test]
fn what_the_own_house_found_is_frozen_with_each_clock_and_ends_with_another_department() {
    let mut life = Life::dispatched();
    let to = |department, self_found| Command::Dispatch {
        department: unit(department),
        reason: "改派".to_owned(),
        limit: DAY,
        recurrence_of: None,
        self_found,
    };
    assert!(!life.case.self_found());
    life.does(&dispatcher(), to(HUANWEI, true));
    assert!(life.case.self_found());
    // The same department goes on under the clock it had, whatever units look like by now.
    life.does(&huanwei(), returns("不属我单位"));
    life.does(&dispatcher(), to(HUANWEI, false));
    assert!(life.case.self_found());
    life.does(&dispatcher(), to(CHENGGUAN, false));
    assert!(!life.case.self_found());
}

#[test]
fn a_repeated_problem_is_frozen_in_the_dispatch_that_found_it() {
    let mut life = Life::dispatched();
    let again = |department, recurrence_of| Command::Dispatch {
        department: unit(department),
        reason: "改派".to_owned(),
        limit: WORK_HOURS,
        recurrence_of,
        self_found: false,
    };
    life.does(&dispatcher(), again(HUANWEI, Some(case_id(8))));
    assert_eq!(life.case.recurrence_of(), Some(case_id(8)));
    life.does(&dispatcher(), again(HUANWEI, None));
    assert_eq!(
        life.case.recurrence_of(),
        Some(case_id(8)),
        "the same clock, the same finding"
    );
    assert_eq!(life.case.clock.as_ref().unwrap().limit, WORK_HOURS);
}

#[test]
fn what_may_be_done_next_follows_state_role_and_department() {
    let mut life = Life::dispatched();
    use Action::*;
    assert_eq!(
        available_actions(&life.case.outline(), &chengguan()),
        [Accept, Handle, Return, RequestExtension, Comment]
    );
    assert_eq!(
        available_actions(&life.case.outline(), &huanwei()),
        [Comment]
    );
    assert_eq!(available_actions(&life.case.outline(), &lin()), [Comment]);
    assert_eq!(
        available_actions(&life.case.outline(), &dispatcher()),
        [Dispatch, Suspend, Void, Comment, Remind, ConfirmFalsified]
    );
    assert_eq!(available_actions(&life.case.outline(), &admin()), []);
    life.does(&chengguan(), asks(5, "下雨"));
    assert!(!available_actions(&life.case.outline(), &chengguan()).contains(&RequestExtension));
    assert!(available_actions(&life.case.outline(), &dispatcher()).contains(&GrantExtension));
    life.handled();
    assert_eq!(
        available_actions(&life.case.outline(), &lin()),
        [VerifyPass, VerifyFail, Comment]
    );
    assert_eq!(
        available_actions(&life.case.outline(), &chengguan()),
        [Comment]
    );
}

#[test]
fn a_request_lapses_when_the_case_leaves_the_department() {
    let asked = |life: &Life| life.case.clock.as_ref().unwrap().extension_asked.is_some();
    let mut waiting = Life::dispatched();
    waiting.does(&chengguan(), asks(5, "下雨"));
    assert!(asked(&waiting));

    let mut life = waiting.clone();
    life.handled();
    assert!(!asked(&life));
    let mut life = waiting.clone();
    life.does(&chengguan(), returns("不是我们的"));
    assert!(!asked(&life));
    let mut life = waiting.clone();
    life.does(&dispatcher(), suspends("待施工"));
    assert!(!asked(&life));
    let mut life = waiting.clone();
    life.does(&dispatcher(), to(HUANWEI, "改派"));
    assert!(!asked(&life));
    let mut life = waiting.clone();
    life.does(&chengguan(), Command::Accept);
    assert!(asked(&life), "accepting is not leaving");
    life.does(&dispatcher(), to(CHENGGUAN, ""));
    assert!(asked(&life), "nor is being dispatched to where it is");
}

#[test]
fn the_light_is_the_departments_and_stops_with_its_work() {
    let mut life = Life::dispatched();
    for (now, expected) in [
        ("2026-03-02T09:00", Light::Green),
        ("2026-03-03T04:11:59", Light::Green),
        ("2026-03-03T04:12", Light::Yellow),
        ("2026-03-03T09:00", Light::Yellow),
        ("2026-03-03T09:00:00.000001", Light::Red),
    ] {
        assert_eq!(life.case.light(at(now)), Some(expected), "{now}");
    }
    life.at("2026-03-03T06:00").handled();
    assert_eq!(
        life.case.light(at("2026-03-09T09:00")),
        Some(Light::Yellow),
        "as when handled"
    );
    let mut other = life.clone();
    other.does(&lin(), passes());
    assert_eq!(other.case.light(at("2026-03-03T06:00")), None);
    let mut suspended = Life::dispatched();
    suspended.does(&dispatcher(), suspends("待施工"));
    assert_eq!(suspended.case.light(at("2026-03-09T09:00")), None);
    let mut returned = Life::dispatched();
    returned.does(&chengguan(), returns("不是我们的"));
    assert_eq!(returned.case.light(at("2026-03-09T09:00")), None);
}

#[test]
fn a_dispatch_says_whether_the_clock_is_new() {
    let mut life = Life::dispatched();
    life.does(&chengguan(), returns("不是我们的"));
    life.does(&dispatcher(), to(CHENGGUAN, "是你们的"));
    let Event::Dispatched(dispatch) = &life.events.last().unwrap().event else {
        panic!("not a dispatch")
    };
    assert_eq!(dispatch.started, Started::Kept { wrong_return: true });
    assert_eq!(
        life.events.last().unwrap().event.schedule(),
        None,
        "no new times, no new due time"
    );
    life.does(&dispatcher(), to(CHENGGUAN, ""));
    let Event::Dispatched(dispatch) = &life.events.last().unwrap().event else {
        panic!("not a dispatch")
    };
    assert_eq!(
        dispatch.started,
        Started::Kept {
            wrong_return: false
        },
        "nobody returned it"
    );
}
