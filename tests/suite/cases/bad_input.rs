//! What is wrong with a report or an action is said precisely, where it is wrong, and leaves nothing behind.

use domain::time::{days, minutes};
use harness::TestCity;
use harness::people::{CHENGGUAN, DISPATCHER, LIN, Person};
use harness::picture;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use reqwest::Method;
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
            |r| remove(&mut r["position"], "crs"),
            CrsUnknown,
            &["/position/crs"],
        ),
        wrong(
            |r| r["position"]["crs"] = json!("WGS84"),
            CrsUnknown,
            &["/position/crs"],
        ),
        wrong(
            |r| r["position"]["crs"] = json!(null),
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

#[tokio::test]
async fn an_action_is_refused_where_its_body_is_wrong_and_changes_nothing() {
    use Code::{
        CaseUnknown, DepartmentUnknown, InvalidField, NotEnoughPhotos, PhotoMissing, TooManyPhotos,
    };
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (handler, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad()).await;
    let after = handler.uploads(picture::fresh()).await;
    let waiting = handler.asks_for_hours(&case, 6).await;
    let before = city.holdings().await;
    let version = waiting.version;
    let body = |with: Value| {
        let mut body = json!({"expected_version": version});
        body.as_object_mut()
            .unwrap()
            .extend(with.as_object().unwrap().clone());
        body
    };
    let note = "已清理";
    let asked: Vec<(&Person, &str, Value, Code, &[&str])> = vec![
        (
            &handler,
            "handle",
            json!({"note": note}),
            InvalidField,
            &["/photos"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": [], "note": note}),
            NotEnoughPhotos,
            &["/photos"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": [after]}),
            InvalidField,
            &["/note"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": [after], "note": "  "}),
            InvalidField,
            &["/note"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": [after, after], "note": note}),
            InvalidField,
            &["/photos/1"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": unknown(1), "note": note}),
            PhotoMissing,
            &["/photos/0"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": unknown(10), "note": note}),
            TooManyPhotos,
            &["/photos"],
        ),
        (
            &handler,
            "handle",
            json!({"photos": [after], "note": note, "by": "x"}),
            InvalidField,
            &["/by"],
        ),
        (
            &handler,
            "return",
            json!({"reason": "不属本部门"}),
            InvalidField,
            &["/reason_code"],
        ),
        (
            &handler,
            "return",
            json!({"reason_code": "lazy", "reason": "x"}),
            InvalidField,
            &["/reason_code"],
        ),
        (
            &handler,
            "return",
            json!({"reason_code": "not_ours", "reason": ""}),
            InvalidField,
            &["/reason"],
        ),
        (
            &dispatcher,
            "grant_extension",
            json!({"hours": 0}),
            InvalidField,
            &["/hours"],
        ),
        (
            &dispatcher,
            "grant_extension",
            json!({"hours": 721}),
            InvalidField,
            &["/hours"],
        ),
        (
            &dispatcher,
            "grant_extension",
            json!({"hours": -1}),
            InvalidField,
            &["/hours"],
        ),
        (
            &dispatcher,
            "refuse_extension",
            json!({"reason": " "}),
            InvalidField,
            &["/reason"],
        ),
        (
            &dispatcher,
            "dispatch",
            json!({}),
            InvalidField,
            &["/department"],
        ),
        (
            &dispatcher,
            "dispatch",
            json!({"department": "nobody"}),
            DepartmentUnknown,
            &["/department"],
        ),
        (
            &dispatcher,
            "dispatch",
            json!({"department": "yunze"}),
            DepartmentUnknown,
            &["/department"],
        ),
        (
            &dispatcher,
            "dispatch",
            json!({"department": "huanwei"}),
            InvalidField,
            &["/reason"],
        ),
        (
            &dispatcher,
            "suspend",
            json!({"reason": ""}),
            InvalidField,
            &["/reason"],
        ),
        (
            &dispatcher,
            "suspend",
            json!({"reason": "长".repeat(2001)}),
            InvalidField,
            &["/reason"],
        ),
        (&dispatcher, "void", json!({}), InvalidField, &["/reason"]),
        (
            &dispatcher,
            "void",
            json!({"reason": "x", "duplicate_of": case.id}),
            InvalidField,
            &["/duplicate_of"],
        ),
        (
            &dispatcher,
            "void",
            json!({"reason": "x", "duplicate_of": Uuid::now_v7()}),
            CaseUnknown,
            &["/duplicate_of"],
        ),
        (
            &lin,
            "comment",
            json!({"text": ""}),
            InvalidField,
            &["/text"],
        ),
        (
            &lin,
            "comment",
            json!({"text": "x", "photos": unknown(1)}),
            PhotoMissing,
            &["/photos/0"],
        ),
    ];
    for (person, action, with, code, at) in asked {
        let path = format!("/api/v1/cases/{}/actions/{action}", case.id);
        person
            .raw
            .post(&path, &body(with))
            .await
            .refused_at(code, at);
    }
    // The version itself.
    let accept = format!("/api/v1/cases/{}/actions/accept", case.id);
    handler
        .raw
        .post(&accept, &json!({}))
        .await
        .refused_at(InvalidField, &["/expected_version"]);
    let text = handler
        .raw
        .post(&accept, &json!({"expected_version": "3"}))
        .await;
    text.refused_at(InvalidField, &["/expected_version"]);
    handler
        .raw
        .post_bytes(&accept, "application/json", vec![])
        .await
        .refused(Code::InvalidBody);

    assert_eq!(city.holdings().await, before);
    assert_eq!(handler.sees(&case).await, waiting);
}

#[tokio::test]
async fn what_is_no_action_or_no_case_is_not_found() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let body = json!({"expected_version": case.version});
    for action in ["escalate", "report", "explode", "Accept"] {
        let path = format!("/api/v1/cases/{}/actions/{action}", case.id);
        lin.raw.post(&path, &body).await.refused(Code::NotFound);
    }
    for id in [Uuid::now_v7().to_string(), "x".into(), "%00".into()] {
        lin.raw
            .get(&format!("/api/v1/cases/{id}"))
            .await
            .refused(Code::NotFound);
        lin.raw
            .get(&format!("/api/v1/cases/{id}/events"))
            .await
            .refused(Code::NotFound);
        let path = format!("/api/v1/cases/{id}/actions/remind");
        lin.raw.post(&path, &body).await.refused(Code::NotFound);
    }
    let deleted = lin
        .raw
        .request(Method::DELETE, &format!("/api/v1/cases/{}", case.id));
    let deleted = harness::raw::sent(deleted).await;
    deleted.refused(Code::MethodNotAllowed);
    assert_eq!(deleted.header("allow"), "GET, PUT");
}

#[tokio::test]
async fn parameters_of_a_list_are_refused_by_name() {
    use Code::{CategoryUnknown, CursorInvalid, InvalidParameter, UnitUnknown, ZoneUnknown};
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for (query, code, at) in [
        ("limit=0", InvalidParameter, "?limit"),
        ("limit=201", InvalidParameter, "?limit"),
        ("limit=many", InvalidParameter, "?limit"),
        ("page=2", InvalidParameter, "?page"),
        ("state=open", InvalidParameter, "?state"),
        ("state=dispatched,open", InvalidParameter, "?state"),
        ("light=blue", InvalidParameter, "?light"),
        ("sort=number", InvalidParameter, "?sort"),
        ("overdue=perhaps", InvalidParameter, "?overdue"),
        ("limit=10&limit=20", InvalidParameter, "?limit"),
        ("bbox=1,2,3", InvalidParameter, "?bbox"),
        ("bbox=106,34,105,35", InvalidParameter, "?bbox"),
        (
            "reported_from=yesterday",
            InvalidParameter,
            "?reported_from",
        ),
        ("department=nobody", UnitUnknown, "?department"),
        ("street=nowhere", UnitUnknown, "?street"),
        ("zone=nowhere", ZoneUnknown, "?zone"),
        ("category=99-99", CategoryUnknown, "?category"),
        ("cursor=xyz", CursorInvalid, "?cursor"),
    ] {
        let answer = lin.raw.get(&format!("/api/v1/cases?{query}")).await;
        answer.refused_at(code, &[at]);
    }
}

fn address() -> String {
    format!("/api/v1/cases/{}", Uuid::now_v7())
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
fn unknown(count: u8) -> Vec<Sha256> {
    (0..count).map(|number| Sha256::of(&[number])).collect()
}
