//! All eight orientations stand upright in both copies, whichever decoder is used, and the original is not touched.

use exif::{Tag, Value};

use crate::make::*;

/// How a camera with that orientation stores the upright picture.
fn stored(orientation: u16, upright: &image::RgbImage) -> image::RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => rotate90(&flip_vertical(upright)),
        6 => rotate270(upright),
        7 => rotate270(&flip_vertical(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

fn stands_upright(width: u32, height: u32) {
    let upright =
        image::RgbImage::from_raw(width, height, quarters(width as usize, height as usize))
            .unwrap();
    for orientation in 1..=8_u16 {
        let picture = stored(orientation, &upright);
        let block = exif(&[(Tag::Orientation, Value::Short(vec![orientation]))]);
        let (stored_width, stored_height) = picture.dimensions();
        let file = jpeg(
            picture.as_raw(),
            stored_width as usize,
            stored_height as usize,
            Some(&block),
        );
        let facts = facts(&file);
        assert_eq!(u16::from(facts.meta.orientation.number()), orientation);
        assert_eq!((facts.width, facts.height), (stored_width, stored_height));
        assert_eq!(facts.upright_size(), (width, height));

        let derived = derived(&file);
        assert_eq!((derived.width, derived.height), (width, height));
        for (copy, longest) in [(&derived.display, 1600), (&derived.thumbnail, 400)] {
            let shown = open(copy);
            let longest = longest.min(width.max(height));
            assert_eq!(shown.width().max(shown.height()), longest);
            assert_eq!(shown.width() > shown.height(), width > height);
            let what = format!("orientation {orientation}, {longest}");
            assert_near(corners(&shown), [RED, GREEN, BLUE, WHITE], &what);
        }
    }
}

#[test]
fn small_pictures() {
    stands_upright(90, 60);
    stands_upright(60, 90);
}

#[test]
fn pictures_that_are_decoded_at_a_fraction() {
    stands_upright(3300, 600);
}

#[test]
fn copies_carry_no_metadata() {
    let block = exif(&[
        (Tag::Orientation, Value::Short(vec![6])),
        (Tag::Make, text("SECRETMAKER")),
        (Tag::GPSLatitudeRef, text("N")),
        (Tag::GPSLatitude, fractions(&[(34, 1), (34, 1), (48, 1)])),
        (Tag::GPSLongitudeRef, text("E")),
        (Tag::GPSLongitude, fractions(&[(105, 1), (43, 1), (12, 1)])),
    ]);
    let file = jpeg(&quarters(500, 300), 500, 300, Some(&block));
    let derived = derived(&file);
    for copy in [&derived.display, &derived.thumbnail] {
        assert!(!copy.windows(6).any(|window| window == b"Exif\0\0"));
        assert!(!copy.windows(11).any(|window| window == b"SECRETMAKER"));
        let facts = facts(copy);
        assert_eq!(facts.meta.orientation, photo::Orientation::UPRIGHT);
        assert_eq!((facts.meta.position, facts.meta.camera), (None, None));
    }
}
