//! Walks a JPEG's markers to its end: the size, the EXIF block, and whether the last scan is finished.
//! What follows the end (further pictures, a web page, padding) is not looked at.

use crate::container::{Container, be16};

const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP1: u8 = 0xe1;

pub(crate) fn walk(bytes: &[u8]) -> Container<'_> {
    let mut found = Container::default();
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = after;
        match marker {
            EOI => {
                found.complete = true;
                break;
            }
            // Markers that stand alone: TEM, restarts, a repeated start.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let Some(segment) = segment(bytes, at) else {
            break;
        };
        match marker {
            APP1 if found.exif.is_none() => found.exif = segment.strip_prefix(b"Exif\0\0"),
            marker if starts_frame(marker) && found.size.is_none() => {
                found.size = be16(segment, 3).zip(be16(segment, 1));
            }
            _ => {}
        }
        at += 2 + segment.len();
        if marker == SOS {
            found.scans += 1;
            at = end_of_scan(bytes, at);
        }
    }
    found
}

/// The next marker and the place behind it. Stray bytes between segments are skipped, as every viewer does.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xff)?;
        at += bytes[at..].iter().position(|&byte| byte != 0xff)?;
        if bytes[at] != 0 {
            return Some((bytes[at], at + 1));
        }
    }
}

fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = be16(bytes, at)? as usize;
    bytes.get(at + 2..at + length.max(2))
}

/// SOF0 to SOF15, without the three numbers among them that mean something else (DHT, JPG, DAC).
fn starts_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Where the marker behind the scan's data begins. Inside the data an FF is followed by 00 or a restart number.
fn end_of_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(step) = bytes.get(at..).and_then(find_ff) {
        at += step;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            _ => return at,
        }
    }
    bytes.len()
}

/// Scan data is most of the file and FF is rare in it, so whole blocks are passed over at once.
fn find_ff(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<32>();
    let clear = blocks
        .iter()
        .take_while(|block| !block.iter().fold(false, |any, &byte| any | (byte == 0xff)))
        .count()
        * 32;
    bytes[clear..]
        .iter()
        .position(|&byte| byte == 0xff)
        .map(|step| clear + step)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &[u8] = b"\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0";
    const SCAN: &[u8] = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0";

    fn jpeg(parts: &[&[u8]]) -> Vec<u8> {
        [&[b"\xff\xd8" as &[u8]], parts].concat().concat()
    }

    #[test]
    fn size_exif_and_end_are_found() {
        let exif: &[u8] = b"\xff\xe1\0\x0cExif\0\0MM\0*";
        let data: &[u8] = b"ab\xff\0cd\xff\xd0ef\xff\xff\xd9";
        let file = jpeg(&[exif, FRAME, SCAN, data, b"<html>"]);
        let found = walk(&file);
        assert_eq!(found.size, Some((32, 16)));
        assert_eq!(found.exif, Some(b"MM\0*" as &[u8]));
        assert!(found.complete);
        assert_eq!(found.scans, 1);
    }

    #[test]
    fn every_cut_before_the_end_is_incomplete() {
        let file = jpeg(&[FRAME, SCAN, b"ab\xff\0cd\xff\xd9"]);
        assert!(walk(&file).complete);
        for end in 0..file.len() {
            assert!(!walk(&file[..end]).complete, "cut at {end}");
        }
    }

    #[test]
    fn an_ff_is_found_wherever_it_stands() {
        for at in 0..100 {
            let mut bytes = vec![0x7f; 100];
            bytes[at] = 0xff;
            assert_eq!(find_ff(&bytes), Some(at));
        }
        assert_eq!(find_ff(&[0; 77]), None);
    }
}
