//! "Is it this one?": open cases of a category around a place.

use domain::position::{Crs, EARTH_RADIUS_M, Point, from_wgs84};
use harness::TestCity;
use harness::answer::refused_at;
use harness::people::{CHENGGUAN, DISPATCHER, GULOU, LIN};
use harness::place::{JIEFANG_ROAD, raw};
use harness::sighting::{illegal_ad, rubbish};
use mobile_api::case::{NearbyCase, NearbyQuery};
use mobile_api::error::Code;
use mobile_api::position::Crs as WireCrs;

use super::MONDAY;

#[tokio::test]
async fn open_cases_of_the_category_come_nearest_first_with_their_pictures() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let here = JIEFANG_ROAD.point();
    let at = |metres: f64| raw(north_of(here, metres), Crs::Wgs84);
    let far = lin.reports(illegal_ad().from(at(45.0))).await;
    let near = lin.reports(illegal_ad().from(at(10.0))).await;
    lin.reports(illegal_ad().from(at(55.0))).await;
    lin.reports(rubbish().from(at(1.0))).await;
    let voided = lin.reports(illegal_ad().from(at(2.0))).await;
    dispatcher.voids(&voided).await;

    let found = around(&lin.client, here, WireCrs::Wgs84).await;
    let ids: Vec<_> = found.iter().map(|case| case.id).collect();
    assert_eq!(ids, [near.id, far.id]);
    assert!(
        (found[0].distance_m - 10.0).abs() < 0.2,
        "{}",
        found[0].distance_m
    );
    assert!(
        (found[1].distance_m - 45.0).abs() < 0.2,
        "{}",
        found[1].distance_m
    );
    assert_eq!(
        found[0].photos.len(),
        1,
        "without a picture nobody can tell"
    );
    assert!(found[0].photos[0].urls.thumbnail.ends_with("/thumbnail"));

    let shifted = from_wgs84(here, Crs::Gcj02);
    let same = around(&lin.client, shifted, WireCrs::Gcj02).await;
    assert_eq!(same.iter().map(|case| case.id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn nobody_learns_of_cases_they_may_not_see() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let one = lin.reports(illegal_ad()).await;
    let here = JIEFANG_ROAD.point();
    assert_eq!(
        around(&city.client(CHENGGUAN).await, here, WireCrs::Wgs84).await[0].id,
        one.id
    );
    let stranger = city.person(GULOU).await;
    assert!(
        around(&stranger.client, here, WireCrs::Wgs84)
            .await
            .is_empty()
    );
    let own = stranger.reports(illegal_ad()).await;
    assert!(
        own.possible_duplicates.is_empty(),
        "nor by reporting beside them"
    );
}

#[tokio::test]
async fn a_place_that_cannot_be_is_refused() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for (lon, lat, at) in [(200.0, 34.0, "?/lon"), (105.0, 95.0, "?/lat")] {
        let query = NearbyQuery {
            lon,
            lat,
            crs: WireCrs::Wgs84,
            category: "02-01".into(),
        };
        let answer = lin.client.nearby_cases(&query).await;
        let pointer = at.replace('/', "");
        refused_at(answer, Code::PositionOutOfRange, &[&pointer]);
    }
    let unknown = lin
        .raw
        .get("/api/v1/cases/nearby?lon=105.72&lat=34.58&category=99-99")
        .await;
    unknown.refused_at(Code::CategoryUnknown, &["?category"]);
    let nothing = lin
        .raw
        .get("/api/v1/cases/nearby?lat=34.58&category=02-01")
        .await;
    nothing.refused_at(Code::InvalidParameter, &["?lon"]);
}

async fn around(client: &mobile_api::client::Client, at: Point, crs: WireCrs) -> Vec<NearbyCase> {
    let query = NearbyQuery {
        lon: at.lon,
        lat: at.lat,
        crs,
        category: "GBT30428-2013-event:02-01".into(),
    };
    client.nearby_cases(&query).await.unwrap().items
}

fn north_of(point: Point, metres: f64) -> Point {
    Point {
        lat: point.lat + (metres / EARTH_RADIUS_M).to_degrees(),
        ..point
    }
}
