//! Files that are small and unpack to much, made without ever unpacking them: rows that are all alike compress to
//! nothing, and blocks without detail take a few bits.

use jpeg_encoder::{Encoder, SamplingFactor};

pub struct Trap {
    pub what: &'static str,
    pub file: Vec<u8>,
    /// Else it is refused.
    pub shown: bool,
}

const LARGEST: (u16, u16) = (8192, 6144);

pub fn all() -> impl Iterator<Item = Trap> {
    let makers: Vec<fn() -> Trap> = vec![
        || {
            trap(
                "1-bit PNG 52,000,000 x 1",
                false,
                png(52_000_000, 1, 1, 0, false),
            )
        },
        || trap("PNG 1 x 52,000,000", false, png(1, 52_000_000, 8, 2, false)),
        || {
            trap(
                "PNG 16384 x 3200, 16 bits, alpha",
                true,
                png(16_384, 3_200, 16, 6, false),
            )
        },
        || {
            trap(
                "PNG 3200 x 16384, colour",
                true,
                png(3_200, 16_384, 8, 2, false),
            )
        },
        || trap("PNG 16384 x 1", true, png(16_384, 1, 1, 0, false)),
        || trap("PNG 1 x 16384", true, png(1, 16_384, 8, 6, false)),
        || {
            trap(
                "PNG 8192 x 6144, interlaced, alpha",
                false,
                png(8_192, 6_144, 8, 6, true),
            )
        },
        || {
            trap(
                "PNG 6144 x 6144, interlaced, alpha",
                true,
                png(6_144, 6_144, 16, 6, true),
            )
        },
        || {
            trap(
                "PNG 8192 x 6144, interlaced, grey",
                true,
                png(8_192, 6_144, 1, 0, true),
            )
        },
        || trap("PNG with 15 MB of zTXt, iCCP and eXIf", true, stuffed_png()),
        || {
            trap(
                "JPEG 8192 x 6144",
                true,
                jpeg(LARGEST, SamplingFactor::F_2_2, false),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, whole colour",
                true,
                jpeg(LARGEST, SamplingFactor::F_1_1, false),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, progressive",
                true,
                jpeg(LARGEST, SamplingFactor::F_2_2, true),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, progressive, whole colour",
                false,
                jpeg(LARGEST, SamplingFactor::F_1_1, true),
            )
        },
        || {
            trap(
                "JPEG 5000 x 4700, progressive, whole colour",
                true,
                jpeg((5000, 4700), SamplingFactor::F_1_1, true),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, broken in the middle",
                true,
                broken_jpeg(),
            )
        },
        || trap("JPEG 8192 x 6144, never finished", false, unfinished_jpeg()),
        || {
            trap(
                "JPEG 65535 x 1",
                false,
                jpeg((65_535, 1), SamplingFactor::F_1_1, false),
            )
        },
        || {
            trap(
                "JPEG 16384 x 1",
                true,
                jpeg((16_384, 1), SamplingFactor::F_2_2, true),
            )
        },
        || {
            trap(
                "JPEG 1 x 16384",
                true,
                jpeg((1, 16_384), SamplingFactor::F_2_2, false),
            )
        },
        || trap("JPEG 7000 x 7000, CMYK", true, cmyk((7000, 7000), false)),
        || {
            trap(
                "JPEG 7000 x 7000, CMYK, progressive",
                false,
                cmyk((7000, 7000), true),
            )
        },
        || {
            trap(
                "WebP 7200 x 7200, lossless",
                false,
                lossless_webp(7_200, 7_200),
            )
        },
        || {
            trap(
                "WebP 4300 x 4300, lossless",
                true,
                lossless_webp(4_300, 4_300),
            )
        },
        || trap("WebP 16383 x 1, lossless", true, lossless_webp(16_383, 1)),
        || trap("WebP 7200 x 7200, lossy", false, lossy_webp(7_200, 7_200)),
        || trap("WebP 5500 x 5500, lossy", true, lossy_webp(5_500, 5_500)),
        || trap("WebP 16383 x 16383 behind 16 x 16", false, webp_in_webp()),
        || trap("WebP of 300,000 code tables", false, webp_tables()),
        || {
            trap(
                "WebP 3700 x 3700, lossy with alpha",
                true,
                alpha_webp(3_700),
            )
        },
        || {
            trap(
                "WebP 5000 x 5000, lossy with alpha",
                false,
                alpha_webp(5_000),
            )
        },
        || {
            trap(
                "WebP 2500 x 2500, animated",
                true,
                animated_webp(2_500, 2_500),
            )
        },
        || {
            trap(
                "WebP 5500 x 5500, animated",
                false,
                animated_webp(5_500, 5_500),
            )
        },
        || {
            trap(
                "WebP 16 x 16, a frame of 16383",
                false,
                animated_webp(16, 16_383),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, progressive, 9 MB of profile",
                false,
                stuffed_jpeg(true),
            )
        },
        || {
            trap(
                "JPEG 8192 x 6144, 9 MB of profile",
                true,
                stuffed_jpeg(false),
            )
        },
    ];
    makers.into_iter().map(|make| make())
}

fn trap(what: &'static str, shown: bool, file: Vec<u8>) -> Trap {
    Trap { what, file, shown }
}

/// Rows of zeroes, as many as the header says; interlaced, a row for each line of each pass.
fn png(width: u32, height: u32, depth: u8, color: u8, interlaced: bool) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([depth, color, 0, 0, u8::from(interlaced)]);
    let channels = match color {
        0 => 1,
        2 => 3,
        _ => 4,
    };
    let bits = u64::from(depth) * channels;
    let row = |width: u64| (width * bits).div_ceil(8) + 1;
    let passes: &[(u64, u64, u64, u64)] = match interlaced {
        false => &[(0, 0, 1, 1)],
        true => &[
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ],
    };
    let of_pass = |(x, y, step_x, step_y): &(u64, u64, u64, u64)| {
        let columns = u64::from(width).saturating_sub(*x).div_ceil(*step_x);
        let rows = u64::from(height).saturating_sub(*y).div_ceil(*step_y);
        if columns == 0 { 0 } else { rows * row(columns) }
    };
    let size: u64 = passes.iter().map(of_pass).sum();
    let parts = [
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &zeroes(size as usize)),
        chunk(b"IEND", &[]),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

fn stuffed_png() -> Vec<u8> {
    let plain = png(64, 64, 8, 2, false);
    let mut text = b"Comment\0\0".to_vec();
    text.extend(zeroes(200_000_000));
    let mut profile = b"icc\0\0".to_vec();
    profile.extend(zeroes(200_000_000));
    // Texts of no length at all, fifteen million of them.
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02".to_vec();
    exif.extend(15_000_000_u32.to_be_bytes());
    exif.extend(26_u32.to_be_bytes());
    exif.resize(15_000_026, 0);
    let parts = [
        plain[..33].to_vec(),
        chunk(b"iCCP", &profile),
        chunk(b"zTXt", &text),
        chunk(b"eXIf", &exif),
        plain[33..].to_vec(),
    ];
    parts.concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [&length, kind as &[u8], data, &crc.sum().to_be_bytes()].concat()
}

/// So many zeroes, packed.
fn zeroes(count: usize) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let piece = vec![0; 1 << 20];
    let mut left = count;
    while left > 0 {
        let next = left.min(piece.len());
        packer.write_all(&piece[..next]).unwrap();
        left -= next;
    }
    packer.finish().unwrap()
}

/// A picture without pixels of its own.
struct Blank {
    width: u16,
    height: u16,
    color: jpeg_encoder::JpegColorType,
}

impl jpeg_encoder::ImageBuffer for Blank {
    fn get_jpeg_color_type(&self) -> jpeg_encoder::JpegColorType {
        self.color
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, _: u16, buffers: &mut [Vec<u8>; 4]) {
        for buffer in buffers {
            buffer.extend(std::iter::repeat_n(140, usize::from(self.width)));
        }
    }
}

fn jpeg((width, height): (u16, u16), sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
    let color = jpeg_encoder::JpegColorType::Ycbcr;
    blank(width, height, color, sampling, progressive)
}

fn cmyk((width, height): (u16, u16), progressive: bool) -> Vec<u8> {
    let color = jpeg_encoder::JpegColorType::Cmyk;
    blank(width, height, color, SamplingFactor::F_1_1, progressive)
}

fn blank(
    width: u16,
    height: u16,
    color: jpeg_encoder::JpegColorType,
    sampling: SamplingFactor,
    progressive: bool,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 80);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    let blank = Blank {
        width,
        height,
        color,
    };
    encoder.encode_image(blank).unwrap();
    file
}

fn broken_jpeg() -> Vec<u8> {
    let mut file = jpeg(LARGEST, SamplingFactor::F_2_2, false);
    let middle = file.len() / 2;
    // A marker that has no place inside the data.
    file[middle..middle + 2].copy_from_slice(&[0xff, 0x10]);
    file
}

/// Every scan but the first says that one more bit will come.
fn unfinished_jpeg() -> Vec<u8> {
    let mut file = jpeg(LARGEST, SamplingFactor::F_2_2, true);
    let scans: Vec<usize> = (0..file.len() - 1)
        .filter(|at| file[*at..*at + 2] == [0xff, 0xda])
        .collect();
    for at in scans {
        let components = usize::from(file[at + 4]);
        file[at + 7 + 2 * components] |= 1;
    }
    file
}

fn lossless_webp(width: u32, height: u32) -> Vec<u8> {
    // One colour: each code has one symbol, which takes no bits at all.
    let mut bits = Bits::default();
    bits.add(width - 1, 14).add(height - 1, 14).add(0, 4);
    bits.add(0, 1).add(0, 1).add(0, 1);
    for _ in 0..5 {
        bits.add(1, 1).add(0, 1).add(0, 1).add(0, 1);
    }
    let mut data = vec![0x2f];
    data.extend(bits.bytes());
    riff(&[(b"VP8L", data)])
}

/// As many groups of codes as an image of codes can name, each table as large as it gets.
fn webp_tables() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.add(511, 14).add(511, 14).add(0, 4);
    // No transform, no cache; an image of codes, one for each square of four pixels.
    bits.add(0, 1).add(0, 1).add(1, 1).add(0, 3);
    // In it every pixel names the last group: red is the high byte, green the low one.
    bits.add(0, 1);
    for symbol in [255, 239, 0, 0, 0] {
        bits.add(1, 1).add(0, 1).add(1, 1).add(symbol, 8);
    }
    for _ in 0..5 * 61_440 {
        // Lengths 1 to 9, and 10 twice: a table of 1,024 entries.
        bits.add(0, 1).add(10, 4);
        for symbol in [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10] {
            let long = match symbol {
                1..=6 => 3,
                7..=10 => 4,
                _ => 0,
            };
            bits.add(long, 3);
        }
        // The first eleven symbols alone are told.
        bits.add(1, 1).add(1, 3).add(9, 4);
        for length in (1..=10).chain([10]) {
            // Canonical codes, the first bit first: 1..6 are 000..101 of three bits, 7..10 are 1100..1111.
            let (code, long): (u32, u32) = match length {
                1..=6 => (length - 1, 3),
                _ => (length + 5, 4),
            };
            bits.add(code.reverse_bits() >> (32 - long), long);
        }
    }
    let mut data = vec![0x2f];
    data.extend(bits.bytes());
    riff(&[(b"VP8L", data)])
}

/// Lossy pictures of one block after another that takes its colour from its neighbours.
fn lossy_webp(width: u32, height: u32) -> Vec<u8> {
    let frame = image_webp_lossy(width, height);
    riff(&[(b"VP8 ", frame)])
}

fn image_webp_lossy(width: u32, height: u32) -> Vec<u8> {
    let first = vec![0; 400_000];
    let tag = (first.len() as u32) << 5 | 1 << 4;
    let mut frame = tag.to_le_bytes()[..3].to_vec();
    frame.extend(b"\x9d\x01\x2a");
    frame.extend((width as u16).to_le_bytes());
    frame.extend((height as u16).to_le_bytes());
    frame.extend(first);
    frame.extend(vec![0; 400_000]);
    frame
}

fn webp_in_webp() -> Vec<u8> {
    let outer = b"\0\0\0\0\x0f\0\0\x0f\0\0".to_vec();
    riff(&[
        (b"VP8X", outer),
        (b"VP8 ", image_webp_lossy(16_383, 16_383)),
    ])
}

/// As VP8X tells a size: less one, in three bytes.
fn three(side: u32) -> [u8; 3] {
    let [one, two, three, _] = (side - 1).to_le_bytes();
    [one, two, three]
}

fn extended(flags: u8, side: u32) -> Vec<u8> {
    [&[flags, 0, 0, 0] as &[u8], &three(side), &three(side)].concat()
}

fn alpha_webp(side: u32) -> Vec<u8> {
    // Packed, and one value everywhere.
    let mut bits = Bits::default();
    bits.add(0, 1).add(0, 1).add(0, 1);
    for _ in 0..5 {
        bits.add(1, 1).add(0, 1).add(0, 1).add(0, 1);
    }
    let mut alpha = vec![1];
    alpha.extend(bits.bytes());
    alpha.resize(64, 0);
    riff(&[
        (b"VP8X", extended(0x10, side)),
        (b"ALPH", alpha),
        (b"VP8 ", image_webp_lossy(side, side)),
    ])
}

fn animated_webp(canvas: u32, frame: u32) -> Vec<u8> {
    let mut shown = [
        [0; 6].as_slice(),
        &three(frame.min(canvas)),
        &three(frame.min(canvas)),
    ]
    .concat();
    shown.extend([10, 0, 0, 0]);
    shown.extend(&riff(&[(b"VP8 ", image_webp_lossy(frame, frame))])[12..]);
    riff(&[
        (b"VP8X", extended(0x02, canvas)),
        (b"ANIM", vec![0; 6]),
        (b"ANMF", shown),
    ])
}

fn stuffed_jpeg(progressive: bool) -> Vec<u8> {
    let plain = jpeg(LARGEST, SamplingFactor::F_2_2, progressive);
    let mut segment = b"\xff\xe2\xff\xffICC_PROFILE\0".to_vec();
    segment.resize(65_537, 1);
    [&plain[..2], &segment.repeat(140), &plain[2..]].concat()
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, data) in chunks {
        body.extend(*kind);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(data);
        body.resize(body.len() + data.len() % 2, 0);
    }
    [b"RIFF" as &[u8], &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// The lowest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn add(&mut self, value: u32, count: u32) -> &mut Bits {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().unwrap();
            *last |= ((value >> bit & 1) << (self.used % 8)) as u8;
            self.used += 1;
        }
        self
    }

    fn bytes(self) -> Vec<u8> {
        self.bytes
    }
}
