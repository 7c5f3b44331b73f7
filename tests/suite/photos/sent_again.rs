//! A photo that was forgotten and is sent again while its old files are about to be removed: whoever is told that it is
//! kept finds it.

use app::job::{Kind, orphan_photos, remove_photo, run_due};
use domain::time::days;
use harness::people::{LIN, Person};
use harness::{TestCity, hours, picture};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::photo::PhotoCopy;
use store::jobs::JobRow;

use super::{JPEG, MONDAY, put};

#[tokio::test]
async fn it_is_not_taken_in_between_a_removers_look_and_its_hand() {
    let (city, bytes) = (TestCity::at(MONDAY).await, picture::fresh());
    let lin = city.person(LIN).await;
    let name = forgotten(&city, &lin, &bytes).await;
    // A remover has looked and found no row; its hand comes later.
    let job = removal(&city).await;
    let refusal = put(&lin, name, JPEG, bytes.clone()).await;
    refusal.refused(Code::Overloaded);
    assert!(!refusal.header("retry-after").is_empty());
    city.claim_faults(1);

    let app = city.app.clone().into_inner();
    remove_photo::remove_photo(&app, &job.key).await.unwrap();
    let now = app.clock.now();
    let done = app
        .db
        .write(move |conn| store::jobs::finish(conn, &job, now));
    assert!(done.await.unwrap());
    assert_eq!(put(&lin, name, JPEG, bytes.clone()).await.status, 201);
    there(&lin, name, &bytes).await;
}

#[tokio::test]
async fn a_removal_that_waits_finds_it_written_down() {
    let (city, bytes) = (TestCity::at(MONDAY).await, picture::fresh());
    let lin = city.person(LIN).await;
    let name = forgotten(&city, &lin, &bytes).await;
    assert_eq!(put(&lin, name, JPEG, bytes.clone()).await.status, 201);
    let app = city.app.clone().into_inner();
    for later in [hours(0), hours(2)] {
        run_due(&app, app.clock.now() + later).await.unwrap();
        there(&lin, name, &bytes).await;
    }
}

#[tokio::test]
async fn a_removal_put_off_for_a_broken_upload_comes_in_the_end() {
    let (city, bytes) = (TestCity::at(MONDAY).await, picture::fresh());
    let lin = city.person(LIN).await;
    let before = city.holdings().await["(photo files)"];
    let name = forgotten(&city, &lin, &bytes).await;
    let app = city.app.clone().into_inner();
    let (until, key) = (app.clock.now() + hours(1), name.to_string());
    let put_off = move |conn: &mut store::Conn| {
        store::jobs::put_off(conn, Kind::RemovePhoto.as_str(), &key, until)
    };
    app.db.write(put_off).await.unwrap();
    run_due(&app, app.clock.now() + hours(2)).await.unwrap();
    assert_eq!(city.holdings().await["(photo files)"], before);
}

/// Uploaded and not used for longer than is waited; its files are still there.
async fn forgotten(city: &TestCity, person: &Person, bytes: &[u8]) -> Sha256 {
    let name = person.uploads(bytes.to_vec()).await;
    let app = city.app.clone().into_inner();
    let later = app.clock.now() + days(8);
    orphan_photos::orphan_photos(&app, later, &app::job::Stop::never())
        .await
        .unwrap();
    assert!(!person.client.has_photo(name).await.unwrap());
    name
}

async fn removal(city: &TestCity) -> JobRow {
    let later = city.app.clock.now() + days(9);
    let lease = move |conn: &mut store::Conn| store::jobs::lease(conn, later, later + hours(1), 99);
    let leased = city.app.db.write(lease).await.unwrap();
    leased
        .into_iter()
        .find(|job| job.kind == Kind::RemovePhoto.as_str())
        .expect("its files are to be removed")
}

async fn there(person: &Person, name: Sha256, bytes: &[u8]) {
    let copy = |copy| person.client.photo_bytes(name, copy);
    assert!(copy(PhotoCopy::Original).await.unwrap() == bytes);
    assert!(!copy(PhotoCopy::Thumbnail).await.unwrap().is_empty());
}
