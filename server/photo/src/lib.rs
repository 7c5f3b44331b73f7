//! From the bytes a phone sends to what is kept and shown: type and limits, EXIF, the upright copies, the
//! perceptual hash, and the store that keeps all of it. Leaves out who may see a photo, what it proves on a
//! case, and every word said to a person.
//!
//! The way of one photo: `Photos::upload` (streamed to disk while hashing) → `Upload::finish` (the announced hash
//! holds) → `Photos::accept` (behind the gate: `inspect`, then `derive`; then kept for good) → the answer.

mod accept;
pub mod aside;
mod camera_clock;
mod container;
mod copies;
mod decode;
mod decode_jpeg;
mod decode_png;
mod decode_webp;
mod derive;
mod error;
mod exif_block;
mod exif_budget;
mod fingerprint;
mod gate;
mod inspect;
mod jpeg_walk;
mod keys;
mod limits;
mod local;
mod memory;
mod need;
mod opaque;
mod orientation;
mod patience;
mod photos;
mod png_walk;
mod raster;
mod read;
mod s3;
mod shrink;
mod sniff;
mod upload;
mod webp_walk;

pub use accept::Accepted;
pub use derive::{Derived, Stage, derive, derive_watched};
pub use error::Error;
pub use exif_block::{Flag, Meta, Position, Taken};
pub use fingerprint::Fingerprint;
pub use gate::Gate;
pub use inspect::{Facts, inspect};
pub use keys::Copy;
pub use limits::{Limits, MAX_SIDE, MEMORY_BYTES};
pub use memory::give_back as give_memory_back;
pub use orientation::Orientation;
pub use photos::{Got, Listed, Photos, StoreConfig, sweep_staging};
pub use sniff::{Found, MediaType};
pub use upload::{Staged, Upload};
