//! Leases what is due, runs it, and records how it ended: finished, tried again later, or given up and kept
//! for people to see. Recurring jobs come again whatever happened to the run before. Nothing sleeps here.

use std::sync::Arc;

use domain::time::{Micros, Span, hours, minutes, seconds};
use domain::trust::TOLERANCE;
use store::Conn;
use store::jobs::{JobRow, NewJob};
use uuid::Uuid;

use super::{Done, Kind, Stop, metrics, notices, orphan_photos, remove_photo, sweep, tidy, tracks};
use crate::action::clock;
use crate::config::Config;
use crate::error::AppError;
use crate::log::cause;
use crate::state::App;

/// A job whose runner has vanished is taken over after so long. One that takes longer may run twice at once.
const LEASE: Span = minutes(5);
/// Then it is given up. A recurring one comes again at its next time.
pub const MOST_ATTEMPTS: i64 = 6;
/// 10 s, 20 s, 40 s … at most ten minutes.
const FIRST_PAUSE: Span = seconds(10);
const LONGEST_PAUSE: Span = minutes(10);
/// A job that does not recur waits for its next try, or for an upload to end.
const LONGEST_WAIT: Span = hours(1);

/// Runs everything that is due by now; returns how many jobs ran.
pub async fn run_due(app: &Arc<App>, now: Micros) -> Result<usize, AppError> {
    run_due_until(app, now, &Stop::never()).await
}

pub async fn run_due_until(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<usize, AppError> {
    if !clock::look(app).await? {
        return Ok(0);
    }
    app.leases.forfeit(app, now).await?;
    plan(app, now).await?;
    let mut count = 0;
    // One at a time: a lease begins when the work does, which is later than `now` for all but the first.
    while !stop.is_asked() && !app.clock.is_suspect() {
        let until = now.max(app.clock.now()) + LEASE;
        match run_next(app, now, until, stop).await {
            Ok(true) => count += 1,
            Ok(false) => break,
            Err(error) => {
                // The database broke off in between: the job may be ours, or done, and nobody else would look for minutes.
                app.leases.doubt(until);
                return Err(error);
            }
        }
    }
    Ok(count)
}

/// False when nothing is due.
async fn run_next(
    app: &Arc<App>,
    now: Micros,
    until: Micros,
    stop: &Stop,
) -> Result<bool, AppError> {
    let lease = move |conn: &mut Conn| Ok(store::jobs::lease(conn, now, until, 1)?);
    let leased: Vec<JobRow> = app.db.write::<_, AppError, _>(lease).await?;
    let Some(job) = leased.into_iter().next() else {
        return Ok(false);
    };
    let outcome = run(app, &job, now, stop).await;
    settle(app, job, now, outcome).await?;
    Ok(true)
}

/// Recurring jobs that neither wait nor run are put into the queue: on the first start, and when somebody emptied the table.
async fn plan(app: &Arc<App>, now: Micros) -> Result<(), AppError> {
    let kinds = |conn: &mut Conn| Ok::<_, AppError>(store::jobs::kinds_unfinished(conn)?);
    let there = app.db.read(kinds).await?;
    let missing: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| kind.every(&app.config).is_some())
        .filter(|kind| !there.iter().any(|name| name == kind.as_str()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    app.db
        .write(move |conn| {
            for kind in &missing {
                ask(conn, *kind, "", now, now)?;
            }
            Ok(())
        })
        .await
}

/// Puts a job into the queue, unless one of the kind and key waits there already.
pub fn ask(
    conn: &mut Conn,
    kind: Kind,
    key: &str,
    run_at: Micros,
    now: Micros,
) -> Result<(), AppError> {
    let job = NewJob {
        id: Uuid::now_v7(),
        kind: kind.as_str().to_owned(),
        key: key.to_owned(),
        payload: String::new(),
        run_at,
        created_at: now,
    };
    store::jobs::enqueue(conn, &job)?;
    Ok(())
}

/// What a clock that was ahead has put off beyond what is ever put off comes at once, and leases that it granted are over.
pub fn bring_forward(conn: &mut Conn, config: &Config, now: Micros) -> Result<(), AppError> {
    for kind in Kind::ALL {
        let latest = now + kind.every(config).unwrap_or(LONGEST_WAIT) + TOLERANCE;
        store::jobs::bring_forward(conn, kind.as_str(), latest, now)?;
    }
    store::jobs::cut_leases(conn, now + LEASE + TOLERANCE, now)?;
    Ok(())
}

async fn run(app: &Arc<App>, job: &JobRow, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    if job.attempts > MOST_ATTEMPTS {
        let broken = anyhow::anyhow!(
            "every one of {MOST_ATTEMPTS} runs ended without a word; the last error: {}",
            job.last_error.as_deref().unwrap_or("none")
        );
        return Err(broken.into());
    }
    match Kind::named(&job.kind) {
        Some(Kind::Sweep) => sweep::sweep(app, now, stop).await,
        Some(Kind::OrphanPhotos) => orphan_photos::orphan_photos(app, now, stop).await,
        Some(Kind::RemovePhoto) => remove_photo::remove_photo(app, &job.key).await,
        Some(Kind::Tracks) => tracks::tracks(app, now, stop).await,
        Some(Kind::Notices) => notices::notices(app, now, stop).await,
        Some(Kind::Tidy) => tidy::tidy(app, now).await,
        None => Err(anyhow::anyhow!("no job is called {}", job.kind).into()),
    }
}

async fn settle(
    app: &Arc<App>,
    job: JobRow,
    now: Micros,
    outcome: Result<Done, AppError>,
) -> Result<(), AppError> {
    let ending = ending(&app.config, &job, now, outcome);
    metrics::ran(&job.kind, ending.word());
    let (kind, id) = (job.kind.clone(), job.id);
    let held = app
        .db
        .write(move |conn| write(conn, &job, now, &ending))
        .await?;
    if !held {
        tracing::warn!(%kind, %id, "a job took longer than its lease, and another runner has it");
    }
    Ok(())
}

/// What is written about a run, and when the job of the same name comes again.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    Finished {
        again_at: Option<Micros>,
    },
    Retry {
        at: Micros,
        error: String,
    },
    Dead {
        error: String,
        again_at: Option<Micros>,
    },
}

impl Ending {
    fn word(&self) -> &'static str {
        match self {
            Ending::Finished { .. } => "finished",
            Ending::Retry { .. } => "retried",
            Ending::Dead { .. } => "dead",
        }
    }
}

fn ending(config: &Config, job: &JobRow, now: Micros, outcome: Result<Done, AppError>) -> Ending {
    let every = Kind::named(&job.kind).and_then(|kind| kind.every(config));
    let again_at = every.map(|every| now + every);
    let error = match outcome {
        Ok(Done::Finished) => return Ending::Finished { again_at },
        Ok(Done::Interrupted) => {
            return Ending::Finished {
                again_at: Some(now),
            };
        }
        Err(error) => cause(&format!("{error:?}")),
    };
    let (kind, id, attempt) = (&job.kind, job.id, job.attempts);
    if job.attempts >= MOST_ATTEMPTS {
        tracing::error!(%kind, %id, attempt, %error, "a job was given up");
        return Ending::Dead { error, again_at };
    }
    tracing::warn!(%kind, %id, attempt, %error, "a job failed and is tried again");
    Ending::Retry {
        at: now + pause(job.attempts),
        error,
    }
}

/// After so many attempts.
fn pause(attempts: i64) -> Span {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    LONGEST_PAUSE.min(Span(FIRST_PAUSE.0 << doublings))
}

/// False when another runner has the job meanwhile.
fn write(conn: &mut Conn, job: &JobRow, now: Micros, ending: &Ending) -> Result<bool, AppError> {
    let (held, again_at) = match ending {
        Ending::Finished { again_at } => (store::jobs::finish(conn, job, now)?, *again_at),
        Ending::Retry { at, error } => {
            let held = store::jobs::retry_later(conn, job, now, *at, error)?;
            (held, None)
        }
        Ending::Dead { error, again_at } => (store::jobs::fail(conn, job, now, error)?, *again_at),
    };
    if let (true, Some(at), Some(kind)) = (held, again_at, Kind::named(&job.kind)) {
        ask(conn, kind, &job.key, at, now)?;
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(kind: Kind, attempts: i64) -> JobRow {
        JobRow {
            id: Uuid::from_u128(1),
            kind: kind.as_str().into(),
            key: String::new(),
            payload: String::new(),
            run_at: Micros(0),
            attempts,
            leased_until: Some(Micros(1)),
            last_error: None,
            created_at: Micros(0),
            finished_at: None,
            failed_at: None,
        }
    }

    fn failed() -> Result<Done, AppError> {
        Err(anyhow::anyhow!("no room").into())
    }

    #[test]
    fn a_recurring_job_comes_again_however_it_ended_and_another_only_when_it_failed() {
        let (config, now) = (Config::default(), Micros(100));
        let sweep = |attempts, outcome| ending(&config, &job(Kind::Sweep, attempts), now, outcome);
        let again_at = Some(now + seconds(10));
        assert_eq!(sweep(1, Ok(Done::Finished)), Ending::Finished { again_at });
        assert_eq!(
            sweep(1, Ok(Done::Interrupted)),
            Ending::Finished {
                again_at: Some(now)
            }
        );
        assert!(matches!(sweep(1, failed()), Ending::Retry { at, .. } if at == now + seconds(10)));
        assert!(
            matches!(sweep(MOST_ATTEMPTS, failed()), Ending::Dead { again_at: again, .. } if again == again_at)
        );
        let one = |outcome| ending(&config, &job(Kind::RemovePhoto, 1), now, outcome);
        assert_eq!(one(Ok(Done::Finished)), Ending::Finished { again_at: None });
        assert!(matches!(one(failed()), Ending::Retry { error, .. } if error.contains("no room")));
    }

    #[test]
    fn pauses_grow_up_to_ten_minutes() {
        assert_eq!(pause(1), seconds(10));
        assert_eq!(pause(2), seconds(20));
        assert_eq!(pause(6), seconds(320));
        assert_eq!(pause(40), minutes(10));
    }
}
