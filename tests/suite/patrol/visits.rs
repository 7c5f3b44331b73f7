//! A visit is told when it begins and when it ends, once however often; a clean street counts; everybody sees their own.

use harness::TestCity;
use harness::answer::refused;
use harness::people::{ADMIN, CHENGGUAN, DISPATCHER, LEADER, LIN, SUN, WANGCHUAN_DISPATCHER, Who};
use harness::place::{JIEFANG_ROAD, MARKET, RENMIN_ROAD};
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use mobile_api::position::Crs;
use mobile_api::visit::{Visit, VisitPermission, VisitQuery};
use serde_json::json;
use uuid::Uuid;

use super::{MONDAY, ended, later, phone_time, visit, walked};

#[tokio::test]
async fn a_visit_is_told_twice_and_counts_what_was_found_meanwhile() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    city.time_passes(harness::minutes(2));
    let (id, began) = (Uuid::now_v7(), city.now());
    let body = visit(&lin, JIEFANG_ROAD, began).await;
    let begun = lin.raw.put(&path(id), &json!(body)).await;
    assert_eq!(begun.status, 201, "{}", begun.text());

    city.time_passes(harness::minutes(2));
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(2))).await;
    lin.reports(illegal_ad().at(MARKET)).await;
    sun.reports(illegal_ad().at(JIEFANG_ROAD.spot(3))).await;
    city.time_passes(harness::minutes(2));
    let under_way = lin.client.visit(id).await.unwrap();
    assert_eq!((under_way.findings, under_way.ended_at), (2, None));
    assert_eq!(
        under_way.permissions,
        [VisitPermission::End, VisitPermission::ViewTrack]
    );
    assert_eq!(under_way.zone.code, JIEFANG_ROAD.zone);
    assert_eq!(under_way.inspector.id, Some(lin.me.id));

    let end = ended(&body, city.now());
    for _ in 0..2 {
        let told = lin.raw.put(&path(id), &json!(end)).await;
        assert_eq!(told.status, 200, "{}", told.text());
    }
    city.time_passes(harness::minutes(2));
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(4))).await;
    let over = lin.client.visit(id).await.unwrap();
    assert_eq!((over.findings, over.ended_at), (2, end.ended_at));
    assert_eq!(over.permissions, [VisitPermission::ViewTrack]);
}

#[tokio::test]
async fn a_clean_street_was_visited_all_the_same() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let began = later(city.now(), -60);
    let body = ended(&visit(&lin, MARKET, began).await, city.now());
    let told = lin.client.put_visit(Uuid::now_v7(), &body).await.unwrap();
    assert_eq!((told.findings, told.track_points, told.track), (0, 0, None));
    let listed = lin.client.visits(&VisitQuery::default()).await.unwrap();
    assert_eq!(listed.items.len(), 1);
}

#[tokio::test]
async fn what_was_told_stays_what_it_was() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (id, now) = (Uuid::now_v7(), city.now());
    let began = later(now, -60);
    let body = visit(&lin, JIEFANG_ROAD, began).await;
    lin.client.put_visit(id, &body).await.unwrap();
    // Another visit under its id, or somebody else's.
    let mut elsewhere = body.clone();
    elsewhere.zone_id = super::zone_id(&lin, MARKET.zone).await;
    let mut earlier = body.clone();
    earlier.started_at = later(began, -1);
    for other in [&elsewhere, &earlier] {
        refused(lin.client.put_visit(id, other).await, Code::IdConflict);
    }
    let theirs = ended(&body, now);
    refused(sun.client.put_visit(id, &theirs).await, Code::IdConflict);
    lin.client.put_visit(id, &ended(&body, now)).await.unwrap();
    // Over is over; but a beginning whose answer was lost may be told again after its end.
    let more = walked(&body, vec![[105.72, 34.58, phone_time(began)]], Crs::Wgs84);
    for again in [more, ended(&body, later(now, -5))] {
        refused(lin.client.put_visit(id, &again).await, Code::IdConflict);
    }
    let path = format!("/api/v1/visits/{id}");
    let again = lin.raw.put(&path, &json!(body)).await;
    assert_eq!(again.status, 200, "{}", again.text());
    refused(sun.client.put_visit(id, &body).await, Code::IdConflict);
    let kept = lin.client.visit(id).await.unwrap();
    assert_eq!((kept.started_at, kept.ended_at), (began, Some(now)));
}

#[tokio::test]
async fn a_visit_told_many_times_at_once_is_one() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (id, now) = (Uuid::now_v7(), city.now());
    let body = ended(&visit(&lin, JIEFANG_ROAD, later(now, -60)).await, now);
    let crowd = (0..8).map(|_| lin.client.put_visit(id, &body));
    for told in futures_util::future::join_all(crowd).await {
        assert_eq!(told.unwrap().id, id);
    }
    assert_eq!(city.holdings().await["visits"], 1);
}

#[tokio::test]
async fn inspectors_see_their_own_visits_and_the_desk_those_of_its_part_of_the_city() {
    let city = TestCity::at(MONDAY).await;
    let now = city.now();
    let mut told = vec![];
    for (who, place, minutes) in [
        (LIN, JIEFANG_ROAD, -50),
        (LIN, RENMIN_ROAD, -40),
        (SUN, JIEFANG_ROAD, -30),
        (LEADER, RENMIN_ROAD, -20),
    ] {
        let person = city.person(who).await;
        let body = ended(&visit(&person, place, later(now, minutes)).await, now);
        let id = Uuid::now_v7();
        person.client.put_visit(id, &body).await.unwrap();
        told.push(id);
    }
    // By what was told: numbers of visits, the latest first.
    let seen = async |who: Who, query: &VisitQuery| {
        let page = city.client(who).await.visits(query).await.unwrap();
        let number = |visit: &Visit| told.iter().position(|id| *id == visit.id).unwrap();
        page.items.iter().map(number).collect::<Vec<_>>()
    };
    let all = VisitQuery::default();
    assert_eq!(seen(LIN, &all).await, [1, 0]);
    assert_eq!(seen(SUN, &all).await, [2]);
    assert_eq!(seen(CHENGGUAN, &all).await, Vec::<usize>::new());
    for who in [DISPATCHER, LEADER, ADMIN] {
        assert_eq!(seen(who, &all).await, [3, 2, 1, 0]);
    }
    // 解放路 lies in 望川区, 人民路 does not.
    assert_eq!(seen(WANGCHUAN_DISPATCHER, &all).await, [2, 0]);
    let lin = city.person(LIN).await.me.id;
    let of_lin = VisitQuery {
        inspector: Some(lin),
        ..all.clone()
    };
    assert_eq!(seen(DISPATCHER, &of_lin).await, [1, 0]);
    assert_eq!(seen(SUN, &of_lin).await, Vec::<usize>::new());
    let on_jiefang = VisitQuery {
        zone: Some(JIEFANG_ROAD.zone.into()),
        ..all.clone()
    };
    assert_eq!(seen(DISPATCHER, &on_jiefang).await, [2, 0]);
    let in_between = VisitQuery {
        from: Some(later(now, -40)),
        to: Some(later(now, -20)),
        ..all.clone()
    };
    assert_eq!(seen(DISPATCHER, &in_between).await, [2, 1]);
    // One that is not seen is not there.
    let sun = city.client(SUN).await;
    refused(sun.visit(told[0]).await, Code::NotFound);
    let wangchuan = city.client(WANGCHUAN_DISPATCHER).await;
    refused(wangchuan.visit(told[1]).await, Code::NotFound);
}

#[tokio::test]
async fn pages_of_visits_fit_together() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let now = city.now();
    let began = visit(&lin, JIEFANG_ROAD, later(now, -60)).await;
    for minute in 0..7 {
        let mut body = ended(&began, now);
        // Pairs begin at the same moment.
        body.started_at = later(now, -60 + minute / 2);
        lin.client.put_visit(Uuid::now_v7(), &body).await.unwrap();
    }
    let (mut read, mut cursor) = (vec![], None);
    loop {
        let query = VisitQuery {
            limit: Some(2),
            cursor,
            ..VisitQuery::default()
        };
        let page = lin.client.visits(&query).await.unwrap();
        read.extend(
            page.items
                .into_iter()
                .map(|visit| (visit.started_at, visit.id)),
        );
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let mut sorted = read.clone();
    sorted.sort_by_key(|key| std::cmp::Reverse((key.0.0, key.1)));
    sorted.dedup();
    assert_eq!((read.len(), &read), (7, &sorted));
    let strange = lin.raw.get("/api/v1/visits?cursor=abc").await;
    strange.refused_at(Code::CursorInvalid, &["?cursor"]);
    let nowhere = lin.raw.get("/api/v1/visits?zone=nowhere").await;
    nowhere.refused_at(Code::ZoneUnknown, &["?zone"]);
}

fn path(id: Uuid) -> String {
    format!("/api/v1/visits/{id}")
}
