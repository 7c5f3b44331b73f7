//! Whole databases of a PostgreSQL server: made, copied from another, dropped. For tests, and for tools that need a
//! database of their own; the role in the address must be allowed to create databases.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use crate::error::{Error, Result};

/// A new database, a copy of `template` when one is named (nobody may be connected to that one).
pub fn create_database(admin_url: &str, name: &str, template: Option<&str>) -> Result<()> {
    let template = quoted(template.unwrap_or("template0"));
    run(
        admin_url,
        &format!("CREATE DATABASE {} TEMPLATE {template}", quoted(name)),
    )
}

/// From now on nobody can connect to it, and who is connected is sent away: a template has to be left alone, and a
/// connection that was let go may still be there for a moment.
pub fn seal_database(admin_url: &str, name: &str) -> Result<()> {
    run(
        admin_url,
        &format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", quoted(name)),
    )?;
    let mut admin = PgConnection::establish(admin_url).map_err(Error::other)?;
    sql_query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1")
        .bind::<Text, _>(name)
        .execute(&mut admin)?;
    Ok(())
}

/// Drops it though somebody may still be connected; one that is not there is no fault.
pub fn drop_database(admin_url: &str, name: &str) -> Result<()> {
    run(
        admin_url,
        &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name)),
    )
}

/// The names of all databases of the server.
pub fn databases(admin_url: &str) -> Result<Vec<String>> {
    let mut admin = PgConnection::establish(admin_url).map_err(Error::other)?;
    let rows: Vec<Named> =
        sql_query("SELECT datname::text AS name FROM pg_database ORDER BY datname")
            .load(&mut admin)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

fn run(admin_url: &str, statement: &str) -> Result<()> {
    let mut admin = PgConnection::establish(admin_url).map_err(Error::other)?;
    sql_query(statement).execute(&mut admin)?;
    Ok(())
}

/// As an SQL identifier, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(quoted("plain"), "\"plain\"");
        assert_eq!(quoted("a\" OWNER \"b"), "\"a\"\" OWNER \"\"b\"");
    }
}
