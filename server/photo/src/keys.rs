//! Where each object of a photo lies: `ab/cd/<64 hex digits>.<copy>`, sharded by the hash so that no folder grows
//! without bound. All three lie in one folder: one directory to make durable.

use std::fmt;

use domain::id::PhotoHash;

/// The three things kept of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Copy {
    Original,
    Display,
    Thumbnail,
}

impl Copy {
    pub const ALL: [Copy; 3] = [Copy::Original, Copy::Display, Copy::Thumbnail];

    pub fn as_str(self) -> &'static str {
        match self {
            Copy::Original => "original",
            Copy::Display => "display",
            Copy::Thumbnail => "thumbnail",
        }
    }
}

impl fmt::Display for Copy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(crate) fn folder(hash: PhotoHash) -> String {
    format!("{:02x}/{:02x}", hash.0[0], hash.0[1])
}

pub(crate) fn key(hash: PhotoHash, copy: Copy) -> String {
    format!("{}/{hash}.{copy}", folder(hash))
}

/// None: not one of ours.
pub(crate) fn parse(key: &str) -> Option<(PhotoHash, Copy)> {
    let (_, name) = key.rsplit_once('/')?;
    let (digits, kind) = name.split_once('.')?;
    let hash = digits.parse().ok()?;
    let copy = Copy::ALL.into_iter().find(|copy| copy.as_str() == kind)?;
    (self::key(hash, copy) == key).then_some((hash, copy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_and_strangers_are_not() {
        let hash: PhotoHash = "0123456789abcdef".repeat(4).parse().unwrap();
        for copy in Copy::ALL {
            let key = key(hash, copy);
            assert!(key.starts_with("01/23/0123456789abcdef"), "{key}");
            assert_eq!(parse(&key), Some((hash, copy)));
        }
        let original = key(hash, Copy::Original);
        for strange in [
            "",
            "x",
            "01/23/x.original",
            &original[6..],
            &format!("ff/{}", &original[3..]),
            &format!("{original}.tmp"),
        ] {
            assert_eq!(parse(strange), None, "{strange}");
        }
    }
}
