//! A backup of a small city comes back as it was, and nothing but a whole one is ever put in place.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use domain::id::{PhotoHash, UserId};
use domain::time::Micros;
use flate2::read::GzDecoder;
use photo::{Copy, Gate};
use store::photos::PhotoRow;
use store::users::UserRow;
use store::{Conn, Db, Options};
use uuid::Uuid;

use super::{Restored, Written, backup, restore};
use app::config::Config;
use app::state::open_photos;
use harness::sample;

const NOW: Micros = Micros(1_772_413_200_000_000);

fn config(folder: &Path) -> Config {
    let mut config = Config::default();
    config.database.url.0 = format!("sqlite:{}", folder.join("city.db").display());
    config.photos.url = format!("file:{}", folder.join("photos").display());
    config
}

fn admin() -> UserRow {
    UserRow {
        id: UserId(Uuid::from_u128(7)),
        username: "admin".into(),
        display_name: "系统管理员".into(),
        role: "admin".into(),
        unit_id: None,
        scope_unit_id: None,
        password_hash: "x".into(),
        disabled_at: None,
        created_at: NOW,
        must_change_password: false,
    }
}

fn used(hash: PhotoHash) -> PhotoRow {
    PhotoRow {
        used_at: Some(NOW),
        picture_hash: None,
        ..sample::row(hash, admin().id, NOW)
    }
}

/// An account and a photo in use; the database stays open, as under a running server.
fn city(config: &Config) -> (Db, PhotoHash) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let photos = open_photos(config).unwrap();
    let bytes = fixtures::files::photo("litter-before.jpg").unwrap();
    let hash = PhotoHash(mobile_api::hash::Sha256::of(&bytes).0);
    runtime.block_on(async {
        let mut upload = photos.upload().await.unwrap();
        upload.write(&bytes).await.unwrap();
        let staged = upload.finish(hash).await.unwrap();
        photos.accept(&Gate::default(), staged).await.unwrap();
    });
    let db = Db::open(&config.database.url.0, Options::default()).unwrap();
    db.write_blocking(move |conn: &mut Conn| {
        store::users::insert(conn, &admin())?;
        store::photos::insert_if_new(conn, &used(hash))?;
        Ok::<_, store::Error>(())
    })
    .unwrap();
    (db, hash)
}

fn written(config: &Config, file: &Path) -> anyhow::Result<Written> {
    backup(config, file, NOW, &mut |_| {})
}

fn restored(config: &Config, file: &Path) -> anyhow::Result<Restored> {
    restore(config, file, &mut |_| {})
}

/// The chain of causes, as the command line shows it.
fn why<T: std::fmt::Debug>(outcome: anyhow::Result<T>) -> String {
    format!("{:#}", outcome.unwrap_err())
}

#[test]
fn a_backup_of_a_running_city_comes_back_as_it_was() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (old, new) = (config(here.path()), config(there.path()));
    let (_db, hash) = city(&old);
    let file = here.path().join("city.tar.gz");
    let told = written(&old, &file).unwrap();
    assert_eq!((told.photos, told.missing.len()), (1, 0));
    let left: Vec<_> = fs::read_dir(here.path()).unwrap().collect();
    assert!(
        left.iter().all(|entry| !entry
            .as_ref()
            .unwrap()
            .file_name()
            .display()
            .to_string()
            .starts_with('.')),
        "{left:?}"
    );

    let back = restored(&new, &file).unwrap();
    assert_eq!((back.photos, back.manifest.rows["users"]), (1, 1));
    let db = Db::open(&new.database.url.0, Options::default()).unwrap();
    let users = db.read_blocking(store::users::all).unwrap();
    assert_eq!(users, [admin()]);
    let photos = open_photos(&new).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    for copy in Copy::ALL {
        let kept = runtime.block_on(async { photos.head(hash, copy).await.unwrap() });
        assert!(kept.is_some(), "{copy}");
    }
}

#[test]
fn what_is_there_is_never_written_over() {
    let here = tempfile::tempdir().unwrap();
    let own = config(here.path());
    let (_db, _) = city(&own);
    let file = here.path().join("city.tar.gz");
    written(&own, &file).unwrap();
    assert!(why(written(&own, &file)).contains("已存在"));
    assert!(why(restored(&own, &file)).contains("不是空的"));
    fs::rename(here.path().join("city.db"), here.path().join("old.db")).unwrap();
    assert!(why(restored(&own, &file)).contains("照片文件夹"));
}

#[test]
fn a_photo_that_was_lost_is_named() {
    let here = tempfile::tempdir().unwrap();
    let own = config(here.path());
    let (_db, hash) = city(&own);
    let digits = hash.to_string();
    let folder = here
        .path()
        .join("photos")
        .join(&digits[..2])
        .join(&digits[2..4]);
    fs::remove_file(folder.join(format!("{digits}.original"))).unwrap();
    let told = written(&own, &here.path().join("city.tar.gz")).unwrap();
    assert_eq!(told.missing, [hash]);
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (old, new) = (config(here.path()), config(there.path()));
    let (_db, _) = city(&old);
    let file = here.path().join("city.tar.gz");
    written(&old, &file).unwrap();
    let whole = fs::read(&file).unwrap();

    let cut = here.path().join("cut");
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    assert!(why(restored(&new, &cut)).contains("不完整"));
    let text = here.path().join("text");
    fs::write(&text, "hello").unwrap();
    assert!(why(restored(&new, &text)).contains("不完整"));
    for (name, told) in [
        (".thumbnail", "校验和不符"),
        (".original", "与名称不符"),
        ("manifest.json", "校验和不符"),
    ] {
        let changed = here.path().join("changed");
        repack(&file, &changed, |path, bytes| {
            if path.ends_with(name) {
                bytes.push(b' ');
            }
            true
        });
        let said = why(restored(&new, &changed));
        assert!(said.contains(told), "{name}: {said}");
    }
    let short = here.path().join("short");
    repack(&file, &short, |path, _| path != "SHA256SUMS");
    assert!(why(restored(&new, &short)).contains("SHA256SUMS"));
    repack(&file, &short, |path, _| !path.ends_with(".display"));
    assert!(why(restored(&new, &short)).contains("校验和不符或缺失"));

    assert!(!there.path().join("city.db").exists());
    restored(&new, &file).unwrap();
}

/// The same archive, each member as `change` leaves it, or left out.
fn repack(from: &Path, to: &Path, mut change: impl FnMut(&str, &mut Vec<u8>) -> bool) {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(from).unwrap()));
    let packed = flate2::write::GzEncoder::new(File::create(to).unwrap(), Default::default());
    let mut out = tar::Builder::new(packed);
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let (mut header, mut bytes) = (entry.header().clone(), Vec::new());
        let path = entry.path().unwrap().display().to_string();
        entry.read_to_end(&mut bytes).unwrap();
        if change(&path, &mut bytes) {
            header.set_size(bytes.len() as u64);
            out.append_data(&mut header, &path, bytes.as_slice())
                .unwrap();
        }
    }
    out.into_inner().unwrap().finish().unwrap().flush().unwrap();
}

#[test]
fn other_stores_are_told_how_they_are_backed_up() {
    let here = tempfile::tempdir().unwrap();
    let mut own = config(here.path());
    let (_db, _) = city(&own);
    own.photos.url = "s3://city/photos".into();
    let file = here.path().join("city.tar.gz");
    let told = written(&own, &file).unwrap();
    assert_eq!(told.photos_elsewhere.as_deref(), Some("s3://city/photos"));
    assert_eq!(told.photos, 0);
    own.database.url.0 = "postgres://u:secret@host/city".into();
    let said = why(written(&own, &here.path().join("other")));
    assert!(
        said.contains("pg_dump") && !said.contains("secret"),
        "{said}"
    );
}

/// Packed small, unpacked large: each is refused by what it declares, and nothing of it is kept in memory or on disk.
#[test]
fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (old, new) = (config(here.path()), config(there.path()));
    let (_db, _) = city(&old);
    let file = here.path().join("city.tar.gz");
    written(&old, &file).unwrap();
    let blown = here.path().join("blown");

    // JSON allows any number of blanks.
    repack(&file, &blown, |path, bytes| {
        if path == "manifest.json" {
            bytes.resize(8 << 20, b' ');
        }
        true
    });
    assert!(why(restored(&new, &blown)).contains("过大"));
    repack(&file, &blown, |path, bytes| {
        if path == "SHA256SUMS" {
            bytes.splice(0..0, vec![b'0'; 8 << 20]);
        }
        true
    });
    assert!(why(restored(&new, &blown)).contains("过长"));
    // Members that only say how large they are: nothing of that need follow.
    let photo = format!("photos/ab/cd/abcd{}.original", "0".repeat(60));
    for (name, declared, told) in [
        ("xuncheng.db", 1 << 50, "磁盘只剩"),
        (photo.as_str(), 300 << 20, "不会是照片"),
    ] {
        declare(&file, &blown, name, declared);
        let said = why(restored(&new, &blown));
        assert!(said.contains(told), "{name}: {said}");
    }
    // A name of its own that takes megabytes.
    long_name(&file, &blown, 8 << 20);
    assert!(why(restored(&new, &blown)).contains("不认识的"));
    let left: Vec<_> = fs::read_dir(there.path()).unwrap().collect();
    assert!(!there.path().join("city.db").exists(), "{left:?}");
    restored(&new, &file).unwrap();
}

/// The manifest, and a member of which there is nothing but its header.
fn declare(from: &Path, to: &Path, name: &str, bytes: u64) {
    let mut out = manifest_of(from, to);
    let mut header = tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_size(bytes);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    out.get_mut().write_all(header.as_bytes()).unwrap();
    out.into_inner().unwrap().finish().unwrap();
}

fn long_name(from: &Path, to: &Path, bytes: usize) {
    let mut out = manifest_of(from, to);
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes as u64);
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_cksum();
    out.append(&header, vec![b'a'; bytes].as_slice()).unwrap();
    out.into_inner().unwrap().finish().unwrap();
}

fn manifest_of(from: &Path, to: &Path) -> tar::Builder<flate2::write::GzEncoder<File>> {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(from).unwrap()));
    let mut manifest = archive.entries().unwrap().next().unwrap().unwrap();
    let packed = flate2::write::GzEncoder::new(File::create(to).unwrap(), Default::default());
    let mut out = tar::Builder::new(packed);
    let header = manifest.header().clone();
    out.append(&header, &mut manifest).unwrap();
    out
}
