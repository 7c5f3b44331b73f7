//! `xuncheng restore`: everything is unpacked aside and checked — every hash, the rows, the database itself — and only
//! then put in its place, which must be empty.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use flate2::read::GzDecoder;
use photo::aside::Aside;

use super::Say;
use super::archive::Hashing;
use super::manifest::Manifest;
use super::member::{self, MANIFEST, Member};
use super::room;
use super::sweep::{self, RESTORE};
use crate::place::{self, PhotoPlace};
use app::config::Config;

#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    pub manifest: Manifest,
    /// Originals.
    pub photos: usize,
}

const SAY_EVERY: usize = 1_000;

pub fn restore(config: &Config, from: &Path, say: Say<'_>) -> anyhow::Result<Restored> {
    let target = Target::prepare(config)?;
    let file = File::open(from).with_context(|| format!("{} 打不开", from.display()))?;
    say("解包并核对 (unpacking and checking)".into());
    let restored = unpack(file, &target, say).with_context(|| {
        format!(
            "{} 不能恢复，什么都没有改动 (nothing was changed)",
            from.display()
        )
    })?;
    say("核对数据库 (checking the database)".into());
    check_database(&target.unpacked_database(), &restored.manifest)?;
    target.put_in_place()?;
    Ok(restored)
}

/// Where things go, and where they lie until they are checked: on the same disks, so that moving them is renaming.
struct Target {
    database: PathBuf,
    photos: Option<PathBuf>,
    database_aside: Aside,
    photos_aside: Option<Aside>,
}

impl Target {
    fn prepare(config: &Config) -> anyhow::Result<Target> {
        let database = place::database(config)?;
        refuse_database_in_use(&database)?;
        let folder = place::folder_of(&database).to_owned();
        make(&folder)?;
        let photos = match place::photos(config) {
            PhotoPlace::Folder(folder) => Some(folder),
            PhotoPlace::Elsewhere(_) => None,
        };
        let photos_aside = match &photos {
            Some(folder) => {
                refuse_photos_in_use(folder)?;
                let staging = folder.join(".staging");
                make(&staging)?;
                Some(aside(&staging)?)
            }
            None => None,
        };
        Ok(Target {
            database_aside: aside(&folder)?,
            database,
            photos,
            photos_aside,
        })
    }

    fn unpacked_database(&self) -> PathBuf {
        self.database_aside.path().join(member::DATABASE)
    }

    /// Photos first: a database that is there has its photos.
    fn put_in_place(self) -> anyhow::Result<()> {
        if let (Some(aside), Some(folder)) = (&self.photos_aside, &self.photos) {
            for entry in aside.entries()? {
                let name = entry.file_name().context("a name")?;
                fs::rename(&entry, folder.join(name))
                    .context("移动照片失败 (moving the photos)")?;
            }
            File::open(folder)?.sync_all()?;
        }
        for beside in ["-wal", "-shm"] {
            match fs::remove_file(place::beside(&self.database, beside)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        fs::rename(self.unpacked_database(), &self.database)
            .context("移动数据库失败 (moving the database)")?;
        File::open(place::folder_of(&self.database))?.sync_all()?;
        Ok(())
    }
}

/// An empty one, as a server makes at its first start, may be replaced.
fn refuse_database_in_use(database: &Path) -> anyhow::Result<()> {
    if !database.exists() {
        return Ok(());
    }
    let rows = store::snapshot::rows(database).with_context(|| database.display().to_string())?;
    ensure!(
        rows.values().all(|count| *count == 0),
        "数据库 {} 不是空的；只能恢复到空库，请先移走它并停止服务 (the database is not empty)",
        database.display()
    );
    Ok(())
}

fn refuse_photos_in_use(folder: &Path) -> anyhow::Result<()> {
    let Ok(mut entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    let foreign = entries.find_map(|entry| {
        let name = entry.ok()?.file_name();
        (name != ".staging").then_some(name)
    });
    match foreign {
        None => Ok(()),
        Some(name) => bail!(
            "照片文件夹 {} 不是空的（有 {}）；请先移走 (the photo folder is not empty)",
            folder.display(),
            name.display()
        ),
    }
}

fn unpack(file: File, target: &Target, say: Say<'_>) -> anyhow::Result<Restored> {
    let broken = "备份不完整或已损坏 (incomplete or damaged)";
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::with_capacity(1 << 20, file)));
    let mut own_sums = BufWriter::new(tempfile::tempfile()?);
    let (mut manifest, mut photos, mut files, mut complete) = (None, 0, 0, false);
    // As they are: a long name of its own, which ours never are, would be read into memory whatever its length.
    for entry in archive.entries().context(broken)?.raw(true) {
        let mut entry = entry.context(broken)?;
        let name = entry.path().context(broken)?.display().to_string();
        let declared = entry.header().entry_size().context(broken)?;
        ensure!(
            !complete,
            "SHA256SUMS 之后还有 {name} (something after the end)"
        );
        let known = member::parse(&name).filter(|_| entry.header().entry_type().is_file());
        let Some(known) = known else {
            bail!("备份里有不认识的 {name} (not one of ours)");
        };
        ensure!(
            manifest.is_some() || known == Member::Manifest,
            "这不是巡城的备份 (not a backup of Xuncheng)"
        );
        match known {
            Member::Manifest => {
                ensure!(manifest.is_none(), "备份里有两个 {MANIFEST} (twice)");
                let mut hashing = Hashing::new(&mut entry);
                let text = room::manifest(declared, &mut hashing)?;
                writeln!(own_sums, "{}  {MANIFEST}", hashing.finish().0)?;
                manifest = Some(Manifest::read(&text)?);
            }
            Member::Database => {
                room::on_disk(&name, declared, target.database_aside.path())?;
                let hash = write_out(&mut entry, &target.unpacked_database()).context(broken)?;
                writeln!(own_sums, "{hash}  {name}")?;
            }
            Member::Photo { key, original } => {
                let Some(aside) = &target.photos_aside else {
                    bail!(
                        "备份里有照片，请先把 photos.url 设为 file:文件夹 (set photos.url to a folder first)"
                    );
                };
                files += 1;
                let most = manifest.as_ref().map_or(0, room::photo_files);
                ensure!(
                    files <= most,
                    "备份里的照片文件多于 {most} 个 (too many files)"
                );
                room::photo(&name, declared)?;
                room::on_disk(&name, declared, aside.path())?;
                let hash = write_out(&mut entry, &aside.path().join(&key)).context(broken)?;
                if let Some(original) = original {
                    ensure!(
                        hash == original.to_string(),
                        "照片 {key} 的内容与名称不符 (not what its name says)"
                    );
                    photos += 1;
                    if photos % SAY_EVERY == 0 {
                        say(format!("照片 {photos} (photos)"));
                    }
                }
                writeln!(own_sums, "{hash}  {name}")?;
            }
            Member::Sums => {
                compare(&mut own_sums, entry)?;
                complete = true;
            }
        }
    }
    ensure!(complete, "{broken}：缺少 SHA256SUMS");
    let manifest = manifest.context(broken)?;
    Ok(Restored { manifest, photos })
}

/// Returns the hash of what was written, durable.
fn write_out(from: &mut impl Read, to: &Path) -> anyhow::Result<String> {
    make(place::folder_of(to))?;
    let mut hashing = Hashing::new(from);
    let mut file = File::create_new(to)?;
    io::copy(&mut hashing, &mut file)?;
    file.sync_all()?;
    Ok(hashing.finish().0)
}

/// Line by line what was written down when the backup was made.
fn compare(own: &mut BufWriter<File>, listed: impl Read) -> anyhow::Result<()> {
    own.flush()?;
    own.get_mut().rewind()?;
    let mut ours = BufReader::new(own.get_mut());
    let mut listed = BufReader::new(listed);
    while let Some(line) = room::line(&mut listed)? {
        let own = room::line(&mut ours)?;
        if own.as_deref() != Some(line.as_str()) {
            let name = line
                .split_once("  ")
                .map_or(line.as_str(), |(_, name)| name);
            bail!("{name} 的校验和不符或缺失 (missing, or not what it was)");
        }
    }
    match room::line(&mut ours)? {
        None => Ok(()),
        Some(more) => bail!("清单里没有 {more} (not in the list)"),
    }
}

fn check_database(file: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    ensure!(
        file.is_file(),
        "备份里没有数据库 (no database in the backup)"
    );
    let faults = store::integrity_faults(file)?;
    if let Some(first) = faults.first() {
        bail!(
            "数据库有 {} 处损坏，例如：{first} (the database is damaged)",
            faults.len()
        );
    }
    let rows = store::snapshot::rows(file)?;
    ensure!(
        rows == manifest.rows,
        "数据库的行数与清单不符 (rows differ from the manifest)"
    );
    Ok(())
}

fn aside(folder: &Path) -> anyhow::Result<Aside> {
    sweep::within(folder);
    Aside::folder(folder, RESTORE)
        .with_context(|| format!("{} 不能写入 (cannot write there)", folder.display()))
}

fn make(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))
}
