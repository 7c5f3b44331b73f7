//! The only place that asks what time it is, and whether the wall clock that says so can be believed
//! (`domain::trust`): every look compares it with the time since the machine started.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{Micros, Span};
use domain::trust::{Doubted, Hands, Start, Watch};

/// The machine's clocks, or ones that stand still until they are moved (tests, simulated history).
#[derive(Clone, Debug, Default)]
pub struct Clock {
    source: Source,
    watch: Arc<Mutex<Watch>>,
}

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    Settable(Arc<Settable>),
}

#[derive(Debug)]
struct Settable {
    wall: AtomicI64,
    /// How far the wall clock has been moved without time having passed.
    jumped: AtomicI64,
    /// How far a database's clock is ahead of the true time, when there is to be one.
    database: Mutex<Option<Span>>,
}

impl Clock {
    pub fn system() -> Clock {
        Clock::default()
    }

    pub fn standing_at(at: Micros) -> Clock {
        Clock {
            source: Source::Settable(Arc::new(Settable {
                wall: AtomicI64::new(at.0),
                jumped: AtomicI64::new(0),
                database: Mutex::default(),
            })),
            watch: Arc::default(),
        }
    }

    /// The time to go by. Never the same instant twice in one process, so that "before" and "after" are always decided:
    /// a list built as of an instant is exactly what had happened by then. While the wall clock is in doubt it is the
    /// time that goes on from when it was not.
    pub fn now(&self) -> Micros {
        let hands = self.hands();
        let mut watch = self.watch();
        watch.look(hands, None);
        let told = watch.tells(hands);
        match self.source {
            Source::System => later_than_before(told.0, &LATEST),
            Source::Settable(_) => told,
        }
    }

    /// Compares with a database's clock too, where there is one.
    pub fn compare(&self, database: Option<Micros>) -> Option<Doubted> {
        let hands = self.hands();
        let mut watch = self.watch();
        watch.look(hands, database);
        watch.doubted()
    }

    pub fn begin(&self, start: Start) {
        let hands = self.hands();
        *self.watch() = Watch::begin(hands, start);
    }

    /// Somebody answers for what the wall clock shows.
    pub fn confirm(&self) {
        let hands = self.hands();
        self.watch().confirm(hands);
    }

    pub fn doubted(&self) -> Option<Doubted> {
        self.watch().doubted()
    }

    pub fn is_suspect(&self) -> bool {
        self.doubted().is_some()
    }

    /// Where the process stood when the wall clock was last believed.
    pub fn anchor(&self) -> Option<Hands> {
        self.watch().anchor()
    }

    /// What the wall clock shows, believed or not.
    pub fn wall(&self) -> Micros {
        self.hands().wall
    }

    /// Which machine this is, since it was last started: while it is the same, the steady clock goes on.
    pub fn boot(&self) -> String {
        match &self.source {
            Source::Settable(_) => "settable".to_owned(),
            Source::System => std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
                .map(|id| id.trim().to_owned())
                .unwrap_or_default(),
        }
    }

    #[allow(clippy::disallowed_methods)] // here and nowhere else
    fn hands(&self) -> Hands {
        match &self.source {
            Source::System => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                Hands {
                    wall: Micros(since.as_micros() as i64),
                    steady: since_start(),
                }
            }
            Source::Settable(settable) => {
                let wall = settable.wall.fetch_add(1, Ordering::SeqCst);
                let jumped = settable.jumped.load(Ordering::SeqCst);
                Hands {
                    wall: Micros(wall),
                    steady: Span(wall - jumped),
                }
            }
        }
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_settable(&self) -> bool {
        matches!(self.source, Source::Settable(_))
    }

    /// What a settable clock shows, without moving it as a look would.
    pub fn shows(&self) -> Option<Micros> {
        match &self.source {
            Source::Settable(settable) => Some(Micros(settable.wall.load(Ordering::SeqCst))),
            Source::System => None,
        }
    }

    /// Moves a settable clock, the time since the start with it; the wall clock can't be moved.
    pub fn set(&self, at: Micros) {
        if let Source::Settable(settable) = &self.source {
            settable.wall.store(at.0, Ordering::SeqCst);
        }
    }

    pub fn advance(&self, by: Span) {
        if let Source::Settable(settable) = &self.source {
            settable.wall.fetch_add(by.0, Ordering::SeqCst);
        }
    }

    /// The wall clock alone is moved: no time has passed.
    pub fn wall_jumps(&self, by: Span) {
        if let Source::Settable(settable) = &self.source {
            settable.wall.fetch_add(by.0, Ordering::SeqCst);
            settable.jumped.fetch_add(by.0, Ordering::SeqCst);
        }
    }

    /// A database with a clock of its own, so far ahead of the true time.
    pub fn database_shows(&self, ahead: Span) {
        if let Source::Settable(settable) = &self.source {
            *settable
                .database
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
    }

    /// What the database's clock shows, as it was `asked`; clocks that stand still have a database of their own.
    pub fn of_database(&self, asked: Option<Micros>) -> Option<Micros> {
        let Source::Settable(settable) = &self.source else {
            return asked;
        };
        let ahead = *settable
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let truth = Micros(0) + self.hands().steady;
        ahead.map(|ahead| truth + ahead)
    }

    /// The same clocks as a process sees them that knows nothing of what this one saw.
    pub fn restarted(&self) -> Clock {
        Clock {
            source: self.source.clone(),
            watch: Arc::default(),
        }
    }
}

/// Sleep counts: a laptop that was closed over night has not jumped. Asked of the kernel directly, so that a tool that
/// fakes the wall clock for a whole process leaves it alone.
fn since_start() -> Span {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    let since = rustix::time::clock_gettime(clock);
    Span(since.tv_sec * domain::time::SECOND + since.tv_nsec / 1_000)
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
    use domain::time::hours;

    use super::*;

    #[test]
    fn no_instant_comes_twice() {
        for clock in [Clock::system(), Clock::standing_at(Micros(7))] {
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

    #[test]
    fn time_goes_on_when_the_wall_clock_jumps() {
        let clock = Clock::standing_at(Micros(0));
        let before = clock.now();
        clock.wall_jumps(hours(100));
        assert!(clock.now() - before < hours(1) && clock.is_suspect());
        clock.advance(hours(2));
        assert!(clock.now() - before < hours(3));
        clock.confirm();
        assert!(clock.now() - before > hours(101) && !clock.is_suspect());
    }

    #[test]
    fn the_machines_own_clocks_go_together() {
        let clock = Clock::system();
        clock.now();
        assert!(!clock.is_suspect() && !clock.boot().is_empty());
    }
}
