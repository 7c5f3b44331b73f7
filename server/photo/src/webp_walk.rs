//! Walks a WebP's chunks: the size, the EXIF block, and whether as many bytes came as the header announces.

use crate::container::{Container, le16, le24, le32};
use crate::need::{Coding, WebP};

pub(crate) fn walk(bytes: &[u8]) -> Container<'_> {
    let mut found = Container::default();
    let Some(announced) = le32(bytes, 4) else {
        return found;
    };
    found.complete = bytes.len() as u64 >= u64::from(announced) + 8;
    let mut picture = WebP {
        bytes: bytes.len() as u64,
        ..WebP::default()
    };
    let mut sizes = Vec::new();
    for (kind, chunk) in (Chunks { bytes, at: 12 }) {
        match kind {
            b"VP8X" => sizes.extend(extended_size(chunk)),
            b"EXIF" if found.exif.is_none() => {
                // Some writers keep the prefix that belongs to JPEG.
                found.exif = Some(chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk));
            }
            b"ANMF" => {
                picture.animated = true;
                // Where the frame lies, how large it is and how long it stays: 16 bytes before its own chunks.
                for (kind, chunk) in (Chunks {
                    bytes: chunk,
                    at: 16,
                }) {
                    sizes.extend(look_at(kind, chunk, &mut picture));
                }
            }
            _ => sizes.extend(look_at(kind, chunk, &mut picture)),
        }
    }
    // A part that is larger than the whole would be unpacked before anybody compares.
    found.size = sizes.first().copied();
    if let Some((width, height)) = found.size
        && sizes.iter().all(|size| size.0 <= width && size.1 <= height)
    {
        found.coding = Some(Coding::WebP(picture));
    }
    found
}

/// The size of the picture in the chunk, when it is one.
fn look_at(kind: &[u8], chunk: &[u8], picture: &mut WebP) -> Option<(u32, u32)> {
    match kind {
        b"VP8 " => {
            picture.lossy = true;
            lossy_size(chunk)
        }
        b"VP8L" => {
            picture.lossless_bytes += chunk.len() as u64;
            lossless_size(chunk)
        }
        b"ALPH" => {
            picture.alpha = true;
            // The lowest two bits: packed or not.
            if chunk.first().is_some_and(|first| first & 3 != 0) {
                picture.lossless_bytes += chunk.len() as u64;
            }
            None
        }
        _ => None,
    }
}

/// A cut chunk still tells the size when its first bytes are there.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let length = le32(self.bytes, self.at + 4)? as usize;
        let data = self.at + 8;
        let kind = &self.bytes[self.at..self.at + 4];
        let chunk = &self.bytes[data..self.bytes.len().min(data + length)];
        // Chunks are padded to an even length.
        self.at = data + length + length % 2;
        Some((kind, chunk))
    }
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

    #[test]
    fn a_part_larger_than_the_whole_is_no_picture() {
        let whole: &[u8] = b"\x10\0\0\0\x1f\0\0\x0f\0\0";
        let lossy = |width: u8| [b"\0\0\0\x9d\x01\x2a" as &[u8], &[width, 0, 16, 0]].concat();
        let fits = webp(&[
            (b"VP8X", whole),
            (b"ALPH", b"\x01ab"),
            (b"VP8 ", &lossy(32)),
        ]);
        let Some(Coding::WebP(picture)) = walk(&fits).coding else {
            panic!("a picture");
        };
        assert!(picture.lossy && picture.alpha && !picture.animated);
        assert_eq!(picture.lossless_bytes, 3);
        let larger = webp(&[(b"VP8X", whole), (b"VP8 ", &lossy(33))]);
        assert_eq!(walk(&larger).coding, None);
        let mut frame = vec![0; 16];
        frame.extend(&webp(&[(b"VP8 ", &lossy(33))])[12..]);
        let larger = webp(&[(b"VP8X", whole), (b"ANMF", &frame)]);
        assert_eq!(walk(&larger).coding, None);
    }
}
