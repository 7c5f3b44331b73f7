//! What is wrong with a visit is said precisely, where it is wrong, and leaves nothing behind.

use domain::time::hours;
use harness::TestCity;
use harness::people::LIN;
use harness::place::JIEFANG_ROAD;
use mobile_api::error::Code;
use mobile_api::time::Time;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{MONDAY, later, phone_time, visit};

#[tokio::test]
async fn a_visit_is_refused_where_it_is_wrong_and_leaves_nothing_behind() {
    use Code::{
        CampaignUnknown, CrsUnknown, InvalidField, PositionOutOfRange, TimeOutOfRange, ZoneUnknown,
    };
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let now = city.now();
    let began = later(now, -60);
    let good = json!(visit(&lin, JIEFANG_ROAD, began).await);
    let at = phone_time(began);
    let track = |points: Value| json!({"track": points, "crs": "wgs84"});
    let points = |count: usize| json!(vec![json!([105.72, 34.58, at]); count]);
    let before = city.holdings().await;
    for (change, code, pointer) in [
        (json!({"zone_id": "x"}), InvalidField, "/zone_id"),
        (json!({"zone_id": null}), InvalidField, "/zone_id"),
        (json!({"zone_id": Uuid::now_v7()}), ZoneUnknown, "/zone_id"),
        (json!({"mode": "stroll"}), InvalidField, "/mode"),
        (json!({"weather": "fine"}), InvalidField, "/weather"),
        (
            json!({"campaign_id": Uuid::now_v7()}),
            CampaignUnknown,
            "/campaign_id",
        ),
        (
            json!({"started_at": "yesterday"}),
            InvalidField,
            "/started_at",
        ),
        (
            json!({"started_at": later(now, 6)}),
            TimeOutOfRange,
            "/started_at",
        ),
        (
            json!({"started_at": Time(now.0 - hours(366 * 24).0)}),
            TimeOutOfRange,
            "/started_at",
        ),
        (
            json!({"ended_at": later(began, -1)}),
            TimeOutOfRange,
            "/ended_at",
        ),
        (
            json!({"ended_at": later(now, 6)}),
            TimeOutOfRange,
            "/ended_at",
        ),
        (
            json!({"started_at": later(now, -24 * 60 - 1), "ended_at": now}),
            TimeOutOfRange,
            "/ended_at",
        ),
        (track(json!([[105.72, 34.58]])), InvalidField, "/track/0"),
        (
            track(json!([[105.72, 34.58, "noon"]])),
            InvalidField,
            "/track/0/2",
        ),
        (
            track(json!([[105.72, 34.58, at], [105.72, 34.58, at - 2.0]])),
            TimeOutOfRange,
            "/track/1/2",
        ),
        (
            track(json!([[105.72, 34.58, phone_time(later(now, 6))]])),
            TimeOutOfRange,
            "/track/0/2",
        ),
        (
            track(json!([[105.72, 34.58, 1e300]])),
            TimeOutOfRange,
            "/track/0/2",
        ),
        (
            track(json!([[34.58, 105.72, at]])),
            PositionOutOfRange,
            "/track/0",
        ),
        (
            track(json!([[181.0, 34.58, at]])),
            PositionOutOfRange,
            "/track/0/0",
        ),
        (
            track(json!([[105.72, 91.0, at]])),
            PositionOutOfRange,
            "/track/0/1",
        ),
        (track(points(5_001)), InvalidField, "/track"),
        (
            json!({"track": points(1), "crs": "mars"}),
            CrsUnknown,
            "/crs",
        ),
    ] {
        let mut body = good.clone();
        let fields = change.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let path = format!("/api/v1/visits/{}", Uuid::now_v7());
        let answer = lin.raw.put(&path, &body).await;
        answer.refused_at(code, &[pointer]);
    }
    let unnamed = lin.raw.put("/api/v1/visits/today", &good).await;
    unnamed.refused_at(InvalidField, &["/id"]);
    let endless = json!({"track": vec![json!([105.72, 34.58, at]); 60_000], "crs": "wgs84"});
    let path = format!("/api/v1/visits/{}", Uuid::now_v7());
    lin.raw
        .put(&path, &endless)
        .await
        .refused(Code::PayloadTooLarge);
    assert_eq!(city.holdings().await, before);

    // As much as there may be, with all its digits.
    let mut most = good.clone();
    most["track"] = json!(vec![
        json!([
            105.720_123_456_789_01,
            34.580_123_456_789_01,
            at
        ]);
        5_000
    ]);
    most["crs"] = json!("gcj02");
    let told = lin.raw.put(&path, &most).await;
    assert_eq!(told.status, 201, "{}", told.text());
    assert_eq!(told.json()["track_points"], 5_000);
}
