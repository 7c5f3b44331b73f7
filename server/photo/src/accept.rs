//! The whole way of a staged photo: inspected and derived behind the gate, then kept for good.

use bytes::Bytes;
use domain::id::PhotoHash;
use sha2::{Digest, Sha256};

use crate::derive::derive;
use crate::error::Error;
use crate::exif_block::Flag;
use crate::fingerprint::Fingerprint;
use crate::gate::Gate;
use crate::inspect::{Facts, inspect};
use crate::photos::Photos;
use crate::upload::Staged;

/// What is now known of a photo that is now kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    pub hash: PhotoHash,
    pub facts: Facts,
    pub phash: Fingerprint,
    /// Of the thumbnail as we write it: the same for every file that shows the same pixels the same way up, whatever else is
    /// in it. Another version of the server may write thumbnails in other bytes; then it only finds its own.
    pub picture: PhotoHash,
    /// Upright, as a viewer sees the original.
    pub width: u32,
    pub height: u32,
    /// What a verifier should know of the picture alone.
    pub flags: Vec<Flag>,
}

impl Photos {
    /// Durable when it returns; refused, nothing is left of it. The same photo again is accepted again.
    pub async fn accept(&self, gate: &Gate, staged: Staged) -> Result<Accepted, Error> {
        let limits = self.limits();
        // The bytes are read when the turn has come: those who wait hold no memory.
        let (staged, original, facts, derived) = gate
            .run(move || {
                let original = Bytes::from(staged.read()?);
                let facts = inspect(&original, &limits)?;
                let derived = derive(&original, &facts)?;
                Ok((staged, original, facts, derived))
            })
            .await?;
        let mut flags = facts.meta.flags();
        if derived.damaged {
            flags.push(Flag::PictureDamaged);
        }
        let accepted = Accepted {
            hash: staged.hash(),
            phash: derived.phash,
            picture: PhotoHash(Sha256::digest(&derived.thumbnail).into()),
            width: derived.width,
            height: derived.height,
            flags,
            facts: facts.clone(),
        };
        self.keep(staged, original, &facts, derived).await?;
        Ok(accepted)
    }
}
