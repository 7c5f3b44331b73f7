//! The perceptual hash: 64 bits that stay nearly the same when a picture is compressed again, shrunk or brightened.
//! Compared by distance, never for equality. Leaves out how near is too near: that is evidence's business.

use image::GrayImage;
use image_hasher::{HashAlg, HasherConfig};

use crate::raster::{Layout, Raster};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// How many of the 64 bits differ.
    pub fn distance(self, other: Fingerprint) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// Taken of the upright thumbnail, so that a photo sent again turned by its EXIF is still the same photo.
pub(crate) fn fingerprint(thumbnail: &Raster) -> Option<Fingerprint> {
    let grey = luma(thumbnail);
    let image = GrayImage::from_raw(thumbnail.width, thumbnail.height, grey)?;
    let hasher = HasherConfig::new()
        .hash_size(8, 8)
        .hash_alg(HashAlg::Median)
        .preproc_dct()
        .to_hasher();
    let hash = hasher.hash_image(&image);
    Some(Fingerprint(u64::from_be_bytes(
        hash.as_bytes().try_into().ok()?,
    )))
}

fn luma(raster: &Raster) -> Vec<u8> {
    match raster.layout {
        Layout::Luma => raster.pixels.clone(),
        Layout::Rgb => {
            let (pixels, _) = raster.pixels.as_chunks::<3>();
            // JPEG's own weights, in thousandths: 299 + 587 + 114 = 1000.
            let weigh = |&[red, green, blue]: &[u8; 3]| {
                let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
                ((sum + 500) / 1000) as u8
            };
            pixels.iter().map(weigh).collect()
        }
    }
}
