//! Photos as phones send them: a few drawn scenes of the wanted size in bytes, each sent many times with a mark of its
//! own on the picture and a remark in the file, so that no two show the same and all cost the same to decode.

use anyhow::{Context, Result, ensure};
use domain::id::PhotoHash;
use domain::time::Micros;
use fixtures::scene::{Drawn, Kind, Shot, photo};
use mobile_api::hash::Sha256;

#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    /// A drawn scene compresses better than a real one: the quality rises until the file is as large as a phone's.
    pub at_least_bytes: usize,
}

/// What a chat program or a frugal camera app sends.
pub const SMALL: Size = Size {
    name: "400 KB",
    width: 2000,
    height: 1500,
    at_least_bytes: 370_000,
};
/// What a phone's camera writes: 12 megapixels.
pub const LARGE: Size = Size {
    name: "3–4 MB",
    width: 4000,
    height: 3000,
    at_least_bytes: 3_000_000,
};
/// For proving that the workload works.
pub const TINY: Size = Size {
    name: "tiny",
    width: 320,
    height: 240,
    at_least_bytes: 0,
};

const QUALITIES: [u8; 7] = [80, 84, 88, 92, 95, 96, 97];

#[derive(Clone)]
pub struct Picture {
    pub bytes: Vec<u8>,
    pub hash: PhotoHash,
}

pub struct Scenes {
    drawn: Vec<Drawn>,
    mean_bytes: usize,
}

impl Scenes {
    /// Drawn on all cores: a large one takes a second.
    pub fn draw(size: Size, scenes: usize, now: Micros) -> Result<Scenes> {
        let shot = |number: usize, quality: u8| Shot {
            seed: 100 + number as u64,
            kind: Kind::ALL[number % Kind::ALL.len()],
            taken_at_unix_ms: now.0 / 1000 - 600_000,
            width: size.width,
            height: size.height,
            quality,
            ..Shot::default()
        };
        let large_enough = |quality: &u8| photo(&shot(0, *quality)).len() >= size.at_least_bytes;
        let quality = QUALITIES.into_iter().find(large_enough);
        let quality =
            quality.with_context(|| format!("no quality gives {} bytes", size.at_least_bytes))?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut drawn = Vec::with_capacity(scenes);
        for start in (0..scenes).step_by(cores) {
            let numbers = start..(start + cores).min(scenes);
            std::thread::scope(|scope| -> Result<()> {
                let drawing: Vec<_> = numbers
                    .map(|number| scope.spawn(move || Drawn::of(&shot(number, quality))))
                    .collect();
                for scene in drawing {
                    let scene = scene.join().ok().flatten();
                    drawn.push(scene.context("drawing a scene")?);
                }
                Ok(())
            })?;
        }
        let bytes: usize = drawn.iter().map(|scene| scene.marked(0).len()).sum();
        Ok(Scenes {
            mean_bytes: bytes / scenes.max(1),
            drawn,
        })
    }

    pub fn picture(&self, number: usize) -> Result<Picture> {
        let scene = &self.drawn[number % self.drawn.len()];
        let marked = scene.marked((number / self.drawn.len()) as u64);
        let bytes = with_remark(
            &marked,
            &format!("xuncheng load {number} {}", uuid::Uuid::now_v7()),
        )?;
        let hash = PhotoHash(Sha256::of(&bytes).0);
        Ok(Picture { bytes, hash })
    }

    pub fn mean_bytes(&self) -> usize {
        self.mean_bytes
    }
}

/// A JPEG comment (marker FE) behind the application segments, where cameras leave theirs.
fn with_remark(jpeg: &[u8], remark: &str) -> Result<Vec<u8>> {
    let mut place = 2;
    while let [0xFF, 0xE0..=0xEF, high, low, ..] = jpeg.get(place..).unwrap_or_default() {
        place += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    ensure!(
        jpeg.starts_with(&[0xFF, 0xD8]) && place < jpeg.len(),
        "not a JPEG"
    );
    let length = u16::try_from(remark.len() + 2).context("a remark too long")?;
    let mut bytes = Vec::with_capacity(jpeg.len() + remark.len() + 4);
    bytes.extend_from_slice(&jpeg[..place]);
    bytes.extend_from_slice(&[0xFF, 0xFE]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(remark.as_bytes());
    bytes.extend_from_slice(&jpeg[place..]);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_one_scene_differ_in_what_is_seen() {
        let scenes = Scenes::draw(TINY, 1, Micros(1_772_413_200_000_000)).unwrap();
        let (one, other) = (scenes.picture(0).unwrap(), scenes.picture(1).unwrap());
        assert_ne!(one.hash, other.hash);
        let limits = photo::Limits::default();
        let seen = [&one, &other].map(|picture| {
            let facts = photo::inspect(&picture.bytes, &limits).unwrap();
            let derived = photo::derive(&picture.bytes, &facts).unwrap();
            (facts.width, facts.meta.camera.clone(), derived.thumbnail)
        });
        assert_eq!((seen[0].0, &seen[0].1), (seen[1].0, &seen[1].1));
        assert_ne!(seen[0].2, seen[1].2);
        assert!(
            seen[0].1.is_some(),
            "the camera's own segments are still found"
        );
    }

    #[test]
    fn what_is_no_jpeg_is_refused() {
        assert!(with_remark(b"GIF89a", "x").is_err());
        assert!(with_remark(&[0xFF, 0xD8], "x").is_err());
    }
}
