//! Sequences and change counters, by name. A counter's row is locked from its rise to the end of the transaction.

use diesel::prelude::*;

use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::schema::counters;

/// Rises with every change of units, categories, zones, rules, calendar or rulebook.
const REFERENCE: &str = "reference";

/// Rises with every change of who people are and what they may do.
const ACCOUNTS: &str = "accounts";

/// 1, 2, 3 … within a day (`20261121`), without gaps as far as transactions commit.
pub fn next_case_number(conn: &mut Conn, day: &str) -> Result<i64> {
    rise(conn, &format!("case_number:{day}"))
}

/// The next number of a series, such as the issues of a bulletin.
pub fn next(conn: &mut Conn, series: &str) -> Result<i64> {
    rise(conn, &format!("series:{series}"))
}

pub fn reference_version(conn: &mut Conn) -> Result<i64> {
    value(conn, REFERENCE)
}

pub fn bump_reference_version(conn: &mut Conn) -> Result<i64> {
    rise(conn, REFERENCE)
}

/// As it is, and stays to the end of the transaction.
pub fn hold_reference_version(conn: &mut Conn) -> Result<i64> {
    hold(conn, REFERENCE)
}

pub fn accounts_version(conn: &mut Conn) -> Result<i64> {
    value(conn, ACCOUNTS)
}

pub fn bump_accounts_version(conn: &mut Conn) -> Result<i64> {
    rise(conn, ACCOUNTS)
}

/// As it is, and stays to the end of the transaction. Whoever holds both holds the reference version first.
pub fn hold_accounts_version(conn: &mut Conn) -> Result<i64> {
    hold(conn, ACCOUNTS)
}

fn value(conn: &mut Conn, name: &str) -> Result<i64> {
    let value: Option<i64> = counters::table
        .find(name)
        .select(counters::value)
        .get_result(conn)
        .optional()?;
    Ok(value.unwrap_or(0))
}

fn hold(conn: &mut Conn, name: &str) -> Result<i64> {
    let row = || dialect::locked(counters::table.find(name).select(counters::value));
    let known: Option<i64> = row().get_result(conn).optional()?;
    if let Some(value) = known {
        return Ok(value);
    }
    make(conn, name)?;
    Ok(row().get_result(conn)?)
}

fn rise(conn: &mut Conn, name: &str) -> Result<i64> {
    if let Some(value) = rise_known(conn, name)? {
        return Ok(value);
    }
    make(conn, name)?;
    rise_known(conn, name)?.ok_or(crate::Error::NotFound)
}

/// The first of its name; somebody else may be making the same row this very moment.
fn make(conn: &mut Conn, name: &str) -> Result<()> {
    let fresh = (counters::name.eq(name), counters::value.eq(0));
    on_db!(conn, db => diesel::insert_into(counters::table).values(fresh).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

fn rise_known(conn: &mut Conn, name: &str) -> Result<Option<i64>> {
    Ok(diesel::update(counters::table.find(name))
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(conn)
        .optional()?)
}
