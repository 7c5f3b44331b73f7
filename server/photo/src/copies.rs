//! Smaller copies of a picture and their JPEG form, without any metadata. Never larger than what they are made from.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::error::Error;
use crate::orientation::Orientation;
use crate::raster::{Layout, Raster};

/// The size whose long side is at most `longest`, in the same proportion, no side ever zero.
pub(crate) fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= longest {
        return (width, height);
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(longest);
        let rounded = (exact + u64::from(long) / 2) / u64::from(long);
        (rounded as u32).max(1)
    };
    (scaled(width), scaled(height))
}

/// The picture at that size, or as it is when it has that size already.
pub(crate) fn resize(from: &Raster, (width, height): (u32, u32)) -> Result<Raster, Error> {
    if (width, height) == (from.width, from.height) {
        return Ok(from.clone());
    }
    let pixel = match from.layout {
        Layout::Luma => PixelType::U8,
        Layout::Rgb => PixelType::U8x3,
    };
    let source = ImageRef::new(from.width, from.height, &from.pixels, pixel).map_err(internal)?;
    let mut target = Image::new(width, height, pixel);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(internal)?;
    Ok(Raster {
        pixels: target.into_vec(),
        width,
        height,
        layout: from.layout,
    })
}

pub(crate) fn upright(raster: Raster, orientation: Orientation) -> Raster {
    let Raster {
        pixels,
        width,
        height,
        layout,
    } = raster;
    let pixels = match layout {
        Layout::Luma => orientation.turn::<1>(pixels, width, height),
        Layout::Rgb => orientation.turn::<3>(pixels, width, height),
    };
    let (width, height) = orientation.upright_size(width, height);
    Raster {
        pixels,
        width,
        height,
        layout,
    }
}

pub(crate) fn to_jpeg(raster: &Raster, quality: u8) -> Result<Vec<u8>, Error> {
    let color = match raster.layout {
        Layout::Luma => ColorType::Luma,
        Layout::Rgb => ColorType::Rgb,
    };
    let width = u16::try_from(raster.width).map_err(internal)?;
    let height = u16::try_from(raster.height).map_err(internal)?;
    let mut file = Vec::with_capacity(raster.pixels.len() / 8 + 1024);
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&raster.pixels, width, height, color)
        .map_err(internal)?;
    Ok(file)
}

/// None of these can be the sender's doing: sizes and layouts were checked before.
fn internal(error: impl std::fmt::Display) -> Error {
    Error::Store(format!("making a copy: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_keep_the_proportion_and_never_grow() {
        let table = [
            ((4000, 3000, 1600), (1600, 1200)),
            ((3000, 4000, 400), (300, 400)),
            ((1600, 1, 1600), (1600, 1)),
            ((100, 80, 1600), (100, 80)),
            ((1, 50_000, 1600), (1, 1600)),
            ((50_000, 3, 400), (400, 1)),
            ((1, 1, 400), (1, 1)),
        ];
        for ((width, height, longest), expected) in table {
            assert_eq!(fit(width, height, longest), expected, "{width} x {height}");
        }
    }
}
