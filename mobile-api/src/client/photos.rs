//! Photos: hashed here, sent from memory or straight from a file, and not sent when the server has them.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use reqwest::Method;
use sha2::Digest;
use tokio::io::AsyncReadExt;

use super::error::Error;
use super::transport::{Call, Payload};
use super::{Client, Result};
use crate::hash::Sha256;
use crate::photo::{Photo, PhotoCopy};

/// Where the bytes of a photo are.
#[derive(Clone, Debug)]
pub enum PhotoSource {
    Bytes(Bytes),
    /// Never held in memory as a whole.
    File(PathBuf),
}

impl From<Bytes> for PhotoSource {
    fn from(bytes: Bytes) -> PhotoSource {
        PhotoSource::Bytes(bytes)
    }
}

impl From<Vec<u8>> for PhotoSource {
    fn from(bytes: Vec<u8>) -> PhotoSource {
        PhotoSource::Bytes(bytes.into())
    }
}

impl From<&Path> for PhotoSource {
    fn from(path: &Path) -> PhotoSource {
        PhotoSource::File(path.to_owned())
    }
}

impl Client {
    /// Makes sure that the server has the photo, and answers its name for a report or an action. A photo
    /// that is there already, perhaps because only the answer got lost last time, does not travel again.
    pub async fn upload_photo(&self, source: impl Into<PhotoSource>) -> Result<Sha256> {
        let source = source.into();
        let look = look(&source).await?;
        if !self.has_photo(look.sha256).await? {
            self.send_photo(source, &look).await?;
        }
        Ok(look.sha256)
    }

    /// Sends the photo in any case and answers what the server read from it.
    pub async fn put_photo(&self, source: impl Into<PhotoSource>) -> Result<Photo> {
        let source = source.into();
        let look = look(&source).await?;
        self.send_photo(source, &look).await
    }

    pub async fn has_photo(&self, sha256: Sha256) -> Result<bool> {
        match self
            .nothing(Call::new(Method::HEAD, format!("/photos/{sha256}")))
            .await
        {
            Ok(()) => Ok(true),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub async fn photo_bytes(&self, sha256: Sha256, copy: PhotoCopy) -> Result<Bytes> {
        self.bytes(Call::get(format!("/photos/{sha256}/{}", copy.name())))
            .await
    }

    async fn send_photo(&self, source: PhotoSource, look: &Look) -> Result<Photo> {
        let media_type = look.media_type;
        let payload = match source {
            PhotoSource::Bytes(body) => Payload::Upload { media_type, body },
            PhotoSource::File(path) => Payload::File {
                media_type,
                path,
                length: look.length,
            },
        };
        self.json(Call::put(format!("/photos/{}", look.sha256)).payload(payload))
            .await
    }
}

struct Look {
    sha256: Sha256,
    media_type: &'static str,
    length: u64,
}

async fn look(source: &PhotoSource) -> Result<Look> {
    let (sha256, length, head) = match source {
        PhotoSource::Bytes(bytes) => (Sha256::of(bytes), bytes.len() as u64, bytes.clone()),
        PhotoSource::File(path) => read_through(path).await?,
    };
    let media_type = media_type(&head).ok_or(Error::NotAPhoto)?;
    Ok(Look {
        sha256,
        media_type,
        length,
    })
}

/// The hash, the length and the beginning.
async fn read_through(path: &Path) -> Result<(Sha256, u64, Bytes)> {
    let mut file = tokio::fs::File::open(path).await?;
    let mut hasher = sha2::Sha256::new();
    let (mut head, mut length) = (Vec::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer).await?;
        if read == 0 {
            return Ok((Sha256(hasher.finalize().into()), length, head.into()));
        }
        let piece = &buffer[..read];
        hasher.update(piece);
        head.extend(piece.iter().take(HEAD_BYTES.saturating_sub(head.len())));
        length += read as u64;
    }
}

/// As much as the longest signature below.
const HEAD_BYTES: usize = 12;

fn media_type(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
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
        ] => Some("image/webp"),
        _ => None,
    }
}
