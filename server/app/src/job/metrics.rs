//! What the jobs show at /metrics. One set per process, whatever servers it runs.

use std::sync::{Arc, LazyLock};

use domain::time::Micros;
use prometheus::{IntCounter, IntCounterVec, IntGauge, Opts, Registry};

use crate::error::AppError;
use crate::state::App;

struct Set {
    runs: IntCounterVec,
    rungs: IntCounter,
    stuck: IntCounter,
    due: IntGauge,
    dead: IntGauge,
    clock_suspect: IntGauge,
}

static SET: LazyLock<Option<Set>> = LazyLock::new(|| set().ok());

fn set() -> prometheus::Result<Set> {
    let runs = Opts::new(
        "xuncheng_job_runs_total",
        "Jobs run by this process, by kind and outcome (finished, retried, dead)",
    );
    Ok(Set {
        runs: IntCounterVec::new(runs, &["kind", "outcome"])?,
        rungs: IntCounter::new(
            "xuncheng_escalation_rungs_total",
            "Escalation rungs recorded by the sweep of this process",
        )?,
        stuck: IntCounter::new(
            "xuncheng_escalation_failures_total",
            "Cases the sweep of this process could not record a due rung of, each counted at every try",
        )?,
        due: IntGauge::new(
            "xuncheng_jobs_due",
            "Jobs whose time has come and that are not done, in the whole city",
        )?,
        dead: IntGauge::new(
            "xuncheng_jobs_dead",
            "Jobs given up after several attempts, in the whole city",
        )?,
        clock_suspect: IntGauge::new(
            "xuncheng_clock_suspect",
            "1 while this process doubts its clock and nothing acts by it",
        )?,
    })
}

pub fn register(registry: &Registry) -> prometheus::Result<()> {
    let Some(set) = &*SET else { return Ok(()) };
    registry.register(Box::new(set.runs.clone()))?;
    registry.register(Box::new(set.rungs.clone()))?;
    registry.register(Box::new(set.stuck.clone()))?;
    registry.register(Box::new(set.due.clone()))?;
    registry.register(Box::new(set.dead.clone()))?;
    registry.register(Box::new(set.clock_suspect.clone()))
}

pub fn clock(suspect: bool) {
    if let Some(set) = &*SET {
        set.clock_suspect.set(i64::from(suspect));
    }
}

pub fn ran(kind: &str, outcome: &str) {
    if let Some(set) = &*SET {
        set.runs.with_label_values(&[kind, outcome]).inc();
    }
}

pub fn climbed(rungs: usize) {
    if let Some(set) = &*SET {
        set.rungs.inc_by(rungs as u64);
    }
}

pub fn stuck(cases: usize) {
    if let Some(set) = &*SET {
        set.stuck.inc_by(cases as u64);
    }
}

pub async fn measure(app: &Arc<App>, now: Micros) -> Result<(), AppError> {
    let stats = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::jobs::stats(conn, now)?))
        .await?;
    if let Some(set) = &*SET {
        set.due.set(stats.due);
        set.dead.set(stats.failed);
    }
    Ok(())
}
