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

    /// Never the same instant twice in one process, so that "before" and "after" are always decided:
    /// a list built as of an instant is exactly what had happened by then.
    #[allow(clippy::disallowed_methods)] // here and nowhere else
    pub fn now(&self) -> Micros {
        match self {
            Clock::System => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                later_than_before(since.as_micros() as i64, &LATEST)
            }
            Clock::Settable(at) => Micros(at.fetch_add(1, Ordering::SeqCst)),
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

static LATEST: AtomicI64 = AtomicI64::new(i64::MIN);

fn later_than_before(micros: i64, latest_given: &AtomicI64) -> Micros {
    let step = |latest: i64| Some(micros.max(latest.saturating_add(1)));
    match latest_given.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step) {
        // A wall clock set back far (a restored machine, a test) is followed, not fought.
        Ok(latest) if latest > micros.saturating_add(SET_BACK) => {
            latest_given.store(micros, Ordering::SeqCst);
            Micros(micros)
        }
        Ok(latest) => Micros(micros.max(latest.saturating_add(1))),
        Err(_) => Micros(micros),
    }
}

/// One second.
const SET_BACK: i64 = domain::time::SECOND;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_instant_comes_twice() {
        for clock in [Clock::System, Clock::standing_at(Micros(7))] {
            let instants: Vec<_> = (0..1000).map(|_| clock.now()).collect();
            assert!(instants.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn a_wall_clock_set_back_is_followed() {
        let latest = AtomicI64::new(i64::MIN);
        let ahead = later_than_before(100 * SET_BACK, &latest);
        let back = later_than_before(90 * SET_BACK, &latest);
        assert!(back < ahead);
    }
}
