//! Every picture that is not taken, and why: each refusal is its own.

use photo::{Error, Facts, Found, Limits, MediaType, derive, inspect};

use crate::make::*;

fn refused(file: &[u8]) -> Error {
    let inspected = inspect(file, &Limits::default());
    inspected
        .and_then(|facts| derive(file, &facts))
        .expect_err("must be refused")
}

/// A JPEG whose header announces another size than it has.
fn announcing(width: u16, height: u16) -> Vec<u8> {
    let mut file = jpeg(&quarters(32, 32), 32, 32, None);
    let frame = file
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

#[test]
fn zero_bytes() {
    assert_eq!(refused(b""), Error::Empty);
}

#[test]
fn other_files_whatever_their_name() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let found = Found::Heic;
    assert_eq!(refused(heic), Error::TypeUnsupported { found });
    let found = Found::WebPage;
    let page = b"<!doctype html><img src=x>";
    assert_eq!(refused(page), Error::TypeUnsupported { found });
    let found = Found::Unknown;
    let words = b"a renamed text file, long enough for every look at its head";
    assert_eq!(refused(words), Error::TypeUnsupported { found });
}

#[test]
fn cut_anywhere() {
    let pixels = street(64, 48, 1);
    for file in [
        jpeg(&pixels, 64, 48, None),
        png(&pixels, 64, 48, png::ColorType::Rgb),
        webp(&pixels, 64, 48),
    ] {
        assert!(inspect(&file, &Limits::default()).is_ok());
        // Below sixteen bytes not even the type is told.
        for end in (16..file.len()).step_by(7).chain([file.len() - 1]) {
            assert_eq!(refused(&file[..end]), Error::Truncated, "cut at {end}");
        }
    }
}

#[test]
fn sixty_megapixels_by_the_header_alone() {
    let too_many = |width, height| Error::TooManyPixels {
        width,
        height,
        max_pixels: Limits::default().max_pixels,
    };
    assert_eq!(refused(&announcing(10_000, 6_000)), too_many(10_000, 6_000));
    assert_eq!(
        refused(&announcing(65_535, 65_535)),
        too_many(65_535, 65_535)
    );

    // Bombs: a few dozen bytes that would unpack to gigabytes, cut off to prove that nothing behind is needed.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bomb.extend(100_000_u32.to_be_bytes());
    bomb.extend(100_000_u32.to_be_bytes());
    bomb.extend(b"\x08\x06\0\0\0\0\0\0\0");
    assert_eq!(refused(&bomb), too_many(100_000, 100_000));
    let bomb = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0";
    assert_eq!(refused(bomb), too_many(16_384, 16_384));
}

#[test]
fn twenty_one_megabytes() {
    let mut file = jpeg(&quarters(32, 32), 32, 32, None);
    file.resize(21_000_000, 0);
    let max_bytes = Limits::default().max_bytes;
    assert_eq!(refused(&file), Error::TooLarge { max_bytes });
}

#[test]
fn no_picture_behind_the_first_bytes() {
    for empty in [
        b"\xff\xd8\xff\xd9" as &[u8],
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xd9",
        b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82",
        b"RIFF\x04\0\0\0WEBP",
    ] {
        let refusal = refused(empty);
        assert!(
            matches!(refusal, Error::Unreadable { .. }),
            "{empty:?}: {refusal}"
        );
    }
    let zero_high = refused(&announcing(32, 0));
    assert!(matches!(zero_high, Error::Unreadable { .. }), "{zero_high}");
}

#[test]
fn a_thousand_scans_are_a_trap() {
    let file = jpeg(&quarters(32, 32), 32, 32, None);
    let scan = file
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .unwrap();
    let again = file[scan..file.len() - 2].repeat(1_000);
    let trap = [&file[..scan], &again, b"\xff\xd9"].concat();
    let reason = "too many scans".to_owned();
    assert_eq!(refused(&trap), Error::Unreadable { reason });
}

#[test]
fn a_size_that_does_not_fit_the_data_is_unreadable() {
    let mut file = png(&quarters(32, 32), 32, 32, png::ColorType::Rgb);
    // The width in the header and its checksum no longer agree with the data.
    file[19] = 64;
    assert!(matches!(refused(&file), Error::Unreadable { .. }));
}

#[test]
fn a_picture_that_is_also_a_web_page_is_a_picture() {
    let script = b"<html><script>alert(1)</script></html>";
    let plain = jpeg(&quarters(64, 64), 64, 64, None);
    let mut page = b"\xff\xd8\xff\xfe".to_vec();
    page.extend((script.len() as u16 + 2).to_be_bytes());
    page.extend(script);
    page.extend(&plain[2..]);
    page.extend(script);
    let Facts {
        media_type, width, ..
    } = facts(&page);
    assert_eq!((media_type, width), (MediaType::Jpeg, 64));
    let derived = derived(&page);
    assert!(!derived.damaged);
    for copy in [derived.display, derived.thumbnail] {
        assert!(!copy.windows(6).any(|window| window == b"script"));
    }
}
