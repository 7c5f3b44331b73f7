//! Clients that keep a connection and do nothing with it: each is shown the door in its time, and whoever sends a request at
//! once is answered meanwhile. The waits are of a second or two here; in a city they are longer.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use app::config::Config;
use harness::TestCity;
use harness::people::{LIN, PASSWORD};
use serde_json::json;

const MONDAY: &str = "2026-03-02T09:00+08:00";
/// Longer than any of it takes: a test that waits this long has failed.
const NEVER: Duration = Duration::from_secs(30);

async fn impatient(configure: impl FnOnce(&mut Config)) -> (TestCity, SocketAddr) {
    let city = TestCity::with(MONDAY, |config| {
        let http = &mut config.http;
        (http.head_ms, http.body_ms, http.answer_ms, http.idle_ms) = (1000, 1000, 1000, 2000);
        configure(config);
    })
    .await;
    let address = city.url.trim_start_matches("http://").parse().unwrap();
    (city, address)
}

fn sends(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(NEVER)).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// Everything until the server hangs up.
fn hears_until_the_end(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    match stream.read_to_end(&mut heard) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "not closed"),
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn half_a_sign_in() -> String {
    let body = json!({"username": LIN.0, "password": PASSWORD}).to_string();
    let (half, length) = (&body[..12], body.len());
    format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{half}"
    )
}

/// Taken in: before that nobody is connected either.
async fn until_somebody_is_connected(city: &TestCity) {
    let there = async {
        while city.app.room.open() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(NEVER, there)
        .await
        .expect("it is taken in");
}

async fn until_nobody_is_connected(city: &TestCity) {
    let gone = async {
        while city.app.room.open() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(NEVER, gone)
        .await
        .expect("it hangs up");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_told_so_and_closed() {
    let (_city, address) = impatient(|_| {}).await;
    let answer = hears_until_the_end(&mut sends(address, &half_a_sign_in()));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"body_too_slow\""), "{answer}");
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_photo_that_does_not_come_is_told_so_and_leaves_nothing() {
    let (city, address) = impatient(|_| {}).await;
    let lin = city.signed_in(LIN).await;
    let (before, sha256) = (city.holdings().await, "0".repeat(64));
    let head = format!(
        "PUT /api/v1/photos/{sha256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: image/jpeg\r\nContent-Length: 500000\r\n\r\n\u{1}",
        lin.token()
    );
    let answer = hears_until_the_end(&mut sends(address, &head));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert_eq!(city.holdings().await, before);
    assert_eq!(city.unfinished_uploads(), 0);
}

#[tokio::test]
async fn what_is_long_may_take_its_time_as_long_as_it_comes() {
    let (city, address) = impatient(|config| config.http.body_bytes_per_second = 100).await;
    let admin = city.signed_in(harness::people::ADMIN).await;
    let people = fixtures::files::users_csv();
    // As long as the way somebody walked in a day.
    let track = json!({"username": LIN.0, "password": PASSWORD}).to_string() + &" ".repeat(8000);
    for (what, media_type, body) in [
        ("users/import?dry_run=true", "text/csv", people.as_str()),
        ("auth/login", "application/json", &track),
    ] {
        let (token, length) = (admin.token(), body.len());
        let head = format!(
            "POST /api/v1/{what} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {media_type}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        let mut stream = sends(address, &head);
        // The first part earns seconds for the second, which comes after the grace is over.
        let (first, second) = body.as_bytes().split_at(length / 2);
        stream.write_all(first).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(1200)))
            .unwrap();
        let silence = stream.read(&mut [0; 1]);
        assert!(silence.is_err(), "it still waits: {silence:?}");
        stream.set_read_timeout(Some(NEVER)).unwrap();
        stream.write_all(second).unwrap();
        let answer = hears_until_the_end(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[tokio::test]
async fn heads_that_do_not_come_are_closed_the_first_and_any_later_one() {
    let (_city, address) = impatient(|_| {}).await;
    let first = hears_until_the_end(&mut sends(address, "GET /healthz HT"));
    assert!(
        first.is_empty() || first.starts_with("HTTP/1.1 408"),
        "{first}"
    );
    let nothing = hears_until_the_end(&mut sends(address, ""));
    assert!(
        nothing.is_empty() || nothing.starts_with("HTTP/1.1 408"),
        "{nothing}"
    );
    let mut stream = sends(
        address,
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HT",
    );
    let heard = hears_until_the_end(&mut stream);
    assert_eq!(heard.matches("HTTP/1.1 200").count(), 1, "{heard}");
    // A body that nobody asked for and that never ends.
    let endless = "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
    hears_until_the_end(&mut sends(address, endless));
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let (_city, address) = impatient(|_| {}).await;
    let mut stream = sends(address, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    let heard = hears_until_the_end(&mut stream);
    assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
}

/// The documentation is open to everybody and longer than what the system's buffers take.
#[tokio::test]
async fn an_answer_that_is_not_read_is_given_up() {
    let (city, address) = impatient(|_| {}).await;
    let script = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n";
    let whole = city
        .raw()
        .get("/docs/swagger-ui-bundle.js")
        .await
        .body
        .len();
    until_nobody_is_connected(&city).await;
    let mut stream = sends(address, &script.repeat(40));
    until_somebody_is_connected(&city).await;
    until_nobody_is_connected(&city).await;
    let read = hears_until_the_end(&mut stream).len();
    assert!(read < whole * 40, "{read} of {}", whole * 40);
}

/// 300 half-sent sign-ins, and more than there is room for from one address and from all.
#[tokio::test]
async fn half_sent_sign_ins_lock_nobody_out() {
    for behind_proxy in [false, true] {
        let (city, address) = impatient(|config| {
            let http = &mut config.http;
            http.behind_proxy = behind_proxy;
            (http.connections, http.connections_per_address) = (60, 40);
            // Nobody is closed for being slow here.
            (http.head_ms, http.body_ms, http.idle_ms) = (60_000, 60_000, 60_000);
        })
        .await;
        let mut held = vec![];
        for _ in 0..10 {
            held.extend((0..30).map(|_| sends(address, &half_a_sign_in())));
            let raw = city.raw();
            assert_eq!(raw.get("/healthz").await.status, 200);
            let signed_in = raw.login(LIN.0, PASSWORD).await;
            assert_eq!(signed_in.status, 200, "{}", signed_in.text());
        }
        let open = city.app.room.open();
        drop(held);
        assert!(open <= 60, "{open}");
    }
}
