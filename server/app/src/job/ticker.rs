//! The loop around the runner while a server runs: looks, sleeps, looks again, and ends when it is told to.
//! The only part of the jobs that waits for time to pass.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::stop::{Stopper, pair};
use super::{Kind, Stop, metrics, runner};
use crate::action::clock;
use crate::log::cause;
use crate::state::App;

pub struct Ticker {
    stopper: Stopper,
    task: JoinHandle<()>,
}

impl Ticker {
    pub fn start(app: Arc<App>) -> Ticker {
        let (stopper, stop) = pair();
        Ticker {
            stopper,
            task: tokio::spawn(tick(app, stop)),
        }
    }

    /// Returns when the job under way has come to a good end.
    pub async fn stop(self) {
        self.stopper.ask();
        if let Err(error) = self.task.await {
            tracing::error!(error = cause(&error), "the job runner ended badly");
        }
    }
}

async fn tick(app: Arc<App>, mut stop: Stop) {
    let pause = pause(&app);
    loop {
        let (shared, asked) = (Arc::clone(&app), stop.clone());
        // A task of its own: should a job panic, the next round still comes.
        let round = tokio::spawn(async move { look(&shared, &asked).await });
        if let Err(error) = round.await {
            tracing::error!(error = cause(&error), "a round of jobs broke off");
        }
        if stop.is_asked() {
            return;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "here the server waits for time to pass; a stop cuts it short"
        )]
        let slept = tokio::time::sleep(pause);
        tokio::select! {
            () = slept => {}
            () = stop.asked() => return,
        }
    }
}

async fn look(app: &Arc<App>, stop: &Stop) {
    let now = app.clock.now();
    if !app.config.jobs.enabled {
        // Others do the work; whether to believe the clock everybody finds out alone.
        if let Err(error) = clock::look(app).await {
            tracing::error!(error = cause(&error), "the clock could not be compared");
        }
        return;
    }
    if let Err(error) = runner::run_due_until(app, now, stop).await {
        tracing::error!(error = cause(&error), "jobs could not be run");
    }
    if let Err(error) = metrics::measure(app, now).await {
        tracing::error!(error = cause(&error), "jobs could not be counted");
    }
}

/// The sweep comes most often; looking more often than it would find nothing.
fn pause(app: &App) -> Duration {
    let every = Kind::Sweep.every(&app.config).map_or(1, |span| span.0);
    Duration::from_micros(u64::try_from(every).unwrap_or(1))
}
