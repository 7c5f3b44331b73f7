//! Walks a WebP's chunks: the size, the EXIF block, and whether as many bytes came as the header announces.

use crate::container::{Container, le16, le24, le32};

pub(crate) fn walk(bytes: &[u8]) -> Container<'_> {
    let mut found = Container::default();
    let Some(announced) = le32(bytes, 4) else {
        return found;
    };
    found.complete = bytes.len() as u64 >= u64::from(announced) + 8;
    let mut at = 12;
    while let Some(length) = le32(bytes, at + 4) {
        let data = at + 8;
        let length = length as usize;
        // A cut chunk still tells the size when its first bytes are there.
        let chunk = &bytes[data..bytes.len().min(data + length)];
        match &bytes[at..at + 4] {
            b"VP8X" if found.size.is_none() => found.size = extended_size(chunk),
            b"VP8 " if found.size.is_none() => found.size = lossy_size(chunk),
            b"VP8L" if found.size.is_none() => found.size = lossless_size(chunk),
            b"EXIF" if found.exif.is_none() => {
                // Some writers keep the prefix that belongs to JPEG.
                found.exif = Some(chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk));
            }
            _ => {}
        }
        // Chunks are padded to an even length.
        at = data + length + length % 2;
    }
    found
}

fn extended_size(chunk: &[u8]) -> Option<(u32, u32)> {
    Some((le24(chunk, 4)? + 1, le24(chunk, 7)? + 1))
}

fn lossy_size(chunk: &[u8]) -> Option<(u32, u32)> {
    // A frame tag of three bytes, a start code of three, then 14 bits each.
    if chunk.get(3..6)? != b"\x9d\x01\x2a" {
        return None;
    }
    Some((le16(chunk, 6)? & 0x3fff, le16(chunk, 8)? & 0x3fff))
}

fn lossless_size(chunk: &[u8]) -> Option<(u32, u32)> {
    // A signature byte, then 14 bits each, less one.
    if chunk.first() != Some(&0x2f) {
        return None;
    }
    let bits = le32(chunk, 1)?;
    Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (kind, data) in chunks {
            body.extend(*kind);
            body.extend((data.len() as u32).to_le_bytes());
            body.extend(*data);
            body.resize(body.len() + data.len() % 2, 0);
        }
        let mut file = b"RIFF".to_vec();
        file.extend((body.len() as u32).to_le_bytes());
        file.extend(body);
        file
    }

    #[test]
    fn each_kind_tells_its_size() {
        let lossy = webp(&[(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x20\0\x10\0")]);
        assert_eq!(walk(&lossy).size, Some((32, 16)));
        let bits = (31_u32 | 15 << 14).to_le_bytes();
        let lossless = webp(&[(b"VP8L", &[&[0x2f], &bits as &[u8]].concat())]);
        assert_eq!(walk(&lossless).size, Some((32, 16)));
        let extended = webp(&[
            (b"VP8X", b"\x08\0\0\0\x1f\0\0\x0f\0\0"),
            (b"EXIF", b"Exif\0\0II*\0"),
        ]);
        let found = walk(&extended);
        assert_eq!(found.size, Some((32, 16)));
        assert_eq!(found.exif, Some(b"II*\0" as &[u8]));
        assert!(found.complete);
        assert!(!walk(&extended[..extended.len() - 1]).complete);
    }
}
