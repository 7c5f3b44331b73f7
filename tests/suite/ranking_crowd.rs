//! Red-black lists among many: the public that asks again and again, two who build or publish at once, a list that is
//! built while everybody works; and what is refused, by its place.

use app::action::ranking::verify;
use domain::id::RankingId;
use futures_util::future::{join, join_all};
use harness::people::{ADMIN, CHENGGUAN, DISPATCHER, LEADER, LIN, Person, SUN};
use harness::place::JIEFANG_ROAD;
use harness::sighting::{illegal_ad, rubbish};
use harness::{TestCity, hours};
use mobile_api::error::Code;
use mobile_api::ranking::{Board, BuildRequest, Ranking, RankingAction, SignOffRequest};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";
const NEXT_MONDAY: &str = "2026-03-09T09:00+08:00";
const WEEK: &str = "2026-W10";

/// 城管 had six cases and handled them at once; 环卫 had six and handled none.
async fn a_week(city: &TestCity) {
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    for number in 0..6 {
        let case = lin
            .reports(illegal_ad().at(JIEFANG_ROAD.spot(number)))
            .await;
        let case = chengguan.handles(&case).await;
        sun.passes(&case).await;
        lin.reports(rubbish().at(JIEFANG_ROAD.spot(number))).await;
    }
    city.set_clock(NEXT_MONDAY);
    city.run_due_jobs().await;
}

fn of_week(board: Board) -> BuildRequest {
    BuildRequest {
        board,
        period: WEEK.into(),
    }
}

async fn builds(who: &Person) -> Ranking {
    let wanted = of_week(Board::Department);
    let built = who.client.build_ranking(Uuid::now_v7(), &wanted).await;
    built.expect("a draft")
}

async fn publishes(who: &Person, id: Uuid) -> Ranking {
    let sign_off = SignOffRequest::default();
    let reviewed = who
        .client
        .review_ranking(id, &sign_off)
        .await
        .expect("reviewed");
    assert_eq!(reviewed.available_actions, [RankingAction::Publish]);
    who.client
        .publish_ranking(id, &sign_off)
        .await
        .expect("published")
}

async fn differences(city: &TestCity, id: Uuid) -> Vec<String> {
    let verdict = city
        .app
        .db
        .read(move |conn| verify(conn, RankingId(id)))
        .await;
    let differences = verdict.expect("it can be verified").differences;
    differences.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_public_sees_the_latest_issue_without_signing_in_and_asks_again_for_little() {
    let city = TestCity::at(MONDAY).await;
    a_week(&city).await;
    let nobody = city.raw();
    let latest = "/api/v1/public/rankings/latest";
    nobody.get(latest).await.refused(Code::NotFound);
    let leader = city.person(LEADER).await;
    let id = builds(&leader).await.id.expect("an id");
    publishes(&leader, id).await;

    let first = nobody.get(latest).await;
    assert_eq!((first.status, first.json()["id"].clone()), (200, json!(id)));
    assert!(first.header("cache-control").starts_with("public"));
    let text = first.text();
    for private in ["inspector", "handler", "case_id", "经办", "created_by"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    let asked = nobody
        .request(Method::GET, latest)
        .header("If-None-Match", first.header("etag"));
    let second = harness::raw::sent(asked).await;
    assert_eq!((second.status, second.body.len()), (304, 0));
    assert_eq!(second.header("etag"), first.header("etag"));
    nobody
        .get("/api/v1/public/rankings/latest?board=street")
        .await
        .refused(Code::NotFound);
    nobody
        .get(&format!("/api/v1/rankings/{id}"))
        .await
        .refused(Code::Unauthenticated);
    nobody
        .get(&format!("/api/v1/rankings/{id}.csv"))
        .await
        .refused(Code::Unauthenticated);
}

#[tokio::test]
async fn what_cannot_be_built_or_signed_is_refused_by_its_reason() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let (leader, admin) = (city.person(LEADER).await, city.person(ADMIN).await);
    let path = |id: Uuid| format!("/api/v1/rankings/{id}");
    let new = || path(Uuid::now_v7());
    let week = json!({"board": "department", "period": WEEK});
    lin.raw.put(&new(), &week).await.refused(Code::Forbidden);
    for period in ["2026-W60", "上周", "", "2026-3"] {
        let body = json!({"board": "department", "period": period});
        admin
            .raw
            .put(&new(), &body)
            .await
            .refused_at(Code::PeriodUnknown, &["/period"]);
    }
    let body = json!({"board": "district", "period": WEEK});
    admin
        .raw
        .put(&new(), &body)
        .await
        .refused_at(Code::InvalidField, &["/board"]);
    let body = json!({"board": "department", "period": WEEK, "k_red": 9});
    admin
        .raw
        .put(&new(), &body)
        .await
        .refused(Code::InvalidField);
    let body = json!({"board": "department", "period": "2026-W30"});
    admin
        .raw
        .put(&new(), &body)
        .await
        .refused(Code::PeriodNotOver);
    admin
        .raw
        .put("/api/v1/rankings/seven", &week)
        .await
        .refused_at(Code::InvalidField, &["/id"]);
    admin
        .raw
        .get("/api/v1/rankings/seven")
        .await
        .refused(Code::NotFound);
    admin
        .raw
        .get("/api/v1/rankings?board=department&period=W10")
        .await
        .refused_at(Code::PeriodUnknown, &["?period"]);

    let id = builds(&dispatcher).await.id.expect("an id");
    let review = format!("{}/review", path(id));
    dispatcher
        .raw
        .post(&review, &json!({}))
        .await
        .refused(Code::Forbidden);
    leader
        .raw
        .post(&review, &json!({}))
        .await
        .refused(Code::PeriodNotOver);
    leader
        .raw
        .post(&format!("{}/publish", path(id)), &json!({}))
        .await
        .refused(Code::RankingState);
    let stale = leader
        .raw
        .post(&review, &json!({"expected_version": 9}))
        .await;
    assert_eq!(
        stale.refused(Code::VersionConflict).current_version,
        Some(1)
    );
    let street = json!({"board": "street", "period": WEEK});
    admin
        .raw
        .put(&path(id), &street)
        .await
        .refused(Code::IdConflict);
}

#[tokio::test]
async fn two_at_once_make_one_draft_and_one_issue() {
    let city = TestCity::at(MONDAY).await;
    a_week(&city).await;
    let (leader, admin) = (city.person(LEADER).await, city.person(ADMIN).await);
    let (id, other) = (Uuid::now_v7(), Uuid::now_v7());
    let body = json!({"board": "department", "period": WEEK});
    let path = format!("/api/v1/rankings/{id}");
    let (one, two) = join(leader.raw.put(&path, &body), admin.raw.put(&path, &body)).await;
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201], "{} {}", one.text(), two.text());
    assert_eq!(one.json()["hash"], two.json()["hash"]);

    leader
        .client
        .build_ranking(other, &of_week(Board::Department))
        .await
        .expect("a rival");
    let sign_off = SignOffRequest::default();
    for id in [id, other] {
        leader
            .client
            .review_ranking(id, &sign_off)
            .await
            .expect("reviewed");
    }
    let publish = |id: Uuid| format!("/api/v1/rankings/{id}/publish");
    let (urls, empty) = ([publish(id), publish(other)], json!({}));
    let (one, two) = join(
        leader.raw.post(&urls[0], &empty),
        admin.raw.post(&urls[1], &empty),
    )
    .await;
    let refused = match (one.status, two.status) {
        (200, _) => two,
        _ => one,
    };
    refused.refused(Code::RankingExists);
}

#[tokio::test]
async fn a_list_built_while_everybody_works_is_what_the_events_say() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let mut cases = vec![];
    for number in 0..6 {
        cases.push(
            lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(number)))
                .await,
        );
    }
    city.time_passes(hours(1));
    let working = cases.iter().map(|case| async {
        let mut case = case.clone();
        for _ in 0..5 {
            case = lin.comments(&case, "仍在").await;
        }
    });
    let building = async {
        let mut ids = vec![];
        for _ in 0..6 {
            ids.push(builds(&dispatcher).await.id.expect("an id"));
        }
        ids
    };
    let (_, ids) = join(join_all(working), building).await;
    for id in ids {
        assert_eq!(differences(&city, id).await, Vec::<String>::new());
    }
}
