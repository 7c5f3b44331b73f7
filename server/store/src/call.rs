//! Who is at work on a connection, and for how long the database has said nothing to them. A call that meets a dead
//! silence is called off: its place is given to somebody else, and the thread that hangs in it costs nobody a turn.

use std::sync::atomic::{AtomicUsize, Ordering::AcqRel, Ordering::Acquire};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::meter::Probe;
use crate::session::now;

/// Threads that may hang at once, for each connection there may be; beyond that no more places are given away.
const HANGING: usize = 4;

pub(crate) struct Calls {
    running: Mutex<Vec<Weak<Call>>>,
    /// How many more places may be given away.
    spare: Arc<AtomicUsize>,
}

pub(crate) struct Call {
    state: Mutex<State>,
    spare: Arc<AtomicUsize>,
}

struct State {
    at: At,
    off: bool,
    /// Its place was given to somebody else.
    replaced: bool,
}

enum At {
    /// Not begun.
    Nothing,
    /// A connection is being opened, since then.
    Opening(Instant),
    Using(Arc<Probe>),
    Over,
}

impl Calls {
    pub fn new(connections: usize) -> Calls {
        Calls {
            running: Mutex::default(),
            spare: Arc::new(AtomicUsize::new(connections * HANGING)),
        }
    }

    pub fn begin(&self) -> Arc<Call> {
        let call = Arc::new(Call::new(Arc::clone(&self.spare)));
        let mut running = lock(&self.running);
        running.retain(|call| call.strong_count() > 0);
        running.push(Arc::downgrade(&call));
        call
    }

    /// Everybody who has heard nothing for so long; returns how many that were not called off before.
    pub fn call_off(&self, silent: Duration, gate: &Semaphore) -> usize {
        let running: Vec<_> = lock(&self.running)
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        running
            .iter()
            .filter(|call| call.call_off(silent, gate))
            .count()
    }
}

impl Call {
    fn new(spare: Arc<AtomicUsize>) -> Call {
        Call {
            state: Mutex::new(State {
                at: At::Nothing,
                off: false,
                replaced: false,
            }),
            spare,
        }
    }

    /// For a thread that waits as long as it takes.
    pub fn unwatched() -> Call {
        Call::new(Arc::default())
    }

    pub fn opens_a_connection(&self) {
        lock(&self.state).at = At::Opening(now());
    }

    pub fn uses(&self, probe: &Arc<Probe>) {
        lock(&self.state).at = At::Using(Arc::clone(probe));
    }

    pub fn is_off(&self) -> bool {
        lock(&self.state).off
    }

    pub fn is_silent(&self, silent: Duration) -> bool {
        lock(&self.state).at.silence() >= silent
    }

    /// Over when what this returns is dropped: then the permit goes back, unless somebody else was given the place.
    pub fn holding(&self, permit: OwnedSemaphorePermit) -> impl Drop {
        Turn {
            call: self,
            permit: Some(permit),
        }
    }

    fn call_off(&self, silent: Duration, gate: &Semaphore) -> bool {
        let mut state = lock(&self.state);
        if state.off || state.at.silence() < silent {
            return false;
        }
        state.off = true;
        if let At::Using(probe) = &state.at {
            probe.call_off();
        }
        let spare = self
            .spare
            .fetch_update(AcqRel, Acquire, |spare| spare.checked_sub(1));
        if spare.is_ok() {
            state.replaced = true;
            gate.add_permits(1);
        }
        true
    }
}

impl At {
    fn silence(&self) -> Duration {
        match self {
            At::Nothing | At::Over => Duration::ZERO,
            At::Opening(since) => since.elapsed(),
            At::Using(probe) => probe.silence(),
        }
    }
}

struct Turn<'c> {
    call: &'c Call,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.call.state);
        state.at = At::Over;
        if state.replaced
            && let Some(permit) = self.permit.take()
        {
            permit.forget();
            self.call.spare.fetch_add(1, AcqRel);
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
