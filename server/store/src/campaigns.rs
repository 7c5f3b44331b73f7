//! Campaigns: a page of them, the latest to begin first.

use diesel::prelude::*;
use domain::id::UserId;
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key};
use crate::conn::Conn;
use crate::dialect;
use crate::error::Result;
use crate::schema::campaigns;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = campaigns)]
pub struct CampaignRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub categories: String,
    pub zones: String,
    pub districts: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub starts_at: Micros,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub ends_at: Micros,
    pub request_hash: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub created_by: UserId,
}

/// Where `now` lies in a campaign's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Planned,
    Running,
    Over,
}

pub fn insert(conn: &mut Conn, row: &CampaignRow) -> Result<()> {
    diesel::insert_into(campaigns::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> Result<Option<CampaignRow>> {
    Ok(campaigns::table
        .find(id.to_string())
        .select(CampaignRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// As `get`, and nobody else can change the campaign before this transaction ends.
pub fn lock(conn: &mut Conn, id: Uuid) -> Result<Option<CampaignRow>> {
    let row = campaigns::table
        .find(id.to_string())
        .select(CampaignRow::as_select());
    Ok(dialect::locked(row).get_result(conn).optional()?)
}

/// The whole row, under the lock that `lock` took.
pub fn update(conn: &mut Conn, row: &CampaignRow) -> Result<()> {
    diesel::update(campaigns::table.find(row.id.to_string()))
        .set(row.clone())
        .execute(conn)?;
    Ok(())
}

/// `before` is the last one of the page before.
pub fn list(
    conn: &mut Conn,
    when: Option<When>,
    now: Micros,
    before: Option<(Micros, Uuid)>,
    limit: usize,
) -> Result<Vec<CampaignRow>> {
    let mut rows = campaigns::table
        .select(CampaignRow::as_select())
        .into_boxed();
    rows = match when {
        None => rows,
        Some(When::Planned) => rows.filter(campaigns::starts_at.gt(now.0)),
        Some(When::Running) => rows
            .filter(campaigns::starts_at.le(now.0))
            .filter(campaigns::ends_at.gt(now.0)),
        Some(When::Over) => rows.filter(campaigns::ends_at.le(now.0)),
    };
    // Even on the first page there is a time the index is entered by.
    rows = rows.filter(campaigns::starts_at.le(before.map_or(i64::MAX, |(at, _)| at.0)));
    if let Some((Micros(at), id)) = before {
        let tie = campaigns::starts_at
            .lt(at)
            .or(campaigns::id.lt(id.to_string()));
        rows = rows.filter(tie);
    }
    Ok(rows
        .order((campaigns::starts_at.desc(), campaigns::id.desc()))
        .limit(limit as i64)
        .load(conn)?)
}
