//! WebP, lossy or lossless; of an animation the first picture.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use crate::decode::Decoded;
use crate::error::Error;
use crate::inspect::Facts;
use crate::opaque;
use crate::raster::{Layout, Raster};

pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(Error::unreadable)?;
    if decoder.dimensions() != (facts.width, facts.height) {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    let alpha = decoder.color_type().has_alpha();
    let size = usize::try_from(decoder.total_bytes()).map_err(Error::unreadable)?;
    let mut frame = vec![0; size];
    decoder.read_image(&mut frame).map_err(Error::unreadable)?;
    let pixels = if alpha {
        let mut pixels = Vec::with_capacity(size / 4 * 3);
        opaque::append_color(&frame, &mut pixels);
        pixels
    } else {
        frame
    };
    Ok(Decoded {
        raster: Raster {
            pixels,
            width: facts.width,
            height: facts.height,
            layout: Layout::Rgb,
        },
        damaged: false,
    })
}
