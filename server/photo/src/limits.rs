//! How large a photo may be. Leaves out how many at once (that is the gate) and what a kind of file needs of the
//! memory (that is need.rs).

use crate::error::Error;

/// No camera's picture is longer on one side: the widest sensors sold give 16,384. Beyond it are panoramas and traps,
/// whose rows and columns make tables and buffers long where the number of pixels alone looks harmless.
pub const MAX_SIDE: u32 = 16_384;

/// What one decode may take beside the file itself, everything together.
pub const MEMORY_BYTES: u64 = 150 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub max_bytes: u64,
    pub max_pixels: u64,
}

impl Default for Limits {
    /// 20 MB and 50 megapixels, both counted in powers of two: the sensors sold as 50 megapixels give
    /// 8192 × 6144 = 50.3 million, and a photo straight from such a phone must pass.
    fn default() -> Self {
        Limits {
            max_bytes: 20 * 1024 * 1024,
            max_pixels: 50 * 1024 * 1024,
        }
    }
}

impl Limits {
    pub fn check_bytes(&self, bytes: u64) -> Result<(), Error> {
        if bytes > self.max_bytes {
            return Err(Error::TooLarge {
                max_bytes: self.max_bytes,
            });
        }
        Ok(())
    }

    /// The pixels first: who sends far too many is told of them.
    pub fn check_size(&self, width: u32, height: u32) -> Result<(), Error> {
        self.check_pixels(width, height)?;
        if width.max(height) > MAX_SIDE {
            return Err(Error::SideTooLong {
                width,
                height,
                max_side: MAX_SIDE,
            });
        }
        Ok(())
    }

    pub fn check_pixels(&self, width: u32, height: u32) -> Result<(), Error> {
        if u64::from(width) * u64::from(height) > self.max_pixels {
            return Err(Error::TooManyPixels {
                width,
                height,
                max_pixels: self.max_pixels,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_passes_and_one_more_does_not() {
        let limits = Limits::default();
        assert!(limits.check_bytes(20 * 1024 * 1024).is_ok());
        assert!(limits.check_bytes(20 * 1024 * 1024 + 1).is_err());
        assert!(limits.check_bytes(21_000_000).is_err());
        assert!(limits.check_pixels(8192, 6144).is_ok());
        assert!(limits.check_pixels(10_000, 6_000).is_err());
        assert!(limits.check_pixels(u32::MAX, u32::MAX).is_err());
        assert!(limits.check_size(16_384, 3_200).is_ok());
        assert!(limits.check_size(3_200, 16_384).is_ok());
        let long = Error::SideTooLong {
            width: 16_385,
            height: 1,
            max_side: 16_384,
        };
        assert_eq!(limits.check_size(16_385, 1), Err(long));
    }
}
