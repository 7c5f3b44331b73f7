//! Who is signed in where, and the refresh tokens that keep a session alive, each usable once.
//! Only hashes of tokens come here.

use diesel::prelude::*;
use domain::id::UserId;
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeAt};
use crate::conn::Conn;
use crate::dialect;
use crate::error::{Error, Result};
use crate::schema::{refresh_tokens, sessions};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub user_id: UserId,
    pub device_name: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub created_at: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub ended_at: Option<Micros>,
    pub end_reason: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshTokenRow {
    pub token_hash: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub session_id: Uuid,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub issued_at: Micros,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub expires_at: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub used_at: Option<Micros>,
    /// The token it was given for; none for the first of a session.
    pub previous_hash: Option<String>,
    /// The key that exchange carried; none: it cannot be repeated.
    pub exchange_key_hash: Option<String>,
}

/// What became of a token that was presented.
#[derive(Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was good, and is used up from now on.
    Now,
    /// It had been used before, first at that moment.
    Before(Micros),
}

pub fn insert(conn: &mut Conn, row: &SessionRow) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> Result<SessionRow> {
    Ok(sessions::table
        .find(id.to_string())
        .select(SessionRow::as_select())
        .get_result(conn)?)
}

/// As `get`, and nobody else exchanges a token of the session before this transaction ends.
pub fn lock(conn: &mut Conn, id: Uuid) -> Result<SessionRow> {
    let row = sessions::table
        .find(id.to_string())
        .select(SessionRow::as_select());
    Ok(dialect::locked(row).get_result(conn)?)
}

/// Open ones, the latest first.
pub fn open_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::ended_at.is_null())
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Those of the person that can go on, each with the moment it last asked for another token; the latest first.
pub fn open_with_last_use(
    conn: &mut Conn,
    user: UserId,
    now: Micros,
) -> Result<Vec<(SessionRow, Micros)>> {
    let live = refresh_tokens::session_id
        .eq(sessions::id)
        .and(refresh_tokens::used_at.is_null())
        .and(refresh_tokens::expires_at.gt(now.0));
    let rows: Vec<(SessionRow, i64)> = sessions::table
        .inner_join(refresh_tokens::table.on(live))
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::ended_at.is_null())
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select((SessionRow::as_select(), refresh_tokens::issued_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(row, at)| (row, Micros(at)))
        .collect())
}

/// Ends it if it is still open; what ended first stays recorded. False: there is none that was open.
pub fn end(conn: &mut Conn, id: Uuid, at: Micros, reason: &str) -> Result<bool> {
    let ended = diesel::update(
        sessions::table
            .find(id.to_string())
            .filter(sessions::ended_at.is_null()),
    )
    .set((sessions::ended_at.eq(at.0), sessions::end_reason.eq(reason)))
    .execute(conn)?;
    Ok(ended == 1)
}

/// All of the person's but this one; returns how many were open.
pub fn end_others_of_user(
    conn: &mut Conn,
    user: UserId,
    keep: Uuid,
    at: Micros,
    reason: &str,
) -> Result<usize> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::id.ne(keep.to_string()))
        .filter(sessions::ended_at.is_null());
    Ok(diesel::update(others)
        .set((sessions::ended_at.eq(at.0), sessions::end_reason.eq(reason)))
        .execute(conn)?)
}

/// Returns how many were open.
pub fn end_all_of_user(conn: &mut Conn, user: UserId, at: Micros, reason: &str) -> Result<usize> {
    let open = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::ended_at.is_null());
    Ok(diesel::update(open)
        .set((sessions::ended_at.eq(at.0), sessions::end_reason.eq(reason)))
        .execute(conn)?)
}

pub fn insert_token(conn: &mut Conn, row: &RefreshTokenRow) -> Result<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// Whether a refresh token of it has ever been kept, and still is.
pub fn has_tokens(conn: &mut Conn, id: Uuid) -> Result<bool> {
    let found: Option<String> = refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(id.to_string()))
        .select(refresh_tokens::token_hash)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

pub fn token(conn: &mut Conn, hash: &str) -> Result<Option<RefreshTokenRow>> {
    Ok(refresh_tokens::table
        .find(hash)
        .select(RefreshTokenRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Two that present the same token at once: exactly one gets `Now`. A session has one token to spend at most.
pub fn spend_token(conn: &mut Conn, hash: &str, at: Micros) -> Result<Spent> {
    let spent = diesel::update(
        refresh_tokens::table
            .find(hash)
            .filter(refresh_tokens::used_at.is_null()),
    )
    .set(refresh_tokens::used_at.eq(at.0))
    .execute(conn)?;
    if spent == 1 {
        return Ok(Spent::Now);
    }
    let used_at: Option<i64> = refresh_tokens::table
        .find(hash)
        .select(refresh_tokens::used_at)
        .first(conn)?;
    used_at
        .map(|at| Spent::Before(Micros(at)))
        .ok_or_else(|| Error::other("a token that was neither used nor to be used"))
}

/// Uses up the token that `previous` was exchanged for with this key, unless somebody has used it. False: there is none to
/// withdraw.
pub fn withdraw_successor(
    conn: &mut Conn,
    session: Uuid,
    previous: &str,
    key_hash: &str,
    at: Micros,
) -> Result<bool> {
    let successor = refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(session.to_string()))
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::previous_hash.eq(previous))
        .filter(refresh_tokens::exchange_key_hash.eq(key_hash));
    let withdrawn = diesel::update(successor)
        .set(refresh_tokens::used_at.eq(at.0))
        .execute(conn)?;
    Ok(withdrawn == 1)
}

/// Tokens that nobody could use any more; returns how many went.
pub fn delete_expired_tokens(conn: &mut Conn, before: Micros) -> Result<usize> {
    Ok(
        diesel::delete(refresh_tokens::table.filter(refresh_tokens::expires_at.lt(before.0)))
            .execute(conn)?,
    )
}
