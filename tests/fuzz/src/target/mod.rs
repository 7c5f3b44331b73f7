//! The targets in one list. Each file says what its readers are and what must hold of them.

mod body;
mod city;
mod cursor;
mod header;
mod photo;
mod query;
mod table;
mod text;
mod token;
mod toml;
mod zones;

use fixtures::random::Random;

/// A refusal may quote what it refuses, but not all of it.
const LONGEST_WORDS: usize = 500;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

pub struct Target {
    pub name: &'static str,
    pub about: &'static str,
    /// Of the corpus; several targets may read the same.
    pub folder: &'static str,
    /// Inputs that only the program can make.
    pub made: fn() -> Vec<Vec<u8>>,
    /// What its inputs are written with.
    pub words: &'static [&'static [u8]],
    /// Puts right what would end every reading at the same place, such as a checksum.
    pub repair: fn(&mut Vec<u8>, &mut Random),
    /// The most that one execution may take from the heap.
    pub memory_bytes: usize,
    /// Ok: it read the input or refused it, and either way as it should.
    pub run: fn(&[u8]) -> Result<(), String>,
}

impl Target {
    const fn plain(
        name: &'static str,
        about: &'static str,
        run: fn(&[u8]) -> Result<(), String>,
    ) -> Target {
        Target {
            name,
            about,
            folder: name,
            made: Vec::new,
            words: &[],
            repair: |_, _| {},
            memory_bytes: 4 * MIB,
            run,
        }
    }
}

static ALL: [Target; 17] = [
    photo::SMALL,
    photo::LARGE,
    photo::EXIF,
    zones::ZONES,
    table::UNITS,
    table::USERS,
    table::ROUTES,
    table::CATEGORIES,
    toml::CALENDAR,
    toml::RULEBOOK,
    token::ACCESS,
    token::REFRESH,
    cursor::CURSOR,
    query::QUERY,
    body::BODY,
    header::HEADER,
    text::TEXT,
];

pub fn all() -> &'static [Target] {
    &ALL
}

pub fn named(name: &str) -> Option<&'static Target> {
    ALL.iter().find(|target| target.name == name)
}

/// What holds, or the sentence that says what does not.
fn holds(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(otherwise()),
    }
}
