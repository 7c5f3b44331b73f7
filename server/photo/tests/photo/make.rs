//! Pictures drawn in code, in every format and with any EXIF block.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use photo::{Derived, Facts, Limits, derive, inspect};

pub const RED: [u8; 3] = [200, 40, 40];
pub const GREEN: [u8; 3] = [40, 180, 60];
pub const BLUE: [u8; 3] = [40, 60, 200];
pub const WHITE: [u8; 3] = [235, 235, 235];

/// Four quarters: red and green above, blue and white below.
pub fn quarters(width: usize, height: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            pixels.extend(match (x * 2 < width, y * 2 < height) {
                (true, true) => RED,
                (false, true) => GREEN,
                (true, false) => BLUE,
                (false, false) => WHITE,
            });
        }
    }
    pixels
}

/// Blotches of light and dark that differ with every seed.
pub fn street(width: usize, height: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    const CELLS: usize = 9;
    let grid: Vec<u8> = (0..CELLS * CELLS).map(|_| next()).collect();
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let value = grid[y * CELLS / height * CELLS + x * CELLS / width];
            let grain = next() % 8;
            pixels.extend([
                value.saturating_add(grain),
                value / 2 + grain,
                255 - value / 2,
            ]);
        }
    }
    pixels
}

pub fn jpeg(pixels: &[u8], width: usize, height: usize, exif: Option<&[u8]>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(block) = exif {
        encoder.add_exif_metadata(block).unwrap();
    }
    encoder
        .encode(pixels, width as u16, height as u16, ColorType::Rgb)
        .unwrap();
    file
}

pub fn png(pixels: &[u8], width: usize, height: usize, color: png::ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(color);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    drop(writer);
    file
}

/// Lossless.
pub fn webp(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .encode(
            pixels,
            width as u32,
            height as u32,
            image::ExtendedColorType::Rgb8,
        )
        .unwrap();
    file
}

pub fn exif(fields: &[(Tag, Value)]) -> Vec<u8> {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(tag, value)| Field {
            tag: *tag,
            ifd_num: In::PRIMARY,
            value: value.clone(),
        })
        .collect();
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

pub fn text(value: &str) -> Value {
    Value::Ascii(vec![value.as_bytes().to_vec()])
}

pub fn fractions(values: &[(u32, u32)]) -> Value {
    let fraction = |&(num, denom): &(u32, u32)| Rational { num, denom };
    Value::Rational(values.iter().map(fraction).collect())
}

pub fn facts(file: &[u8]) -> Facts {
    inspect(file, &Limits::default()).unwrap()
}

pub fn derived(file: &[u8]) -> Derived {
    derive(file, &facts(file)).unwrap()
}

/// A JPEG copy decoded again, by a decoder that is not ours to test.
pub fn open(copy: &[u8]) -> image::RgbImage {
    image::load_from_memory_with_format(copy, image::ImageFormat::Jpeg)
        .unwrap()
        .to_rgb8()
}

/// The colours in the middle of the four quarters.
pub fn corners(picture: &image::RgbImage) -> [[u8; 3]; 4] {
    let (width, height) = picture.dimensions();
    let at = |x, y| picture.get_pixel(width * x / 4, height * y / 4).0;
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

pub fn assert_near(seen: [[u8; 3]; 4], expected: [[u8; 3]; 4], what: &str) {
    for (seen, expected) in seen.iter().flatten().zip(expected.iter().flatten()) {
        assert!(
            seen.abs_diff(*expected) <= 12,
            "{what}: {seen:?} is not {expected:?}"
        );
    }
}
