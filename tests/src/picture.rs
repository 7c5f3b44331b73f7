//! Pictures for tests: small real JPEGs, each with pixels of its own, so that each is new evidence.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use fixtures::scene::{Drawn, Shot, photo};
use mobile_api::time::Time;

static SCENE: LazyLock<Drawn> =
    LazyLock::new(|| Drawn::of(&small(Shot::default())).expect("a scene with a size"));

/// The same scene every time, with a mark and a comment that are never the same.
pub fn fresh() -> Vec<u8> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    commented(
        &SCENE.marked(number),
        &format!("{}-{number}", std::process::id()),
    )
}

/// A photo as a phone takes it, at that moment and place.
pub fn taken(at: Time, lon: f64, lat: f64) -> Vec<u8> {
    photo(&small(Shot {
        taken_at_unix_ms: at.0.div_euclid(1000),
        lon,
        lat,
        ..Shot::default()
    }))
}

/// Of another place; the same number, the same picture.
pub fn of_place(seed: u64) -> Vec<u8> {
    photo(&small(Shot {
        seed,
        ..Shot::default()
    }))
}

pub fn small(shot: Shot) -> Shot {
    Shot {
        width: 96,
        height: 72,
        quality: 60,
        ..shot
    }
}

/// Without any EXIF, as after a chat program.
pub fn stripped() -> Vec<u8> {
    photo(&small(Shot {
        exif: false,
        ..Shot::default()
    }))
}

/// The JPEG with a comment segment right after its first marker.
pub fn commented(jpeg: &[u8], comment: &str) -> Vec<u8> {
    let length = u16::try_from(comment.len() + 2).expect("a short comment");
    let mut marked = Vec::with_capacity(jpeg.len() + comment.len() + 4);
    marked.extend_from_slice(&jpeg[..2]);
    marked.extend_from_slice(&[0xFF, 0xFE]);
    marked.extend_from_slice(&length.to_be_bytes());
    marked.extend_from_slice(comment.as_bytes());
    marked.extend_from_slice(&jpeg[2..]);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fresh_picture_has_bytes_of_its_own() {
        assert_ne!(fresh(), fresh());
        assert_ne!(SCENE.marked(1), SCENE.marked(2));
        assert_eq!(of_place(3), of_place(3));
        assert_ne!(of_place(3), of_place(4));
    }
}
