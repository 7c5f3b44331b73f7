//! The one door to the database: `read` and `write` take a closure and hand it a connection inside a transaction.
//! Which engine is behind it follows from the URL; nobody else needs to know.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use diesel::RunQueryDsl;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::meter::Meter;
use crate::postgres::{self, Postgres};
use crate::sqlite::{self, Sqlite};

#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    meter: Arc<Meter>,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Readers beside SQLite's one writer, or connections to PostgreSQL.
    pub connections: u32,
    /// How long a caller waits for a turn, and the database for one statement. Threads that may wait are spared the second.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            connections: 8,
            patience: Duration::from_secs(8),
        }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made when absent) or `postgres://…` and migrates it. Blocks; call it before serving.
    pub fn open(url: &str, options: Options) -> Result<Db> {
        let meter = Arc::new(Meter::default());
        let (connections, patience) = (options.connections.max(1), options.patience);
        let engine = match scheme(url)? {
            Scheme::Sqlite(path) => {
                Engine::Sqlite(Sqlite::open(&path, connections, patience, &meter)?)
            }
            Scheme::Postgres => {
                Engine::Postgres(Postgres::open(url, connections, patience, &meter)?)
            }
        };
        Ok(Db {
            engine: Arc::new(engine),
            meter,
        })
    }

    /// Runs the closure on one consistent view of the database; it cannot write. A copy of it runs once more, on another
    /// connection, when the first broke off.
    pub async fn read<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => {
                sqlite
                    .readers()
                    .spawn(move |session| session.read("BEGIN", work.clone()))
                    .await
            }
            Engine::Postgres(postgres) => {
                postgres
                    .pool()
                    .spawn(move |session| session.read(postgres::BEGIN_READ, work.clone()))
                    .await
            }
        }
    }

    /// Runs the closure in a transaction: `Ok` is durable when this returns, `Err` leaves nothing behind.
    /// The closure may run more than once (on PostgreSQL, after a conflict or on another connection), so it must change
    /// nothing but the database. `Error::Unsure` says that it may be durable all the same: then only somebody who asks in a
    /// way that does it once may ask again.
    /// It must hand on the error of a statement that failed: `Ok` after that is refused.
    pub async fn write<T, E, F>(&self, mut work: F) -> std::result::Result<T, E>
    where
        F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Postgres(postgres) => {
                postgres
                    .pool()
                    .spawn(move |session| {
                        postgres::write(session, postgres::BEGIN_WRITE, &mut work)
                    })
                    .await
            }
        }
    }

    /// `read` for threads that may wait: the command line, imports. Once begun it runs once.
    pub fn read_blocking<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E>,
        E: From<Error>,
    {
        let mut once = Some(work);
        let mut work = move |conn: &mut Conn| match once.take() {
            Some(work) => work(conn),
            // It had begun when the connection broke off.
            None => Err(Error::Away.into()),
        };
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite
                .readers()
                .run(|session| session.read("BEGIN", &mut work)),
            Engine::Postgres(postgres) => postgres
                .pool()
                .run(|session| session.read(postgres::BEGIN_LONG_READ, &mut work)),
        }
    }

    /// `write` for threads that may wait. Not from inside an async task.
    pub fn write_blocking<T, E, F>(&self, mut work: F) -> std::result::Result<T, E>
    where
        F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write_blocking(work),
            Engine::Postgres(postgres) => postgres
                .pool()
                .run(|session| postgres::write(session, postgres::BEGIN_LONG_WRITE, &mut work)),
        }
    }

    /// Answers when the database does.
    pub async fn ready(&self) -> Result<()> {
        self.read(|conn| {
            diesel::sql_query("SELECT 1").execute(conn)?;
            Ok(())
        })
        .await
    }

    /// Writes a consistent copy of a SQLite database to a new file while the server goes on.
    /// PostgreSQL brings its own tools for that.
    pub fn backup(&self, to: &Path) -> Result<()> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.backup(to),
            Engine::Postgres(_) => Err(Error::other(
                "a PostgreSQL database is backed up with pg_dump",
            )),
        }
    }

    /// Statements run so far over all connections, beginnings and ends of transactions left out.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    pub fn engine_name(&self) -> &'static str {
        match &*self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }
}

enum Scheme {
    Sqlite(PathBuf),
    Postgres,
}

fn scheme(url: &str) -> Result<Scheme> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path {
            "" => Err(Error::other("the database URL names no file: sqlite:PATH")),
            path => Ok(Scheme::Sqlite(PathBuf::from(path))),
        };
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Scheme::Postgres);
    }
    Err(Error::other(
        "the database URL must begin with sqlite: or postgres://",
    ))
}

/// What is wrong inside a SQLite file, by its own account and its foreign keys; empty when all is well.
/// Opens the file by itself and changes nothing: meant for a backup before it is restored.
pub fn integrity_faults(file: &Path) -> Result<Vec<String>> {
    sqlite::integrity_faults(file)
}
