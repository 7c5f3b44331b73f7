//! PostgreSQL: a pool of connections, one transaction per closure, run again when neighbours were in its way.

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
use crate::pool::{Pool, Session};

/// A closure that lost against neighbours runs again so many times.
const RUNS: u32 = 8;
/// A taken key is tried again twice: the neighbour that took it has committed by then, and the closure sees its row.
const RUNS_ON_TAKEN_KEY: u32 = 3;
/// For a row or a table that somebody else holds.
pub(crate) const LOCK_TIMEOUT: &str = "10s";

/// A read sees one moment, however many statements it takes.
pub(crate) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

pub(crate) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub fn open(url: &str, connections: u32, meter: &Arc<Meter>) -> Result<Postgres> {
        migrate::postgres(&mut connect(url)?)?;
        let (url, meter) = (url.to_owned(), meter.clone());
        let pool = Pool::new(
            connections,
            Box::new(move || Ok(Session::new(Conn::Postgres(connect(&url)?), meter.clone()))),
        )?;
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

pub(crate) fn write<T, E, F>(session: &mut Session, work: &mut F) -> std::result::Result<T, E>
where
    F: FnMut(&mut Conn) -> std::result::Result<T, E>,
    E: From<Error>,
{
    let mut run = 1;
    loop {
        session.control(BEGIN_WRITE)?;
        session.probe.reset();
        session.at_risk();
        let ran = catch_unwind(AssertUnwindSafe(|| work(&mut session.conn)));
        session.mended();
        let trouble = session.probe.trouble();
        let refused: E = match ran {
            Ok(Ok(done)) if trouble == Trouble::None => match session.control("COMMIT") {
                Ok(()) => return Ok(done),
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
