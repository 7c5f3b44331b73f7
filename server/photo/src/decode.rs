//! From a file's bytes to rows of 8-bit pixels, in whatever of three layouts costs least: a JPEG stays in the
//! luma-chroma form it is stored in, since the copies are written in the same form again.
//! Leaves out size limits (checked before by `inspect`) and orientation (applied to the small copy).

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::ImageDecoder;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use crate::error::Error;
use crate::inspect::Facts;
use crate::sniff::MediaType;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Luma,
    YCbCr,
    Rgb,
}

impl Layout {
    pub fn channels(self) -> usize {
        match self {
            Layout::Luma => 1,
            Layout::YCbCr | Layout::Rgb => 3,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Raster {
    pub pixels: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
}

/// A decoder that gives up by panicking on a strange file has only said that the file is unreadable.
pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Raster, Error> {
    let decoded = catch_unwind(AssertUnwindSafe(|| match facts.media_type {
        MediaType::Jpeg => decode_jpeg(bytes, facts),
        MediaType::Png => decode_png(bytes, facts),
        MediaType::WebP => decode_webp(bytes, facts),
    }));
    let raster = decoded.unwrap_or_else(|_| Err(Error::unreadable("its decoder gave up")))?;
    let expected = raster.width as usize * raster.height as usize * raster.layout.channels();
    if (raster.width, raster.height) != (facts.width, facts.height)
        || raster.pixels.len() != expected
    {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    Ok(raster)
}

fn decode_jpeg(bytes: &[u8], facts: &Facts) -> Result<Raster, Error> {
    let options = DecoderOptions::default()
        .set_max_width(facts.width as usize)
        .set_max_height(facts.height as usize);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(Error::unreadable)?;
    let (out, layout) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, Layout::Luma),
        Some(ColorSpace::YCbCr) => (ColorSpace::YCbCr, Layout::YCbCr),
        _ => (ColorSpace::RGB, Layout::Rgb),
    };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(out));
    let pixels = decoder.decode().map_err(Error::unreadable)?;
    let info = decoder
        .info()
        .ok_or_else(|| Error::unreadable("no frame in it"))?;
    Ok(Raster {
        pixels,
        width: u32::from(info.width),
        height: u32::from(info.height),
        layout,
    })
}

fn decode_png(bytes: &[u8], facts: &Facts) -> Result<Raster, Error> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(Error::unreadable)?;
    let (color, _) = reader.output_color_type();
    let layout = match color {
        png::ColorType::Grayscale => Layout::Luma,
        _ => Layout::Rgb,
    };
    let mut pixels = Vec::new();
    if reader.info().interlaced {
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| Error::unreadable("its size overflows"))?;
        let mut frame = vec![0; size];
        reader.next_frame(&mut frame).map_err(Error::unreadable)?;
        append_opaque(&frame, color, &mut pixels);
    } else {
        // Row by row, so that the alpha channel of a large picture is never held.
        let size = facts.width as usize * facts.height as usize * layout.channels();
        pixels.reserve_exact(size);
        while let Some(row) = reader.next_row().map_err(Error::unreadable)? {
            append_opaque(row.data(), color, &mut pixels);
        }
    }
    let info = reader.info();
    Ok(Raster {
        pixels,
        width: info.width,
        height: info.height,
        layout,
    })
}

fn decode_webp(bytes: &[u8], facts: &Facts) -> Result<Raster, Error> {
    let decoder =
        image::codecs::webp::WebPDecoder::new(Cursor::new(bytes)).map_err(Error::unreadable)?;
    let (width, height) = decoder.dimensions();
    if (width, height) != (facts.width, facts.height) {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    let alpha = decoder.color_type().has_alpha();
    let size = usize::try_from(decoder.total_bytes()).map_err(Error::unreadable)?;
    let mut frame = vec![0; size];
    decoder.read_image(&mut frame).map_err(Error::unreadable)?;
    let pixels = if alpha {
        let mut pixels = Vec::with_capacity(size / 4 * 3);
        append_opaque(&frame, png::ColorType::Rgba, &mut pixels);
        pixels
    } else {
        frame
    };
    Ok(Raster {
        pixels,
        width,
        height,
        layout: Layout::Rgb,
    })
}

/// Appends pixels without their alpha, laid on white: what a transparent picture shows on paper.
fn append_opaque(from: &[u8], color: png::ColorType, to: &mut Vec<u8>) {
    match color {
        png::ColorType::GrayscaleAlpha => {
            let (pixels, _) = from.as_chunks::<2>();
            to.extend(pixels.iter().flat_map(|&[grey, alpha]| {
                let value = on_white(grey, alpha);
                [value, value, value]
            }));
        }
        png::ColorType::Rgba => {
            let (pixels, _) = from.as_chunks::<4>();
            to.extend(pixels.iter().flat_map(|&[red, green, blue, alpha]| {
                [
                    on_white(red, alpha),
                    on_white(green, alpha),
                    on_white(blue, alpha),
                ]
            }));
        }
        _ => to.extend_from_slice(from),
    }
}

fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_is_white_and_opaque_is_itself() {
        assert_eq!(on_white(0, 0), 255);
        assert_eq!(on_white(17, 255), 17);
        assert_eq!(on_white(0, 128), 127);
    }
}
