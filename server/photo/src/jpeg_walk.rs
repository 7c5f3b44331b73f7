//! Walks a JPEG's markers to its end: the size, the EXIF block, how it is coded, and whether the last scan is finished.
//! What follows the end (further pictures, a web page, padding) is not looked at.

use crate::container::{Container, be16};
use crate::need::{Coding, Frame};

const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP1: u8 = 0xe1;

pub(crate) fn walk(bytes: &[u8]) -> Container<'_> {
    let mut found = Container::default();
    let mut coder = Coder::default();
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
                coder.begin(marker, segment);
            }
            SOS => coder.scan(segment),
            _ => {}
        }
        // Decoders keep profiles and the like, at most one of each.
        coder.frame.beside += segment.len() as u64;
        at += 2 + segment.len();
        if marker == SOS {
            found.scans += 1;
            at = end_of_scan(bytes, at);
        }
    }
    found.coding = found.size.map(|_| Coding::Jpeg(coder.end()));
    found
}

/// What the frame and its scans say of how the picture is coded.
#[derive(Default)]
struct Coder {
    frame: Frame,
    progressive: bool,
    /// Of each component: its number, and which of its 64 coefficients have come to their last bit.
    components: Vec<(u8, u64)>,
}

impl Coder {
    fn begin(&mut self, marker: u8, segment: &[u8]) {
        self.progressive = marker == 0xc2;
        self.frame.common = matches!(marker, 0xc0..=0xc2);
        let count = usize::from(segment.get(5).copied().unwrap_or(0));
        let (described, _) = segment.get(6..).unwrap_or_default().as_chunks::<3>();
        for [number, sampling, _] in described.iter().take(count) {
            let (across, down) = (sampling >> 4, sampling & 15);
            self.frame.components.push((across.into(), down.into()));
            self.components.push((*number, 0));
        }
    }

    fn scan(&mut self, segment: &[u8]) {
        let count = usize::from(segment.first().copied().unwrap_or(0));
        // A picture whose components come one after the other is kept until the last has come.
        self.frame.kept |= self.progressive || count != self.components.len();
        let Some(named) = segment.get(1..1 + 2 * count) else {
            return;
        };
        let rest = &segment[1 + 2 * count..];
        let [first, last, bits, ..] = *rest else {
            return;
        };
        if bits & 15 != 0 || first > last || last > 63 {
            return;
        }
        let finished = (u64::MAX >> (63 - last)) & (u64::MAX << first);
        for [number, _] in named.as_chunks::<2>().0 {
            let of_it = self.components.iter_mut().filter(|one| one.0 == *number);
            of_it.for_each(|one| one.1 |= finished);
        }
    }

    fn end(mut self) -> Frame {
        let finished = self.components.iter().all(|one| one.1 == u64::MAX);
        self.frame.unfinished = self.progressive && !finished;
        self.frame
    }
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
        let frame = frame(&file);
        assert!(frame.common && !frame.kept && !frame.unfinished);
        assert_eq!(frame.components, [(1, 1)]);
    }

    fn frame(file: &[u8]) -> Frame {
        match walk(file).coding {
            Some(Coding::Jpeg(frame)) => frame,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_kept_and_what_is_never_finished_is_seen() {
        let colour = |marker: u8| {
            let mut frame =
                b"\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01".to_vec();
            frame[1] = marker;
            frame
        };
        let of_all: &[u8] = b"\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0ab";
        let (first, end): (&[u8], &[u8]) =
            (b"\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\0\0ab", b"\xff\xd9");
        let rest = |number: u8, bits: u8| {
            let mut scan = b"\xff\xda\0\x08\x01\x01\0\x01\x3f\0ab".to_vec();
            (scan[5], scan[9]) = (number, bits);
            scan
        };
        let baseline = frame(&jpeg(&[&colour(0xc0), of_all, end]));
        assert_eq!(baseline.components, [(2, 2), (1, 1), (1, 1)]);
        assert!(baseline.common && !baseline.kept);
        let one_by_one = frame(&jpeg(&[
            &colour(0xc0),
            &rest(1, 0),
            &rest(2, 0),
            &rest(3, 0),
            end,
        ]));
        assert!(one_by_one.kept && !one_by_one.unfinished);
        let whole = frame(&jpeg(&[
            &colour(0xc2),
            first,
            &rest(1, 0),
            &rest(2, 0),
            &rest(3, 0),
            end,
        ]));
        assert!(whole.kept && !whole.unfinished);
        let unfinished = frame(&jpeg(&[
            &colour(0xc2),
            first,
            &rest(1, 1),
            &rest(2, 0),
            &rest(3, 0),
            end,
        ]));
        assert!(unfinished.kept && unfinished.unfinished);
        assert!(!frame(&jpeg(&[&colour(0xc3), of_all, end])).common);
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
