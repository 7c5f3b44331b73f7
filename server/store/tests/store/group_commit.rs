//! The SQLite writer: one closure that goes wrong takes nothing of its neighbours with it, and a full disk loses nothing that was promised.

use std::sync::mpsc;

use diesel::RunQueryDsl;
use store::{Db, Error, cases, units};

use crate::bench_city::{case, case_row, unit_row};
use crate::engine::{on_each, on_sqlite};

/// Keeps the writer busy until the sender is dropped, so that all that is written meanwhile lands in one group.
fn hold_the_writer(db: &Db, runtime: &tokio::runtime::Runtime) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel();
    let db = db.clone();
    runtime.spawn(async move {
        db.write(move |_| {
            started.send(()).expect("the test waits");
            let _ = held.recv();
            Ok::<_, Error>(())
        })
        .await
    });
    running.recv().expect("the writer has begun");
    release
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("a runtime")
}

#[test]
fn a_failing_closure_does_not_harm_its_neighbours() {
    on_sqlite(|test| {
        let runtime = runtime();
        let release = hold_the_writer(test, &runtime);
        let mut answers = Vec::new();
        for n in 100..130_u128 {
            let db = (**test).clone();
            answers.push((
                n,
                runtime.spawn(async move {
                    db.write(move |conn| {
                        cases::insert(conn, &case_row(n))?;
                        match n % 10 {
                            3 => units::insert(
                                conn,
                                &units::UnitRow {
                                    code: "new".into(),
                                    ..unit_row(1, "city", None)
                                },
                            ), // there already
                            5 => Err(Error::NotFound), // the rules said no
                            7 => panic!("a fault of ours"),
                            _ => Ok(()),
                        }
                    })
                    .await
                }),
            ));
        }
        // Each is queued or about to be; the group takes whoever is there when the writer is free again.
        drop(release);
        for (n, answer) in answers {
            let answer = runtime.block_on(answer).expect("no task dies");
            let there = test
                .read_blocking(move |conn| cases::get(conn, case(n)))
                .unwrap()
                .is_some();
            match n % 10 {
                3 => assert!(answer.unwrap_err().is_unique("units_pkey")),
                5 => assert!(matches!(answer, Err(Error::NotFound))),
                7 => assert!(matches!(answer, Err(Error::Other(_)))),
                _ => answer.unwrap(),
            }
            assert_eq!(there, !matches!(n % 10, 3 | 5 | 7), "case {n}");
        }
    });
}

#[test]
fn going_on_after_a_failed_statement_is_refused() {
    on_each(|test| {
        let answer = test.write_blocking(|conn| {
            cases::insert(conn, &case_row(1))?;
            let _ = units::insert(conn, &unit_row(1, "city", None));
            Ok::<_, Error>(())
        });
        assert!(matches!(answer, Err(Error::Other(_))), "{answer:?}");
        assert_eq!(
            test.read_blocking(|conn| cases::get(conn, case(1)))
                .unwrap(),
            None
        );
    });
}

#[test]
fn a_read_cannot_write() {
    on_each(|test| {
        let answer = test.read_blocking(|conn| cases::insert(conn, &case_row(1)));
        assert!(answer.is_err());
        test.write_blocking(|conn| cases::insert(conn, &case_row(1)))
            .expect("and the connection is none the worse");
    });
}

#[test]
fn a_full_disk_is_said_and_nothing_promised_is_lost() {
    on_sqlite(|test| {
        let runtime = runtime();
        test.write_blocking(|conn| {
            // The file may not grow from here on; to SQLite this is a full disk.
            diesel::sql_query("PRAGMA max_page_count = 1").execute(conn)?;
            Ok::<_, Error>(())
        })
        .unwrap();
        let release = hold_the_writer(test, &runtime);
        let answers: Vec<_> = (1..=60_u128)
            .map(|n| {
                let db = (**test).clone();
                let row = cases::CaseRow {
                    description: "满".repeat(20_000),
                    ..case_row(n)
                };
                (
                    n,
                    runtime.spawn(
                        async move { db.write(move |conn| cases::insert(conn, &row)).await },
                    ),
                )
            })
            .collect();
        drop(release);
        let mut refused = 0;
        for (n, answer) in answers {
            let answer = runtime.block_on(answer).unwrap();
            let there = test
                .read_blocking(move |conn| cases::get(conn, case(n)))
                .expect("reading goes on")
                .is_some();
            assert_eq!(answer.is_ok(), there, "case {n}");
            if let Err(error) = answer {
                assert!(matches!(error, Error::Full), "{error:?}");
                refused += 1;
            }
        }
        assert!(refused > 0);
        test.write_blocking(|conn| {
            diesel::sql_query("PRAGMA max_page_count = 1000000").execute(conn)?;
            Ok::<_, Error>(())
        })
        .unwrap();
        test.write_blocking(|conn| cases::insert(conn, &case_row(1000)))
            .expect("there is room again");
    });
}

#[test]
fn what_was_answered_is_there_after_reopening() {
    on_sqlite(|test| {
        let db = crate::engine::open(&test.url);
        for n in 1..=5 {
            db.write_blocking(move |conn| cases::insert(conn, &case_row(n)))
                .unwrap();
        }
        drop(db);
        let found = crate::engine::open(&test.url)
            .read_blocking(|conn| cases::ids_after(conn, None, 10))
            .unwrap();
        assert_eq!(found, (1..=5).map(case).collect::<Vec<_>>());
    });
}
