//! Backup and restore of a city on one machine: a SQLite database and a folder of photos in one file, a gzipped tar
//! that common tools can open. `manifest.json` comes first and says what it is; `SHA256SUMS` comes last and covers
//! everything before it, so a backup without it is not complete. The key that signs access tokens is left out: whoever
//! found a backup could sign in as anybody with it, and losing it only means that everybody signs in again.

mod archive;
mod manifest;
mod member;
mod restore;
mod room;
mod sweep;
mod write;

pub use restore::{Restored, restore};
pub use sweep::sweep;
pub use write::{Written, backup};

/// Tells a person how far it is.
pub type Say<'a> = &'a mut dyn FnMut(String);

#[cfg(test)]
mod tests;
