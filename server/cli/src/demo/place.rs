//! The folder of a demo city: what lies where in it, and whether it is one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use app::config::{Config, Secret};

#[derive(Clone, Debug)]
pub struct Place(PathBuf);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing there yet.
    Absent,
    Whole,
    /// Something that no demo has left.
    Foreign,
}

impl Place {
    /// Absolute, so that the configuration written into it holds from any folder.
    pub fn new(folder: &Path) -> anyhow::Result<Place> {
        let folder = std::path::absolute(folder)
            .with_context(|| format!("{} 不能用作文件夹", folder.display()))?;
        Ok(Place(folder))
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// A city is made beside and renamed: what is under the right name is whole.
    pub fn partial(&self) -> Place {
        let mut name = self.0.clone().into_os_string();
        name.push(".partial");
        Place(name.into())
    }

    pub fn database(&self) -> PathBuf {
        self.0.join("xuncheng.db")
    }

    pub fn accounts(&self) -> PathBuf {
        self.0.join("accounts.json")
    }

    pub fn config_file(&self) -> PathBuf {
        self.0.join("xuncheng.toml")
    }

    /// Held by the process that makes the city.
    pub fn lock(&self) -> PathBuf {
        self.0.join(".lock")
    }

    pub fn state(&self) -> anyhow::Result<State> {
        if self.accounts().is_file() && self.database().is_file() {
            return Ok(State::Whole);
        }
        match fs::read_dir(&self.0) {
            Ok(mut entries) => Ok(match entries.next() {
                Some(_) => State::Foreign,
                None => State::Absent,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::Absent),
            Err(error) => Err(error).with_context(|| format!("{} 读不出", self.0.display())),
        }
    }

    /// As configured otherwise, but with everything that is kept in this folder: a demo never touches another city.
    pub fn config(&self, base: &Config) -> Config {
        let mut config = base.clone();
        config.database.url = Secret(format!("sqlite:{}", self.database().display()));
        config.photos.url = format!("file:{}", self.0.join("photos").display());
        config.auth.key_file = self.0.join("auth.key").display().to_string();
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_demo_left_is_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(&folder.path().join("demo")).unwrap();
        assert_eq!(place.state().unwrap(), State::Absent);
        fs::create_dir(place.folder()).unwrap();
        assert_eq!(place.state().unwrap(), State::Absent);
        fs::write(place.folder().join("thesis.txt"), "precious").unwrap();
        assert_eq!(place.state().unwrap(), State::Foreign);
        fs::write(place.accounts(), "[]").unwrap();
        assert_eq!(place.state().unwrap(), State::Foreign);
        fs::write(place.database(), "").unwrap();
        assert_eq!(place.state().unwrap(), State::Whole);
    }

    #[test]
    fn a_demo_keeps_to_its_own_folder_whatever_else_is_configured() {
        let mut base = Config::default();
        base.database.url = Secret("postgres://real/city".into());
        base.photos.url = "s3://real/photos".into();
        base.http.workers = 3;
        let config = Place::new(Path::new("/d")).unwrap().config(&base);
        assert_eq!(config.database.url.0, "sqlite:/d/xuncheng.db");
        assert_eq!(config.photos.url, "file:/d/photos");
        assert_eq!(config.auth.key_file, "/d/auth.key");
        assert_eq!(config.http.workers, 3);
    }
}
