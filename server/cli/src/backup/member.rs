//! The files inside a backup, by name. Nothing else is ever written when one is restored.

use domain::id::PhotoHash;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    Manifest,
    Database,
    /// Below the photo folder. An original's name says what its bytes must hash to.
    Photo {
        key: String,
        original: Option<PhotoHash>,
    },
    Sums,
}

pub const MANIFEST: &str = "manifest.json";
pub const DATABASE: &str = "xuncheng.db";
pub const PHOTOS: &str = "photos/";
pub const SUMS: &str = "SHA256SUMS";

/// None: not one of ours.
pub fn parse(name: &str) -> Option<Member> {
    match name {
        MANIFEST => Some(Member::Manifest),
        DATABASE => Some(Member::Database),
        SUMS => Some(Member::Sums),
        name => photo(name.strip_prefix(PHOTOS)?),
    }
}

/// `ab/cd/abcd….original`, and nothing that leads elsewhere.
fn photo(key: &str) -> Option<Member> {
    let mut parts = key.split('/');
    let (first, second, name) = (parts.next()?, parts.next()?, parts.next()?);
    let (digits, copy) = name.split_once('.')?;
    let hash: PhotoHash = digits.parse().ok()?;
    let digits = hash.to_string();
    let in_place = parts.next().is_none()
        && first == &digits[..2]
        && second == &digits[2..4]
        && name.starts_with(&digits);
    let copy = photo::Copy::ALL
        .into_iter()
        .find(|known| known.as_str() == copy)?;
    in_place.then(|| Member::Photo {
        key: key.to_owned(),
        original: (copy == photo::Copy::Original).then_some(hash),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_read() {
        let digits = "0123456789abcdef".repeat(4);
        let key = format!("01/23/{digits}.original");
        let original = Some(digits.parse().unwrap());
        assert_eq!(
            parse(&format!("photos/{key}")),
            Some(Member::Photo { key, original })
        );
        assert!(matches!(
            parse(&format!("photos/01/23/{digits}.thumbnail")),
            Some(Member::Photo { original: None, .. })
        ));
        assert_eq!(parse("xuncheng.db"), Some(Member::Database));
        for strange in [
            "",
            "etc/passwd",
            "photos/../xuncheng.db",
            &format!("photos/ff/23/{digits}.original"),
            &format!("photos/01/23/{digits}.exe"),
            &format!("photos/01/23/{digits}.original/x"),
            &format!("/photos/01/23/{digits}.original"),
        ] {
            assert_eq!(parse(strange), None, "{strange}");
        }
    }
}
