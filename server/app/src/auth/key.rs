//! The key that signs access tokens: 32 random bytes in a file only the server may read.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

pub struct SigningKey(pub [u8; 32]);

/// Reads the key; makes it when the file is not there yet.
pub fn load_or_create(path: &Path) -> anyhow::Result<SigningKey> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text)
            .with_context(|| format!("签名密钥文件 {} 应为 64 位十六进制数", path.display())),
        Err(error) if error.kind() == ErrorKind::NotFound => create(path),
        Err(error) => Err(error).with_context(|| format!("签名密钥文件 {} 读不出", path.display())),
    }
}

fn create(path: &Path) -> anyhow::Result<SigningKey> {
    let key: [u8; 32] = rand::random();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    }
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match opened {
        Ok(mut file) => {
            file.write_all(hex::encode(key).as_bytes())?;
            file.sync_all()?;
            Ok(SigningKey(key))
        }
        // Another process of the same city was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load_or_create(path),
        Err(error) => Err(error).with_context(|| format!("写不了签名密钥文件 {}", path.display())),
    }
}

fn parse(text: &str) -> anyhow::Result<SigningKey> {
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key)?;
    Ok(SigningKey(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_made_once_and_kept_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data/auth.key");
        let first = load_or_create(&path).unwrap();
        let again = load_or_create(&path).unwrap();
        assert_eq!(first.0, again.0);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_damaged_key_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("auth.key");
        fs::write(&path, "short").unwrap();
        assert!(load_or_create(&path).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
    }
}
