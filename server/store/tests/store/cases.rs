//! One case's row, and what is found around it.

use domain::time::Micros;
use store::cases::{
    Bbox, CaseRow, closed_near, counted, get, get_all, insert, near_of, next_rungs, open_near,
    update,
};

use crate::bench_city::{HANDLER, case, case_row, category, unit, user};
use crate::engine::on_each;
use crate::many;

/// Everything an event can change, each value its own.
fn far_along(row: CaseRow) -> CaseRow {
    CaseRow {
        version: 7,
        state: "handled".into(),
        department_id: Some(unit(31)),
        limit_value: Some(3),
        limit_unit: Some("work_day".into()),
        calendar_provisional: true,
        dispatched_at: Some(Micros(11)),
        deadline_at: Some(Micros(12)),
        due_at: Some(Micros(13)),
        yellow_at: Some(Micros(14)),
        next_rung_at: Some(Micros(15)),
        handled_at: Some(Micros(16)),
        handled_by: Some(user(HANDLER)),
        on_time: Some(false),
        closed_at: Some(Micros(17)),
        handled_once: true,
        reworks_in_dispatch: 18,
        speed_millionths: 19,
        letters: 20,
        wrong_returns: 21,
        falsified: 22,
        recurrence_of: Some(case(2)),
        self_found: true,
        rework_count: 23,
        return_count: 24,
        extension_count: 25,
        letter_count: 26,
        wrong_return_count: 27,
        falsified_count: 28,
        extension_asked: true,
        handlers: "a b".into(),
        duplicate_of: Some(case(2)),
        ..row
    }
}

#[test]
fn a_row_comes_back_as_it_went_in_and_as_it_was_changed() {
    on_each(|test| {
        test.write_blocking(|conn| {
            insert(conn, &case_row(2))?;
            insert(conn, &case_row(1))
        })
        .unwrap();
        assert_eq!(
            test.read_blocking(|conn| get(conn, case(1))).unwrap(),
            Some(case_row(1))
        );
        let changed = far_along(case_row(1));
        assert!(
            test.write_blocking(move |conn| update(conn, &far_along(case_row(1)), 1))
                .unwrap()
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, case(1))).unwrap(),
            Some(changed)
        );
        // And back to nothing: nulls are written as nulls.
        assert!(
            test.write_blocking(|conn| update(conn, &case_row(1), 7))
                .unwrap()
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, case(1))).unwrap(),
            Some(case_row(1))
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, case(2))).unwrap(),
            Some(case_row(2)),
            "its neighbour is untouched"
        );
    });
}

#[test]
fn an_update_of_a_stale_version_or_of_nothing_changes_nothing() {
    on_each(|test| {
        test.write_blocking(|conn| insert(conn, &case_row(1)))
            .unwrap();
        assert!(
            !test
                .write_blocking(|conn| update(
                    conn,
                    &CaseRow {
                        version: 3,
                        ..case_row(1)
                    },
                    2
                ))
                .unwrap()
        );
        assert!(
            !test
                .write_blocking(|conn| update(
                    conn,
                    &CaseRow {
                        version: 2,
                        ..case_row(9)
                    },
                    1
                ))
                .unwrap()
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, case(1))).unwrap(),
            Some(case_row(1))
        );
        assert_eq!(test.read_blocking(|conn| get(conn, case(9))).unwrap(), None);
    });
}

#[test]
fn named_cases_come_in_the_order_named() {
    on_each(|test| {
        many::insert(test, 450);
        let ids: Vec<_> = (1..=450).rev().chain([9999]).map(case).collect();
        let wanted = ids.clone();
        let rows = test
            .read_blocking(move |conn| get_all(conn, &wanted))
            .unwrap();
        assert_eq!(
            rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            ids[..450]
        );
        assert!(
            test.read_blocking(|conn| get_all(conn, &[]))
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn around_a_place_are_the_cases_of_the_category_in_the_right_state() {
    on_each(|test| {
        let here = |n: u128, state: &str| CaseRow {
            state: state.into(),
            closed_at: (state == "closed").then_some(Micros(500)),
            ..case_row(n)
        };
        let rows = [
            here(1, "reported"),
            here(2, "suspended"),
            here(3, "closed"),
            CaseRow {
                closed_at: Some(Micros(100)),
                ..here(4, "closed")
            },
            here(5, "voided"),
            CaseRow {
                category_code: "05-05".into(),
                ..here(6, "reported")
            },
            CaseRow {
                lon: 105.7211,
                ..here(7, "reported")
            },
            CaseRow {
                lat: 34.5789,
                ..here(8, "reported")
            },
            CaseRow {
                lon: 105.721,
                lat: 34.579,
                ..here(9, "handled")
            },
        ];
        test.write_blocking(move |conn| rows.iter().try_for_each(|row| insert(conn, row)))
            .unwrap();
        let bbox = Bbox {
            west: 105.719,
            south: 34.579,
            east: 105.721,
            north: 34.581,
        };
        test.read_blocking(|conn| {
            let found = |rows: Vec<store::cases::Near>| {
                let mut ids: Vec<u128> = rows.iter().map(|row| row.id.0.as_u128()).collect();
                ids.sort_unstable();
                ids
            };
            assert_eq!(found(open_near(conn, &category("02-01"), bbox)?), [1, 2, 9]);
            assert_eq!(
                found(closed_near(conn, &category("02-01"), bbox, Micros(500))?),
                [3]
            );
            assert_eq!(
                found(closed_near(conn, &category("02-01"), bbox, Micros(100))?),
                [3, 4]
            );
            assert_eq!(
                found(near_of(
                    conn,
                    &category("02-01"),
                    bbox,
                    Micros(1002),
                    Micros(1009)
                )?),
                [2, 3, 4]
            );
            assert_eq!(
                found(open_near(conn, &category("01-10"), bbox)?),
                [0_u128; 0]
            );
            Ok::<_, store::Error>(())
        })
        .unwrap();
    });
}

#[test]
fn rungs_and_periods_take_what_is_due_and_no_more() {
    on_each(|test| {
        let rows = many::insert(test, 300);
        let mut due: Vec<_> = rows
            .iter()
            .filter_map(|row| Some((row.next_rung_at?, row.id)))
            .filter(|(at, _)| at.0 <= 40_000)
            .collect();
        due.sort_unstable();
        assert!(due.len() > 20);
        let found = test
            .read_blocking(|conn| next_rungs(conn, Micros(40_000), 1000))
            .unwrap();
        let mut found: Vec<_> = found
            .into_iter()
            .map(|rung| (rung.next_rung_at, rung.id))
            .collect();
        assert!(
            found.is_sorted_by_key(|(at, _)| *at),
            "the longest due first"
        );
        found.sort_unstable();
        assert_eq!(found, due);
        assert_eq!(
            test.read_blocking(|conn| next_rungs(conn, Micros(40_000), 3))
                .unwrap()
                .len(),
            3
        );

        let (from, to) = (Micros(30_000), Micros(40_000));
        let mut expected: Vec<_> = rows
            .iter()
            .filter(|row| row.due_at.is_some_and(|at| at >= from && at < to))
            .map(|row| row.id)
            .collect();
        expected.sort_unstable();
        let mut found: Vec<_> = test
            .read_blocking(move |conn| counted(conn, from, to))
            .unwrap();
        found.sort_unstable_by_key(|row| row.id);
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        let one = rows.iter().find(|row| row.id == found[0].id).unwrap();
        assert_eq!(
            (
                found[0].department_id,
                found[0].zone_unit_id,
                found[0].on_time
            ),
            (one.department_id, one.zone_unit_id, one.on_time)
        );
    });
}
