//! What is wrong with a report is said precisely, where it is wrong, and leaves nothing behind.

use app::action::city::import::Kind;
use domain::time::{days, minutes};
use harness::TestCity;
use harness::people::LIN;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use serde_json::{Value, json};
use uuid::Uuid;

use super::MONDAY;

/// A report with one thing changed, and how it must be refused.
struct Wrong {
    change: fn(&mut Value),
    code: Code,
    at: &'static [&'static str],
}

const fn wrong(change: fn(&mut Value), code: Code, at: &'static [&'static str]) -> Wrong {
    Wrong { change, code, at }
}

#[tokio::test]
async fn a_report_is_refused_where_it_is_wrong_and_leaves_nothing_behind() {
    use Code::{
        CategoryUnknown, CrsUnknown, InvalidField, NotEnoughPhotos, PhotoMissing,
        PositionOutOfRange, TimeOutOfRange, TooManyPhotos,
    };
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let good = json!(lin.report_of(illegal_ad()).await);
    let before = city.holdings().await;
    let all = [
        // Fields that would be lost in silence
        wrong(|r| r["colour"] = json!("red"), InvalidField, &["/colour"]),
        wrong(
            |r| r["position"]["altitude"] = json!(1),
            InvalidField,
            &["/position/altitude"],
        ),
        wrong(
            |r| r["category"]["name"] = json!("x"),
            InvalidField,
            &["/category/name"],
        ),
        // Fields that are not there, or are something else
        wrong(|r| remove(r, "category"), InvalidField, &["/category"]),
        wrong(|r| remove(r, "position"), InvalidField, &["/position"]),
        wrong(
            |r| remove(r, "captured_at"),
            InvalidField,
            &["/captured_at"],
        ),
        wrong(|r| remove(r, "photos"), InvalidField, &["/photos"]),
        wrong(|r| remove(r, "mode"), InvalidField, &["/mode"]),
        wrong(
            |r| remove(&mut r["position"], "lon"),
            InvalidField,
            &["/position/lon"],
        ),
        wrong(
            |r| r["position"]["lon"] = json!("105.72"),
            InvalidField,
            &["/position/lon"],
        ),
        wrong(|r| r["mode"] = json!("secret"), InvalidField, &["/mode"]),
        wrong(|r| r["photos"] = json!("all"), InvalidField, &["/photos"]),
        wrong(
            |r| r["photos"][0] = json!("no hash"),
            InvalidField,
            &["/photos/0"],
        ),
        wrong(|r| shout(&mut r["photos"][0]), InvalidField, &["/photos/0"]),
        wrong(
            |r| r["campaign_id"] = json!("x"),
            InvalidField,
            &["/campaign_id"],
        ),
        wrong(
            |r| r["description"] = json!("长".repeat(2001)),
            InvalidField,
            &["/description"],
        ),
        wrong(
            |r| r["address"] = json!("长".repeat(201)),
            InvalidField,
            &["/address"],
        ),
        // Things that do not exist
        wrong(
            |r| r["category"]["code"] = json!("99-99"),
            CategoryUnknown,
            &["/category"],
        ),
        wrong(
            |r| r["category"]["scheme"] = json!("local"),
            CategoryUnknown,
            &["/category"],
        ),
        wrong(|r| r["photos"] = json!([]), NotEnoughPhotos, &["/photos"]),
        wrong(
            |r| r["photos"] = json!(unknown(10)),
            TooManyPhotos,
            &["/photos"],
        ),
        wrong(
            |r| r["photos"] = json!(unknown(2)),
            PhotoMissing,
            &["/photos/0", "/photos/1"],
        ),
        wrong(
            |r| append(r, json!(unknown(1)[0])),
            PhotoMissing,
            &["/photos/1"],
        ),
        wrong(
            |r| append(r, r["photos"][0].clone()),
            InvalidField,
            &["/photos/1"],
        ),
        // Places
        wrong(
            |r| r["position"]["lon"] = json!(180.1),
            PositionOutOfRange,
            &["/position/lon"],
        ),
        wrong(
            |r| r["position"]["lon"] = json!(-1e9),
            PositionOutOfRange,
            &["/position/lon"],
        ),
        wrong(
            |r| r["position"]["lat"] = json!(90.001),
            PositionOutOfRange,
            &["/position/lat"],
        ),
        wrong(swap, PositionOutOfRange, &["/position"]),
        wrong(
            |r| r["position"]["accuracy_m"] = json!(-1),
            PositionOutOfRange,
            &["/position/accuracy_m"],
        ),
        wrong(
            |r| r["position"]["crs"] = json!("WGS84"),
            CrsUnknown,
            &["/position/crs"],
        ),
        wrong(
            |r| r["position"]["crs"] = json!(4326),
            CrsUnknown,
            &["/position/crs"],
        ),
        // Times
        wrong(
            |r| later(r, minutes(6).0),
            TimeOutOfRange,
            &["/captured_at"],
        ),
        wrong(
            |r| later(r, -days(366).0),
            TimeOutOfRange,
            &["/captured_at"],
        ),
        wrong(
            |r| r["captured_at"] = json!("2026-03-02"),
            InvalidField,
            &["/captured_at"],
        ),
        wrong(
            |r| r["captured_at"] = json!("2026-03-02T09:00:00"),
            InvalidField,
            &["/captured_at"],
        ),
        wrong(
            |r| r["captured_at"] = json!(1_772_413_200),
            InvalidField,
            &["/captured_at"],
        ),
    ];
    for Wrong { change, code, at } in all {
        let mut report = good.clone();
        change(&mut report);
        assert_ne!(report, good, "{at:?}");
        let answer = lin.raw.put(&address(), &report).await;
        answer.refused_at(code, at);
    }
    assert_eq!(city.holdings().await, before);

    // And the good one is good, with nothing changed but what may be left out.
    let mut least = good.clone();
    remove(&mut least, "description");
    let kept = lin.raw.put(&address(), &least).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
}

#[tokio::test]
async fn what_is_no_json_is_no_report() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let good = json!(lin.report_of(illegal_ad()).await);
    let before = city.holdings().await;
    let json = "application/json";
    let whole = good.to_string();
    for body in [
        "",
        "  ",
        "{",
        "null null",
        "not json",
        &whole[..whole.len() - 1],
    ] {
        let answer = lin.raw.put_bytes(&address(), json, body.into()).await;
        answer.refused_at(Code::InvalidBody, &[]);
    }
    let latin = lin
        .raw
        .put_bytes(&address(), json, vec![b'"', 0xFF, b'"'])
        .await;
    latin.refused(Code::InvalidBody);
    let list = lin.raw.put_bytes(&address(), json, b"[]".to_vec()).await;
    assert_eq!(list.status, 422, "{}", list.text());
    list.refused(Code::InvalidField);
    let form = lin
        .raw
        .put_bytes(&address(), "text/plain", whole.clone().into())
        .await;
    form.refused(Code::MediaTypeUnsupported);
    let huge = format!("{{\"description\": \"{}\"}}", "x".repeat(300_000));
    let huge = lin.raw.put_bytes(&address(), json, huge.into()).await;
    huge.refused(Code::PayloadTooLarge);
    let action = format!("/api/v1/cases/{}/actions/comment", Uuid::now_v7());
    let action = lin.raw.post_bytes(&action, json, vec![b' '; 300_000]).await;
    action.refused(Code::PayloadTooLarge);
    let twice = whole.replacen('{', "{\"mode\":\"random\",", 1);
    let twice = lin.raw.put_bytes(&address(), json, twice.into()).await;
    twice.refused_at(Code::InvalidField, &["/mode"]);
    lin.raw
        .put("/api/v1/cases/not-an-id", &good)
        .await
        .refused_at(Code::InvalidField, &["/id"]);
    assert_eq!(city.holdings().await, before);
}

#[tokio::test]
async fn texts_may_be_as_long_as_is_said() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut report = json!(lin.report_of(illegal_ad()).await);
    report["description"] = json!("长".repeat(2000));
    report["address"] = json!("址".repeat(200));
    let kept = lin.raw.put(&address(), &report).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    assert_eq!(kept.json()["description"], report["description"]);
}

#[tokio::test]
async fn a_phones_clock_may_be_a_little_ahead_and_a_problem_a_year_old() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for by in [minutes(4).0, -days(364).0] {
        let seen_at = Time(city.now().0 + by);
        let case = lin.reports(illegal_ad().captured(seen_at)).await;
        assert_eq!(case.captured_at, seen_at);
    }
}

fn address() -> String {
    format!("/api/v1/cases/{}", Uuid::now_v7())
}

#[tokio::test]
async fn a_report_too_old_is_told_how_old_this_city_takes_one() {
    let city = TestCity::at(MONDAY).await;
    let rules = fixtures::files::rulebook_toml();
    let rules = rules.replacen("captured_age_days = 365", "captured_age_days = 20", 1);
    city.imports(Kind::Rulebook, rules).await;
    let lin = city.person(LIN).await;
    let mut report = json!(lin.report_of(illegal_ad()).await);
    later(&mut report, -days(21).0);
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let answer = lin.raw.put(&path, &report).await;
    answer.refused_at(Code::TimeOutOfRange, &["/captured_at"]);
    let said = answer.text();
    assert!(said.contains("不能早于 20 天前"), "{said}");
}

fn remove(object: &mut Value, name: &str) {
    object.as_object_mut().unwrap().remove(name).unwrap();
}

fn append(report: &mut Value, photo: Value) {
    report["photos"].as_array_mut().unwrap().push(photo);
}

fn swap(report: &mut Value) {
    let (lon, lat) = (
        report["position"]["lon"].clone(),
        report["position"]["lat"].clone(),
    );
    report["position"]["lon"] = lat;
    report["position"]["lat"] = lon;
}

fn shout(text: &mut Value) {
    *text = json!(text.as_str().unwrap().to_uppercase());
}

fn later(report: &mut Value, micros: i64) {
    let at: Time = report["captured_at"].as_str().unwrap().parse().unwrap();
    report["captured_at"] = json!(Time(at.0 + micros));
}

/// Names of photos nobody uploaded.
pub fn unknown(count: u8) -> Vec<Sha256> {
    (0..count).map(|number| Sha256::of(&[number])).collect()
}
