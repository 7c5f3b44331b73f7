//! 催督办: the ladder is climbed by the clock, each rung once for each dispatch, whether anybody looks or not.

use futures_util::future::join;
use harness::answer::refused;
use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LIN, Person, SUN};
use harness::place::JIEFANG_ROAD;
use harness::replay::rows_are_the_fold_of_events;
use harness::sighting::illegal_ad;
use harness::{TestCity, hours, minutes};
use mobile_api::action::Action;
use mobile_api::case::{Case, CaseState};
use mobile_api::error::Code;
use mobile_api::event::{EventData, Rung, verify_chain};
use mobile_api::notice::NoticeKind;
use serde_json::json;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn each_rung_comes_at_its_time_though_nobody_accepted() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let mut ladder = vec![];
    // 50 % and 80 % of 24 hours, the deadline, a day and three days after it: just before each, and just after.
    for (rung, due) in [
        (Rung::Remind50, hours(12)),
        (Rung::Warn80, minutes(19 * 60 + 12)),
        (Rung::Overdue100, hours(24)),
        (Rung::Letter24h, hours(48)),
        (Rung::Account72h, hours(96)),
    ] {
        city.set_clock(MONDAY);
        city.advance(due - minutes(1)).await;
        assert_eq!(rungs(&lin, &case).await, ladder, "a minute before {rung:?}");
        city.advance(minutes(2)).await;
        ladder.push(rung);
        assert_eq!(rungs(&lin, &case).await, ladder, "a minute after");
    }
    for _ in 0..3 {
        city.advance(hours(200)).await;
    }
    let lin = city.person(LIN).await;
    assert_eq!(rungs(&lin, &case).await, ladder, "each once, and no more");
    assert_eq!(lin.sees(&case).await.state, CaseState::Dispatched);
    verify_chain(case.id, &lin.events(&case).await).unwrap();
    assert_eq!(rows_are_the_fold_of_events(&city).await, 1);
}

#[tokio::test]
async fn what_was_missed_while_the_runner_stood_still_is_made_up_for_once() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = chengguan.accepts(&lin.reports(illegal_ad()).await).await;
    city.time_passes(hours(24 * 20));
    city.run_due_jobs().await;
    let lin = city.person(LIN).await;
    assert_eq!(rungs(&lin, &case).await, Rung::ALL);
    city.advance(hours(1)).await;
    assert_eq!(rungs(&lin, &case).await, Rung::ALL);
    assert_eq!(lin.sees(&case).await.version, case.version + 5);
}

#[tokio::test]
async fn who_acts_before_the_sweep_comes_does_not_outrun_the_rungs() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut cases = vec![];
    for number in 0..6 {
        cases.push(
            lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(number)))
                .await,
        );
    }
    // Nobody sweeps until a day and an hour after the deadline: everything but the accountability list is due.
    city.time_passes(hours(49));
    let (chengguan, desk) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let acted = [
        chengguan.handles(&cases[0]).await,
        chengguan.returns(&cases[1]).await,
        desk.suspends(&cases[2]).await,
        desk.voids(&cases[3]).await,
        desk.dispatches(&cases[4], "paishui").await,
        desk.comments(&cases[5], "还在等").await,
    ];
    city.run_due_jobs().await;
    for (before, after) in cases.iter().zip(&acted) {
        let events = desk.events(before).await;
        assert_eq!(rungs(&desk, before).await, Rung::ALL[..4], "{events:?}");
        assert_eq!(after.version, before.version + 5, "four rungs, one deed");
        // First what the clock had done by then, then the person, in one instant.
        let told = &events[before.version as usize..];
        let by_whom: Vec<bool> = told.iter().map(|event| event.actor.is_some()).collect();
        assert_eq!(by_whom, [false, false, false, false, true]);
        assert!(told.iter().all(|event| event.at == told[0].at));
        verify_chain(before.id, &events).unwrap();
    }
    let moved = desk.sees(&acted[4]).await;
    assert_eq!(moved.department.unwrap().code, "paishui");
    assert_eq!(rows_are_the_fold_of_events(&city).await, 6);
    // The department hears of the letter as it does from the sweep; of the case it lost, no more.
    let letters = chengguan.client.notices(&Default::default()).await.unwrap();
    let letters = letters.items.iter();
    let letters = letters.filter(|notice| notice.kind == NoticeKind::Letter24h);
    assert_eq!(letters.count(), 5);
}

#[tokio::test]
async fn a_refused_deed_records_no_rung_and_one_sent_twice_records_them_once() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(30));
    let chengguan = city.person(CHENGGUAN).await;
    let refused_deed = chengguan
        .tries(&case, harness::ask::handle(&case, &[]))
        .await;
    refused(refused_deed, Code::NotEnoughPhotos);
    let seen = chengguan.sees(&case).await;
    assert_eq!(seen.version, case.version, "nothing half-done");

    let path = format!("/api/v1/cases/{}/actions/accept", case.id);
    let body = json!({"expected_version": case.version});
    let key = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        let request = chengguan.raw.request(reqwest::Method::POST, &path);
        let request = request.header("Idempotency-Key", &key).json(&body);
        let answer = harness::raw::sent(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["version"], case.version + 4);
    }
    assert_eq!(rungs(&chengguan, &case).await, Rung::ALL[..3]);
}

#[tokio::test]
async fn two_runners_at_once_record_each_rung_once() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut cases = vec![];
    for number in 0..3 {
        cases.push(
            lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(number)))
                .await,
        );
    }
    city.time_passes(hours(30));
    let app = city.app.clone().into_inner();
    let now = app.clock.now();
    let never = app::job::Stop::never();
    let both = join(
        app::job::sweep::sweep(&app, now, &never),
        app::job::sweep::sweep(&app, now, &never),
    );
    let (one, other) = both.await;
    one.expect("the first runner");
    other.expect("the second runner");
    let lin = city.person(LIN).await;
    for case in &cases {
        assert_eq!(rungs(&lin, case).await, Rung::ALL[..3]);
    }
}

#[tokio::test]
async fn nobody_is_urged_for_what_is_handled_closed_returned_or_voided() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let report = |number| lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(number)));
    let handled = chengguan.handles(&report(0).await).await;
    let closed = sun.passes(&chengguan.handles(&report(1).await).await).await;
    let returned = chengguan.returns(&report(2).await).await;
    let voided = dispatcher.voids(&report(3).await).await;
    city.advance(hours(24 * 10)).await;
    let lin = city.person(LIN).await;
    for case in [handled, closed, returned, voided] {
        assert!(rungs(&lin, &case).await.is_empty(), "{:?}", case.state);
    }
}

#[tokio::test]
async fn another_department_climbs_from_the_bottom_and_the_same_one_goes_on() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad()).await;
    city.advance(hours(13)).await;
    let returned = chengguan.returns(&chengguan.sees(&case).await).await;
    let back = dispatcher.dispatches(&returned, "chengguan").await;
    city.advance(hours(1)).await;
    assert_eq!(
        rungs(&lin, &case).await,
        [Rung::Remind50],
        "not reminded twice"
    );
    let moved = dispatcher.dispatches(&back, "huanwei").await;
    city.advance(hours(13)).await;
    assert_eq!(rungs(&lin, &moved).await, [Rung::Remind50, Rung::Remind50]);
    let huanwei = city.person(HUANWEI).await;
    let seen = huanwei.sees(&moved).await;
    assert_eq!(huanwei.handles(&seen).await.on_time, Some(true));
}

#[tokio::test]
async fn rework_does_not_climb_the_same_rungs_again() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = lin.reports(illegal_ad()).await;
    city.advance(hours(20)).await;
    let climbed = [Rung::Remind50, Rung::Warn80];
    assert_eq!(rungs(&lin, &case).await, climbed);
    let handled = chengguan.handles(&chengguan.sees(&case).await).await;
    let failed = sun.fails(&handled).await;
    city.advance(hours(3)).await;
    assert_eq!(rungs(&lin, &case).await, climbed);
    city.advance(hours(2)).await;
    let lin = city.person(LIN).await;
    assert_eq!(
        rungs(&lin, &failed).await,
        Rung::ALL[..3],
        "the new deadline has passed"
    );
}

#[tokio::test]
async fn an_extension_moves_the_rungs_that_are_left() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad()).await;
    city.advance(hours(13)).await;
    let asked = chengguan
        .asks_for_hours(&chengguan.sees(&case).await, 24)
        .await;
    dispatcher.grants(&asked, 24).await;
    city.advance(hours(24)).await;
    assert_eq!(rungs(&lin, &case).await, [Rung::Remind50], "37 of 48 hours");
    city.advance(hours(2)).await;
    assert_eq!(rungs(&lin, &case).await, [Rung::Remind50, Rung::Warn80]);
}

async fn rungs(person: &Person, case: &Case) -> Vec<Rung> {
    let events = person.events(case).await.into_iter();
    events
        .filter(|event| event.action == Action::Escalate)
        .map(|event| match event.typed() {
            Ok(EventData::Escalate { rung }) => rung,
            other => panic!("{other:?}"),
        })
        .collect()
}
