//! How much memory the pixels of a file take while they are decoded, by what its headers announce, and the refusal of
//! a file that needs more than there is. Every buffer of each decoder is counted here, with a reserve for its rows and
//! tables; the tests measure that no decode takes more. Leaves out who decodes (decode_….rs).

use crate::error::Error;
use crate::limits::MEMORY_BYTES;

/// For rows under way, tables and the small copies.
const RESERVE: u64 = 2 * 1024 * 1024;
/// A code table of a lossless WebP takes 4 KB of memory and as little as 92 bits of the file.
const LOSSLESS_WEBP_TABLES: u64 = 370;
/// What is shown is at most so long: a picture of twice that and more is shrunk while it is decoded.
pub(crate) const SHOWN_LONGEST: u32 = 1600;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Jpeg(Frame),
    Png(Png),
    WebP(WebP),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Baseline or extended with Huffman codes, or progressive: what both decoders know.
    pub common: bool,
    /// The coefficients of the whole picture are kept until its last scan.
    pub kept: bool,
    /// Some component never gets its last bit: it is only rendered at the end, from a copy.
    pub unfinished: bool,
    /// How many samples each component has in a unit, across and down.
    pub components: Vec<(u64, u64)>,
    /// Profiles and comments, which decoders copy.
    pub beside: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Png {
    pub interlaced: bool,
    /// As unpacked, one byte each.
    pub channels: u64,
    /// Everything that is no pixel.
    pub beside: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WebP {
    pub lossy: bool,
    pub alpha: bool,
    pub animated: bool,
    /// Bytes of the file that are lossless code, alpha channels included.
    pub lossless_bytes: u64,
    pub bytes: u64,
}

impl Frame {
    /// Samples of all components, whole units.
    fn samples(&self, width: u32, height: u32) -> u64 {
        let most = |side: fn(&(u64, u64)) -> u64| self.components.iter().map(side).max();
        let across = most(|component| component.0).unwrap_or(1).max(1);
        let down = most(|component| component.1).unwrap_or(1).max(1);
        let units = u64::from(width).div_ceil(8 * across) * u64::from(height).div_ceil(8 * down);
        let blocks: u64 = self.components.iter().map(|(h, v)| h * v).sum();
        units * blocks * 64
    }

    /// Decoded at so many eighths.
    fn scaled(&self, width: u32, height: u32, eighths: u64) -> u64 {
        let samples = self.samples(width, height);
        let coefficients = match (self.kept, self.unfinished) {
            (false, _) => 0,
            (true, false) => 2 * samples,
            (true, true) => 4 * samples,
        };
        let side = |whole: u32| (u64::from(whole) * eighths).div_ceil(8);
        let planes = samples * eighths * eighths / 64;
        let pixels = side(width) * side(height) * self.components.len() as u64;
        coefficients + planes + pixels + self.beside + RESERVE
    }

    fn whole(&self, width: u32, height: u32) -> u64 {
        let samples = self.samples(width, height);
        let coefficients = if self.kept { 2 * samples } else { 0 };
        let channels = if self.components.len() == 1 { 1 } else { 3 };
        let pixels = u64::from(width) * u64::from(height) * channels;
        coefficients + pixels + self.beside + RESERVE
    }

    pub fn fits_whole(&self, width: u32, height: u32) -> bool {
        self.whole(width, height) <= MEMORY_BYTES
    }

    /// Whether the decoder that gives a fraction knows this kind of file.
    fn can_be_scaled(&self) -> bool {
        self.common && matches!(self.components.len(), 1 | 3)
    }

    /// The largest fraction, in eighths, that is no larger than needed and fits; none: not to be scaled.
    pub fn eighths(&self, width: u32, height: u32) -> Option<u32> {
        let long = u64::from(width.max(height));
        if !self.can_be_scaled() || long < u64::from(2 * SHOWN_LONGEST) {
            return None;
        }
        let enough = |eighths: u32| long * u64::from(eighths) >= 8 * u64::from(SHOWN_LONGEST);
        let wanted = [1, 2, 4].into_iter().find(|eighths| enough(*eighths))?;
        [4, 2, 1].into_iter().find(|eighths| {
            *eighths <= wanted && self.scaled(width, height, u64::from(*eighths)) <= MEMORY_BYTES
        })
    }
}

/// The least that a way of decoding it needs.
fn least(coding: &Coding, width: u32, height: u32) -> u64 {
    let pixels = u64::from(width) * u64::from(height);
    match coding {
        Coding::Jpeg(frame) => {
            let whole = frame.whole(width, height);
            let large = width.max(height) >= 2 * SHOWN_LONGEST;
            match large && frame.can_be_scaled() {
                true => whole.min(frame.scaled(width, height, 1)),
                false => whole,
            }
        }
        Coding::Png(png) => {
            // Row by row, shrunk on the way: only what is shown is ever held.
            let most = u64::from(2 * SHOWN_LONGEST).pow(2);
            let held = if png.interlaced {
                pixels
            } else {
                pixels.min(most)
            };
            held * png.channels + 2 * png.beside + RESERVE
        }
        Coding::WebP(webp) => pixels * webp.bytes_per_pixel() + webp.tables() + RESERVE,
    }
}

impl WebP {
    fn bytes_per_pixel(&self) -> u64 {
        // Planes and their blocks with the picture; the alpha channel as a picture of its own; pixels and the images
        // that steer them.
        let still = match (self.lossy, self.alpha) {
            (true, false) => 5,
            (true, true) => 11,
            (false, _) => 8,
        };
        // The canvas, and the frame laid on it.
        if self.animated { 12 + 11 } else { still }
    }

    fn tables(&self) -> u64 {
        self.bytes + self.lossless_bytes * LOSSLESS_WEBP_TABLES
    }
}

/// Refused is told by what the sender can change: how many pixels such a file may have, or how many bytes.
pub(crate) fn check(coding: &Coding, width: u32, height: u32) -> Result<(), Error> {
    let needed = least(coding, width, height);
    if needed <= MEMORY_BYTES {
        return Ok(());
    }
    let pixels = u64::from(width) * u64::from(height);
    if let Coding::WebP(webp) = coding {
        let left = MEMORY_BYTES.saturating_sub(RESERVE + pixels * webp.bytes_per_pixel());
        if left > MEMORY_BYTES / 4 {
            return Err(Error::TooLarge {
                max_bytes: left / (LOSSLESS_WEBP_TABLES + 1),
            });
        }
    }
    Err(Error::TooManyPixels {
        width,
        height,
        max_pixels: pixels * MEMORY_BYTES / needed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOUR_AT_HALF: [(u64, u64); 3] = [(2, 2), (1, 1), (1, 1)];
    const WHOLE_COLOUR: [(u64, u64); 3] = [(1, 1); 3];

    fn frame(components: &[(u64, u64)], kept: bool) -> Frame {
        Frame {
            common: true,
            kept,
            components: components.to_vec(),
            ..Frame::default()
        }
    }

    #[test]
    fn the_largest_phone_s_photo_fits_however_it_is_written() {
        let (width, height) = (8192, 6144);
        for (components, kept, eighths) in [
            (&COLOUR_AT_HALF[..], false, Some(2)),
            (&WHOLE_COLOUR, false, Some(2)),
            // The coefficients alone are 144 of the 150 MB.
            (&COLOUR_AT_HALF, true, Some(1)),
            (&WHOLE_COLOUR, true, None),
            (&[(1, 1)], true, Some(2)),
        ] {
            let frame = frame(components, kept);
            assert_eq!(frame.eighths(width, height), eighths, "{frame:?}");
            let fits = check(&Coding::Jpeg(frame), width, height).is_ok();
            assert_eq!(fits, eighths.is_some());
        }
        // Broken in the middle, it is decoded whole.
        assert!(frame(&COLOUR_AT_HALF, false).fits_whole(width, height));
    }

    #[test]
    fn what_does_not_fit_is_told_with_what_would() {
        let progressive = Coding::Jpeg(frame(&WHOLE_COLOUR, true));
        let Err(Error::TooManyPixels { max_pixels, .. }) = check(&progressive, 8192, 6144) else {
            panic!("it fits");
        };
        assert!(
            (23_000_000..26_000_000).contains(&max_pixels),
            "{max_pixels}"
        );
        assert!(check(&progressive, 5_000, 4_800).is_ok());

        let lossless = |lossless_bytes| {
            Coding::WebP(WebP {
                lossless_bytes,
                bytes: lossless_bytes,
                ..WebP::default()
            })
        };
        let Err(Error::TooLarge { max_bytes }) = check(&lossless(5_000_000), 64, 64) else {
            panic!("it fits");
        };
        assert!(max_bytes > 400_000, "{max_bytes}");
        assert!(check(&lossless(max_bytes), 64, 64).is_ok());
        assert!(check(&lossless(max_bytes + 1), 64, 64).is_err());
    }

    #[test]
    fn strange_sampling_is_counted_as_it_is_kept() {
        // Four times as many samples as the picture has pixels would be there for one of them.
        let strange = frame(&[(1, 1), (4, 4), (4, 4)], true);
        assert_eq!(strange.samples(3200, 3200), 100 * 100 * 33 * 64);
        assert_eq!(frame(&[], true).samples(8, 8), 0);
        // A picture one pixel high is kept in blocks eight high.
        assert_eq!(
            frame(&WHOLE_COLOUR, true).samples(16_384, 1),
            16_384 * 8 * 3
        );
    }
}
