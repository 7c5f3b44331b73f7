//! Notices, written with the event they tell of; each reader's own, the latest first, as far as the reader still sees
//! the case; and up to when somebody has read them.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use domain::id::{CaseId, UnitId, UserId};
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeKey};
use crate::conn::{Backend, Conn, insert_all, on_db};
use crate::dialect::{self, one_of, unindexed};
use crate::error::Result;
use crate::schema::{cases, notice_marks, notices};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notices, treat_none_as_default_value = false)]
pub struct NoticeRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub at: Micros,
    pub kind: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub case_id: CaseId,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub unit_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub user_id: Option<UserId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub actor_id: Option<UserId>,
    pub said: String,
}

/// Whose notices: the person's own, and those of the department the person handles cases for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub user: UserId,
    pub department: Option<Department>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    pub unit: UnitId,
    /// It and all below it: whose cases its people see.
    pub units: Vec<UnitId>,
}

pub fn insert(conn: &mut Conn, rows: &[NoticeRow]) -> Result<()> {
    Ok(insert_all!(conn, notices::table, rows)?)
}

/// Whether a notice of the kind was written of this person's doing after that instant.
pub fn is_told(conn: &mut Conn, kind: &str, actor: UserId, after: Micros) -> Result<bool> {
    let query = notices::table
        .filter(notices::actor_id.eq(actor.to_string()))
        .filter(notices::kind.eq(kind))
        .filter(notices::at.gt(after.0))
        .select(notices::id);
    let found: Vec<String> = dialect::at_most(1, query).load(conn)?;
    Ok(!found.is_empty())
}

type Predicate = Box<
    dyn BoxableExpression<
            diesel::helper_types::InnerJoinQuerySource<notices::table, cases::table>,
            Backend,
            SqlType = Nullable<Bool>,
        >,
>;

/// One for each way a notice reaches the reader. What the reader did is not told back; a department is not told of a
/// case that it no longer sees.
fn branches(reader: &Reader) -> Vec<Predicate> {
    let me = reader.user.to_string();
    let not_mine = || {
        unindexed(notices::actor_id)
            .is_null()
            .nullable()
            .or(unindexed(notices::actor_id).ne(me.clone()))
    };
    let own: Predicate = Box::new(notices::user_id.eq(me.clone()).and(not_mine()));
    let department = reader.department.as_ref().map(|department| {
        let units = || department.units.iter().map(ToString::to_string).collect();
        let seen = one_of(unindexed(cases::department_id), units())
            .or(one_of(unindexed(cases::zone_unit_id), units()))
            .or(unindexed(cases::reporter_id).eq(me.clone()).nullable());
        let told: Predicate = Box::new(
            notices::unit_id
                .eq(department.unit.to_string())
                .and(not_mine())
                .and(seen),
        );
        told
    });
    std::iter::once(own).chain(department).collect()
}

/// The latest first; `before` is the last one of the page before.
pub fn list(
    conn: &mut Conn,
    reader: &Reader,
    before: Option<(Micros, Uuid)>,
    limit: usize,
) -> Result<Vec<NoticeRow>> {
    let (at, id) = match before {
        Some((at, id)) => (at.0, id.to_string()),
        None => (i64::MAX, String::new()),
    };
    let page = |branch: Predicate| {
        notices::table
            .inner_join(cases::table)
            .filter(branch)
            .filter(notices::at.le(at))
            .filter(notices::at.lt(at).or(notices::id.lt(id.clone())))
            .order((notices::at.desc(), notices::id.desc()))
            .limit(limit as i64)
            .select(NoticeRow::as_select())
    };
    let pages = branches(reader).into_iter().map(page).collect();
    let mut rows: Vec<NoticeRow> = dialect::gather(conn, pages)?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
    rows.truncate(limit);
    Ok(rows)
}

/// How many came after that instant.
pub fn count_after(conn: &mut Conn, reader: &Reader, after: Micros) -> Result<i64> {
    let counts = branches(reader).into_iter().map(|branch| {
        notices::table
            .inner_join(cases::table)
            .filter(branch)
            .filter(notices::at.gt(after.0))
            .select(count_star())
    });
    let counts: Vec<i64> = dialect::gather(conn, counts.collect())?;
    Ok(counts.into_iter().sum())
}

/// Up to when this person has read; the beginning of time when never.
pub fn read_to(conn: &mut Conn, user: UserId) -> Result<Micros> {
    let mark: Option<i64> = notice_marks::table
        .find(user.to_string())
        .select(notice_marks::read_to)
        .get_result(conn)
        .optional()?;
    Ok(mark.map_or(Micros(i64::MIN), Micros))
}

/// Never backwards.
pub fn mark_read(conn: &mut Conn, user: UserId, up_to: Micros) -> Result<()> {
    let fresh = (
        notice_marks::user_id.eq(user.to_string()),
        notice_marks::read_to.eq(up_to.0),
    );
    on_db!(conn, db => diesel::insert_into(notice_marks::table).values(fresh).on_conflict_do_nothing().execute(db))?;
    diesel::update(
        notice_marks::table
            .find(user.to_string())
            .filter(notice_marks::read_to.lt(up_to.0)),
    )
    .set(notice_marks::read_to.eq(up_to.0))
    .execute(conn)?;
    Ok(())
}

/// Removes up to `limit` of those from before then; returns how many went.
pub fn forget(conn: &mut Conn, before: Micros, limit: i64) -> Result<usize> {
    let ids: Vec<String> = notices::table
        .filter(notices::at.lt(before.0))
        .order(notices::at)
        .limit(limit)
        .select(notices::id)
        .load(conn)?;
    for ids in ids.chunks(dialect::LONGEST_LIST) {
        diesel::delete(notices::table.filter(one_of(notices::id, ids.to_vec()))).execute(conn)?;
    }
    Ok(ids.len())
}
