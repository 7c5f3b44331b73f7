//! Sequences and change counters, by name. A counter's row is locked from its rise to the end of the transaction.

use diesel::prelude::*;

use crate::conn::{Conn, on_db};
use crate::error::Result;
use crate::schema::counters;

/// Rises with every change of units, users, categories, zones, rules, calendar or rulebook.
const REFERENCE: &str = "reference";

/// 1, 2, 3 … within a day (`20261121`), without gaps as far as transactions commit.
pub fn next_case_number(conn: &mut Conn, day: &str) -> Result<i64> {
    rise(conn, &format!("case_number:{day}"))
}

/// The next number of a series, such as the issues of a bulletin.
pub fn next(conn: &mut Conn, series: &str) -> Result<i64> {
    rise(conn, &format!("series:{series}"))
}

pub fn reference_version(conn: &mut Conn) -> Result<i64> {
    let value: Option<i64> = counters::table
        .find(REFERENCE)
        .select(counters::value)
        .get_result(conn)
        .optional()?;
    Ok(value.unwrap_or(0))
}

pub fn bump_reference_version(conn: &mut Conn) -> Result<i64> {
    rise(conn, REFERENCE)
}

fn rise(conn: &mut Conn, name: &str) -> Result<i64> {
    if let Some(value) = rise_known(conn, name)? {
        return Ok(value);
    }
    // The first of its name; somebody else may be making the same row this very moment.
    let fresh = (counters::name.eq(name), counters::value.eq(0));
    on_db!(conn, db => diesel::insert_into(counters::table).values(fresh).on_conflict_do_nothing().execute(db))?;
    rise_known(conn, name)?.ok_or(crate::Error::NotFound)
}

fn rise_known(conn: &mut Conn, name: &str) -> Result<Option<i64>> {
    Ok(diesel::update(counters::table.find(name))
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(conn)
        .optional()?)
}
