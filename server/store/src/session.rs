//! One connection while somebody has it: begins and ends its transactions, and knows afterwards what has become of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::meter::{Meter, Probe, Trouble};

/// A connection that sat idle for longer is asked whether it still lives before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(20);
/// Then a new one takes its place: what a server keeps for a connection only grows.
const USED_FOR: Duration = Duration::from_secs(30 * 60);

/// What has become of a connection, as far as the next transaction is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Sound,
    /// Left in the middle of something; it must not be used again.
    Broken,
    /// The connection failed before a COMMIT was sent: nothing is kept of the transaction.
    Lost,
    /// It failed while a COMMIT was under way: whether that was kept, nobody here can know.
    Unsure,
}

pub(crate) struct Session {
    pub conn: Conn,
    pub probe: Arc<Probe>,
    /// Of the pool when it was opened; see there.
    pub generation: u64,
    fate: Fate,
    opened_at: Instant,
    last_used: Instant,
}

impl Session {
    pub fn new(mut conn: Conn, meter: Arc<Meter>) -> Session {
        let probe = Probe::attach(&mut conn, meter);
        Session {
            conn,
            probe,
            generation: 0,
            fate: Fate::Sound,
            opened_at: now(),
            last_used: now(),
        }
    }

    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// Begins or ends a transaction: not counted, and a failure does not count as the closure's.
    pub fn control(&mut self, sql: &str) -> Result<()> {
        let Session { conn, probe, .. } = self;
        Ok(probe.quietly(|| conn.batch_execute(sql))?)
    }

    /// A connection on which not even this works is as good as lost, whatever is said of it.
    pub fn begin(&mut self, sql: &str) -> Result<()> {
        if let Err(error) = self.control(sql) {
            tracing::warn!(%error, "a transaction could not be begun");
            self.fate = Fate::Lost;
            return Err(Error::Away);
        }
        self.probe.reset();
        self.fate = Fate::Broken; // until the transaction has ended
        Ok(())
    }

    /// What was written is durable when this returns `Ok`.
    pub fn commit(&mut self) -> Result<()> {
        let done = self.control("COMMIT");
        self.fate = match &done {
            Ok(()) => Fate::Sound,
            Err(Error::Away) => Fate::Unsure,
            Err(_) => Fate::Broken,
        };
        done
    }

    /// Ends the transaction without a trace.
    pub fn rollback(&mut self) {
        self.fate = match self.control("ROLLBACK") {
            Ok(()) => Fate::Sound,
            Err(Error::Away) => Fate::Lost,
            Err(error) => {
                tracing::warn!(%error, "rolling back failed");
                Fate::Broken
            }
        };
    }

    pub fn read<T, E: From<Error>>(
        &mut self,
        begin: &str,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.begin(begin)?;
        let answer = work(&mut self.conn);
        match self.probe.trouble() {
            Trouble::Lost => {
                self.fate = Fate::Lost;
                Err(Error::Away.into())
            }
            _ => {
                self.rollback();
                answer
            }
        }
    }

    /// Used a moment ago: it is taken to live still.
    pub fn is_trusted(&self) -> bool {
        self.last_used.elapsed() <= TRUSTED_FOR
    }

    pub fn is_old(&self) -> bool {
        self.opened_at.elapsed() > USED_FOR
    }

    pub fn answers(&mut self) -> Result<()> {
        self.control("SELECT 1")
    }

    pub fn used(&mut self) {
        self.last_used = now();
    }

    /// Said by a transaction that found out by other means that it can go on with this connection no more.
    pub fn lost(&mut self) {
        self.fate = Fate::Lost;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a connection sat idle is no time of the city's; the tests do not depend on it"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
