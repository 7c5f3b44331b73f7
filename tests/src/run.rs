//! This run of the tests, and its traces: names that tell whose a folder or database is, and the removal of what runs
//! that were killed have left behind.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use sha2::{Digest, Sha256};

/// Where the files of this process lie; a folder inside for every test.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let all = std::env::temp_dir();
    for entry in fs::read_dir(&all).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_abandoned) {
            // Another process may be clearing the same one.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let folder = all.join(name("files"));
    fs::create_dir_all(&folder).expect("a folder for the tests");
    folder
});

/// A new folder, empty; who asks for it removes it.
pub fn new_folder() -> PathBuf {
    let folder = FOLDER.join(number().to_string());
    fs::create_dir(&folder).expect("a folder for one test");
    folder
}

/// A name for a database of this process, never given twice.
pub fn new_name() -> String {
    name(&number().to_string())
}

/// True for what a process made that is no more. Others may share a server or a folder with us from another machine or
/// container, whose processes we cannot see: the mark of the machine keeps us off theirs.
pub fn is_abandoned(name: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    match parts[..] {
        ["xuncheng", "test", mark, process, _] => {
            mark == *MARK && !fs::exists(format!("/proc/{process}")).unwrap_or(true)
        }
        _ => false,
    }
}

fn name(last: &str) -> String {
    format!("xuncheng_test_{}_{}_{last}", *MARK, process::id())
}

fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The machine since it was started, and our view of its processes.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let boot = fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let processes = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let digest = Sha256::new()
        .chain_update(boot)
        .chain_update(processes.as_os_str().as_encoded_bytes())
        .finalize();
    hex::encode(&digest[..4])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_given_twice_and_are_ours_while_we_live() {
        let (one, two) = (new_name(), new_name());
        assert_ne!(one, two);
        assert!(!is_abandoned(&one));
    }

    #[test]
    fn only_what_a_dead_process_of_this_machine_made_is_abandoned() {
        // Larger than any process number Linux gives out.
        let dead = 1 << 23;
        assert!(is_abandoned(&format!("xuncheng_test_{}_{dead}_7", *MARK)));
        assert!(!is_abandoned(&format!("xuncheng_test_00000000_{dead}_7")));
        assert!(!is_abandoned("xuncheng_production_1_2_3"));
        assert!(!is_abandoned("postgres"));
    }

    #[test]
    fn folders_are_new_and_empty() {
        let (one, two) = (new_folder(), new_folder());
        assert_ne!(one, two);
        assert_eq!(fs::read_dir(&one).unwrap().count(), 0);
        fs::remove_dir(one).unwrap();
        fs::remove_dir(two).unwrap();
    }
}
