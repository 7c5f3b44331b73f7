//! What the clock does beside the escalation ladder, and what becomes of jobs whose runner fails, vanishes or is stopped.

use app::job::{Done, Kind, Stop, run_due, sweep};
use domain::id::CaseId;
use domain::time::{Micros, days, minutes, seconds};
use harness::city::METRICS_TOKEN;
use harness::people::LIN;
use harness::sighting::illegal_ad;
use harness::{TestCity, hours};
use store::jobs::{JobRow, NewJob};
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn expired_tokens_and_jobs_long_done_are_deleted() {
    let city = TestCity::at(MONDAY).await;
    city.person(LIN).await;
    city.advance(hours(1)).await;
    assert!(city.holdings().await["refresh_tokens"] > 0);
    city.advance(days(40)).await;
    city.advance(days(3)).await;
    let holdings = city.holdings().await;
    assert_eq!(holdings["refresh_tokens"], 0);
    // Those that wait for their next time, and what ran just now.
    let recurs = |kind: &Kind| kind.every(&city.app.config).is_some();
    let recurring = Kind::ALL.iter().filter(|kind| recurs(kind)).count() as i64;
    assert!(holdings["jobs"] <= 2 * recurring, "{holdings:?}");
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_with_growing_pauses() {
    let city = TestCity::at(MONDAY).await;
    city.person(LIN).await;
    let app = city.app.clone().into_inner();
    run_due(&app, app.clock.now()).await.unwrap();
    let started = app.clock.now();
    ask_for(&city, "fold_napkins", started).await;
    for (after, attempts) in [
        (seconds(0), 1),
        (seconds(9), 1),
        (seconds(11), 2),
        (seconds(25), 2),
        (seconds(32), 3),
    ] {
        run_due(&app, started + after).await.unwrap();
        let job = waiting(&city, "fold_napkins").await;
        assert_eq!(job.attempts, attempts, "{after:?} after the start");
        assert!(job.last_error.unwrap().contains("fold_napkins"));
    }
}

#[tokio::test]
async fn a_job_whose_runner_vanished_is_taken_over() {
    let city = TestCity::at(MONDAY).await;
    let app = city.app.clone().into_inner();
    let (lin, now) = (city.person(LIN).await, app.clock.now());
    run_due(&app, now).await.unwrap();
    let case = lin.reports(illegal_ad()).await;
    let later = now + hours(13);
    // Somebody takes everything that is due, and is never heard of again.
    let lease =
        move |conn: &mut store::Conn| store::jobs::lease(conn, later, later + minutes(5), 9);
    let taken = app.db.write(lease).await.unwrap();
    assert!(taken.iter().any(|job| job.kind == "sweep"));
    run_due(&app, later + minutes(4)).await.unwrap();
    assert_eq!(lin.sees(&case).await.version, case.version);
    run_due(&app, later + minutes(6)).await.unwrap();
    assert_eq!(lin.sees(&case).await.version, case.version + 1);
}

#[tokio::test]
async fn a_stopped_sweep_leaves_the_rest_for_the_next_one() {
    let city = TestCity::at(MONDAY).await;
    let app = city.app.clone().into_inner();
    let lin = city.person(LIN).await;
    let mut cases = vec![];
    for _ in 0..6 {
        cases.push(lin.reports(illegal_ad()).await);
    }
    let later = app.clock.now() + hours(13);
    let (stopper, stop) = app::job::stop::pair();
    stopper.ask();
    let stopped = sweep::sweep(&app, later, &stop).await.unwrap();
    assert_eq!(stopped, Done::Interrupted);
    let whole = sweep::sweep(&app, later, &Stop::never()).await.unwrap();
    assert_eq!(whole, Done::Finished);
    for case in cases {
        assert_eq!(lin.sees(&case).await.version, case.version + 1);
    }
}

#[tokio::test]
async fn a_damaged_case_holds_up_no_other() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let damaged = lin.reports(illegal_ad()).await;
    city.time_passes(seconds(45));
    let sound = lin.reports(illegal_ad()).await;
    let of = CaseId(damaged.id);
    let slip_in = move |conn: &mut store::Conn| {
        let mut event = store::events::of_case(conn, of)?.remove(1);
        // Far beyond the last one: its events are no life of a case any more.
        event.seq = 99;
        store::events::append(conn, &event)
    };
    city.app.db.write(slip_in).await.unwrap();

    city.set_clock("2026-03-02T21:00:01+08:00");
    city.run_due_jobs().await;
    let failures = "xuncheng_escalation_failures_total";
    let metrics = city.stranger().metrics(METRICS_TOKEN).await.unwrap();
    let counted = metrics.lines().find(|line| line.starts_with(failures));
    assert!(
        counted.is_some_and(|line| !line.ends_with(" 0")),
        "{metrics}"
    );
    // It fails at every sweep, and the sweeps come as usual.
    for _ in 0..5 {
        assert_eq!(lin.sees(&sound).await.version, sound.version);
        city.advance(seconds(10)).await;
    }
    assert_eq!(lin.sees(&sound).await.version, sound.version + 1);
    assert_eq!(waiting(&city, "sweep").await.attempts, 0);
}

async fn ask_for(city: &TestCity, kind: &str, at: Micros) {
    let job = NewJob {
        id: Uuid::now_v7(),
        kind: kind.into(),
        key: String::new(),
        payload: String::new(),
        run_at: at,
        created_at: at,
    };
    let ask = move |conn: &mut store::Conn| store::jobs::enqueue(conn, &job);
    assert!(city.app.db.write(ask).await.unwrap());
}

/// Taken in a transaction that is rolled back: looking changes nothing.
async fn waiting(city: &TestCity, kind: &'static str) -> JobRow {
    let look = move |conn: &mut store::Conn| {
        let far = Micros(i64::MAX);
        let jobs = store::jobs::lease(conn, far, far, 99)?;
        Err::<(), _>(Seen::Jobs(jobs))
    };
    match city.app.db.write(look).await {
        Err(Seen::Jobs(jobs)) => {
            let mut job = jobs
                .into_iter()
                .find(|job| job.kind == kind)
                .expect("the job waits");
            job.attempts -= 1;
            job
        }
        Err(Seen::Trouble(error)) => panic!("{error}"),
        Ok(()) => unreachable!("it always ends with what it saw"),
    }
}

enum Seen {
    Jobs(Vec<JobRow>),
    Trouble(store::Error),
}

impl From<store::Error> for Seen {
    fn from(error: store::Error) -> Seen {
        Seen::Trouble(error)
    }
}
