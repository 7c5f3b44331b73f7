//! Faults seen in other systems of this kind, each as a test of ours. Where a trap is not the server's (a phone's drafts,
//! a browser's cache) or a later matter, it is not here; some have a fuller test in the file of their own area.

use app::action::city::import::Kind;
use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LIN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::{charging_cable, illegal_ad};
use harness::{TestCity, ask, days, hours, picture};
use mobile_api::action::Action;
use mobile_api::case::{CaseQuery, CaseState};
use mobile_api::error::Code;
use mobile_api::event::EventData;
use mobile_api::hash::Sha256;
use mobile_api::photo::PhotoCopy;
use mobile_api::ranking::{Board, Listing, RankingQuery, RankingStatus};

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// DIGIT: editing resets the deadline clock.
#[tokio::test]
async fn editing_never_resets_the_clock() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let first = lin.reports(illegal_ad()).await;
    let mut case = first.clone();
    city.advance(hours(10)).await;
    case = chengguan.accepts(&case).await;
    case = chengguan.comments(&case, "看过").await;
    case = dispatcher.reminds(&case).await;
    case = chengguan.asks_for_hours(&case, 12).await;
    case = dispatcher.refuses(&case).await;
    case = dispatcher.dispatches(&case, "chengguan").await;
    assert_eq!(
        (case.deadline_at, case.due_at),
        (first.deadline_at, first.due_at)
    );
    assert_eq!(case.dispatched_at, first.dispatched_at);
}

/// DIGIT: the scheduler reads page 0 only; cases nobody accepted never escalate.
#[tokio::test]
async fn more_than_one_page_of_unaccepted_cases_escalates() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(picture::fresh()).await;
    let (cases, sighting) = (520, illegal_ad().showing(&[photo]));
    let report = lin.report_of(sighting).await;
    // Straight through the action: what is tested here is the sweep.
    let (app, reporter) = (city.app.clone(), domain::id::UserId(lin.me.id));
    let made = city.app.db.write(move |conn| {
        let caller = store::users::get(conn, reporter)?;
        let caller = app::auth::caller::acting(conn, caller, &app)?;
        for _ in 0..cases {
            let id = domain::id::CaseId(uuid::Uuid::now_v7());
            app::action::case::report::report(conn, &app, &caller, id, &report)?;
        }
        Ok::<_, app::error::AppError>(())
    });
    made.await.unwrap();
    let before = city.holdings().await["events"];
    city.advance(hours(13)).await;
    assert_eq!(
        city.holdings().await["events"] - before,
        cases,
        "one rung each"
    );
}

/// FixMyStreet in Zürich: the holiday list runs out silently.
#[tokio::test]
async fn a_deadline_in_an_unpublished_year_says_so() {
    let city = TestCity::at("2026-12-30T16:00+08:00").await;
    let lin = city.person(LIN).await;
    let case = lin.reports(charging_cable()).await;
    assert!(case.calendar_provisional);
    assert!(lin.sees(&case).await.calendar_provisional);
}

/// Signalen #3555: a category's text or limit edited later changes history.
#[tokio::test]
async fn a_category_edited_later_leaves_old_cases_alone() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let old = lin.reports(illegal_ad()).await;
    let events = lin.events(&old).await;
    let categories = fixtures::files::categories_csv();
    let edited = categories.replace(
        "02-01,非法小广告,牛皮癣,24,hour",
        "02-01,非法小广告,牛皮癣,2,hour",
    );
    assert_ne!(categories, edited);
    city.imports(Kind::Categories, edited).await;

    assert_eq!(lin.sees(&old).await, old);
    assert_eq!(lin.events(&old).await, events);
    city.time_passes(hours(3));
    let handled = chengguan.handles(&old).await;
    assert_eq!((handled.on_time, handled.limit), (Some(true), old.limit));
    let new = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    assert_eq!(new.limit.unwrap().value, 2);
}

/// Libre311: idempotency by check-then-insert; concurrent retries collide.
#[tokio::test]
async fn retries_that_overtake_each_other_make_one_case() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (id, report) = (uuid::Uuid::now_v7(), lin.report_of(illegal_ad()).await);
    let sent =
        futures_util::future::join_all((0..12).map(|_| lin.client.report(id, &report))).await;
    for answer in sent {
        assert_eq!(answer.unwrap().id, id);
    }
    assert_eq!(city.holdings().await["cases"], 1);
}

/// Kobo #432: 200 OK while attachments were dropped.
#[tokio::test]
async fn nothing_is_accepted_whose_photos_are_not_all_there() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut photos = vec![];
    for _ in 0..3 {
        photos.push(lin.uploads(picture::fresh()).await);
    }
    let lost = Sha256::of(b"never arrived");
    let with_lost = [photos[0], lost, photos[1], photos[2]];
    let before = city.holdings().await;
    let answer = lin.tries_to_report(illegal_ad().showing(&with_lost)).await;
    harness::answer::refused_at(answer, Code::PhotoMissing, &["/photos/1"]);
    assert_eq!(city.holdings().await, before);
    let case = lin.reports(illegal_ad().showing(&photos)).await;
    let kept: Vec<Sha256> = case.photos.iter().map(|photo| photo.sha256).collect();
    assert_eq!(kept, photos, "all of them, in their order");
}

/// ODK #6009 #5033, QField #3779: resizing strips or corrupts EXIF; thumbnails overwrite originals.
#[tokio::test]
async fn copies_never_touch_the_original() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let at = JIEFANG_ROAD.point();
    let bytes = picture::taken(city.now(), at.lon, at.lat);
    let name = lin.uploads(bytes.clone()).await;
    for copy in [
        PhotoCopy::Thumbnail,
        PhotoCopy::Display,
        PhotoCopy::Original,
    ] {
        lin.client.photo_bytes(name, copy).await.unwrap();
    }
    let case = lin
        .reports(illegal_ad().at(JIEFANG_ROAD).showing(&[name]))
        .await;
    assert!(
        lin.client
            .photo_bytes(name, PhotoCopy::Original)
            .await
            .unwrap()
            == bytes
    );
    assert!(case.photos[0].taken_at.is_some() && case.photos[0].position.is_some());
    assert_eq!(case.photos[0].flags, []);
}

/// DIGIT #1058: counts capped by page size.
#[tokio::test]
async fn counts_go_beyond_the_largest_page() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(picture::fresh()).await;
    let reports = (0..205).map(|_| lin.reports(illegal_ad().showing(&[photo])));
    futures_util::future::join_all(reports).await;
    assert_eq!(lin.client.case_counts().await.unwrap().total, 205);
    let query = CaseQuery {
        limit: Some(200),
        ..CaseQuery::default()
    };
    let page = lin.client.cases(&query).await.unwrap();
    assert_eq!((page.items.len(), page.next_cursor.is_some()), (200, true));
}

/// DIGIT #1100: someone sees others' cases.
#[tokio::test]
async fn a_department_never_meets_another_ones_case() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, huanwei) = (city.person(CHENGGUAN).await, city.person(HUANWEI).await);
    let case = lin
        .reports(illegal_ad().at(RENMIN_ROAD.spot(1)).described("只给城管看"))
        .await;
    let case = city
        .person(DISPATCHER)
        .await
        .dispatches(&case, "chengguan")
        .await;
    assert_eq!(chengguan.sees(&case).await.id, case.id);
    for query in [
        "",
        "?q=%E5%9F%8E%E7%AE%A1",
        "?department=chengguan",
        "?zone=renmin-middle",
        "?bbox=105,34,107,36",
    ] {
        let list = huanwei
            .raw
            .get(&format!("/api/v1/cases{query}"))
            .await
            .json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(0), "{query}");
        let counts = huanwei
            .raw
            .get(&format!("/api/v1/cases/counts{query}"))
            .await
            .json();
        assert_eq!(counts["total"], 0, "{query}");
    }
    harness::answer::refused(
        huanwei.tries(&case, ask::accept(&case)).await,
        Code::NotFound,
    );
}

/// DIGIT's performance report: LIKE '%id%' by default.
#[tokio::test]
async fn no_list_searches_texts_unless_asked_to() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    lin.reports(illegal_ad()).await;
    let meter = city.app.db.meter();
    meter.trace();
    lin.client.cases(&CaseQuery::default()).await.unwrap();
    lin.client.case_counts().await.unwrap();
    let number = lin.raw.get("/api/v1/cases?q=20260302-0001").await;
    assert_eq!(number.json()["items"].as_array().map(Vec::len), Some(1));
    let statements = meter.traced();
    assert!(statements.iter().any(|text| text.contains("cases")));
    for text in statements {
        assert!(!text.to_uppercase().contains(" LIKE "), "{text}");
    }
}

/// FixMyStreet #1677 #1581: duplicates judged by too small a radius; thumbnails missing so nobody can tell.
#[tokio::test]
async fn a_possible_duplicate_forty_metres_away_is_shown_with_its_picture() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let first = lin.reports(illegal_ad()).await;
    let mut beside = JIEFANG_ROAD.position();
    beside.lat += 40.0 / 111_195.0;
    let second = lin.reports(illegal_ad().from(beside)).await;
    assert_eq!(second.possible_duplicates[0].id, first.id);
    assert!((second.possible_duplicates[0].distance_m - 40.0).abs() < 1.0);
    let path = format!(
        "/api/v1/cases/nearby?lon={}&lat={}&category=02-01",
        beside.lon, beside.lat
    );
    let near = lin.raw.get(&path).await.json();
    let thumbnail = near["items"][1]["photos"][0]["urls"]["thumbnail"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(lin.raw.get(&thumbnail).await.status, 200);
}

/// Signalen #404, #1537: a case stuck in a state nobody gets it out of.
#[tokio::test]
async fn in_every_open_state_somebody_can_go_on() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let dispatched = lin.reports(illegal_ad()).await;
    let accepted = chengguan.accepts(&dispatched).await;
    let suspended = dispatcher.suspends(&accepted).await;
    let resumed = dispatcher.resumes(&suspended).await;
    let returned = chengguan.returns(&resumed).await;
    let waiting = dispatcher.sees(&returned).await;
    let back = dispatcher.dispatches(&returned, "chengguan").await;
    let handled = chengguan.handles(&back).await;
    city.advance(days(29)).await;
    let onward = |case: &mobile_api::case::Case, action| {
        assert!(case.available_actions.contains(&action), "{:?}", case.state);
    };
    onward(&lin.sees(&handled).await, Action::VerifyPass);
    onward(&suspended, Action::Resume);
    onward(&waiting, Action::Dispatch);
    onward(&accepted, Action::Handle);
    assert_eq!(lin.passes(&handled).await.state, CaseState::Closed);
}

/// UNI: the clock's figures parsed back from rounded texts. Ours are whole microseconds in the event itself.
#[tokio::test]
async fn times_used_are_kept_to_the_microsecond() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(5));
    let handled = chengguan.handles(&case).await;
    let events = lin.events(&case).await;
    let Ok(EventData::Handle {
        used_us,
        allowed_us,
        ..
    }) = events.last().unwrap().typed()
    else {
        panic!("{events:?}");
    };
    assert_eq!(
        used_us,
        handled.handled_at.unwrap().0 - case.dispatched_at.unwrap().0
    );
    assert_eq!(allowed_us, hours(24).0);
}

/// DIGIT #1462: "today" is the last 24 hours; week bounds in the server's time zone.
#[tokio::test]
async fn a_week_begins_at_the_citys_midnight() {
    // Saturday a minute to midnight: due on Sunday. Two minutes later: due on Monday, in the next week; in UTC
    // both are due on the same Sunday.
    let city = TestCity::at("2026-03-07T23:59+08:00").await;
    let lin = city.person(LIN).await;
    lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    city.set_clock("2026-03-08T00:01+08:00");
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(2))).await;
    for (period, due) in [
        ("2026-W10", 1),
        ("2026-W11", 2),
        ("2026-W09", 0),
        ("2026-03", 3),
    ] {
        let query = RankingQuery {
            board: Board::Department,
            period: Some(period.into()),
        };
        let live = lin.client.current_ranking(&query).await.unwrap();
        assert_eq!(
            (live.status, live.totals.due),
            (RankingStatus::Live, due),
            "{period}"
        );
    }
}

/// UNI: a volume tier punishes busy departments; a department with no case gets 10 of 100 points and ranks last.
#[tokio::test]
async fn few_cases_or_none_are_neither_a_zero_nor_a_last_place() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    chengguan.handles(&case).await;
    city.set_clock("2026-03-09T09:00+08:00");
    let query = RankingQuery {
        board: Board::Department,
        period: Some("2026-W10".into()),
    };
    let live = city
        .client(LIN)
        .await
        .current_ranking(&query)
        .await
        .unwrap();
    assert!(live.red.is_empty() && live.black.is_empty());
    for row in &live.rows {
        let expected = match row.due {
            0 => Listing::NoData,
            _ => Listing::TooFew,
        };
        assert_eq!(
            (row.listing, row.rank, &row.score),
            (expected, None, &None),
            "{}",
            row.unit.name
        );
    }
    assert_eq!(live.totals.too_few, 1);
}

/// FixMyStreet Pro: an export leaves out today.
#[tokio::test]
async fn lists_have_what_was_reported_a_moment_ago() {
    let city = TestCity::at("2026-03-02T23:59+08:00").await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    let until = mobile_api::time::Time(case.reported_at.0 + 1);
    let list = lin
        .raw
        .get(&format!("/api/v1/cases?reported_to={until}"))
        .await
        .json();
    assert_eq!(list["items"][0]["id"], serde_json::json!(case.id));
    let before = lin
        .raw
        .get(&format!("/api/v1/cases?reported_to={}", case.reported_at))
        .await
        .json();
    assert_eq!(
        before["items"],
        serde_json::json!([]),
        "the end itself is not included"
    );
}
