//! Several people at once: one of them wins, the others are told, nothing is done twice.

use futures_util::future::{join, join_all};
use harness::answer::{refused, refused_at};
use harness::people::{CHENGGUAN, CHENGGUAN_TWO, DISPATCHER, LIN, SUN};
use harness::picture;
use harness::place::JIEFANG_ROAD;
use harness::sighting::illegal_ad;
use harness::{TestCity, ask};
use mobile_api::case::CaseState;
use mobile_api::error::Code;
use uuid::Uuid;

use super::MONDAY;

#[tokio::test]
async fn who_saw_an_older_version_is_told_the_present_one() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let dispatcher = city.person(DISPATCHER).await;
    let case = lin.reports(illegal_ad()).await;
    let accepted = chengguan.accepts(&case).await;
    let before = city.holdings().await;
    for (person, request) in [
        (&dispatcher, ask::suspend(&case)),
        (&chengguan, ask::give_back(&case)),
        // Staleness is said before anything else: not even whose action it is was looked at.
        (&lin, ask::dispatch(&case, "nobody")),
        (&lin, ask::comment(&case, "x")),
    ] {
        let problem = refused(person.tries(&case, request).await, Code::VersionConflict);
        assert_eq!(problem.current_version, Some(accepted.version));
        assert!(problem.available_actions.is_some());
    }
    assert_eq!(city.holdings().await, before);
}

#[tokio::test]
async fn of_ten_at_once_one_is_done() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let other = city.person(CHENGGUAN_TWO).await;
    let case = lin.reports(illegal_ad()).await;
    let tries = (0..10).map(|number| {
        let person = if number % 2 == 0 { &chengguan } else { &other };
        person.tries(&case, ask::accept(&case))
    });
    let answers = join_all(tries).await;
    let (done, late): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for answer in late {
        refused(answer, Code::VersionConflict);
    }
    assert_eq!(lin.sees(&case).await.version, case.version + 1);
}

#[tokio::test]
async fn the_same_action_twice_is_once() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let accepted = chengguan.accepts(&lin.reports(illegal_ad()).await).await;
    // With the version that is right now: the state says no, and what would be possible.
    let problem = refused(
        chengguan.tries(&accepted, ask::accept(&accepted)).await,
        Code::ActionNotAllowed,
    );
    assert_eq!(
        problem.available_actions.as_ref(),
        Some(&accepted.available_actions)
    );
    assert_eq!(problem.current_version, Some(accepted.version));
}

#[tokio::test]
async fn an_action_with_a_key_is_done_once_however_often_it_arrives() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let photo = chengguan.uploads(picture::fresh()).await;
    let (handling, key) = (ask::handle(&case, &[photo]), Uuid::now_v7());
    let send = || chengguan.client.act_once(case.id, &handling, key);
    let answers = join_all((0..8).map(|_| send())).await;
    for answer in answers {
        assert_eq!(answer.unwrap().state, CaseState::Handled);
    }
    let again = send().await.unwrap();
    assert_eq!(again.version, case.version + 1, "also long afterwards");

    // The key of one action is no key for another, nor somebody else's.
    let sun = city.person(SUN).await;
    let passing = ask::verify_pass(&again);
    refused(
        sun.client.act_once(case.id, &passing, key).await,
        Code::IdConflict,
    );
    let comment = ask::comment(&again, "x");
    refused(
        chengguan.client.act_once(case.id, &comment, key).await,
        Code::IdConflict,
    );
    // Nor for something else in the same words' place; the same, with what was seen since, is the same.
    let mut other = serde_json::json!(handling);
    other["note"] = "另一次处置".into();
    let mut newer = serde_json::json!(handling);
    newer["expected_version"] = again.version.into();
    let path = format!("/api/v1/cases/{}/actions/handle", case.id);
    let raw = async |body: &serde_json::Value| {
        let request = chengguan.raw.request(reqwest::Method::POST, &path);
        let request = request.header("Idempotency-Key", key.to_string());
        harness::raw::sent(request.json(body)).await
    };
    raw(&other).await.refused(Code::IdConflict);
    assert_eq!(raw(&newer).await.status, 200);
    assert_eq!(lin.sees(&case).await.version, again.version);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let path = format!("/api/v1/cases/{}/actions/comment", case.id);
    let body = serde_json::json!({"expected_version": case.version, "text": "x"});
    let request = lin.raw.request(reqwest::Method::POST, &path).json(&body);
    let answer = harness::raw::sent(request.header("Idempotency-Key", "again")).await;
    answer.refused_at(Code::InvalidParameter, &["Idempotency-Key"]);
    assert_eq!(lin.sees(&case).await, case);
}

#[tokio::test]
async fn an_after_photo_proves_one_handling_and_no_other() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let bytes = picture::fresh();
    let before_photo = lin.uploads(bytes.clone()).await;
    let one = lin.reports(illegal_ad().showing(&[before_photo])).await;
    chengguan.uploads(bytes).await;
    let other = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;

    // The before-photo of the case itself, and of any other case.
    for case in [&one, &other] {
        let answer = chengguan
            .tries(case, ask::handle(case, &[before_photo]))
            .await;
        refused_at(answer, Code::PhotoReused, &["/photos/0"]);
    }
    // One that showed the handling of another case, alone or beside a fresh one.
    let after_photo = chengguan.uploads(picture::fresh()).await;
    let handled = chengguan
        .does(&one, ask::handle(&one, &[after_photo]))
        .await;
    let fresh = chengguan.uploads(picture::fresh()).await;
    let both = chengguan
        .tries(&other, ask::handle(&other, &[fresh, after_photo]))
        .await;
    refused_at(both, Code::PhotoReused, &["/photos/1"]);
    assert_eq!(lin.sees(&other).await.version, other.version);
    // The same case again, after rework.
    let failed = sun.fails(&handled).await;
    let again = chengguan
        .tries(&failed, ask::handle(&failed, &[after_photo]))
        .await;
    refused_at(again, Code::PhotoReused, &["/photos/0"]);
    // What a refused handling brought is still new.
    assert_eq!(
        chengguan
            .does(&failed, ask::handle(&failed, &[fresh]))
            .await
            .state,
        CaseState::Handled
    );
}

#[tokio::test]
async fn two_cases_handled_at_once_with_one_photo_are_not_both_handled() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let other_hand = city.person(CHENGGUAN_TWO).await;
    for round in 0..5 {
        let one = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(0))).await;
        let other = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
        let bytes = picture::fresh();
        let photo = chengguan.uploads(bytes.clone()).await;
        other_hand.uploads(bytes).await;
        let both = join(
            chengguan.tries(&one, ask::handle(&one, &[photo])),
            other_hand.tries(&other, ask::handle(&other, &[photo])),
        );
        let (first, second) = both.await;
        let (done, not): (Vec<_>, Vec<_>) = [first, second].into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), not.len()), (1, 1), "round {round}");
        for answer in not {
            refused_at(answer, Code::PhotoReused, &["/photos/0"]);
        }
    }
}

#[tokio::test]
async fn a_case_and_its_duplicate_may_be_voided_at_once() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let one = lin.reports(illegal_ad()).await;
    let other = lin.reports(illegal_ad()).await;
    let both = join(
        dispatcher.tries(&one, ask::void(&one, Some(&other))),
        dispatcher.tries(&other, ask::void(&other, Some(&one))),
    );
    let (first, second) = both.await;
    let voided = [first, second].into_iter().flatten().count();
    assert!(voided >= 1, "neither waits for the other for ever");
}
