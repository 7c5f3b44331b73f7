//! `/zones…` and `/coverage`: the map, what a place would meet, and the holes in the routing table.

use app::action::city::import::Kind;
use domain::position::{Crs, from_wgs84};
use harness::TestCity;
use harness::answer::refused;
use harness::people::{DISPATCHER, LEADER, LIN};
use harness::place::{JIEFANG_ROAD, MARKET, outside_by, raw};
use harness::raw::sent;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use mobile_api::page::PageQuery;
use mobile_api::position::Crs as WireCrs;
use mobile_api::route::{LocateQuery, Match};
use mobile_api::time::Time;
use mobile_api::zone::{CoverageFault, CoverageGap, ZoneQuery};
use reqwest::Method;
use serde_json::Value;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn the_map_is_the_one_that_was_imported() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let map = lin.client.zones(&ZoneQuery::default()).await.unwrap();
    let fixture: Value = serde_json::from_str(&fixtures::files::zones_geojson()).unwrap();
    let drawn = fixture["features"].as_array().unwrap();
    assert_eq!(map.features.len(), drawn.len());
    let jiefang = map
        .features
        .iter()
        .find(|zone| zone.properties.code == "jiefang-east")
        .unwrap();
    assert_eq!(jiefang.properties.name, "解放路东段");
    assert_eq!(jiefang.properties.unit.code, "wenming");
    assert_eq!(jiefang.properties.street.code, "wangchuan-songlin");
    assert_eq!(
        (jiefang.properties.version, jiefang.properties.valid_to),
        (1, None)
    );
    let as_drawn = drawn
        .iter()
        .find(|zone| zone["properties"]["code"] == "jiefang-east")
        .unwrap();
    let shown = serde_json::to_value(&jiefang.geometry).unwrap();
    assert_eq!(shown["coordinates"], as_drawn["geometry"]["coordinates"]);
}

#[tokio::test]
async fn a_box_of_the_map_has_what_lies_in_it() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let at = JIEFANG_ROAD.point();
    let around = |d: f64| ZoneQuery {
        bbox: Some(format!(
            "{},{},{},{}",
            at.lon - d,
            at.lat - d,
            at.lon + d,
            at.lat + d
        )),
    };
    let spot = lin.client.zones(&around(0.000_001)).await.unwrap();
    let codes: Vec<&str> = spot
        .features
        .iter()
        .map(|zone| zone.properties.code.as_str())
        .collect();
    assert!(
        codes.contains(&"jiefang-east") && codes.len() < 5,
        "{codes:?}"
    );
    let all = lin
        .client
        .zones(&ZoneQuery::default())
        .await
        .unwrap()
        .features
        .len();
    assert_eq!(
        lin.client.zones(&around(1.0)).await.unwrap().features.len(),
        all
    );
    let nothing = lin.raw.get("/api/v1/zones?bbox=0,0,1,1").await.json();
    assert_eq!(nothing["features"], serde_json::json!([]));
    lin.raw
        .get("/api/v1/zones?bbox=1,2,3")
        .await
        .refused_at(Code::InvalidParameter, &["?bbox"]);
}

#[tokio::test]
async fn a_map_that_has_not_changed_does_not_travel_again() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let first = lin.raw.get("/api/v1/zones").await;
    assert_eq!(first.header("content-type"), "application/geo+json");
    let asking = |tag: &str| {
        let request = lin.raw.request(Method::GET, "/api/v1/zones");
        sent(request.header("If-None-Match", tag.to_owned()))
    };
    let tag = first.header("etag").to_owned();
    let again = asking(&tag).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let renamed = fixtures::files::zones_geojson().replacen("解放路东段", "解放路东段改", 1);
    city.imports(Kind::Zones, renamed).await;
    let changed = asking(&tag).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), tag);
    assert!(changed.text().contains("解放路东段改"));
}

#[tokio::test]
async fn locating_says_what_a_report_would_meet_and_creates_nothing() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    for place in [
        JIEFANG_ROAD.point(),
        MARKET.point(),
        outside_by(20.0),
        outside_by(300.0),
    ] {
        let before = city.holdings().await;
        let here = asking(place.lon, place.lat, WireCrs::Wgs84);
        let located = lin.client.locate(&here).await.unwrap();
        let shifted = from_wgs84(place, Crs::Bd09);
        let shifted = asking(shifted.lon, shifted.lat, WireCrs::Bd09);
        let same = lin.client.locate(&shifted).await.unwrap();
        assert_eq!(
            (&same.zone, &same.department),
            (&located.zone, &located.department)
        );
        assert_eq!(city.holdings().await, before);

        let sighting = illegal_ad().from(raw(place, Crs::Wgs84)).showing(&[photo]);
        let case = lin.reports(sighting).await;
        assert_eq!(
            (located.zone, located.department),
            (case.zone, case.department)
        );
        assert_eq!(located.route, case.route);
        let minute = |at: Option<Time>| at.map(|at| at.0 / 60_000_000);
        assert_eq!(minute(located.deadline_at), minute(case.deadline_at));
    }
}

#[tokio::test]
async fn a_place_without_a_category_finds_its_zone_alone() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let at = JIEFANG_ROAD.point();
    let query = LocateQuery {
        category: None,
        ..asking(at.lon, at.lat, WireCrs::Wgs84)
    };
    let located = lin.client.locate(&query).await.unwrap();
    assert_eq!(located.zone.unwrap().code, "jiefang-east");
    assert_eq!(
        (located.department, located.deadline_at, located.limit),
        (None, None, None)
    );
    assert_eq!(located.route.r#match, Match::Inside);
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused_by_parameter() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for (query, code, at) in [
        (
            "lon=181&lat=34.5&crs=wgs84",
            Code::PositionOutOfRange,
            "?lon",
        ),
        (
            "lon=105&lat=-91&crs=wgs84",
            Code::PositionOutOfRange,
            "?lat",
        ),
        ("lon=105.7&lat=34.5&crs=mars", Code::CrsUnknown, "?crs"),
        ("lat=34.5&crs=wgs84", Code::InvalidParameter, "?lon"),
        ("lon=x&lat=34.5&crs=wgs84", Code::InvalidParameter, "?lon"),
        (
            "lon=105.7&lat=34.5&crs=wgs84&category=99-99",
            Code::CategoryUnknown,
            "?category",
        ),
    ] {
        let answer = lin.raw.get(&format!("/api/v1/zones/locate?{query}")).await;
        answer.refused_at(code, &[at]);
    }
}

#[tokio::test]
async fn coverage_names_every_cell_that_nobody_or_several_answer_for() {
    let city = TestCity::at(MONDAY).await;
    let leader = city.person(LEADER).await;
    assert!(
        gaps(&leader.client).await.is_empty(),
        "the fixture city has an owner for everything"
    );
    let zones = leader
        .client
        .zones(&ZoneQuery::default())
        .await
        .unwrap()
        .features;

    let rules = fixtures::files::routes_csv();
    let without_parks: Vec<&str> = rules
        .lines()
        .filter(|line| !line.contains(",01-06,,,,,yuanlin"))
        .collect();
    let twice = without_parks.join("\n")
        + "\n901,GBT30428-2013-event,02-01,wangchuan,,,,huanwei,0\
        \n902,GBT30428-2013-event,02-01,wangchuan,,,,shizheng,0\n";
    city.imports(Kind::Routes, twice).await;
    let gaps = gaps(&leader.client).await;
    let unowned = gaps
        .iter()
        .filter(|gap| gap.fault == CoverageFault::Unowned);
    assert_eq!(
        unowned.clone().count(),
        zones.len(),
        "green places everywhere"
    );
    assert!(
        unowned
            .clone()
            .all(|gap| gap.category.code == "01-06" && gap.departments.is_empty())
    );
    let ambiguous: Vec<_> = gaps
        .iter()
        .filter(|gap| gap.fault == CoverageFault::Ambiguous)
        .collect();
    let in_wangchuan = zones
        .iter()
        .filter(|zone| zone.properties.district.code == "wangchuan")
        .count();
    assert_eq!(ambiguous.len(), in_wangchuan);
    for gap in ambiguous {
        let mut departments: Vec<&str> = gap
            .departments
            .iter()
            .map(|unit| unit.code.as_str())
            .collect();
        departments.sort_unstable();
        assert_eq!(departments, ["huanwei", "shizheng"]);
    }
    refused(
        city.client(LIN).await.coverage(&PageQuery::default()).await,
        Code::Forbidden,
    );
    city.client(DISPATCHER)
        .await
        .coverage(&PageQuery::default())
        .await
        .unwrap();
}

fn asking(lon: f64, lat: f64, crs: WireCrs) -> LocateQuery {
    LocateQuery {
        lon,
        lat,
        crs,
        accuracy_m: Some(5.0),
        source: None,
        category: Some("GBT30428-2013-event:02-01".into()),
    }
}

/// Page by page.
async fn gaps(client: &mobile_api::client::Client) -> Vec<CoverageGap> {
    let mut found = vec![];
    let mut query = PageQuery {
        limit: Some(100),
        cursor: None,
    };
    loop {
        let page = client.coverage(&query).await.unwrap();
        found.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return found,
        }
    }
}
