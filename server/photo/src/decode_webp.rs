//! WebP, lossy or lossless; of an animation the first picture. What it may take is counted by need.rs: the decoder has
//! no limit of its own for pixels, only for its chunks.

use std::io::Cursor;

use image_webp::WebPDecoder;

use crate::decode::Decoded;
use crate::error::Error;
use crate::inspect::Facts;
use crate::limits::MEMORY_BYTES;
use crate::opaque;
use crate::raster::{Layout, Raster};
use crate::shrink;

pub(crate) fn decode(bytes: &[u8], facts: &Facts) -> Result<Decoded, Error> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(Error::unreadable)?;
    decoder.set_memory_limit(MEMORY_BYTES as usize);
    if decoder.dimensions() != (facts.width, facts.height) {
        return Err(Error::unreadable("its parts disagree about its size"));
    }
    let size = decoder
        .output_buffer_size()
        .ok_or_else(|| Error::unreadable("its size overflows"))?;
    let mut pixels = vec![0; size];
    decoder.read_image(&mut pixels).map_err(Error::unreadable)?;
    if decoder.has_alpha() {
        opaque::color_in_place(&mut pixels);
    }
    let raster = Raster {
        pixels,
        width: facts.width,
        height: facts.height,
        layout: Layout::Rgb,
    };
    Ok(Decoded {
        raster: shrink::in_place(raster),
        damaged: false,
    })
}
