//! What rests on a department's own word: cases it reported itself and handlings nobody verified. On every board, looked at,
//! built, published, as a table and for the public.

use app::action::city::import::Kind;
use app::action::ranking::verify;
use domain::id::RankingId;
use harness::TestCity;
use harness::people::{CHENGGUAN, GULOU, HUANWEI, LEADER, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, Place, RENMIN_ROAD};
use harness::sighting::{Sighting, illegal_ad, rubbish};
use mobile_api::case::Case;
use mobile_api::ranking::{
    Board, Listing, NotRedBecause, PublicRankingQuery, Ranking, RankingCaseQuery, RankingQuery,
};
use uuid::Uuid;

use super::{AFTERWARDS, MONDAY, WEEK, build, publish, row_of};

/// After the time in which the week's handlings may still be verified.
const AFTER_THE_GRACE: &str = "2026-03-11T09:00+08:00";

async fn six_handled(
    reporter: &Person,
    handler: &Person,
    what: fn() -> Sighting,
    place: Place,
) -> Vec<Case> {
    let mut cases = vec![];
    for number in 0..6 {
        let case = reporter.reports(what().at(place.spot(number))).await;
        cases.push(handler.handles(&case).await);
    }
    cases
}

/// All did everything at once. 城管's was looked at; of 环卫's a third was not; 鼓楼街道 reported all of its cases itself.
async fn week() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, huanwei) = (city.person(CHENGGUAN).await, city.person(HUANWEI).await);
    let gulou = city.person(GULOU).await;
    for case in six_handled(&lin, &chengguan, illegal_ad, JIEFANG_ROAD).await {
        sun.passes(&case).await;
    }
    for case in &six_handled(&lin, &huanwei, rubbish, JIEFANG_ROAD).await[2..] {
        sun.passes(case).await;
    }
    let own = six_handled(&gulou, &gulou, illegal_ad, RENMIN_ROAD).await;
    sun.passes(&own[0]).await;
    city
}

async fn agrees(city: &TestCity, id: Uuid) {
    let read = city.app.db.read(move |conn| verify(conn, RankingId(id)));
    assert_eq!(read.await.expect("it can be verified").differences, []);
}

/// As it is looked at, and as it is built now: the same.
async fn listed(city: &TestCity, leader: &Person, board: Board) -> Ranking {
    let query = RankingQuery {
        board,
        period: Some(WEEK.into()),
    };
    let live = leader.client.current_ranking(&query).await.unwrap();
    let draft = build(&leader.client, board, WEEK).await;
    assert_eq!((&live.rows, &live.totals), (&draft.rows, &draft.totals));
    assert_eq!((&live.red, &live.black), (&draft.red, &draft.black));
    agrees(city, draft.id.unwrap()).await;
    draft
}

#[tokio::test]
async fn nothing_is_unverified_on_the_live_board_before_the_grace_is_over_and_on_a_draft_it_is() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let query = RankingQuery {
        board: Board::Department,
        period: Some(WEEK.into()),
    };
    let live = leader.client.current_ranking(&query).await.unwrap();
    let waits = row_of(&live, "huanwei");
    assert_eq!((waits.unverified, waits.not_red_because), (Some(0), None));
    let draft = build(&leader.client, Board::Department, WEEK).await;
    assert_eq!(row_of(&draft, "huanwei").unverified, Some(2));
    agrees(&city, draft.id.unwrap()).await;
}

#[tokio::test]
async fn ones_own_findings_stand_apart_and_what_nobody_looked_at_is_not_red() {
    let city = week().await;
    city.set_clock(AFTER_THE_GRACE);
    let leader = city.person(LEADER).await;
    for (board, of) in [
        (Board::Department, "qinglan-gulou"),
        (Board::Street, "qinglan-gulou"),
    ] {
        let list = listed(&city, &leader, board).await;
        let own = row_of(&list, of);
        assert_eq!((own.due, own.listing), (0, Listing::NoData), "{board:?}");
        assert_eq!((own.self_found, own.self_found_on_time), (Some(6), Some(1)));
        assert_eq!((list.totals.due, list.totals.self_found), (12, Some(6)));
        assert_eq!(list.totals.unverified, Some(2));
    }
    listed(&city, &leader, Board::ZoneUnit).await;

    let list = publish(&leader, Board::Department, WEEK).await;
    let red: Vec<&str> = list.red.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(red, ["chengguan"]);
    let kept_off = row_of(&list, "huanwei");
    assert_eq!((kept_off.rank, kept_off.listing), (Some(1), Listing::None));
    assert_eq!((kept_off.on_time, kept_off.unverified), (6, Some(2)));
    assert_eq!(kept_off.not_red_because, Some(NotRedBecause::Unverified));
    let share = kept_off.unverified_share.as_ref().map(ToString::to_string);
    assert_eq!(share.as_deref(), Some("33.33"));
    assert!(row_of(&list, "chengguan").not_red_because.is_none());

    let id = list.id.unwrap();
    let public = city.stranger();
    let public = public
        .latest_public_ranking(&PublicRankingQuery::default())
        .await;
    assert_eq!(public.unwrap().rows, list.rows);
    let of = RankingCaseQuery {
        unit: Some("qinglan-gulou".into()),
        ..RankingCaseQuery::default()
    };
    let behind = leader.client.ranking_cases(id, &of).await.unwrap().items;
    assert_eq!(behind.len(), 6, "each of them can be looked at");
    assert!(behind.iter().all(|case| case.counted.self_found));
    let table = leader
        .raw
        .get(&format!("/api/v1/rankings/{id}.csv"))
        .await
        .text();
    for word in ["自查发现", "未核查率(%)", "未核查案件过多", "33.33"] {
        assert!(table.contains(word), "{word} in {table}");
    }
}

#[tokio::test]
async fn a_list_stays_what_it_is_when_the_reporter_goes_to_another_unit() {
    let city = week().await;
    city.set_clock(AFTERWARDS);
    let leader = city.person(LEADER).await;
    let before = publish(&leader, Board::Department, WEEK).await;
    let moved = fixtures::files::users_csv().replace(
        "handler-qinglan-gulou,鼓楼街道经办人,handler,qinglan-gulou,",
        "handler-qinglan-gulou,鼓楼街道经办人,handler,paishui,",
    );
    assert_ne!(moved, fixtures::files::users_csv());
    city.imports(Kind::Users, moved).await;
    agrees(&city, before.id.unwrap()).await;
    let again = build(&leader.client, Board::Department, WEEK).await;
    assert_eq!((&again.rows, &again.totals), (&before.rows, &before.totals));
}
