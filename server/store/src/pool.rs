//! A bounded set of connections, each handed to one blocking thread at a time. Callers queue for one without holding a
//! thread, and for so long only. A connection that failed is thrown away with all that lie idle beside it; a server that
//! is away, or does not answer, costs those who ask a refusal and not their time: one of them at a time tries anew.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::call::{Call, Calls};
use crate::error::{Error, Result};
use crate::presence::Presence;
use crate::session::{Fate, Session};
use crate::waiting::block_on;

pub(crate) type Connect = Box<dyn Fn() -> Result<Session> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    connect: Connect,
    kept: Mutex<Kept>,
    /// As many as there may be connections: whoever holds one takes what lies idle, or opens another.
    gate: Arc<Semaphore>,
    calls: Calls,
    presence: Presence,
    /// How long a caller waits for a turn.
    patience: Duration,
    /// A statement that nobody has answered for so long never will be. None: the engine itself sees to that.
    silence: Option<Duration>,
}

struct Kept {
    idle: Vec<Session>,
    /// Moves on when a connection was found dead: none that was opened before is used again.
    generation: u64,
}

impl Pool {
    pub fn new(size: u32, patience: Duration, silence: Option<Duration>, connect: Connect) -> Pool {
        Pool(Arc::new(Inner {
            connect,
            kept: Mutex::new(Kept {
                idle: Vec::new(),
                generation: 0,
            }),
            gate: Arc::new(Semaphore::new(size as usize)),
            calls: Calls::new(size as usize),
            presence: Presence::default(),
            patience,
            silence,
        }))
    }

    /// For threads that may wait. Nobody watches over it: what it asks for may take long.
    pub fn run<T, E: From<Error>>(
        &self,
        work: impl FnMut(&mut Session) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.expect_an_answer()?;
        let turn = Arc::clone(&self.0.gate).acquire_owned();
        let Some(permit) = block_on(turn, self.0.patience) else {
            return Err(self.no_turn().into());
        };
        let permit = permit.map_err(Error::other)?;
        self.carry_out(&Call::unwatched(), permit, work)
    }

    pub async fn spawn<T, E>(
        &self,
        work: impl FnMut(&mut Session) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.expect_an_answer()?;
        let turn = Arc::clone(&self.0.gate).acquire_owned();
        let Ok(permit) = timeout(self.0.patience, turn).await else {
            return Err(self.no_turn().into());
        };
        let permit = permit.map_err(Error::other)?;
        let (pool, call) = (self.clone(), self.0.calls.begin());
        let own = Arc::clone(&call);
        let mut task = tokio::task::spawn_blocking(move || pool.carry_out(&own, permit, work));
        let Some(silence) = self.0.silence else {
            return task.await.map_err(Error::other)?;
        };
        loop {
            match timeout(silence / 8, &mut task).await {
                Ok(done) => return done.map_err(Error::other)?,
                Err(_) if call.is_silent(silence) => {
                    self.call_off_the_silent();
                    return Err(Error::Away.into());
                }
                Err(_) => {}
            }
        }
    }

    fn carry_out<T, E: From<Error>>(
        &self,
        call: &Call,
        permit: OwnedSemaphorePermit,
        mut work: impl FnMut(&mut Session) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        // Dropped in this order on every way out, a panic included.
        let _turn = call.holding(permit);
        let mut first = true;
        loop {
            let mut session = self.take(call)?;
            let answer = work(&mut session);
            let fate = session.fate();
            self.put_back(session, call);
            match fate {
                Fate::Sound | Fate::Broken => return answer,
                Fate::Unsure => return Err(Error::Unsure.into()),
                Fate::Lost if first && !call.is_off() => first = false,
                Fate::Lost => return Err(Error::Away.into()),
            }
        }
    }

    /// What lies idle and lives, or a new one.
    fn take(&self, call: &Call) -> Result<Session> {
        let idle = self.kept().idle.pop();
        if let Some(mut session) = idle {
            call.uses(&session.probe);
            if session.is_trusted() {
                return Ok(session);
            }
            self.0.presence.try_it(self.0.patience)?;
            if session.answers().is_ok() {
                self.0.presence.there();
                return Ok(session);
            }
            self.distrust();
        } else {
            self.0.presence.try_it(self.0.patience)?;
        }
        call.opens_a_connection();
        let generation = self.kept().generation;
        match (self.0.connect)() {
            Ok(mut session) => {
                self.0.presence.there();
                session.generation = generation;
                call.uses(&session.probe);
                Ok(session)
            }
            Err(error) => {
                self.0.presence.away(&error);
                Err(Error::Away)
            }
        }
    }

    fn put_back(&self, mut session: Session, call: &Call) {
        match session.fate() {
            Fate::Sound => {}
            Fate::Broken => return,
            Fate::Lost | Fate::Unsure => {
                tracing::warn!("a database connection was lost");
                return self.distrust();
            }
        }
        let mut kept = self.kept();
        if session.generation == kept.generation && !session.is_old() && !call.is_off() {
            session.used();
            kept.idle.push(session);
        }
    }

    /// One is dead: what killed it killed the others too, as a rule, and a new connection costs little.
    fn distrust(&self) {
        let mut kept = self.kept();
        kept.generation += 1;
        let dead = std::mem::take(&mut kept.idle);
        drop(kept);
        drop(dead);
    }

    /// Refuses at once while the server is away, unless it is time that somebody tries again.
    fn expect_an_answer(&self) -> Result<()> {
        match self.0.presence.is_worth_a_try() || !self.kept().idle.is_empty() {
            true => Ok(()),
            false => Err(Error::Away),
        }
    }

    /// Nobody gave a place back in time: too many are at work, or they hang.
    fn no_turn(&self) -> Error {
        match self.call_off_the_silent() {
            0 => Error::Busy,
            _ => Error::Away,
        }
    }

    /// Those who wait for a server that says nothing are told so; their threads end when their connections do. What such
    /// a thread has under way it takes back, should the server come to life again.
    fn call_off_the_silent(&self) -> usize {
        let Some(silence) = self.0.silence else {
            return 0;
        };
        let off = self.0.calls.call_off(silence, &self.0.gate);
        if off > 0 {
            self.distrust();
            self.0.presence.away(&Error::Away);
        }
        off
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
