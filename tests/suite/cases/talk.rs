//! A case somebody talks to death: its pages and its actions cost the others what they always did, and who talks
//! without end is made to wait.

use harness::answer::{refused, refused_at};
use harness::people::{CHENGGUAN, DISPATCHER, LIN, Person, SUN};
use harness::replay::rows_are_the_fold_of_events;
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours, minutes, picture};
use mobile_api::action::ActionRequest;
use mobile_api::case::Case;
use mobile_api::error::Code;
use mobile_api::event::{CaseEvent, verify_chain};
use mobile_api::page::{Page, PageQuery};

use super::MONDAY;

/// The attack wrote 1,351; what is promised does not depend on it.
const MANY: usize = 400;

/// Two thousand characters of three bytes each.
fn long_text() -> String {
    "反复留言".repeat(500)
}

async fn city() -> TestCity {
    TestCity::with(MONDAY, |config| {
        config.limits.acts_per_hour_and_case = 10_000;
        config.limits.comments_per_hour = 10_000;
    })
    .await
}

async fn talked_to_death(lin: &Person, case: Case, times: usize) -> Case {
    let text = long_text();
    let mut case = case;
    for _ in 0..times {
        case = lin.comments(&case, &text).await;
    }
    case
}

#[tokio::test]
async fn an_action_reads_what_changed_the_case_and_a_page_is_a_page() {
    let city = city().await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let case = talked_to_death(&lin, case, MANY).await;
    assert_eq!(case.version as usize, MANY + 2);

    let id = domain::id::CaseId(case.id);
    let read = city
        .app
        .db
        .read_blocking(|conn| store::events::changes_of_case(conn, id));
    assert_eq!(read.unwrap().len(), 2, "rows an action reads of the chain");

    let bytes = async |query: &str| {
        let path = format!("/api/v1/cases/{}/events{query}", case.id);
        city.signed_in(LIN).await.get(&path).await.text().len()
    };
    let page = bytes("").await;
    assert!(page < 400_000, "fifty of six kilobytes each: {page}");
    let shown = city.signed_in(LIN).await;
    let shown = shown.get(&format!("/api/v1/cases/{}", case.id)).await;
    assert!(shown.text().len() < 20_000, "the case itself");

    // The fold of what changed it is the fold of all, down to the last hash.
    let handled = chengguan.handles(&case).await;
    assert_eq!(handled.version, case.version + 1);
    assert_eq!(rows_are_the_fold_of_events(&city).await, 1);
    let events = lin.events(&handled).await;
    assert_eq!(events.len() as i64, handled.version);
    verify_chain(case.id, &events).unwrap();
}

#[tokio::test]
async fn a_chain_is_read_page_by_page_from_either_end() {
    let city = city().await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let case = talked_to_death(&lin, case, 118).await;
    let first = lin.client.case_events(case.id, &PageQuery::default()).await;
    let first = first.unwrap();
    assert_eq!(seqs(&first), (1..=50).collect::<Vec<_>>());
    // Whatever happens meanwhile comes in its place.
    let case = chengguan.accepts(&case).await;
    let next = PageQuery {
        cursor: first.next_cursor,
        ..PageQuery::default()
    };
    let second = lin.client.case_events(case.id, &next).await.unwrap();
    assert_eq!(seqs(&second), (51..=100).collect::<Vec<_>>());
    let next = PageQuery {
        cursor: second.next_cursor,
        ..PageQuery::default()
    };
    let last = lin.client.case_events(case.id, &next).await.unwrap();
    assert_eq!(seqs(&last), (101..=121).collect::<Vec<_>>());
    assert_eq!(last.next_cursor, None);

    let raw = city.signed_in(LIN).await;
    let page = async |query: String| {
        let path = format!("/api/v1/cases/{}/events?{query}", case.id);
        let page = raw.get(&path).await;
        serde_json::from_value::<Page<CaseEvent>>(page.json()).expect("a page")
    };
    let newest = page("sort=-seq&limit=3".into()).await;
    assert_eq!(seqs(&newest), [121, 120, 119]);
    let older = page(format!(
        "sort=-seq&limit=3&cursor={}",
        newest.next_cursor.unwrap()
    ))
    .await;
    assert_eq!(seqs(&older), [118, 117, 116]);
    let since = page("after=119".into()).await;
    assert_eq!((seqs(&since), since.next_cursor), (vec![120, 121], None));
    let since = page("after=119&sort=-seq&limit=2".into()).await;
    assert_eq!((seqs(&since), since.next_cursor), (vec![121, 120], None));
}

fn seqs(page: &Page<CaseEvent>) -> Vec<i64> {
    page.items.iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn who_talks_without_end_waits_and_the_others_do_not() {
    let city = TestCity::with(MONDAY, |config| {
        config.limits.acts_per_hour_and_case = 3;
        config.limits.comments_per_hour = 5;
    })
    .await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let case = lin.reports(illegal_ad()).await;
    let other = lin.reports(illegal_ad()).await;
    // The report itself was the first act.
    let case = lin.comments(&case, "一").await;
    city.time_passes(minutes(10));
    let case = lin.comments(&case, "二").await;
    let again = lin.tries(&case, ask::comment(&case, "三")).await;
    let problem = refused(again, Code::RateLimited);
    // Until an hour after the report.
    let wait = problem.retry_after_s.expect("Retry-After");
    assert!((2_990..=3_001).contains(&wait), "{wait}");
    let case = sun.comments(&case, "别人照样可以").await;

    // On another case there is room, until it is too much altogether.
    let other = lin.comments(&other, "一").await;
    let other = lin.comments(&other, "二").await;
    let third = lin.reports(illegal_ad()).await;
    let third = lin.comments(&third, "一").await;
    let again = lin.tries(&third, ask::comment(&third, "二")).await;
    refused(again, Code::RateLimited);

    city.time_passes(hours(1));
    lin.comments(&case, "又可以了").await;
    lin.comments(&other, "又可以了").await;
}

#[tokio::test]
async fn what_is_no_comment_is_bounded_too() {
    let city = TestCity::with(MONDAY, |config| config.limits.acts_per_hour_and_case = 4).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let mut case = lin.reports(illegal_ad()).await;
    for _ in 0..4 {
        case = dispatcher.dispatches(&case, "chengguan").await;
    }
    let request = ask::dispatch(&case, "chengguan");
    refused(dispatcher.tries(&case, request).await, Code::RateLimited);
    city.time_passes(minutes(61));
    dispatcher.dispatches(&case, "chengguan").await;
}

#[tokio::test]
async fn comments_bring_so_many_photos_and_no_more() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let mut case = lin.reports(illegal_ad()).await;
    let mut photos = vec![];
    for _ in 0..9 {
        photos.push(lin.uploads(picture::fresh()).await);
    }
    let with_photos = |case: &Case, photos: &[mobile_api::hash::Sha256]| {
        let ActionRequest::Comment(mut body) = ask::comment(case, "现场") else {
            unreachable!("a comment")
        };
        body.photos = photos.to_vec();
        ActionRequest::Comment(body)
    };
    for _ in 0..4 {
        case = lin.does(&case, with_photos(&case, &photos)).await;
    }
    let request = with_photos(&case, &photos[..1]);
    let again = lin.tries(&case, request).await;
    refused_at(again, Code::TooManyPhotos, &["/photos"]);
    case = lin.comments(&case, "没有照片的留言不受影响").await;
    let photo = sun.uploads(picture::fresh()).await;
    case = sun.does(&case, with_photos(&case, &[photo])).await;
    assert_eq!(case.photos.len(), 1 + 36 + 1);
}
