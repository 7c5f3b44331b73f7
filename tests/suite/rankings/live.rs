//! The board of a week as it stands: read in sums, and the same as a list that is built from every case.

use harness::people::{CHENGGUAN, DISPATCHER, GULOU, LEADER, LIN, PAISHUI, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::{illegal_ad, rubbish};
use harness::{TestCity, hours, picture};
use mobile_api::ranking::{Board, DeductionReason, RankingQuery, RankingStatus};
use mobile_api::unit::UnitRef;

use super::{AFTERWARDS, MONDAY, WEEK, build, row_of};

/// 鼓楼街道 did well, 环卫 did nothing, and at 城管 there was everything else that counts.
async fn mixed_week() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, gulou) = (city.person(CHENGGUAN).await, city.person(GULOU).await);
    let photo = lin.uploads(picture::fresh()).await;
    let mut closed = vec![];
    for number in 0..6 {
        let (there, here) = (JIEFANG_ROAD.spot(number), RENMIN_ROAD.spot(number));
        lin.reports(rubbish().at(there).showing(&[photo])).await;
        let good = lin.reports(illegal_ad().at(here).showing(&[photo])).await;
        sun.passes(&gulou.handles(&good).await).await;
        let case = lin.reports(illegal_ad().at(there).showing(&[photo])).await;
        closed.push(sun.passes(&chengguan.handles(&case).await).await);
    }
    city.person(LEADER)
        .await
        .confirms_falsified(&closed[1])
        .await;
    let again = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let failed = sun.fails(&chengguan.handles(&again).await).await;
    city.time_passes(hours(26));
    let chengguan = city.person(CHENGGUAN).await;
    sun.passes(&chengguan.handles(&failed).await).await;
    city.set_clock(AFTERWARDS);
    city.run_due_jobs().await;
    city
}

/// 城管 was late, handled it badly and showed false evidence; then 排水 got the case and did it well.
async fn week_of_a_case_that_moved() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (leader, chengguan) = (city.person(LEADER).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let back = chengguan.returns(&case).await;
    let desk = city.person(DISPATCHER).await;
    let case = desk.dispatches(&back, "chengguan").await;
    let handled = chengguan.handles(&case).await;
    let failed = sun.fails(&leader.confirms_falsified(&handled).await).await;
    city.advance(hours(50)).await;
    let desk = city.person(DISPATCHER).await;
    let seen = desk.sees(&failed).await;
    let moved = desk.dispatches(&seen, "paishui").await;
    city.time_passes(hours(6));
    let handled = city.person(PAISHUI).await.handles(&moved).await;
    city.person(SUN).await.passes(&handled).await;
    city.set_clock(AFTERWARDS);
    city.run_due_jobs().await;
    city
}

#[tokio::test]
async fn zone_unit_and_street_answer_for_the_case_from_beginning_to_end() {
    let city = week_of_a_case_that_moved().await;
    let leader = city.person(LEADER).await;
    for board in [Board::Department, Board::ZoneUnit, Board::Street] {
        let query = RankingQuery {
            board,
            period: Some(WEEK.into()),
        };
        let live = leader.client.current_ranking(&query).await.unwrap();
        let draft = build(&leader.client, board, WEEK).await;
        assert_eq!((&live.rows, &live.totals), (&draft.rows, &draft.totals));
        let row = live.rows.iter().find(|row| row.due == 1).unwrap();
        let speed = row.speed.as_ref().map(ToString::to_string).unwrap();
        let charged: Vec<(DeductionReason, i64)> = row
            .deductions
            .iter()
            .map(|deduction| (deduction.reason, deduction.count))
            .filter(|(_, count)| *count > 0)
            .collect();
        let counted = (row.on_time, row.reworked, row.handled_once, speed.as_str());
        if board == Board::Department {
            assert_eq!(row.unit.code, "paishui");
            assert_eq!(counted, (1, 0, 1, "25.00"));
            assert_eq!(charged, []);
            continue;
        }
        assert_eq!(counted, (1, 1, 1, "100.00"), "{board:?}");
        let each_once = [
            (DeductionReason::Letter, 1),
            (DeductionReason::WrongReturn, 1),
            (DeductionReason::Falsified, 1),
        ];
        assert_eq!(charged, each_once, "{board:?}");
    }
}

/// The one is made of sums that the database adds up, the other of every case.
#[tokio::test]
async fn the_live_board_says_what_a_list_says_that_is_built_now() {
    let city = mixed_week().await;
    let leader = city.person(LEADER).await;
    for board in [Board::Department, Board::ZoneUnit, Board::Street] {
        let query = RankingQuery {
            board,
            period: Some(WEEK.into()),
        };
        let live = leader.client.current_ranking(&query).await.unwrap();
        let draft = build(&leader.client, board, WEEK).await;
        assert_eq!(
            (live.status, draft.status),
            (RankingStatus::Live, RankingStatus::Draft)
        );
        assert_eq!(live.rows, draft.rows, "{board:?}");
        assert_eq!((&live.red, &live.black), (&draft.red, &draft.black));
        assert_eq!(live.totals, draft.totals, "{board:?}");
        assert!(live.hash.is_none() && draft.hash.is_some());

        let counted = &live.totals;
        assert_eq!(counted.due, 19, "{board:?}");
        assert_eq!(
            (counted.on_time, counted.reworked, counted.recurrences),
            (12, 1, 1),
            "{board:?}"
        );
        if board == Board::Department {
            let codes = |units: &[UnitRef]| units.iter().map(|unit| unit.code.clone()).collect();
            let (red, black): (Vec<String>, Vec<String>) = (codes(&live.red), codes(&live.black));
            assert_eq!(red, ["qinglan-gulou"]);
            assert!(black.contains(&"huanwei".to_owned()), "{black:?}");
            assert!(!row_of(&live, "chengguan").deductions.is_empty());
        }
    }
}
