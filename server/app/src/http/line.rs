//! One connection as all workers see it: what it is waiting for, until when, and whether it has to go.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::task::AtomicWaker;
use tokio::time::Instant;

use super::intake::Intake;

/// Who a connection is counted for: an IPv4 address, or the /64 that one IPv6 customer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour(IpAddr);

impl Neighbour {
    pub fn of(address: IpAddr) -> Neighbour {
        const HOST_BITS: u128 = (1 << 64) - 1;
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & !HOST_BITS;
                Neighbour(IpAddr::V6(network.into()))
            }
            address => Neighbour(address),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Between requests.
    Idle,
    /// A head or a body that is not all there.
    Unfinished,
    /// A request is worked on or answered.
    Working,
}

pub struct Line {
    pub number: u64,
    state: Mutex<State>,
    gone: AtomicBool,
    pub task: AtomicWaker,
}

#[derive(Clone, Copy)]
pub struct State {
    /// None: nobody in particular (a proxy's, before the request says whose).
    pub neighbour: Option<Neighbour>,
    pub phase: Phase,
    /// The reader does not take what was sent.
    pub stalled: bool,
    pub since: Instant,
    /// When what it waits for must have come.
    pub due: Option<Instant>,
    pub intake: Intake,
}

impl State {
    /// In this order connections are given up when there is no room; None: it stays.
    pub fn dispensable(&self) -> Option<u8> {
        match (self.phase, self.stalled) {
            (Phase::Idle, false) => Some(0),
            (Phase::Unfinished, false) => Some(1),
            (_, true) => Some(2),
            (Phase::Working, false) => None,
        }
    }

    /// Whether anything that is sent now is read now.
    pub fn may_read(&self) -> bool {
        let is_idle = self.phase == Phase::Idle;
        let is_wanted = match self.intake {
            Intake::Head => is_idle || self.phase == Phase::Unfinished,
            Intake::Whole => false,
            Intake::Body(0) => is_idle,
            Intake::Body(_) => true,
            // What nobody read of it goes by when the answer is over.
            Intake::Pieces { asked } => asked || is_idle,
        };
        is_wanted && !self.stalled
    }
}

impl Line {
    pub fn new(number: u64, neighbour: Option<Neighbour>, now: Instant, due: Instant) -> Line {
        let state = State {
            neighbour,
            phase: Phase::Unfinished,
            stalled: false,
            since: now,
            due: Some(due),
            intake: Intake::Head,
        };
        Line {
            number,
            state: Mutex::new(state),
            gone: AtomicBool::new(false),
            task: AtomicWaker::new(),
        }
    }

    pub fn state(&self) -> State {
        *self.lock()
    }

    pub fn enter(&self, phase: Phase, now: Instant, due: Option<Instant>) {
        let mut state = self.lock();
        (state.phase, state.since, state.due) = (phase, now, due);
    }

    /// The first bytes of a next request.
    pub fn hear(&self, now: Instant, due: Instant) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            (state.phase, state.since, state.due) = (Phase::Unfinished, now, Some(due));
        }
    }

    pub fn take_in(&self, intake: Intake) {
        self.lock().intake = intake;
    }

    pub fn stall(&self, stalled: bool) {
        self.lock().stalled = stalled;
    }

    pub fn belongs_to(&self, neighbour: Neighbour) {
        self.lock().neighbour = Some(neighbour);
    }

    /// Its task finds out at once.
    pub fn give_up(&self) {
        self.gone.store(true, Ordering::Release);
        self.task.wake();
    }

    pub fn is_given_up(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_addresses_or_a_64() {
        let of = |text: &str| Neighbour::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
