//! How much a backup may hold: nobody should be able to fill a disk or the memory with a small file that unpacks to a
//! large one. What is declared in front is checked before anything of it is written.

use std::io::{self, BufRead, Read};
use std::path::Path;

use anyhow::{Context, bail, ensure};

use super::manifest::Manifest;

/// Ours have two kilobytes: a line for each table.
const MANIFEST_BYTES: u64 = 1 << 20;
/// A name and a hash: ours have 160 bytes.
const LINE_BYTES: u64 = 1024;
/// No limit a city sets for its photos comes near.
const PHOTO_BYTES: u64 = 256 << 20;
/// What stays free on a disk for what else goes on there.
const RESERVE_BYTES: u64 = 64 << 20;
/// Photos that may have come while the backup was being written: they are in it, and not in its database.
const CAME_MEANWHILE: u64 = 100_000;
const COPIES_OF_A_PHOTO: u64 = 3;

pub fn manifest(declared: u64, from: &mut impl Read) -> anyhow::Result<Vec<u8>> {
    ensure!(
        declared <= MANIFEST_BYTES,
        "manifest.json 有 {declared} 字节，过大 (too large to be a manifest)"
    );
    let mut text = Vec::new();
    from.take(MANIFEST_BYTES).read_to_end(&mut text)?;
    Ok(text)
}

pub fn photo(name: &str, declared: u64) -> anyhow::Result<()> {
    ensure!(
        declared <= PHOTO_BYTES,
        "{name} 有 {declared} 字节，不会是照片 (too large to be a photo)"
    );
    Ok(())
}

/// How many files of photos there can be.
pub fn photo_files(manifest: &Manifest) -> u64 {
    let written_down = manifest.rows.get("photos").copied().unwrap_or(0);
    let photos = u64::try_from(written_down).unwrap_or(0);
    photos
        .saturating_add(CAME_MEANWHILE)
        .saturating_mul(COPIES_OF_A_PHOTO)
}

pub fn on_disk(name: &str, declared: u64, folder: &Path) -> anyhow::Result<()> {
    let free = photo::aside::free_bytes(folder)
        .with_context(|| format!("{} 的可用空间查不出 (free space)", folder.display()))?;
    if declared.saturating_add(RESERVE_BYTES) > free {
        bail!(
            "{name} 需要 {} MB，{} 所在磁盘只剩 {} MB (not enough room on the disk)",
            declared.div_ceil(1 << 20),
            folder.display(),
            free >> 20
        );
    }
    Ok(())
}

/// The next line, None at the end; one that never ends is no line of ours.
pub fn line(from: &mut impl BufRead) -> anyhow::Result<Option<String>> {
    let mut bytes = Vec::new();
    from.take(LINE_BYTES).read_until(b'\n', &mut bytes)?;
    match bytes.pop() {
        None => return Ok(None),
        Some(b'\n') => {}
        Some(last) if (bytes.len() as u64) + 1 < LINE_BYTES => bytes.push(last),
        Some(_) => bail!("SHA256SUMS 有一行过长 (a line without an end)"),
    }
    let text = String::from_utf8(bytes).map_err(|error| io::Error::other(error.utf8_error()))?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_or_are_refused() {
        let mut text: &[u8] = "one\n\n二\nend".as_bytes();
        let mut lines = Vec::new();
        while let Some(next) = line(&mut text).unwrap() {
            lines.push(next);
        }
        assert_eq!(lines, ["one", "", "二", "end"]);
        let mut endless = io::BufReader::new(io::repeat(b'x'));
        assert!(line(&mut endless).is_err());
    }

    #[test]
    fn a_manifest_has_a_megabyte_at_most_and_a_disk_must_have_room() {
        assert!(manifest(MANIFEST_BYTES + 1, &mut io::repeat(b' ')).is_err());
        assert_eq!(manifest(2, &mut &b"{}"[..]).unwrap(), b"{}");
        let here = std::env::temp_dir();
        assert!(on_disk("x", 1, &here).is_ok());
        assert!(on_disk("x", u64::MAX, &here).is_err());
    }
}
