//! Zones, a row per version: a changed zone closes its old row and gets a new one, so that old cases keep theirs.

use diesel::prelude::*;
use domain::id::{UnitId, ZoneId};
use domain::time::Micros;

use crate::column::{At, Key, MaybeAt};
use crate::conn::Conn;
use crate::error::{Result, one_row};
use crate::schema::zones;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = zones)]
pub struct ZoneRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: ZoneId,
    pub code: String,
    pub version: i64,
    pub name: String,
    pub kind: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub unit_id: UnitId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub street_id: UnitId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub district_id: UnitId,
    pub leader: String,
    pub grid_keeper: String,
    /// GeoJSON geometry, WGS-84.
    pub geometry: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub valid_from: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub valid_to: Option<Micros>,
}

/// Those in force with no end, by code.
pub fn current(conn: &mut Conn) -> Result<Vec<ZoneRow>> {
    Ok(zones::table
        .filter(zones::valid_to.is_null())
        .order(zones::code)
        .select(ZoneRow::as_select())
        .load(conn)?)
}

/// Every version there ever was, by code and version.
pub fn all_versions(conn: &mut Conn) -> Result<Vec<ZoneRow>> {
    Ok(zones::table
        .order((zones::code, zones::version))
        .select(ZoneRow::as_select())
        .load(conn)?)
}

pub fn versions_of(conn: &mut Conn, code: &str) -> Result<Vec<ZoneRow>> {
    Ok(zones::table
        .filter(zones::code.eq(code))
        .order(zones::version)
        .select(ZoneRow::as_select())
        .load(conn)?)
}

pub fn get(conn: &mut Conn, id: ZoneId) -> Result<ZoneRow> {
    Ok(zones::table
        .find(id.to_string())
        .select(ZoneRow::as_select())
        .get_result(conn)?)
}

pub fn insert(conn: &mut Conn, row: &ZoneRow) -> Result<()> {
    diesel::insert_into(zones::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// Ends a version that has no end, or a later one; one that had ended by then keeps its end.
pub fn close_version(conn: &mut Conn, id: ZoneId, at: Micros) -> Result<()> {
    let open = zones::table
        .find(id.to_string())
        .filter(zones::valid_to.is_null().or(zones::valid_to.gt(at.0)));
    one_row(
        diesel::update(open)
            .set(zones::valid_to.eq(at.0))
            .execute(conn)?,
    )
}
