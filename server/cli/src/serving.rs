//! One server for one SQLite file. Two would sweep, lease and keep the city's set-up side by side as if each were alone,
//! and a restore would pull the file away from under the first. The lock goes with the process, however it ends; other
//! commands (imports, accounts, lists, checks, backups) work beside a server and need none.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::place;
use app::config::Config;

/// Held for as long as nobody else may serve or replace the database.
#[derive(Debug)]
pub struct Alone {
    _lock: Option<File>,
}

/// To be had before the database is opened: opening changes an older one. PostgreSQL is made for many servers.
pub fn alone(config: &Config, doing: &str) -> anyhow::Result<Alone> {
    let Ok(database) = place::database(config) else {
        return Ok(Alone { _lock: None });
    };
    let path = lock_beside(&database)?;
    let mut lock = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} 打不开 (cannot open the lock file)", path.display()))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who holds it says so in it; one that has not come to that yet says nothing.
            let _ = (&lock).take(200).read_to_string(&mut holder);
            bail!(
                "数据库 {} 正由另一个 xuncheng 进程使用：{}。请先停止它；import、user、ranking、check、backup 可与运行中的服务同时使用 \
                 (in use by another process: stop it first; imports, accounts, lists, checks and backups work beside a server)",
                database.display(),
                holder.trim()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("{} 不能加锁", path.display()));
        }
    }
    lock.set_len(0)?;
    lock.rewind()?;
    writeln!(
        lock,
        "xuncheng {doing}，进程号 (process) {}",
        std::process::id()
    )?;
    Ok(Alone { _lock: Some(lock) })
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
