//! A photo comes in: streamed to disk while it is hashed, inspected and shrunk behind the gate, kept for
//! good, and only then written down. The same bytes again are answered with what is known of them.

use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use domain::evidence::{bands, flags_at_upload, is_near_duplicate, probes};
use domain::id::{PhotoHash, UserId};
use domain::permission::{Place, may_see_original, may_verify};
use domain::time::{Micros, Span, hours};
use futures_util::{Stream, StreamExt};
use mirror::Shown;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::photo::{Flag, Photo, PhotoUrls};
use mobile_api::position::Point;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use photo::{Accepted, Copy, Staged};
use store::Conn;
use store::jobs::PutOff;
use store::photo_uploads::UploadRow;
use store::photos::PhotoRow;

use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::job::Kind;
use crate::log::cause;
use crate::state::App;
use city::City;

pub mod share;

/// Earlier photos looked at for each band of a fingerprint.
const CANDIDATES: i64 = 200;

/// From the last byte to the row, the queue at the gate included: minutes.
const LONGEST_UPLOAD: Span = hours(1);
/// Removing three files takes no longer, as a rule.
const REMOVAL_S: u64 = 2;

/// As this person sees it: what others have sent does not exist for them.
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
    length: Option<u64>,
    payload: impl Stream<Item = Result<Bytes, AppError>> + Unpin,
) -> Result<(Uploaded, Photo), AppError> {
    let share = share::take(app, caller, length).await?;
    let staged = stage(app, announced, payload).await?;
    if let Some((uploaded, known)) = known(app, caller, announced).await? {
        return Ok((uploaded, shown(&known)?));
    }
    put_off_removal(app, announced).await?;
    let (shared, caller) = (Arc::clone(app), caller.clone());
    let kept = async move {
        let accepted = shared.photos.accept(&shared.gate, staged).await?;
        let row = write(&shared, &caller, accepted).await;
        drop(share);
        row
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
/// its files: from then on it is not forgotten, and its files stay. Whoever asks has sent the very bytes.
async fn known(
    app: &App,
    caller: &Caller,
    hash: PhotoHash,
) -> Result<Option<(Uploaded, PhotoRow)>, AppError> {
    let (now, user) = (app.clock.now(), caller.actor.user);
    let row = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::photos::get(conn, hash)?))
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sent = move |conn: &mut Conn| {
        let there = store::photos::touch(conn, hash, now)?;
        Ok::<_, AppError>(match there {
            true => Some(sent_by(conn, user, hash, now)?),
            false => None,
        })
    };
    let Some(uploaded) = app.db.write(sent).await? else {
        return Ok(None);
    };
    let lost = app.photos.head(hash, Copy::Original).await?.is_none();
    Ok((!lost).then_some((uploaded, row)))
}

fn sent_by(
    conn: &mut Conn,
    user: UserId,
    sha256: PhotoHash,
    now: Micros,
) -> Result<Uploaded, AppError> {
    let row = UploadRow {
        sha256,
        user_id: user,
        uploaded_at: now,
    };
    Ok(match store::photo_uploads::record(conn, &row)? {
        true => Uploaded::New,
        false => Uploaded::AlreadyThere,
    })
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
    let row = row(conn, &caller.city, caller.actor.user, accepted, now)?;
    store::photos::insert_if_new(conn, &row)?;
    // Somebody else may have been first with the same bytes; what they wrote holds.
    let stored = store::photos::get(conn, accepted.hash)?;
    Ok(stored.context("a photo just written")?)
}

fn row(
    conn: &mut Conn,
    city: &City,
    user: UserId,
    accepted: &Accepted,
    now: Micros,
) -> Result<PhotoRow, AppError> {
    let meta = &accepted.facts.meta;
    let rules = &city.rulebook.evidence;
    let taken_at = meta.taken.map(|taken| taken.at);
    let mut flags: Vec<Flag> = flags_at_upload(taken_at, now, rules)
        .into_iter()
        .map(Shown::shown)
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
        picture_hash: Some(accepted.picture.to_string()),
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

/// So many of the cases that show it are looked at in one step.
const CASES_AT_ONCE: usize = 100;

/// The cases by which a photo is seen that somebody else has sent; one is enough for a copy of it. Who sees none, for them
/// it does not exist.
fn shown_on(
    conn: &mut Conn,
    caller: &Caller,
    hash: PhotoHash,
    copy: Copy,
) -> Result<Vec<Place>, AppError> {
    let mut cases: Vec<_> = store::case_photos::uses(conn, hash)?
        .into_iter()
        .map(|used| used.case_id)
        .collect();
    cases.dedup();
    let (sight, mut seen) = (caller.sight(), Vec::new());
    for cases in cases.chunks(CASES_AT_ONCE) {
        let shown = store::cases::get_all(conn, cases)?;
        let places = shown.iter().map(crate::action::case::sight::place);
        seen.extend(places.filter(|place| sight.covers(place)));
        if copy != Copy::Original && !seen.is_empty() {
            break;
        }
    }
    match seen.is_empty() {
        true => Err(AppError::not_found()),
        false => Ok(seen),
    }
}

/// Does this person know that the photo is kept? Of what others sent nothing is said.
pub async fn is_own(app: &App, caller: &Caller, hash: PhotoHash) -> Result<bool, AppError> {
    let user = caller.actor.user;
    let own = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::photo_uploads::is_own(conn, user, hash)?))
        .await?;
    Ok(own && app.photos.head(hash, Copy::Original).await?.is_some())
}

/// A photo somebody looks at, and whether it is yet to be noted that they have opened it.
pub struct Look {
    pub row: PhotoRow,
    to_note: bool,
}

/// Whoever verifies is held to have opened what the case shows, large enough to judge by it.
pub fn look(
    conn: &mut Conn,
    caller: &Caller,
    hash: PhotoHash,
    copy: Copy,
) -> Result<Look, AppError> {
    let row = readable(conn, caller, hash, copy)?;
    let user = caller.actor.user;
    let to_note = copy != Copy::Thumbnail
        && may_verify(caller.actor.role)
        && !store::photo_views::is_known(conn, user, hash)?
        && !store::photo_uploads::is_own(conn, user, hash)?;
    Ok(Look { row, to_note })
}

/// Noted once; where it cannot be, on a full disk, the picture is shown all the same.
pub async fn note(app: &App, caller: &Caller, look: &Look) {
    if !look.to_note {
        return;
    }
    let (user, hash, now) = (caller.actor.user, look.row.sha256, app.clock.now());
    let note = move |conn: &mut Conn| {
        Ok::<_, AppError>(store::photo_views::record(conn, user, hash, now)?)
    };
    if let Err(error) = app.db.write(note).await {
        tracing::warn!(
            error = cause(&error),
            "that a photo was opened could not be noted"
        );
    }
}

/// Whoever sees the photo sees its copies; the bytes as they came tell what took them, and are for those who may know.
fn readable(
    conn: &mut Conn,
    caller: &Caller,
    hash: PhotoHash,
    copy: Copy,
) -> Result<PhotoRow, AppError> {
    let row = store::photos::get(conn, hash)?.ok_or_else(AppError::not_found)?;
    // Whoever sent the bytes too has them.
    if store::photo_uploads::is_own(conn, caller.actor.user, hash)? {
        return Ok(row);
    }
    let seen = shown_on(conn, caller, hash, copy)?;
    match copy == Copy::Original && !may_see_original(&caller.actor, row.uploaded_by, &seen) {
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
