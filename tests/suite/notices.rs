//! `/notices`: the department hears what it must do, the reporter how it ended, nobody of their own doing, and only those
//! who may see the case.

use domain::position::Crs;
use harness::TestCity;
use harness::answer::refused;
use harness::people::{
    CHENGGUAN, CHENGGUAN_TWO, DISPATCHER, HUANWEI, LEADER, LIN, PAISHUI, Person, SUN,
    WANGCHUAN_DISPATCHER, WEIBAN, Who,
};
use harness::place::{JIEFANG_ROAD, SOUTH_RING, outside_by, raw};
use harness::sighting::illegal_ad;
use harness::{days, hours};
use mobile_api::error::Code;
use mobile_api::notice::{NoticeKind, NoticePage, ReadRequest};
use mobile_api::page::PageQuery;
use serde_json::json;

const MONDAY: &str = "2026-03-02T09:00+08:00";

async fn notices(who: &Person) -> NoticePage {
    who.client.notices(&PageQuery::default()).await.unwrap()
}

/// The latest first.
async fn kinds(city: &TestCity, who: Who) -> Vec<NoticeKind> {
    let page = notices(&city.person(who).await).await;
    page.items.iter().map(|notice| notice.kind).collect()
}

#[tokio::test]
async fn a_case_is_told_of_as_it_goes_on() {
    use NoticeKind::{
        Closed, Dispatched, ExtensionGranted, Reminded, Resumed, Returned, Rework, Suspended,
    };
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, desk) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let first = notices(&chengguan).await;
    assert_eq!(first.unread, 1);
    let told = &first.items[0];
    assert_eq!(
        (told.kind, told.read, told.at),
        (Dispatched, false, case.dispatched_at.unwrap())
    );
    assert_eq!((told.case.id, &told.case.number), (case.id, &case.number));
    assert_eq!(
        (&told.case.category, told.case.state),
        (&case.category, case.state)
    );
    assert_eq!(
        told.case.zone.as_ref().map(|zone| zone.code.as_str()),
        Some("jiefang-east")
    );
    assert_eq!(told.case.deadline_at, case.deadline_at);
    assert!(notices(&lin).await.items.is_empty(), "the reporter knows");

    let case = chengguan.asks_for_hours(&case, 6).await;
    let case = desk.grants(&case, 6).await;
    let case = desk.suspends(&case).await;
    let case = desk.resumes(&case).await;
    let case = desk.reminds(&case).await;
    let case = chengguan.handles(&case).await;
    let case = sun.fails(&case).await;
    let case = chengguan.handles(&case).await;
    sun.passes(&case).await;
    let expected = [
        Rework,
        Reminded,
        Resumed,
        Suspended,
        ExtensionGranted,
        Dispatched,
    ];
    assert_eq!(kinds(&city, CHENGGUAN).await, expected);
    assert_eq!(kinds(&city, CHENGGUAN_TWO).await, expected);
    assert_eq!(kinds(&city, LIN).await, [Closed]);
    for who in [SUN, DISPATCHER, HUANWEI] {
        assert_eq!(kinds(&city, who).await, []);
    }
    let said = &notices(&chengguan).await.items[0].text;
    assert_eq!(
        said,
        &format!("核查不通过，需要返工：{}。", harness::ask::REASON)
    );

    let other = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    chengguan.returns(&other).await;
    assert_eq!(kinds(&city, LIN).await, [Returned, Closed]);
}

#[tokio::test]
async fn nobody_is_told_of_their_own_doing() {
    let city = TestCity::at(MONDAY).await;
    let (chengguan, two) = (
        city.person(CHENGGUAN).await,
        city.person(CHENGGUAN_TWO).await,
    );
    // A department's own handler reports, and the case comes straight back to the department.
    let case = chengguan.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    assert_eq!(notices(&chengguan).await.items, []);
    assert_eq!(notices(&two).await.items.len(), 1);
    let desk = city.person(DISPATCHER).await;
    let own = desk.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    desk.voids(&own).await;
    assert_eq!(notices(&desk).await.items, []);
    desk.voids(&case).await;
    assert_eq!(kinds(&city, CHENGGUAN).await[..2], [NoticeKind::Voided; 2]);
}

#[tokio::test]
async fn a_department_that_lost_the_case_is_told_of_it_no_more() {
    let city = TestCity::at(MONDAY).await;
    let (lin, desk) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    assert_eq!(kinds(&city, CHENGGUAN).await, [NoticeKind::Dispatched]);
    desk.dispatches(&case, "paishui").await;
    let page = notices(&city.person(CHENGGUAN).await).await;
    assert_eq!((page.items.len(), page.unread), (0, 0));
    assert_eq!(kinds(&city, PAISHUI).await, [NoticeKind::Dispatched]);
    // Whoever adopted the zone sees the case, but fixes nothing.
    assert_eq!(kinds(&city, WEIBAN).await, []);
}

#[tokio::test]
async fn the_clock_tells_the_department_rung_by_rung() {
    use NoticeKind::{Account72h, Dispatched, Letter24h, Overdue100, Remind50, Warn80};
    let city = TestCity::at(MONDAY).await;
    city.person(LIN)
        .await
        .reports(illegal_ad().at(JIEFANG_ROAD))
        .await;
    city.advance(hours(20)).await;
    assert_eq!(kinds(&city, CHENGGUAN).await[2..], [Dispatched]);
    city.advance(days(4)).await;
    let mut all = kinds(&city, CHENGGUAN).await;
    all.sort();
    assert_eq!(
        all,
        [
            Dispatched, Remind50, Warn80, Overdue100, Letter24h, Account72h
        ]
    );
}

#[tokio::test]
async fn the_dispatchers_of_a_place_hear_once_of_what_nobody_owns() {
    use NoticeKind::{Returned, ToDispatch};
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let nowhere = illegal_ad().from(raw(outside_by(500.0), Crs::Wgs84));
    lin.reports(nowhere).await;
    assert_eq!(kinds(&city, DISPATCHER).await, [ToDispatch]);
    // Outside every zone is nobody's part of the city.
    assert_eq!(kinds(&city, WANGCHUAN_DISPATCHER).await, []);

    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    assert_eq!(
        kinds(&city, DISPATCHER).await.len(),
        1,
        "that one has an owner"
    );
    city.person(CHENGGUAN).await.returns(&case).await;
    city.advance(hours(30)).await;
    for (who, count) in [(DISPATCHER, 2), (WANGCHUAN_DISPATCHER, 1)] {
        assert_eq!(kinds(&city, who).await, vec![ToDispatch; count]);
    }
    let told = &notices(&city.person(DISPATCHER).await).await.items[0];
    assert_eq!((told.case.id, told.read), (case.id, false));
    let text = format!("案件尚无责任部门，请派遣：{}。", harness::ask::REASON);
    assert_eq!(told.text, text);
    assert_eq!(kinds(&city, LIN).await, [Returned]);
    assert_eq!(kinds(&city, LEADER).await, []);

    // Who reported it hears as the reporter, and not twice.
    let desk = city.person(DISPATCHER).await;
    let own = desk.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    city.person(CHENGGUAN).await.returns(&own).await;
    assert_eq!(
        kinds(&city, DISPATCHER).await,
        [Returned, ToDispatch, ToDispatch]
    );
}

#[tokio::test]
async fn the_zone_unit_hears_that_the_department_is_late() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad().at(SOUTH_RING)).await;
    let patron = case.zone.expect("a zone").unit;
    assert_eq!(patron.code, "weiban");
    city.advance(hours(23)).await;
    assert_eq!(kinds(&city, WEIBAN).await, []);
    city.advance(hours(50)).await;
    assert_eq!(kinds(&city, WEIBAN).await, [NoticeKind::Overdue100]);
}

#[tokio::test]
async fn what_was_read_stays_read_and_the_rest_is_counted() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    for spot in 0..5 {
        city.time_passes(harness::minutes(1));
        lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(spot))).await;
    }
    let chengguan = city.person(CHENGGUAN).await;
    let (mut read, mut cursor) = (vec![], None);
    loop {
        let limit = Some(2);
        let page = chengguan.client.notices(&PageQuery { limit, cursor }).await;
        let page = page.unwrap();
        assert_eq!(page.unread, 5);
        read.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(read.len(), 5);
    assert!(read.windows(2).all(|pair| pair[0].at > pair[1].at));
    for (up_to, unread) in [(read[2].at, 2), (read[4].at, 2), (read[1].at, 1)] {
        let answer = chengguan.client.read_notices(&ReadRequest { up_to }).await;
        assert_eq!(answer.unwrap().unread, unread);
    }
    let page = notices(&chengguan).await;
    let flags: Vec<bool> = page.items.iter().map(|notice| notice.read).collect();
    assert_eq!(flags, [false, true, true, true, true]);
    // Another person of the department has read nothing.
    assert_eq!(notices(&city.person(CHENGGUAN_TWO).await).await.unread, 5);
    // Nobody has read the future.
    let future = json!({"up_to": "2030-01-01T00:00:00Z"});
    let far = chengguan.raw.post("/api/v1/notices/read", &future).await;
    assert_eq!(far.json()["unread"], 0);
    city.time_passes(harness::minutes(1));
    lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(5))).await;
    assert_eq!(notices(&chengguan).await.unread, 1);
    for body in [json!({}), json!({"up_to": "now"}), json!({"up_to": 5})] {
        let answer = chengguan.raw.post("/api/v1/notices/read", &body).await;
        answer.refused_at(Code::InvalidField, &["/up_to"]);
    }
    let strange = PageQuery {
        limit: None,
        cursor: Some("abc".into()),
    };
    refused(
        chengguan.client.notices(&strange).await,
        Code::CursorInvalid,
    );
}

#[tokio::test]
async fn notices_are_gone_after_their_time() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let chengguan = city.person(CHENGGUAN).await;
    let case = chengguan.handles(&case).await;
    city.person(SUN).await.passes(&case).await;
    city.advance(days(89)).await;
    assert_eq!(kinds(&city, LIN).await, [NoticeKind::Closed]);
    city.advance(days(2)).await;
    assert_eq!(kinds(&city, LIN).await, []);
    assert_eq!(city.holdings().await["notices"], 0);
}

#[tokio::test]
async fn notices_speak_the_readers_language() {
    let city = TestCity::at(MONDAY).await;
    city.person(LIN)
        .await
        .reports(illegal_ad().at(JIEFANG_ROAD))
        .await;
    let raw = city.signed_in(CHENGGUAN).await;
    let request = raw.request(reqwest::Method::GET, "/api/v1/notices");
    let answer = harness::raw::sent(request.header("Accept-Language", "en")).await;
    let text = answer.json()["items"][0]["text"].clone();
    assert_eq!(text, "A case was dispatched to your department.");
}
