//! SQLite databases as files, for backup and restore: copied while a server uses them, and looked into as they are,
//! without bringing them to this program's schema.

use std::collections::BTreeMap;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use domain::id::PhotoHash;

use crate::error::{Error, Result};
use crate::sqlite;

/// Writes a compact, consistent copy. The new file must not be there yet.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    exists(from)?;
    sqlite::copy(from, to)
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many rows each table has; those that keep book of migrations are left out.
pub fn rows(file: &Path) -> Result<BTreeMap<String, i64>> {
    let mut conn = open(file)?;
    let tables: Vec<Name> = diesel::sql_query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    )
    .load(&mut conn)?;
    let count = |table: Name| {
        // Names come from the database itself; quotes inside them are doubled all the same.
        let name = table.name.replace('"', "\"\"");
        let count: Count = diesel::sql_query(format!("SELECT count(*) AS count FROM \"{name}\""))
            .get_result(&mut conn)?;
        Ok((table.name, count.count))
    };
    tables.into_iter().map(count).collect()
}

/// The photos some case refers to: those that must not be missing.
pub fn used_photos(file: &Path) -> Result<Vec<PhotoHash>> {
    let mut conn = open(file)?;
    let hashes: Vec<Name> = diesel::sql_query(
        "SELECT sha256 AS name FROM photos WHERE used_at IS NOT NULL ORDER BY sha256",
    )
    .load(&mut conn)?;
    hashes
        .into_iter()
        .map(|hash| {
            let damaged = || Error::other(format!("{} is no photo's hash", hash.name));
            hash.name.parse().map_err(|_| damaged())
        })
        .collect()
}

fn open(file: &Path) -> Result<SqliteConnection> {
    exists(file)?;
    sqlite::connect(file)
}

/// Opening what is not there would make it.
fn exists(file: &Path) -> Result<()> {
    match file.is_file() {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}
