//! The history of a case: chained, complete, and the truth the rows are folded from.

use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LIN, SUN};
use harness::replay::rows_are_the_fold_of_events;
use harness::sighting::illegal_ad;
use harness::{TestCity, hours};
use mobile_api::action::Action;
use mobile_api::case::Case;
use mobile_api::event::{ClockStart, EventData, Rung, verify_chain};
use serde_json::json;

use super::MONDAY;

/// Everything that can happen to a case happens to this one.
async fn eventful(city: &TestCity) -> Case {
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let huanwei = city.person(HUANWEI).await;
    let mut case = lin.reports(illegal_ad()).await;
    case = chengguan.accepts(&case).await;
    case = dispatcher.reminds(&case).await;
    case = chengguan.asks_for_hours(&case, 6).await;
    case = dispatcher.grants(&case, 6).await;
    city.advance(hours(20)).await;
    case = dispatcher.suspends(&chengguan.sees(&case).await).await;
    city.advance(hours(20)).await;
    case = dispatcher.resumes(&case).await;
    case = chengguan.returns(&case).await;
    case = dispatcher.dispatches(&case, "chengguan").await;
    case = chengguan.returns(&case).await;
    case = dispatcher.dispatches(&case, "huanwei").await;
    case = huanwei.asks_for_hours(&case, 2).await;
    case = city
        .person(harness::people::LEADER)
        .await
        .refuses(&case)
        .await;
    case = huanwei.comments(&case, "正在清理").await;
    case = huanwei.handles(&case).await;
    case = sun.fails(&case).await;
    city.advance(hours(50)).await;
    case = huanwei.handles(&huanwei.sees(&case).await).await;
    case = dispatcher.confirms_falsified(&case).await;
    sun.passes(&case).await
}

#[tokio::test]
async fn the_chain_holds_from_the_first_event_to_the_last() {
    let city = TestCity::at(MONDAY).await;
    let case = eventful(&city).await;
    let events = city.person(LIN).await.events(&case).await;
    assert_eq!(events.len() as i64, case.version);
    verify_chain(case.id, &events).unwrap();

    let happened: Vec<Action> = events.iter().map(|event| event.action).collect();
    for action in Action::ALL {
        assert!(
            happened.contains(&action) || matches!(action, Action::Void | Action::CorrectTime),
            "{action:?} is missing"
        );
    }
    for pair in events.windows(2) {
        assert!(pair[0].at <= pair[1].at, "time does not run backwards");
    }
    for event in &events {
        let data = event.typed().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(data.action(), event.action);
        let by_the_system = event.action == Action::Escalate
            || matches!(
                data,
                EventData::Dispatch {
                    rule_id: Some(_),
                    ..
                }
            );
        assert_eq!(event.actor.is_none(), by_the_system, "{:?}", event.action);
    }
}

#[tokio::test]
async fn any_change_of_history_shows() {
    let city = TestCity::at(MONDAY).await;
    let case = eventful(&city).await;
    let whole = city.person(LIN).await.events(&case).await;
    for changed in 0..whole.len() {
        let mut events = whole.clone();
        events[changed].data["note"] = json!("从来没有过");
        assert_eq!(verify_chain(case.id, &events), Err(changed as i64 + 1));
        let mut events = whole.clone();
        events[changed].at.0 += 1;
        assert_eq!(verify_chain(case.id, &events), Err(changed as i64 + 1));
        let mut events = whole.clone();
        events.remove(changed);
        assert_eq!(
            verify_chain(case.id, &events).is_err(),
            changed + 1 < whole.len()
        );
    }
}

#[tokio::test]
async fn a_case_is_what_its_events_make_of_it() {
    let city = TestCity::at(MONDAY).await;
    eventful(&city).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let one = lin.reports(illegal_ad()).await;
    let other = lin.reports(illegal_ad()).await;
    let request = harness::ask::void(&other, Some(&one));
    dispatcher.does(&other, request).await;
    assert_eq!(rows_are_the_fold_of_events(&city).await, 3);
}

#[tokio::test]
async fn an_event_keeps_what_was_decided_then() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let events = lin.events(&case).await;
    let EventData::Report(report) = events[0].typed().unwrap() else {
        panic!("{:?}", events[0]);
    };
    assert_eq!(
        (report.number.as_str(), report.photos.len()),
        (case.number.as_str(), 1)
    );
    assert_eq!(report.zone_id, case.zone.as_ref().map(|zone| zone.id));
    let EventData::Dispatch {
        department, clock, ..
    } = events[1].typed().unwrap()
    else {
        panic!("{:?}", events[1]);
    };
    assert_eq!(Some(department), case.department);
    let ClockStart::Anew {
        dispatch_no,
        limit,
        schedule,
        ..
    } = clock
    else {
        panic!("{clock:?}");
    };
    assert_eq!((dispatch_no, Some(limit)), (1, case.limit));
    assert_eq!(Some(schedule.deadline_at), case.deadline_at);
    assert_eq!(schedule.letter_at.0 - schedule.deadline_at.0, hours(24).0);
    assert!(!schedule.calendar_version.is_empty());
    assert_eq!(Rung::ALL.len(), 5);
}
