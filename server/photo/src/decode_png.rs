//! PNG of every kind (palette, grey, 16 bits, alpha, interlaced) to 8-bit grey or RGB, row by row where it can be.

use std::io::Cursor;

use png::ColorType;

use crate::decode::Decoded;
use crate::error::Error;
use crate::inspect::Facts;
use crate::opaque;
use crate::raster::{Layout, Raster};

pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // Compressed text and profiles are how a small file becomes a large one; nothing here needs them.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(Error::unreadable)?;
    if reader.info().size() != (facts.width, facts.height) {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    let (color, _) = reader.output_color_type();
    let layout = match color {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => Layout::Luma,
        ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => Layout::Rgb,
    };
    let size = facts.width as usize * facts.height as usize * layout.channels();
    let mut pixels = Vec::with_capacity(size);
    if reader.info().interlaced {
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| Error::unreadable("its size overflows"))?;
        let mut frame = vec![0; size];
        reader.next_frame(&mut frame).map_err(Error::unreadable)?;
        append(&frame, color, &mut pixels);
    } else {
        // The alpha channel of a large picture is never held.
        while let Some(row) = reader.next_row().map_err(Error::unreadable)? {
            append(row.data(), color, &mut pixels);
        }
    }
    Ok(Decoded {
        raster: Raster {
            pixels,
            width: facts.width,
            height: facts.height,
            layout,
        },
        damaged: false,
    })
}

fn append(from: &[u8], color: ColorType, to: &mut Vec<u8>) {
    match color {
        ColorType::GrayscaleAlpha => opaque::append_grey(from, to),
        ColorType::Rgba => opaque::append_color(from, to),
        ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => to.extend_from_slice(from),
    }
}
