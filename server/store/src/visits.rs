//! Visits, a page of them in the order of time, and the tracks walked, which are removed when their time is over.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::id::{UnitId, UserId, VisitId, ZoneId};
use domain::time::{Micros, Span};
use uuid::Uuid;

use crate::column::{At, Key, MaybeAt, MaybeKey, read_uuid};
use crate::conn::{Backend, Conn};
use crate::dialect::{self, unindexed};
use crate::error::Result;
use crate::schema::{cases, visit_tracks, visits, zones};

diesel::define_sql_function!(fn coalesce(first: Nullable<BigInt>, second: BigInt) -> BigInt);

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = visits)]
pub struct VisitRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: VisitId,
    pub request_hash: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub inspector_id: UserId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub zone_id: ZoneId,
    pub zone_code: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub street_id: UnitId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub district_id: UnitId,
    pub mode: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub campaign_id: Option<Uuid>,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub started_at: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub ended_at: Option<Micros>,
    pub track_points: i64,
}

/// Points are JSON, in the system they were sent in.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = visit_tracks)]
pub struct TrackRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub visit_id: VisitId,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub started_at: Micros,
    pub crs: String,
    pub points: String,
}

/// What a reader may see at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Everything,
    /// Visits in this district or street office, and the reader's own.
    Within {
        unit: UnitId,
        inspector: UserId,
    },
    Own {
        inspector: UserId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub sight: Sight,
    /// A zone's code.
    pub zone: Option<String>,
    pub inspector: Option<UserId>,
    /// This reader sees covert visits of nobody else.
    pub own_covert_only: Option<UserId>,
    /// Started from this instant on, and before that one.
    pub from: Option<Micros>,
    pub to: Option<Micros>,
}

/// The mode whose visits are kept from those they concern.
const COVERT: &str = "covert";

pub fn insert(conn: &mut Conn, row: &VisitRow) -> Result<()> {
    diesel::insert_into(visits::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: VisitId) -> Result<Option<VisitRow>> {
    Ok(visits::table
        .find(id.to_string())
        .select(VisitRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// As `get`, and nobody else can change the visit before this transaction ends.
pub fn lock(conn: &mut Conn, id: VisitId) -> Result<Option<VisitRow>> {
    let row = visits::table
        .find(id.to_string())
        .select(VisitRow::as_select());
    Ok(dialect::locked(row).get_result(conn).optional()?)
}

/// What may change while a visit is under way.
pub fn update(conn: &mut Conn, row: &VisitRow) -> Result<()> {
    diesel::update(visits::table.find(row.id.to_string()))
        .set((
            visits::request_hash.eq(&row.request_hash),
            visits::ended_at.eq(row.ended_at.map(|at| at.0)),
            visits::track_points.eq(row.track_points),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn track(conn: &mut Conn, id: VisitId) -> Result<Option<TrackRow>> {
    Ok(visit_tracks::table
        .find(id.to_string())
        .select(TrackRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// In the place of the one that was there.
pub fn put_track(conn: &mut Conn, row: &TrackRow) -> Result<()> {
    diesel::delete(visit_tracks::table.find(row.visit_id.to_string())).execute(conn)?;
    diesel::insert_into(visit_tracks::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// Removes up to `limit` tracks of visits that began before then; the visits stay. Returns how many went.
pub fn forget_tracks(conn: &mut Conn, started_before: Micros, limit: i64) -> Result<usize> {
    let ids: Vec<String> = visit_tracks::table
        .filter(visit_tracks::started_at.lt(started_before.0))
        .order(visit_tracks::started_at)
        .limit(limit)
        .select(visit_tracks::visit_id)
        .load(conn)?;
    for ids in ids.chunks(dialect::LONGEST_LIST) {
        diesel::delete(
            visit_tracks::table.filter(dialect::one_of(visit_tracks::visit_id, ids.to_vec())),
        )
        .execute(conn)?;
        diesel::update(visits::table.filter(dialect::one_of(visits::id, ids.to_vec())))
            .set(visits::track_points.eq(0))
            .execute(conn)?;
    }
    Ok(ids.len())
}

/// The latest first; `before` is the last one of the page before.
pub fn list(
    conn: &mut Conn,
    search: &Search,
    before: Option<(Micros, VisitId)>,
    limit: usize,
) -> Result<Vec<VisitRow>> {
    let branches = anchors(search)
        .into_iter()
        .map(|anchor| branch(search, anchor, before, limit))
        .collect();
    let mut rows: Vec<VisitRow> = dialect::gather(conn, branches)?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.started_at, row.id)));
    rows.dedup_by_key(|row| row.id);
    rows.truncate(limit);
    Ok(rows)
}

/// What an index is entered by.
enum Anchor {
    City,
    Inspector(UserId),
    Zone(String),
    Street(UnitId),
    District(UnitId),
}

/// By the most selective part of the search. Where it is not the reader's sight, the sight is checked row by row.
fn anchors(search: &Search) -> Vec<Anchor> {
    match (search.inspector, &search.zone, search.sight) {
        (Some(inspector), _, _) => vec![Anchor::Inspector(inspector)],
        (None, _, Sight::Own { inspector }) => vec![Anchor::Inspector(inspector)],
        (None, Some(zone), _) => vec![Anchor::Zone(zone.clone())],
        (None, None, Sight::Within { unit, inspector }) => vec![
            Anchor::Street(unit),
            Anchor::District(unit),
            Anchor::Inspector(inspector),
        ],
        (None, None, Sight::Everything) => vec![Anchor::City],
    }
}

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<visits::table, diesel::dsl::AsSelect<VisitRow, Backend>>,
    Backend,
>;

fn branch(
    search: &Search,
    anchor: Anchor,
    before: Option<(Micros, VisitId)>,
    limit: usize,
) -> Rows {
    let mut rows = visits::table.select(VisitRow::as_select()).into_boxed();
    rows = match anchor {
        Anchor::City => rows,
        Anchor::Inspector(id) => rows.filter(visits::inspector_id.eq(id.to_string())),
        Anchor::Zone(code) => rows.filter(visits::zone_code.eq(code)),
        Anchor::Street(id) => rows.filter(visits::street_id.eq(id.to_string())),
        Anchor::District(id) => rows.filter(visits::district_id.eq(id.to_string())),
    };
    if let Some(zone) = search.zone.clone() {
        rows = rows.filter(unindexed(visits::zone_code).eq(zone));
    }
    rows = match search.sight {
        Sight::Everything => rows,
        Sight::Within { unit, inspector } => {
            let there = unindexed(visits::street_id)
                .eq(unit.to_string())
                .or(unindexed(visits::district_id).eq(unit.to_string()));
            rows.filter(there.or(unindexed(visits::inspector_id).eq(inspector.to_string())))
        }
        Sight::Own { inspector } => {
            rows.filter(unindexed(visits::inspector_id).eq(inspector.to_string()))
        }
    };
    if let Some(reader) = search.own_covert_only {
        let open = unindexed(visits::mode).ne(COVERT);
        let own = unindexed(visits::inspector_id).eq(reader.to_string());
        rows = rows.filter(open.or(own));
    }
    if let Some(Micros(from)) = search.from {
        rows = rows.filter(visits::started_at.ge(from));
    }
    if let Some(Micros(to)) = search.to {
        rows = rows.filter(visits::started_at.lt(to));
    }
    // Even on the first page there is a time the index is entered by.
    rows = rows.filter(visits::started_at.le(before.map_or(i64::MAX, |(at, _)| at.0)));
    if let Some((Micros(at), id)) = before {
        rows = rows.filter(visits::started_at.lt(at).or(visits::id.lt(id.to_string())));
    }
    rows.order((visits::started_at.desc(), visits::id.desc()))
        .limit(limit as i64)
}

/// Of each of these visits, how many cases its inspector captured meanwhile in any version of its zone; those without
/// one are left out. A visit without an end counts for as long as it could have lasted.
pub fn findings(conn: &mut Conn, ids: &[VisitId], longest: Span) -> Result<Vec<(VisitId, i64)>> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::LONGEST_LIST) {
        let wanted = dialect::one_of(visits::id, ids.iter().map(ToString::to_string).collect());
        let end = coalesce(visits::ended_at, visits::started_at + longest.0);
        let reported = cases::reporter_id
            .eq(visits::inspector_id)
            .and(cases::captured_at.ge(visits::started_at))
            .and(cases::captured_at.le(end));
        let there = cases::zone_id
            .eq(zones::id.nullable())
            .and(zones::code.eq(visits::zone_code));
        let rows: Vec<(String, i64)> = visits::table
            .inner_join(cases::table.on(reported))
            .inner_join(zones::table.on(there))
            .filter(wanted)
            .group_by(visits::id)
            .select((visits::id, count_star()))
            .load(conn)?;
        for (id, count) in rows {
            found.push((VisitId(read_uuid(&id)?), count));
        }
    }
    Ok(found)
}

/// Where a campaign's visits were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visited {
    pub campaign_id: Uuid,
    pub zone_code: String,
    pub visits: i64,
    pub last_at: Micros,
}

/// By zone, for each of these campaigns; of covert visits, those that began by then.
pub fn of_campaigns(
    conn: &mut Conn,
    campaigns: &[Uuid],
    covert_to: Micros,
) -> Result<Vec<Visited>> {
    let mut visited = Vec::new();
    for ids in campaigns.chunks(dialect::LONGEST_LIST) {
        let wanted = dialect::one_of(
            visits::campaign_id,
            ids.iter().map(ToString::to_string).collect(),
        );
        let rows: Vec<(Option<String>, String, i64, Option<i64>)> = visits::table
            .filter(wanted)
            .filter(
                unindexed(visits::mode)
                    .ne(COVERT)
                    .or(unindexed(visits::started_at).le(covert_to.0)),
            )
            .group_by((visits::campaign_id, visits::zone_code))
            .select((
                visits::campaign_id,
                visits::zone_code,
                count_star(),
                diesel::dsl::max(visits::started_at),
            ))
            .load(conn)?;
        for (campaign, zone_code, visits, last_at) in rows {
            visited.push(Visited {
                campaign_id: read_uuid(&campaign.unwrap_or_default())?,
                zone_code,
                visits,
                last_at: Micros(last_at.unwrap_or_default()),
            });
        }
    }
    Ok(visited)
}
