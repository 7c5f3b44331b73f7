//! The database without the server: the bare SQL a board is measured against, and indexes set aside while a million
//! rows are filled in. The one place outside the store that speaks SQL, since it stands for what the database alone does.

use std::time::{Duration, Instant};

use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use domain::time::Micros;

pub enum Bare {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What the department board counts, summed by the database: the rows of the period over the index on their due time.
const BOARD: &str = "SELECT department_id AS name, COUNT(*) AS cases, SUM(CASE WHEN on_time THEN 1 ELSE 0 END) AS on_time, \
    SUM(CASE WHEN handled_at IS NOT NULL THEN 1 ELSE 0 END) AS handled, SUM(CASE WHEN reworks_in_dispatch > 0 THEN 1 ELSE 0 END) AS reworked, \
    CAST(SUM(speed_millionths) AS BIGINT) AS speed, CAST(SUM(letters + wrong_returns + falsified) AS BIGINT) AS deductions \
    FROM cases WHERE due_at >= $1 AND due_at < $2 GROUP BY department_id ORDER BY department_id";

#[derive(QueryableByName)]
struct BoardRow {
    #[diesel(sql_type = BigInt)]
    cases: i64,
}

#[derive(QueryableByName)]
struct Statement {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    statement: String,
}

/// An index that is not there for the moment, and the statement that makes it again.
pub struct SetAside(Vec<String>);

impl Bare {
    pub fn connect(url: &str) -> Result<Bare> {
        Ok(match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path)?;
                // As the server's readers have it.
                conn.batch_execute("PRAGMA busy_timeout = 60000; PRAGMA cache_size = -8192; PRAGMA mmap_size = 268435456")?;
                Bare::Sqlite(conn)
            }
            None => Bare::Postgres(PgConnection::establish(url)?),
        })
    }

    /// How long the sums of a period take, and how many cases they are of.
    pub fn board(&mut self, from: Micros, to: Micros) -> Result<(Duration, i64)> {
        let query = diesel::sql_query(BOARD)
            .bind::<BigInt, _>(from.0)
            .bind::<BigInt, _>(to.0);
        let started = Instant::now();
        let rows: Vec<BoardRow> = match self {
            Bare::Sqlite(conn) => query.load(conn)?,
            Bare::Postgres(conn) => query.load(conn)?,
        };
        Ok((started.elapsed(), rows.iter().map(|row| row.cases).sum()))
    }

    /// Drops every index of cases that no constraint needs: filling in order and sorting once afterwards is many times
    /// faster than keeping two dozen trees in order row by row.
    pub fn set_indexes_aside(&mut self) -> Result<SetAside> {
        let indexes = self.indexes()?;
        for index in &indexes {
            self.run(&format!("DROP INDEX {}", index.name))?;
        }
        Ok(SetAside(
            indexes.into_iter().map(|index| index.statement).collect(),
        ))
    }

    pub fn put_back(&mut self, indexes: SetAside) -> Result<()> {
        if let Bare::Sqlite(conn) = self {
            conn.batch_execute("PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY")?;
        }
        indexes
            .0
            .iter()
            .try_for_each(|statement| self.run(statement))
    }

    /// As a city's database is after its nightly upkeep: statistics fresh, the log folded back.
    pub fn settle(&mut self) -> Result<()> {
        match self {
            Bare::Sqlite(_) => self.run("PRAGMA wal_checkpoint(TRUNCATE)"),
            Bare::Postgres(_) => self.run("VACUUM ANALYZE"),
        }
    }

    fn indexes(&mut self) -> Result<Vec<Statement>> {
        Ok(match self {
            Bare::Sqlite(conn) => diesel::sql_query(
                "SELECT name, sql AS statement FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases' AND sql IS NOT NULL ORDER BY name",
            )
            .load(conn)?,
            Bare::Postgres(conn) => diesel::sql_query(
                "SELECT indexname::text AS name, indexdef AS statement FROM pg_indexes WHERE tablename = 'cases' AND schemaname = current_schema() \
                 AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname) ORDER BY indexname",
            )
            .load(conn)?,
        })
    }

    fn run(&mut self, statement: &str) -> Result<()> {
        match self {
            Bare::Sqlite(conn) => conn.batch_execute(statement)?,
            Bare::Postgres(conn) => conn.batch_execute(statement)?,
        }
        Ok(())
    }
}
