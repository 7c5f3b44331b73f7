//! Who hangs up leaves a photo that is kept and written down, or nothing: never objects that no row knows.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use app::action::photo::upload;
use app::auth::caller::{Caller, acting};
use bytes::Bytes;
use domain::id::{PhotoHash, UserId};
use futures_util::stream;
use harness::people::{LIN, Person};
use harness::{TestCity, picture};
use mobile_api::hash::Sha256;
use photo::Copy;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{Held, JPEG, MONDAY};

#[tokio::test]
async fn who_hangs_up_after_the_last_byte_finds_the_photo_there() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let before = city.holdings().await;
    let held = Held::of(&city).await;
    let waiting = city.app.gate.inside() + 1;
    let bytes = picture::fresh();
    let name = Sha256::of(&bytes);
    let line = sending(&city, &lin, name, &bytes).await;
    while city.app.gate.inside() < waiting {
        tokio::task::yield_now().await;
    }
    line.set_zero_linger().unwrap();
    drop(line);
    // The server's one worker takes its connections in turn: behind these answers it has seen that the line is dead.
    for _ in 0..2 {
        assert_eq!(city.raw().get("/healthz").await.status, 200);
    }
    held.lets_go().await;
    city.app.underway.over().await;

    assert!(lin.client.has_photo(name).await.unwrap());
    let after = city.holdings().await;
    assert_eq!(after["photos"] - before["photos"], 1);
    assert_eq!(after["(photo files)"] - before["(photo files)"], 3);
    assert_eq!(city.unfinished_uploads(), 0);
}

/// Everything of an upload is sent; its answer is not awaited.
async fn sending(city: &TestCity, person: &Person, name: Sha256, bytes: &[u8]) -> TcpStream {
    let address = city.url.trim_start_matches("http://");
    let (token, length) = (person.raw.token(), bytes.len());
    let head = format!(
        "PUT /api/v1/photos/{name} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {JPEG}\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(bytes).await.unwrap();
    line
}

#[tokio::test]
async fn wherever_an_upload_is_dropped_objects_and_row_are_both_there_or_both_not() {
    let city = TestCity::at(MONDAY).await;
    let app = city.app.clone().into_inner();
    let lin = caller(&city).await;
    let (mut with_nothing, mut with_everything, mut answered) = (0, 0, 0);
    // An upload waits a few times, not always as often: several rounds meet every place where it does.
    for round in 0..200 {
        let bytes = picture::fresh();
        let hash = PhotoHash(Sha256::of(&bytes).0);
        let body = stream::iter([Ok::<_, app::error::AppError>(Bytes::from(bytes))]);
        let ended = dropped_after(round % 6, upload(&app, &lin, hash, None, body)).await;
        app.underway.over().await;
        // Threads that were at work for it come to an end, too.
        while city.unfinished_uploads() > 0 {
            tokio::task::yield_now().await;
        }
        let written_down = is_written_down(&city, hash).await;
        for copy in Copy::ALL {
            let kept = app.photos.head(hash, copy).await.unwrap().is_some();
            assert_eq!(
                kept,
                written_down,
                "{copy:?}, dropped at wait {}",
                round % 6
            );
        }
        match (ended, written_down) {
            (Some(answer), true) => answer.map(|_| answered += 1).unwrap(),
            (Some(answer), false) => panic!("not written down: {answer:?}"),
            (None, false) => with_nothing += 1,
            (None, true) => with_everything += 1,
        }
        if round >= 18 && with_nothing.min(with_everything).min(answered) > 0 {
            return;
        }
    }
    panic!("dropped early {with_nothing}, dropped late {with_everything}, answered {answered}");
}

/// None: it was dropped at that wait, counted from 0.
async fn dropped_after<F: Future>(waits: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = waits;
    poll_fn(|looking| match work.as_mut().poll(looking) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn caller(city: &TestCity) -> Caller {
    let (app, lin) = (city.app.clone(), city.person(LIN).await);
    let found = city.app.db.read(move |conn| {
        let user = store::users::get(conn, UserId(lin.me.id))?;
        acting(conn, user, &app)
    });
    found.await.unwrap()
}

async fn is_written_down(city: &TestCity, hash: PhotoHash) -> bool {
    let found = city.app.db.read(move |conn| store::photos::get(conn, hash));
    found.await.unwrap().is_some()
}
