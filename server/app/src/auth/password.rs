//! Passwords: Argon2id with the library's recommended cost; the plain text never leaves this file.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use rand::seq::IndexedRandom;

/// No 0/O and 1/l/I: these are read from paper and typed on a phone.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// 16 signs of 32: 80 bits.
const GENERATED_LENGTH: usize = 16;

pub const SHORTEST: usize = 10;

pub fn hash(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("hashing a password: {error}"))?;
    Ok(hash.to_string())
}

pub fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// What an unknown user name is checked against, so that it takes as long as a known one.
pub fn nobodys_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| hash(&generate()).unwrap_or_default())
}

pub fn generate() -> String {
    let mut rng = rand::rng();
    (0..GENERATED_LENGTH)
        .filter_map(|_| ALPHABET.choose(&mut rng))
        .map(|&sign| char::from(sign))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_matches() {
        let hashed = hash("correct horse").unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(matches("correct horse", &hashed));
        assert!(!matches("correct horsf", &hashed));
        assert!(!matches("correct horse", "not a hash"));
    }

    #[test]
    fn generated_passwords_differ() {
        let (one, other) = (generate(), generate());
        assert_eq!(one.len(), GENERATED_LENGTH);
        assert_ne!(one, other);
    }
}
