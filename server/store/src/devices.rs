//! Devices on which somebody has signed in before, each known by the hash of its token.

use diesel::prelude::*;
use domain::id::UserId;
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::devices;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = devices)]
pub struct DeviceRow {
    pub token_hash: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub user_id: UserId,
    /// The latest that began on it.
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub session_id: Uuid,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub seen_at: Micros,
}

pub fn get(conn: &mut Conn, token_hash: &str) -> Result<Option<DeviceRow>> {
    Ok(devices::table
        .find(token_hash)
        .select(DeviceRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// A new one, or one that is known with its latest session.
pub fn seen(conn: &mut Conn, row: &DeviceRow) -> Result<()> {
    let known = diesel::update(devices::table.find(&row.token_hash))
        .set(row.clone())
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(devices::table)
            .values(row.clone())
            .execute(conn)?;
    }
    Ok(())
}

/// Only so many of a person's are remembered: those that were not seen for longest are forgotten.
pub fn forget_beyond(conn: &mut Conn, user: UserId, most: usize) -> Result<()> {
    let hashes: Vec<String> = devices::table
        .filter(devices::user_id.eq(user.to_string()))
        .order((devices::seen_at.desc(), devices::token_hash.desc()))
        .select(devices::token_hash)
        .load(conn)?;
    for hash in hashes.iter().skip(most) {
        diesel::delete(devices::table.find(hash)).execute(conn)?;
    }
    Ok(())
}

pub fn forget_of_user(conn: &mut Conn, user: UserId) -> Result<()> {
    let theirs = devices::table.filter(devices::user_id.eq(user.to_string()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

/// All of the person's but the one this session began on.
pub fn forget_others(conn: &mut Conn, user: UserId, session: Uuid) -> Result<()> {
    let others = devices::table
        .filter(devices::user_id.eq(user.to_string()))
        .filter(devices::session_id.ne(session.to_string()));
    diesel::delete(others).execute(conn)?;
    Ok(())
}

pub fn forget_of_session(conn: &mut Conn, session: Uuid) -> Result<()> {
    let its = devices::table.filter(devices::session_id.eq(session.to_string()));
    diesel::delete(its).execute(conn)?;
    Ok(())
}

/// Returns how many went.
pub fn forget_unseen(conn: &mut Conn, since: Micros) -> Result<usize> {
    Ok(diesel::delete(devices::table.filter(devices::seen_at.lt(since.0))).execute(conn)?)
}
