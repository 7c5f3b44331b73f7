//! The chain of a case: in order, as of any moment, and findable by what a client called its command.

use domain::time::Micros;
use store::events::{EventRow, append, by_command, cases_ever_due, of_case, of_cases_until};
use store::{Error, cases};
use uuid::Uuid;

use crate::bench_city::{case, case_row, event_row};
use crate::engine::{TestDb, on_each};

fn fill(test: &TestDb) {
    test.write_blocking(|conn| {
        for of in 1..=3 {
            cases::insert(conn, &case_row(of))?;
        }
        append(conn, &event_row(1, 1))?;
        append(
            conn,
            &EventRow {
                due_at: Some(Micros(500)),
                command_id: Some(Uuid::from_u128(77)),
                actor_id: None,
                ..event_row(1, 2)
            },
        )?;
        append(
            conn,
            &EventRow {
                due_at: Some(Micros(900)),
                ..event_row(1, 3)
            },
        )?;
        append(
            conn,
            &EventRow {
                due_at: Some(Micros(599)),
                ..event_row(2, 1)
            },
        )?;
        append(
            conn,
            &EventRow {
                due_at: Some(Micros(510)),
                ..event_row(2, 2)
            },
        )?;
        append(
            conn,
            &EventRow {
                due_at: Some(Micros(600)),
                ..event_row(3, 1)
            },
        )
    })
    .unwrap();
}

#[test]
fn a_chain_comes_back_in_order_as_it_was_written() {
    on_each(|test| {
        fill(test);
        let chain = test.read_blocking(|conn| of_case(conn, case(1))).unwrap();
        let second = EventRow {
            due_at: Some(Micros(500)),
            command_id: Some(Uuid::from_u128(77)),
            actor_id: None,
            ..event_row(1, 2)
        };
        assert_eq!(
            chain,
            [
                event_row(1, 1),
                second,
                EventRow {
                    due_at: Some(Micros(900)),
                    ..event_row(1, 3)
                }
            ]
        );
        assert!(
            test.read_blocking(|conn| of_case(conn, case(9)))
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn a_chain_as_of_a_moment_ends_there() {
    on_each(|test| {
        fill(test);
        let seqs = |events: Vec<EventRow>| {
            events
                .iter()
                .map(|event| (event.case_id, event.seq))
                .collect::<Vec<_>>()
        };
        let one = test
            .read_blocking(|conn| of_cases_until(conn, &[case(1)], Micros(1002)))
            .unwrap();
        assert_eq!(seqs(one), [(case(1), 1), (case(1), 2)]);
        let several = test
            .read_blocking(|conn| of_cases_until(conn, &[case(2), case(1), case(9)], Micros(1001)))
            .unwrap();
        assert_eq!(seqs(several), [(case(1), 1), (case(2), 1)]);
    });
}

#[test]
fn a_command_is_found_by_its_id() {
    on_each(|test| {
        fill(test);
        let found = test
            .read_blocking(|conn| by_command(conn, Uuid::from_u128(77)))
            .unwrap()
            .unwrap();
        assert_eq!((found.case_id, found.seq), (case(1), 2));
        assert_eq!(
            test.read_blocking(|conn| by_command(conn, Uuid::from_u128(78)))
                .unwrap(),
            None
        );
    });
}

#[test]
fn a_period_finds_every_case_that_was_ever_due_in_it() {
    on_each(|test| {
        fill(test);
        let due = |from, to| {
            test.read_blocking(move |conn| cases_ever_due(conn, Micros(from), Micros(to)))
                .unwrap()
        };
        assert_eq!(
            due(500, 600),
            [case(1), case(2)],
            "each once; the first instant counts, the last does not"
        );
        assert_eq!(due(600, 901), [case(1), case(3)]);
        assert_eq!(due(0, 500), []);
    });
}

#[test]
fn an_event_of_no_case_is_refused() {
    on_each(|test| {
        let answer = test.write_blocking(|conn| append(conn, &event_row(1, 1)));
        assert!(matches!(answer, Err(Error::ForeignKey)));
    });
}
