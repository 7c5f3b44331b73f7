//! Jobs: one runner at a time, none lost, none doubled.

use std::collections::HashSet;

use domain::time::Micros;
use store::jobs::{
    JobRow, JobStats, NewJob, delete_finished, enqueue, fail, failed, finish, lease, retry_later,
    stats,
};
use store::{Db, Error};
use uuid::Uuid;

use crate::engine::on_each;

fn job(n: u128, key: &str) -> NewJob {
    NewJob {
        id: Uuid::from_u128(n),
        kind: "sweep".into(),
        key: key.into(),
        payload: "{}".into(),
        run_at: Micros(100 + n as i64),
        created_at: Micros(1),
    }
}

fn take(db: &Db, now: i64, limit: i64) -> Vec<JobRow> {
    db.write_blocking(move |conn| lease(conn, Micros(now), Micros(now + 60), limit))
        .unwrap()
}

#[test]
fn no_two_runners_get_the_same_job() {
    on_each(|test| {
        test.write_blocking(|conn| {
            for n in 1..=120 {
                assert!(enqueue(conn, &job(n, &n.to_string()))?);
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        let taken: Vec<Vec<JobRow>> = std::thread::scope(|scope| {
            let runner = || {
                let mut mine = Vec::new();
                loop {
                    let leased = take(test, 1000, 7);
                    if leased.is_empty() {
                        return mine;
                    }
                    mine.extend(leased);
                }
            };
            let runners: Vec<_> = (0..6).map(|_| scope.spawn(runner)).collect();
            runners
                .into_iter()
                .map(|runner| runner.join().unwrap())
                .collect()
        });
        let all: Vec<_> = taken.iter().flatten().map(|job| job.id).collect();
        assert_eq!(all.len(), 120, "each came to somebody");
        assert_eq!(
            all.iter().collect::<HashSet<_>>().len(),
            120,
            "and to nobody else"
        );
    });
}

#[test]
fn only_due_jobs_are_leased_the_longest_due_first() {
    on_each(|test| {
        test.write_blocking(|conn| {
            [3, 1, 2, 50]
                .into_iter()
                .try_for_each(|n| enqueue(conn, &job(n, &n.to_string())).map(|_| ()))
        })
        .unwrap();
        assert!(take(test, 100, 9).is_empty());
        let leased = take(test, 103, 2);
        assert_eq!(
            leased
                .iter()
                .map(|job| job.id.as_u128())
                .collect::<Vec<_>>(),
            [1, 2]
        );
        assert!(
            leased
                .iter()
                .all(|job| job.attempts == 1 && job.leased_until == Some(Micros(163)))
        );
        assert_eq!(take(test, 103, 9).len(), 1);
    });
}

#[test]
fn a_lease_that_ran_out_goes_to_another_and_the_first_runner_ends_nothing() {
    on_each(|test| {
        test.write_blocking(|conn| enqueue(conn, &job(1, "a")))
            .unwrap();
        let first = take(test, 200, 1).remove(0);
        assert!(take(test, 259, 1).is_empty(), "still held");
        let second = take(test, 260, 1).remove(0);
        assert_eq!((second.id, second.attempts), (first.id, 2));
        let late = first.clone();
        assert!(
            !test
                .write_blocking(move |conn| finish(conn, &late, Micros(261)))
                .unwrap()
        );
        let late = first.clone();
        assert!(
            !test
                .write_blocking(move |conn| retry_later(
                    conn,
                    &late,
                    Micros(261),
                    Micros(1),
                    "late"
                ))
                .unwrap()
        );
        assert!(
            !test
                .write_blocking(move |conn| fail(conn, &first, Micros(261), "late"))
                .unwrap()
        );
        assert!(
            test.write_blocking(move |conn| finish(conn, &second, Micros(262)))
                .unwrap()
        );
        assert!(take(test, 9999, 9).is_empty());
        assert_eq!(
            test.write_blocking(|conn| delete_finished(conn, Micros(262)))
                .unwrap(),
            0
        );
        assert_eq!(
            test.write_blocking(|conn| delete_finished(conn, Micros(263)))
                .unwrap(),
            1
        );
    });
}

#[test]
fn one_of_a_key_waits_but_a_running_one_does_not_count() {
    on_each(|test| {
        let put = |n: u128| {
            test.write_blocking(move |conn| enqueue(conn, &job(n, "same")))
                .unwrap()
        };
        assert!(put(1));
        assert!(!put(2), "one waits already");
        let running = take(test, 200, 1).remove(0);
        assert!(put(3), "the running one may have looked before");
        assert!(!put(4));
        // The running one fails and would wait again: the one that waits will do.
        assert!(
            test.write_blocking(move |conn| retry_later(
                conn,
                &running,
                Micros(210),
                Micros(300),
                "no luck"
            ))
            .unwrap()
        );
        let left = take(test, 1000, 9);
        assert_eq!(
            left.iter().map(|job| job.id.as_u128()).collect::<Vec<_>>(),
            [3]
        );
    });
}

#[test]
fn what_fails_waits_again_and_is_given_up_in_the_end() {
    on_each(|test| {
        test.write_blocking(|conn| enqueue(conn, &job(1, "a")))
            .unwrap();
        let leased = take(test, 200, 1).remove(0);
        assert!(
            test.write_blocking(move |conn| retry_later(
                conn,
                &leased,
                Micros(201),
                Micros(500),
                "timed out"
            ))
            .unwrap()
        );
        assert!(take(test, 499, 1).is_empty());
        let waiting = JobStats {
            waiting: 1,
            due: 1,
            failed: 0,
            oldest_due: Some(Micros(500)),
        };
        assert_eq!(
            test.read_blocking(|conn| stats(conn, Micros(500))).unwrap(),
            waiting
        );
        let leased = take(test, 500, 1).remove(0);
        assert_eq!(
            (leased.attempts, leased.last_error.as_deref()),
            (2, Some("timed out"))
        );
        assert!(
            test.write_blocking(move |conn| fail(conn, &leased, Micros(501), "for good"))
                .unwrap()
        );
        assert!(take(test, 9999, 1).is_empty());
        let given_up = JobStats {
            waiting: 0,
            due: 0,
            failed: 1,
            oldest_due: None,
        };
        assert_eq!(
            test.read_blocking(|conn| stats(conn, Micros(9999)))
                .unwrap(),
            given_up
        );
        let rows = test.read_blocking(|conn| failed(conn, 5)).unwrap();
        assert_eq!(
            (rows.len(), rows[0].last_error.as_deref()),
            (1, Some("for good"))
        );
        assert!(
            test.write_blocking(|conn| enqueue(conn, &job(2, "a")))
                .unwrap(),
            "its key is free again"
        );
    });
}
