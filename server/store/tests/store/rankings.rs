//! Issues of the red-black list: their life, which one is in force, and what stands behind a row.

use domain::id::RankingId;
use domain::time::Micros;
use store::rankings::{
    PeriodKind, RankingCaseRow, RankingRow, Step, advance, cases as cases_of, get, in_force,
    in_force_by, insert, last_in_force, of_period, published as published_of, successor,
};
use store::{Error, cases};
use uuid::Uuid;

use crate::bench_city::{INSPECTORS, case, case_row, unit, user};
use crate::engine::{TestDb, on_each};

fn id(n: u128) -> RankingId {
    RankingId(Uuid::from_u128(n))
}

fn draft(n: u128, board: &str, period: &str) -> RankingRow {
    RankingRow {
        id: id(n),
        board: board.into(),
        period: period.into(),
        status: "draft".into(),
        version: 1,
        as_of: Micros(n as i64),
        rulebook_version: 3,
        rulebook_hash: "rulebook".into(),
        content: "{\"rows\":[]}".into(),
        hash: "hash".into(),
        corrects_id: None,
        correction_reason: String::new(),
        created_by: Some(user(INSPECTORS[0])),
        review_at: None,
        published_at: None,
        published_by: None,
    }
}

fn published(test: &TestDb, n: u128, board: &'static str, period: &'static str) {
    test.write_blocking(move |conn| {
        insert(conn, &draft(n, board, period), &[])?;
        assert!(advance(conn, id(n), 1, &Step::Review { at: Micros(100) })?);
        assert!(advance(
            conn,
            id(n),
            2,
            &Step::Publish {
                at: Micros(200 + n as i64),
                by: Some(user(INSPECTORS[1]))
            }
        )?);
        Ok::<_, Error>(())
    })
    .unwrap();
}

#[test]
fn an_issue_goes_from_draft_to_published_to_corrected() {
    on_each(|test| {
        published(test, 1, "department", "2026-W46");
        let row = test
            .read_blocking(|conn| get(conn, id(1)))
            .unwrap()
            .unwrap();
        let expected = RankingRow {
            status: "published".into(),
            version: 3,
            review_at: Some(Micros(100)),
            published_at: Some(Micros(201)),
            published_by: Some(user(INSPECTORS[1])),
            ..draft(1, "department", "2026-W46")
        };
        assert_eq!(row, expected);
        let stale = test
            .write_blocking(|conn| advance(conn, id(1), 2, &Step::Withdraw))
            .unwrap();
        assert!(!stale, "somebody else was faster");
        test.write_blocking(|conn| {
            let correction = RankingRow {
                corrects_id: Some(id(1)),
                correction_reason: "漏计".into(),
                ..draft(2, "department", "2026-W46")
            };
            insert(conn, &correction, &[])?;
            assert!(advance(conn, id(1), 3, &Step::Corrected)?);
            assert!(advance(
                conn,
                id(2),
                1,
                &Step::Publish {
                    at: Micros(300),
                    by: Some(user(INSPECTORS[1]))
                }
            )?);
            Ok::<_, Error>(())
        })
        .unwrap();
        let row = test
            .read_blocking(|conn| in_force(conn, "department", "2026-W46"))
            .unwrap()
            .unwrap();
        assert_eq!((row.id, row.corrects_id), (id(2), Some(id(1))));
        assert_eq!(
            test.read_blocking(|conn| successor(conn, id(1))).unwrap(),
            Some(id(2))
        );
        assert_eq!(
            test.read_blocking(|conn| successor(conn, id(2))).unwrap(),
            None
        );
        let all = test
            .read_blocking(|conn| of_period(conn, "department", "2026-W46"))
            .unwrap();
        assert_eq!(
            all.iter()
                .map(|row| (row.id, row.status.as_str()))
                .collect::<Vec<_>>(),
            [(id(1), "corrected"), (id(2), "published")]
        );
    });
}

#[test]
fn history_is_of_the_same_board_and_kind_of_period() {
    on_each(|test| {
        let issues = [
            (1, "department", "2026-W44"),
            (2, "department", "2026-W45"),
            (3, "department", "2026-W46"),
            (4, "department", "2026-10"),
            (5, "department", "2026-09"),
            (6, "street", "2026-W45"),
            (7, "department", "2025-W52"),
        ];
        for (n, board, period) in issues {
            published(test, n, board, period);
        }
        test.write_blocking(|conn| insert(conn, &draft(8, "department", "2026-W43"), &[]))
            .unwrap();
        let periods = |before: &'static str, kind, by: i64, limit| {
            let rows = test.read_blocking(move |conn| {
                in_force_by(conn, "department", before, kind, Micros(by), limit)
            });
            let rows = rows.unwrap().into_iter();
            rows.map(|row| row.period).collect::<Vec<_>>()
        };
        let weeks = periods("2026-W46", PeriodKind::Week, 999, 10);
        assert_eq!(weeks, ["2026-W45", "2026-W44", "2025-W52"]);
        assert_eq!(periods("2026-W46", PeriodKind::Week, 999, 1), ["2026-W45"]);
        let weeks = periods("2026-W46", PeriodKind::Week, 201, 10);
        assert_eq!(weeks, ["2026-W44"], "the others were published later");
        let months = periods("2026-11", PeriodKind::Month, 999, 10);
        assert_eq!(months, ["2026-10", "2026-09"]);
        let last = |kind| {
            let row = test.read_blocking(move |conn| last_in_force(conn, "department", kind));
            row.unwrap().map(|row| row.period)
        };
        assert_eq!(last(PeriodKind::Week).as_deref(), Some("2026-W46"));
        assert_eq!(last(PeriodKind::Month).as_deref(), Some("2026-10"));

        let latest = |board, before| {
            let rows = test.read_blocking(move |conn| published_of(conn, board, before, 3));
            rows.unwrap()
        };
        let ids = |rows: &[RankingRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let first = latest(None, None);
        assert_eq!(ids(&first), [id(7), id(6), id(5)]);
        let ended = first
            .last()
            .and_then(|row| Some((row.published_at?, row.id)));
        assert_eq!(ids(&latest(None, ended)), [id(4), id(3), id(2)]);
        assert_eq!(ids(&latest(Some("street"), None)), [id(6)]);
    });
}

#[test]
fn the_cases_behind_an_issue_come_by_pages_and_by_unit() {
    on_each(|test| {
        test.write_blocking(|conn| {
            let counted = |n: u128| RankingCaseRow {
                ranking_id: id(1),
                case_id: case(n),
                unit_id: unit(if n.is_multiple_of(2) { 30 } else { 31 }),
                counted: format!("{{\"n\":{n}}}"),
            };
            for n in 1..=1205 {
                cases::insert(conn, &case_row(n))?;
            }
            insert(
                conn,
                &draft(1, "department", "2026-W46"),
                &(1..=1205).map(counted).collect::<Vec<_>>(),
            )
        })
        .unwrap();
        let page = |unit: Option<domain::id::UnitId>, after, limit| {
            let rows = test
                .read_blocking(move |conn| {
                    cases_of(
                        conn,
                        id(1),
                        unit.as_ref().map(std::slice::from_ref),
                        after,
                        limit,
                    )
                })
                .unwrap();
            rows.into_iter()
                .map(|row| row.case_id.0.as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(page(None, None, 5000).len(), 1205);
        assert_eq!(page(None, Some(case(1203)), 10), [1204, 1205]);
        assert_eq!(page(Some(unit(30)), Some(case(6)), 3), [8, 10, 12]);
    });
}
