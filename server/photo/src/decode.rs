//! From a file's bytes to rows of pixels, no larger than what is needed of them where the format allows that.
//! Leaves out size limits (checked before by `inspect`) and orientation (applied to the small copy).

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Error;
use crate::inspect::Facts;
use crate::raster::Raster;
use crate::sniff::MediaType;
use crate::{decode_jpeg, decode_png, decode_webp};

pub(crate) struct Decoded {
    /// The whole picture, at full size or, when it is large, at a half, a quarter or an eighth of it.
    pub raster: Raster,
    /// Some of the file had to be passed over.
    pub damaged: bool,
}

/// A decoder that gives up by panicking on a strange file has only said
/// that the file is unreadable.
pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let decoded = catch_unwind(AssertUnwindSafe(|| match facts.media_type {
        MediaType::Jpeg => decode_jpeg::decode(bytes, facts),
        MediaType::Png => decode_png::decode(bytes, facts),
        MediaType::WebP => decode_webp::decode(bytes, facts),
    }));
    let decoded = decoded.unwrap_or_else(|_| Err(Error::unreadable("its decoder gave up")))?;
    if !decoded.raster.is_whole() {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    Ok(decoded)
}
