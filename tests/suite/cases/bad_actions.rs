//! What is wrong with an action, or with what a list is asked for, is said precisely and changes nothing.

use harness::TestCity;
use harness::people::{CHENGGUAN, DISPATCHER, LIN, Person};
use harness::picture;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::MONDAY;
use super::bad_reports::unknown;

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
async fn an_action_comes_as_json_like_every_other_body() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let path = format!("/api/v1/cases/{}/actions/comment", case.id);
    let body = json!({"expected_version": case.version, "text": "看过"}).to_string();
    let plain = lin.raw.post_bytes(&path, "text/plain", body.clone().into());
    plain.await.refused(Code::MediaTypeUnsupported);
    let json = lin.raw.post_bytes(&path, "application/json", body.into());
    assert_eq!(json.await.status, 200);
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
    let long = format!("q={}", "%E9%95%BF".repeat(101));
    for (query, code, at) in [
        ("limit=0", InvalidParameter, "?limit"),
        ("limit=201", InvalidParameter, "?limit"),
        ("limit=many", InvalidParameter, "?limit"),
        (&long, InvalidParameter, "?q"),
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
