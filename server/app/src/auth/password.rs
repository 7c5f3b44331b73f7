//! Passwords: Argon2id with the library's recommended cost; the plain text never leaves this file. What is hashed is the
//! text in its normal form (NFKC), so that the same signs typed on another keyboard are the same password.

use anyhow::anyhow;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::seq::IndexedRandom;
use unicode_normalization::UnicodeNormalization;

use super::memory::HashMemory;

/// No 0/O and 1/l/I: these are read from paper and typed on a phone.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// 16 signs of 32: 80 bits.
const GENERATED_LENGTH: usize = 16;

pub fn normal(password: &str) -> String {
    password.nfkc().collect()
}

pub fn hash(password: &str, memory: &mut HashMemory) -> anyhow::Result<String> {
    let salt: [u8; Salt::RECOMMENDED_LENGTH] = rand::random();
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let params = Params::default();
    let failed = |error: String| anyhow!("hashing a password: {error}");
    let written = ParamsString::try_from(&params).map_err(|error| failed(error.to_string()))?;
    let (algorithm, version) = (Algorithm::default(), Version::default());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(
            normal(password).as_bytes(),
            &salt,
            &mut output,
            memory.blocks(),
        )
        .map_err(|error| failed(error.to_string()))?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: written,
        salt: Some(Salt::new(&salt).map_err(|error| failed(error.to_string()))?),
        hash: Some(Output::new(&output).map_err(|error| failed(error.to_string()))?),
    };
    Ok(hash.to_string())
}

/// Passwords from before they were normalised are still known as they were typed. An account without a password takes as
/// long as any other: how soon it answers must not tell which accounts are new.
pub fn matches(password: &str, hash: &str, memory: &mut HashMemory) -> bool {
    let (known, is_theirs) = match Known::read(hash) {
        Some(known) => (Some(known), true),
        None => (Known::read(nobodys_hash(memory)), false),
    };
    let Some(known) = known else {
        return false;
    };
    let normal = normal(password);
    let right =
        known.is_of(&normal, memory) || (normal != password && known.is_of(password, memory));
    right && is_theirs
}

struct Known {
    argon2: Argon2<'static>,
    salt: Salt,
    output: Output,
}

impl Known {
    /// None: no hash at all, as an account has that never got a password, or not one of ours.
    fn read(text: &str) -> Option<Known> {
        let hash = PasswordHash::new(text).ok()?;
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        let version = hash
            .version
            .map_or(Ok(Version::default()), TryFrom::try_from);
        let params = Params::try_from(&hash).ok()?;
        Some(Known {
            argon2: Argon2::new(algorithm, version.ok()?, params),
            salt: hash.salt?,
            output: hash.hash?,
        })
    }

    fn is_of(&self, password: &str, memory: &mut HashMemory) -> bool {
        let mut output = [0; Output::MAX_LENGTH];
        let output = &mut output[..self.output.len()];
        let (password, salt) = (password.as_bytes(), self.salt.as_ref());
        let hashed =
            self.argon2
                .hash_password_into_with_memory(password, salt, output, memory.blocks());
        // Comparing two outputs takes the same time wherever they differ.
        hashed.is_ok() && Output::new(output).is_ok_and(|output| output == self.output)
    }
}

/// What an unknown user name is checked against, so that it takes as long as a known one.
pub fn nobodys_hash(memory: &mut HashMemory) -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| hash(&generate(), memory).unwrap_or_default())
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
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn only_the_same_password_matches() {
        let memory = &mut HashMemory::new().unwrap();
        let hashed = hash("correct horse", memory).unwrap();
        assert!(
            hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hashed}"
        );
        assert!(matches("correct horse", &hashed, memory));
        assert!(!matches("correct horsf", &hashed, memory));
        assert!(!matches("correct horse", "not a hash", memory));
        assert!(!matches("", "", memory));
    }

    #[test]
    fn an_account_without_a_password_is_worked_on_like_any_other() {
        nobodys_hash(&mut HashMemory::new().unwrap());
        for hash in ["", "not a hash"] {
            let memory = &mut HashMemory::new().unwrap();
            let is_used = |memory: &mut HashMemory| {
                let mut blocks = memory.blocks().iter();
                blocks.any(|block| block.as_ref().iter().any(|&word| word != 0))
            };
            assert!(!is_used(memory));
            assert!(!matches("correct horse", hash, memory));
            assert!(is_used(memory), "{hash:?}");
        }
    }

    #[test]
    fn hashes_are_the_librarys_own_in_both_directions() {
        let memory = &mut HashMemory::new().unwrap();
        let ours = hash("correct horse", memory).unwrap();
        let read = PasswordHash::new(&ours).unwrap();
        let verified = Argon2::default().verify_password(b"correct horse", &read);
        assert!(verified.is_ok());
        let theirs = Argon2::default().hash_password(b"correct horse").unwrap();
        assert!(matches("correct horse", &theirs.to_string(), memory));
    }

    #[test]
    fn the_same_signs_from_another_keyboard_are_the_same_password() {
        let memory = &mut HashMemory::new().unwrap();
        let wide = "文明城市－２０２６";
        let hashed = hash(wide, memory).unwrap();
        assert!(matches("文明城市-2026", &hashed, memory));
        // From before: hashed as it was typed.
        let before = Argon2::default().hash_password(wide.as_bytes()).unwrap();
        assert!(matches(wide, &before.to_string(), memory));
    }

    #[test]
    fn generated_passwords_differ() {
        let (one, other) = (generate(), generate());
        assert_eq!(one.len(), GENERATED_LENGTH);
        assert_ne!(one, other);
    }
}
