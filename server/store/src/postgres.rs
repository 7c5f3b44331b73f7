//! PostgreSQL: a pool of connections, one transaction per closure, run again when neighbours were in its way or its
//! connection broke off. A COMMIT is never sent twice for one closure: when its answer is lost, that is said.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::meter::{Meter, Trouble};
use crate::migrate;
use crate::pool::Pool;
use crate::session::{Fate, Session};

/// A closure that lost against neighbours runs again so many times.
const RUNS: u32 = 8;
/// A taken key is tried again twice: the neighbour that took it has committed by then, and the closure sees its row.
const RUNS_ON_TAKEN_KEY: u32 = 3;
/// For a row or a table that somebody else holds, while the schema is changed.
pub(crate) const LOCK_TIMEOUT: &str = "10s";

/// A read sees one moment, however many statements it takes.
pub(crate) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
pub(crate) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// For threads that wait as long as it takes.
pub(crate) const BEGIN_LONG_READ: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";
pub(crate) const BEGIN_LONG_WRITE: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0";

pub(crate) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub fn open(
        url: &str,
        connections: u32,
        patience: Duration,
        meter: &Arc<Meter>,
    ) -> Result<Postgres> {
        let url = with_bounds(url);
        migrate::postgres(&mut connect(&url)?)?;
        let meter = meter.clone();
        let fresh = move || {
            let mut conn = connect(&url)?;
            conn.batch_execute(&bounds(patience))?;
            Ok(Session::new(Conn::Postgres(conn), meter.clone()))
        };
        // The server itself breaks off what takes too long; from one that hangs nothing comes at all.
        let silence = patience + patience / 8;
        let pool = Pool::new(connections, patience, Some(silence), Box::new(fresh));
        Ok(Postgres { pool })
    }

    pub fn pool(&self) -> &Pool {
        &self.pool
    }
}

fn connect(url: &str) -> Result<PgConnection> {
    let mut conn = PgConnection::establish(url).map_err(Error::other)?;
    conn.batch_execute(&format!("SET application_name = 'xuncheng'; SET lock_timeout = '{LOCK_TIMEOUT}'; SET client_min_messages = 'warning'"))?;
    Ok(conn)
}

/// How long the server works on one statement, how much of that it waits for others; and when it notices that we are
/// gone, so that what we held is free again: after 10 + 3 × 5 seconds.
fn bounds(patience: Duration) -> String {
    let statement_ms = patience.as_millis().max(1);
    let lock_ms = (statement_ms * 3 / 4).max(1);
    format!(
        "SET statement_timeout = {statement_ms}; SET lock_timeout = {lock_ms}; \
         SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
    )
}

/// What the address does not say itself: when opening a connection is given up, and when one is taken to be dead from
/// whose other end nothing comes any more.
fn with_bounds(url: &str) -> String {
    const BOUNDS: [(&str, &str); 5] = [
        ("connect_timeout", "3"),
        ("keepalives_idle", "10"),
        ("keepalives_interval", "5"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "10000"),
    ];
    let said = url.split_once('?').map_or("", |(_, said)| said);
    let is_said = |key: &str| {
        said.split('&')
            .any(|one| one.split('=').next() == Some(key))
    };
    let mut bounded = url.to_owned();
    for (key, value) in BOUNDS.into_iter().filter(|(key, _)| !is_said(key)) {
        let joint = if bounded.contains('?') { '&' } else { '?' };
        bounded = format!("{bounded}{joint}{key}={value}");
    }
    bounded
}

pub(crate) fn write<T, E, F>(
    session: &mut Session,
    begin: &str,
    work: &mut F,
) -> std::result::Result<T, E>
where
    F: FnMut(&mut Conn) -> std::result::Result<T, E>,
    E: From<Error>,
{
    let mut run = 1;
    loop {
        session.begin(begin)?;
        let ran = catch_unwind(AssertUnwindSafe(|| work(&mut session.conn)));
        let trouble = session.probe.trouble();
        // A server that takes no writes has become a copy of another: the next connection may find that one.
        if matches!(trouble, Trouble::Lost | Trouble::ReadOnly) || session.probe.is_off() {
            session.lost();
            return Err(Error::Away.into());
        }
        let refused: E = match ran {
            Ok(Ok(done)) if trouble == Trouble::None => match session.commit() {
                Ok(()) => return Ok(done),
                Err(error) if session.fate() == Fate::Unsure => return Err(error.into()),
                Err(Error::Busy) if run < RUNS => {
                    session.rollback();
                    run = pause(run);
                    continue;
                }
                Err(error) => error.into(),
            },
            // PostgreSQL would turn the COMMIT into a ROLLBACK without a word.
            Ok(Ok(_)) => Error::went_on().into(),
            Ok(Err(refused)) => refused,
            Err(panic) => {
                session.rollback();
                resume_unwind(panic)
            }
        };
        session.rollback();
        match trouble {
            Trouble::Conflict if run < RUNS => run = pause(run),
            Trouble::Unique if run < RUNS_ON_TAKEN_KEY => run = pause(run),
            _ => return Err(refused),
        }
    }
}

/// A little longer each time.
#[expect(
    clippy::disallowed_methods,
    reason = "a blocking thread that lost against its neighbours lets them finish; no task waits on it"
)]
fn pause(run: u32) -> u32 {
    std::thread::sleep(Duration::from_millis(u64::from(run * run)));
    run + 1
}

#[cfg(test)]
mod tests {
    use super::with_bounds;

    #[test]
    fn an_address_gets_the_bounds_it_does_not_set_itself() {
        let bounded = with_bounds("postgres://u:p@h:5/x");
        assert!(
            bounded.starts_with("postgres://u:p@h:5/x?connect_timeout=3&keepalives_idle=10&"),
            "{bounded}"
        );
        let own = with_bounds("postgres://a,b/x?target_session_attrs=read-write&connect_timeout=9");
        assert!(own.starts_with(
            "postgres://a,b/x?target_session_attrs=read-write&connect_timeout=9&keepalives_idle=10&"
        ));
        assert_eq!(own.matches("connect_timeout").count(), 1);
    }
}
