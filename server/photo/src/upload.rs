//! A photo on its way in: chunks go to a temporary file in the store's own staging folder while they are counted
//! and hashed. Whatever ends early (a hang-up, a refusal, a wrong hash) leaves no file behind.

use std::io;
use std::path::Path;

use domain::id::PhotoHash;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::error::Error;
use crate::limits::Limits;
use crate::local;

/// Network chunks are small and each write is a trip to a blocking thread: they are gathered to this size first.
const GATHER: usize = 256 * 1024;

pub struct Upload {
    // Before `path`: the file is closed before it is removed.
    file: BufWriter<tokio::fs::File>,
    path: TempPath,
    hasher: Sha256,
    bytes: u64,
    limits: Limits,
}

impl Upload {
    pub(crate) async fn begin(staging: &Path, limits: Limits) -> Result<Self, Error> {
        let staging = staging.to_owned();
        let (file, path) = blocking("open a staging file", move || {
            NamedTempFile::with_prefix_in(local::UPLOAD, staging).map(NamedTempFile::into_parts)
        })
        .await?;
        Ok(Upload {
            file: BufWriter::with_capacity(GATHER, tokio::fs::File::from_std(file)),
            path,
            hasher: Sha256::new(),
            bytes: 0,
            limits,
        })
    }

    /// Refuses as soon as the limit is passed: the caller stops reading.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.limits.check_bytes(self.bytes + chunk.len() as u64)?;
        self.bytes += chunk.len() as u64;
        self.hasher.update(chunk);
        self.file
            .write_all(chunk)
            .await
            .map_err(|error| Error::from_io("write an upload", &error))
    }

    /// All chunks are there: they must be what was announced.
    pub async fn finish(self, announced: PhotoHash) -> Result<Staged, Error> {
        let Upload {
            mut file,
            path,
            hasher,
            bytes,
            ..
        } = self;
        file.flush()
            .await
            .map_err(|error| Error::from_io("write an upload", &error))?;
        // The file is made durable when it is kept; most refusals come before that.
        drop(file);
        if bytes == 0 {
            return Err(Error::Empty);
        }
        let actual = PhotoHash(hasher.finalize().into());
        if actual != announced {
            return Err(Error::HashMismatch { announced, actual });
        }
        Ok(Staged {
            path,
            hash: actual,
            bytes,
        })
    }
}

/// A whole upload whose hash holds, not yet visible to anybody; dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    pub(crate) path: TempPath,
    hash: PhotoHash,
    bytes: u64,
}

impl Staged {
    pub fn hash(&self) -> PhotoHash {
        self.hash
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Blocking; for the thread that decodes.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        std::fs::read(&self.path).map_err(|error| Error::from_io("read an upload", &error))
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|lost| Error::Store(format!("{doing}: {lost}")))?
        .map_err(|error| Error::from_io(doing, &error))
}
