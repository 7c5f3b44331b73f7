//! Whether the database server is there, by the last word of whoever asked. While it is away only one at a time tries
//! again, and not more often than twice a second: a crowd at the door brings no server back.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::session::now;

const PAUSE: Duration = Duration::from_millis(500);

#[derive(Default)]
pub(crate) struct Presence(Mutex<Option<Away>>);

struct Away {
    since: Instant,
    tried_at: Instant,
    /// Somebody is at it.
    trying: bool,
}

impl Presence {
    pub fn is_worth_a_try(&self) -> bool {
        self.state()
            .as_ref()
            .is_none_or(|away| !away.trying && away.tried_at.elapsed() >= PAUSE)
    }

    /// Before a connection is opened, or one is asked whether it lives. `there` or `away` must follow.
    pub fn try_it(&self, patience: Duration) -> Result<()> {
        let mut state = self.state();
        let Some(away) = &mut *state else {
            return Ok(());
        };
        let tried = away.tried_at.elapsed();
        // Whoever tries and is never heard of again blocks nobody for ever.
        if tried < PAUSE || (away.trying && tried < 2 * patience) {
            return Err(Error::Away);
        }
        away.trying = true;
        away.tried_at = now();
        Ok(())
    }

    pub fn there(&self) {
        if let Some(away) = self.state().take() {
            let seconds = away.since.elapsed().as_secs();
            tracing::info!(seconds, "the database answers again");
        }
    }

    pub fn away(&self, why: &Error) {
        let mut state = self.state();
        if state.is_none() {
            tracing::error!(error = %why, "the database does not answer");
        }
        let since = state.as_ref().map_or_else(now, |away| away.since);
        *state = Some(Away {
            since,
            tried_at: now(),
            trying: false,
        });
    }

    fn state(&self) -> MutexGuard<'_, Option<Away>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn while_it_is_away_one_alone_may_try_and_success_lets_everybody_in() {
        let presence = Presence::default();
        assert!(presence.is_worth_a_try());
        presence.try_it(PATIENCE).unwrap();
        presence.try_it(PATIENCE).unwrap();
        presence.away(&Error::Away);
        assert!(!presence.is_worth_a_try());
        assert!(matches!(presence.try_it(PATIENCE), Err(Error::Away)));
        // As if the pause were over.
        if let Some(away) = &mut *presence.state() {
            away.tried_at -= PAUSE;
        }
        assert!(presence.is_worth_a_try());
        presence.try_it(PATIENCE).unwrap();
        if let Some(away) = &mut *presence.state() {
            away.tried_at -= PAUSE;
        }
        assert!(presence.try_it(PATIENCE).is_err(), "somebody is at it");
        presence.there();
        presence.try_it(PATIENCE).unwrap();
        presence.try_it(PATIENCE).unwrap();
    }

    #[test]
    fn whoever_tries_and_is_never_heard_of_again_blocks_nobody_for_ever() {
        let presence = Presence::default();
        presence.away(&Error::Away);
        if let Some(away) = &mut *presence.state() {
            away.trying = true;
            away.tried_at -= PAUSE;
        }
        assert!(presence.try_it(PATIENCE).is_err());
        assert!(presence.try_it(PAUSE / 4).is_ok());
    }
}
