//! One picture, one case: the very same picture on a second case flags both, whatever else is in the file, and the report
//! waits for a dispatcher before any clock runs.

use app::action::city::import::Kind;
use harness::people::{CHENGGUAN, DISPATCHER, GULOU_INSPECTOR, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::{Sighting, illegal_ad};
use harness::{TestCity, ask, hours, picture};
use mobile_api::case::{Case, CaseQuery, CaseState};
use mobile_api::error::Code;
use mobile_api::event::verify_chain;
use mobile_api::hash::Sha256;
use mobile_api::notice::NoticeKind;
use mobile_api::page::PageQuery;
use mobile_api::photo::Flag;
use mobile_api::route::Held;
use uuid::Uuid;

use super::MONDAY;

/// The city as its own rulebook has it.
async fn city() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    city.imports(Kind::Rulebook, fixtures::files::rulebook_toml())
        .await;
    city
}

fn showing(number: usize, photo: Sha256) -> Sighting {
    illegal_ad().at(JIEFANG_ROAD.spot(number)).showing(&[photo])
}

fn is_flagged(case: &Case) -> bool {
    case.photos
        .iter()
        .any(|photo| photo.flags.contains(&Flag::Reused))
}

#[tokio::test]
async fn a_second_case_with_the_same_picture_waits_and_both_are_flagged() {
    let city = city().await;
    let (lin, desk) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let photo = lin.uploads(picture::fresh()).await;
    let first = lin.reports(showing(0, photo)).await;
    assert_eq!(
        (first.state, is_flagged(&first)),
        (CaseState::Dispatched, false)
    );
    let first_events = lin.events(&first).await;

    let mut held = Vec::new();
    for number in 1..4 {
        let case = lin.reports(showing(number, photo)).await;
        assert_eq!(case.state, CaseState::Reported);
        assert_eq!(
            (&case.department, case.deadline_at, case.due_at),
            (&None, None, None)
        );
        assert_eq!(case.route.held, Some(Held::PhotoReused));
        assert_eq!(case.route.candidates.len(), 1);
        let why = &case.route.explanation;
        assert!(why.contains("照片已用于其他案件，待派遣员核实"), "{why}");
        assert_eq!(case.photos[0].flags, [Flag::Reused, Flag::FarFromCase]);
        held.push(case);
    }
    let told = desk.client.notices(&PageQuery::default()).await.unwrap();
    let told: Vec<_> = told
        .items
        .iter()
        .map(|notice| (notice.kind, notice.case.id))
        .collect();
    let expected: Vec<_> = held
        .iter()
        .rev()
        .map(|case| (NoticeKind::ToDispatch, case.id))
        .collect();
    assert_eq!(told, expected);

    // The first is flagged where it is shown; what happened to it stays as it was.
    let shown = lin.sees(&first).await;
    assert!(is_flagged(&shown));
    let named: Vec<Uuid> = shown.photos[0]
        .other_cases
        .iter()
        .map(|case| case.id)
        .collect();
    assert_eq!(named, held.iter().map(|case| case.id).collect::<Vec<_>>());
    let page = lin.client.cases(&CaseQuery::default()).await.unwrap();
    assert_eq!(page.items.len(), 4);
    assert!(page.items.iter().all(is_flagged));
    let events = lin.events(&first).await;
    assert_eq!(events, first_events);
    let second = lin.events(&held[0]).await;
    assert_eq!(second.len(), 1);
    assert_eq!(
        second[0].data["photos"][0]["flags"],
        serde_json::json!(["reused", "far_from_case"])
    );
    assert_eq!(verify_chain(held[0].id, &second), Ok(()));

    // A dispatcher dispatches as usual, and only then the clock runs.
    city.time_passes(hours(5));
    let desk = city.person(DISPATCHER).await;
    let case = desk.dispatches(&held[0], "chengguan").await;
    assert_eq!(case.state, CaseState::Dispatched);
    assert!(case.dispatched_at > Some(held[2].reported_at));
    assert!(case.deadline_at > Some(city.now()));
}

#[tokio::test]
async fn which_case_it_was_is_told_to_those_who_see_that_case() {
    let city = city().await;
    let (lin, gulou) = (city.person(LIN).await, city.person(GULOU_INSPECTOR).await);
    let photo = lin.uploads(picture::fresh()).await;
    let first = lin.reports(showing(0, photo)).await;
    let second = lin
        .reports(illegal_ad().at(RENMIN_ROAD).showing(&[photo]))
        .await;
    let named = async |person: &Person| {
        let case = person.sees(&second).await;
        assert!(is_flagged(&case));
        case.photos[0]
            .other_cases
            .iter()
            .map(|case| case.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&lin).await, [first.id]);
    assert_eq!(named(&gulou).await, [] as [Uuid; 0]);
}

#[tokio::test]
async fn the_same_report_again_is_no_second_use() {
    let city = city().await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(picture::fresh()).await;
    let report = lin.report_of(showing(0, photo)).await;
    let id = Uuid::now_v7();
    let first = lin.client.report(id, &report).await.unwrap();
    let again = lin.client.report(id, &report).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(
        (again.state, is_flagged(&again)),
        (CaseState::Dispatched, false)
    );
}

#[tokio::test]
async fn a_city_may_allow_more_and_a_picture_that_only_looks_alike_is_another() {
    let city = city().await;
    let rules = fixtures::files::rulebook_toml();
    let rules = rules.replacen("same_photo_max = 1 ", "same_photo_max = 2 ", 1);
    city.imports(Kind::Rulebook, rules).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(picture::fresh()).await;
    let mut seen = Vec::new();
    for number in 0..3 {
        let case = lin.reports(showing(number, photo)).await;
        seen.push((case.state, is_flagged(&case)));
    }
    let (sent, held) = (CaseState::Dispatched, CaseState::Reported);
    assert_eq!(seen, [(sent, false), (sent, true), (held, true)]);

    let alike = lin.uploads(picture::fresh()).await;
    let case = lin.reports(showing(3, alike)).await;
    assert_eq!(case.state, CaseState::Dispatched);
    assert_eq!(
        case.photos[0].flags,
        [Flag::NearDuplicate, Flag::FarFromCase]
    );
}

#[tokio::test]
async fn a_verifier_shows_the_place_as_it_is_now() {
    let city = city().await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = chengguan.handles(&lin.reports(illegal_ad()).await).await;
    let refused = async |hash| {
        for request in [
            ask::verify_fail(&case, &[hash]),
            match ask::verify_pass(&case) {
                mobile_api::action::ActionRequest::VerifyPass(mut pass) => {
                    pass.photos = vec![hash];
                    mobile_api::action::ActionRequest::VerifyPass(pass)
                }
                other => other,
            },
        ] {
            let answer = sun.tries(&case, request).await;
            harness::answer::refused_at(answer, Code::PhotoReused, &["/photos/0"]);
        }
    };
    // The case's own pictures, and one of another case.
    refused(case.photos[0].sha256).await;
    refused(case.photos[1].sha256).await;
    let other = sun.uploads(picture::fresh()).await;
    sun.reports(showing(1, other)).await;
    refused(other).await;
    let failed = sun.fails(&case).await;
    assert_eq!(failed.state, CaseState::Dispatched);
    assert!(failed.photos[2].flags.contains(&Flag::NearDuplicate));
}

/// The bytes of the same picture with something else around it.
fn other_files(jpeg: &[u8]) -> [Vec<u8>; 3] {
    let longer = [jpeg, b"\0"].concat();
    let with_remark = picture::commented(jpeg, "another remark");
    // Its EXIF is the first segment there is: marker, length, and what the length counts.
    let exif = jpeg.windows(2).position(|two| two == [0xFF, 0xE1]).unwrap();
    let length = u16::from_be_bytes([jpeg[exif + 2], jpeg[exif + 3]]);
    let behind = exif + 2 + usize::from(length);
    let without_exif = [&jpeg[..exif], &jpeg[behind..]].concat();
    [longer, with_remark, without_exif]
}

#[tokio::test]
async fn a_picture_in_another_file_is_the_same_picture() {
    let city = city().await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let bytes = picture::fresh();
    let photo = lin.uploads(bytes.clone()).await;
    let first = lin.reports(showing(0, photo)).await;
    assert_eq!(first.state, CaseState::Dispatched);
    let mut held = Vec::new();
    for (number, other) in (1..).zip(other_files(&bytes)) {
        let other = sun.uploads(other).await;
        assert_ne!(other, photo);
        let case = sun.reports(showing(number, other)).await;
        assert_eq!(case.state, CaseState::Reported, "{number}");
        assert_eq!(case.route.held, Some(Held::PhotoReused));
        assert!(case.photos[0].flags.contains(&Flag::Reused));
        held.push(case.id);
    }
    let shown = lin.sees(&first).await;
    assert!(is_flagged(&shown));
    let named: Vec<Uuid> = shown.photos[0]
        .other_cases
        .iter()
        .map(|case| case.id)
        .collect();
    assert_eq!(named, held);
    let page = lin.client.cases(&CaseQuery::default()).await.unwrap();
    assert!(page.items.iter().all(is_flagged));
}

#[tokio::test]
async fn a_before_photo_saved_again_shows_no_handling_and_no_verification() {
    let city = city().await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let chengguan = city.person(CHENGGUAN).await;
    let bytes = picture::fresh();
    let photo = lin.uploads(bytes.clone()).await;
    let case = lin.reports(illegal_ad().showing(&[photo])).await;
    for other in other_files(&bytes) {
        let other = chengguan.uploads(other).await;
        let answer = chengguan.tries(&case, ask::handle(&case, &[other])).await;
        harness::answer::refused_at(answer, Code::PhotoReused, &["/photos/0"]);
    }
    let case = chengguan.handles(&case).await;
    let [longer, ..] = other_files(&bytes);
    let other = sun.uploads([longer, vec![1]].concat()).await;
    let answer = sun.tries(&case, ask::verify_fail(&case, &[other])).await;
    harness::answer::refused_at(answer, Code::PhotoReused, &["/photos/0"]);
}
