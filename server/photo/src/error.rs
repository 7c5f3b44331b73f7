//! Everything that can go wrong with a photo, told apart as far as the sender or the operator can act on it.
//! Leaves out codes and sentences for people: the wire has those.

use std::io;

use domain::id::PhotoHash;

use crate::sniff::Found;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("zero bytes")]
    Empty,
    #[error("more than {max_bytes} bytes")]
    TooLarge { max_bytes: u64 },
    #[error("{width} x {height} is more than {max_pixels} pixels")]
    TooManyPixels {
        width: u32,
        height: u32,
        max_pixels: u64,
    },
    #[error("{width} x {height} is longer than {max_side} on one side")]
    SideTooLong {
        width: u32,
        height: u32,
        max_side: u32,
    },
    #[error("not a JPEG, PNG or WebP picture: {found}")]
    TypeUnsupported { found: Found },
    #[error("the picture ends before its end")]
    Truncated,
    #[error("the picture cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("announced as {announced}, but the bytes are {actual}")]
    HashMismatch {
        announced: PhotoHash,
        actual: PhotoHash,
    },
    #[error("too many photos at once, try again in {retry_after_s} s")]
    Overloaded { retry_after_s: u32 },
    #[error("no such photo")]
    Missing,
    #[error("the range asked for begins behind the end, at {size} bytes")]
    OutOfRange { size: u64 },
    #[error("no room left where photos are kept")]
    Full,
    /// The store does not answer, or not in time: what was to be kept is not, as far as anybody here knows.
    #[error("the photo store is away: {0}")]
    Away(String),
    /// The store or this process failed; nothing the sender can change.
    #[error("photo store: {0}")]
    Store(String),
}

impl Error {
    pub(crate) fn unreadable(reason: impl ToString) -> Self {
        Error::Unreadable {
            reason: reason.to_string(),
        }
    }

    /// What a failed file operation means: a full disk is said as such, so that it can be answered as such.
    pub(crate) fn from_io(doing: &str, error: &io::Error) -> Self {
        if is_full(error) {
            return Error::Full;
        }
        Error::Store(format!("{doing}: {error}"))
    }

    pub(crate) fn from_store(doing: &str, error: &object_store::Error) -> Self {
        if let object_store::Error::NotFound { .. } = error {
            return Error::Missing;
        }
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(inner) = cause {
            if inner.downcast_ref::<io::Error>().is_some_and(is_full) {
                return Error::Full;
            }
            cause = inner.source();
        }
        let text = error.to_string();
        // S3 servers on a city's own disks answer a full one with this status.
        if text.contains("507 Insufficient Storage") {
            return Error::Full;
        }
        Error::Store(format!("{doing}: {text}"))
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_a_broken_one() {
        let full = io::Error::from_raw_os_error(libc::ENOSPC);
        assert_eq!(Error::from_io("write", &full), Error::Full);
        let quota = io::Error::from_raw_os_error(libc::EDQUOT);
        assert_eq!(Error::from_io("write", &quota), Error::Full);
        let broken = io::Error::from_raw_os_error(libc::EIO);
        assert!(matches!(Error::from_io("write", &broken), Error::Store(_)));

        let wrapped = object_store::Error::Generic {
            store: "local",
            source: Box::new(io::Error::from_raw_os_error(libc::ENOSPC)),
        };
        assert_eq!(Error::from_store("put", &wrapped), Error::Full);
    }
}
