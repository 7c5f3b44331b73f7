//! A photo's hash is no key to it: to whoever has not sent its bytes, and sees no case that shows it, it answers like one
//! that nobody ever sent.

use domain::time::days;
use harness::people::{CHENGGUAN, GULOU_INSPECTOR, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::raw::{Answer, sent};
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, picture};
use mobile_api::action::ActionRequest;
use mobile_api::case::Case;
use mobile_api::hash::Sha256;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use super::{JPEG, MONDAY, put};

/// Status, headers and body, without what differs for any two requests: the moment, the request's id, the hash itself.
fn told(answer: &Answer, hash: Sha256) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| {
        let name = name.as_str();
        !matches!(name, "date" | "x-request-id" | "content-length")
    });
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
        .collect();
    // A map says them in any order.
    headers.sort();
    let body = match serde_json::from_slice::<serde_json::Value>(&answer.body) {
        Ok(mut problem) => {
            if let Some(fields) = problem.as_object_mut() {
                fields.remove("request_id");
            }
            problem.to_string()
        }
        Err(_) => answer.text(),
    };
    let text = format!("{}\n{}\n{body}", answer.status, headers.join("\n"));
    text.replace(&hash.to_string(), "HASH")
}

/// Everything that can be asked with a hash at hand.
async fn everything_told(
    gulou: &Person,
    chengguan: &Person,
    sun: &Person,
    (open, handled): (&Case, &Case),
    hash: Sha256,
) -> Vec<String> {
    let mut all = Vec::new();
    for copy in ["original", "display", "thumbnail", "huge"] {
        let answer = gulou
            .raw
            .get(&format!("/api/v1/photos/{hash}/{copy}"))
            .await;
        all.push(told(&answer, hash));
    }
    let path = format!("/api/v1/photos/{hash}");
    all.push(told(
        &sent(gulou.raw.request(Method::HEAD, &path)).await,
        hash,
    ));
    all.push(told(
        &put(gulou, hash, JPEG, picture::of_place(1)).await,
        hash,
    ));
    all.push(told(
        &put(gulou, hash, JPEG, b"nothing".to_vec()).await,
        hash,
    ));
    let own = gulou.uploads(picture::fresh()).await;
    for photos in [vec![hash], vec![own, hash], vec![hash, own]] {
        let report = gulou
            .report_of(illegal_ad().at(RENMIN_ROAD).showing(&photos))
            .await;
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        let answer = gulou.raw.put(&path, &json!(report)).await;
        all.push(told(&answer, hash));
    }
    let act = async |person: &Person, case: &Case, request: ActionRequest| {
        let path = format!(
            "/api/v1/cases/{}/actions/{}",
            case.id,
            request.action().name()
        );
        told(&person.raw.post(&path, &json!(request)).await, hash)
    };
    all.push(act(chengguan, open, ask::handle(open, &[hash])).await);
    all.push(act(sun, handled, ask::verify_fail(handled, &[hash])).await);
    let mut comment = ask::comment(open, "看");
    if let ActionRequest::Comment(comment) = &mut comment {
        comment.photos = vec![hash];
    }
    all.push(act(chengguan, open, comment).await);
    all
}

#[tokio::test]
async fn somebody_else_s_photo_answers_like_one_that_was_never_sent() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (gulou, chengguan) = (
        city.person(GULOU_INSPECTOR).await,
        city.person(CHENGGUAN).await,
    );
    let open = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let handled = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    let handled = chengguan.handles(&handled).await;
    // On a case that the one who asks does not see, and on none.
    let elsewhere = lin.uploads(picture::fresh()).await;
    let far = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(2)).showing(&[elsewhere]));
    far.await;
    let unused = lin.uploads(picture::fresh()).await;

    let before = city.holdings().await;
    let asked =
        async |hash| everything_told(&gulou, &chengguan, &sun, (&open, &handled), hash).await;
    let never_sent = asked(Sha256::of(b"nobody ever sent this")).await;
    assert!(never_sent.iter().all(|answer| answer.starts_with('4')));
    assert_eq!(asked(unused).await, never_sent);
    assert_eq!(asked(elsewhere).await, never_sent);
    let after = city.holdings().await;
    assert_eq!(after["cases"], before["cases"]);
    assert_eq!(after["events"], before["events"]);
    assert_eq!(after["case_photos"], before["case_photos"]);
}

#[tokio::test]
async fn whoever_sends_the_bytes_too_may_use_them_and_learns_nothing_of_others() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let bytes = picture::fresh();
    let name = Sha256::of(&bytes);
    let first = put(&lin, name, JPEG, bytes.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert!(!sun.client.has_photo(name).await.unwrap());
    let files = city.holdings().await["(photo files)"];

    let second = put(&sun, name, JPEG, bytes.clone()).await;
    assert_eq!((second.status, second.json()), (201, first.json()));
    assert!(sun.client.has_photo(name).await.unwrap());
    assert_eq!(put(&sun, name, JPEG, bytes).await.status, 200);
    assert_eq!(city.holdings().await["(photo files)"], files, "kept once");
    let path = format!("/api/v1/photos/{name}/original");
    assert_eq!(sun.raw.get(&path).await.status, 200);
    sun.reports(illegal_ad().showing(&[name])).await;
}

#[tokio::test]
async fn a_photo_nobody_used_goes_when_the_last_who_sent_it_has_waited_too_long() {
    let city = TestCity::at(MONDAY).await;
    let bytes = picture::fresh();
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let before = city.holdings().await["photo_uploads"];
    let name = lin.uploads(bytes.clone()).await;
    city.advance(days(5)).await;
    let sun_again = city.person(SUN).await;
    sun_again.uploads(bytes.clone()).await;
    assert_eq!(city.holdings().await["photo_uploads"], before + 2);
    city.advance(days(4)).await;
    let (lin_again, sun_again) = (city.person(LIN).await, city.person(SUN).await);
    assert!(lin_again.client.has_photo(name).await.unwrap());
    assert!(sun_again.client.has_photo(name).await.unwrap());
    city.advance(days(4)).await;
    assert_eq!(city.holdings().await["photo_uploads"], before);
    let lin_again = city.person(LIN).await;
    assert!(!lin_again.client.has_photo(name).await.unwrap());
    drop((lin, sun));
}
