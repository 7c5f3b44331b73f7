//! SQLite: one writer thread that commits whole groups of closures at once, and a few readers beside it.
//! Each closure runs in its own savepoint, so one that fails takes nothing of its neighbours with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use tokio::sync::{mpsc, oneshot};

use crate::conn::Conn;
use crate::dialect;
use crate::error::{Error, Result};
use crate::meter::{Meter, Trouble};
use crate::migrate;
use crate::pool::Pool;
use crate::session::Session;

/// So many closures share one commit at most, so that the first of them does not wait for ever.
const GROUP: usize = 128;
/// So many closures may wait for the writer; beyond that the callers themselves wait.
const QUEUE: usize = 1024;

/// How long a lock that somebody else has is waited for, at most.
const LOCKED: Duration = Duration::from_secs(5);

const FOR_ALL: &str =
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;";
// journal_mode is kept in the file. The WAL is folded back every 16 MiB (4096 pages of 4 KiB), not every 4: fewer waits on the disk.
const FOR_WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864;";
const FOR_READER: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -8192;";

pub(crate) struct Sqlite {
    readers: Pool,
    writer: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    path: PathBuf,
}

impl Sqlite {
    pub fn open(
        path: &Path,
        readers: u32,
        patience: Duration,
        meter: &Arc<Meter>,
    ) -> Result<Sqlite> {
        let mut conn = connect(path)?;
        conn.batch_execute(FOR_WRITER)?;
        migrate::sqlite(&mut conn)?;
        // Opening may wait as long as ever; whoever is served later must not.
        let locked = patience.min(LOCKED);
        wait_for_locks(&mut conn, locked)?;
        let session = Session::new(Conn::Sqlite(conn), meter.clone());

        let (writer, queue) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || serve(session, queue))
            .map_err(Error::other)?;

        let file = PathBuf::from(path);
        let meter = meter.clone();
        let fresh = move || {
            let mut conn = connect(&file)?;
            conn.batch_execute(FOR_READER)?;
            wait_for_locks(&mut conn, locked)?;
            Ok(Session::new(Conn::Sqlite(conn), meter.clone()))
        };
        let readers = Pool::new(readers, patience, None, Box::new(fresh));
        Ok(Sqlite {
            readers,
            writer: Some(writer),
            thread: Some(thread),
            path: path.to_owned(),
        })
    }

    pub fn readers(&self) -> &Pool {
        &self.readers
    }

    pub async fn write<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = job(work);
        self.queue()?.send(job).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub fn write_blocking<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = job(work);
        self.queue()?.blocking_send(job).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| gone())?
    }

    pub fn backup(&self, to: &Path) -> Result<()> {
        copy(&self.path, to)
    }
}

impl Drop for Sqlite {
    /// Lets the writer finish what it was handed, and close its file.
    fn drop(&mut self) {
        self.writer.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the database writer had stopped");
        }
    }
}

impl Sqlite {
    fn queue(&self) -> Result<&mpsc::Sender<Box<dyn Job>>> {
        self.writer.as_ref().ok_or_else(gone)
    }
}

/// Writes a compact, consistent copy while others read and write. The file must not be there yet.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let to = to
        .to_str()
        .ok_or_else(|| Error::other("the path of the backup is not UTF-8"))?
        .to_owned();
    // A connection of its own: for SQLite this counts as writing, which readers may not.
    let mut conn = connect(from)?;
    diesel::sql_query("VACUUM INTO $1")
        .bind::<diesel::sql_types::Text, _>(&to)
        .execute(&mut conn)?;
    std::fs::File::open(&to)
        .and_then(|file| file.sync_all())
        .map_err(Error::other)
}

fn gone() -> Error {
    Error::other("the database writer has stopped")
}

pub(crate) fn connect(path: &Path) -> Result<SqliteConnection> {
    let path = path
        .to_str()
        .ok_or_else(|| Error::other("the path of the database is not UTF-8"))?;
    let mut conn = SqliteConnection::establish(path).map_err(Error::other)?;
    wait_for_locks(&mut conn, LOCKED)?;
    conn.batch_execute(FOR_ALL)?;
    dialect::teach_letters(&mut conn)?;
    Ok(conn)
}

fn wait_for_locks(conn: &mut SqliteConnection, at_most: Duration) -> Result<()> {
    Ok(conn.batch_execute(&format!("PRAGMA busy_timeout = {}", at_most.as_millis()))?)
}

pub(crate) fn integrity_faults(file: &Path) -> Result<Vec<String>> {
    if !file.is_file() {
        return Err(Error::NotFound);
    }
    let mut conn = connect(file)?;
    conn.batch_execute(FOR_READER)?;
    let faults: Vec<Fault> = diesel::sql_query(
        "SELECT integrity_check AS fault FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    )
    .load(&mut conn)?;
    let dangling: Vec<Fault> = diesel::sql_query(
        "SELECT 'a row of ' || \"table\" || ' names a missing row of ' || parent AS fault FROM pragma_foreign_key_check LIMIT 100",
    )
    .load(&mut conn)?;
    Ok(faults
        .into_iter()
        .chain(dangling)
        .map(|fault| fault.fault)
        .collect())
}

#[derive(QueryableByName)]
struct Fault {
    #[diesel(sql_type = diesel::sql_types::Text)]
    fault: String,
}

/// A closure on its way through the writer, its types forgotten.
trait Job: Send {
    /// Runs it; true when what it wrote shall be kept.
    fn run(&mut self, session: &mut Session) -> bool;
    /// Tells the caller, once it is certain: `lost` when what it wrote could not be kept after all.
    fn answer(self: Box<Self>, lost: Option<Lost>);
}

/// Why a group could not be committed.
#[derive(Clone, Debug)]
enum Lost {
    Full,
    Busy,
    Other(String),
}

impl Lost {
    fn error(self) -> Error {
        match self {
            Lost::Full => Error::Full,
            Lost::Busy => Error::Busy,
            Lost::Other(text) => Error::other(text),
        }
    }

    fn because(error: Error) -> Lost {
        match error {
            Error::Full => Lost::Full,
            Error::Busy => Lost::Busy,
            other => Lost::Other(other.to_string()),
        }
    }
}

struct Write<F, T, E> {
    work: F,
    outcome: Option<std::result::Result<T, E>>,
    caller: oneshot::Sender<std::result::Result<T, E>>,
}

type Answer<T, E> = oneshot::Receiver<std::result::Result<T, E>>;

fn job<T, E, F>(work: F) -> (Box<dyn Job>, Answer<T, E>)
where
    F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    (
        Box::new(Write {
            work,
            outcome: None,
            caller,
        }),
        answer,
    )
}

impl<F, T, E> Job for Write<F, T, E>
where
    F: FnMut(&mut Conn) -> std::result::Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, session: &mut Session) -> bool {
        session.probe.reset();
        let ran = catch_unwind(AssertUnwindSafe(|| (self.work)(&mut session.conn)));
        let outcome = match ran {
            Ok(Ok(_)) if session.probe.trouble() != Trouble::None => Err(Error::went_on().into()),
            Ok(outcome) => outcome,
            Err(_) => Err(Error::other("a write panicked and was taken back").into()),
        };
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, lost: Option<Lost>) {
        let outcome = match (self.outcome, lost) {
            (Some(Err(refused)), _) => Err(refused),
            (_, Some(lost)) => Err(lost.error().into()),
            (Some(done), None) => done,
            (None, None) => Err(gone().into()),
        };
        // The caller may have stopped waiting; what was written stays written.
        let _ = self.caller.send(outcome);
    }
}

fn serve(mut session: Session, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = queue.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        let lost = commit(&mut session, &mut group).err().map(Lost::because);
        if let Some(lost) = &lost {
            tracing::error!(?lost, closures = group.len(), "a group of writes was lost");
        }
        // Somebody else has the file: who has queued meanwhile has waited long enough, and would only wait again.
        if matches!(lost, Some(Lost::Busy)) {
            while let Ok(waiting) = queue.try_recv() {
                group.push(waiting);
            }
        }
        for job in group {
            job.answer(lost.clone());
        }
    }
}

fn commit(session: &mut Session, group: &mut [Box<dyn Job>]) -> Result<()> {
    session.control("BEGIN IMMEDIATE")?;
    let done = run(session, group);
    match done {
        Ok(true) => session
            .control("COMMIT")
            .inspect_err(|_| session.rollback()),
        Ok(false) => session.control("ROLLBACK"),
        Err(error) => {
            session.rollback();
            Err(error)
        }
    }
}

/// True when there is anything to keep. SQLite may end the whole transaction by itself (a full disk, a failing one):
/// then the savepoint is gone, and so is what the neighbours wrote.
fn run(session: &mut Session, group: &mut [Box<dyn Job>]) -> Result<bool> {
    let mut any = false;
    for job in group {
        session.control("SAVEPOINT closure")?;
        let keep = job.run(session);
        let end = if keep {
            "RELEASE closure"
        } else {
            "ROLLBACK TO closure; RELEASE closure"
        };
        session
            .control(end)
            .map_err(|error| match session.probe.trouble() {
                Trouble::Full => Error::Full,
                _ => error,
            })?;
        any |= keep;
    }
    Ok(any)
}
