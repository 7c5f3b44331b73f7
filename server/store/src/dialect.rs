//! The only place that asks which engine is at work: locks, gathered lists, names of constraints, kinds of failure.

use diesel::expression::ValidGrouping;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::{
    DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError, QueryResult,
};
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::sqlite::SqliteConnection;

use domain::time::Micros;

use crate::conn::{Backend, Conn};
use crate::error::Error;
use crate::meter::Trouble;

/// Rows read under a lock that lasts to the end of the transaction. SQLite's one writer has it anyway.
pub(crate) fn locked<Q>(query: Q) -> Locked<Q> {
    Locked { query, skip: false }
}

/// As `locked`, but rows that somebody else has locked are left out instead of waited for.
pub(crate) fn skip_locked<Q>(query: Q) -> Locked<Q> {
    Locked { query, skip: true }
}

pub(crate) struct Locked<Q> {
    query: Q,
    skip: bool,
}

impl<Q: Query> Query for Locked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for Locked<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<Conn> for Locked<Q> {}

impl<Q: QueryFragment<Backend>> QueryFragment<Backend> for Locked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        if matches!(out.backend(), Backend::Postgres(_)) {
            out.push_sql(if self.skip {
                " FOR UPDATE SKIP LOCKED"
            } else {
                " FOR UPDATE"
            });
        }
        Ok(())
    }
}

/// Nobody else begins to write to the table, nor locks a row of it, before this transaction ends; reading goes on.
/// SQLite's one writer has that anyway.
pub(crate) fn hold_table(conn: &mut Conn, table: &'static str) -> Result<(), Error> {
    if let Conn::Postgres(db) = conn {
        diesel::sql_query(format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).execute(db)?;
    }
    Ok(())
}

/// What the database's own clock shows; none where that is the clock of this machine.
pub(crate) fn clock(conn: &mut Conn) -> Result<Option<Micros>, Error> {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = BigInt)]
        at: i64,
    }
    let Conn::Postgres(db) = conn else {
        return Ok(None);
    };
    let shown: Shown = diesel::sql_query(
        "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS at",
    )
    .get_result(db)?;
    Ok(Some(Micros(shown.at)))
}

/// The first rows of a query. To SQLite a parameter alone after LIMIT, as diesel's `limit` and `first` write it, is reason to
/// plan the statement anew at every run; an expression is not. Where a key finds one row at most, `get_result` needs neither.
pub(crate) fn at_most<Q>(rows: usize, query: Q) -> AtMost<Q> {
    let rows = rows as i64;
    AtMost { query, rows }
}

pub(crate) struct AtMost<Q> {
    query: Q,
    rows: i64,
}

impl<Q: Query> Query for AtMost<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for AtMost<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<Conn> for AtMost<Q> {}

impl<Q: QueryFragment<Backend>> QueryFragment<Backend> for AtMost<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(match out.backend() {
            Backend::Sqlite(_) => " LIMIT +",
            Backend::Postgres(_) => " LIMIT ",
        });
        out.push_bind_param::<BigInt, i64>(&self.rows)
    }
}

/// All rows of several queries of the same shape, in no promised order between them.
/// PostgreSQL gets one statement, since each would cost a round trip. SQLite gets them one by one: it has no round trips,
/// and many small prepared statements are used again where one large text per combination would not be.
pub(crate) fn gather<'q, Q, T>(conn: &mut Conn, mut queries: Vec<Q>) -> Result<Vec<T>, Error>
where
    Q: Query + QueryFragment<Backend> + LoadQuery<'q, Conn, T> + 'q,
    UnionAll<Q>: LoadQuery<'q, Conn, T>,
{
    match (conn, queries.len()) {
        (_, 0) => Ok(Vec::new()),
        (conn, 1) => Ok(queries.remove(0).load(conn)?),
        (conn @ Conn::Postgres(_), _) => Ok(UnionAll { queries }.load(conn)?),
        (conn @ Conn::Sqlite(_), _) => {
            let mut rows = Vec::new();
            for query in queries {
                rows.extend(query.load(conn)?);
            }
            Ok(rows)
        }
    }
}

/// As `gather`, of queries that each give their first rows, for the first rows of them all. `first` puts rows in order and
/// leaves out what is too many; it sees them after every query, and the next query is made with what is left:
/// it need not ask for rows that come after enough others. PostgreSQL gets all queries at once, made with nothing yet.
pub(crate) fn gather_first<'q, B, Q, T>(
    conn: &mut Conn,
    branches: Vec<B>,
    query: impl Fn(B, &[T]) -> Q,
    first: impl Fn(&mut Vec<T>),
) -> Result<Vec<T>, Error>
where
    Q: Query + QueryFragment<Backend> + LoadQuery<'q, Conn, T> + 'q,
    UnionAll<Q>: LoadQuery<'q, Conn, T>,
{
    let mut rows = Vec::new();
    match conn {
        Conn::Postgres(_) => {
            let queries = branches.into_iter().map(|branch| query(branch, &[]));
            rows = gather(conn, queries.collect())?;
            first(&mut rows);
        }
        Conn::Sqlite(_) => {
            for branch in branches {
                rows.extend(query(branch, &rows).load(conn)?);
                first(&mut rows);
            }
        }
    }
    Ok(rows)
}

pub(crate) struct UnionAll<Q> {
    queries: Vec<Q>,
}

impl<Q: Query> Query for UnionAll<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for UnionAll<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<Conn> for UnionAll<Q> {}

impl<Q: QueryFragment<Backend>> QueryFragment<Backend> for UnionAll<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        for (n, query) in self.queries.iter().enumerate() {
            out.push_sql(if n == 0 { "(" } else { " UNION ALL (" });
            query.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        Ok(())
    }
}

/// Hides a column from SQLite's choice of an index: without statistics it would guess, and enter by the wrong one.
/// PostgreSQL has statistics and is left to choose.
pub(crate) fn unindexed<E>(column: E) -> Unindexed<E> {
    Unindexed(column)
}

#[derive(Clone, Copy, Debug, QueryId, ValidGrouping)]
pub(crate) struct Unindexed<E>(E);

impl<E: Expression> Expression for Unindexed<E> {
    type SqlType = E::SqlType;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Unindexed<E> {}
impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Unindexed<E> {}

impl<E: QueryFragment<Backend>> QueryFragment<Backend> for Unindexed<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        if matches!(out.backend(), Backend::Sqlite(_)) {
            out.push_sql("+");
        }
        self.0.walk_ast(out)
    }
}

/// So many rows go into one statement: 64 columns each are still far from what an engine takes in parameters.
pub(crate) const ROWS_AT_ONCE: usize = 100;

/// Lists longer than this are asked for in parts.
pub(crate) const LONGEST_LIST: usize = 200;

/// `column IN (…)`. Unlike diesel's own it is prepared once and used again: the list is filled up to one of a few lengths.
pub(crate) fn one_of<E>(column: E, mut values: Vec<String>) -> OneOf<E> {
    const LENGTHS: [usize; 7] = [1, 2, 5, 20, 50, 101, LONGEST_LIST];
    if let (Some(last), Some(length)) = (
        values.last().cloned(),
        LENGTHS.into_iter().find(|length| *length >= values.len()),
    ) {
        values.resize(length, last);
    }
    OneOf { column, values }
}

#[derive(Clone, Debug, ValidGrouping)]
pub(crate) struct OneOf<E> {
    column: E,
    #[allow(dead_code)]
    values: Vec<String>,
}

impl<E> QueryId for OneOf<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for OneOf<E> {
    type SqlType = Nullable<Bool>;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for OneOf<E> {}
impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for OneOf<E> {}

impl<E: QueryFragment<Backend>> QueryFragment<Backend> for OneOf<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        if self.values.is_empty() {
            out.push_sql("FALSE");
            return Ok(());
        }
        self.column.walk_ast(out.reborrow())?;
        for (n, value) in self.values.iter().enumerate() {
            out.push_sql(if n == 0 { " IN (" } else { ", " });
            out.push_bind_param::<Text, String>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

diesel::define_sql_function! {
    /// In small letters, beyond ASCII too.
    fn lower(text: Text) -> Text;
}

/// SQLite's own `lower` knows the 26 letters alone; PostgreSQL's knows all of them where its locale does.
pub(crate) fn teach_letters(conn: &mut SqliteConnection) -> QueryResult<()> {
    lower_utils::register_impl(conn, |text: String| text.to_lowercase())
}

/// A query for the names of all tables, those that keep book of migrations left out.
pub(crate) fn tables(conn: &Conn) -> &'static str {
    match conn {
        Conn::Postgres(_) => {
            "SELECT tablename::text AS name FROM pg_tables \
             WHERE schemaname = 'public' AND tablename NOT LIKE '~_~_diesel%' ESCAPE '~' ORDER BY 1"
        }
        Conn::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_~_diesel%' ESCAPE '~' ORDER BY 1"
        }
    }
}

pub(crate) fn error_of(error: DieselError) -> Error {
    match &error {
        DieselError::NotFound => Error::NotFound,
        DieselError::DatabaseError(kind, information) => match kind {
            DatabaseErrorKind::UniqueViolation => Error::Unique {
                constraint: constraint_of(information.as_ref()),
            },
            DatabaseErrorKind::ForeignKeyViolation => Error::ForeignKey,
            DatabaseErrorKind::SerializationFailure => Error::Busy,
            kind if is_lost(kind) => Error::Away,
            _ => match failure_of(information.message()) {
                Failure::Full => Error::Full,
                Failure::Busy | Failure::Slow => Error::Busy,
                Failure::Other => Error::other(error),
            },
        },
        _ => Error::other(error),
    }
}

pub(crate) fn trouble_of(error: &DieselError) -> Trouble {
    let DieselError::DatabaseError(kind, information) = error else {
        return Trouble::Failed;
    };
    match kind {
        DatabaseErrorKind::UniqueViolation => Trouble::Unique,
        DatabaseErrorKind::SerializationFailure => Trouble::Conflict,
        DatabaseErrorKind::ReadOnlyTransaction => Trouble::ReadOnly,
        kind if is_lost(kind) => Trouble::Lost,
        _ => match failure_of(information.message()) {
            Failure::Full => Trouble::Full,
            Failure::Busy => Trouble::Conflict,
            Failure::Slow | Failure::Other => Trouble::Failed,
        },
    }
}

/// Nothing can be asked on this connection any more.
fn is_lost(kind: &DatabaseErrorKind) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand
    )
}

enum Failure {
    Full,
    /// Others were in the way; tried again, it may pass.
    Busy,
    /// It has taken as long as it may.
    Slow,
    Other,
}

/// Diesel hands on neither SQLite's result code nor PostgreSQL's SQLSTATE for these, only the text; PostgreSQL may speak Chinese.
fn failure_of(message: &str) -> Failure {
    const FULL: [&str; 5] = [
        "database or disk is full",
        "No space left on device",
        "Disk quota exceeded",
        "设备上没有空间",
        "超出磁盘限额",
    ];
    const BUSY: [&str; 5] = [
        "database is locked",
        "database table is locked",
        "locking protocol",
        "deadlock detected",
        "检测到死锁",
    ];
    const SLOW: [&str; 4] = [
        "canceling statement due to lock timeout",
        "由于锁超时，取消语句操作",
        "canceling statement due to statement timeout",
        "由于语句执行超时，正在取消查询命令",
    ];
    if FULL.iter().any(|text| message.contains(text)) {
        Failure::Full
    } else if BUSY.iter().any(|text| message.contains(text)) {
        Failure::Busy
    } else if SLOW.iter().any(|text| message.contains(text)) {
        Failure::Slow
    } else {
        Failure::Other
    }
}

/// The constraint's PostgreSQL name. SQLite names the columns instead: `UNIQUE constraint failed: cases.number`.
fn constraint_of(information: &dyn DatabaseErrorInformation) -> String {
    if let Some(name) = information.constraint_name() {
        return name.to_owned();
    }
    let message = information.message();
    let columns = message
        .strip_prefix("UNIQUE constraint failed: ")
        .unwrap_or(message);
    if let Some((_, name)) = NAMED.iter().find(|(named, _)| *named == columns) {
        return (*name).to_owned();
    }
    let table = columns.split('.').next().unwrap_or_default();
    let columns: Vec<&str> = columns
        .split(", ")
        .filter_map(|column| column.split('.').nth(1))
        .collect();
    format!("{table}_{}_key", columns.join("_"))
}

/// Primary keys and named unique indexes by the columns SQLite reports; a UNIQUE in a table follows `table_columns_key`.
const NAMED: [(&str, &str); 28] = [
    ("units.id", "units_pkey"),
    ("users.id", "users_pkey"),
    ("sessions.id", "sessions_pkey"),
    ("refresh_tokens.token_hash", "refresh_tokens_pkey"),
    ("refresh_tokens.session_id", "refresh_tokens_live"),
    ("categories.scheme, categories.code", "categories_pkey"),
    ("zones.id", "zones_pkey"),
    ("routing_rules.id", "routing_rules_pkey"),
    ("documents.kind, documents.version", "documents_pkey"),
    ("counters.name", "counters_pkey"),
    ("photos.sha256", "photos_pkey"),
    ("cases.id", "cases_pkey"),
    ("events.case_id, events.seq", "events_pkey"),
    ("events.command_id", "events_command"),
    (
        "case_photos.case_id, case_photos.event_seq, case_photos.position",
        "case_photos_pkey",
    ),
    ("case_photos.sha256", "case_photos_after"),
    ("jobs.id", "jobs_pkey"),
    ("jobs.kind, jobs.key", "jobs_key"),
    ("rankings.id", "rankings_pkey"),
    ("rankings.board, rankings.period", "rankings_in_force"),
    (
        "ranking_cases.ranking_id, ranking_cases.case_id",
        "ranking_cases_pkey",
    ),
    ("audit.id", "audit_pkey"),
    ("campaigns.id", "campaigns_pkey"),
    ("visits.id", "visits_pkey"),
    ("visit_tracks.visit_id", "visit_tracks_pkey"),
    ("notices.id", "notices_pkey"),
    ("notice_marks.user_id", "notice_marks_pkey"),
    ("devices.token_hash", "devices_pkey"),
];
