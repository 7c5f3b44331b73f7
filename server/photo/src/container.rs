//! What the three walks (JPEG, PNG, WebP) find in a file without decoding a pixel.

use crate::need::Coding;

/// The parts of a picture file that are needed before anything is decoded.
#[derive(Debug, Default)]
pub(crate) struct Container<'a> {
    /// As stored, before orientation; none when the file ends or breaks before it says.
    pub size: Option<(u32, u32)>,
    /// The raw TIFF structure of the EXIF block.
    pub exif: Option<&'a [u8]>,
    /// How often a JPEG goes over the picture; nothing for the other two.
    pub scans: u32,
    /// How the pixels are packed: what decoding them takes follows from it.
    pub coding: Option<Coding>,
    /// Whether the file's own end was reached.
    pub complete: bool,
}

pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..at + 2)?;
    Some(u32::from(pair[0]) << 8 | u32::from(pair[1]))
}

pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at + 2)?)
}

pub(crate) fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    be16(bytes, at).map(|pair| u32::from((pair as u16).swap_bytes()))
}

pub(crate) fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

pub(crate) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}
