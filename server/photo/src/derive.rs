//! From a picture to what is shown of it: the upright display copy and thumbnail, and the perceptual hash.
//! One thread, no I/O; the order is what makes it cheap: shrink first, turn the small copy, hash the smallest.

use crate::copies::{shrink, to_jpeg, upright};
use crate::decode::decode;
use crate::error::Error;
use crate::fingerprint::{Fingerprint, fingerprint};
use crate::inspect::Facts;

const DISPLAY_LONGEST: u32 = 1600;
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
}

pub fn derive(bytes: &[u8], facts: &Facts) -> Result<Derived, Error> {
    let whole = decode(bytes, facts)?;
    let small = shrink(&whole, DISPLAY_LONGEST)?;
    drop(whole);
    let shown = upright(small, facts.meta.orientation);
    let display = to_jpeg(&shown, DISPLAY_QUALITY)?;
    let tiny = shrink(&shown, THUMBNAIL_LONGEST)?;
    drop(shown);
    let thumbnail = to_jpeg(&tiny, THUMBNAIL_QUALITY)?;
    let phash = fingerprint(&tiny)
        .ok_or_else(|| Error::Store("the perceptual hash is not 64 bits".to_owned()))?;
    let (width, height) = facts.upright_size();
    Ok(Derived {
        display,
        thumbnail,
        phash,
        width,
        height,
    })
}
