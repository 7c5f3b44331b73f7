//! Organisations: the tree of city, districts, departments, street offices and everybody below them.

use diesel::prelude::*;
use domain::id::UnitId;

use crate::column::{Key, MaybeKey};
use crate::conn::Conn;
use crate::error::{Result, one_row};
use crate::schema::units;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = units, treat_none_as_null = true)]
pub struct UnitRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub kind: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub parent_id: Option<UnitId>,
    pub ranking_group: String,
    pub leader: String,
    pub active: bool,
}

/// The whole tree, by code.
pub fn all(conn: &mut Conn) -> Result<Vec<UnitRow>> {
    Ok(units::table
        .order(units::code)
        .select(UnitRow::as_select())
        .load(conn)?)
}

pub fn get(conn: &mut Conn, id: UnitId) -> Result<UnitRow> {
    Ok(units::table
        .find(id.to_string())
        .select(UnitRow::as_select())
        .get_result(conn)?)
}

pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<UnitRow>> {
    Ok(units::table
        .filter(units::code.eq(code))
        .select(UnitRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Parents must be inserted before their children.
pub fn insert(conn: &mut Conn, row: &UnitRow) -> Result<()> {
    diesel::insert_into(units::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

pub fn update(conn: &mut Conn, row: &UnitRow) -> Result<()> {
    one_row(
        diesel::update(units::table.find(row.id.to_string()))
            .set(row.clone())
            .execute(conn)?,
    )
}
