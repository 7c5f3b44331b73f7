//! How large a photo may be. Leaves out how many at once: that is the gate.

use crate::error::Error;

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
    }
}
