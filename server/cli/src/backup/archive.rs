//! Writing the tar: each member is hashed on its way in, and the list of hashes is the last member. Memory does not
//! grow with the number of members.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::member::SUMS;

pub struct Archive<W: Write> {
    tar: tar::Builder<GzEncoder<BufWriter<W>>>,
    sums: BufWriter<File>,
    modified_s: u64,
}

impl<W: Write> Archive<W> {
    pub fn new(to: W, modified_s: u64) -> anyhow::Result<Archive<W>> {
        // Photos don't get smaller; the database does.
        let packed = GzEncoder::new(BufWriter::with_capacity(1 << 20, to), Compression::fast());
        Ok(Archive {
            tar: tar::Builder::new(packed),
            sums: BufWriter::new(tempfile::tempfile().context("a temporary file")?),
            modified_s,
        })
    }

    pub fn bytes(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.append(name, bytes.len() as u64, bytes)
    }

    pub fn file(&mut self, name: &str, path: &Path) -> anyhow::Result<()> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        self.append(name, bytes, file)
    }

    /// Adds the list of hashes and returns the writer, everything handed on to it.
    pub fn finish(mut self) -> anyhow::Result<W> {
        let mut sums = self.sums.into_inner()?;
        let bytes = sums.stream_position()?;
        sums.rewind()?;
        let mut header = header(bytes, self.modified_s);
        self.tar.append_data(&mut header, SUMS, sums)?;
        let packed = self.tar.into_inner()?;
        Ok(packed
            .finish()?
            .into_inner()
            .map_err(|failed| failed.into_error())?)
    }

    fn append(&mut self, name: &str, bytes: u64, from: impl Read) -> anyhow::Result<()> {
        let mut hashing = Hashing::new(from);
        let mut header = header(bytes, self.modified_s);
        self.tar
            .append_data(&mut header, name, &mut hashing)
            .with_context(|| format!("write {name}"))?;
        let (hash, read) = hashing.finish();
        anyhow::ensure!(read == bytes, "{name} changed while it was being read");
        writeln!(self.sums, "{hash}  {name}")?;
        Ok(())
    }
}

fn header(bytes: u64, modified_s: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(modified_s);
    header
}

/// A reader that hashes what goes through it.
pub struct Hashing<R> {
    from: R,
    hasher: Sha256,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    pub fn new(from: R) -> Hashing<R> {
        Hashing {
            from,
            hasher: Sha256::new(),
            bytes: 0,
        }
    }

    /// The hash, and how many bytes it covers.
    pub fn finish(self) -> (String, u64) {
        (hex::encode(self.hasher.finalize()), self.bytes)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
