mod server;

use serde_json::{Value, json};
use server::{Reply, Seen, Server};
use uuid::Uuid;

use super::*;
use crate::action::{AcceptRequest, ActionRequest};
use crate::case::{CaseQuery, CaseSort};
use crate::error::Code;
use crate::hash::Sha256;
use crate::problem::Problem;
use crate::sample;
use crate::words::Detail;

fn refusal(code: Code) -> Reply {
    Reply::Json(code.status(), problem(code))
}

fn problem(code: Code) -> Value {
    json!(Problem::new(code, &Detail::NotFound, Lang::Zh))
}

fn client(server: &Server, attempts: u32) -> Client {
    Client::with(
        &server.url,
        Settings {
            retry: Retry::at_once(attempts),
            ..Settings::default()
        },
    )
    .unwrap()
}

/// Signed in, with the sign-in already behind it.
async fn signed_in(replies: Vec<Reply>, attempts: u32) -> (Server, Client) {
    let mut script = vec![Reply::Json(200, json!(sample::tokens("a1", "r1")))];
    script.extend(replies);
    let server = Server::scripted(script).await;
    let client = client(&server, attempts);
    client.login("lin", "secret").await.unwrap();
    (server, client)
}

#[tokio::test]
async fn signing_in_gives_every_later_call_its_token() {
    let (server, client) = signed_in(vec![Reply::Json(200, json!(sample::me()))], 1).await;
    assert_eq!(client.me().await.unwrap(), sample::me());
    let seen = server.seen();
    assert_eq!(seen[0].line, "POST /api/v1/auth/login");
    assert_eq!(
        serde_json::from_slice::<Value>(&seen[0].body).unwrap(),
        json!({"username": "lin", "password": "secret"})
    );
    assert_eq!(seen[0].header("authorization"), "");
    assert_eq!(
        (seen[1].line.as_str(), seen[1].header("authorization")),
        ("GET /api/v1/me", "Bearer a1")
    );
    assert_eq!(seen[1].header("accept-language"), "zh");
}

#[tokio::test]
async fn nobody_is_asked_before_somebody_signs_in() {
    let server = Server::scripted(vec![]).await;
    let refused = client(&server, 3).me().await.unwrap_err();
    assert!(matches!(refused, Error::SignedOut), "{refused}");
    assert!(server.lines().is_empty());
}

/// The access token `a1` has expired; `r1` buys `a2`, once.
fn expiring(seen: &Seen, _: usize) -> Reply {
    match (seen.line.as_str(), seen.header("authorization")) {
        ("POST /api/v1/auth/login", _) => Reply::Json(200, json!(sample::tokens("a1", "r1"))),
        ("POST /api/v1/auth/refresh", _) if seen.body == br#"{"refresh_token":"r1"}"# => {
            Reply::Json(200, json!(sample::tokens("a2", "r2")))
        }
        ("GET /api/v1/me", "Bearer a2") => Reply::Json(200, json!(sample::me())),
        _ => refusal(Code::Unauthenticated),
    }
}

#[tokio::test]
async fn an_expired_token_is_exchanged_once_for_everybody_who_waits() {
    let server = Server::start(expiring).await;
    let client = client(&server, 1);
    client.login("lin", "secret").await.unwrap();
    let callers: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { client.me().await }
            })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), sample::me());
    }
    let exchanges = server
        .lines()
        .iter()
        .filter(|line| line.ends_with("/auth/refresh"))
        .count();
    assert_eq!(exchanges, 1);
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_take_the_new_tokens_along() {
    let server = Server::start(expiring).await;
    let client = client(&server, 1);
    client.login("lin", "secret").await.unwrap();
    let impatient = tokio::spawn({
        let client = client.clone();
        async move { client.me().await }
    });
    while !server
        .lines()
        .iter()
        .any(|line| line.ends_with("/auth/refresh"))
    {
        tokio::task::yield_now().await;
    }
    impatient.abort();
    assert_eq!(client.me().await.unwrap(), sample::me());
    let exchanges = server
        .lines()
        .iter()
        .filter(|line| line.ends_with("/auth/refresh"))
        .count();
    assert_eq!(exchanges, 1);
}

#[tokio::test]
async fn a_session_that_was_ended_is_forgotten() {
    let replies = vec![
        refusal(Code::Unauthenticated),
        refusal(Code::RefreshTokenReused),
    ];
    let (server, client) = signed_in(replies, 3).await;
    assert_eq!(
        client.me().await.unwrap_err().code(),
        Some(Code::RefreshTokenReused)
    );
    assert!(matches!(client.me().await.unwrap_err(), Error::SignedOut));
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn an_exchange_whose_answer_got_lost_is_sent_again_with_the_same_token() {
    let replies = vec![
        refusal(Code::Unauthenticated),
        Reply::HangUp,
        Reply::Json(200, json!(sample::tokens("a2", "r2"))),
        Reply::Json(200, json!(sample::me())),
    ];
    let (server, client) = signed_in(replies, 5).await;
    assert_eq!(client.me().await.unwrap(), sample::me());
    let seen = server.seen();
    let exchanges: Vec<_> = seen
        .iter()
        .filter(|seen| seen.line.ends_with("/auth/refresh"))
        .collect();
    assert_eq!(exchanges.len(), 2);
    assert_eq!(exchanges[0].body, exchanges[1].body);
    let key: Uuid = exchanges[0].header("idempotency-key").parse().unwrap();
    assert_eq!(exchanges[1].header("idempotency-key"), key.to_string());
    let last = seen.last().map(|seen| seen.header("authorization"));
    assert_eq!(last, Some("Bearer a2"));
}

#[tokio::test]
async fn an_exchange_is_tried_three_times_and_gone_on_with_later_under_its_key() {
    let replies = vec![
        refusal(Code::Unauthenticated),
        Reply::HangUp,
        Reply::Raw(502, ""),
        Reply::Raw(504, ""),
        refusal(Code::Unauthenticated),
        Reply::Json(200, json!(sample::tokens("a2", "r2"))),
        refusal(Code::Unauthenticated),
        refusal(Code::Unauthenticated),
        Reply::Json(200, json!(sample::tokens("a3", "r3"))),
        Reply::Json(200, json!(sample::me())),
    ];
    let (server, client) = signed_in(replies, 5).await;
    assert_eq!(client.me().await.unwrap_err().status(), Some(504));
    assert!(client.me().await.is_err());
    assert_eq!(client.me().await.unwrap(), sample::me());
    let seen = server.seen();
    let keys: Vec<_> = seen
        .iter()
        .filter(|seen| seen.line.ends_with("/auth/refresh"))
        .map(|seen| seen.header("idempotency-key"))
        .collect();
    assert_eq!(keys.len(), 5);
    assert!(keys[..4].iter().all(|key| *key == keys[0]), "{keys:?}");
    assert_ne!(keys[4], keys[0], "the next token's exchange is another");
}

#[tokio::test]
async fn signing_out_forgets_the_session_even_when_the_server_is_gone() {
    let (_server, client) = signed_in(vec![Reply::HangUp], 1).await;
    assert!(client.logout().await.is_err());
    assert!(matches!(client.me().await.unwrap_err(), Error::SignedOut));
}

#[tokio::test]
async fn a_report_is_sent_again_until_it_is_answered() {
    let replies = vec![
        Reply::HangUp,
        Reply::With(503, "Retry-After: 0", problem(Code::Overloaded)),
        Reply::Raw(502, "<html>bad gateway</html>"),
        Reply::With(429, "Retry-After: 0", problem(Code::RateLimited)),
        Reply::Json(201, json!(sample::case())),
    ];
    let (server, client) = signed_in(replies, 5).await;
    let id = Uuid::from_u128(9);
    assert_eq!(
        client.report(id, &sample::report()).await.unwrap(),
        sample::case()
    );
    let sent = &server.seen()[1..];
    assert_eq!(sent.len(), 5);
    assert!(sent.iter().all(|seen| seen.line == format!("PUT /api/v1/cases/{id}") && seen.body == sent[0].body));
    assert_eq!(
        serde_json::from_slice::<crate::case::ReportRequest>(&sent[0].body).unwrap(),
        sample::report()
    );
}

#[tokio::test]
async fn attempts_come_to_an_end() {
    let busy = || Reply::Json(503, problem(Code::Overloaded));
    let (server, client) = signed_in(vec![busy(), busy(), busy(), busy()], 3).await;
    assert_eq!(
        client.case_counts().await.unwrap_err().code(),
        Some(Code::Overloaded)
    );
    assert_eq!(server.lines().len(), 1 + 3);
}

#[tokio::test]
async fn a_wait_longer_than_ours_is_left_to_the_caller() {
    let mut full = problem(Code::RateLimited);
    full["retry_after_s"] = json!(3_600);
    let (server, client) = signed_in(vec![Reply::With(429, "Retry-After: 3600", full)], 5).await;
    let refused = client.case_counts().await.unwrap_err();
    assert_eq!(
        refused.problem().and_then(|problem| problem.retry_after_s),
        Some(3_600)
    );
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn an_action_carries_one_key_through_all_attempts() {
    let replies = vec![
        Reply::HangUp,
        Reply::Raw(502, ""),
        Reply::Json(200, json!(sample::case())),
    ];
    let (server, client) = signed_in(replies, 3).await;
    let accept = ActionRequest::Accept(AcceptRequest {
        expected_version: 2,
    });
    client.act(Uuid::from_u128(9), &accept).await.unwrap();
    let sent = &server.seen()[1..];
    let key: Uuid = sent[0].header("idempotency-key").parse().unwrap();
    assert_eq!(key.get_version_num(), 7);
    for seen in sent {
        assert_eq!(
            seen.line,
            format!("POST /api/v1/cases/{}/actions/accept", Uuid::from_u128(9))
        );
        assert_eq!(seen.header("idempotency-key"), key.to_string());
        assert_eq!(seen.body, br#"{"expected_version":2}"#);
    }
    assert_eq!(sent.len(), 3);
}

#[tokio::test]
async fn what_must_not_happen_twice_is_sent_once() {
    let (server, client) = signed_in(vec![Reply::HangUp, Reply::Raw(502, "")], 5).await;
    let id = Uuid::from_u128(3);
    let sign_off = crate::ranking::SignOffRequest::default();
    assert!(matches!(
        client.publish_ranking(id, &sign_off).await.unwrap_err(),
        Error::Transport(_)
    ));
    assert_eq!(
        client
            .publish_ranking(id, &sign_off)
            .await
            .unwrap_err()
            .status(),
        Some(502)
    );
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_refusal_keeps_everything_the_server_said() {
    let mut stale = problem(Code::VersionConflict);
    stale["current_version"] = json!(7);
    stale["errors"] =
        json!([{"pointer": "/expected_version", "code": "version_conflict", "detail": "…"}]);
    let unheard_of = json!({"type": "/errors/x", "code": "moon_phase", "title": "x", "status": 409, "detail": "x"});
    let replies = vec![
        Reply::Json(409, stale),
        Reply::Json(409, unheard_of),
        Reply::Raw(418, "teapot"),
    ];
    let (_server, client) = signed_in(replies, 3).await;
    let id = Uuid::from_u128(9);

    let refused = client.case(id).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.status()),
        (Some(Code::VersionConflict), Some(409))
    );
    let problem = refused.problem().unwrap();
    assert_eq!(
        (problem.current_version, problem.errors.len()),
        (Some(7), 1)
    );

    let newer = client.case(id).await.unwrap_err();
    assert_eq!(
        (newer.code(), newer.problem().unwrap().code.as_str()),
        (None, "moon_phase")
    );
    let not_ours = client.case(id).await.unwrap_err();
    assert!(
        matches!(not_ours, Error::Unreadable { status: 418, .. }),
        "{not_ours}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_transport_error() {
    let gone = {
        let server = Server::scripted(vec![]).await;
        server.url.clone()
    };
    tokio::task::yield_now().await;
    let settings = Settings {
        retry: Retry::at_once(3),
        ..Settings::default()
    };
    let failed = Client::with(&gone, settings)
        .unwrap()
        .login("lin", "secret")
        .await
        .unwrap_err();
    assert!(
        matches!(&failed, Error::Transport(error) if error.is_connect()),
        "{failed}"
    );
}

#[tokio::test]
async fn a_photo_travels_from_its_file_and_only_when_it_is_missing() {
    let mut jpeg = vec![0xFF, 0xD8, 0xFF, 0xE0];
    jpeg.extend((0..300_000_u32).map(|n| (n % 251) as u8));
    let photo = sample::photo(&jpeg);
    let mut expected = photo.clone();
    expected.position = Some(crate::position::Point {
        lon: 105.72,
        lat: 34.58,
    });
    let replies = vec![
        Reply::Raw(404, ""),
        // The photo arrives, the answer does not.
        Reply::HangUp,
        Reply::Json(200, json!(photo)),
        Reply::Raw(200, ""),
        Reply::Json(200, json!(photo)),
    ];
    let (server, client) = signed_in(replies, 3).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("before.jpg");
    std::fs::write(&path, &jpeg).unwrap();

    let name = Sha256::of(&jpeg);
    assert_eq!(client.upload_photo(path.as_path()).await.unwrap(), name);
    assert_eq!(client.upload_photo(path.as_path()).await.unwrap(), name);
    assert_eq!(client.put_photo(jpeg.clone()).await.unwrap(), expected);
    let (head, put) = (
        format!("HEAD /api/v1/photos/{name}"),
        format!("PUT /api/v1/photos/{name}"),
    );
    assert_eq!(
        server.lines()[1..],
        [head.clone(), put.clone(), put.clone(), head, put.clone()]
    );
    for seen in server.seen().iter().filter(|seen| seen.line == put) {
        assert_eq!(seen.header("content-type"), "image/jpeg");
        assert_eq!(seen.header("content-length"), jpeg.len().to_string());
        assert_eq!(seen.header("transfer-encoding"), "");
        assert!(seen.body == jpeg);
    }
}

#[tokio::test]
async fn what_is_no_picture_is_not_sent() {
    let (server, client) = signed_in(vec![], 1).await;
    for bytes in [&b""[..], b"<html>", b"RIFF1234WAVE", b"GIF89a"] {
        assert!(matches!(
            client.upload_photo(bytes.to_vec()).await.unwrap_err(),
            Error::NotAPhoto
        ));
    }
    let missing = std::path::Path::new("/nowhere/at/all.jpg");
    assert!(matches!(
        client.upload_photo(missing).await.unwrap_err(),
        Error::File(_)
    ));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn filters_become_the_address() {
    let page = json!({"items": [], "next_cursor": null});
    let (server, client) = signed_in(vec![Reply::Json(200, page)], 1).await;
    let query = CaseQuery {
        state: Some("dispatched,accepted".into()),
        overdue: Some(true),
        q: Some("解放路 & 12".into()),
        reported_from: Some("2026-03-02T00:00:00+08:00".parse().unwrap()),
        sort: Some(CaseSort::Deadline),
        limit: Some(100),
        ..CaseQuery::default()
    };
    let found = client.cases(&query).await.unwrap();
    assert!(found.items.is_empty() && found.next_cursor.is_none());
    assert_eq!(
        server.lines()[1],
        "GET /api/v1/cases?limit=100&overdue=true&q=%E8%A7%A3%E6%94%BE%E8%B7%AF+%26+12\
         &reported_from=2026-03-01T16%3A00%3A00.000000Z&sort=deadline_at&state=dispatched%2Caccepted"
    );
}
