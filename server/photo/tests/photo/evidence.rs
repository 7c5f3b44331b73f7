//! What is read out of EXIF, whole and broken, and how near the perceptual hashes of the same and of other pictures are.

use domain::time::{Micros, SECOND};
use exif::{Tag, Value};
use photo::{Flag, Orientation};

use crate::make::*;

/// 2026-03-02T09:00:00+08:00.
const NINE: Micros = Micros(1_772_413_200 * SECOND);

fn full() -> Vec<(Tag, Value)> {
    vec![
        (Tag::Make, text("HUAWEI")),
        (Tag::Model, text("ALN-AL00")),
        (Tag::Orientation, Value::Short(vec![6])),
        (Tag::DateTimeOriginal, text("2026:03:02 09:00:00")),
        (Tag::OffsetTimeOriginal, text("+08:00")),
        (Tag::GPSLatitudeRef, text("N")),
        (
            Tag::GPSLatitude,
            fractions(&[(34, 1), (34, 1), (4800, 100)]),
        ),
        (Tag::GPSLongitudeRef, text("E")),
        (
            Tag::GPSLongitude,
            fractions(&[(105, 1), (43, 1), (1200, 100)]),
        ),
        (Tag::GPSHPositioningError, fractions(&[(85, 10)])),
    ]
}

fn read(fields: &[(Tag, Value)]) -> photo::Meta {
    facts(&jpeg(&quarters(16, 16), 16, 16, Some(&exif(fields)))).meta
}

#[test]
fn everything_a_phone_writes() {
    let meta = read(&full());
    let taken = meta.taken.unwrap();
    assert_eq!((taken.at, taken.offset_s), (NINE, Some(28_800)));
    let position = meta.position.unwrap();
    assert!((position.lat - 34.58).abs() < 1e-9, "{}", position.lat);
    assert!((position.lon - 105.72).abs() < 1e-9, "{}", position.lon);
    assert_eq!(position.accuracy_m, Some(8.5));
    assert_eq!(meta.camera.as_deref(), Some("HUAWEI ALN-AL00"));
    assert_eq!(meta.orientation, Orientation::from_exif(6));
    assert_eq!(meta.flags(), []);
}

#[test]
fn the_same_from_png_and_webp() {
    let block = exif(&full());
    let expected = read(&full());

    let plain = png(&quarters(16, 16), 16, 16, png::ColorType::Rgb);
    let mut chunk = (block.len() as u32).to_be_bytes().to_vec();
    chunk.extend(b"eXIf");
    chunk.extend(&block);
    // Readers of EXIF do not look at the checksum.
    chunk.extend([0; 4]);
    let with_exif = [&plain[..33], &chunk, &plain[33..]].concat();
    assert_eq!(facts(&with_exif).meta, expected);

    let plain = webp(&quarters(16, 16), 16, 16);
    let mut body = plain[8..].to_vec();
    body.extend(b"EXIF");
    body.extend((block.len() as u32).to_le_bytes());
    body.extend(&block);
    body.resize(body.len() + block.len() % 2, 0);
    let mut with_exif = b"RIFF".to_vec();
    with_exif.extend((body.len() as u32).to_le_bytes());
    with_exif.extend(body);
    assert_eq!(facts(&with_exif).meta, expected);
}

#[test]
fn what_is_missing_is_flagged() {
    let bare = facts(&jpeg(&quarters(16, 16), 16, 16, None)).meta;
    assert_eq!(bare.flags(), [Flag::NoExifTime, Flag::NoExifPosition]);
    assert!(!bare.damaged);

    let meta = read(&[(Tag::DateTime, text("2026:03:02 09:00:00"))]);
    let taken = meta.taken.unwrap();
    assert_eq!((taken.at, taken.offset_s), (NINE, None));
    assert_eq!(
        meta.flags(),
        [Flag::NoExifPosition, Flag::TimeOffsetAssumed]
    );
}

#[test]
fn positions_that_are_none() {
    let at = |lat: &[(u32, u32)], lon: &[(u32, u32)]| {
        read(&[
            (Tag::GPSLatitudeRef, text("S")),
            (Tag::GPSLatitude, fractions(lat)),
            (Tag::GPSLongitudeRef, text("W")),
            (Tag::GPSLongitude, fractions(lon)),
        ])
        .position
    };
    let whole = |degrees| [(degrees, 1), (0, 1), (0, 1)];
    let south_west = at(&whole(34), &whole(70)).unwrap();
    assert_eq!((south_west.lat, south_west.lon), (-34.0, -70.0));
    assert_eq!(at(&whole(0), &whole(0)), None, "no fix");
    assert_eq!(at(&whole(91), &whole(70)), None);
    assert_eq!(at(&whole(34), &whole(181)), None);
    assert_eq!(at(&[(34, 0), (0, 1), (0, 1)], &whole(70)), None);
}

#[test]
fn a_broken_block_gives_what_can_be_read_and_the_picture_is_kept() {
    let whole = exif(&full());
    let mut with_orientation = 0;
    for end in 0..whole.len() {
        let file = jpeg(&quarters(64, 32), 64, 32, Some(&whole[..end]));
        let facts = facts(&file);
        if facts.meta.orientation == Orientation::from_exif(6) {
            with_orientation += 1;
            // Turned by what was left: the long side stands.
            assert_eq!(facts.upright_size(), (32, 64));
        }
        if end < 100 {
            assert!(facts.meta.damaged, "cut at {end}");
            assert!(facts.meta.flags().contains(&Flag::ExifDamaged));
        }
        if end % 10 == 0 {
            assert_eq!(derived(&file).width, facts.upright_size().0);
        }
    }
    assert!(
        with_orientation > whole.len() / 2,
        "orientation is lost too early: {with_orientation} of {}",
        whole.len()
    );
}

#[test]
fn a_block_that_unfolds_without_end_is_not_read() {
    // Five thousand entries, each of which is said to be a folder of thousands more, inside the same bytes.
    let mut block = b"MM\0*\0\0\0\x08\x13\x88".to_vec();
    for number in 0..5_000_u32 {
        block.extend(b"\x87\x69\x10\0\0\0\0\x01");
        block.extend((12 + number * 12).to_be_bytes());
    }
    let meta = facts(&jpeg(&quarters(16, 16), 16, 16, Some(&block))).meta;
    assert!(meta.damaged);
    assert_eq!(meta.orientation, Orientation::UPRIGHT);
}

#[test]
fn the_same_picture_is_near_and_another_is_far() {
    let mut others = Vec::new();
    for seed in 1..=12 {
        let pixels = street(450, 300, seed);
        let hash = derived(&jpeg(&pixels, 450, 300, None)).phash;

        let picture = image::RgbImage::from_raw(450, 300, pixels.clone()).unwrap();
        let smaller =
            image::imageops::resize(&picture, 225, 150, image::imageops::FilterType::Triangle);
        let brighter: Vec<u8> = pixels.iter().map(|value| value / 2 + 100).collect();
        let turned = image::imageops::rotate270(&picture);
        let block = exif(&[(Tag::Orientation, Value::Short(vec![6]))]);
        for (what, same) in [
            ("png", png(&pixels, 450, 300, png::ColorType::Rgb)),
            ("smaller", jpeg(&smaller, 225, 150, None)),
            ("brighter", jpeg(&brighter, 450, 300, None)),
            ("turned", jpeg(&turned, 300, 450, Some(&block))),
        ] {
            let distance = hash.distance(derived(&same).phash);
            assert!(distance <= 6, "{what} of {seed}: {distance}");
        }
        for (other, earlier) in &others {
            let distance = hash.distance(*earlier);
            assert!(distance >= 12, "{seed} and {other}: {distance}");
        }
        others.push((seed, hash));
    }
}
