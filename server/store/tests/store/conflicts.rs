//! Many at once: one row per id, one number per case, one writer per version.

use domain::time::Micros;
use store::{Db, Error, cases, counters, events};
use uuid::Uuid;

use crate::bench_city::{case, case_row, event_row};
use crate::engine::on_each;

fn all_at_once<T: Send + 'static>(
    db: &Db,
    times: usize,
    work: impl Fn(&Db, usize) -> T + Sync,
) -> Vec<T> {
    let start = std::sync::Barrier::new(times);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..times)
            .map(|n| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(db, n)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread dies"))
            .collect()
    })
}

#[test]
fn the_same_report_many_times_is_one_case() {
    on_each(|test| {
        let answers = all_at_once(test, 12, |db, _| {
            db.write_blocking(|conn| {
                if let Some(there) = cases::get(conn, case(1))? {
                    return Ok::<_, Error>((false, there.number));
                }
                let number = counters::next_case_number(conn, "20261121")?;
                let row = cases::CaseRow {
                    number: format!("20261121-{number:06}"),
                    ..case_row(1)
                };
                cases::insert(conn, &row)?;
                events::append(conn, &event_row(1, 1))?;
                Ok((true, row.number))
            })
        });
        let answers: Vec<_> = answers
            .into_iter()
            .collect::<Result<_, _>>()
            .expect("every retry is answered");
        assert_eq!(answers.iter().filter(|(new, _)| *new).count(), 1);
        assert!(
            answers
                .iter()
                .all(|(_, number)| number == "20261121-000001"),
            "{answers:?}"
        );
    });
}

#[test]
fn case_numbers_of_a_day_have_no_gap_and_no_double() {
    on_each(|test| {
        let mut numbers = all_at_once(test, 10, |db, n| {
            db.write_blocking(move |conn| {
                let number = counters::next_case_number(conn, "20261121")?;
                // One of them is refused after it had drawn: its number is drawn again.
                if n == 4 {
                    Err(Error::NotFound)
                } else {
                    Ok(number)
                }
            })
        })
        .into_iter()
        .filter_map(Result::ok)
        .collect::<Vec<_>>();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=9).collect::<Vec<_>>());
        assert_eq!(
            test.write_blocking(|conn| counters::next_case_number(conn, "20261122"))
                .unwrap(),
            1
        );
    });
}

#[test]
fn of_two_who_saw_the_same_version_one_wins() {
    on_each(|test| {
        test.write_blocking(|conn| cases::insert(conn, &case_row(1)))
            .unwrap();
        let won = all_at_once(test, 8, |db, n| {
            db.write_blocking(move |conn| {
                let row = cases::CaseRow {
                    version: 2,
                    state: "voided".into(),
                    letters: n as i64,
                    ..case_row(1)
                };
                cases::update(conn, &row, 1)
            })
            .unwrap()
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let row = test
            .read_blocking(|conn| cases::get(conn, case(1)))
            .unwrap()
            .unwrap();
        assert_eq!(won.iter().position(|won| *won), Some(row.letters as usize));
    });
}

#[test]
fn commands_on_one_case_wait_for_each_other() {
    on_each(|test| {
        test.write_blocking(|conn| cases::insert(conn, &case_row(1)))
            .unwrap();
        let done = all_at_once(test, 10, |db, n| {
            db.write_blocking(move |conn| {
                let mut row = cases::lock(conn, case(1))?.ok_or(Error::NotFound)?;
                let seq = events::of_case(conn, case(1))?.len() as i64 + 1;
                events::append(
                    conn,
                    &events::EventRow {
                        command_id: Some(Uuid::from_u128(n as u128)),
                        ..event_row(1, seq)
                    },
                )?;
                let seen = row.version;
                row.version += 1;
                assert!(cases::update(conn, &row, seen)?, "nobody came between");
                Ok::<_, Error>(())
            })
        });
        done.into_iter()
            .collect::<Result<Vec<_>, _>>()
            .expect("each has its turn");
        let chain = test
            .read_blocking(|conn| events::of_case(conn, case(1)))
            .unwrap();
        assert_eq!(
            chain.iter().map(|event| event.seq).collect::<Vec<_>>(),
            (1..=10).collect::<Vec<_>>()
        );
        assert_eq!(
            test.read_blocking(|conn| cases::get(conn, case(1)))
                .unwrap()
                .unwrap()
                .version,
            11
        );
    });
}

#[test]
fn two_who_lock_each_others_cases_both_get_through() {
    on_each(|test| {
        for n in 1..=2 {
            test.write_blocking(move |conn| cases::insert(conn, &case_row(n)))
                .unwrap();
        }
        let done = all_at_once(test, 6, |db, n| {
            let (first, second) = if n % 2 == 0 { (1, 2) } else { (2, 1) };
            db.write_blocking(move |conn| {
                for id in [first, second] {
                    let mut row = cases::lock(conn, case(id))?.ok_or(Error::NotFound)?;
                    row.version += 1;
                    row.captured_at = Micros(1);
                    cases::update(conn, &row, row.version - 1)?;
                }
                Ok::<_, Error>(())
            })
        });
        done.into_iter()
            .collect::<Result<Vec<_>, _>>()
            .expect("a deadlock is run again");
        for n in 1..=2 {
            assert_eq!(
                test.read_blocking(move |conn| cases::get(conn, case(n)))
                    .unwrap()
                    .unwrap()
                    .version,
                7
            );
        }
    });
}
