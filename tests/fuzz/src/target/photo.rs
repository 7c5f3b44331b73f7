//! Pictures as the upload meets them: looked at, decoded, shown smaller. And the EXIF block alone, inside the smallest
//! JPEG that can carry one.

use fixtures::random::Random;
use photo::{Limits, Meta, derive, inspect};

use super::{MIB, Target, holds};

const MARKS: &[&[u8]] = &[
    b"\xff\xd8\xff\xe0",
    b"\xff\xda",
    b"\xff\xc0\0\x11\x08",
    b"\xff\xc2\0\x11\x08",
    b"\xff\xc4",
    b"\xff\xdb",
    b"\xff\xdd\0\x04",
    b"\xff\xe1",
    b"\xff\xe2",
    b"\xff\xed",
    b"\xff\xee",
    b"\xff\xd0",
    b"\xff\xd9",
    b"Exif\0\0",
    b"MM\0*",
    b"II*\0",
    b"Adobe\0",
    b"ICC_PROFILE\0",
    b"\x89PNG\r\n\x1a\n",
    b"IHDR",
    b"IDAT",
    b"IEND",
    b"PLTE",
    b"tRNS",
    b"eXIf",
    b"iCCP",
    b"zTXt",
    b"iTXt",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"gAMA",
    b"RIFF",
    b"WEBP",
    b"VP8 ",
    b"VP8L",
    b"VP8X",
    b"ALPH",
    b"ANIM",
    b"ANMF",
    b"EXIF",
    b"ICCP",
    b"XMP ",
    b"\x9d\x01\x2a",
    b"\x2f",
];

/// A picture of a million pixels is a picture to every decoder, and quick.
pub const SMALL: Target = Target {
    words: MARKS,
    repair: checksums,
    memory_bytes: 48 * MIB,
    ..Target::plain(
        "photo",
        "JPEG, PNG and WebP up to 1 megapixel: inspected and derived",
        |input| {
            let limits = Limits {
                max_pixels: 1024 * 1024,
                ..Limits::default()
            };
            taken_in(input, &limits)
        },
    )
};

/// With the limits a city has: what a header announces is what memory must bear.
pub const LARGE: Target = Target {
    name: "large_photo",
    about: "the same up to what the server takes by default",
    memory_bytes: 150 * MIB,
    run: |input| taken_in(input, &Limits::default()),
    ..SMALL
};

pub const EXIF: Target = Target {
    words: &[
        b"MM\0*\0\0\0\x08",
        b"II*\0\x08\0\0\0",
        b"\x87\x69",
        b"\x88\x25",
        b"\xa0\x05",
        b"\x01\x12",
        b"\x90\x03",
        b"\x90\x11",
        b"\x69\x87",
        b"\x25\x88",
        b"\x12\x01",
        b"\0\x05\0\0\0\x03",
        b"\x05\0\x03\0\0\0",
        b"\0\0\0\0",
        b"2026:02:30 24:60:61",
        b"+99:99",
        b"\xff\xff\xff\xff",
    ],
    ..Target::plain("exif", "an EXIF block inside a JPEG", |block| {
        let Some(file) = carrying(block) else {
            return Ok(());
        };
        let facts = inspect(&file, &Limits::default())
            .map_err(|error| format!("a block made the picture unreadable: {error}"))?;
        sane(&facts.meta)
    })
};

fn taken_in(file: &[u8], limits: &Limits) -> Result<(), String> {
    let Ok(facts) = inspect(file, limits) else {
        return Ok(());
    };
    sane(&facts.meta)?;
    let (width, height) = facts.upright_size();
    let pixels = u64::from(width) * u64::from(height);
    holds(pixels <= limits.max_pixels && pixels > 0, || {
        format!("{width} × {height} was let in")
    })?;
    let Ok(derived) = derive(file, &facts) else {
        return Ok(());
    };
    for (copy, longest) in [(&derived.display, 1600), (&derived.thumbnail, 400)] {
        let shown = inspect(copy, &Limits::default())
            .map_err(|error| format!("a copy cannot be read: {error}"))?;
        holds(shown.width.max(shown.height) <= longest, || {
            format!("a copy is {} × {}", shown.width, shown.height)
        })?;
        let nothing_told = shown.meta.camera.is_none()
            && shown.meta.taken.is_none()
            && shown.meta.position.is_none();
        holds(nothing_told, || "a copy kept metadata".to_owned())?;
    }
    holds((derived.width, derived.height) == (width, height), || {
        "the size changed on the way".to_owned()
    })
}

/// What was read from a block is fit to be kept and shown.
fn sane(meta: &Meta) -> Result<(), String> {
    if let Some(camera) = &meta.camera {
        let clean = camera.chars().count() <= 121 && !camera.chars().any(char::is_control);
        holds(clean && !camera.trim().is_empty(), || {
            format!("a camera called {camera:?}")
        })?;
    }
    if let Some(position) = &meta.position {
        let on_earth = position.lat.abs() <= 90.0 && position.lon.abs() <= 180.0;
        let accurate = position.accuracy_m.is_none_or(|metres| metres >= 0.0);
        holds(on_earth && accurate, || format!("taken at {position:?}"))?;
    }
    Ok(())
}

/// One pixel with this block; none when the block is longer than a segment.
fn carrying(block: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(block.len() + 8).ok()?;
    let frame = b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0";
    let scan = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x2a\xff\xd9";
    let parts: [&[u8]; 6] = [
        b"\xff\xd8\xff\xe1",
        &length.to_be_bytes(),
        b"Exif\0\0",
        block,
        frame,
        scan,
    ];
    Some(parts.concat())
}

/// A PNG's parts are checked before they are read: mostly they get the sum that fits, else nothing behind it would ever be met.
#[expect(
    clippy::ptr_arg,
    reason = "another target's repair may make its file longer"
)]
fn checksums(file: &mut Vec<u8>, random: &mut Random) {
    if !file.starts_with(b"\x89PNG") || random.chance(0.2) {
        return;
    }
    let mut at = 8;
    while let Some(head) = file.get(at..at + 8) {
        let length = head[..4]
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let Some(part) = file.get(at + 4..at + 8 + length) else {
            return;
        };
        let sum = crc32fast::hash(part).to_be_bytes();
        let Some(place) = file.get_mut(at + 8 + length..at + 12 + length) else {
            return;
        };
        place.copy_from_slice(&sum);
        at += 12 + length;
    }
}
