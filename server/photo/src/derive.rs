//! From a picture to what is shown of it: the upright display copy and thumbnail, and the perceptual hash.
//! One thread, no I/O; the order is what makes it cheap: shrink first, turn the small copy, hash the smallest.

use crate::copies::{fit, resize, to_jpeg, upright};
use crate::decode::{Decoded, decode};
use crate::error::Error;
use crate::fingerprint::{Fingerprint, fingerprint};
use crate::inspect::Facts;
use crate::need::SHOWN_LONGEST;

const THUMBNAIL_LONGEST: u32 = 400;
const DISPLAY_QUALITY: u8 = 82;
const THUMBNAIL_QUALITY: u8 = 75;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// JPEG, long side at most 1600, upright, without metadata.
    pub display: Vec<u8>,
    /// JPEG, long side at most 400, upright, without metadata.
    pub thumbnail: Vec<u8>,
    pub phash: Fingerprint,
    /// The original's size as a viewer sees it: upright.
    pub width: u32,
    pub height: u32,
    /// Part of the picture was broken; the copies show the rest.
    pub damaged: bool,
}

/// The steps of `derive`, for whoever measures them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Decoded,
    DisplayShrunk,
    DisplayEncoded,
    ThumbnailMade,
    Hashed,
}

pub fn derive(bytes: &[u8], facts: &Facts) -> Result<Derived, Error> {
    derive_watched(bytes, facts, |_| {})
}

/// Tells of each stage as it ends.
pub fn derive_watched(
    bytes: &[u8],
    facts: &Facts,
    mut done: impl FnMut(Stage),
) -> Result<Derived, Error> {
    let Decoded { raster, damaged } = decode(bytes, facts)?;
    done(Stage::Decoded);
    // From the size of the original, not of what was decoded, which may be rounded.
    let longest = SHOWN_LONGEST.min(raster.width.max(raster.height));
    let display_size = fit(facts.width, facts.height, longest);
    let small = resize(&raster, display_size)?;
    drop(raster);
    let shown = upright(small, facts.meta.orientation);
    done(Stage::DisplayShrunk);
    let display = to_jpeg(&shown, DISPLAY_QUALITY)?;
    done(Stage::DisplayEncoded);
    let tiny = resize(&shown, fit(shown.width, shown.height, THUMBNAIL_LONGEST))?;
    drop(shown);
    let thumbnail = to_jpeg(&tiny, THUMBNAIL_QUALITY)?;
    done(Stage::ThumbnailMade);
    let phash = fingerprint(&tiny)
        .ok_or_else(|| Error::Store("the perceptual hash is not 64 bits".to_owned()))?;
    done(Stage::Hashed);
    let (width, height) = facts.upright_size();
    Ok(Derived {
        display,
        thumbnail,
        phash,
        width,
        height,
        damaged,
    })
}
