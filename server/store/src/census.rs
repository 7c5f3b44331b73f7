//! How many rows every table has: what a refused request must not change, and what a restored city must have again.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use crate::conn::Conn;
use crate::dialect;
use crate::error::Result;

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

/// In the order of the tables' names; those that keep book of migrations are left out.
pub fn rows(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    let tables: Vec<Table> = sql_query(dialect::tables(conn)).load(conn)?;
    let count = |table: Table| {
        // Names come from the database itself, which we made.
        let query = format!("SELECT count(*) AS found FROM \"{}\"", table.name);
        let count: Count = sql_query(query).get_result(conn)?;
        Ok((table.name, count.found))
    };
    tables.into_iter().map(count).collect()
}
