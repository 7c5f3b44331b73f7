//! A folder with a configuration file in which everything of one city is kept, and the program called there, with
//! nothing of our own environment.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::ran::Ran;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_xuncheng");

pub struct Place(TempDir);

impl Place {
    /// Nothing in it but the configuration.
    pub fn empty() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        let at = |name| place.path(name).display().to_string();
        let text = format!(
            "[database]\nurl = \"sqlite:{}\"\nconnections = 2\n[photos]\nurl = \"file:{}\"\n\
             [auth]\nkey_file = \"{}\"\n[http]\nlisten = \"127.0.0.1:0\"\nworkers = 1\n",
            at("city.db"),
            at("photos"),
            at("auth.key")
        );
        fs::write(place.path("city.toml"), text).unwrap();
        place
    }

    /// The fixture city, as the imports have brought it in. Nothing has happened in it.
    pub fn city() -> Place {
        static CITY: OnceLock<Place> = OnceLock::new();
        let city = CITY.get_or_init(|| {
            let city = Place::empty();
            crate::imports::bring_in_everything(&city);
            city
        });
        let copy = Place::empty();
        for file in ["city.db", "auth.key"] {
            fs::copy(city.path(file), copy.path(file)).unwrap();
        }
        copy
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A file of that name with this in it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name).display().to_string()
    }

    /// Without a configuration.
    pub fn bare(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(words)
            .current_dir(self.folder())
            .env_clear()
            .env("TMPDIR", self.folder())
            .stdin(Stdio::null());
        command
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.bare(&[]);
        command
            .arg("--config")
            .arg(self.path("city.toml"))
            .args(words);
        command
    }

    pub fn runs(&self, words: &[&str]) -> Ran {
        Ran::of(self.command(words).output().unwrap())
    }

    /// Its output; it must succeed.
    #[track_caller]
    pub fn does(&self, words: &[&str]) -> String {
        self.runs(words).ended(0).keeping(&self.key()).out
    }

    /// With this on standard input.
    pub fn told(&self, input: &str, words: &[&str]) -> Ran {
        let mut command = self.command(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        Ran::of(child.wait_with_output().unwrap())
    }

    /// What signs access tokens, which nobody may ever read anywhere.
    fn key(&self) -> String {
        fs::read_to_string(self.path("auth.key")).unwrap_or_else(|_| "(no key yet)".into())
    }
}
