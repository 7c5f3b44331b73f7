//! How many lines people who are not signed in may have in the log: a stranger can ask as often as the network lets him,
//! and shall neither fill the disk nor hide others' lines. What is left out is counted and said once a minute.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// All the phones of a shift opening the app, several times over; some 3 KB a second at most.
const LINES_A_MINUTE: u32 = 600;
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Strangers(Mutex<Option<Window>>);

struct Window {
    until: Instant,
    lines: u32,
    left_out: LeftOut,
}

/// Requests without a line, by the status of their answers.
pub type LeftOut = BTreeMap<u16, u64>;

#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub has_line: bool,
    /// The first of a minute without a line: when to `close` it.
    pub first_left_out: Option<Instant>,
    /// Of a minute that nobody closed.
    pub before: LeftOut,
}

impl Strangers {
    pub fn ask(&self, status: u16, now: Instant) -> Verdict {
        let mut slot = self.lock();
        let mut before = LeftOut::new();
        if let Some(over) = slot.take_if(|window| window.until <= now) {
            before = over.left_out;
        }
        let window = slot.get_or_insert_with(|| Window {
            until: now + MINUTE,
            lines: 0,
            left_out: LeftOut::new(),
        });
        let has_line = window.lines < LINES_A_MINUTE;
        let first_left_out = (!has_line && window.left_out.is_empty()).then_some(window.until);
        match has_line {
            true => window.lines += 1,
            false => *window.left_out.entry(status).or_default() += 1,
        }
        Verdict {
            has_line,
            first_left_out,
            before,
        }
    }

    /// What was left out in a minute that is over by then.
    pub fn close(&self, now: Instant) -> LeftOut {
        let over = self.lock().take_if(|window| window.until <= now);
        over.map(|window| window.left_out).unwrap_or_default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Window>> {
        // A count of lines is no less true for a thread that panicked.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

pub fn say(left_out: &LeftOut) {
    let requests: u64 = left_out.values().sum();
    if requests > 0 {
        tracing::warn!(
            requests,
            by_status = ?left_out,
            "further requests of strangers were not logged one by one"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "any instant does to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_flood_has_a_bounded_number_of_lines_and_is_counted() {
        let (strangers, start) = (Strangers::default(), start());
        let lines = (0..50_000)
            .filter(|n| strangers.ask(401 + (n % 2), start).has_line)
            .count();
        assert_eq!(lines, LINES_A_MINUTE as usize);
        let early = strangers.close(start + MINUTE / 2);
        assert_eq!(early, LeftOut::new(), "the minute is not over");
        let left_out = strangers.close(start + MINUTE);
        assert_eq!(left_out, LeftOut::from([(401, 24_700), (402, 24_700)]));
        assert!(strangers.ask(401, start + MINUTE).has_line, "a new minute");
    }

    #[test]
    fn only_the_first_one_left_out_asks_for_the_end_of_the_minute() {
        let (strangers, start) = (Strangers::default(), start());
        for _ in 0..LINES_A_MINUTE {
            assert_eq!(strangers.ask(200, start).first_left_out, None);
        }
        assert_eq!(
            strangers.ask(404, start).first_left_out,
            Some(start + MINUTE)
        );
        assert_eq!(strangers.ask(404, start).first_left_out, None);
        let later = strangers.ask(404, start + 2 * MINUTE);
        assert_eq!(later.before, LeftOut::from([(404, 2)]), "not lost either");
    }
}
