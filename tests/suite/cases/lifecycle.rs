//! From report to closing, and every way around.

use harness::TestCity;
use harness::answer::{refused, refused_at};
use harness::people::{CHENGGUAN, DISPATCHER, LEADER, LIN, PAISHUI, Person, SHIZHENG, SUN};
use harness::sighting::illegal_ad;
use harness::{ask, hours};
use mobile_api::action::Action;
use mobile_api::case::{Case, CaseState, Light};
use mobile_api::error::Code;
use mobile_api::photo::PhotoRole;

use super::MONDAY;

#[tokio::test]
async fn a_case_is_reported_accepted_handled_and_closed() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let reported = lin.reports(illegal_ad()).await;

    city.advance(hours(1)).await;
    let accepted = chengguan.accepts(&reported).await;
    assert_eq!((accepted.state, accepted.version), (CaseState::Accepted, 3));

    city.advance(hours(2)).await;
    let handled = chengguan.handles(&accepted).await;
    assert_eq!(
        (handled.state, handled.on_time),
        (CaseState::Handled, Some(true))
    );
    let roles: Vec<PhotoRole> = handled.photos.iter().map(|photo| photo.role).collect();
    assert_eq!(roles, [PhotoRole::Before, PhotoRole::After]);

    // Waiting for a verifier costs the department nothing, however long.
    city.advance(hours(48)).await;
    let waiting = sun.sees(&handled).await;
    assert_eq!(
        (waiting.light, waiting.on_time),
        (Some(Light::Green), Some(true))
    );

    let closed = sun.passes(&waiting).await;
    assert_eq!(
        (closed.state, closed.on_time),
        (CaseState::Closed, Some(true))
    );
    assert!(closed.closed_at > closed.handled_at && closed.light.is_none());
    assert_eq!(closed.deadline_at, reported.deadline_at);
    assert!(chengguan.sees(&closed).await.available_actions.is_empty());
}

#[tokio::test]
async fn it_may_be_handled_without_being_accepted_first() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    assert_eq!(chengguan.handles(&case).await.state, CaseState::Handled);
}

#[tokio::test]
async fn what_is_handled_after_the_deadline_is_late() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(25));
    let late = chengguan.sees(&case).await;
    assert_eq!((late.light, late.on_time), (Some(Light::Red), None));
    let handled = chengguan.handles(&late).await;
    assert_eq!(
        (handled.light, handled.on_time),
        (Some(Light::Red), Some(false))
    );
    assert_eq!(sun.passes(&handled).await.on_time, Some(false));
}

#[tokio::test]
async fn lights_turn_at_eighty_percent_and_at_the_deadline() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let mut seen = vec![];
    // 19.2 hours are 80 % of 24.
    for hours_passed in [19, 20, 23, 25] {
        city.set_clock(MONDAY);
        city.time_passes(hours(hours_passed));
        seen.push(lin.sees(&case).await.light.unwrap());
    }
    assert_eq!(
        seen,
        [Light::Green, Light::Yellow, Light::Yellow, Light::Red]
    );
}

#[tokio::test]
async fn rework_gives_the_time_that_was_left_but_four_hours_at_least() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = lin.reports(illegal_ad()).await;

    city.time_passes(hours(2));
    let handled = chengguan.handles(&case).await;
    city.time_passes(hours(10));
    let failed = sun.fails(&handled).await;
    assert_eq!(
        (failed.state, failed.rework_count),
        (CaseState::Dispatched, 1)
    );
    assert_eq!((failed.handled_at, failed.on_time), (None, None));
    assert_eq!(
        failed.due_at, case.due_at,
        "the week it is counted in stays"
    );
    // 22 hours were left when it was handled, and the ten hours of waiting are not the department's.
    assert_eq!(hours_between(&case, &failed), 10);

    city.time_passes(hours(21));
    let handled = chengguan.handles(&failed).await;
    assert_eq!(handled.on_time, Some(true));
    let failed_at = city.now();
    let again = sun.fails(&handled).await;
    assert_eq!(again.rework_count, 2);
    let floor = again.deadline_at.unwrap().0 - failed_at.0;
    assert_eq!(
        floor / 1_000_000,
        4 * 3_600,
        "one hour was left, four are given"
    );
    assert_eq!(
        again.photos.len(),
        5,
        "before, after, verify, after, verify"
    );
}

/// By how much the deadline moved from one to the other.
fn hours_between(one: &Case, other: &Case) -> i64 {
    (other.deadline_at.unwrap().0 - one.deadline_at.unwrap().0) / 3_600_000_000
}

#[tokio::test]
async fn a_wrong_return_earns_no_time() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(3));
    let returned = chengguan.returns(&case).await;
    assert_eq!(
        (returned.state, returned.return_count),
        (CaseState::Reported, 1)
    );
    assert_eq!(returned.light, None);
    assert_eq!(
        returned.department, case.department,
        "in force until another one gets it"
    );
    city.time_passes(hours(5));
    let back = dispatcher.dispatches(&returned, "chengguan").await;
    assert_eq!(back.state, CaseState::Dispatched);
    assert_eq!(
        (back.deadline_at, back.due_at),
        (case.deadline_at, case.due_at)
    );
    assert_eq!(back.dispatched_at, case.dispatched_at);
}

#[tokio::test]
async fn another_department_starts_with_a_clock_of_its_own() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let paishui = city.person(PAISHUI).await;
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(23));
    let returned = chengguan.returns(&case).await;
    let moved = dispatcher.dispatches(&returned, "paishui").await;
    assert_eq!(moved.department.as_ref().unwrap().code, "paishui");
    assert_eq!(hours_between(&case, &moved), 23);
    assert_eq!(moved.light, Some(Light::Green));
    refused(chengguan.client.case(case.id).await, Code::NotFound);
    assert_eq!(paishui.handles(&moved).await.on_time, Some(true));
}

#[tokio::test]
async fn a_dispatcher_may_take_it_from_one_department_to_another_and_says_why() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let shizheng = city.person(SHIZHENG).await;
    let case = chengguan.accepts(&lin.reports(illegal_ad()).await).await;
    let moved = dispatcher.dispatches(&case, "shizheng").await;
    assert_eq!(
        (moved.state, moved.return_count),
        (CaseState::Dispatched, 0)
    );
    let accepted = shizheng.accepts(&moved).await;

    // To the department that has it: the clock goes on as if nothing had happened.
    city.time_passes(hours(1));
    let same = dispatcher.dispatches(&accepted, "shizheng").await;
    assert_eq!(
        (same.state, same.deadline_at),
        (CaseState::Dispatched, moved.deadline_at)
    );
}

#[tokio::test]
async fn while_a_case_is_suspended_its_clock_stands() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = chengguan.accepts(&lin.reports(illegal_ad()).await).await;
    city.time_passes(hours(4));
    let suspended = dispatcher.suspends(&case).await;
    assert_eq!(
        (suspended.state, suspended.light),
        (CaseState::Suspended, None)
    );
    assert_eq!(suspended.due_at, None, "not due in any week for now");
    city.advance(hours(100)).await;
    refused(
        chengguan.tries(&suspended, ask::accept(&suspended)).await,
        Code::ActionNotAllowed,
    );

    let resumed = dispatcher.resumes(&suspended).await;
    assert_eq!(
        (resumed.state, resumed.light),
        (CaseState::Dispatched, Some(Light::Green))
    );
    assert_eq!(hours_between(&case, &resumed), 100);
    assert_eq!(resumed.due_at, resumed.deadline_at);
    let rungs = lin
        .events(&resumed)
        .await
        .into_iter()
        .filter(|event| event.action == Action::Escalate);
    assert_eq!(rungs.count(), 0, "nobody was urged meanwhile");
}

#[tokio::test]
async fn a_case_that_was_late_when_it_was_suspended_is_as_late_afterwards() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(30));
    let suspended = dispatcher.suspends(&case).await;
    city.time_passes(hours(50));
    let resumed = dispatcher.resumes(&suspended).await;
    assert_eq!(
        (resumed.light, hours_between(&case, &resumed)),
        (Some(Light::Red), 50)
    );
    assert_eq!(chengguan.handles(&resumed).await.on_time, Some(false));
}

#[tokio::test]
async fn a_duplicate_is_voided_and_names_its_original() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let original = lin.reports(illegal_ad()).await;
    let copy = lin.reports(illegal_ad()).await;
    let seen = dispatcher.sees(&copy).await;
    let others: Vec<_> = seen
        .possible_duplicates
        .iter()
        .map(|other| other.id)
        .collect();
    assert_eq!(others, [original.id]);

    let voided = dispatcher
        .does(&seen, ask::void(&seen, Some(&original)))
        .await;
    assert_eq!(
        (voided.state, voided.duplicate_of),
        (CaseState::Voided, Some(original.id))
    );
    assert_eq!((voided.due_at, voided.light), (None, None));
    assert!(voided.available_actions.is_empty());
    refused(
        dispatcher.tries(&voided, ask::comment(&voided, "x")).await,
        Code::ActionNotAllowed,
    );
    assert!(
        dispatcher
            .sees(&original)
            .await
            .possible_duplicates
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_names_an_original_they_cannot_see() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let wangchuan = city.person(harness::people::WANGCHUAN_DISPATCHER).await;
    let ours = lin.reports(illegal_ad()).await;
    let elsewhere = lin
        .reports(illegal_ad().at(harness::place::RENMIN_ROAD))
        .await;
    let answer = wangchuan
        .tries(&ours, ask::void(&ours, Some(&elsewhere)))
        .await;
    refused_at(answer, Code::CaseUnknown, &["/duplicate_of"]);
}

#[tokio::test]
async fn words_and_reminders_change_nothing_but_the_history() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let (chengguan, leader) = (city.person(CHENGGUAN).await, city.person(LEADER).await);
    let mut case = lin.reports(illegal_ad()).await;
    let first = case.clone();
    city.time_passes(hours(2));
    for person in [&lin, &chengguan, &dispatcher, &leader] {
        case = person.comments(&case, "看到了").await;
    }
    case = dispatcher.reminds(&case).await;
    case = leader.reminds(&case).await;
    assert_eq!(case.version, first.version + 6);
    let unchanged = |case: &Case| {
        (
            case.state,
            case.deadline_at,
            case.due_at,
            case.department.clone(),
        )
    };
    assert_eq!(unchanged(&case), unchanged(&first));
    assert_eq!(
        actions_of(&lin, &case).await[2..],
        [
            Action::Comment,
            Action::Comment,
            Action::Comment,
            Action::Comment,
            Action::Remind,
            Action::Remind
        ]
    );
}

#[tokio::test]
async fn falsified_evidence_is_recorded_by_those_it_does_not_touch() {
    let city = TestCity::at(MONDAY).await;
    let (lin, leader) = (city.person(LIN).await, city.person(LEADER).await);
    let chengguan = city.person(CHENGGUAN).await;
    let handled = chengguan.handles(&lin.reports(illegal_ad()).await).await;
    let confirmed = leader.confirms_falsified(&handled).await;
    assert_eq!(
        (confirmed.state, confirmed.on_time),
        (handled.state, handled.on_time)
    );
    assert_eq!(
        actions_of(&lin, &confirmed).await.last(),
        Some(&Action::ConfirmFalsified)
    );
    refused(
        chengguan
            .tries(&confirmed, ask::confirm_falsified(&confirmed))
            .await,
        Code::Forbidden,
    );
}

#[tokio::test]
async fn the_same_problem_again_after_closing_is_a_recurrence() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let first = lin.reports(illegal_ad()).await;
    let beside = lin.reports(illegal_ad()).await;
    assert_eq!(beside.recurrence_of, None, "the first one is still open");
    let closed = sun.passes(&chengguan.handles(&first).await).await;
    city.time_passes(hours(24 * 7));
    let again = lin.reports(illegal_ad()).await;
    assert_eq!(again.recurrence_of, Some(closed.id));
    city.time_passes(hours(24 * 24));
    let lin = city.person(LIN).await;
    let late = lin.reports(illegal_ad()).await;
    assert_eq!(late.recurrence_of, None, "31 days after the closing");
}

async fn actions_of(person: &Person, case: &Case) -> Vec<Action> {
    let events = person.events(case).await;
    events.into_iter().map(|event| event.action).collect()
}
