//! Whoever verifies is expected to have opened the pictures: which were not is said in the answer and kept in the event,
//! shown to those who lead and dispatch, and refuses nothing.

use harness::TestCity;
use harness::people::{CHENGGUAN, DISPATCHER, LEADER, LIN, Person, SUN};
use harness::raw::sent;
use harness::sighting::illegal_ad;
use mobile_api::case::{Case, CaseState};
use mobile_api::event::verify_chain;
use mobile_api::hash::Sha256;
use reqwest::Method;
use serde_json::json;

use super::MONDAY;

async fn opens(person: &Person, photo: Sha256, copy: &str) {
    let path = format!("/api/v1/photos/{photo}/{copy}");
    assert_eq!(person.raw.get(&path).await.status, 200);
}

fn unseen(case: &Case) -> Option<Vec<Sha256>> {
    case.verification
        .as_ref()
        .map(|verification| verification.unseen_photos.clone())
}

async fn handled(city: &TestCity) -> Case {
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    chengguan.handles(&case).await
}

#[tokio::test]
async fn verifying_from_a_list_names_what_was_not_opened() {
    let city = TestCity::at(MONDAY).await;
    let sun = city.person(SUN).await;
    let case = handled(&city).await;
    assert_eq!(unseen(&case), None);
    let shown: Vec<Sha256> = case.photos.iter().map(|photo| photo.sha256).collect();
    // Too small to judge by.
    opens(&sun, shown[1], "thumbnail").await;
    let closed = sun.passes(&case).await;
    assert_eq!(closed.state, CaseState::Closed, "nothing is refused for it");
    assert_eq!(unseen(&closed), Some(shown.clone()));
    for (who, told) in [
        (LEADER, Some(shown.clone())),
        (DISPATCHER, Some(shown.clone())),
        (CHENGGUAN, None),
        (LIN, None),
    ] {
        let seen = city.person(who).await.sees(&case).await;
        assert_eq!(unseen(&seen), told, "{}", who.0);
    }
    let events = sun.events(&case).await;
    let last = events.last().unwrap();
    assert_eq!(last.data["unseen_photos"], json!(shown));
    assert_eq!(verify_chain(case.id, &events), Ok(()));
}

#[tokio::test]
async fn who_has_opened_or_taken_a_picture_has_seen_it_and_it_is_noted_once() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let case = handled(&city).await;
    let [before, after] = [case.photos[0].sha256, case.photos[1].sha256];
    let views = async || city.holdings().await["photo_views"];
    let start = views().await;
    for _ in 0..3 {
        opens(&sun, after, "original").await;
        opens(&sun, after, "display").await;
    }
    assert_eq!(views().await - start, 1);
    // Who does not verify is not looked after; nor is whoever sent it.
    opens(&city.person(CHENGGUAN).await, before, "display").await;
    opens(&lin, before, "display").await;
    assert_eq!(views().await - start, 1);

    let failed = sun.fails(&case).await;
    assert_eq!(unseen(&failed), Some(vec![before]));
    let passed = city.person(CHENGGUAN).await.handles(&failed).await;
    for photo in &passed.photos[1..] {
        opens(&lin, photo.sha256, "display").await;
    }
    let closed = lin.passes(&passed).await;
    assert_eq!(unseen(&closed), Some(vec![]));
    let events = lin.events(&case).await;
    assert!(events.last().unwrap().data.get("unseen_photos").is_none());
}

#[tokio::test]
async fn what_a_phone_fetches_ahead_is_not_opened_before_somebody_looks_at_it() {
    let city = TestCity::at(MONDAY).await;
    let sun = city.person(SUN).await;
    let case = handled(&city).await;
    let [before, after] = [case.photos[0].sha256, case.photos[1].sha256];
    let fetches = async |photo: Sha256, header: &str, value: String| {
        let path = format!("/api/v1/photos/{photo}/display");
        sent(sun.raw.request(Method::GET, &path).header(header, value)).await
    };
    for photo in [before, after] {
        let ahead = fetches(photo, "Xuncheng-Ahead", "1".into()).await;
        assert_eq!(ahead.status, 200);
        assert_eq!(ahead.header("cache-control"), "no-store");
    }
    // Shown from what the phone has: nothing is sent again.
    let shown = fetches(after, "If-None-Match", format!("\"{after}-display\"")).await;
    assert_eq!((shown.status, shown.body.len()), (304, 0));
    let closed = sun.passes(&case).await;
    assert_eq!(unseen(&closed), Some(vec![before]));
}
