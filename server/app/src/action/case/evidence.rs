//! Photos as evidence on a case: they exist, they are new where they must be, and what is doubtful about
//! each is written down at the moment it is used.

use std::collections::HashMap;

use anyhow::Context;
use domain::evidence::{EvidenceFlag, Fix, PhotoRole, flags_on_case, must_be_new, reused};
use domain::id::{CaseId, PhotoHash, UserId};
use domain::position::Point;
use domain::rulebook::EvidenceRules;
use domain::time::Micros;
use mirror::Shown;
use mobile_api::error::Code;
use mobile_api::photo::Flag;
use mobile_api::words::Detail;
use store::Conn;
use store::case_photos::{CasePhotoRow, PhotoKey};
use store::photos::PhotoRow;

use crate::action::refusal;
use crate::error::AppError;

/// Where and when the problem was reported: what a photo is held against.
pub struct Scene<'a> {
    pub reported_at: Micros,
    pub at: Fix,
    pub rules: &'a EvidenceRules,
}

/// Who brings photos to which case, and as what.
pub struct Bringing {
    pub by: UserId,
    pub case: CaseId,
    pub role: PhotoRole,
}

/// What is to be known of each photo, in order.
#[derive(Default)]
pub struct Examined {
    pub flags: Vec<Vec<Flag>>,
    /// On how many other cases it is evidence already; no more are counted than decide anything.
    pub other_cases: Vec<usize>,
}

/// Refuses what this person never sent, naming each, and evidence used before. What somebody else sent is not told from
/// what nobody sent: the hash of a photo opens nothing.
pub fn examine(
    conn: &mut Conn,
    bringing: &Bringing,
    photos: &[PhotoHash],
    scene: &Scene<'_>,
    now: Micros,
) -> Result<Examined, AppError> {
    let own: HashMap<PhotoHash, PhotoRow> = store::photo_uploads::own(conn, bringing.by, photos)?
        .into_iter()
        .map(|row| (row.sha256, row))
        .collect();
    refuse_missing(conn, bringing, photos, &own)?;
    lock(conn, photos, &own, now)?;
    // Behind the locks: nobody else uses them at this moment.
    refuse_reused(conn, bringing, photos, &own)?;
    let mut examined = Examined::default();
    for hash in photos {
        let row = own
            .get(hash)
            .context("a photo that was there a moment ago")?;
        let most = scene.rules.same_photo_max;
        // What must be new is on no case at all.
        let others = match must_be_new(bringing.role) {
            true => Vec::new(),
            false => store::case_photos::other_cases(conn, key(row), bringing.case, most)?,
        };
        let mut flags = flags(bringing.role, row, scene)?;
        if !others.is_empty() {
            flags.insert(0, EvidenceFlag::Reused.shown());
        }
        examined.flags.push(flags);
        examined.other_cases.push(others.len());
    }
    Ok(examined)
}

/// In one order whoever asks, so that two who bring the same photos do not wait for each other. Of all files that show one
/// picture the first is held too: two who bring two of them at one moment are told apart by it.
fn lock(
    conn: &mut Conn,
    photos: &[PhotoHash],
    own: &HashMap<PhotoHash, PhotoRow>,
    now: Micros,
) -> Result<(), AppError> {
    let mut in_order: Vec<(PhotoHash, Option<usize>)> = Vec::new();
    for (place, hash) in photos.iter().enumerate() {
        in_order.push((*hash, Some(place)));
        let picture = own.get(hash).and_then(|row| row.picture_hash.as_deref());
        if let Some(picture) = picture {
            let first = store::photos::first_alike(conn, picture)?;
            in_order.extend(
                first
                    .filter(|first| first != hash)
                    .map(|first| (first, None)),
            );
        }
    }
    in_order.sort_unstable();
    for (hash, place) in in_order {
        match place {
            Some(place) if !store::photos::mark_used(conn, hash, now)? => {
                return Err(missing([place].into_iter()));
            }
            Some(_) => {}
            None => {
                store::photos::hold(conn, hash)?;
            }
        }
    }
    Ok(())
}

/// As the store is asked about it.
pub fn key(row: &PhotoRow) -> PhotoKey<'_> {
    PhotoKey {
        sha256: row.sha256,
        picture_hash: row.picture_hash.as_deref(),
    }
}

/// Writes down which photos the event brought.
pub fn attach(
    conn: &mut Conn,
    case: CaseId,
    role: PhotoRole,
    event_seq: i64,
    photos: &[PhotoHash],
    flags: &[Vec<Flag>],
) -> Result<(), AppError> {
    for (position, (hash, flags)) in photos.iter().zip(flags).enumerate() {
        let row = CasePhotoRow {
            case_id: case,
            sha256: *hash,
            role: role.as_str().to_owned(),
            event_seq,
            position: position as i64,
            flags: serde_json::to_string(flags).context("flags")?,
        };
        match store::case_photos::insert(conn, &row) {
            // Two handlings at the same moment with the same photo: the second learns it here.
            Err(error) if error.is_unique("case_photos_after") => {
                return Err(refusal::reused(position));
            }
            written => written?,
        }
    }
    Ok(())
}

fn refuse_missing(
    conn: &mut Conn,
    bringing: &Bringing,
    photos: &[PhotoHash],
    own: &HashMap<PhotoHash, PhotoRow>,
) -> Result<(), AppError> {
    let strange: Vec<usize> = (0..photos.len())
        .filter(|place| !own.contains_key(&photos[*place]))
        .collect();
    if strange.is_empty() {
        return Ok(());
    }
    if must_be_new(bringing.role) {
        // Everybody who acts on the case sees what stands on it: that it is used says nothing new.
        let shown = store::case_photos::on_case(conn, bringing.case)?;
        if let Some(place) = strange
            .iter()
            .find(|place| shown.contains(&photos[**place]))
        {
            return Err(refusal::reused(*place));
        }
    }
    Err(missing(strange.into_iter()))
}

fn missing(places: impl ExactSizeIterator<Item = usize>) -> AppError {
    let summary = AppError::new(
        Code::PhotoMissing,
        Detail::PhotosMissing {
            count: places.len(),
        },
    );
    places.fold(summary, |error, place| {
        error.at(
            format!("/photos/{place}"),
            Code::PhotoMissing,
            Detail::PhotoMissing,
        )
    })
}

fn refuse_reused(
    conn: &mut Conn,
    bringing: &Bringing,
    photos: &[PhotoHash],
    own: &HashMap<PhotoHash, PhotoRow>,
) -> Result<(), AppError> {
    if !must_be_new(bringing.role) {
        return Ok(());
    }
    let mut used = Vec::new();
    for row in own.values() {
        if store::case_photos::is_evidence(conn, key(row))? {
            used.push(row.sha256);
        }
    }
    match reused(bringing.role, photos, |hash| used.contains(hash)).first() {
        Some(place) => Err(refusal::reused(*place)),
        None => Ok(()),
    }
}

fn flags(role: PhotoRole, photo: &PhotoRow, scene: &Scene<'_>) -> anyhow::Result<Vec<Flag>> {
    let mut flags: Vec<Flag> = serde_json::from_str(&photo.flags).context("a photo's flags")?;
    let taken_where = photo.lon.zip(photo.lat).map(|(lon, lat)| Fix {
        point: Point { lon, lat },
        accuracy_m: photo.accuracy_m,
    });
    let doubts = flags_on_case(
        role,
        photo.taken_at,
        scene.reported_at,
        taken_where,
        scene.at,
        scene.rules,
    );
    flags.extend(doubts.into_iter().map(Shown::shown));
    flags.sort_unstable();
    flags.dedup();
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn taken(point: Point, accuracy_m: Option<f64>) -> PhotoRow {
        PhotoRow {
            sha256: PhotoHash([1; 32]),
            bytes: 1,
            media_type: "image/jpeg".into(),
            width: 1,
            height: 1,
            orientation: 1,
            taken_at: None,
            taken_offset_s: None,
            lon: Some(point.lon),
            lat: Some(point.lat),
            accuracy_m,
            camera: None,
            phash: 0,
            band_a: 0,
            band_b: 0,
            band_c: 0,
            band_d: 0,
            flags: "[]".into(),
            uploaded_by: UserId(Uuid::from_u128(1)),
            uploaded_at: Micros(0),
            used_at: None,
            picture_hash: None,
        }
    }

    #[test]
    fn a_photo_is_far_only_beyond_what_its_own_fix_allows() {
        let at = Point {
            lon: 105.72,
            lat: 34.58,
        };
        let rules = EvidenceRules::default();
        let scene = Scene {
            reported_at: Micros(0),
            at: Fix {
                point: at,
                accuracy_m: None,
            },
            rules: &rules,
        };
        for (accuracy_m, expected) in [
            (None, &[Flag::FarFromCase][..]),
            (Some(40.0), &[Flag::FarFromCase]),
            (Some(60.0), &[]),
        ] {
            // 150 m to the north.
            let north = Point {
                lat: at.lat + 150.0 / 111_195.08,
                ..at
            };
            let photo = taken(north, accuracy_m);
            let flags = flags(PhotoRole::Before, &photo, &scene).unwrap();
            assert_eq!(flags, expected, "{accuracy_m:?}");
        }
    }
}
