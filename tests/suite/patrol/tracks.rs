//! The way that was walked: kept as it was sent, shown in WGS-84 to the few who may see it, and gone after its time.

use domain::position::{Crs, distance_m};
use harness::TestCity;
use harness::people::{ADMIN, DISPATCHER, LEADER, LIN, WANGCHUAN_DISPATCHER};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::illegal_ad;
use mobile_api::position::Crs as WireCrs;
use mobile_api::visit::{VisitPermission, VisitQuery};
use serde_json::json;
use uuid::Uuid;

use super::{MONDAY, ended, later, phone_time, visit, walked};

#[tokio::test]
async fn a_track_grows_while_the_visit_lasts_and_is_told_in_wgs_84() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (id, now) = (Uuid::now_v7(), city.now());
    let began = later(now, -30);
    let body = visit(&lin, JIEFANG_ROAD, began).await;
    let step = |number: usize| {
        let sent = JIEFANG_ROAD.spot(number).position_in(Crs::Gcj02);
        let at = phone_time(later(began, number as i64));
        [sent.lon, sent.lat, at]
    };
    let first = walked(&body, vec![step(0)], WireCrs::Gcj02);
    let begun = lin.client.put_visit(id, &first).await.unwrap();
    assert_eq!(begun.track_points, 1);
    let whole = walked(
        &ended(&body, now),
        (0..3).map(step).collect(),
        WireCrs::Gcj02,
    );
    let told = lin.client.put_visit(id, &whole).await.unwrap();
    assert_eq!((told.track_points, told.crs), (3, WireCrs::Wgs84));
    for (number, [lon, lat, at]) in told.track.unwrap().into_iter().enumerate() {
        let there = domain::position::Point { lon, lat };
        let off = distance_m(there, JIEFANG_ROAD.spot(number).point());
        assert!(off < 0.02, "{off} m off");
        assert_eq!(at, phone_time(later(began, number as i64)));
    }
    let listed = lin.client.visits(&VisitQuery::default()).await.unwrap();
    assert_eq!(
        (listed.items[0].track_points, &listed.items[0].track),
        (3, &None)
    );
}

#[tokio::test]
async fn a_track_and_a_report_that_name_no_system_mean_wgs_84() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (now, at) = (city.now(), JIEFANG_ROAD.point());
    let began = later(now, -30);
    let body = walked(
        &visit(&lin, JIEFANG_ROAD, began).await,
        vec![[at.lon, at.lat, phone_time(began)]],
        WireCrs::Wgs84,
    );
    let mut unnamed = json!(body);
    unnamed.as_object_mut().unwrap().remove("crs").unwrap();
    let id = Uuid::now_v7();
    let path = format!("/api/v1/visits/{id}");
    let told = lin.raw.put(&path, &unnamed).await;
    assert_eq!(told.status, 201, "{}", told.text());
    let track = lin.client.visit(id).await.unwrap().track.unwrap();
    assert!((track[0][0] - at.lon).abs() < 1e-6 && (track[0][1] - at.lat).abs() < 1e-6);

    let mut report = json!(lin.report_of(illegal_ad().at(JIEFANG_ROAD)).await);
    let position = report["position"].as_object_mut().unwrap();
    position.remove("crs").unwrap();
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let made = lin.raw.put(&path, &report).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["position"]["raw"]["crs"], "wgs84");
}

#[tokio::test]
async fn a_visit_that_is_ended_without_a_track_keeps_the_one_it_has() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (id, now) = (Uuid::now_v7(), city.now());
    let began = later(now, -30);
    let body = visit(&lin, JIEFANG_ROAD, began).await;
    let at = JIEFANG_ROAD.point();
    let point = [at.lon, at.lat, phone_time(began)];
    let first = walked(&body, vec![point], WireCrs::Wgs84);
    lin.client.put_visit(id, &first).await.unwrap();
    let told = lin.client.put_visit(id, &ended(&body, now)).await.unwrap();
    assert_eq!(told.track_points, 1);
    assert_eq!(told.track.map(|track| track.len()), Some(1));
}

#[tokio::test]
async fn only_the_walker_and_those_who_send_people_out_see_the_way() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let now = city.now();
    let tell = async |place: harness::place::Place| {
        let id = Uuid::now_v7();
        let began = later(now, -30);
        let at = place.point();
        let point = [at.lon, at.lat, phone_time(began)];
        let body = ended(&visit(&lin, place, began).await, now);
        let told = walked(&body, vec![point], WireCrs::Wgs84);
        lin.client.put_visit(id, &told).await.unwrap();
        id
    };
    let (jiefang, renmin) = (tell(JIEFANG_ROAD).await, tell(RENMIN_ROAD).await);
    for (who, sees) in [
        (LIN, true),
        (DISPATCHER, true),
        (WANGCHUAN_DISPATCHER, true),
        (LEADER, true),
        (ADMIN, false),
    ] {
        let visit = city.client(who).await.visit(jiefang).await.unwrap();
        assert_eq!(visit.track.is_some(), sees, "{who:?}");
        let may = visit.permissions.contains(&VisitPermission::ViewTrack);
        assert_eq!(may, sees, "{who:?}");
        assert_eq!(visit.track_points, 1);
    }
    let elsewhere = city.signed_in(WANGCHUAN_DISPATCHER).await;
    let answer = elsewhere.get(&format!("/api/v1/visits/{renmin}")).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_track_is_gone_after_its_time_and_the_visit_stays() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (id, now) = (Uuid::now_v7(), city.now());
    let began = later(now, -30);
    let at = JIEFANG_ROAD.point();
    let point = [at.lon, at.lat, phone_time(began)];
    let body = ended(&visit(&lin, JIEFANG_ROAD, began).await, now);
    let told = walked(&body, vec![point], WireCrs::Wgs84);
    lin.client.put_visit(id, &told).await.unwrap();
    city.advance(harness::days(29)).await;
    let lin = city.person(LIN).await;
    assert!(lin.client.visit(id).await.unwrap().track.is_some());
    city.advance(harness::days(2)).await;
    let lin = city.person(LIN).await;
    let kept = lin.client.visit(id).await.unwrap();
    assert_eq!((kept.track, kept.track_points), (None, 0));
    assert_eq!(kept.ended_at, Some(now));
    assert_eq!(city.holdings().await["visit_tracks"], 0);
    // A phone that never heard the answer is still answered, and brings nothing back.
    let again = lin.client.put_visit(id, &told).await.unwrap();
    assert_eq!(again.track, None);
    assert_eq!(city.holdings().await["visit_tracks"], 0);
}
