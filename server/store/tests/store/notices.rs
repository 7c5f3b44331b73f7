//! Notices reach their readers page by page, never backwards in what was read, and go when their time is over.

use domain::time::Micros;
use store::notices::{Department, NoticeRow, Reader};
use store::{Conn, Error, cases, notices};
use uuid::Uuid;

use crate::bench_city::{DEPARTMENTS, HANDLER, INSPECTORS, case, case_row, unit, user};
use crate::engine::on_each;

fn to_department(n: u128, at: i64, of_case: u128) -> NoticeRow {
    NoticeRow {
        id: Uuid::from_u128(n),
        at: Micros(at),
        kind: "dispatched".into(),
        case_id: case(of_case),
        unit_id: Some(unit(DEPARTMENTS[0])),
        user_id: None,
        actor_id: None,
        said: String::new(),
    }
}

fn to_reporter(n: u128, at: i64) -> NoticeRow {
    NoticeRow {
        unit_id: None,
        user_id: Some(user(HANDLER)),
        ..to_department(n, at, 1)
    }
}

/// Works for the first department, and reported something.
fn handler() -> Reader {
    Reader {
        user: user(HANDLER),
        department: Some(Department {
            unit: unit(DEPARTMENTS[0]),
            units: vec![unit(DEPARTMENTS[0])],
        }),
    }
}

/// The first case is the department's, the second has gone to another one.
fn told(conn: &mut Conn) -> store::Result<()> {
    for (n, department) in [(1, DEPARTMENTS[0]), (2, DEPARTMENTS[1])] {
        let mut row = case_row(n);
        row.department_id = Some(unit(department));
        cases::insert(conn, &row)?;
    }
    let own_doing = NoticeRow {
        actor_id: Some(user(HANDLER)),
        ..to_department(5, 50, 1)
    };
    let others_doing = NoticeRow {
        actor_id: Some(user(INSPECTORS[0])),
        ..to_department(4, 40, 1)
    };
    let rows = [
        to_department(1, 10, 1),
        to_department(2, 20, 2),
        to_reporter(3, 20),
        others_doing,
        own_doing,
    ];
    notices::insert(conn, &rows)
}

#[test]
fn a_reader_gets_what_is_meant_for_them_and_what_they_may_still_see() {
    on_each(|test| {
        test.write_blocking(told).unwrap();
        let ids = |reader: Reader, before, limit| {
            let list = move |conn: &mut Conn| notices::list(conn, &reader, before, limit);
            let rows = test.read_blocking(list).unwrap();
            rows.iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(ids(handler(), None, 9), [4, 3, 1]);
        assert_eq!(ids(handler(), None, 1), [4]);
        let fourth = Some((Micros(40), Uuid::from_u128(4)));
        assert_eq!(ids(handler(), fourth, 9), [3, 1]);
        let inspector = Reader {
            department: None,
            ..handler()
        };
        assert_eq!(ids(inspector, None, 9), [3]);
        let count = |after: i64| {
            let count =
                move |conn: &mut Conn| notices::count_after(conn, &handler(), Micros(after));
            test.read_blocking(count).unwrap()
        };
        assert_eq!((count(0), count(10), count(40)), (3, 2, 0));
    });
}

#[test]
fn reading_never_goes_backwards() {
    on_each(|test| {
        let mark = |at: i64| {
            test.write_blocking(move |conn| notices::mark_read(conn, user(HANDLER), Micros(at)))
                .unwrap();
            test.read_blocking(|conn| notices::read_to(conn, user(HANDLER)))
                .unwrap()
        };
        let never = test.read_blocking(|conn| notices::read_to(conn, user(HANDLER)));
        assert_eq!(never.unwrap(), Micros(i64::MIN));
        assert_eq!(
            [mark(5), mark(3), mark(8)],
            [Micros(5), Micros(5), Micros(8)]
        );
    });
}

#[test]
fn old_notices_go_and_young_ones_stay() {
    on_each(|test| {
        test.write_blocking(told).unwrap();
        let forget = |conn: &mut Conn| notices::forget(conn, Micros(40), 2);
        assert_eq!(test.write_blocking(forget).unwrap(), 2);
        assert_eq!(test.write_blocking(forget).unwrap(), 1);
        assert_eq!(test.write_blocking(forget).unwrap(), 0);
        let left = test
            .read_blocking(|conn| Ok::<_, Error>(notices::list(conn, &handler(), None, 9)?.len()))
            .unwrap();
        assert_eq!(left, 1);
    });
}
