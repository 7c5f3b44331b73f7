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
/// (several rows in one insert, `ON CONFLICT`).
macro_rules! on_db {
    ($conn:expr, $x:ident => $body:expr) => {
        match $conn {
            $crate::conn::Conn::Postgres($x) => $body,
            $crate::conn::Conn::Sqlite($x) => $body,
        }
    };
}

pub(crate) use on_db;
