//! What kind of file the bytes are, by the bytes alone: names and announced types are never believed.
//! A picture that is also a web page is the picture its first bytes say. Leaves out whether it can be decoded.

use std::fmt;

use crate::error::Error;

/// What a photo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    Jpeg,
    Png,
    WebP,
}

impl MediaType {
    pub const ALL: [MediaType; 3] = [MediaType::Jpeg, MediaType::Png, MediaType::WebP];

    pub fn as_str(self) -> &'static str {
        match self {
            MediaType::Jpeg => "image/jpeg",
            MediaType::Png => "image/png",
            MediaType::WebP => "image/webp",
        }
    }
}

/// What else people send, as far as naming it helps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Heic,
    Avif,
    Gif,
    Bmp,
    Tiff,
    Pdf,
    Video,
    WebPage,
    Archive,
    Unknown,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Found::Heic => "HEIC",
            Found::Avif => "AVIF",
            Found::Gif => "GIF",
            Found::Bmp => "BMP",
            Found::Tiff => "TIFF",
            Found::Pdf => "PDF",
            Found::Video => "video",
            Found::WebPage => "HTML",
            Found::Archive => "ZIP",
            Found::Unknown => "unknown",
        })
    }
}

pub fn sniff(bytes: &[u8]) -> Result<MediaType, Error> {
    match bytes {
        [] => Err(Error::Empty),
        [0xff, 0xd8, 0xff, ..] => Ok(MediaType::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(MediaType::Png),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok(MediaType::WebP),
        other => Err(Error::TypeUnsupported { found: name(other) }),
    }
}

fn name(bytes: &[u8]) -> Found {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', rest @ ..] => brand(rest),
        [b'G', b'I', b'F', b'8', ..] => Found::Gif,
        [b'B', b'M', ..] => Found::Bmp,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Found::Tiff,
        [b'%', b'P', b'D', b'F', ..] => Found::Pdf,
        [b'P', b'K', 3, 4, ..] => Found::Archive,
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Found::Video,
        text if looks_like_a_web_page(text) => Found::WebPage,
        _ => Found::Unknown,
    }
}

/// ISO base media files share one header; the brand says which kind.
fn brand(after_ftyp: &[u8]) -> Found {
    match after_ftyp.get(..4) {
        Some(b"avif" | b"avis") => Found::Avif,
        Some(
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1"
            | b"msf1",
        ) => Found::Heic,
        Some(_) => Found::Video,
        None => Found::Unknown,
    }
}

fn looks_like_a_web_page(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    let start = &start[..start.len().min(14)];
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype html")
        || start.starts_with(b"<html")
        || start.starts_with(b"<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_content() {
        let table: [(&[u8], Result<MediaType, Error>); 14] = [
            (b"", Err(Error::Empty)),
            (b"\xff\xd8\xff\xe0", Ok(MediaType::Jpeg)),
            (b"\xff\xd8\xff\xfe\0\x20<html><script>", Ok(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Ok(MediaType::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Ok(MediaType::WebP)),
            (b"RIFF\x10\0\0\0WAVEfmt ", unsupported(Found::Unknown)),
            (b"\0\0\0\x18ftypheic\0\0\0\0", unsupported(Found::Heic)),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", unsupported(Found::Heic)),
            (b"\0\0\0\x18ftypavif\0\0\0\0", unsupported(Found::Avif)),
            (b"\0\0\0\x18ftypisom\0\0\0\0", unsupported(Found::Video)),
            (b"GIF89a", unsupported(Found::Gif)),
            (b"  \n<!DOCTYPE html><p>", unsupported(Found::WebPage)),
            (b"%PDF-1.7", unsupported(Found::Pdf)),
            (b"hello", unsupported(Found::Unknown)),
        ];
        for (bytes, expected) in table {
            assert_eq!(sniff(bytes), expected, "{bytes:?}");
        }
    }

    fn unsupported(found: Found) -> Result<MediaType, Error> {
        Err(Error::TypeUnsupported { found })
    }
}
