//! What rests on a department's own word: cases it reported itself, and handlings nobody verified in time. Built, looked at
//! and recomputed from the events: three times the same.

use domain::id::CaseId;
use domain::ranking::Board;
use domain::time::hours;
use mobile_api::decimal::TwoPlaces;
use mobile_api::ranking::{Listing, NotRedBecause, Ranking, RankingRow};
use serde_json::json;

use super::agree::as_built;
use harness::small::{
    AFTER, CHENGGUAN, City, DISPATCHER, EAST, HUANWEI, INSPECTOR, WEEK, ZHUJIAN, handler_of, list,
    unit, user, week,
};

/// Handlings of the week can be verified until the end of Tuesday.
const JUST_TOO_LATE: &str = "2026-03-11T00:00:00.000001";
const AFTER_THE_GRACE: &str = "2026-03-11T09:00";

/// Reported by `who`, and handled by 环卫, who get what lies in the east.
fn handled(city: &City, who: u128, count: usize) -> Vec<CaseId> {
    let cases: Vec<CaseId> = (0..count).map(|_| city.reported_by(who, EAST)).collect();
    for case in &cases {
        city.handles(HUANWEI, *case);
    }
    cases
}

fn row(list: &Ranking, of: u128) -> &RankingRow {
    let own = |row: &&RankingRow| row.unit.id == unit(of).0;
    list.rows.iter().find(own).unwrap()
}

/// Built now, and the same as the board that is looked at; what the events say, too.
fn built(city: &City, n: u128, board: Board) -> Ranking {
    let draft = city.builds(list(n), board, WEEK);
    let live = city
        .app
        .db
        .read_blocking(|conn| app::action::ranking::live(conn, &city.app, board, week()));
    let live = live.unwrap();
    assert_eq!((&live.rows, &live.totals), (&draft.rows, &draft.totals));
    assert_eq!((&live.red, &live.black), (&draft.red, &draft.black));
    assert_eq!(city.differences(list(n)), []);
    draft
}

#[test]
fn whoever_reports_and_handles_everything_themselves_is_on_no_list() {
    let city = City::new();
    handled(&city, handler_of(HUANWEI), 40);
    city.set(AFTER);
    for (n, board, of) in [
        (1, Board::Department, HUANWEI),
        (2, Board::Street, harness::small::EAST_STREET),
        (3, Board::ZoneUnit, harness::small::EAST_PATRON),
    ] {
        let list = built(&city, n, board);
        let row = row(&list, of);
        assert_eq!(
            (row.due, row.listing, list.red.len()),
            (0, Listing::NoData, 0)
        );
        let apart = (row.self_found, row.self_found_on_time, row.unverified);
        assert_eq!(apart, (Some(40), Some(0), Some(0)), "{board:?}");
        assert_eq!(list.totals.self_found, Some(40));
    }
    // Counted as lists of the second format did, it led the city.
    let before = city.write(|conn, app| {
        let as_of = app.clock.now();
        as_built(conn, app, 2, Board::Department, as_of)
    });
    let led: Vec<_> = before.content.red.iter().map(|unit| unit.id).collect();
    assert_eq!(led, [unit(HUANWEI).0]);
    // A city may count them as everything else; then nobody has verified any of it.
    city.imports_rulebook(1, |text| {
        text.replace("self_found = \"apart\"", "self_found = \"counted\"")
    });
    let counted = built(&city, 4, Board::Department);
    let row = row(&counted, HUANWEI);
    assert_eq!((row.due, row.on_time, row.rank), (40, 40, Some(1)));
    assert_eq!(row.not_red_because, Some(NotRedBecause::Unverified));
    assert_eq!(row.unverified_share, Some(TwoPlaces(10_000)));
    assert_eq!((row.listing, counted.red.len()), (Listing::None, 0));
    assert_eq!(city.differences(list(1)), [], "by the rules of then");
}

#[test]
fn what_was_self_found_stays_so_when_the_reporter_moves_and_ends_with_another_department() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let cases = handled(&city, handler_of(HUANWEI), 3);
    city.passes(cases[0]);
    let reason = json!({"reason": "未清理干净", "photos": []});
    city.does(INSPECTOR, cases[1], "verify_fail", reason);
    let elsewhere = json!({"department": format!("u{CHENGGUAN}"), "reason": "改派"});
    city.does(DISPATCHER, cases[1], "dispatch", elsewhere.clone());
    city.set(AFTER);
    let before = built(&city, 1, Board::Department);
    let (own, other) = (row(&before, HUANWEI), row(&before, CHENGGUAN));
    assert_eq!(
        (own.self_found, own.self_found_on_time, own.due),
        (Some(2), Some(1), 0)
    );
    assert_eq!((other.self_found, other.due), (Some(0), 1));

    // The reporter goes to 城管, and a case that was 环卫's own finding stays it.
    city.write(|conn, _| {
        let mut person = store::users::get(conn, user(handler_of(HUANWEI)))?;
        person.unit_id = Some(unit(CHENGGUAN));
        Ok(store::users::change_standing(conn, &person)?)
    });
    let after = built(&city, 2, Board::Department);
    assert_eq!(after.rows, before.rows);
    assert_eq!(city.differences(list(1)), []);
    // Dispatched from now on, the same person's report is the new department's own.
    let reason = json!({"reason": "未清理干净", "photos": []});
    city.does(INSPECTOR, cases[2], "verify_fail", reason);
    city.does(DISPATCHER, cases[2], "dispatch", elsewhere);
    assert!(city.row(cases[2]).self_found);
    assert!(!city.row(cases[1]).self_found);
    assert_eq!(city.differences(list(1)), []);
}

#[test]
fn with_a_fifth_verified_by_nobody_one_is_red_and_with_more_not() {
    for (unverified, listing) in [(2, Listing::Red), (3, Listing::None)] {
        let city = City::new();
        let cases = handled(&city, INSPECTOR, 10);
        for case in &cases[unverified..] {
            city.passes(*case);
        }
        city.set(AFTER_THE_GRACE);
        let list = built(&city, 1, Board::Department);
        let row = row(&list, HUANWEI);
        assert_eq!((row.listing, row.rank), (listing, Some(1)), "{unverified}");
        assert_eq!(row.unverified, Some(unverified as i64));
        assert_eq!(
            row.unverified_share,
            Some(TwoPlaces(unverified as i64 * 1_000))
        );
        assert_eq!(
            (row.on_time, row.handled_or_closed),
            (10, 10),
            "counted as it is"
        );
        assert_eq!(list.totals.unverified, Some(unverified as i64));
        let kept_off = row.not_red_because.is_some();
        assert_eq!(
            (kept_off, list.red.is_empty()),
            (unverified == 3, unverified == 3)
        );
    }
}

#[test]
fn building_early_or_late_makes_nothing_verified() {
    let city = City::new();
    let cases = handled(&city, INSPECTOR, 10);
    for case in &cases[4..] {
        city.passes(*case);
    }
    // Before the grace is over, what waits is not verified.
    city.set(AFTER);
    let early = city.builds(list(1), Board::Department, WEEK);
    assert_eq!(city.differences(list(1)), []);
    assert_eq!(row(&early, HUANWEI).unverified, Some(4));
    assert!(row(&early, HUANWEI).not_red_because.is_some());
    // One more in time, and the rest too late, however late the list is built.
    city.set("2026-03-10T23:59");
    city.passes(cases[0]);
    for late in &cases[1..4] {
        city.set(JUST_TOO_LATE);
        city.passes(*late);
    }
    for (n, moment) in [(2, AFTER_THE_GRACE), (3, "2026-03-30T09:00")] {
        city.set(moment);
        let late = built(&city, n, Board::Department);
        assert_eq!(row(&late, HUANWEI).unverified, Some(3), "{moment}");
    }
    assert_eq!(city.differences(list(1)), [], "as of then");
}

#[test]
fn a_row_that_lies_about_who_found_it_or_when_it_was_verified_is_found_out() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let cases = handled(&city, INSPECTOR, 2);
    city.passes(cases[0]);
    let (verified_late, others) = (cases[0], cases[1]);
    city.write(move |conn, _| {
        let mut row = store::cases::get(conn, verified_late)?.unwrap();
        row.closed_at = row.closed_at.map(|at| at + hours(24 * 30));
        store::cases::update(conn, &row, row.version)?;
        let mut row = store::cases::get(conn, others)?.unwrap();
        row.self_found = true;
        store::cases::update(conn, &row, row.version)?;
        Ok(())
    });
    city.set(AFTER_THE_GRACE);
    city.builds(list(1), Board::Department, WEEK);
    let said: Vec<String> = city
        .differences(list(1))
        .iter()
        .map(ToString::to_string)
        .collect();
    for (case, field) in [
        (verified_late, "unverified true ≠ null"),
        (others, "self_found true ≠ null"),
    ] {
        let named = |line: &&String| line.contains(&case.to_string()) && line.contains(field);
        assert!(said.iter().any(|line| named(&line)), "{field} in {said:?}");
    }
}

/// A unit without anything due is left out of the rows, unless it has its own findings to show.
#[test]
fn a_list_that_omits_who_has_nothing_due_verifies_with_and_without_own_findings() {
    let city = City::new();
    city.imports_rulebook(1, |text| {
        text.replace("omit_no_data = false", "omit_no_data = true")
    });
    handled(&city, handler_of(HUANWEI), 3);
    city.set(AFTER);
    for (n, board) in (1..).zip(Board::ALL) {
        let list = built(&city, n, board);
        assert_eq!((list.rows.len(), list.totals.self_found), (1, Some(3)));
        assert_eq!((list.totals.no_data, list.totals.subjects), (2, 2));
    }
}

/// Reports of whoever works for the city or a district itself are nobody's own finding, however high that stands above.
#[test]
fn the_city_and_its_districts_are_no_house() {
    let city = City::new();
    for (above, own) in [
        (100, false),
        (101, false),
        (ZHUJIAN, false),
        (HUANWEI, true),
    ] {
        city.write(move |conn, _| {
            let mut person = store::users::get(conn, user(INSPECTOR))?;
            person.unit_id = Some(unit(above));
            Ok(store::users::change_standing(conn, &person)?)
        });
        let case = city.reports(EAST);
        assert_eq!(city.row(case).self_found, own, "{above}");
    }
}
