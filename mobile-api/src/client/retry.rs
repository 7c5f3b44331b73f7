//! Whether and when a call is made again.

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The first one included.
    pub attempts: u32,
    /// Before the second attempt; doubles with every further one.
    pub first_wait: Duration,
    /// No wait is longer. When the server asks for a longer one, its refusal is the answer.
    pub longest_wait: Duration,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry {
            attempts: 5,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl Retry {
    pub const NEVER: Retry = Retry {
        attempts: 1,
        first_wait: Duration::ZERO,
        longest_wait: Duration::ZERO,
    };

    /// Again, without any wait of our own: for tests.
    pub const fn at_once(attempts: u32) -> Retry {
        Retry {
            attempts,
            first_wait: Duration::ZERO,
            longest_wait: Duration::ZERO,
        }
    }

    /// Neither more often nor with longer waits than `limit`.
    pub(super) fn at_most(&self, limit: &Retry) -> Retry {
        Retry {
            attempts: self.attempts.min(limit.attempts),
            first_wait: self.first_wait.min(limit.first_wait),
            longest_wait: self.longest_wait.min(limit.longest_wait),
        }
    }

    /// How long to wait after `made` attempts; none: no more of them. `share` in 0..=1 is the jitter: a
    /// thousand phones that lost the same server must not come back in the same instant.
    pub(super) fn wait(&self, made: u32, asked: Option<Duration>, share: f64) -> Option<Duration> {
        if made >= self.attempts {
            return None;
        }
        let doubled = self
            .first_wait
            .saturating_mul(2_u32.saturating_pow(made.saturating_sub(1)));
        let own = doubled
            .min(self.longest_wait)
            .mul_f64(0.5 + share.clamp(0.0, 1.0) / 2.0);
        match asked {
            Some(asked) if asked > self.longest_wait => None,
            Some(asked) => Some(own.max(asked)),
            None => Some(own),
        }
    }
}

/// Is the call harmless when the server did it already and only its answer was lost?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Reads, and writes that carry their own id or key.
    Harmless,
    /// Again only when the server surely did nothing.
    OnlyIfUndone,
}

pub(super) fn after_failure(error: &reqwest::Error, repeat: Repeat) -> bool {
    error.is_connect()
        || (repeat == Repeat::Harmless && !error.is_builder() && !error.is_redirect())
}

/// 429 and 503 say that nothing was done; behind 502 and 504 something may have been.
pub(super) fn after_status(status: u16, repeat: Repeat) -> bool {
    matches!(status, 429 | 503) || (repeat == Repeat::Harmless && matches!(status, 502 | 504))
}

/// Retry-After in seconds; a date is not understood and our own wait is taken.
pub(super) fn asked(header: Option<&str>) -> Option<Duration> {
    header?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let retry = Retry {
            attempts: 5,
            first_wait: MS(200),
            longest_wait: MS(1_000),
        };
        let waits: Vec<_> = (1..=5).map(|made| retry.wait(made, None, 1.0)).collect();
        assert_eq!(
            waits,
            [
                Some(MS(200)),
                Some(MS(400)),
                Some(MS(800)),
                Some(MS(1_000)),
                None
            ]
        );
        assert_eq!(retry.wait(1, None, 0.0), Some(MS(100)));
        assert_eq!(Retry::NEVER.wait(1, None, 1.0), None);
        let patient = Retry {
            attempts: u32::MAX,
            ..retry
        };
        assert_eq!(patient.wait(4_000, None, 1.0), Some(MS(1_000)));
    }

    #[test]
    fn the_server_is_never_asked_earlier_than_it_wants() {
        let retry = Retry {
            attempts: 3,
            first_wait: MS(200),
            longest_wait: MS(5_000),
        };
        assert_eq!(retry.wait(1, Some(MS(3_000)), 1.0), Some(MS(3_000)));
        assert_eq!(retry.wait(1, Some(MS(0)), 1.0), Some(MS(200)));
        assert_eq!(retry.wait(1, Some(MS(5_001)), 1.0), None);
        assert_eq!(asked(Some(" 7 ")), Some(Duration::from_secs(7)));
        assert_eq!(asked(Some("Wed, 21 Oct 2026 07:28:00 GMT")), None);
        assert_eq!(asked(None), None);
    }

    #[test]
    fn only_a_harmless_call_is_repeated_after_doubt() {
        for (status, harmless, undone) in [
            (429, true, true),
            (503, true, true),
            (502, true, false),
            (504, true, false),
            (500, false, false),
            (507, false, false),
            (409, false, false),
            (200, false, false),
        ] {
            assert_eq!(after_status(status, Repeat::Harmless), harmless, "{status}");
            assert_eq!(
                after_status(status, Repeat::OnlyIfUndone),
                undone,
                "{status}"
            );
        }
    }
}
