//! The rules for browsers that every answer carries, whatever it answers, and who may read the metrics. That every route
//! of the document has them is asked in the sweep.

use harness::TestCity;
use harness::city::METRICS_TOKEN;
use harness::people::LIN;
use harness::raw::{Answer, sent};
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use reqwest::Method;
use serde_json::json;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[track_caller]
pub fn is_guarded(what: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    for name in ["referrer-policy", "permissions-policy", "cache-control"] {
        assert!(!answer.header(name).is_empty(), "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    let is_strict = policy.contains("default-src 'none'") || policy.contains("default-src 'self'");
    assert!(is_strict && !policy.contains("http"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-eval"), "{what}: {policy}");
    let scripts = policy.split(';').map(str::trim);
    let scripts =
        scripts.filter(|rule| rule.starts_with("script-src") || rule.starts_with("default-src"));
    for rule in scripts {
        assert!(!rule.contains("unsafe"), "{what}: {rule}");
    }
    let keeps = answer.header("cache-control");
    let is_api = what.contains("/api/v1/") && !what.contains("/public/");
    assert!(!is_api || !keeps.contains("public"), "{what}: {keeps}");
}

#[tokio::test]
async fn every_answer_is_guarded_also_those_no_route_gives() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let raw = &lin.raw;
    for path in [
        "/",
        "/m",
        "/m/",
        "/m/nothing.js",
        "/docs",
        "/docs/",
        "/docs/swagger-ui.css",
        "/docs/nothing",
        "/api/v1/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nothing",
        "/api/v1/nothing",
        "/api/v1/cases?limit=many",
        "/api/v1/cases/none",
        &format!("/api/v1/photos/{}/display", case.photos[0].sha256),
    ] {
        is_guarded(path, &raw.get(path).await);
        let method = Method::from_bytes(b"BREW").unwrap();
        for method in [Method::DELETE, Method::HEAD, Method::OPTIONS, method] {
            is_guarded(path, &sent(raw.request(method, path)).await);
        }
    }
    let too_much = raw.post_bytes(
        "/api/v1/auth/login",
        "application/json",
        vec![b' '; 300_000],
    );
    is_guarded("too large", &too_much.await);
    is_guarded("stranger", &city.raw().get("/api/v1/me").await);
}

#[tokio::test]
async fn what_is_somebodys_is_kept_by_nobody_else() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    for path in [
        "/me",
        "/cases",
        "/notices",
        "/visits",
        &format!("/cases/{}", case.id),
    ] {
        let answer = lin.raw.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    let photo = format!("/api/v1/photos/{}/display", case.photos[0].sha256);
    let photo = lin.raw.get(&photo).await;
    assert_eq!(
        photo.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    let zones = lin.raw.get("/api/v1/zones").await;
    assert_eq!(zones.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn only_where_https_ends_at_the_proxy_is_https_asked_for_ever() {
    let city = TestCity::with(MONDAY, |config| config.http.behind_proxy = true).await;
    let raw = city.raw();
    let asked = |scheme: &'static str| {
        let request = raw.request(Method::GET, "/m/");
        sent(request.header("X-Forwarded-Proto", scheme))
    };
    let name = "strict-transport-security";
    assert_eq!(asked("https").await.header(name), "max-age=31536000");
    assert_eq!(asked("http").await.header(name), "");
    let open = TestCity::at(MONDAY).await;
    let request = open
        .raw()
        .request(Method::GET, "/m/")
        .header("X-Forwarded-Proto", "https");
    assert_eq!(
        sent(request).await.header(name),
        "",
        "anybody may send that"
    );
}

#[tokio::test]
async fn the_metrics_are_for_who_has_their_token() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.signed_in(LIN).await;
    city.raw()
        .get("/metrics")
        .await
        .refused(Code::Unauthenticated);
    lin.get("/metrics").await.refused(Code::Unauthenticated);
    city.raw()
        .bearing("the-tests-count")
        .get("/metrics")
        .await
        .refused(Code::Unauthenticated);
    let shown = city.raw().bearing(METRICS_TOKEN).get("/metrics").await;
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("xuncheng_http_requests_total"));
    // Nobody makes series of his own in them.
    let made_up = Method::from_bytes(b"BREW").unwrap();
    sent(city.raw().request(made_up, "/api/v1/me")).await;
    let shown = city.raw().bearing(METRICS_TOKEN).get("/metrics").await;
    assert!(!shown.text().contains("BREW"), "{}", shown.text());
    let refused = city
        .raw()
        .bearing(METRICS_TOKEN)
        .post("/metrics", &json!({}))
        .await;
    assert!(refused.status >= 400, "{}", refused.status);
}
