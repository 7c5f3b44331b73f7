//! What must never stand in the log. The harness listens to every test (`harness::heard`); here everything that people and
//! strangers can write is written once with words of its own, in right requests and in wrong ones.

use harness::TestCity;
use harness::heard;
use harness::people::{ADMIN, LIN};
use harness::picture;
use harness::raw::sent;
use harness::sighting::illegal_ad;
use mobile_api::hash::Sha256;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// Nobody else writes this: a word, a number, and both ends of a position.
const WORD: &str = "诸葛明月";
const NUMBER: &str = "13912345678";
const LON: &str = "105.7219182";
const LAT: &str = "34.5891827";

fn mark_all() -> Vec<String> {
    let encoded: String = WORD.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let words = [WORD, NUMBER, LON, LAT, &encoded].map(str::to_owned);
    words.iter().for_each(|word| heard::mark(word));
    words.into()
}

#[tokio::test]
async fn nothing_that_people_write_stands_in_the_log() {
    mark_all();
    let city = TestCity::at(MONDAY).await;
    let (lin, admin) = (city.person(LIN).await, city.signed_in(ADMIN).await);
    let before = heard::lines();
    let case = lin.reports(illegal_ad().described(WORD)).await;
    let said = json!({"expected_version": case.version, "text": format!("{WORD} {NUMBER}")});
    let actions = format!("/api/v1/cases/{}/actions", case.id);
    let raw = &lin.raw;
    let commented = raw.post(&format!("{actions}/comment"), &said).await;
    assert_eq!(commented.status, 200, "{}", commented.text());
    for search in [WORD, NUMBER] {
        for path in [
            "/cases?q=",
            "/cases?zone=",
            "/cases?nothing=",
            "/cases?limit=",
            "/cases/",
            "/",
            "/rankings/",
            "/photos/",
        ] {
            raw.get(&format!("/api/v1{path}{search}")).await;
            city.raw().get(&format!("/api/v1{path}{search}")).await;
        }
    }
    let here = format!("lon={LON}&lat={LAT}&category=02-01");
    for path in ["/cases/nearby?", "/zones/locate?", "/cases?", "/zones?"] {
        raw.get(&format!("/api/v1{path}{here}")).await;
    }
    raw.get(&format!("/m/{WORD}")).await;
    raw.get(&format!("/{WORD}/{NUMBER}")).await;
    for body in [
        json!({"username": WORD, "password": NUMBER, "device_name": WORD}),
        json!({"username": LIN.0, "password": NUMBER, WORD: WORD}),
        json!({"username": [WORD], "password": {NUMBER: LON}}),
        json!(WORD),
    ] {
        city.raw().post("/api/v1/auth/login", &body).await;
        city.raw().post("/api/v1/auth/refresh", &body).await;
        raw.put(&format!("/api/v1/cases/{}", Uuid::now_v7()), &body)
            .await;
        raw.put(&format!("/api/v1/visits/{}", Uuid::now_v7()), &body)
            .await;
        raw.post(&format!("{actions}/{WORD}"), &body).await;
        raw.post(&format!("{actions}/comment"), &body).await;
        admin.put("/api/v1/routing-rules", &body).await;
        for kind in [
            "zones",
            "units",
            "users",
            "categories",
            "routing-rules",
            "calendar",
            "rulebook",
        ] {
            for media_type in ["text/csv", "application/toml", "application/json"] {
                let path = format!("/api/v1/{kind}/import?dry_run=true");
                admin
                    .post_bytes(&path, media_type, body.to_string().into())
                    .await;
            }
        }
    }
    let marked = [picture::fresh(), NUMBER.into()].concat();
    for bytes in [marked, WORD.into()] {
        let path = format!("/api/v1/photos/{}", Sha256::of(&bytes));
        raw.put_bytes(&path, "image/jpeg", bytes.clone()).await;
        raw.put_bytes(&path, WORD, bytes).await;
    }
    for (header, value) in [
        ("User-Agent", NUMBER),
        ("Authorization", NUMBER),
        ("Idempotency-Key", NUMBER),
        ("Referer", NUMBER),
        ("X-Forwarded-For", NUMBER),
        ("Accept-Language", NUMBER),
        ("X-Request-Id", NUMBER),
    ] {
        let strange = city.raw().request(Method::GET, "/api/v1/me");
        sent(strange.header(header, value)).await;
    }
    let method = Method::from_bytes(NUMBER.as_bytes()).unwrap();
    sent(city.raw().request(method, "/api/v1/me")).await;
    assert!(heard::lines() > before + 100, "it is listened to");
    let told = heard::personal();
    assert!(told.is_empty(), "{told:#?}");
}

/// A quarter of a million characters in every place that takes some.
#[tokio::test]
async fn no_line_is_long_whatever_is_sent() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.signed_in(LIN).await;
    let long = "长".repeat(6_000);
    for raw in [&lin, &city.raw()] {
        raw.get(&format!("/api/v1/cases?q={long}")).await;
        raw.get(&format!("/api/v1/{long}")).await;
        raw.post(
            "/api/v1/auth/login",
            &json!({"username": long, "password": long}),
        )
        .await;
        let agent = "a".repeat(20_000);
        sent(
            raw.request(Method::GET, "/api/v1/me")
                .header("User-Agent", agent),
        )
        .await;
    }
    assert!(heard::personal().is_empty(), "{:?}", heard::personal());
}

/// What is said of each request for a file, beside its line, a stranger could have said as often as he likes.
#[tokio::test]
async fn a_file_that_is_asked_for_has_no_line_beside_its_own() {
    heard::mark("actix_web_prom");
    let city = TestCity::at(MONDAY).await;
    for path in ["/m/", "/m/assets/nothing.js", "/docs/", "/docs/nothing"] {
        city.raw().get(path).await;
    }
    assert!(heard::personal().is_empty(), "{:?}", heard::personal());
}
