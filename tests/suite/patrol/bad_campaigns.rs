//! What is wrong with a campaign is said precisely, where it is wrong, and leaves nothing behind.

use domain::time::days;
use harness::TestCity;
use harness::people::DISPATCHER;
use mobile_api::error::Code;
use mobile_api::time::Time;
use serde_json::json;
use uuid::Uuid;

use super::{MONDAY, campaign};

#[tokio::test]
async fn a_campaign_is_refused_where_it_is_wrong_and_leaves_nothing_behind() {
    use Code::{CategoryUnknown, InvalidField, TimeOutOfRange, UnitUnknown, ZoneUnknown};
    let city = TestCity::at(MONDAY).await;
    let desk = city.person(DISPATCHER).await;
    let now = city.now();
    let good = json!(campaign(now, Time(now.0 + days(7).0)));
    let ad = json!({"scheme": harness::sighting::EVENTS, "code": "02-01"});
    let unknown = json!({"scheme": harness::sighting::EVENTS, "code": "99-99"});
    let before = city.holdings().await;
    for (change, code, pointer) in [
        (json!({"name": " "}), InvalidField, "/name"),
        (json!({"name": "整".repeat(101)}), InvalidField, "/name"),
        (json!({"colour": "red"}), InvalidField, "/colour"),
        (json!({"categories": []}), InvalidField, "/categories"),
        (
            json!({"categories": ["02-01"]}),
            InvalidField,
            "/categories/0",
        ),
        (
            json!({"categories": [ad, unknown]}),
            CategoryUnknown,
            "/categories/1",
        ),
        (
            json!({"categories": [ad, ad]}),
            InvalidField,
            "/categories/1",
        ),
        (
            json!({"zones": ["jiefang-east", "nowhere"]}),
            ZoneUnknown,
            "/zones/1",
        ),
        (
            json!({"zones": ["market-1", "market-1"]}),
            InvalidField,
            "/zones/1",
        ),
        (
            json!({"districts": ["nowhere"]}),
            UnitUnknown,
            "/districts/0",
        ),
        (
            json!({"districts": ["chengguan"]}),
            UnitUnknown,
            "/districts/0",
        ),
        (
            json!({"districts": ["wangchuan", "wangchuan"]}),
            InvalidField,
            "/districts/1",
        ),
        (json!({"from": "monday"}), InvalidField, "/from"),
        (json!({"to": now}), TimeOutOfRange, "/to"),
    ] {
        let mut body = good.clone();
        let fields = change.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let path = format!("/api/v1/campaigns/{}", Uuid::now_v7());
        desk.raw
            .put(&path, &body)
            .await
            .refused_at(code, &[pointer]);
    }
    let unnamed = desk.raw.put("/api/v1/campaigns/ads", &good).await;
    unnamed.refused_at(InvalidField, &["/id"]);
    assert_eq!(city.holdings().await, before);
    let nothing = format!("/api/v1/campaigns/{}", Uuid::now_v7());
    assert_eq!(desk.raw.get(&nothing).await.status, 404);
}
