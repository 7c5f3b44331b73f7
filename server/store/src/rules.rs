//! Routing rules. The table is replaced as a whole: each replacement is a version, and earlier ones stay, since dispatches name their rule.

use diesel::prelude::*;
use domain::id::{RuleId, UnitId};

use crate::column::{Key, MaybeKey};
use crate::conn::{Conn, insert_all};
use crate::error::Result;
use crate::schema::routing_rules;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = routing_rules)]
pub struct RuleRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: RuleId,
    pub table_version: i64,
    pub number: i64,
    pub scheme: String,
    pub category_prefix: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub district_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub street_id: Option<UnitId>,
    pub zone_code: String,
    pub zone_kind: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub department_id: UnitId,
    pub priority: i64,
}

/// The version in force; 0 when there has never been a rule.
pub fn current_version(conn: &mut Conn) -> Result<i64> {
    let latest: Option<i64> = routing_rules::table
        .select(diesel::dsl::max(routing_rules::table_version))
        .get_result(conn)?;
    Ok(latest.unwrap_or(0))
}

/// The rules in force, by number.
pub fn current(conn: &mut Conn) -> Result<Vec<RuleRow>> {
    let version = current_version(conn)?;
    of_version(conn, version)
}

pub fn of_version(conn: &mut Conn, version: i64) -> Result<Vec<RuleRow>> {
    Ok(routing_rules::table
        .filter(routing_rules::table_version.eq(version))
        .order(routing_rules::number)
        .select(RuleRow::as_select())
        .load(conn)?)
}

pub fn get(conn: &mut Conn, id: RuleId) -> Result<RuleRow> {
    Ok(routing_rules::table
        .find(id.to_string())
        .select(RuleRow::as_select())
        .get_result(conn)?)
}

/// Adds a whole table, whose rows carry the version after the one in force; two that replace at once: one is refused as not unique.
pub fn insert_version(conn: &mut Conn, rows: &[RuleRow]) -> Result<()> {
    Ok(insert_all!(conn, routing_rules::table, rows)?)
}
