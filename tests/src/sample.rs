//! A photo as the database knows it, for tests that look at no picture.

use domain::id::{PhotoHash, UserId};
use domain::time::Micros;
use store::photos::PhotoRow;

/// Not used by any case.
pub fn row(sha256: PhotoHash, uploaded_by: UserId, uploaded_at: Micros) -> PhotoRow {
    PhotoRow {
        sha256,
        bytes: 1,
        media_type: "image/jpeg".into(),
        width: 1,
        height: 1,
        orientation: 1,
        taken_at: None,
        taken_offset_s: None,
        lon: None,
        lat: None,
        accuracy_m: None,
        camera: None,
        phash: 0,
        band_a: 0,
        band_b: 0,
        band_c: 0,
        band_d: 0,
        flags: "[]".into(),
        uploaded_by,
        uploaded_at,
        used_at: None,
        picture_hash: None,
    }
}
