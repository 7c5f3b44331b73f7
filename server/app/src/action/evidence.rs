//! Photos as evidence on a case: they exist, they are new where they must be, and what is doubtful about
//! each is written down at the moment it is used.

use std::collections::HashMap;

use anyhow::Context;
use domain::evidence::{Fix, PhotoRole, flags_on_case, reused};
use domain::id::{CaseId, PhotoHash};
use domain::position::Point;
use domain::rulebook::EvidenceRules;
use domain::time::Micros;
use mobile_api::error::Code;
use mobile_api::photo::Flag;
use mobile_api::words::Detail;
use store::Conn;
use store::case_photos::CasePhotoRow;
use store::photos::PhotoRow;

use super::refusal;
use crate::error::AppError;
use crate::present;

/// Where and when the problem was reported: what a photo is held against.
pub struct Scene<'a> {
    pub reported_at: Micros,
    pub at: Fix,
    pub rules: &'a EvidenceRules,
}

/// The flags of each photo, in order. Refuses what was never uploaded, naming each, and evidence used before.
pub fn examine(
    conn: &mut Conn,
    role: PhotoRole,
    photos: &[PhotoHash],
    scene: &Scene<'_>,
    now: Micros,
) -> Result<Vec<Vec<Flag>>, AppError> {
    let known: HashMap<PhotoHash, PhotoRow> = store::photos::get_all(conn, photos)?
        .into_iter()
        .map(|row| (row.sha256, row))
        .collect();
    refuse_missing(photos, &known)?;
    refuse_reused(conn, role, photos)?;
    photos
        .iter()
        .enumerate()
        .map(|(place, hash)| {
            if !store::photos::mark_used(conn, *hash, now)? {
                return Err(missing([place].into_iter()));
            }
            let row = known
                .get(hash)
                .context("a photo that was there a moment ago")?;
            Ok(flags(role, row, scene)?)
        })
        .collect()
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
    photos: &[PhotoHash],
    known: &HashMap<PhotoHash, PhotoRow>,
) -> Result<(), AppError> {
    let unknown: Vec<usize> = (0..photos.len())
        .filter(|place| !known.contains_key(&photos[*place]))
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(missing(unknown.into_iter()))
    }
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

fn refuse_reused(conn: &mut Conn, role: PhotoRole, photos: &[PhotoHash]) -> Result<(), AppError> {
    if role != PhotoRole::After {
        return Ok(());
    }
    let mut used = Vec::new();
    for hash in photos {
        if !store::case_photos::uses(conn, *hash)?.is_empty() {
            used.push(*hash);
        }
    }
    match reused(role, photos, |hash| used.contains(hash)).first() {
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
    flags.extend(doubts.into_iter().map(present::flag));
    flags.sort_unstable();
    flags.dedup();
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::photo::sample;
    use domain::id::UserId;
    use uuid::Uuid;

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
        let uploader = UserId(Uuid::from_u128(1));
        for (accuracy_m, expected) in [
            (None, &[Flag::FarFromCase][..]),
            (Some(40.0), &[Flag::FarFromCase]),
            (Some(60.0), &[]),
        ] {
            let photo = PhotoRow {
                lon: Some(at.lon),
                // 150 m to the north.
                lat: Some(at.lat + 150.0 / 111_195.08),
                accuracy_m,
                ..sample::row(PhotoHash([1; 32]), uploader, Micros(0))
            };
            let flags = flags(PhotoRole::Before, &photo, &scene).unwrap();
            assert_eq!(flags, expected, "{accuracy_m:?}");
        }
    }
}
