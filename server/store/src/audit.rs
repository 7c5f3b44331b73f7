//! Who changed what outside cases: imports, users, rulebooks, publications. Rows are only added.

use diesel::prelude::*;
use domain::id::UserId;
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeKey};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::audit;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub at: Micros,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub actor_id: Option<UserId>,
    pub action: String,
    pub subject: String,
    pub data: String,
}

pub fn insert(conn: &mut Conn, row: &AuditRow) -> Result<()> {
    diesel::insert_into(audit::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// The latest first; `before` is the last one of the page before.
pub fn latest(
    conn: &mut Conn,
    before: Option<(Micros, Uuid)>,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let (at, id) = match before {
        Some((at, id)) => (at.0, id.to_string()),
        None => (i64::MAX, String::new()),
    };
    Ok(audit::table
        .filter(audit::at.le(at))
        .filter(audit::at.lt(at).or(audit::id.lt(id)))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}
