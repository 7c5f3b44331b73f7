//! The machine room: alive, ready, counted, and documented without asking anybody outside.

use harness::TestCity;
use harness::city::METRICS_TOKEN;
use harness::people::LIN;
use mobile_api::error::Code;
use mobile_api::health::Health;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn it_is_alive_and_ready() {
    let city = TestCity::at(MONDAY).await;
    let stranger = city.stranger();
    assert_eq!(stranger.alive().await.unwrap().status, Health::Ok);
    let ready = stranger.ready().await.unwrap();
    assert_eq!(
        (ready.status, ready.database, ready.photos),
        (Health::Ok, Health::Ok, Health::Ok)
    );
}

#[tokio::test]
async fn without_its_photos_it_is_alive_and_not_ready() {
    // A folder can be taken away from under the server; the shared bucket of the other tests can't.
    if harness::environment::s3().is_some() {
        return;
    }
    let city = TestCity::at(MONDAY).await;
    let folder = city
        .app
        .config
        .photos
        .url
        .trim_start_matches("file:")
        .to_owned();
    std::fs::rename(&folder, format!("{folder}-gone")).unwrap();
    assert_eq!(city.stranger().alive().await.unwrap().status, Health::Ok);
    let answer = city.raw().get("/readyz").await;
    let said = answer.json();
    assert_eq!(answer.status, 503, "{said}");
    assert_eq!(
        (said["database"].as_str(), said["photos"].as_str()),
        (Some("ok"), Some("failed"))
    );
    city.claim_faults(1);
    std::fs::rename(format!("{folder}-gone"), &folder).unwrap();
    assert_eq!(city.raw().get("/readyz").await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_not_by_address() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for _ in 0..3 {
        let id = uuid::Uuid::now_v7();
        lin.raw
            .get(&format!("/api/v1/cases/{id}"))
            .await
            .refused(Code::NotFound);
        lin.raw
            .get(&format!("/wp-admin/{id}"))
            .await
            .refused(Code::NotFound);
    }
    let metrics = city.stranger().metrics(METRICS_TOKEN).await.unwrap();
    let line = r#"xuncheng_http_requests_total{endpoint="/api/v1/cases/{id}",method="GET",status="404"} 3"#;
    assert!(metrics.contains(line), "{metrics}");
    assert!(
        !metrics.contains("wp-admin"),
        "an address nobody has makes no series of its own"
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_like_everything_else() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    for path in [
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/cases",
        "/index.php",
        "/api/v1/nothing",
    ] {
        let problem = raw.get(path).await.refused(Code::NotFound);
        assert_eq!(problem.title, "未找到", "{path}");
    }
    let english = raw
        .request(reqwest::Method::GET, "/nothing")
        .header("Accept-Language", "en-GB,en;q=0.9");
    let english = harness::raw::sent(english).await.refused(Code::NotFound);
    assert_eq!(english.title, "Not found");
    raw.post("/healthz", &serde_json::json!({}))
        .await
        .refused(Code::MethodNotAllowed);
}

#[tokio::test]
async fn every_answer_names_its_kind_and_forbids_guessing_another() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for path in [
        "/healthz",
        "/api/v1/me",
        "/api/v1/cases",
        "/nothing",
        "/docs/",
        "/api/v1/openapi.json",
    ] {
        let answer = lin.raw.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("content-type").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn the_documentation_is_served_whole_and_loads_nothing_from_outside() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    let moved = raw.get("/docs").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/docs/"));
    let page = raw.get("/docs/").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let mut waiting = addresses(&page.text());
    assert!(waiting.len() >= 4, "styles and scripts: {waiting:?}");
    let mut seen = vec![];
    while let Some(address) = waiting.pop() {
        assert!(is_ours(&address), "{address} is loaded from outside");
        let path = format!("/docs/{}", address.trim_start_matches("./"));
        if seen.contains(&path) || address.starts_with("data:") {
            continue;
        }
        let part = raw.get(&path).await;
        assert_eq!(part.status, 200, "{path}");
        let kind = part.header("content-type").to_owned();
        if kind.starts_with("text/css") {
            waiting.extend(between(&part.text(), "url(", ")"));
        }
        if path.ends_with("initializer.js") {
            let text = part.text();
            assert!(text.contains("/api/v1/openapi.json"), "{text}");
            // Left to itself it has every document judged by a server of its maker.
            assert!(text.contains(r#""validatorUrl": "none""#), "{text}");
        }
        seen.push(path);
    }
    assert!(
        seen.iter().any(|path| path.ends_with("initializer.js")),
        "{seen:?}"
    );
    assert!(seen.iter().any(|path| path.ends_with(".css")), "{seen:?}");
}

/// What a page has a browser load.
fn addresses(html: &str) -> Vec<String> {
    let mut found = between(html, "src=\"", "\"");
    found.extend(between(html, "href=\"", "\""));
    found
}

fn between(text: &str, before: &str, after: &str) -> Vec<String> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| part.split_once(after))
        .map(|(address, _)| address.trim_matches(['"', '\'']).to_owned())
        .collect()
}

fn is_ours(address: &str) -> bool {
    !address.contains("//") || address.starts_with("data:")
}
