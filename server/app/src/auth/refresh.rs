//! Refresh tokens: 256 random bits, known to the client alone; the server keeps only their SHA-256.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

pub struct RefreshToken {
    pub text: String,
    pub hash: String,
}

pub fn generate() -> RefreshToken {
    let secret: [u8; 32] = rand::random();
    let text = BASE64_URL_SAFE_NO_PAD.encode(secret);
    let hash = hash(&text);
    RefreshToken { text, hash }
}

pub fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
