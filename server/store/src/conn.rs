//! The one connection type of the store: SQLite or PostgreSQL behind diesel's `MultiConnection`.
//! Everything that derive makes stays in here; the rest of the crate sees `Conn`, everybody else only passes it on.

use diesel::{PgConnection, SqliteConnection};

// The derive makes a type per name it finds; inside a module of its own nothing else collides with them.
#[allow(missing_debug_implementations)]
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

pub(crate) use self::MultiBackend as Backend;

/// One body for both engines, type-checked against each: for what `MultiConnection` itself cannot run
/// (`ON CONFLICT`).
macro_rules! on_db {
    ($conn:expr, $x:ident => $body:expr) => {
        match $conn {
            $crate::conn::Conn::Postgres($x) => $body,
            $crate::conn::Conn::Sqlite($x) => $body,
        }
    };
}

/// Many rows at once. PostgreSQL gets them in few statements; for SQLite, one prepared statement run for each row is as fast.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            $crate::conn::Conn::Postgres(conn) => $rows.chunks(500).try_for_each(|rows| {
                diesel::insert_into($table)
                    .values(rows.to_vec())
                    .execute(conn)
                    .map(|_| ())
            }),
            $crate::conn::Conn::Sqlite(conn) => $rows.iter().try_for_each(|row| {
                diesel::insert_into($table)
                    .values(row.clone())
                    .execute(conn)
                    .map(|_| ())
            }),
        }
    };
}

pub(crate) use {insert_all, on_db};
