//! U+0000 is a letter to JSON and to one of the two databases. It is refused in its place, on both alike.

use harness::TestCity;
use harness::people::{CHENGGUAN, LIN, PASSWORD};
use harness::sighting::illegal_ad;
use mobile_api::error::Code::{InvalidField, InvalidParameter};
use serde_json::json;
use uuid::Uuid;

use super::MONDAY;

#[tokio::test]
async fn a_text_that_cannot_be_kept_is_refused_wherever_it_comes_in() {
    let city = TestCity::at(MONDAY).await;
    let (lin, handler) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let before = city.holdings().await;

    for field in ["username", "password", "device_name"] {
        let mut body = json!({"username": LIN.0, "password": PASSWORD, "device_name": "手机"});
        body[field] = "a\0b".into();
        let refusal = city.raw().post("/api/v1/auth/login", &body).await;
        refusal.refused_at(InvalidField, &[&format!("/{field}")]);
    }
    let report = serde_json::to_value(lin.report_of(illegal_ad()).await).unwrap();
    for field in ["description", "address"] {
        let mut body = report.clone();
        body[field] = "墙面\0小广告".into();
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        let refusal = lin.raw.put(&path, &body).await;
        refusal.refused_at(InvalidField, &[&format!("/{field}")]);
    }
    for (action, field) in [("comment", "text"), ("request_extension", "reason")] {
        let mut body = json!({"expected_version": case.version});
        body[field] = "\0".into();
        if action == "request_extension" {
            body["hours"] = 2.into();
        }
        let path = format!("/api/v1/cases/{}/actions/{action}", case.id);
        let refusal = handler.raw.post(&path, &body).await;
        refusal.refused_at(InvalidField, &[&format!("/{field}")]);
    }
    for (path, name) in [
        ("/api/v1/cases?q=%00", "?q"),
        ("/api/v1/visits?zone=a%00", "?zone"),
    ] {
        lin.raw
            .get(path)
            .await
            .refused_at(InvalidParameter, &[name]);
    }
    let now = city.holdings().await;
    assert_eq!(
        (now["cases"], now["events"]),
        (before["cases"], before["events"])
    );
}
