//! One server for one SQLite file. Two would sweep, lease and keep the city's set-up side by side as if each were alone,
//! and a restore would pull the file away from under the first. The lock goes with the process, however it ends; other
//! commands (imports, accounts, lists, checks, backups) work beside a server and need none.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::place;
use app::config::Config;

/// Held for as long as nobody else may serve or replace the database.
#[derive(Debug)]
pub struct Alone {
    lock: Option<Lock>,
}

#[derive(Debug)]
struct Lock {
    file: File,
    path: PathBuf,
    /// The file was not there before.
    new: bool,
}

impl Alone {
    /// As if nobody had asked: a lock file made for this goes, while it is still held.
    pub fn leave_nothing(self) {
        if let Some(Lock {
            path, new: true, ..
        }) = &self.lock
        {
            let _ = fs::remove_file(path);
        }
    }
}

/// To be had before the database is opened: opening changes an older one. PostgreSQL is made for many servers.
pub fn alone(config: &Config, doing: &str) -> anyhow::Result<Alone> {
    let Ok(database) = place::database(config) else {
        return Ok(Alone { lock: None });
    };
    let path = lock_beside(&database)?;
    let mut lock = loop {
        let lock = open(&path)?;
        hold(&lock, &database)?;
        // One that was removed between opening and locking keeps nobody out.
        if is_still_there(&lock)? {
            break lock;
        }
    };
    lock.file.set_len(0)?;
    lock.file.rewind()?;
    writeln!(
        lock.file,
        "xuncheng {doing}，进程号 (process) {}",
        std::process::id()
    )?;
    Ok(Alone { lock: Some(lock) })
}

fn open(path: &Path) -> anyhow::Result<Lock> {
    let new = !path.exists();
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{} 打不开 (cannot open the lock file)", path.display()))?;
    let path = path.to_owned();
    Ok(Lock { file, path, new })
}

fn is_still_there(lock: &Lock) -> anyhow::Result<bool> {
    match fs::metadata(&lock.path) {
        Ok(named) => Ok(named.ino() == lock.file.metadata()?.ino()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn hold(lock: &Lock, database: &Path) -> anyhow::Result<()> {
    match lock.file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who holds it says so in it; one that has not come to that yet says nothing.
            let _ = (&lock.file).take(200).read_to_string(&mut holder);
            bail!(
                "数据库 {} 正由另一个 xuncheng 进程使用：{}。请先停止它；import、user、ranking、check、backup 可与运行中的服务同时使用 \
                 (in use by another process: stop it first; imports, accounts, lists, checks and backups work beside a server)",
                database.display(),
                holder.trim()
            );
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} 不能加锁", lock.path.display()))
        }
    }
}

/// By whatever name or link the file is reached, the lock is the same.
fn lock_beside(database: &Path) -> anyhow::Result<PathBuf> {
    let folder = place::folder_of(database);
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    let real = match database.canonicalize() {
        Ok(real) => real,
        Err(_) => {
            let name = database
                .file_name()
                .context("数据库没有文件名 (names no file)")?;
            folder.canonicalize()?.join(name)
        }
    };
    Ok(place::beside(&real, ".lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_has_it_under_any_name_until_it_is_gone() {
        let here = tempfile::tempdir().unwrap();
        let config = |name: &str| {
            let mut config = Config::default();
            config.database.url.0 = format!("sqlite:{}", here.path().join(name).display());
            config
        };
        fs::write(here.path().join("city.db"), "").unwrap();
        std::os::unix::fs::symlink(here.path().join("city.db"), here.path().join("link.db"))
            .unwrap();
        let first = alone(&config("city.db"), "serve").unwrap();
        for name in ["city.db", "link.db"] {
            let said = format!("{:#}", alone(&config(name), "restore").unwrap_err());
            let process = std::process::id().to_string();
            assert!(said.contains("serve") && said.contains(&process), "{said}");
        }
        alone(&config("another.db"), "serve").unwrap();
        drop(first);
        alone(&config("link.db"), "serve").unwrap();
        let mut many = Config::default();
        many.database.url.0 = "postgres://h/x".into();
        let _one = alone(&many, "serve").unwrap();
        alone(&many, "serve").unwrap();
    }
}
