//! How much of the city's disk one person may fill, and whose photos wait when it is nearly full.

use crate::role::Role;
use crate::time::{Micros, Span, hours};

/// Any day's length at any time of it: who has sent his share at noon does not begin anew at midnight.
pub const WINDOW: Span = hours(24);

/// A photo that was kept, oldest first.
pub type Sent = (Micros, u64);

/// When `more` bytes will fit again beside what was sent within the window; None: they do now.
pub fn fits_at(sent: &[Sent], more: u64, limit: u64) -> Option<Micros> {
    let mut together: u64 = sent.iter().map(|(_, bytes)| bytes).sum::<u64>() + more;
    let mut at = None;
    for (when, bytes) in sent {
        if together <= limit {
            break;
        }
        together -= bytes;
        at = Some(*when + WINDOW);
    }
    at
}

/// Below the floor what proves a handling waits: it is safe in the phone, and the case with its photos is safe here. A report
/// that is not taken may be lost for ever, and so may be what else an inspector saw.
pub fn waits_for_space(role: Role, free_bytes: u64, floor_bytes: u64) -> bool {
    free_bytes < floor_bytes && role == Role::Handler
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_sent_enough_waits_until_the_oldest_is_a_day_old() {
        let sent = [(Micros(1), 400), (Micros(2), 300), (Micros(3), 200)];
        let day = |n| Some(Micros(n) + WINDOW);
        for (more, limit, expected) in [
            (100, 1000, None),
            (101, 1000, day(1)),
            (500, 1000, day(1)),
            (501, 1000, day(2)),
            (801, 1000, day(3)),
            // More than a day's share at once: never, which is told as late as can be.
            (1001, 1000, day(3)),
        ] {
            assert_eq!(fits_at(&sent, more, limit), expected, "{more}");
        }
        assert_eq!(fits_at(&[], 10, 1000), None);
    }

    #[test]
    fn only_handlers_wait_and_only_below_the_floor() {
        for role in Role::ALL {
            assert!(!waits_for_space(role, 100, 100), "{role:?}");
            assert_eq!(waits_for_space(role, 99, 100), role == Role::Handler);
        }
    }
}
