//! Random bytes and pictures with random faults: refused or shown, never a crash, never more than was announced.

use std::sync::LazyLock;

use photo::{Limits, MediaType, derive, inspect};
use proptest::prelude::*;

use crate::make::*;

/// What the server does with any upload.
fn take_in(file: &[u8]) {
    let Ok(facts) = inspect(file, &Limits::default()) else {
        return;
    };
    // Keeps the test quick: a header may honestly announce fifty megapixels.
    if facts.width.max(facts.height) > 4_000 {
        return;
    }
    if let Ok(derived) = derive(file, &facts) {
        let (width, height) = open(&derived.display).dimensions();
        assert!(width.max(height) <= 1600);
        assert!(width <= derived.width && height <= derived.height);
    }
}

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(samples);

fn samples() -> Vec<Vec<u8>> {
    let pixels = street(80, 56, 5);
    let mut progressive = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut progressive, 80);
    encoder.set_progressive(true);
    encoder.set_restart_interval(3);
    encoder
        .encode(&pixels, 80, 56, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    let block = exif(&[
        (exif::Tag::Make, text("A")),
        (exif::Tag::Orientation, exif::Value::Short(vec![5])),
    ]);
    let large = jpeg(&street(3200, 40, 5), 3200, 40, None);
    vec![
        jpeg(&pixels, 80, 56, Some(&block)),
        progressive,
        large,
        png(&pixels, 80, 56, png::ColorType::Rgb),
        webp(&pixels, 80, 56),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_behind_a_true_beginning(kind in 0..3_usize, tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let start: &[u8] = match MediaType::ALL[kind] {
            MediaType::Jpeg => b"\xff\xd8\xff",
            MediaType::Png => b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x20\0\0\0\x20",
            MediaType::WebP => b"RIFF\x40\0\0\0WEBPVP8 ",
        };
        take_in(&[start, &tail].concat());
        take_in(&tail);
    }

    #[test]
    fn pictures_with_faults(
        which in 0..5_usize,
        faults in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = SAMPLES[which].clone();
        for (at, value) in faults {
            let at = at.index(file.len());
            file[at] = value;
        }
        if let Some(cut) = cut {
            let from = cut.index(file.len());
            let length = (file.len() - from).min(40);
            file.drain(from..from + length);
        }
        take_in(&file);
    }
}
