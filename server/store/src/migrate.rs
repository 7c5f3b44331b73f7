//! Brings a database to this program's schema when it is opened, and refuses one that is already beyond it.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::{Pg, PgConnection};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::{Error, NewerDatabase, Result};
use crate::postgres::LOCK_TIMEOUT;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Any number, but the same in every process of ours: only one of them migrates at a time.
const LOCK: i64 = 0x7875_6e63_6865_6e67; // "xuncheng"

pub(crate) fn sqlite(conn: &mut SqliteConnection) -> Result<()> {
    // Several processes may start at once: the lock is taken before anybody looks.
    conn.immediate_transaction(|conn| {
        let known = versions(MigrationSource::<Sqlite>::migrations(&MIGRATIONS))?;
        let applied = conn.applied_migrations().map_err(Error::Other)?;
        refuse_newer(&known, applied.iter().map(ToString::to_string))?;
        conn.run_pending_migrations(MIGRATIONS)
            .map_err(Error::Other)?;
        Ok(())
    })
}

pub(crate) fn postgres(conn: &mut PgConnection) -> Result<()> {
    // Whoever is at it takes as long as it takes; for the tables themselves it is waited as usual.
    conn.batch_execute(&format!(
        "SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK}); SET lock_timeout = '{LOCK_TIMEOUT}'"
    ))?;
    let migrated = (|| {
        let known = versions(MigrationSource::<Pg>::migrations(&MIGRATIONS))?;
        let applied = conn.applied_migrations().map_err(Error::Other)?;
        refuse_newer(&known, applied.iter().map(ToString::to_string))?;
        conn.run_pending_migrations(MIGRATIONS)
            .map_err(Error::Other)?;
        Ok(())
    })();
    conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    migrated
}

type Migrations<DB> = diesel::migration::Result<Vec<Box<dyn diesel::migration::Migration<DB>>>>;

fn versions<DB: diesel::backend::Backend>(migrations: Migrations<DB>) -> Result<Vec<String>> {
    let migrations = migrations.map_err(Error::Other)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}

fn refuse_newer(known: &[String], applied: impl Iterator<Item = String>) -> Result<()> {
    let mut unknown: Vec<String> = applied.filter(|version| !known.contains(version)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    unknown.sort();
    Err(NewerDatabase { unknown }.into())
}
