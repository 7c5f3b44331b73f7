use super::*;
use crate::rulebook::{ListingMode, ListingRules, WHOLE};
use proptest::prelude::*;
use uuid::Uuid;

mod cities;
mod lists;
mod own_word;
mod written_down;

pub(super) fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

pub(super) fn subject(n: u128, group: &str) -> Subject {
    Subject {
        unit: unit(n),
        code: format!("U-{n:03}"),
        group: group.to_owned(),
    }
}

/// A case handled at once and in time.
fn good(case: u128, of: u128) -> Counted {
    Counted {
        case: CaseId(Uuid::from_u128(case)),
        unit: unit(of),
        on_time: true,
        handled_or_closed: true,
        reworked: false,
        handled_once: true,
        recurrence: false,
        speed_millionths: 0,
        letters: 0,
        wrong_returns: 0,
        falsified: 0,
        self_found: false,
        forging_forgiven: false,
        unverified: false,
    }
}

/// A case nobody touched.
fn bad(case: u128, of: u128) -> Counted {
    Counted {
        on_time: false,
        handled_or_closed: false,
        handled_once: false,
        speed_millionths: 1_000_000,
        ..good(case, of)
    }
}

/// Of `due` cases, the first `on_time` are good and the others untouched.
pub(super) fn cases(of: u128, on_time: usize, due: usize) -> Vec<Counted> {
    (0..due)
        .map(|n| {
            let case = of * 100_000 + n as u128;
            if n < on_time {
                good(case, of)
            } else {
                bad(case, of)
            }
        })
        .collect()
}

/// Only the on-time rate counts, so that scores are easy to see.
pub(super) fn rate_only(mode: ListingMode) -> Rulebook {
    let mut rules = Rulebook::default();
    rules.department.weights = crate::rulebook::Weights {
        on_time: WHOLE,
        ..Default::default()
    };
    rules.department.listing.mode = mode;
    rules
}

#[test]
fn a_department_is_scored_as_the_formula_says() {
    // 20 due, 18 on time, 19 handled, 2 of these reworked, on average 0.4 of the time used,
    // a letter and a wrong return.
    let mut counted = cases(1, 18, 19);
    counted[18] = Counted {
        on_time: false,
        ..good(999, 1)
    };
    counted.push(bad(998, 1));
    counted[0].reworked = true;
    counted[1].reworked = true;
    for (n, case) in counted.iter_mut().enumerate() {
        case.speed_millionths = if n == 19 { 1_000_000 } else { 368_421 };
    }
    counted[0].speed_millionths += 1; // 19 × 368,421 + 1 = 7,000,000
    counted[3].letters = 1;
    counted[4].wrong_returns = 1;

    let ranked = rank(
        Board::Department,
        &[subject(1, "")],
        &counted,
        &Rulebook::default(),
    )
    .unwrap();
    let row = &ranked.rows[0];
    assert_eq!(percent(row.tally.on_time_rate().unwrap()), "90.00");
    assert_eq!(percent(row.tally.closure_rate().unwrap()), "95.00");
    assert_eq!(percent(row.tally.rework_rate().unwrap()), "10.53");
    assert_eq!(percent(row.tally.speed().unwrap()), "40.00");
    assert_eq!(percent(row.tally.recurrence_rate().unwrap()), "0.00");
    // 45 × 0.9 + 25 × 0.95 + 15 × 17/19 + 15 × 0.6 − 2 − 1
    let by_hand = Exact::new(405, 10) + Exact::new(2375, 100) + Exact::new(15 * 17, 19) + 9 - 3;
    assert_eq!(row.score, Some(by_hand));
    assert_eq!(two_places(by_hand), "83.67");
    let points: Vec<_> = row
        .deductions
        .iter()
        .map(|off| (off.reason, off.count, two_places(off.points)))
        .collect();
    assert_eq!(
        points,
        [
            (DeductionReason::Letter, 1, "2.00".to_owned()),
            (DeductionReason::WrongReturn, 1, "1.00".to_owned()),
        ]
    );
}

#[test]
fn places_are_scored_by_recurrence_and_not_by_speed() {
    for board in [Board::ZoneUnit, Board::Street] {
        let mut counted = cases(1, 8, 10);
        for case in &mut counted {
            case.speed_millionths = 1_000_000;
        }
        counted[0].recurrence = true;
        counted[1].reworked = true;
        let ranked = rank(board, &[subject(1, "")], &counted, &Rulebook::default()).unwrap();
        // 40 × 0.8 + 25 × 0.8 + 20 × 7/8 + 15 × 0.9
        assert_eq!(ranked.rows[0].score, Some(Exact::new(83, 1)), "{board:?}");
    }
}

#[test]
fn deductions_never_go_below_zero_and_can_be_switched_off_by_board() {
    let mut counted = cases(1, 1, 10);
    counted[0].falsified = 9;
    let mut rules = Rulebook::default();
    let score = |rules: &Rulebook| {
        let ranked = rank(Board::Department, &[subject(1, "")], &counted, rules).unwrap();
        (
            ranked.rows[0].score.unwrap(),
            ranked.rows[0].deductions.len(),
        )
    };
    assert_eq!(score(&rules), (Exact::ZERO, 1));
    rules.department.deductions.falsified = 0;
    let (without, named) = score(&rules);
    assert_eq!((two_places(without), named), ("23.50".to_owned(), 0));
}

#[test]
fn handling_nothing_is_no_way_to_a_rework_rate() {
    let ranked = rank(
        Board::Department,
        &[subject(1, "")],
        &cases(1, 0, 5),
        &Rulebook::default(),
    );
    let row = &ranked.unwrap().rows[0];
    assert_eq!(row.tally.rework_rate(), Some(Exact::ZERO));
    // Only "not reworked" is left: 15 points, and last.
    assert_eq!(row.score, Some(Exact::new(15, 1)));
}

#[test]
fn ten_times_the_cases_at_the_same_rates_is_the_same_score() {
    let busy: Vec<Counted> = cases(1, 70, 100);
    let counted: Vec<Counted> = busy.into_iter().chain(cases(2, 7, 10)).collect();
    let subjects = [subject(1, ""), subject(2, "")];
    let ranked = rank(Board::Department, &subjects, &counted, &Rulebook::default()).unwrap();
    assert_eq!(ranked.rows[0].score, ranked.rows[1].score);
    assert_eq!(ranked.rows[1].rank, Some(1));
}

#[test]
fn contradictions_are_refused() {
    let subjects = [subject(1, "")];
    let answer = |subjects: &[Subject], counted: &[Counted]| {
        rank(Board::Department, subjects, counted, &Rulebook::default()).map(|_| ())
    };
    let twice = [subject(1, ""), subject(1, "other")];
    assert_eq!(
        answer(&twice, &[]),
        Err(RankingFault::SubjectTwice(unit(1)))
    );
    let case = CaseId(Uuid::from_u128(7));
    assert_eq!(
        answer(&subjects, &[good(7, 1), bad(7, 1)]),
        Err(RankingFault::CaseTwice(case))
    );
    assert_eq!(
        answer(&subjects, &[good(7, 2)]),
        Err(RankingFault::NoSuchSubject(unit(2)))
    );
}

#[test]
fn totals_count_every_case_once() {
    let subjects = [subject(1, "a"), subject(2, "a"), subject(3, "b")];
    let counted: Vec<Counted> = cases(1, 6, 8).into_iter().chain(cases(2, 1, 2)).collect();
    let totals = rank(Board::Department, &subjects, &counted, &Rulebook::default())
        .unwrap()
        .totals;
    assert_eq!(
        (
            totals.subjects,
            totals.ranked,
            totals.too_few,
            totals.no_data
        ),
        (3, 1, 1, 1)
    );
    assert_eq!((totals.tally.due, totals.tally.on_time), (10, 7));
    assert_eq!(percent(totals.tally.on_time_rate().unwrap()), "70.00");
}

#[test]
fn boards_are_read_as_they_are_written() {
    for board in Board::ALL {
        assert_eq!(board.as_str().parse(), Ok(board));
    }
    assert_eq!("unit".parse::<Board>(), Err(NotABoard));
}

prop_compose! {
    fn some_case()(
        of in 0..8u128,
        on_time: bool,
        handled_or_closed: bool,
        reworked: bool,
        recurrence: bool,
        speed_millionths in 0..=1_000_000i64,
        off in (0..3i64, 0..3i64, 0..2i64),
        self_found in prop::bool::weighted(0.2),
        unverified: bool,
    ) -> Counted {
        Counted {
            on_time: on_time && handled_or_closed,
            handled_or_closed,
            reworked,
            handled_once: handled_or_closed || reworked,
            recurrence,
            speed_millionths,
            letters: off.0,
            wrong_returns: off.1,
            falsified: off.2,
            self_found,
            forging_forgiven: false,
            unverified: unverified && handled_or_closed,
            ..good(0, of)
        }
    }
}

prop_compose! {
    fn some_rules()(
        mode in prop::sample::select(ListingMode::ALL.to_vec()),
        k_red in 0..6i64,
        k_black in 0..6i64,
        black_bar in 0..=100i64,
        above in 0..=100i64,
        min_cases in 1..6i64,
    ) -> Rulebook {
        let mut rules = Rulebook::default();
        let red_bar = (black_bar + above).min(100) * WHOLE;
        rules.department.listing = ListingRules { mode, k_red, k_black, red_bar, black_bar: black_bar * WHOLE };
        rules.department.min_cases = min_cases;
        rules
    }
}

proptest! {
    #[test]
    fn the_same_cases_make_the_same_list_in_any_order(
        (counted, shuffled) in prop::collection::vec(some_case(), 0..60).prop_flat_map(|mut counted| {
            for (n, case) in counted.iter_mut().enumerate() {
                case.case = CaseId(Uuid::from_u128(n as u128));
            }
            (Just(counted.clone()), Just(counted).prop_shuffle())
        }),
        subjects in Just((0..8).map(|n| subject(n, if n < 5 { "a" } else { "b" })).collect::<Vec<_>>()).prop_shuffle(),
        rules in some_rules(),
    ) {
        let mut in_order = subjects.clone();
        in_order.sort_by_key(|subject| subject.unit);
        let ranked = rank(Board::Department, &subjects, &counted, &rules).unwrap();
        prop_assert_eq!(&ranked, &rank(Board::Department, &in_order, &shuffled, &rules).unwrap());

        let tally = &ranked.totals.tally;
        prop_assert_eq!((tally.due + tally.self_found) as usize, counted.len());
        prop_assert!(tally.unverified <= tally.handled_or_closed);
        prop_assert!(ranked.red.iter().all(|unit| !ranked.black.contains(unit)));
        for row in &ranked.rows {
            let enough = row.tally.due >= rules.department.min_cases;
            prop_assert_eq!(row.score.is_some(), enough);
            prop_assert_eq!(row.rank.is_some(), enough);
            prop_assert_eq!(matches!(row.listing, Listing::NoData), row.tally.due == 0);
            let Some(score) = row.score else { continue };
            prop_assert!((Exact::ZERO..=Exact::new(100, 1)).contains(&score));
            let better = ranked
                .rows
                .iter()
                .filter(|other| other.group == row.group && other.score > Some(score))
                .count();
            prop_assert_eq!(row.rank, Some(1 + better as i64));
            prop_assert!(!row.kept_off_red || row.listing == Listing::None);
        }
        for pair in ranked.rows.windows(2).filter(|pair| pair[0].group == pair[1].group) {
            let key = |row: &Row| (row.score.is_none(), row.listing == Listing::NoData, row.rank, row.code.clone());
            prop_assert!(key(&pair[0]) < key(&pair[1]));
        }
    }
}
