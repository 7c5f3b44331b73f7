//! A photo comes in: streamed to disk while it is hashed, inspected and shrunk behind the gate, kept for
//! good, and only then written down. The same bytes again are answered with what is known of them.

use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use domain::evidence::{bands, flags_at_upload, is_near_duplicate, probes};
use domain::id::PhotoHash;
use domain::permission::may_see_original;
use domain::time::{Micros, Span, hours};
use futures_util::{Stream, StreamExt};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::photo::{Flag, Photo, PhotoUrls};
use mobile_api::position::Point;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use photo::{Accepted, Copy, Staged};
use store::Conn;
use store::jobs::PutOff;
use store::photos::PhotoRow;

use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::job::Kind;
use crate::present;
use crate::reference::Reference;
use crate::state::App;

#[cfg(test)]
pub mod sample;

/// Earlier photos looked at for each band of a fingerprint.
const CANDIDATES: i64 = 200;

/// From the last byte to the row, the queue at the gate included: minutes.
const LONGEST_UPLOAD: Span = hours(1);
/// Removing three files takes no longer, as a rule.
const REMOVAL_S: u64 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploaded {
    New,
    AlreadyThere,
}

/// Who hangs up before all bytes are there leaves nothing; who hangs up later leaves a photo that is kept and written
/// down: objects without a row would stay for ever.
pub async fn upload(
    app: &Arc<App>,
    caller: &Caller,
    announced: PhotoHash,
    payload: impl Stream<Item = Result<Bytes, AppError>> + Unpin,
) -> Result<(Uploaded, Photo), AppError> {
    let staged = stage(app, announced, payload).await?;
    if let Some(known) = known(app, announced).await? {
        return Ok((Uploaded::AlreadyThere, shown(&known)?));
    }
    put_off_removal(app, announced).await?;
    let (shared, caller) = (Arc::clone(app), caller.clone());
    let kept = async move {
        let accepted = shared.photos.accept(&shared.gate, staged).await?;
        write(&shared, &caller, accepted).await
    };
    let row = app.underway.finish(kept).await?;
    Ok((Uploaded::New, shown(&row)?))
}

/// For pictures that are in memory already (generated history).
pub async fn keep(
    app: &App,
    caller: &Caller,
    announced: PhotoHash,
    bytes: &[u8],
) -> Result<(), AppError> {
    let mut upload = app.photos.upload().await?;
    upload.write(bytes).await?;
    let staged = upload.finish(announced).await?;
    let accepted = app.photos.accept(&app.gate, staged).await?;
    write(app, caller, accepted).await?;
    Ok(())
}

async fn stage(
    app: &App,
    announced: PhotoHash,
    mut payload: impl Stream<Item = Result<Bytes, AppError>> + Unpin,
) -> Result<Staged, AppError> {
    let mut upload = app.photos.upload().await?;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        if let Err(refused) = upload.write(&chunk).await {
            drain(&mut payload, app.config.photos.max_bytes).await;
            return Err(refused.into());
        }
    }
    Ok(upload.finish(announced).await?)
}

/// A client that is still sending would not read the refusal; up to as much again is read and dropped.
async fn drain<E>(payload: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin), most_bytes: u64) {
    let mut dropped = 0;
    while let Some(Ok(chunk)) = payload.next().await {
        dropped += chunk.len() as u64;
        if dropped > most_bytes {
            return;
        }
    }
}

/// Written down and really there: a photo whose original has got lost is taken in again. Touched before anybody looks for
/// its files: from then on it is not forgotten, and its files stay.
async fn known(app: &App, hash: PhotoHash) -> Result<Option<PhotoRow>, AppError> {
    let now = app.clock.now();
    let row = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::photos::get(conn, hash)?))
        .await?;
    if row.is_none() {
        return Ok(None);
    }
    let there = app
        .db
        .write(move |conn| Ok::<_, AppError>(store::photos::touch(conn, hash, now)?))
        .await?;
    if !there || app.photos.head(hash, Copy::Original).await?.is_none() {
        return Ok(None);
    }
    Ok(row)
}

/// The photo was forgotten, and a job is to remove its files: not before those of this upload are written down. No job of
/// that kind can come up meanwhile, since only a row that nobody has used for days brings one.
async fn put_off_removal(app: &App, hash: PhotoHash) -> Result<(), AppError> {
    let (kind, key) = (Kind::RemovePhoto.as_str(), hash.to_string());
    let asked = key.clone();
    let forgotten = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::jobs::is_unfinished(conn, kind, &asked)?))
        .await?;
    if !forgotten {
        return Ok(());
    }
    let until = app.clock.now() + LONGEST_UPLOAD;
    let put_off = app
        .db
        .write(move |conn| Ok::<_, AppError>(store::jobs::put_off(conn, kind, &key, until)?))
        .await?;
    match put_off {
        PutOff::Until => Ok(()),
        PutOff::Running => Err(AppError::overloaded(REMOVAL_S)),
    }
}

async fn write(app: &App, caller: &Caller, accepted: Accepted) -> Result<PhotoRow, AppError> {
    let (now, caller) = (app.clock.now(), caller.clone());
    let work = move |conn: &mut Conn| insert(conn, &caller, &accepted, now);
    app.db.write(work).await
}

/// Writes down what is known of a photo that is kept.
pub fn insert(
    conn: &mut Conn,
    caller: &Caller,
    accepted: &Accepted,
    now: Micros,
) -> Result<PhotoRow, AppError> {
    let row = row(conn, &caller.reference, caller.actor.user, accepted, now)?;
    store::photos::insert_if_new(conn, &row)?;
    // Somebody else may have been first with the same bytes; what they wrote holds.
    let stored = store::photos::get(conn, accepted.hash)?;
    Ok(stored.context("a photo just written")?)
}

fn row(
    conn: &mut Conn,
    reference: &Reference,
    user: domain::id::UserId,
    accepted: &Accepted,
    now: Micros,
) -> Result<PhotoRow, AppError> {
    let meta = &accepted.facts.meta;
    let rules = &reference.rulebook.evidence;
    let taken_at = meta.taken.map(|taken| taken.at);
    let mut flags: Vec<Flag> = flags_at_upload(taken_at, now, rules)
        .into_iter()
        .map(present::flag)
        .collect();
    if looks_like_an_earlier_one(conn, accepted, rules.near_duplicate_bits)? {
        flags.push(Flag::NearDuplicate);
    }
    flags.extend(accepted.flags.iter().filter_map(damage));
    let bands = bands(accepted.phash.0).map(i64::from);
    Ok(PhotoRow {
        sha256: accepted.hash,
        bytes: i64::try_from(accepted.facts.bytes).context("bytes")?,
        media_type: accepted.facts.media_type.as_str().to_owned(),
        width: i64::from(accepted.width),
        height: i64::from(accepted.height),
        orientation: i64::from(meta.orientation.number()),
        taken_at,
        taken_offset_s: meta.taken.and_then(|taken| taken.offset_s).map(i64::from),
        lon: meta.position.map(|position| position.lon),
        lat: meta.position.map(|position| position.lat),
        accuracy_m: meta.position.and_then(|position| position.accuracy_m),
        camera: meta.camera.clone(),
        phash: accepted.phash.0.cast_signed(),
        band_a: bands[0],
        band_b: bands[1],
        band_c: bands[2],
        band_d: bands[3],
        flags: serde_json::to_string(&flags).context("flags")?,
        uploaded_by: user,
        uploaded_at: now,
        used_at: None,
    })
}

/// What is doubtful about time and place the rules say (`flags_at_upload`); what is broken, the reader alone knows.
fn damage(flag: &photo::Flag) -> Option<Flag> {
    match flag {
        photo::Flag::PictureDamaged => Some(Flag::PictureDamaged),
        photo::Flag::ExifDamaged => Some(Flag::ExifDamaged),
        photo::Flag::NoExifTime | photo::Flag::NoExifPosition | photo::Flag::TimeOffsetAssumed => {
            None
        }
    }
}

fn looks_like_an_earlier_one(
    conn: &mut Conn,
    accepted: &Accepted,
    most_bits: u32,
) -> Result<bool, AppError> {
    let fingerprint = accepted.phash.0;
    let probes = probes(fingerprint).map(|values| values.into_iter().map(i64::from).collect());
    let candidates = store::photos::near_duplicates(conn, probes, CANDIDATES)?;
    Ok(candidates.iter().any(|earlier| {
        earlier.sha256 != accepted.hash
            && is_near_duplicate(earlier.phash.cast_unsigned(), fingerprint, most_bits)
    }))
}

pub fn shown(row: &PhotoRow) -> Result<Photo, AppError> {
    let sha256 = Sha256(row.sha256.0);
    Ok(Photo {
        sha256,
        bytes: u64::try_from(row.bytes).context("bytes")?,
        media_type: row.media_type.clone(),
        width: u32::try_from(row.width).context("width")?,
        height: u32::try_from(row.height).context("height")?,
        taken_at: row.taken_at.map(|at| Time(at.0)),
        position: row.lon.zip(row.lat).map(|(lon, lat)| Point { lon, lat }),
        camera: row.camera.clone(),
        orientation: u8::try_from(row.orientation).context("orientation")?,
        phash: format!("{:016x}", row.phash),
        flags: serde_json::from_str(&row.flags).context("flags of a photo")?,
        urls: PhotoUrls::of(sha256),
    })
}

/// The uploader sees it, and whoever sees a case it stands on; for everybody else it does not exist.
pub fn visible(conn: &mut Conn, caller: &Caller, hash: PhotoHash) -> Result<PhotoRow, AppError> {
    let row = store::photos::get(conn, hash)?.ok_or_else(AppError::not_found)?;
    if row.uploaded_by == caller.actor.user {
        return Ok(row);
    }
    let cases: Vec<_> = store::case_photos::uses(conn, hash)?
        .into_iter()
        .map(|used| used.case_id)
        .collect();
    let sight = caller.sight();
    let seen = store::cases::get_all(conn, &cases)?
        .iter()
        .any(|row| sight.covers(&super::command::place(row)));
    if seen {
        Ok(row)
    } else {
        Err(AppError::not_found())
    }
}

/// Whoever sees the photo sees its copies; the bytes as they came tell what took them, and are for those who may know.
pub fn readable(
    conn: &mut Conn,
    caller: &Caller,
    hash: PhotoHash,
    copy: Copy,
) -> Result<PhotoRow, AppError> {
    let row = visible(conn, caller, hash)?;
    match copy == Copy::Original && !may_see_original(&caller.actor, row.uploaded_by) {
        true => Err(AppError::new(Code::Forbidden, Detail::OriginalNotYours)),
        false => Ok(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_and_what_the_rules_say_themselves_is_not_told_twice() {
        let told: Vec<Flag> = photo::Flag::ALL.iter().filter_map(damage).collect();
        assert_eq!(told, [Flag::ExifDamaged, Flag::PictureDamaged]);
    }
}
