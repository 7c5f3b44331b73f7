//! 上报: a report becomes a case, once, with everything it brought.

use futures_util::future::join_all;
use harness::TestCity;
use harness::city::time;
use harness::people::{LIN, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::{charging_cable, dirty_road, illegal_ad};
use mobile_api::case::{Case, CaseState, Light};
use mobile_api::category::LimitUnit;
use mobile_api::error::Code;
use mobile_api::photo::PhotoRole;
use mobile_api::route::Match;
use serde_json::json;
use uuid::Uuid;

use super::MONDAY;

const HOUR_US: i64 = 3_600_000_000;

#[tokio::test]
async fn a_report_finds_its_zone_its_department_and_its_deadline() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin
        .reports(illegal_ad().at(JIEFANG_ROAD).described("  电线杆上三张  "))
        .await;

    assert_eq!(case.number, "20260302-0001");
    assert_eq!((case.state, case.version), (CaseState::Dispatched, 2));
    assert_eq!(case.light, Some(Light::Green));
    assert_eq!(case.description, "电线杆上三张");
    assert_eq!(case.category.name, "非法小广告");
    assert_eq!(
        (case.reporter.id, case.reporter.display_name.as_str()),
        (Some(lin.me.id), "巡查员一号")
    );

    let zone = case.zone.as_ref().unwrap();
    assert_eq!(
        (zone.code.as_str(), zone.name.as_str()),
        ("jiefang-east", "解放路东段")
    );
    assert_eq!(zone.unit.code, "wenming");
    assert_eq!(case.department.as_ref().unwrap().code, "chengguan");
    assert_eq!(
        (case.route.r#match, case.route.distance_m),
        (Match::Inside, Some(0.0))
    );
    assert!(case.route.rule_id.is_some() && case.route.candidates.is_empty());
    for part in ["解放路东段", "7", "02-", "市城市管理执法局"] {
        assert!(
            case.route.explanation.contains(part),
            "{}",
            case.route.explanation
        );
    }

    let limit = case.limit.unwrap();
    assert_eq!((limit.value, limit.unit), (24, LimitUnit::Hour));
    let dispatched = case.dispatched_at.unwrap();
    assert_eq!(
        dispatched, case.reported_at,
        "the clock starts with the dispatch, at once"
    );
    assert_eq!(case.deadline_at.unwrap().0 - dispatched.0, 24 * HOUR_US);
    assert_eq!(case.due_at, case.deadline_at);
    assert!(!case.calendar_provisional);

    assert_eq!(case.photos.len(), 1);
    assert_eq!(case.photos[0].role, PhotoRole::Before);
    assert_eq!(
        lin.sees(&case).await,
        case,
        "what is answered is what is kept"
    );
}

#[tokio::test]
async fn numbers_count_the_citys_days() {
    let city = TestCity::at("2026-03-02T23:59+08:00").await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let report = || illegal_ad().showing(&[photo]);
    assert_eq!(lin.reports(report()).await.number, "20260302-0001");
    assert_eq!(lin.reports(report()).await.number, "20260302-0002");
    city.set_clock("2026-03-03T00:00+08:00");
    assert_eq!(lin.reports(report()).await.number, "20260303-0001");
}

#[tokio::test]
async fn the_explanation_speaks_the_readers_language() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let path = format!("/api/v1/cases/{}", case.id);
    let in_english = lin.raw.request(reqwest::Method::GET, &path);
    let in_english = harness::raw::sent(in_english.header("Accept-Language", "en")).await;
    let explanation = in_english.json()["route"]["explanation"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        explanation.contains("rule 7") && explanation.contains("解放路东段"),
        "{explanation}"
    );
    assert!(
        !case.route.explanation.contains("rule"),
        "{}",
        case.route.explanation
    );
}

#[tokio::test]
async fn limits_in_working_time_end_in_working_time() {
    // Monday 09:00: three hours until noon, the fourth from two o'clock on.
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let dirty = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    assert_eq!(to_minute(dirty.deadline_at), time("2026-03-02T15:00+08:00"));
    let cable = lin.reports(charging_cable()).await;
    assert_eq!(cable.limit.unwrap().unit, LimitUnit::WorkDay);
    assert_eq!(to_minute(cable.deadline_at), time("2026-03-04T09:00+08:00"));

    // A Saturday that is worked, then a Sunday that is not.
    city.set_clock("2026-02-28T16:30+08:00");
    let dirty = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    assert_eq!(to_minute(dirty.deadline_at), time("2026-03-02T11:30+08:00"));
}

/// The clock moves by a microsecond with every look at it.
fn to_minute(at: Option<mobile_api::time::Time>) -> mobile_api::time::Time {
    let at = at.expect("a deadline").0;
    mobile_api::time::Time(at - at.rem_euclid(60_000_000))
}

#[tokio::test]
async fn the_same_report_again_is_the_same_case() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let report = json!(lin.report_of(illegal_ad()).await);
    let first = lin.raw.put(&path, &report).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let before = city.holdings().await;
    let again = lin.raw.put(&path, &report).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(first.json(), again.json());
    assert_eq!(city.holdings().await, before);

    // Also when it has moved on meanwhile, and a day later.
    city.advance(harness::hours(25)).await;
    let lin_later = city.signed_in(LIN).await;
    let later = lin_later.put(&path, &report).await;
    assert_eq!(
        (later.status, later.json()["id"].clone()),
        (200, first.json()["id"].clone())
    );
}

#[tokio::test]
async fn another_report_under_the_same_id_is_refused_and_changes_nothing() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let report = json!(lin.report_of(illegal_ad()).await);
    let first = lin.raw.put(&path, &report).await.json();
    let before = city.holdings().await;

    let mut other = report.clone();
    other["description"] = json!("别的事");
    lin.raw.put(&path, &other).await.refused(Code::IdConflict);
    sun.raw.put(&path, &report).await.refused(Code::IdConflict);

    assert_eq!(city.holdings().await, before);
    assert_eq!(lin.raw.get(&path).await.json(), first);
}

#[tokio::test]
async fn twenty_at_once_make_one_case() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let report = json!(lin.report_of(illegal_ad()).await);
    let before = city.holdings().await;
    let answers = join_all((0..20).map(|_| lin.raw.put(&path, &report))).await;

    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses[..19], [200; 19]);
    assert_eq!(statuses[19], 201);
    let cases: Vec<Case> = answers
        .iter()
        .map(|answer| serde_json::from_slice(&answer.body).unwrap())
        .collect();
    assert!(cases.iter().all(|case| case.number == cases[0].number));
    let after = city.holdings().await;
    assert_eq!(after["cases"] - before["cases"], 1);
    assert_eq!(
        after["events"] - before["events"],
        2,
        "reported, dispatched"
    );
    assert_eq!(after["case_photos"] - before["case_photos"], 1);
}

#[tokio::test]
async fn twenty_different_ones_at_once_get_twenty_numbers() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let reports = (0..20).map(|_| lin.reports(illegal_ad().showing(&[photo])));
    let mut numbers: Vec<String> = join_all(reports)
        .await
        .into_iter()
        .map(|case| case.number)
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=20).map(|n| format!("20260302-{n:04}")).collect();
    assert_eq!(numbers, expected);
}
