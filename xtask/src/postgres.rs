//! A PostgreSQL for one run: its own cluster in a temporary folder, on a free port of the loopback, gone afterwards.
//! The server programs refuse to run as root: for root they run as the user `postgres` that the package brings.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::command::{answer, step};
use crate::server::{Server, free_port};
use crate::workspace::{program, run_folder};
use crate::{apt, stop};

/// What the server is tested with; a newer one serves where only that is installed.
const WANTED: u32 = 15;

/// The server programs of one version.
pub struct Programs {
    bin: PathBuf,
    version: u32,
}

pub struct Postgres {
    /// The address of a superuser who may create and drop databases.
    pub url: String,
    // Dropped in this order: the server leaves before its folder does.
    server: Server,
    _folder: TempDir,
}

/// Finds the server programs, installing them where that is allowed.
pub fn programs() -> Result<Programs> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(&["postgresql"], "PostgreSQL")?;
    find().with_context(|| {
        format!("no PostgreSQL {WANTED} or newer under /usr/lib/postgresql or on the PATH")
    })
}

fn find() -> Option<Programs> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let on_path = program("initdb").and_then(|file| fs::canonicalize(file).ok());
    let folders = debian
        .map(|entry| entry.path().join("bin"))
        .chain(on_path.and_then(|file| Some(file.parent()?.into())));
    let candidates = folders.filter_map(|bin| {
        Some(Programs {
            version: version(&bin)?,
            bin,
        })
    });
    // The wanted version first, then the newest.
    candidates
        .filter(|found| found.version >= WANTED)
        .max_by_key(|found| (found.version == WANTED, found.version))
}

fn version(bin: &Path) -> Option<u32> {
    let complete = ["initdb", "postgres", "pg_isready"]
        .iter()
        .all(|name| bin.join(name).is_file());
    complete
        .then(|| answer(bin.join("postgres").to_str()?, &["--version"]))
        .flatten()
        .as_deref()
        .and_then(major)
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` → 15.
fn major(words: &str) -> Option<u32> {
    let number = words.split_whitespace().nth(2)?;
    number
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

impl Programs {
    /// For tests: thousands of small databases, none of them worth keeping.
    pub fn start(&self) -> Result<Postgres> {
        self.start_in(run_folder("xuncheng-postgres-")?, &FOR_TESTS)
    }

    /// For figures: on disk, and every commit waits for it, as in a city.
    pub fn start_durable(&self) -> Result<Postgres> {
        let folder = tempfile::Builder::new()
            .prefix("xuncheng-postgres-")
            .tempdir()?;
        self.start_in(folder, &FOR_FIGURES)
    }

    fn start_in(&self, folder: TempDir, settings: &[&str]) -> Result<Postgres> {
        let account = Account::for_servers()?;
        account.own(folder.path())?;
        let password = secret()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600))?;
        account.own(&password_file)?;

        let cluster = folder.path().join("cluster");
        let mut initdb = account.command(&self.bin.join("initdb"), folder.path());
        initdb
            .arg("-D")
            .arg(&cluster)
            .arg("--pwfile")
            .arg(&password_file);
        initdb.args([
            "-U",
            "xuncheng",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        step(
            &format!("PostgreSQL {}: initdb", self.version),
            initdb.stdout(std::process::Stdio::null()),
        )?;

        let port = free_port()?;
        let mut postgres = account.command(&self.bin.join("postgres"), folder.path());
        postgres
            .arg("-D")
            .arg(&cluster)
            .arg("-p")
            .arg(port.to_string())
            .arg("-k")
            .arg(folder.path());
        for setting in settings {
            postgres.args(["-c", setting]);
        }
        // SIGQUIT: leaves at once, without waiting for clients; nothing in it is worth keeping.
        let mut server = Server::start(
            "PostgreSQL",
            &mut postgres,
            &folder.path().join("log"),
            libc::SIGQUIT,
        )?;
        let is_ready = self.bin.join("pg_isready").display().to_string();
        let port_text = port.to_string();
        server
            .wait_until(|| answer(&is_ready, &["-h", "127.0.0.1", "-p", &port_text]).is_some())?;
        stop::check()?;
        let url = format!("postgres://xuncheng:{password}@127.0.0.1:{port}/postgres");
        Ok(Postgres {
            url,
            server,
            _folder: folder,
        })
    }
}

/// Durability is bought back as speed: the cluster lives as long as one run. Room for tests that run side by side.
const FOR_TESTS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "max_connections=300",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "timezone=UTC",
];

/// As installed, but for the memory it may use: its default is meant for machines of another time.
const FOR_FIGURES: [&str; 4] = [
    "listen_addresses=127.0.0.1",
    "shared_buffers=1GB",
    "max_wal_size=4GB",
    "timezone=UTC",
];

impl Postgres {
    /// The parent of all its processes.
    pub fn process(&self) -> u32 {
        self.server.process()
    }
}

/// Whom the server programs run as: ourselves, or `postgres` when we are root.
struct Account(Option<(u32, u32)>);

impl Account {
    fn for_servers() -> Result<Account> {
        if !apt::is_root() {
            return Ok(Account(None));
        }
        let number = |flag: &str| answer("id", &[flag, "postgres"])?.parse().ok();
        match (number("-u"), number("-g")) {
            (Some(user), Some(group)) => Ok(Account(Some((user, group)))),
            _ => bail!(
                "PostgreSQL 不能以 root 运行 · will not run as root, and there is no user `postgres` to run it as"
            ),
        }
    }

    fn own(&self, path: &Path) -> Result<()> {
        match self.0 {
            Some((user, group)) => chown(path, Some(user), Some(group))
                .with_context(|| format!("chown {}", path.display())),
            None => Ok(()),
        }
    }

    /// A command as this user, in a folder that user may enter.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The loopback is shared with every user of the machine, so the superuser has a password nobody can guess.
fn secret() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_server_says() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("postgres"), None);
    }
}
