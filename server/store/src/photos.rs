//! Photos by the SHA-256 of their bytes: what was read from each, never the bytes themselves.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::id::{PhotoHash, UserId};
use domain::time::Micros;

use crate::column::{At, Key, MaybeAt};
use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::photo_uploads::{self, UploadRow};
use crate::photo_views;
use crate::schema::photos;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = photos, treat_none_as_default_value = false)]
pub struct PhotoRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub sha256: PhotoHash,
    pub bytes: i64,
    pub media_type: String,
    pub width: i64,
    pub height: i64,
    pub orientation: i64,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub taken_at: Option<Micros>,
    pub taken_offset_s: Option<i64>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub camera: Option<String>,
    pub phash: i64,
    pub band_a: i64,
    pub band_b: i64,
    pub band_c: i64,
    pub band_d: i64,
    pub flags: String,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub uploaded_by: UserId,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub uploaded_at: Micros,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub used_at: Option<Micros>,
    /// The same for every file that shows the same pixels; none for photos kept before there was one.
    pub picture_hash: Option<String>,
}

/// An earlier photo that shares a band of the fingerprint with another; how near it is, the caller finds out.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = photos)]
pub struct Candidate {
    #[diesel(deserialize_as = Key)]
    pub sha256: PhotoHash,
    pub phash: i64,
    #[diesel(deserialize_as = At)]
    pub uploaded_at: Micros,
}

/// True when it was new; a photo that is there already stays as it is. Who sent it is written down in either case.
pub fn insert_if_new(conn: &mut Conn, row: &PhotoRow) -> Result<bool> {
    let inserted = on_db!(conn, db => diesel::insert_into(photos::table).values(row.clone()).on_conflict_do_nothing().execute(db))?;
    photo_uploads::record(conn, &upload(row))?;
    Ok(inserted == 1)
}

/// Many at once, for filling a database with a past; none may be there already.
pub fn insert_all(conn: &mut Conn, rows: &[PhotoRow]) -> Result<()> {
    for chunk in rows.chunks(dialect::ROWS_AT_ONCE) {
        on_db!(conn, db => diesel::insert_into(photos::table).values(chunk.to_vec()).execute(db))?;
    }
    let uploads: Vec<UploadRow> = rows.iter().map(upload).collect();
    photo_uploads::insert_all(conn, &uploads)
}

fn upload(row: &PhotoRow) -> UploadRow {
    UploadRow {
        sha256: row.sha256,
        user_id: row.uploaded_by,
        uploaded_at: row.uploaded_at,
    }
}

pub fn get(conn: &mut Conn, hash: PhotoHash) -> Result<Option<PhotoRow>> {
    Ok(photos::table
        .find(hash.to_string())
        .select(PhotoRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Those of the named ones that exist, in no order.
pub fn get_all(conn: &mut Conn, hashes: &[PhotoHash]) -> Result<Vec<PhotoRow>> {
    let mut rows = Vec::with_capacity(hashes.len());
    for chunk in hashes.chunks(200) {
        let wanted: Vec<String> = chunk.iter().map(ToString::to_string).collect();
        rows.extend(
            photos::table
                .filter(photos::sha256.eq_any(wanted))
                .select(PhotoRow::as_select())
                .load(conn)?,
        );
    }
    Ok(rows)
}

/// A case refers to it from now on; the first time counts. False when there is no such photo (any more):
/// the row is locked, so that it cannot be removed as an orphan in the same moment, nor be used elsewhere.
pub fn mark_used(conn: &mut Conn, hash: PhotoHash, at: Micros) -> Result<bool> {
    let photo = photos::table.find(hash.to_string());
    let first = diesel::update(photo.filter(photos::used_at.is_null()))
        .set(photos::used_at.eq(at.0))
        .execute(conn)?;
    if first == 1 {
        return Ok(true);
    }
    // Locked all the same: how often it is evidence is counted behind this.
    hold(conn, hash)
}

/// Locks the row until the transaction ends. False when there is none.
pub fn hold(conn: &mut Conn, hash: PhotoHash) -> Result<bool> {
    let held = diesel::update(photos::table.find(hash.to_string()))
        .set(photos::used_at.eq(photos::used_at))
        .execute(conn)?;
    Ok(held == 1)
}

/// The first that was kept of all photos that show this picture: whoever holds its row decides alone what the picture proves.
pub fn first_alike(conn: &mut Conn, picture_hash: &str) -> Result<Option<PhotoHash>> {
    let first: Option<Hash> = photos::table
        .filter(photos::picture_hash.eq(picture_hash))
        .order((photos::uploaded_at, photos::sha256))
        .select(Hash::as_select())
        .first(conn)
        .optional()?;
    Ok(first.map(|row| row.sha256))
}

/// Up to `limit` for each band whose value is among those to probe, the latest first; the photo itself may be among them.
pub fn near_duplicates(
    conn: &mut Conn,
    probes: [Vec<i64>; 4],
    limit: i64,
) -> Result<Vec<Candidate>> {
    let latest = || {
        let by_time = photos::table.order(photos::uploaded_at.desc());
        by_time.limit(limit).select(Candidate::as_select())
    };
    let [a, b, c, d] = probes;
    // A query per value: each walks its index from the latest on.
    let queries: Vec<_> = (a
        .into_iter()
        .map(|band| latest().filter(photos::band_a.eq(band)).into_boxed()))
    .chain(
        b.into_iter()
            .map(|band| latest().filter(photos::band_b.eq(band)).into_boxed()),
    )
    .chain(
        c.into_iter()
            .map(|band| latest().filter(photos::band_c.eq(band)).into_boxed()),
    )
    .chain(
        d.into_iter()
            .map(|band| latest().filter(photos::band_d.eq(band)).into_boxed()),
    )
    .collect();
    let mut found: Vec<Candidate> = dialect::gather(conn, queries)?;
    found.sort_by_key(|candidate| (candidate.uploaded_at, candidate.sha256));
    found.dedup();
    Ok(found)
}

/// Uploaded again: it is no orphan until its time has passed anew. False when there is no such photo.
pub fn touch(conn: &mut Conn, hash: PhotoHash, at: Micros) -> Result<bool> {
    let photo = photos::table.find(hash.to_string());
    let touched = diesel::update(photo.clone().filter(photos::used_at.is_null()))
        .set(photos::uploaded_at.eq(at.0))
        .execute(conn)?;
    if touched == 1 {
        return Ok(true);
    }
    let known: Option<String> = photo.select(photos::sha256).get_result(conn).optional()?;
    Ok(known.is_some())
}

/// Photos no case has used, uploaded before then, the oldest first.
pub fn orphans(conn: &mut Conn, uploaded_before: Micros, limit: i64) -> Result<Vec<PhotoHash>> {
    let rows: Vec<Hash> = photos::table
        .filter(photos::used_at.is_null())
        .filter(photos::uploaded_at.lt(uploaded_before.0))
        .order(photos::uploaded_at)
        .limit(limit)
        .select(Hash::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.sha256).collect())
}

/// All photos by hash, for comparing with what the photo store holds.
pub fn page(conn: &mut Conn, after: Option<PhotoHash>, limit: i64) -> Result<Vec<PhotoHash>> {
    let after = after.map(|hash| hash.to_string()).unwrap_or_default();
    let rows: Vec<Hash> = photos::table
        .filter(photos::sha256.gt(after))
        .order(photos::sha256)
        .limit(limit)
        .select(Hash::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.sha256).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = photos)]
struct Hash {
    #[diesel(deserialize_as = Key)]
    sha256: PhotoHash,
}

/// True when it was an orphan and is gone; a photo in use stays, and so does one that was sent again meanwhile.
pub fn delete_orphan(conn: &mut Conn, hash: PhotoHash, uploaded_before: Micros) -> Result<bool> {
    let orphan = photos::table
        .find(hash.to_string())
        .filter(photos::used_at.is_null())
        .filter(photos::uploaded_at.lt(uploaded_before.0));
    // Held before anything goes: who sent it and who opened it is forgotten only with the photo itself.
    let held = diesel::update(orphan)
        .set(photos::uploaded_at.eq(photos::uploaded_at))
        .execute(conn)?;
    if held == 0 {
        return Ok(false);
    }
    photo_uploads::forget(conn, hash)?;
    photo_views::forget(conn, hash)?;
    Ok(diesel::delete(photos::table.find(hash.to_string())).execute(conn)? == 1)
}

/// In bytes, what somebody was first to upload since then.
pub fn bytes_of(conn: &mut Conn, user: UserId, since: Micros) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = BigInt)]
        bytes: i64,
    }
    let sum: Sum = diesel::sql_query(
        "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM photos \
         WHERE uploaded_by = $1 AND uploaded_at > $2",
    )
    .bind::<Text, _>(user.to_string())
    .bind::<BigInt, _>(since.0)
    .get_result(conn)?;
    Ok(sum.bytes)
}

/// The same one by one, oldest first.
pub fn sent_by(conn: &mut Conn, user: UserId, since: Micros) -> Result<Vec<(Micros, i64)>> {
    let sent: Vec<(i64, i64)> = photos::table
        .filter(photos::uploaded_by.eq(user.to_string()))
        .filter(photos::uploaded_at.gt(since.0))
        .order((photos::uploaded_at, photos::bytes))
        .select((photos::uploaded_at, photos::bytes))
        .load(conn)?;
    Ok(sent
        .into_iter()
        .map(|(at, bytes)| (Micros(at), bytes))
        .collect())
}
