//! Work to be done later, kept with the change that asks for it. A runner leases a job for a while; a lease that ran out
//! lets another take over, so a job may run twice and never not at all.

use diesel::prelude::*;
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeAt};
use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::schema::jobs;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    pub kind: String,
    pub key: String,
    pub payload: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub run_at: Micros,
    /// Counts the leases; a runner ends only the lease it was given.
    pub attempts: i64,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub leased_until: Option<Micros>,
    pub last_error: Option<String>,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub created_at: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub finished_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub failed_at: Option<Micros>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub id: Uuid,
    pub kind: String,
    pub key: String,
    pub payload: String,
    pub run_at: Micros,
    pub created_at: Micros,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobStats {
    /// Neither finished nor given up, whoever works on it.
    pub waiting: i64,
    /// Of those, the ones whose time has come.
    pub due: i64,
    /// Given up.
    pub failed: i64,
    /// When the longest overdue one should have run.
    pub oldest_due: Option<Micros>,
}

/// False when a job of this kind and key waits already. One that a runner is at work on does not count:
/// it may have looked before the change that asks now.
pub fn enqueue(conn: &mut Conn, job: &NewJob) -> Result<bool> {
    let row = JobRow {
        id: job.id,
        kind: job.kind.clone(),
        key: job.key.clone(),
        payload: job.payload.clone(),
        run_at: job.run_at,
        attempts: 0,
        leased_until: None,
        last_error: None,
        created_at: job.created_at,
        finished_at: None,
        failed_at: None,
    };
    let inserted = on_db!(conn, db => diesel::insert_into(jobs::table).values(row).on_conflict_do_nothing().execute(db))?;
    Ok(inserted == 1)
}

/// Takes up to `limit` jobs whose time has come and that nobody holds, the longest due first. No two runners get the same.
pub fn lease(conn: &mut Conn, now: Micros, until: Micros, limit: i64) -> Result<Vec<JobRow>> {
    let free = jobs::table
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null())
        .filter(jobs::run_at.le(now.0))
        .filter(
            jobs::leased_until
                .is_null()
                .or(jobs::leased_until.le(now.0)),
        )
        .order(jobs::run_at)
        .limit(limit)
        .select(JobRow::as_select());
    let mut leased: Vec<JobRow> = dialect::skip_locked(free).load(conn)?;
    for job in &mut leased {
        job.attempts += 1;
        job.leased_until = Some(until);
        diesel::update(jobs::table.find(job.id.to_string()))
            .set((
                jobs::attempts.eq(job.attempts),
                jobs::leased_until.eq(until.0),
            ))
            .execute(conn)?;
    }
    Ok(leased)
}

/// Ends a lease that is known by its end alone: whether it was granted, or how its job ended, could not be heard. Whoever
/// comes next may take the job over at once.
pub fn forfeit(conn: &mut Conn, leased_until: Micros, now: Micros) -> Result<()> {
    let held = jobs::table
        .filter(jobs::leased_until.eq(leased_until.0))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null());
    diesel::update(held)
        .set(jobs::leased_until.eq(now.0))
        .execute(conn)?;
    Ok(())
}

/// What became of a job that shall not run for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOff {
    /// None waits, or the one that waits will not run before then.
    Until,
    /// A runner has it: whatever it does, it may be doing now.
    Running,
}

/// A lease that ran out counts as running: its runner may only be slow, and the next one is about to take it.
pub fn put_off(conn: &mut Conn, kind: &str, key: &str, until: Micros) -> Result<PutOff> {
    let unfinished = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::key.eq(key))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null());
    // First, since it waits for a runner that is taking it in this moment.
    diesel::update(unfinished.filter(jobs::leased_until.is_null()))
        .set(jobs::run_at.eq(until.0))
        .execute(conn)?;
    let running: Option<String> = unfinished
        .filter(jobs::leased_until.is_not_null())
        .select(jobs::id)
        .first(conn)
        .optional()?;
    Ok(match running {
        Some(_) => PutOff::Running,
        None => PutOff::Until,
    })
}

/// Whether one of this kind and key waits or is being worked on.
pub fn is_unfinished(conn: &mut Conn, kind: &str, key: &str) -> Result<bool> {
    let one: Option<String> = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::key.eq(key))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null())
        .select(jobs::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

/// False when the lease had run out and another runner has the job.
pub fn finish(conn: &mut Conn, leased: &JobRow, now: Micros) -> Result<bool> {
    let ended = diesel::update(held(leased))
        .set((
            jobs::finished_at.eq(now.0),
            jobs::leased_until.eq(None::<i64>),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Gives up for good. False when another runner has the job.
pub fn fail(conn: &mut Conn, leased: &JobRow, now: Micros, error: &str) -> Result<bool> {
    let ended = diesel::update(held(leased))
        .set((
            jobs::failed_at.eq(now.0),
            jobs::leased_until.eq(None::<i64>),
            jobs::last_error.eq(error),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Jobs of a kind that were put off beyond a moment come at once: a clock that was ahead had put them there.
pub fn bring_forward(conn: &mut Conn, kind: &str, later_than: Micros, to: Micros) -> Result<usize> {
    let put_off = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::run_at.gt(later_than.0))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null());
    Ok(diesel::update(put_off)
        .set(jobs::run_at.eq(to.0))
        .execute(conn)?)
}

/// Leases that end beyond a moment have run out. They stay leases: another job of the name may wait already.
pub fn cut_leases(conn: &mut Conn, later_than: Micros, to: Micros) -> Result<usize> {
    let held = jobs::table
        .filter(jobs::leased_until.gt(later_than.0))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null());
    Ok(diesel::update(held)
        .set(jobs::leased_until.eq(to.0))
        .execute(conn)?)
}

/// Back into the queue. When another of the same kind and key has come to wait meanwhile, that one will do, and this one is finished.
/// False when another runner has the job.
pub fn retry_later(
    conn: &mut Conn,
    leased: &JobRow,
    now: Micros,
    run_at: Micros,
    error: &str,
) -> Result<bool> {
    let other: Option<String> = jobs::table
        .filter(jobs::kind.eq(&leased.kind))
        .filter(jobs::key.eq(&leased.key))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null())
        .filter(jobs::leased_until.is_null())
        .select(jobs::id)
        .first(conn)
        .optional()?;
    if other.is_some() {
        return finish(conn, leased, now);
    }
    let back = diesel::update(held(leased))
        .set((
            jobs::run_at.eq(run_at.0),
            jobs::leased_until.eq(None::<i64>),
            jobs::last_error.eq(error),
        ))
        .execute(conn)?;
    Ok(back == 1)
}

#[diesel::dsl::auto_type]
fn held(leased: &JobRow) -> _ {
    let id: String = leased.id.to_string();
    let attempts: i64 = leased.attempts;
    jobs::table
        .filter(jobs::id.eq(id))
        .filter(jobs::attempts.eq(attempts))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null())
}

/// The kinds of which a job waits or is being worked on.
pub fn kinds_unfinished(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(jobs::table
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null())
        .select(jobs::kind)
        .distinct()
        .load(conn)?)
}

/// Those given up, the latest first.
pub fn failed(conn: &mut Conn, limit: i64) -> Result<Vec<JobRow>> {
    Ok(jobs::table
        .filter(jobs::failed_at.is_not_null())
        .order(jobs::failed_at.desc())
        .limit(limit)
        .select(JobRow::as_select())
        .load(conn)?)
}

pub fn stats(conn: &mut Conn, now: Micros) -> Result<JobStats> {
    let waiting = jobs::table
        .filter(jobs::finished_at.is_null())
        .filter(jobs::failed_at.is_null());
    let due = waiting.filter(jobs::run_at.le(now.0));
    let oldest: Option<i64> = due
        .select(diesel::dsl::min(jobs::run_at))
        .get_result(conn)?;
    Ok(JobStats {
        waiting: waiting.count().get_result(conn)?,
        due: due.count().get_result(conn)?,
        failed: jobs::table
            .filter(jobs::failed_at.is_not_null())
            .count()
            .get_result(conn)?,
        oldest_due: oldest.map(Micros),
    })
}

/// Finished ones are of no more use after a while; returns how many went.
pub fn delete_finished(conn: &mut Conn, before: Micros) -> Result<usize> {
    Ok(diesel::delete(jobs::table.filter(jobs::finished_at.lt(before.0))).execute(conn)?)
}
