//! How often in a row: over the issues in force as of the list, also when one of them is corrected later.

use domain::ranking::Board;
use mobile_api::error::Code;
use mobile_api::ranking::{Consequence, Ranking};

use app::action::ranking::{correct, publish, review};
use harness::small::{City, EAST, HUANWEI, WEST, list, unit};

fn black(ranking: &Ranking) -> Vec<(i64, Option<Consequence>)> {
    let rows = ranking
        .rows
        .iter()
        .filter(|row| row.unit.id == unit(HUANWEI).0);
    rows.map(|row| (row.consecutive_black, row.consequence))
        .collect()
}

#[test]
fn a_list_built_before_an_earlier_week_was_published_is_built_again() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    for monday in ["2026-03-02T09:00", "2026-03-09T09:00"] {
        city.set(monday);
        let done = city.reports(WEST);
        city.handles(harness::small::CHENGGUAN, done);
        city.reports(EAST);
    }
    city.set("2026-03-16T08:00");
    city.builds(list(1), Board::Department, "2026-W10");
    city.builds(list(2), Board::Department, "2026-W11");
    // At the very instant at which the second was built, so that only the order tells.
    city.publishes(list(1));
    city.write(|conn, app| review(conn, app, None, list(2), None));
    let code = city.refusal(|conn, app| publish(conn, app, None, list(2), None));
    assert_eq!(code, Code::RankingState);
    assert_eq!(city.differences(list(2)), [], "right as of then");
    // Another board and another kind of period are another row.
    for (n, board, period) in [
        (3, Board::Street, "2026-W11"),
        (4, Board::Department, "2026-02"),
    ] {
        city.builds(list(n), board, period);
        city.publishes(list(n));
    }
    city.app.clock.advance(domain::time::seconds(1));
    city.builds(list(5), Board::Department, "2026-W11");
    let issue = city.publishes(list(5));
    assert_eq!(black(&issue), [(2, Some(Consequence::OrganisationTalk))]);
    assert_eq!(city.differences(list(5)), []);
}

#[test]
fn a_third_week_on_the_black_list_in_a_row_is_accounted_for() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let mut shown = Vec::new();
    let mut first_case = None;
    for (n, (monday, after)) in (1..).zip([
        ("2026-03-02T09:00", "2026-03-09T08:00"),
        ("2026-03-09T09:00", "2026-03-16T08:00"),
        ("2026-03-16T09:00", "2026-03-23T08:00"),
    ]) {
        city.set(monday);
        let done = city.reports(WEST);
        city.handles(harness::small::CHENGGUAN, done);
        city.passes(done);
        let late = city.reports(EAST);
        first_case.get_or_insert(late);
        city.set(after);
        let period = domain::period::Period::week_of(harness::small::at(monday)).to_string();
        city.builds(list(n), Board::Department, &period);
        let issue = city.publishes(list(n));
        assert_eq!(issue.red.len(), 1, "{:?}", issue.rows);
        shown.extend(black(&issue));
    }
    let expected = [
        (1, Some(Consequence::LeaderTalk)),
        (2, Some(Consequence::OrganisationTalk)),
        (3, Some(Consequence::Accountability)),
    ];
    assert_eq!(shown, expected);

    // The first week is corrected: its case had been a duplicate.
    let case = first_case.unwrap();
    let body = serde_json::json!({"reason": "重复"});
    city.does(harness::small::DISPATCHER, case, "void", body);
    city.write(|conn, app| {
        correct(conn, app, None, list(1), list(9), "重复案件", None).map(|_| ())
    });
    assert_eq!(city.publishes(list(9)).black, []);
    city.builds(list(10), Board::Department, "2026-W12");
    assert_eq!(
        black(&city.reads(list(10))),
        [(2, Some(Consequence::OrganisationTalk))]
    );
    for n in [1, 2, 3, 9, 10] {
        assert_eq!(city.differences(list(n)), [], "list {n}");
    }
}
