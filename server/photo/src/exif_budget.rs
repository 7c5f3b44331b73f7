//! Whether an EXIF block is of a size that a camera writes. Its folders may point into each other, so that a few
//! kilobytes can describe billions of entries: such a block is not read at all.

use std::collections::HashSet;

use crate::container::{be16, be32, le16, le32};

/// In a JPEG a block cannot be longer than a quarter of this; a PNG or WebP could hold megabytes, whose every byte may
/// become a text of its own.
const MOST_BYTES: usize = 256 * 1024;
/// Cameras write a few hundred.
const MOST_ENTRIES: usize = 20_000;
/// Pointers to the EXIF, GPS and interoperability folders.
const POINTERS: [u32; 3] = [0x8769, 0x8825, 0xa005];

pub(crate) fn is_within(block: &[u8]) -> bool {
    if block.len() > MOST_BYTES {
        return false;
    }
    let big = block.starts_with(b"MM");
    let u16_at = |at| {
        if big {
            be16(block, at)
        } else {
            le16(block, at)
        }
    };
    let u32_at = |at| {
        if big {
            be32(block, at)
        } else {
            le32(block, at)
        }
    };
    let mut seen = HashSet::new();
    let mut waiting: Vec<u32> = u32_at(4).into_iter().collect();
    let mut entries = 0;
    while let Some(folder) = waiting.pop() {
        if !seen.insert(folder) {
            continue;
        }
        let first = folder as usize + 2;
        let count = u16_at(folder as usize).unwrap_or(0) as usize;
        for at in (0..count).map(|number| first + number * 12) {
            let Some(tag) = u16_at(at) else {
                break;
            };
            entries += 1;
            if entries > MOST_ENTRIES {
                return false;
            }
            if POINTERS.contains(&tag) {
                waiting.extend(u32_at(at + 8));
            }
        }
        waiting.extend(u32_at(first + count * 12));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folders inside one another: every entry is a pointer to the bytes of another entry, read as a folder.
    fn nested(entries: u16) -> Vec<u8> {
        let mut block = b"MM\0*\0\0\0\x08".to_vec();
        block.extend(entries.to_be_bytes());
        for number in 0..u32::from(entries) {
            block.extend(b"\x87\x69\0\x04\0\0\0\x01");
            // The type field of an entry, 4, is the count of the folder that begins there.
            block.extend((12 + number % 5_000 * 12).to_be_bytes());
        }
        block.extend([0; 4]);
        block
    }

    #[test]
    fn a_camera_s_block_is_within_and_a_bomb_is_not() {
        assert!(is_within(b""));
        assert!(is_within(b"II*\0\x08\0\0\0\0\0\0\0\0\0"));
        assert!(is_within(&nested(200)));
        let mut long = b"II*\0\x08\0\0\0".to_vec();
        long.resize(MOST_BYTES, 0);
        assert!(is_within(&long));
        long.push(0);
        assert!(!is_within(&long));
        assert!(!is_within(&nested(5_000)));
    }

    #[test]
    fn a_folder_that_points_to_itself_ends() {
        assert!(is_within(b"MM\0*\0\0\0\x08\0\0\0\0\0\x08"));
    }
}
