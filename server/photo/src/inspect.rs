//! Everything that can be known of a picture before a pixel is decoded, and every refusal that needs no decoding:
//! a decompression bomb is stopped by what its header announces.

use crate::container::Container;
use crate::error::Error;
use crate::exif_block::{Meta, read_meta};
use crate::limits::Limits;
use crate::need::{self, Coding};
use crate::sniff::{MediaType, sniff};
use crate::{jpeg_walk, png_walk, webp_walk};

/// Programs write about ten.
const MOST_SCANS: u32 = 100;
/// A scan is a few bytes of file and a pass over the whole picture: so many over the largest, more over smaller ones.
const MOST_SCANS_OF_THE_LARGEST: u64 = 16;

#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub media_type: MediaType,
    pub bytes: u64,
    /// As stored in the file; `upright_size` is what a viewer sees.
    pub width: u32,
    pub height: u32,
    pub meta: Meta,
    pub(crate) coding: Coding,
}

impl Facts {
    pub fn upright_size(&self) -> (u32, u32) {
        self.meta.orientation.upright_size(self.width, self.height)
    }
}

pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Facts, Error> {
    let media_type = sniff(bytes)?;
    limits.check_bytes(bytes.len() as u64)?;
    let Container {
        size,
        exif,
        scans,
        coding,
        complete,
    } = match media_type {
        MediaType::Jpeg => jpeg_walk::walk(bytes),
        MediaType::Png => png_walk::walk(bytes),
        MediaType::WebP => webp_walk::walk(bytes),
    };
    let (width, height) = match size {
        Some(size) => size,
        None if complete => return Err(Error::unreadable("no picture size in it")),
        None => return Err(Error::Truncated),
    };
    if width == 0 || height == 0 {
        return Err(Error::unreadable("a picture without width or height"));
    }
    limits.check_size(width, height)?;
    if !complete {
        return Err(Error::Truncated);
    }
    let passed_over = u64::from(scans) * u64::from(width) * u64::from(height);
    if scans > MOST_SCANS || passed_over > MOST_SCANS_OF_THE_LARGEST * limits.max_pixels {
        return Err(Error::unreadable("too many scans"));
    }
    let coding = coding.ok_or_else(|| Error::unreadable("its parts disagree about its size"))?;
    need::check(&coding, width, height)?;
    Ok(Facts {
        coding,
        media_type,
        bytes: bytes.len() as u64,
        width,
        height,
        meta: read_meta(exif),
    })
}
