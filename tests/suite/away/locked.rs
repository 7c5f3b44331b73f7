//! Somebody else has the database file locked: an administrator's tool, a backup program, a process that was stopped.

use std::sync::mpsc;

use harness::TestCity;
use harness::environment::{Engine, engine};
use harness::people::LIN;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use serde_json::json;
use store::{Db, Options};
use uuid::Uuid;

use super::MONDAY;

#[tokio::test]
async fn writes_are_asked_to_come_again_reads_go_on_and_the_writer_lives() {
    if engine() != Engine::Sqlite {
        return;
    }
    let city = TestCity::with(MONDAY, |config| config.database.patience_seconds = 1).await;
    let lin = city.person(LIN).await;
    let body = json!(lin.report_of(illegal_ad()).await);
    let unlock = lock(&city.app.config.database.url.0);
    let asked = (0..40).map(|_| {
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        let (lin, body) = (&lin, &body);
        async move { lin.raw.put(&path, body).await }
    });
    for answer in futures_util::future::join_all(asked).await {
        city.claim_faults(1);
        let problem = answer.refused(Code::Overloaded);
        assert!(problem.retry_after_s.is_some());
        assert!(!answer.header("retry-after").is_empty());
    }
    assert_eq!(lin.raw.get("/api/v1/cases").await.status, 200);
    assert_eq!(city.raw().get("/readyz").await.status, 200);
    unlock();
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let answer = lin.raw.put(&path, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(city.holdings().await["cases"], 1);
}

/// Until what this returns is called.
fn lock(url: &str) -> impl FnOnce() {
    let other = Db::open(url, Options::default()).expect("the same file");
    let (release, held) = mpsc::channel::<()>();
    let (tell, locked) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        other.write_blocking(move |_| {
            tell.send(()).expect("the test waits");
            let _ = held.recv();
            Ok::<_, store::Error>(())
        })
    });
    locked.recv().expect("the lock");
    move || {
        drop(release);
        thread.join().expect("no panic").expect("an empty write");
    }
}
