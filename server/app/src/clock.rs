//! The only place that asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{Micros, Span};

/// The wall clock, or one that stands still until it is moved (tests, simulated history).
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    Settable(Arc<AtomicI64>),
}

impl Clock {
    pub fn standing_at(at: Micros) -> Clock {
        Clock::Settable(Arc::new(AtomicI64::new(at.0)))
    }

    #[allow(clippy::disallowed_methods)] // here and nowhere else
    pub fn now(&self) -> Micros {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Micros(since.as_micros() as i64)
            }
            Clock::Settable(at) => Micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a settable clock; the wall clock can't be moved.
    pub fn set(&self, at: Micros) {
        if let Clock::Settable(cell) = self {
            cell.store(at.0, Ordering::SeqCst);
        }
    }

    pub fn advance(&self, by: Span) {
        self.set(self.now() + by);
    }
}
