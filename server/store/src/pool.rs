//! A bounded set of connections, each handed to one blocking thread at a time. Callers queue for one without holding a thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use tokio::sync::Semaphore;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::meter::{Meter, Probe};

/// A connection that sat idle for longer is asked whether it still lives before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(20);
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(10);

pub(crate) struct Session {
    pub conn: Conn,
    pub probe: Arc<Probe>,
    broken: bool,
    last_used: Instant,
}

impl Session {
    pub fn new(mut conn: Conn, meter: Arc<Meter>) -> Session {
        let probe = Probe::attach(&mut conn, meter);
        Session {
            conn,
            probe,
            broken: false,
            last_used: now(),
        }
    }

    /// Begins or ends a transaction: not counted, and a failure does not count as the closure's.
    pub fn control(&mut self, sql: &str) -> Result<()> {
        let Session { conn, probe, .. } = self;
        Ok(probe.quietly(|| conn.batch_execute(sql))?)
    }

    /// Ends the transaction without a trace; a connection on which not even that works is thrown away.
    pub fn rollback(&mut self) {
        if let Err(error) = self.control("ROLLBACK") {
            tracing::warn!(%error, "rolling back failed");
            self.broken = true;
        }
    }

    pub fn read<T, E: From<Error>>(
        &mut self,
        begin: &str,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.control(begin)?;
        self.broken = true; // until the transaction has ended, also when the closure panics
        let answer = work(&mut self.conn);
        self.broken = false;
        self.rollback();
        answer
    }

    /// Says that the connection must not be used again unless `mended` is called.
    pub fn at_risk(&mut self) {
        self.broken = true;
    }

    pub fn mended(&mut self) {
        self.broken = false;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a connection sat idle is no time of the city's; the tests do not depend on it"
)]
fn now() -> Instant {
    Instant::now()
}

pub(crate) type Connect = Box<dyn Fn() -> Result<Session> + Send + Sync>;

pub(crate) struct Manager(Connect);

impl diesel::r2d2::ManageConnection for Manager {
    type Connection = Session;
    type Error = Error;

    fn connect(&self) -> Result<Session> {
        (self.0)()
    }

    fn is_valid(&self, session: &mut Session) -> Result<()> {
        let idle = session.last_used.elapsed();
        session.last_used = now();
        match idle > TRUSTED_FOR {
            true => {
                let Session { conn, probe, .. } = session;
                Ok(probe.quietly(|| conn.ping())?)
            }
            false => Ok(()),
        }
    }

    fn has_broken(&self, session: &mut Session) -> bool {
        session.broken
    }
}

#[derive(Clone)]
pub(crate) struct Pool {
    sessions: diesel::r2d2::Pool<Manager>,
    gate: Arc<Semaphore>,
}

impl Pool {
    pub fn new(size: u32, connect: Connect) -> Result<Pool> {
        let sessions = diesel::r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(WAIT_FOR_CONNECTION)
            .build(Manager(connect))
            .map_err(Error::other)?;
        Ok(Pool {
            sessions,
            gate: Arc::new(Semaphore::new(size as usize)),
        })
    }

    pub fn run<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Session) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut session = self.sessions.get().map_err(|error| {
            tracing::warn!(%error, "no database connection");
            Error::Busy
        })?;
        work(&mut session)
    }

    pub async fn spawn<T, E>(
        &self,
        work: impl FnOnce(&mut Session) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let permit = self
            .gate
            .clone()
            .acquire_owned()
            .await
            .map_err(Error::other)?;
        let pool = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            pool.run(work)
        });
        task.await.map_err(Error::other)?
    }
}
