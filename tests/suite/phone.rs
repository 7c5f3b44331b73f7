//! `/` and `/m/`: the door, the phone app and the rules its pages come with; also where it was not built.

use harness::TestCity;
use harness::raw::{Answer, Raw, sent};
use reqwest::Method;

const MONDAY: &str = "2026-03-02T09:00+08:00";

async fn as_phone(raw: &Raw, path: &str) -> Answer {
    let phone = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36";
    sent(raw.request(Method::GET, path).header("User-Agent", phone)).await
}

#[tokio::test]
async fn a_phone_at_the_door_is_led_to_its_app_and_others_see_what_there_is() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    let led = as_phone(&raw, "/").await;
    assert_eq!((led.status, led.header("location")), (302, "/m/"));
    let door = raw.get("/").await;
    assert_eq!(
        (door.status, door.header("vary").contains("User-Agent")),
        (200, true)
    );
    let page = door.text();
    assert!(
        page.contains("href=\"/m/\"") && page.contains("href=\"/docs/\""),
        "{page}"
    );
    let bare = raw.get("/m").await;
    assert_eq!((bare.status, bare.header("location")), (308, "/m/"));
}

#[tokio::test]
async fn every_address_of_the_app_is_its_first_page_with_its_rules() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    let first = raw.get("/m/").await;
    assert_eq!(first.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(first.header("cache-control"), "no-cache");
    let security = first.header("content-security-policy");
    for rule in [
        "default-src 'self'",
        "worker-src 'self' blob:",
        "connect-src 'self'",
    ] {
        assert!(security.contains(rule), "{security}");
    }
    let allowed = first.header("permissions-policy");
    assert!(
        allowed.contains("camera=(self), geolocation=(self)"),
        "{allowed}"
    );
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    // Not built, it says so and how; built, it is the app.
    match first.status {
        200 => assert!(
            first.text().contains("<div id=\"app\">"),
            "{}",
            first.text()
        ),
        status => {
            assert_eq!(status, 404);
            assert!(first.text().contains("npm run build"), "{}", first.text());
        }
    }
    for inside in ["/m/report", "/m/case/0190/photos"] {
        let page = raw.get(inside).await;
        assert_eq!(
            (page.status, page.text()),
            (first.status, first.text()),
            "{inside}"
        );
    }
    for missing in ["/m/assets/nothing-0000.js", "/m/nothing.webmanifest"] {
        assert_eq!(raw.get(missing).await.status, 404, "{missing}");
    }
    let head = sent(raw.request(Method::HEAD, "/m/")).await;
    assert_eq!((head.status, head.body.len()), (first.status, 0));
    // No way out of the folder.
    for sly in ["/m/..%2f..%2fCargo.toml", "/m/%2e%2e/Cargo.toml"] {
        assert_eq!(raw.get(sly).await.status, 404, "{sly}");
    }
}

#[tokio::test]
async fn a_page_that_has_not_changed_does_not_travel_again() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    let first = raw.get("/m/").await;
    let tag = first.header("etag");
    if first.status == 404 {
        assert_eq!(tag, "");
        return;
    }
    let request = raw.request(Method::GET, "/m/").header("If-None-Match", tag);
    let again = sent(request).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let worker = raw.get("/m/sw.js").await;
    assert_eq!(worker.header("cache-control"), "no-cache");
    let page = first.text();
    let (_, script) = page.split_once("src=\"/m/assets/").expect("a script");
    let (script, _) = script.split_once('"').unwrap();
    let script = raw.get(&format!("/m/assets/{script}")).await;
    assert!(script.header("cache-control").contains("immutable"));
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
}
