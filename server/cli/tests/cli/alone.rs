//! One server for one database file, what killed processes left behind, and who on the machine may read what is kept.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::place::{PROGRAM, Place};
use crate::served::Served;

#[test]
fn a_second_server_is_told_who_has_the_database_and_what_works_beside_it() {
    let city = Place::city();
    let server = Served::start(&mut city.command(&["serve"]));
    let process = server.process().to_string();
    let file = city.path("city.tar.gz").display().to_string();
    city.runs(&["backup", &file]).ended(0);
    for words in [&["serve"][..], &["restore", &file], &["seed"]] {
        city.runs(words).ended(1).saying(&[
            &process,
            "正由另一个 xuncheng 进程使用",
            "stop it first",
        ]);
    }
    // What always worked beside a server does.
    city.told(
        "a long word\n",
        &["user", "add", "lin", "--role", "inspector"],
    )
    .ended(0);
    city.runs(&["ranking", "verify"]).ended(0);
    let other = city.file("units.csv", fixtures::files::units_csv());
    city.runs(&["import", "units", &other]).ended(0);
    city.runs(&["check"]);
    // Killed.
    drop(server);
    // The lock goes with whoever held it, however that ended.
    drop(Served::start(&mut city.command(&["serve"])));
}

#[test]
fn a_restore_that_is_refused_leaves_nothing_behind() {
    let city = Place::empty();
    let broken = city.file("broken.tar.gz", "no backup at all");
    let absent = city.path("absent.tar.gz").display().to_string();
    let there = || {
        let entries = std::fs::read_dir(city.folder()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = there();
    for file in [&broken, &absent] {
        city.runs(&["restore", file]).ended(1);
        assert_eq!(there(), before);
    }
}

#[test]
fn what_killed_processes_left_is_swept_when_a_server_starts_and_a_backup_begins() {
    let city = Place::city();
    fs::create_dir_all(city.path("photos/.staging")).unwrap();
    let left = [
        city.path(".restoring-abc"),
        city.path(".xuncheng-backup-abc"),
        city.path("photos/.staging/.restoring-def"),
    ];
    for folder in &left {
        abandoned(folder);
    }
    // In use by somebody, as the lock says.
    let held = city.path(".restoring-held");
    abandoned(&held);
    let lock = fs::File::open(held.join(".in-use")).unwrap();
    lock.try_lock().unwrap();
    let thesis = city.path("thesis");
    fs::create_dir(&thesis).unwrap();

    drop(Served::start(&mut city.command(&["serve"])));
    for folder in &left {
        assert!(!folder.exists(), "{}", folder.display());
    }
    assert!(held.join("half").exists() && thesis.exists());

    let elsewhere = city.path("backups");
    fs::create_dir(&elsewhere).unwrap();
    abandoned(&elsewhere.join(".xuncheng-backup-ghi"));
    let file = elsewhere.join("city.tar.gz");
    city.runs(&["backup", &file.display().to_string()]).ended(0);
    let there: Vec<_> = fs::read_dir(&elsewhere)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(there, ["city.tar.gz"]);
}

/// As a killed process leaves it an hour ago: the lock is gone with the process, its file is there.
fn abandoned(folder: &Path) {
    fs::create_dir(folder).unwrap();
    for name in [".in-use", "half"] {
        fs::write(folder.join(name), "x").unwrap();
    }
    let file = fs::File::open(folder.join(".in-use")).unwrap();
    let written = file.metadata().unwrap().modified().unwrap();
    file.set_modified(written - Duration::from_secs(3600))
        .unwrap();
}

#[test]
fn whatever_the_umask_nobody_else_can_read_what_is_kept() {
    let city = Place::city();
    // As an earlier version left them.
    fs::create_dir(city.path("photos")).unwrap();
    for (name, mode) in [("city.db", 0o644), ("auth.key", 0o644), ("photos", 0o755)] {
        fs::set_permissions(city.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    city.told(
        "a long word\n",
        &["user", "add", "lin", "--role", "inspector"],
    )
    .ended(0);
    let server = Served::start(&mut loosely(&city, &["serve"]));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let lin = server.client();
        lin.login("lin", "a long word").await.unwrap();
        let picture = fixtures::files::photo("litter-before.jpg").unwrap();
        lin.put_photo(picture).await.unwrap();
    });
    let file = city.path("city.tar.gz").display().to_string();
    assert!(
        loosely(&city, &["backup", &file])
            .status()
            .unwrap()
            .success()
    );
    let mut seen = Vec::new();
    for name in [
        "city.db",
        "city.db-wal",
        "city.db-shm",
        "city.db.lock",
        "auth.key",
        "city.tar.gz",
        "photos",
    ] {
        only_ours(&city.path(name), &mut seen);
    }
    server.stops();
    assert!(
        seen.iter().any(|path| path.ends_with(".original")),
        "{seen:?}"
    );

    let other = Place::empty();
    assert!(
        loosely(&other, &["restore", &file])
            .status()
            .unwrap()
            .success()
    );
    for name in ["city.db", "photos"] {
        only_ours(&other.path(name), &mut seen);
    }
}

/// By a shell with which everybody may read whatever is made.
fn loosely(city: &Place, words: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "umask 000; exec \"$0\" \"$@\"", PROGRAM, "--config"])
        .arg(city.path("city.toml"))
        .args(words)
        .current_dir(city.folder())
        .env_clear()
        .env("TMPDIR", city.folder());
    shell
}

/// Itself and everything below.
fn only_ours(path: &Path, seen: &mut Vec<String>) {
    let meta = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mode = meta.permissions().mode() & 0o777;
    let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(mode, wanted, "{:o} {}", mode, path.display());
    seen.push(path.display().to_string());
    if meta.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            only_ours(&entry.unwrap().path(), seen);
        }
    }
}
