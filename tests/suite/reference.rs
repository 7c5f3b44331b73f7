//! `/reference` and `/routing-rules` as a phone keeps them: the rules in force, and not sent again while they are the same.

use app::action::city::import::Kind;
use harness::TestCity;
use harness::people::{CHENGGUAN, LIN};
use harness::raw::sent;
use reqwest::Method;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn a_phone_is_told_the_rules_it_works_by_without_network() {
    let city = TestCity::at(MONDAY).await;
    let told = city
        .person(CHENGGUAN)
        .await
        .client
        .reference()
        .await
        .unwrap();
    assert_eq!(
        (told.near.least_m, told.near.most_m, told.near.duplicate_m),
        (30, 50, 50)
    );
    assert_eq!(
        (told.report.most_photos, told.report.longest_text),
        (9, 2_000)
    );
    assert_eq!(told.photo.max_bytes, city.app.config.photos.max_bytes);
    assert_eq!(
        (told.visit.longest_hours, told.visit.most_track_points),
        (24, 5_000)
    );
    assert_eq!(told.visit.track_days, 30);
    let shifts: Vec<(&str, &str)> = told
        .working_time
        .shifts
        .iter()
        .map(|shift| (shift.from.as_str(), shift.to.as_str()))
        .collect();
    assert_eq!(shifts, [("08:30", "12:00"), ("14:00", "17:30")]);
    assert_eq!(told.names.return_reasons.len(), 5);
    let pass = told
        .names
        .actions
        .iter()
        .find(|name| name.code == "verify_pass");
    assert_eq!(pass.unwrap().zh, "核查通过");
}

#[tokio::test]
async fn what_has_not_changed_does_not_travel_again() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for path in ["/api/v1/reference", "/api/v1/routing-rules"] {
        let first = lin.raw.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(first.status == 200 && !tag.is_empty(), "{path}");
        let request = lin.raw.request(Method::GET, path);
        let again = sent(request.header("If-None-Match", &tag)).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let before = lin.client.reference().await.unwrap();
    let tag = lin
        .raw
        .get("/api/v1/reference")
        .await
        .header("etag")
        .to_owned();
    let stricter =
        fixtures::files::rulebook_toml().replace("near_limit_m = 50", "near_limit_m = 40");
    assert_ne!(stricter, fixtures::files::rulebook_toml());
    city.imports(Kind::Rulebook, stricter).await;
    let request = lin.raw.request(Method::GET, "/api/v1/reference");
    let changed = sent(request.header("If-None-Match", &tag)).await;
    assert_eq!(changed.status, 200);
    let after = lin.client.reference().await.unwrap();
    assert_eq!(after.near.most_m, 40);
    assert!(after.version > before.version);
}
