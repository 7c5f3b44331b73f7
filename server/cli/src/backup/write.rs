//! `xuncheng backup`: the database as it is at one moment, then the photos, while the server goes on. The photos come
//! second, so that whatever the database of that moment refers to is there.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use domain::id::PhotoHash;
use domain::time::{Micros, SECOND};
use futures_util::StreamExt;
use mobile_api::time::Time;
use photo::aside::Aside;
use photo::{Copy, Photos};

use super::Say;
use super::archive::Archive;
use super::manifest::Manifest;
use super::member::{DATABASE, MANIFEST, PHOTOS};
use super::sweep::{self, BACKUP};
use crate::place::{self, PhotoPlace};
use app::config::Config;
use app::state::open_photos;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub bytes: u64,
    pub cases: i64,
    /// Originals.
    pub photos: usize,
    /// Photos that cases refer to and that the store has lost.
    pub missing: Vec<PhotoHash>,
    /// Files in the photo folder that are not ours; they stay behind.
    pub strangers: usize,
    pub photos_elsewhere: Option<String>,
}

const SAY_EVERY: usize = 1_000;

pub fn backup(config: &Config, to: &Path, now: Micros, say: Say<'_>) -> anyhow::Result<Written> {
    let database = place::database(config)?;
    ensure!(
        database.is_file(),
        "没有数据库 {} (no such database)",
        database.display()
    );
    ensure!(!to.exists(), "{} 已存在 (exists already)", to.display());
    let folder = place::folder_of(to);
    sweep::within(folder);
    let scratch = Aside::folder(folder, BACKUP)
        .with_context(|| format!("{} 不能写入 (cannot write there)", folder.display()))?;

    say("复制数据库 (copying the database)".into());
    let copy = scratch.path().join(DATABASE);
    store::snapshot::copy(&database, &copy).context("复制数据库失败 (copying the database)")?;
    let rows = store::snapshot::rows(&copy)?;
    let photos = match place::photos(config) {
        PhotoPlace::Folder(folder) => {
            ensure!(
                folder.is_dir(),
                "没有照片文件夹 {} (no such photo folder)",
                folder.display()
            );
            Ok(open_photos(config)?)
        }
        PhotoPlace::Elsewhere(url) => Err(url),
    };
    let mut written = Written {
        bytes: 0,
        cases: rows.get("cases").copied().unwrap_or(0),
        photos: 0,
        missing: Vec::new(),
        strangers: 0,
        photos_elsewhere: photos.as_ref().err().cloned(),
    };

    let aside = Aside::file(folder, BACKUP)?;
    let modified_s = u64::try_from(now.0 / SECOND).unwrap_or(0);
    let mut archive = Archive::new(aside.as_file().try_clone()?, modified_s)?;
    let manifest = Manifest::new(Time(now.0), rows, written.photos_elsewhere.clone());
    archive.bytes(MANIFEST, &serde_json::to_vec_pretty(&manifest)?)?;
    archive.file(DATABASE, &copy)?;
    if let Ok(photos) = photos {
        let used = store::snapshot::used_photos(&copy)?;
        add_photos(&mut archive, &photos, used, &mut written, say)?;
    }
    let file = archive.finish()?;
    file.sync_all()?;
    written.bytes = file.metadata()?.len();
    aside
        .persist_noclobber(to)
        .map_err(|failed| failed.error)
        .with_context(|| format!("{} 不能写入 (cannot write there)", to.display()))?;
    File::open(folder)?.sync_all()?;
    Ok(written)
}

fn add_photos(
    archive: &mut Archive<File>,
    photos: &Photos,
    used: Vec<PhotoHash>,
    written: &mut Written,
    say: Say<'_>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut there = HashSet::new();
    let mut objects = photos.list();
    while let Some(listed) = runtime.block_on(objects.next()) {
        let listed = listed?;
        let Some((hash, copy)) = listed.photo else {
            written.strangers += 1;
            continue;
        };
        let got = runtime.block_on(async { photos.get(hash, copy).await?.bytes().await });
        let bytes = match got {
            Ok(bytes) => bytes,
            // Removed as an orphan since the folder was listed.
            Err(photo::Error::Missing) => continue,
            Err(error) => bail!("照片 {} 读不出：{error} (cannot read a photo)", listed.key),
        };
        archive.bytes(&format!("{PHOTOS}{}", listed.key), &bytes)?;
        if copy == Copy::Original {
            there.insert(hash);
            written.photos += 1;
            if written.photos.is_multiple_of(SAY_EVERY) {
                say(format!("照片 {} / {} (photos)", written.photos, used.len()));
            }
        }
    }
    written.missing = used
        .into_iter()
        .filter(|hash| !there.contains(hash))
        .collect();
    Ok(())
}
