//! Walks a PNG's chunks: the size, the EXIF block, and whether the end chunk is there.

use crate::container::{Container, be32};
use crate::need::{Coding, Png};

pub(crate) fn walk(bytes: &[u8]) -> Container<'_> {
    let mut found = Container::default();
    let mut at = 8;
    let mut beside = 0;
    let mut kind_of = None;
    while let Some(length) = be32(bytes, at) {
        let Some(kind) = bytes.get(at + 4..at + 8) else {
            break;
        };
        let data = at + 8;
        let end = data + length as usize;
        let Some(chunk) = bytes.get(data..end) else {
            break;
        };
        if kind != b"IDAT" {
            beside += u64::from(length);
        }
        match kind {
            b"IHDR" if found.size.is_none() => {
                found.size = be32(chunk, 0).zip(be32(chunk, 4));
                kind_of = chunk.get(9).zip(chunk.get(12));
            }
            b"eXIf" if found.exif.is_none() => {
                found.exif = Some(chunk);
            }
            b"IEND" => {
                found.complete = bytes.len() >= end + 4;
                break;
            }
            _ => {}
        }
        // The checksum of four bytes follows.
        at = end + 4;
    }
    found.coding = kind_of.map(|(color, interlaced)| {
        Coding::Png(Png {
            interlaced: *interlaced != 0,
            // Grey without or with alpha; everything else as colour with alpha, which a palette may turn out to be.
            channels: if matches!(color, 0 | 4) { 2 } else { 4 },
            beside,
        })
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_exif_and_end_are_found() {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in [
            (b"IHDR", b"\0\0\x01\0\0\0\0\x07\x08\x02\0\0\0" as &[u8]),
            (b"eXIf", b"II*\0"),
            (b"IEND", b""),
        ] {
            file.extend((data.len() as u32).to_be_bytes());
            file.extend(kind);
            file.extend(data);
            file.extend([0; 4]);
        }
        let found = walk(&file);
        assert_eq!(found.size, Some((256, 7)));
        assert_eq!(found.exif, Some(b"II*\0" as &[u8]));
        assert!(found.complete);
        for end in 0..file.len() {
            assert!(!walk(&file[..end]).complete, "cut at {end}");
        }
    }
}
