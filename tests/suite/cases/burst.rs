//! Reports of one person within an hour: as many as the rulebook allows, then a wait; those who lead and dispatch are told.

use app::action::city::import::Kind;
use harness::answer::refused;
use harness::people::{DISPATCHER, GULOU_INSPECTOR, LEADER, LIN, SUN, WANGCHUAN_DISPATCHER, Who};
use harness::place::JIEFANG_ROAD;
use harness::sighting::illegal_ad;
use harness::{TestCity, hours, minutes};
use mobile_api::error::Code;
use mobile_api::notice::NoticeKind;
use mobile_api::page::PageQuery;
use serde_json::json;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";

async fn city() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    let rules = fixtures::files::rulebook_toml();
    let rules = rules.replacen("reports_per_hour = 60", "reports_per_hour = 3", 1);
    city.imports(Kind::Rulebook, rules).await;
    city
}

/// How often somebody was told.
async fn told(city: &TestCity, who: Who) -> usize {
    let page = city.person(who).await;
    let page = page.client.notices(&PageQuery::default()).await.unwrap();
    let burst = page
        .items
        .iter()
        .filter(|notice| notice.kind == NoticeKind::ReportBurst);
    burst.count()
}

#[tokio::test]
async fn one_more_than_allowed_is_told_when_to_come_again_and_then_goes_in() {
    let city = city().await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let id = Uuid::now_v7();
    let first = lin.report_of(illegal_ad()).await;
    lin.client.report(id, &first).await.unwrap();
    city.time_passes(minutes(4));
    lin.reports(illegal_ad()).await;
    assert_eq!(told(&city, LEADER).await, 0);
    lin.reports(illegal_ad()).await;

    let waiting = lin.report_of(illegal_ad()).await;
    let waiting_id = Uuid::now_v7();
    let path = format!("/api/v1/cases/{waiting_id}");
    let answer = lin.raw.put(&path, &json!(waiting)).await;
    let problem = answer.refused(Code::RateLimited);
    // Until the first is an hour old.
    assert_eq!(answer.header("retry-after"), (56 * 60).to_string());
    assert_eq!(problem.retry_after_s, Some(56 * 60));
    assert!(problem.detail.contains("一小时内已上报 3 件") && problem.detail.contains("56 分钟"));
    // What was reported already is answered as ever, and nobody else waits.
    lin.client.report(id, &first).await.unwrap();
    sun.reports(illegal_ad()).await;
    city.time_passes(minutes(55));
    refused(
        lin.client.report(waiting_id, &waiting).await,
        Code::RateLimited,
    );
    city.time_passes(minutes(1));
    let lin = city.person(LIN).await;
    lin.client.report(waiting_id, &waiting).await.unwrap();
}

#[tokio::test]
async fn a_burst_is_told_once_an_hour_to_those_who_lead_and_dispatch_there() {
    let city = city().await;
    let lin = city.person(LIN).await;
    for _ in 0..3 {
        lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    }
    for _ in 0..4 {
        refused(lin.tries_to_report(illegal_ad()).await, Code::RateLimited);
    }
    for (who, times) in [
        (LEADER, 1),
        (DISPATCHER, 1),
        (WANGCHUAN_DISPATCHER, 1),
        (LIN, 0),
    ] {
        assert_eq!(told(&city, who).await, times, "{}", who.0);
    }
    city.time_passes(hours(1));
    let lin = city.person(LIN).await;
    for _ in 0..3 {
        lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    }
    assert_eq!(told(&city, LEADER).await, 2);
}

#[tokio::test]
async fn the_last_two_at_the_same_moment_are_told_of_too() {
    let city = city().await;
    for who in [LIN, SUN, GULOU_INSPECTOR] {
        let person = city.person(who).await;
        person.reports(illegal_ad()).await;
        let [one, other] = [
            person.report_of(illegal_ad()).await,
            person.report_of(illegal_ad()).await,
        ];
        let (one, other) = tokio::join!(
            person.client.report(Uuid::now_v7(), &one),
            person.client.report(Uuid::now_v7(), &other),
        );
        let _both = (one.unwrap(), other.unwrap());
    }
    assert_eq!(told(&city, LEADER).await, 3);
}
