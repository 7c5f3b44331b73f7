//! JPEG by two decoders. A large photo, which is nearly every photo, is decoded at a fraction of its size: the cosine
//! transform gives a half, a quarter or an eighth for less work than the whole, in a ninth of the memory; where even the coefficients would fill what one
//! decode may take, an eighth is taken though it is less than wanted. What that
//! decoder does not take (small, CMYK, rare or broken files) goes to one that takes nearly everything.

use jpeg_decoder::{CodingProcess, PixelFormat};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use crate::decode::Decoded;
use crate::error::Error;
use crate::inspect::Facts;
use crate::limits::MEMORY_BYTES;
use crate::need::{Coding, Frame};
use crate::raster::{Layout, Raster};
use crate::shrink;

pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let Coding::Jpeg(frame) = &facts.coding else {
        return Err(Error::Store("a JPEG without a frame".to_owned()));
    };
    if let Some(raster) = decode_scaled(bytes, facts, frame) {
        return Ok(Decoded {
            raster,
            damaged: false,
        });
    }
    if !frame.fits_whole(facts.width, facts.height) {
        return Err(Error::unreadable("broken, and too large to be mended"));
    }
    if let Ok(raster) = decode_whole(bytes, facts, true) {
        return Ok(Decoded {
            raster,
            damaged: false,
        });
    }
    Ok(Decoded {
        raster: decode_whole(bytes, facts, false)?,
        damaged: true,
    })
}

/// None: not for this decoder.
fn decode_scaled(bytes: &[u8], facts: &Facts, frame: &Frame) -> Option<Raster> {
    let eighths = frame.eighths(facts.width, facts.height)?;
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MEMORY_BYTES as usize);
    decoder.read_info().ok()?;
    let info = decoder.info()?;
    // What was counted is what will be decoded.
    if (u32::from(info.width), u32::from(info.height)) != (facts.width, facts.height) {
        return None;
    }
    let layout = match (info.coding_process, info.pixel_format) {
        (CodingProcess::Lossless, _) => return None,
        (_, PixelFormat::RGB24) => Layout::Rgb,
        (_, PixelFormat::L8) => Layout::Luma,
        (_, PixelFormat::L16 | PixelFormat::CMYK32) => return None,
    };
    // The decoder stops at the first side that is long enough: the short one is asked for more than it ever has.
    let long = facts.width.max(facts.height);
    let longest = u16::try_from((long * eighths).div_ceil(8)).ok()?;
    let (width, height) = if facts.width >= facts.height {
        decoder.scale(longest, u16::MAX).ok()?
    } else {
        decoder.scale(u16::MAX, longest).ok()?
    };
    let (width, height) = (u32::from(width), u32::from(height));
    if !is_fraction(facts.width, width) || !is_fraction(facts.height, height) {
        return None;
    }
    Some(Raster {
        pixels: decoder.decode().ok()?,
        width,
        height,
        layout,
    })
}

fn is_fraction(whole: u32, part: u32) -> bool {
    [1, 2, 4, 8].iter().any(|&by| whole.div_ceil(by) == part)
}

/// Strict: nothing passed over. Lenient: what is there, with grey for what is missing, as viewers show it.
fn decode_whole(bytes: &[u8], facts: &Facts, strict: bool) -> Result<Raster, Error> {
    let options = DecoderOptions::default()
        .set_strict_mode(strict)
        .set_max_width(facts.width as usize)
        .set_max_height(facts.height as usize);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(Error::unreadable)?;
    let (color, layout) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, Layout::Luma),
        _ => (ColorSpace::RGB, Layout::Rgb),
    };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(color));
    let pixels = decoder.decode().map_err(Error::unreadable)?;
    let raster = Raster {
        pixels,
        width: facts.width,
        height: facts.height,
        layout,
    };
    match decoder.dimensions() {
        Some(size) if size == (facts.width as usize, facts.height as usize) => {
            Ok(shrink::in_place(raster))
        }
        _ => Err(Error::unreadable("its parts disagree about its size")),
    }
}
