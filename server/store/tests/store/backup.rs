//! A copy taken while the server writes is whole, and a damaged file is recognised before it is restored.

use store::{Db, Error, Options, cases, integrity_faults};

use crate::bench_city::{case, case_row};
use crate::engine::{on_empty, on_sqlite, open};

#[test]
fn a_backup_is_a_whole_database_of_one_moment() {
    on_sqlite(|test| {
        for n in 1..=20 {
            test.write_blocking(move |conn| cases::insert(conn, &case_row(n)))
                .unwrap();
        }
        let copy = test.folder().join("copy.db");
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                for n in 21..=60 {
                    test.write_blocking(move |conn| cases::insert(conn, &case_row(n)))
                        .unwrap();
                }
            });
            test.backup(&copy).unwrap();
            writing.join().unwrap();
        });
        assert!(integrity_faults(&copy).unwrap().is_empty());
        let restored = open(&format!("sqlite:{}", copy.display()));
        let ids = restored
            .read_blocking(|conn| cases::ids_after(conn, None, 100))
            .unwrap();
        assert!(ids.len() >= 20);
        assert_eq!(
            ids,
            (1..=ids.len() as u128).map(case).collect::<Vec<_>>(),
            "no hole: one moment"
        );
        assert!(
            test.backup(&copy).is_err(),
            "an existing file is not written over"
        );
    });
}

#[test]
fn a_damaged_file_is_recognised() {
    on_sqlite(|test| {
        for n in 1..=200 {
            test.write_blocking(move |conn| cases::insert(conn, &case_row(n)))
                .unwrap();
        }
        let copy = test.folder().join("copy.db");
        test.backup(&copy).unwrap();
        let mut bytes = std::fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 8192].fill(0xa5);
        let damaged = test.folder().join("damaged.db");
        std::fs::write(&damaged, bytes).unwrap();
        assert!(!matches!(integrity_faults(&damaged), Ok(faults) if faults.is_empty()));
        let text = test.folder().join("text.db");
        std::fs::write(
            &text,
            "not a database at all, only text that is long enough to be taken for a header of one"
                .repeat(20),
        )
        .unwrap();
        assert!(integrity_faults(&text).is_err());
        assert!(matches!(
            integrity_faults(&test.folder().join("absent.db")),
            Err(Error::NotFound)
        ));
    });
}

#[test]
fn postgres_says_what_to_use_instead() {
    on_empty(|test| {
        let db = Db::open(&test.url, Options::default()).unwrap();
        let answer = db.backup(&test.folder().join("copy"));
        match test.is_sqlite() {
            true => answer.unwrap(),
            false => assert!(answer.unwrap_err().to_string().contains("pg_dump")),
        }
    });
}
