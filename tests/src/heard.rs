//! What the server says in its log while the tests run: nothing in it may tell a person, a number, a place or a text, nor
//! let anybody sign in. Each line is looked at when it is written; what is found fails every city that is dropped afterwards.

use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

use fixtures::files;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::people::PASSWORD;

/// The words of people that a test has made known beside those of the fixture city.
static MARKS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LINES: Mutex<u64> = Mutex::new(0);

/// Of the fixture city: people's names, everybody's password, the beginning of every position, of every access token and
/// of every password's hash.
static KNOWN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let people = files::users_csv();
    let names = people
        .lines()
        .skip(1)
        .flat_map(|line| line.split(',').take(2));
    // `admin` is also an ordinary word.
    let names = names.filter(|name| *name != "admin").map(str::to_owned);
    let mut known: Vec<String> = names.collect();
    known.extend([PASSWORD, "105.7", "34.58", "eyJ", "$argon2"].map(str::to_owned));
    known
});

/// From now on, in this process, every line is heard, at the level a city uses; causes of server faults are also shown.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let heard = fmt::layer()
            .with_ansi(false)
            .without_time()
            .with_writer(|| Ear);
        let listening = tracing_subscriber::registry()
            .with(app::log::filter("info").expect("a level"))
            .with(app::log::OnceAMinute::default())
            .with(heard);
        let _ = listening.try_init();
    });
}

/// A word that must not be heard either.
pub fn mark(word: &str) {
    lock(&MARKS).push(word.to_owned());
}

/// The lines that told something personal.
pub fn personal() -> Vec<String> {
    lock(&FOUND).clone()
}

/// How many lines there were.
pub fn lines() -> u64 {
    *lock(&LINES)
}

struct Ear;

impl Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        *lock(&LINES) += 1;
        let is_told = |word: &String| text.contains(word.as_str());
        let told = KNOWN.iter().any(is_told) || lock(&MARKS).iter().any(is_told);
        if told || line.len() > 1024 {
            lock(&FOUND).push(text.clone().into_owned());
        }
        if text.contains("ERROR") {
            io::stderr().write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lock<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
