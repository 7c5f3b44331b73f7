//! The 19 MiB in which a password is hashed. Pages of their own and not of the C library's heap: they are used again for
//! the next password, and when they are let go of they go back to the system whole, whichever thread had them.

use std::io;

use argon2::{Block, Params};
use memmap2::MmapMut;

pub struct HashMemory(MmapMut);

impl HashMemory {
    /// Takes room only as far as it is used.
    pub fn new() -> io::Result<HashMemory> {
        let blocks = Params::default().block_count();
        MmapMut::map_anon(blocks * Block::SIZE).map(HashMemory)
    }

    #[expect(
        unsafe_code,
        reason = "the library has no safe way from bytes to blocks"
    )]
    pub fn blocks(&mut self) -> &mut [Block] {
        // SAFETY: a block is 128 integers, for which any bytes will do; what lies before the first or behind the last
        // whole one is left out. Pages begin where blocks may.
        let (_, blocks, _) = unsafe { self.0.align_to_mut::<Block>() };
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_enough_for_one_hash_and_no_more() {
        let mut memory = HashMemory::new().unwrap();
        assert_eq!(memory.blocks().len(), Params::default().block_count());
        assert_eq!(memory.0.len(), 19 * 1024 * 1024);
    }
}
