//! The calendar and the rulebook, each version whole as the city wrote it.

use diesel::prelude::*;
use domain::id::UserId;
use domain::time::Micros;

use crate::column::{At, MaybeKey};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::documents;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = documents)]
pub struct DocumentRow {
    pub kind: String,
    pub version: i64,
    pub name: String,
    pub hash: String,
    pub body: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub created_at: Micros,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub created_by: Option<UserId>,
}

pub fn latest(conn: &mut Conn, kind: &str) -> Result<Option<DocumentRow>> {
    Ok(documents::table
        .filter(documents::kind.eq(kind))
        .order(documents::version.desc())
        .select(DocumentRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn get(conn: &mut Conn, kind: &str, version: i64) -> Result<DocumentRow> {
    Ok(documents::table
        .find((kind, version))
        .select(DocumentRow::as_select())
        .get_result(conn)?)
}

/// The version is one more than the latest; two that add at once: one is refused as not unique.
pub fn insert(conn: &mut Conn, row: &DocumentRow) -> Result<()> {
    diesel::insert_into(documents::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}
