//! People who can sign in. Their password is known here only as the hash somebody else made.

use diesel::prelude::*;
use domain::id::{UnitId, UserId};
use domain::time::Micros;

use crate::column::{At, Key, MaybeAt, MaybeKey, read_uuid};
use crate::conn::Conn;
use crate::dialect::{self, one_of};
use crate::error::{Result, one_row};
use crate::schema::users;

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub role: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub unit_id: Option<UnitId>,
    /// The part of the city this person sees; none: all of it.
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub scope_unit_id: Option<UnitId>,
    pub password_hash: String,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub disabled_at: Option<Micros>,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub created_at: Micros,
    /// The password is a one-time one.
    pub must_change_password: bool,
}

impl std::fmt::Debug for UserRow {
    /// Without the password's hash: rows end up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRow")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

pub fn all(conn: &mut Conn) -> Result<Vec<UserRow>> {
    Ok(users::table
        .order(users::username)
        .select(UserRow::as_select())
        .load(conn)?)
}

pub fn get(conn: &mut Conn, id: UserId) -> Result<UserRow> {
    Ok(users::table
        .find(id.to_string())
        .select(UserRow::as_select())
        .get_result(conn)?)
}

pub fn by_username(conn: &mut Conn, username: &str) -> Result<Option<UserRow>> {
    Ok(users::table
        .filter(users::username.eq(username))
        .select(UserRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Those of this role who can sign in.
pub fn active_in(conn: &mut Conn, role: &str) -> Result<Vec<UserRow>> {
    Ok(users::table
        .filter(users::role.eq(role))
        .filter(users::disabled_at.is_null())
        .order(users::username)
        .select(UserRow::as_select())
        .load(conn)?)
}

/// Who they are called, for showing: `(id, username, display_name)` of those named, in no order.
pub fn names(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<(UserId, String, String)>> {
    let mut names = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(dialect::LONGEST_LIST) {
        let wanted = chunk.iter().map(ToString::to_string).collect();
        let rows: Vec<Name> = users::table
            .filter(one_of(users::id, wanted))
            .select(Name::as_select())
            .load(conn)?;
        names.extend(
            rows.into_iter()
                .map(|row| (row.id, row.username, row.display_name)),
        );
    }
    Ok(names)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Name {
    #[diesel(deserialize_as = Key)]
    id: UserId,
    username: String,
    display_name: String,
}

/// Which of these people have the role now, in no order.
pub fn in_role(conn: &mut Conn, ids: &[UserId], role: &str) -> Result<Vec<UserId>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(dialect::LONGEST_LIST) {
        let wanted = chunk.iter().map(ToString::to_string).collect();
        let rows: Vec<String> = users::table
            .filter(one_of(users::id, wanted))
            .filter(users::role.eq(role))
            .select(users::id)
            .load(conn)?;
        for id in rows {
            found.push(UserId(read_uuid(&id)?));
        }
    }
    Ok(found)
}

pub fn insert(conn: &mut Conn, row: &UserRow) -> Result<()> {
    diesel::insert_into(users::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// What the person is called, does and sees, and whether they may sign in. Never the password: the person may be changing
/// it this very moment.
pub fn change_standing(conn: &mut Conn, row: &UserRow) -> Result<()> {
    let id_of = |unit: Option<UnitId>| unit.map(|unit| unit.to_string());
    one_row(
        diesel::update(users::table.find(row.id.to_string()))
            .set((
                users::display_name.eq(&row.display_name),
                users::role.eq(&row.role),
                users::unit_id.eq(id_of(row.unit_id)),
                users::scope_unit_id.eq(id_of(row.scope_unit_id)),
                users::disabled_at.eq(row.disabled_at.map(|at| at.0)),
            ))
            .execute(conn)?,
    )
}

/// Which accounts; what is none is not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub role: Option<&'static str>,
    pub unit: Option<UnitId>,
    pub active: Option<bool>,
}

/// By user name.
pub fn filtered(conn: &mut Conn, filter: &Filter) -> Result<Vec<UserRow>> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(users::unit_id.eq(unit.to_string()));
    }
    match filter.active {
        Some(true) => query = query.filter(users::disabled_at.is_null()),
        Some(false) => query = query.filter(users::disabled_at.is_not_null()),
        None => {}
    }
    Ok(query
        .order(users::username)
        .select(UserRow::as_select())
        .load(conn)?)
}

/// Given by somebody else. `one_time`: to be changed before anything else.
pub fn set_password(conn: &mut Conn, id: UserId, hash: &str, one_time: bool) -> Result<()> {
    one_row(
        diesel::update(users::table.find(id.to_string()))
            .set((
                users::password_hash.eq(hash),
                users::must_change_password.eq(one_time),
            ))
            .execute(conn)?,
    )
}

/// Chosen by the person. False: the former one is not this any more.
pub fn change_password(conn: &mut Conn, id: UserId, former: &str, hash: &str) -> Result<bool> {
    let same = users::table
        .find(id.to_string())
        .filter(users::password_hash.eq(former));
    let changed = diesel::update(same)
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(false),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_password_hash(conn: &mut Conn, id: UserId, hash: &str) -> Result<()> {
    one_row(
        diesel::update(users::table.find(id.to_string()))
            .set(users::password_hash.eq(hash))
            .execute(conn)?,
    )
}

/// Nothing: the person may sign in again.
pub fn set_disabled(conn: &mut Conn, id: UserId, at: Option<Micros>) -> Result<()> {
    one_row(
        diesel::update(users::table.find(id.to_string()))
            .set(users::disabled_at.eq(at.map(|at| at.0)))
            .execute(conn)?,
    )
}
