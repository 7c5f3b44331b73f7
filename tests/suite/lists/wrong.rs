//! Whatever does not fit the events is found and named: rows that were tampered with, chains, frozen lines, content.

use domain::id::CaseId;
use domain::ranking::Board;
use domain::time::{Span, minutes};
use store::events::EventRow;

use app::action::ranking::{Difference, FieldChange};
use harness::small::{AFTER, CHENGGUAN, City, DISPATCHER, EAST, HUANWEI, WEEK, WEST, list, unit};

/// Two cases of 城管 (one handled), one of 环卫.
fn city() -> (City, [CaseId; 3]) {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let cases = [city.reports(WEST), city.reports(WEST), city.reports(EAST)];
    city.handles(CHENGGUAN, cases[0]);
    city.set(AFTER);
    (city, cases)
}

#[test]
fn a_row_that_lies_is_found_out_case_by_case() {
    let (city, [handled, open, _]) = city();
    city.write(move |conn, _| {
        let mut row = store::cases::get(conn, open)?.unwrap();
        (row.on_time, row.letters) = (Some(true), 0);
        store::cases::update(conn, &row, row.version)?;
        let mut hidden = store::cases::get(conn, handled)?.unwrap();
        hidden.due_at = None;
        store::cases::update(conn, &hidden, hidden.version)?;
        Ok(())
    });
    city.builds(list(1), Board::Department, WEEK);
    let found = city.differences(list(1));
    let change = |field: &str, computed: &str| FieldChange {
        field: field.into(),
        frozen: "true".into(),
        computed: computed.into(),
    };
    let changes = vec![
        change("handled_or_closed", "false"),
        change("on_time", "false"),
        // Left out where it is not so.
        change("unverified", "null"),
    ];
    assert!(
        found.contains(&Difference::Case {
            case: open,
            changes
        }),
        "{found:?}"
    );
    assert!(
        found.contains(&Difference::CaseNotFrozen { case: handled }),
        "{found:?}"
    );
    let rows: Vec<_> = found
        .iter()
        .filter_map(|difference| match difference {
            Difference::Row { unit, .. } => Some(unit.id),
            _ => None,
        })
        .collect();
    assert_eq!(
        rows,
        [unit(CHENGGUAN).0],
        "and the row it changed, no other"
    );
    assert!(
        found
            .iter()
            .all(|difference| !difference.to_string().is_empty())
    );
}

#[test]
fn an_event_that_does_not_fit_the_chain_is_named() {
    let (city, [_, _, open]) = city();
    let list = list(1);
    city.builds(list, Board::Department, WEEK);
    assert_eq!(city.differences(list), []);
    // Slipped in afterwards, dated before the list: handled by nobody's doing.
    city.write(move |conn, _| {
        let last: EventRow = store::events::of_case(conn, open)?.pop().unwrap();
        let slipped_in = EventRow {
            seq: last.seq + 1,
            at: last.at + Span(1),
            actor_id: Some(harness::small::user(harness::small::handler_of(HUANWEI))),
            action: "handle".into(),
            data: r#"{"allowed_us":86400000000,"note":"","photos":[],"used_us":1}"#.into(),
            prev_hash: last.hash.clone(),
            due_at: None,
            ..last.clone()
        };
        Ok(store::events::append(conn, &slipped_in)?)
    });
    let found = city.differences(list);
    let seq = 3;
    assert!(
        found.contains(&Difference::ChainBroken { case: open, seq }),
        "{found:?}"
    );
    let differs = |difference: &Difference| matches!(difference, Difference::Case { case, .. } if *case == open);
    assert!(found.iter().any(differs), "{found:?}");
}

/// Another process's clock was ahead, or this one was set back: a list knows what had happened by its own clock.
#[test]
fn what_is_dated_after_a_list_is_not_in_it() {
    let (city, [handled, open, other]) = city();
    city.app.clock.advance(minutes(5));
    city.passes(handled);
    city.handles(CHENGGUAN, open);
    let suspend = serde_json::json!({"reason": "待修缮"});
    city.does(DISPATCHER, other, "suspend", suspend);
    city.set(AFTER);
    for (n, board) in (1..).zip(Board::ALL) {
        let built = city.builds(list(n), board, WEEK);
        assert_eq!((built.totals.due, built.totals.handled_or_closed), (3, 1));
        assert_eq!(city.differences(list(n)), [], "{board:?}");
    }
    city.app.clock.advance(minutes(10));
    let later = city.builds(list(9), Board::Department, WEEK);
    assert_eq!((later.totals.due, later.totals.handled_or_closed), (2, 2));
    assert_eq!(city.differences(list(9)), []);
}

#[test]
fn frozen_text_that_was_changed_is_found_by_its_hash_and_by_its_cases() {
    let (city, [handled, open, _]) = city();
    city.builds(list(1), Board::Department, WEEK);
    // The same list once more, with a better score and a kinder line.
    city.write(move |conn, _| {
        let mut row = store::rankings::get(conn, list(1))?.unwrap();
        let mut cases = store::rankings::cases(conn, list(1), None, None, 100)?;
        row.id = list(2);
        row.content = row.content.replacen(r#""on_time":1"#, r#""on_time":2"#, 1);
        for case in &mut cases {
            case.ranking_id = list(2);
            if case.case_id == open {
                case.counted = case
                    .counted
                    .replace(r#""on_time":false"#, r#""on_time":true"#);
            }
            if case.case_id == handled {
                case.counted.insert(1, ' ');
            }
        }
        Ok(store::rankings::insert(conn, &row, &cases)?)
    });
    let found = city.differences(list(2));
    let has = |wanted: fn(&Difference) -> bool| found.iter().any(wanted);
    assert!(has(|d| matches!(d, Difference::Hash { .. })), "{found:?}");
    assert!(has(|d| matches!(d, Difference::Seal { .. })), "{found:?}");
    assert!(has(|d| matches!(d, Difference::Row { .. })), "{found:?}");
    assert!(
        found.contains(&Difference::LineDamaged { case: handled }),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|d| matches!(d, Difference::Case { case, .. } if *case == open)),
        "{found:?}"
    );
    assert_eq!(
        city.differences(list(1)),
        [],
        "the list itself is what it was"
    );
}
