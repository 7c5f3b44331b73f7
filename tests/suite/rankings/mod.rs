//! `/rankings…` and `/public/rankings…`: a week becomes a list, is signed off, and never changes again.

use harness::answer::refused;
use harness::people::{ADMIN, CHENGGUAN, DISPATCHER, HUANWEI, LEADER, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::{illegal_ad, rubbish};
use harness::{TestCity, hours, picture};
use mobile_api::client::Client;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::ranking::{
    Board, BuildRequest, CorrectRequest, Listing, PublicRankingQuery, Ranking, RankingAction,
    RankingCaseQuery, RankingQuery, RankingRow, RankingStatus, SignOffRequest,
};
use uuid::Uuid;

mod live;
mod own_word;

/// The first day of 2026-W10.
const MONDAY: &str = "2026-03-02T09:00+08:00";
const AFTERWARDS: &str = "2026-03-09T09:00+08:00";
const WEEK: &str = "2026-W10";

/// Six cases of 城管 in one week: five handled at once, one two hours late; all closed. And one of 环卫.
async fn week() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, huanwei) = (city.person(CHENGGUAN).await, city.person(HUANWEI).await);
    let photo = lin.uploads(picture::fresh()).await;
    let mut cases = vec![];
    for number in 0..6 {
        let sighting = illegal_ad().at(JIEFANG_ROAD.spot(number)).showing(&[photo]);
        cases.push(lin.reports(sighting).await);
    }
    for case in &cases[..5] {
        sun.passes(&chengguan.handles(case).await).await;
    }
    let other = lin
        .reports(rubbish().at(RENMIN_ROAD).showing(&[photo]))
        .await;
    sun.passes(&huanwei.handles(&other).await).await;
    city.time_passes(hours(26));
    sun.passes(&chengguan.handles(&cases[5]).await).await;
    city.set_clock(AFTERWARDS);
    city
}

#[tokio::test]
async fn a_week_is_counted_listed_signed_off_and_shown_to_everybody() {
    let city = week().await;
    let (leader, dispatcher) = (city.person(LEADER).await, city.person(DISPATCHER).await);
    let draft = build(&dispatcher.client, Board::Department, WEEK).await;
    assert_eq!(
        (draft.status, draft.version),
        (RankingStatus::Draft, Some(1))
    );
    let row = row_of(&draft, "chengguan");
    assert_eq!(
        (row.due, row.on_time, row.handled_or_closed, row.reworked),
        (6, 5, 6, 0)
    );
    let shown =
        |rate: &Option<mobile_api::decimal::TwoPlaces>| rate.as_ref().map(ToString::to_string);
    assert_eq!(shown(&row.on_time_rate).as_deref(), Some("83.33"));
    assert_eq!(shown(&row.closure_rate).as_deref(), Some("100.00"));
    assert_eq!(shown(&row.speed).as_deref(), Some("16.67"));
    // 45 × 5/6 + 25 + 15 + 15 × 5/6: exactly the bar of the red list, and on it.
    assert_eq!(shown(&row.score).as_deref(), Some("90.00"));
    assert_eq!((row.rank, row.listing), (Some(1), Listing::Red));
    assert_eq!(
        draft
            .red
            .iter()
            .map(|unit| unit.code.as_str())
            .collect::<Vec<_>>(),
        ["chengguan"]
    );
    assert!(draft.black.is_empty(), "an empty black list is a list");
    let too_few = row_of(&draft, "huanwei");
    assert_eq!(
        (too_few.due, too_few.rank, too_few.listing),
        (1, None, Listing::TooFew)
    );
    assert!(too_few.score.is_none() && !draft.red.contains(&too_few.unit));
    assert_eq!(
        (draft.totals.due, draft.totals.ranked, draft.totals.too_few),
        (7, 1, 1)
    );

    let id = draft.id.unwrap();
    let reviewed = leader
        .client
        .review_ranking(id, &SignOffRequest::default())
        .await
        .unwrap();
    assert_eq!(reviewed.status, RankingStatus::Review);
    assert_eq!(
        reviewed.appeals_until.unwrap().0 - reviewed.review_at.unwrap().0,
        hours(24).0
    );
    let published = leader
        .client
        .publish_ranking(id, &SignOffRequest::default())
        .await
        .unwrap();
    assert_eq!(
        (published.status, published.hash),
        (RankingStatus::Published, draft.hash)
    );

    let stranger = city.stranger();
    let public = stranger
        .latest_public_ranking(&PublicRankingQuery::default())
        .await
        .unwrap();
    assert_eq!(
        (public.id, Some(public.hash), &public.rows),
        (id, draft.hash, &published.rows)
    );
    let text = city
        .raw()
        .get(&format!("/api/v1/public/rankings/{id}"))
        .await
        .text();
    for person in ["巡查员", "经办人", "领导一号"] {
        assert!(!text.contains(person), "no person in public: {person}");
    }
    let query = RankingQuery {
        board: Board::Department,
        period: Some(WEEK.into()),
    };
    assert_eq!(
        city.client(LIN)
            .await
            .current_ranking(&query)
            .await
            .unwrap()
            .id,
        Some(id)
    );
}

#[tokio::test]
async fn what_is_published_stays_whatever_happens_afterwards() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let published = publish(&leader, Board::Department, WEEK).await;
    let id = published.id.unwrap();
    // Falsified evidence comes to light, and the rules change.
    let cases = leader
        .client
        .ranking_cases(id, &RankingCaseQuery::default())
        .await
        .unwrap()
        .items;
    assert_eq!(cases.len(), 7);
    let case = leader.client.case(cases[0].id).await.unwrap();
    leader.confirms_falsified(&case).await;
    let rules =
        fixtures::files::rulebook_toml().replacen("black_below = 85", "black_below = 80", 1);
    city.imports(app::action::city::import::Kind::Rulebook, rules)
        .await;
    let still = leader.client.ranking(id).await.unwrap();
    assert_eq!((still.hash, &still.rows), (published.hash, &published.rows));
    assert_eq!(still.rulebook, published.rulebook);
}

#[tokio::test]
async fn behind_a_row_stand_its_cases() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let id = publish(&leader, Board::Department, WEEK).await.id.unwrap();
    let of = async |unit: &str, limit| {
        let mut query = RankingCaseQuery {
            unit: Some(unit.into()),
            limit: Some(limit),
            cursor: None,
        };
        let mut found = vec![];
        loop {
            let page = leader.client.ranking_cases(id, &query).await.unwrap();
            found.extend(page.items);
            match page.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => return found,
            }
        }
    };
    let cases = of("chengguan", 4).await;
    assert_eq!(cases.len(), 6);
    assert_eq!(cases.iter().filter(|case| case.counted.on_time).count(), 5);
    assert!(cases.iter().all(|case| case.unit.code == "chengguan"));
    let mut ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6, "none twice");
    assert_eq!(of("huanwei", 50).await.len(), 1);

    // The figures are everybody's, the cases only theirs who see them.
    let huanwei = city.person(HUANWEI).await;
    let seen = huanwei
        .client
        .ranking_cases(id, &RankingCaseQuery::default())
        .await
        .unwrap()
        .items;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].unit.code, "huanwei");
}

#[tokio::test]
async fn the_table_for_spreadsheets_has_every_row() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let published = publish(&leader, Board::Department, WEEK).await;
    let id = published.id.unwrap();
    let answer = leader.raw.get(&format!("/api/v1/rankings/{id}.csv")).await;
    assert!(answer.header("content-type").starts_with("text/csv"));
    let text = answer.text();
    assert!(
        text.starts_with('\u{feff}'),
        "spreadsheets need the mark to see UTF-8"
    );
    for row in &published.rows {
        assert!(
            text.contains(&row.unit.name),
            "{} is missing",
            row.unit.name
        );
    }
    assert!(text.contains("83.33") && text.contains("90.00"));
}

#[tokio::test]
async fn steps_are_taken_in_their_order_and_once() {
    let city = week().await;
    let (leader, dispatcher) = (city.person(LEADER).await, city.person(DISPATCHER).await);
    let nothing = SignOffRequest::default();
    let draft = build(&dispatcher.client, Board::Department, WEEK).await;
    assert!(
        draft.available_actions.is_empty(),
        "a dispatcher prepares, and signs nothing"
    );
    let id = draft.id.unwrap();
    let seen = leader.client.ranking(id).await.unwrap();
    assert_eq!(seen.available_actions, [RankingAction::Review]);
    refused(
        leader.client.publish_ranking(id, &nothing).await,
        Code::RankingState,
    );
    refused(
        dispatcher.client.review_ranking(id, &nothing).await,
        Code::Forbidden,
    );
    let stale = SignOffRequest {
        expected_version: Some(7),
    };
    refused(
        leader.client.review_ranking(id, &stale).await,
        Code::VersionConflict,
    );
    leader.client.review_ranking(id, &nothing).await.unwrap();
    refused(
        leader.client.review_ranking(id, &nothing).await,
        Code::RankingState,
    );
    leader.client.publish_ranking(id, &nothing).await.unwrap();
    refused(
        leader.client.publish_ranking(id, &nothing).await,
        Code::RankingState,
    );
}

#[tokio::test]
async fn a_draft_is_for_those_who_prepare_it() {
    let city = week().await;
    let (lin, leader) = (city.person(LIN).await, city.person(LEADER).await);
    let id = build(&leader.client, Board::Department, WEEK)
        .await
        .id
        .unwrap();
    refused(lin.client.ranking(id).await, Code::NotFound);
    refused(city.stranger().public_ranking(id).await, Code::NotFound);
    let request = BuildRequest {
        board: Board::Department,
        period: WEEK.into(),
    };
    refused(
        lin.client.build_ranking(Uuid::now_v7(), &request).await,
        Code::Forbidden,
    );
}

#[tokio::test]
async fn the_same_draft_again_is_the_same_and_another_one_under_its_id_is_refused() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let (id, request) = (
        Uuid::now_v7(),
        BuildRequest {
            board: Board::Department,
            period: WEEK.into(),
        },
    );
    let builds = (0..6).map(|_| leader.client.build_ranking(id, &request));
    let built = futures_util::future::join_all(builds).await;
    let hashes: Vec<Option<Sha256>> = built.into_iter().map(|draft| draft.unwrap().hash).collect();
    assert!(hashes[0].is_some());
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]));
    let other = BuildRequest {
        board: Board::Street,
        ..request.clone()
    };
    refused(
        leader.client.build_ranking(id, &other).await,
        Code::IdConflict,
    );
    assert_eq!(city.holdings().await["rankings"], 1);
}

#[tokio::test]
async fn a_week_that_is_not_over_is_not_signed_off() {
    let city = TestCity::at(MONDAY).await;
    let leader = city.person(LEADER).await;
    for (period, code) in [
        ("2026-W11", Code::PeriodNotOver),
        ("2026-04", Code::PeriodNotOver),
        ("2026-W54", Code::PeriodUnknown),
        ("2026-13", Code::PeriodUnknown),
        ("last week", Code::PeriodUnknown),
    ] {
        let request = BuildRequest {
            board: Board::Department,
            period: period.into(),
        };
        let answer = leader.client.build_ranking(Uuid::now_v7(), &request).await;
        refused(answer, code);
    }
    assert_eq!(city.holdings().await["rankings"], 0);
    // One that runs can be looked at beforehand, and signed off only when it is over.
    let early = build(&leader.client, Board::Department, WEEK).await;
    let nothing = SignOffRequest::default();
    let review = leader.client.review_ranking(early.id.unwrap(), &nothing);
    refused(review.await, Code::PeriodNotOver);
}

#[tokio::test]
async fn a_correction_takes_the_place_of_the_issue_and_says_why() {
    let city = week().await;
    let leader = city.person(LEADER).await;
    let wrong = publish(&leader, Board::Department, WEEK).await.id.unwrap();
    let again = BuildRequest {
        board: Board::Department,
        period: WEEK.into(),
    };
    let nothing = SignOffRequest::default();
    let second = leader
        .client
        .build_ranking(Uuid::now_v7(), &again)
        .await
        .unwrap()
        .id
        .unwrap();
    leader
        .client
        .review_ranking(second, &nothing)
        .await
        .unwrap();
    refused(
        leader.client.publish_ranking(second, &nothing).await,
        Code::RankingExists,
    );

    let correction = CorrectRequest {
        id: Uuid::now_v7(),
        reason: "漏计两件".into(),
        expected_version: None,
    };
    let draft = leader
        .client
        .correct_ranking(wrong, &correction)
        .await
        .unwrap();
    assert_eq!(
        (draft.status, draft.corrects_id),
        (RankingStatus::Draft, Some(wrong))
    );
    leader
        .client
        .review_ranking(correction.id, &nothing)
        .await
        .unwrap();
    let in_force = city
        .stranger()
        .latest_public_ranking(&PublicRankingQuery::default())
        .await;
    assert_eq!(
        in_force.unwrap().id,
        wrong,
        "until the correction is published"
    );
    leader
        .client
        .publish_ranking(correction.id, &nothing)
        .await
        .unwrap();
    let old = city.stranger().public_ranking(wrong).await.unwrap();
    assert_eq!(
        (old.status, old.corrected_by_id),
        (RankingStatus::Corrected, Some(correction.id))
    );
    let new = city
        .stranger()
        .latest_public_ranking(&PublicRankingQuery::default())
        .await
        .unwrap();
    assert_eq!(
        (new.id, new.correction_reason.as_deref()),
        (correction.id, Some("漏计两件"))
    );
}

#[tokio::test]
async fn every_board_counts_the_same_cases() {
    let city = week().await;
    let admin = city.person(ADMIN).await;
    for (board, unit, due) in [
        (Board::Department, "chengguan", 6),
        (Board::ZoneUnit, "wenming", 6),
        (Board::Street, "wangchuan-songlin", 6),
        (Board::Street, "qinglan-gulou", 1),
    ] {
        let draft = build(&admin.client, board, WEEK).await;
        assert_eq!(row_of(&draft, unit).due, due, "{board:?} {unit}");
        assert_eq!(draft.totals.due, 7, "{board:?}");
    }
}

async fn build(client: &Client, board: Board, period: &str) -> Ranking {
    let request = BuildRequest {
        board,
        period: period.into(),
    };
    client
        .build_ranking(Uuid::now_v7(), &request)
        .await
        .unwrap()
}

async fn publish(leader: &Person, board: Board, period: &str) -> Ranking {
    let id = build(&leader.client, board, period).await.id.unwrap();
    let nothing = SignOffRequest::default();
    leader.client.review_ranking(id, &nothing).await.unwrap();
    leader.client.publish_ranking(id, &nothing).await.unwrap()
}

fn row_of<'a>(ranking: &'a Ranking, code: &str) -> &'a RankingRow {
    let mut rows = ranking.rows.iter();
    rows.find(|row| row.unit.code == code)
        .unwrap_or_else(|| panic!("no row of {code}"))
}
