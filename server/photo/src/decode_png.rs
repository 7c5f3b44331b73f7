//! PNG of every kind (palette, grey, 16 bits, alpha, interlaced) to 8-bit grey or RGB, row by row where it can be, and
//! shrunk on the way: a large picture is never held whole unless it is interlaced.

use std::io::Cursor;

use png::{ColorType, Limits};

use crate::decode::Decoded;
use crate::error::Error;
use crate::inspect::Facts;
use crate::limits::MEMORY_BYTES;
use crate::opaque;
use crate::raster::{Layout, Raster};
use crate::shrink::{self, Shrink};

pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let limits = Limits {
        bytes: MEMORY_BYTES as usize,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
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
    let raster = if reader.info().interlaced {
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| Error::unreadable("its size overflows"))?;
        let mut pixels = vec![0; size];
        reader.next_frame(&mut pixels).map_err(Error::unreadable)?;
        match color {
            ColorType::GrayscaleAlpha => opaque::grey_in_place(&mut pixels),
            ColorType::Rgba => opaque::color_in_place(&mut pixels),
            ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => {}
        }
        shrink::in_place(Raster {
            pixels,
            width: facts.width,
            height: facts.height,
            layout,
        })
    } else {
        let mut shrink = Shrink::new(facts.width, facts.height, layout);
        let mut opaque = Vec::new();
        while let Some(row) = reader.next_row().map_err(Error::unreadable)? {
            shrink.row(without_alpha(row.data(), color, &mut opaque));
        }
        shrink.finish()
    };
    Ok(Decoded {
        raster,
        damaged: false,
    })
}

fn without_alpha<'a>(row: &'a [u8], color: ColorType, opaque: &'a mut Vec<u8>) -> &'a [u8] {
    opaque.clear();
    match color {
        ColorType::GrayscaleAlpha => opaque::append_grey(row, opaque),
        ColorType::Rgba => opaque::append_color(row, opaque),
        ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => return row,
    }
    opaque
}
