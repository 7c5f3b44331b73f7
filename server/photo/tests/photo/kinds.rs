//! Every kind of picture that people have: grey, CMYK, progressive, 16 bits, transparent, animated, tiny, thin.

use jpeg_encoder::{ColorType, Encoder};
use photo::MediaType;

use crate::make::*;

#[test]
fn jpeg_kinds() {
    let pixels = quarters(120, 80);
    let grey: Vec<u8> = pixels.iter().step_by(3).copied().collect();
    let ink = |&[red, green, blue]: &[u8; 3]| [255 - red, 255 - green, 255 - blue, 0];
    let cmyk: Vec<u8> = pixels.as_chunks().0.iter().flat_map(ink).collect();
    let expected = [RED, GREEN, BLUE, WHITE];
    let as_grey = expected.map(|[red, ..]| [red; 3]);
    let table = [
        ("progressive", &pixels, ColorType::Rgb, true, expected),
        ("grey", &grey, ColorType::Luma, false, as_grey),
        ("CMYK", &cmyk, ColorType::Cmyk, false, expected),
        ("YCCK", &cmyk, ColorType::CmykAsYcck, false, expected),
    ];
    for (what, pixels, color, progressive, expected) in table {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 95);
        encoder.set_progressive(progressive);
        encoder.encode(pixels, 120, 80, color).unwrap();
        let derived = derived(&file);
        assert!(!derived.damaged, "{what}");
        assert_near(corners(&open(&derived.display)), expected, what);
    }
}

#[test]
fn a_large_progressive_or_grey_jpeg_is_decoded_at_a_fraction_too() {
    let pixels = quarters(3300, 900);
    let grey: Vec<u8> = pixels.iter().step_by(3).copied().collect();
    let expected = [RED, GREEN, BLUE, WHITE];
    let as_grey = expected.map(|[red, ..]| [red; 3]);
    for (pixels, color, progressive, expected) in [
        (&pixels, ColorType::Rgb, true, expected),
        (&grey, ColorType::Luma, false, as_grey),
    ] {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        encoder.set_progressive(progressive);
        encoder.encode(pixels, 3300, 900, color).unwrap();
        let shown = open(&derived(&file).display);
        assert_eq!(shown.dimensions(), (1600, 436));
        assert_near(corners(&shown), expected, "large");
    }
}

#[test]
fn png_kinds() {
    let pixels = quarters(60, 40);
    let expected = [RED, GREEN, BLUE, WHITE];
    let rgba: Vec<u8> = pixels
        .as_chunks()
        .0
        .iter()
        .flat_map(|&[red, green, blue]: &[u8; 3]| {
            let alpha = if [red, green, blue] == BLUE { 0 } else { 255 };
            [red, green, blue, alpha]
        })
        .collect();
    let see_through = [RED, GREEN, [255; 3], WHITE];
    let grey: Vec<u8> = pixels.iter().step_by(3).copied().collect();
    let as_grey = expected.map(|[red, ..]| [red; 3]);
    for (pixels, color, expected) in [
        (&pixels, png::ColorType::Rgb, expected),
        (&rgba, png::ColorType::Rgba, see_through),
        (&grey, png::ColorType::Grayscale, as_grey),
    ] {
        let file = png(pixels, 60, 40, color);
        assert_eq!(facts(&file).media_type, MediaType::Png);
        let shown = open(&derived(&file).display);
        assert_near(corners(&shown), expected, &format!("{color:?}"));
    }

    let mut deep = Vec::new();
    let mut encoder = png::Encoder::new(&mut deep, 60, 40);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Sixteen);
    let wide: Vec<u8> = pixels.iter().flat_map(|&value| [value, value]).collect();
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&wide))
        .unwrap();
    assert_near(corners(&open(&derived(&deep).display)), expected, "16 bits");

    let mut indexed = Vec::new();
    let mut encoder = png::Encoder::new(&mut indexed, 60, 40);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette([RED, GREEN, BLUE, WHITE].concat());
    let number = |color: &[u8; 3]| expected.iter().position(|one| one == color).unwrap() as u8;
    let numbers: Vec<u8> = pixels.as_chunks().0.iter().map(number).collect();
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&numbers))
        .unwrap();
    assert_near(
        corners(&open(&derived(&indexed).display)),
        expected,
        "palette",
    );
}

#[test]
fn webp_kinds() {
    let file = webp(&quarters(60, 40), 60, 40);
    assert_eq!(facts(&file).media_type, MediaType::WebP);
    let shown = open(&derived(&file).display);
    assert_near(corners(&shown), [RED, GREEN, BLUE, WHITE], "lossless");

    // Lossy, 6 x 4, left half red, right half blue.
    let lossy = b"RIFF\x50\0\0\0WEBPVP8 \x44\0\0\0\xb0\x02\0\x9d\x01\x2a\x06\0\x04\0\x01\x40\x26\x25\xa8\x02\x74\xba\x01\
        \x40\x02\xa8\x03\xf4\0\x0f\xa4\x02\xbf\0\0\xfe\xf8\xa3\xc8\x3a\x67\xef\xfe\x68\xbf\x84\x60\x4c\x7f\xee\xc1\
        \x7d\xb9\xf0\x8c\x09\x8f\xf6\x99\xfd\xaf\xed\xda\xb2\xc4\x27\xdb\xb5\x62\x60\0\0\0";
    assert_eq!((facts(lossy).width, facts(lossy).height), (6, 4));
    let shown = open(&derived(lossy).display);
    assert_eq!(shown.dimensions(), (6, 4));
    let [left, right] = [shown.get_pixel(0, 2).0, shown.get_pixel(5, 2).0];
    assert!(
        left[0] > left[2] && right[2] > right[0],
        "{left:?} {right:?}"
    );
}

#[test]
fn tiny_and_thin_pictures() {
    for (width, height, display, thumbnail) in [
        (1, 1, (1, 1), (1, 1)),
        (1, 16_000, (1, 1600), (1, 400)),
        (16_384, 3, (1600, 1), (400, 1)),
        (399, 401, (399, 401), (398, 400)),
        (7, 5, (7, 5), (7, 5)),
        (3201, 2401, (1600, 1200), (400, 300)),
    ] {
        let pixels = vec![90; width * height * 3];
        for file in [
            jpeg(&pixels, width, height, None),
            png(&pixels, width, height, png::ColorType::Rgb),
        ] {
            let derived = derived(&file);
            assert_eq!(open(&derived.display).dimensions(), display);
            assert_eq!(open(&derived.thumbnail).dimensions(), thumbnail);
            assert!(!derived.damaged);
        }
    }
}

#[test]
fn a_picture_broken_in_the_middle_is_shown_and_said_to_be_broken() {
    let mut file = jpeg(&street(640, 480, 3), 640, 480, None);
    let middle = file.len() / 2;
    // A marker that has no place inside the data.
    file[middle..middle + 2].copy_from_slice(&[0xff, 0x10]);
    let derived = derived(&file);
    assert!(derived.damaged);
    assert_eq!(open(&derived.display).dimensions(), (640, 480));
}
