//! Counts the statements a database runs, and remembers what failed inside the transaction at hand.
//! Costs a few atomic operations a statement; tests hold actions to a budget with it.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::result::Error as DieselError;

use crate::conn::Conn;
use crate::dialect;
use crate::session::now;

/// Shared by all connections of a database.
#[derive(Default)]
pub struct Meter {
    statements: AtomicU64,
    tracing: AtomicBool,
    traced: Mutex<Vec<String>>,
}

impl Meter {
    pub fn statements(&self) -> u64 {
        self.statements.load(Relaxed)
    }

    /// From now on every statement's text is kept, until `traced` takes them.
    pub fn trace(&self) {
        self.tracing.store(true, Relaxed);
    }

    pub fn traced(&self) -> Vec<String> {
        self.tracing.store(false, Relaxed);
        self.traced
            .lock()
            .map(|mut texts| std::mem::take(&mut *texts))
            .unwrap_or_default()
    }

    fn count(&self, query: &dyn std::fmt::Display) {
        self.statements.fetch_add(1, Relaxed);
        if self.tracing.load(Relaxed)
            && let Ok(mut texts) = self.traced.lock()
        {
            texts.push(query.to_string());
        }
    }
}

/// The worst that happened to a statement since the transaction began, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    None,
    /// A statement failed and would fail again.
    Failed,
    /// A unique key was taken: on PostgreSQL perhaps by a neighbour a moment ago, so another run may see its row.
    Unique,
    /// Neighbours were in the way; the same closure may pass when run again.
    Conflict,
    /// The disk is full.
    Full,
    /// Something was to be written where nothing can be.
    ReadOnly,
    /// The connection is no more.
    Lost,
}

/// One connection's part: beginning and ending transactions is not counted, since only the engine asks for it.
#[derive(Default)]
pub(crate) struct Probe {
    quiet: AtomicBool,
    trouble: AtomicU8,
    /// Since when a statement waits for its answer, in microseconds since `START`; 0: none does.
    asked_at: AtomicU64,
    off: AtomicBool,
}

static START: LazyLock<Instant> = LazyLock::new(now);

fn micros() -> u64 {
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX)
}

impl Probe {
    pub fn attach(conn: &mut Conn, meter: Arc<Meter>) -> Arc<Probe> {
        let probe = Arc::new(Probe::default());
        let seen = probe.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                seen.asked_at.store(micros().max(1), Relaxed);
                if !seen.quiet.load(Relaxed) {
                    meter.count(&query);
                }
            }
            InstrumentationEvent::FinishQuery { error, .. } => {
                seen.asked_at.store(0, Relaxed);
                if let Some(error) = error {
                    seen.note(error);
                }
            }
            _ => {}
        });
        probe
    }

    pub fn quietly<T>(&self, control: impl FnOnce() -> T) -> T {
        self.quiet.store(true, Relaxed);
        let answer = control();
        self.quiet.store(false, Relaxed);
        answer
    }

    pub fn reset(&self) {
        self.trouble.store(Trouble::None as u8, Relaxed);
    }

    pub fn trouble(&self) -> Trouble {
        match self.trouble.load(Relaxed) {
            0 => Trouble::None,
            1 => Trouble::Failed,
            2 => Trouble::Unique,
            3 => Trouble::Conflict,
            4 => Trouble::Full,
            5 => Trouble::ReadOnly,
            _ => Trouble::Lost,
        }
    }

    /// How long the statement under way has waited for its answer.
    pub fn silence(&self) -> Duration {
        match self.asked_at.load(Relaxed) {
            0 => Duration::ZERO,
            asked_at => Duration::from_micros(micros().saturating_sub(asked_at)),
        }
    }

    /// Nobody waits any more for what is under way here: it must not be committed.
    pub fn call_off(&self) {
        self.off.store(true, Relaxed);
    }

    pub fn is_off(&self) -> bool {
        self.off.load(Relaxed)
    }

    fn note(&self, error: &DieselError) {
        self.trouble
            .fetch_max(dialect::trouble_of(error) as u8, Relaxed);
    }
}
