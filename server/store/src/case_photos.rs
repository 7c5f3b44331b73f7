//! Which photo stands on which case, in which role, and what about it depends on the case.

use diesel::BoxableExpression;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::id::{CaseId, PhotoHash, UserId};
use domain::time::Micros;

use crate::column::{Key, MaybeAt, NotAKey};
use crate::conn::{Backend, Conn};
use crate::dialect::{self, one_of};
use crate::error::{Error, Result};
use crate::schema::{case_photos, events, photos};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = case_photos)]
pub struct CasePhotoRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub case_id: CaseId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub sha256: PhotoHash,
    pub role: String,
    pub event_seq: i64,
    pub position: i64,
    pub flags: String,
}

/// What a case shows of a photo, and no more: lists read hundreds of them.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct ShownPhoto {
    #[diesel(deserialize_as = Key)]
    pub case_id: CaseId,
    #[diesel(deserialize_as = Key)]
    pub sha256: PhotoHash,
    pub role: String,
    pub flags: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    #[diesel(deserialize_as = MaybeAt)]
    pub taken_at: Option<Micros>,
    /// The same bytes, or the same picture, are on another case.
    pub elsewhere: bool,
}

/// A photo's bytes, and what is seen on it where that was worked out.
#[derive(Clone, Copy, Debug)]
pub struct PhotoKey<'a> {
    pub sha256: PhotoHash,
    pub picture_hash: Option<&'a str>,
}

diesel::alias!(
    case_photos as others: Others,
    photos as alike: Alike
);

/// Refused as not unique (`case_photos_after`) when the photo is an after-photo already, on whatever case.
pub fn insert(conn: &mut Conn, row: &CasePhotoRow) -> Result<()> {
    diesel::insert_into(case_photos::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// The photos of a page of cases, by case and in the order they came.
pub fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<ShownPhoto>> {
    let mut rows = Vec::new();
    for chunk in cases.chunks(dialect::LONGEST_LIST) {
        let wanted = chunk.iter().map(ToString::to_string).collect();
        rows.extend(
            case_photos::table
                .inner_join(photos::table.on(photos::sha256.eq(case_photos::sha256)))
                .filter(one_of(case_photos::case_id, wanted))
                .order((
                    case_photos::case_id,
                    case_photos::event_seq,
                    case_photos::position,
                ))
                .select((
                    case_photos::case_id,
                    case_photos::sha256,
                    case_photos::role,
                    case_photos::flags,
                    photos::lon,
                    photos::lat,
                    photos::taken_at,
                    exists(
                        others
                            .filter(others.field(case_photos::sha256).eq(case_photos::sha256))
                            .filter(others.field(case_photos::case_id).ne(case_photos::case_id)),
                    )
                    .or(exists(
                        alike
                            .inner_join(
                                others.on(others
                                    .field(case_photos::sha256)
                                    .eq(alike.field(photos::sha256))),
                            )
                            .filter(alike.field(photos::picture_hash).eq(photos::picture_hash))
                            .filter(others.field(case_photos::case_id).ne(case_photos::case_id)),
                    )),
                ))
                .load::<ShownPhoto>(conn)?,
        );
    }
    Ok(rows)
}

/// How many photos somebody's comments have brought to a case.
pub fn in_comments_of(conn: &mut Conn, case: CaseId, author: UserId) -> Result<i64> {
    Ok(case_photos::table
        .inner_join(
            events::table.on(events::case_id
                .eq(case_photos::case_id)
                .and(events::seq.eq(case_photos::event_seq))),
        )
        .filter(case_photos::case_id.eq(case.to_string()))
        .filter(events::action.eq("comment"))
        .filter(events::actor_id.eq(author.to_string()))
        .select(count_star())
        .get_result(conn)?)
}

/// Wherever a photo is evidence already: what decides whether it may prove anything else, and who may see it.
pub fn uses(conn: &mut Conn, hash: PhotoHash) -> Result<Vec<CasePhotoRow>> {
    let mut uses: Vec<CasePhotoRow> = case_photos::table
        .filter(case_photos::sha256.eq(hash.to_string()))
        .select(CasePhotoRow::as_select())
        .load(conn)?;
    uses.sort_by_key(|place| (place.case_id, place.event_seq, place.position));
    Ok(uses)
}

/// More often than a picture stands on one case, as a rule: with it, so many rows are that many cases.
const TIMES_ON_A_CASE: usize = 40;

/// Up to `limit` other cases on which the photo, or another file with its picture, is evidence, the earliest first.
pub fn other_cases(
    conn: &mut Conn,
    photo: PhotoKey<'_>,
    case: CaseId,
    limit: usize,
) -> Result<Vec<CaseId>> {
    if photo.picture_hash.is_none() {
        let query = case_photos::table
            .filter(case_photos::sha256.eq(photo.sha256.to_string()))
            .filter(case_photos::case_id.ne(case.to_string()))
            .order(case_photos::case_id)
            .select(case_photos::case_id)
            .distinct();
        let found: Vec<Key> = dialect::at_most(limit, query).load(conn)?;
        return keys(found);
    }
    // Many files, each with an index entry of its own: no index has their cases in order, and the database would sort them all.
    let query = case_photos::table
        .filter(showing(photo))
        .filter(case_photos::case_id.ne(case.to_string()))
        .select(case_photos::case_id);
    let most = limit.saturating_mul(TIMES_ON_A_CASE);
    let mut found: Vec<CaseId> = keys(dialect::at_most(most, query).load(conn)?)?;
    found.sort_unstable();
    found.dedup();
    found.truncate(limit);
    Ok(found)
}

/// Is the photo, or another file with its picture, evidence on any case?
pub fn is_evidence(conn: &mut Conn, photo: PhotoKey<'_>) -> Result<bool> {
    let places = case_photos::table
        .filter(showing(photo))
        .select(case_photos::case_id);
    let found: Vec<Key> = dialect::at_most(1, places).load(conn)?;
    Ok(!found.is_empty())
}

type Condition = Box<dyn BoxableExpression<case_photos::table, Backend, SqlType = Bool>>;

/// The photo itself is among those that show its picture.
fn showing(photo: PhotoKey<'_>) -> Condition {
    match photo.picture_hash {
        None => Box::new(case_photos::sha256.eq(photo.sha256.to_string())),
        Some(picture_hash) => Box::new(
            case_photos::sha256.eq_any(
                photos::table
                    .filter(photos::picture_hash.eq(picture_hash.to_owned()))
                    .select(photos::sha256),
            ),
        ),
    }
}

/// Every photo that stands on the case, in the order they came.
pub fn on_case(conn: &mut Conn, case: CaseId) -> Result<Vec<PhotoHash>> {
    let found: Vec<Key> = case_photos::table
        .filter(case_photos::case_id.eq(case.to_string()))
        .order((case_photos::event_seq, case_photos::position))
        .select(case_photos::sha256)
        .load(conn)?;
    keys(found)
}

fn keys<T>(found: Vec<Key>) -> Result<Vec<T>>
where
    Key: TryInto<T, Error = NotAKey>,
{
    let keys = found
        .into_iter()
        .map(|key| key.try_into().map_err(Error::other));
    keys.collect()
}
