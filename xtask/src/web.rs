//! The web part: built when its sources have changed since the last time, checked and tried in a real browser. What
//! the commands are is web/package.json; here only when they run and what they need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::command::{answer, step};
use crate::workspace::{program, root};
use crate::{apt, stop};

/// web/package.json says the same under `engines`.
const LEAST_NODE: (u32, u32) = (20, 19);

/// Node and npm are here and new enough.
pub struct Tools(());

/// Finds them, installing them where that is allowed.
pub fn tools() -> Result<Tools> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if program("node").is_none() || program("npm").is_none() {
        apt::install(&["nodejs", "npm"], "Node.js")?;
    }
    find().with_context(missing)
}

/// Those a demo can use; a demo goes on without them.
pub fn find() -> Option<Tools> {
    let version = answer("node", &["--version"])?;
    answer("npm", &["--version"])?;
    (parse(&version)? >= LEAST_NODE).then_some(Tools(()))
}

/// What to say when they are not.
pub fn missing() -> String {
    let (major, minor) = LEAST_NODE;
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

/// What the browser tests start and look with.
pub fn browser() -> Result<()> {
    if program("chromium").is_some() && Path::new(CHINESE_LETTERS).exists() {
        return Ok(());
    }
    apt::install(&["chromium", "fonts-wqy-microhei"], "Chromium")
}

const CHINESE_LETTERS: &str = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";

impl Tools {
    /// The phone app into web/dist, unless what lies there was made of the same sources.
    pub fn build(&self) -> Result<()> {
        let made_of = sources()?;
        let note = folder().join("dist/phone.made-of");
        let there = folder().join("dist/phone/index.html").is_file();
        if there && fs::read_to_string(&note).is_ok_and(|text| text == made_of) {
            eprintln!("\n==> 手机端没有变化 · the phone app has not changed");
            return Ok(());
        }
        self.install()?;
        step(
            "编译手机端 · build the phone app",
            &mut npm(&["run", "build"]),
        )?;
        fs::write(&note, made_of).with_context(|| format!("write {}", note.display()))
    }

    /// Types, then everything but the browser.
    pub fn check(&self) -> Result<()> {
        self.install()?;
        step(
            "手机端类型检查 · npm run check",
            &mut npm(&["run", "check"]),
        )?;
        step("手机端测试 · npm test", &mut npm(&["test"]))
    }

    /// In Chromium, against this program.
    pub fn try_in_browser(&self, program: &Path) -> Result<()> {
        self.install()?;
        let mut trying = npm(&["run", "e2e"]);
        trying.env("XUNCHENG_BINARY", program);
        step("浏览器测试 · npm run e2e", &mut trying)
    }

    /// What the lock file names, unless that is there already.
    fn install(&self) -> Result<()> {
        let lock = folder().join("package-lock.json");
        let wanted = fs::read(&lock).with_context(|| format!("read {}", lock.display()))?;
        let note = folder().join("node_modules/.made-of");
        if fs::read(&note).is_ok_and(|made_of| made_of == wanted) {
            return Ok(());
        }
        stop::check()?;
        step("npm ci", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
        fs::write(&note, wanted).with_context(|| format!("write {}", note.display()))
    }
}

fn npm(arguments: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(folder());
    npm
}

fn folder() -> PathBuf {
    root().join("web")
}

/// Every source file with its size and when it was written; and the version the app shows, which is the workspace's.
fn sources() -> Result<String> {
    let mut lines = vec![line(&root().join("Cargo.toml"))?];
    let mut waiting = vec![folder()];
    while let Some(folder) = waiting.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            match (path.is_dir(), name) {
                (true, Some("node_modules" | "dist" | "e2e")) => {}
                (true, _) => waiting.push(path),
                (false, _) => lines.push(line(&path)?),
            }
        }
    }
    lines.sort();
    Ok(lines.concat())
}

fn line(file: &Path) -> Result<String> {
    let about = fs::metadata(file).with_context(|| format!("look at {}", file.display()))?;
    let written = about.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    Ok(format!("{} {} {written}\n", file.display(), about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert_eq!(parse("v20.19.2\n"), Some((20, 19)));
        assert!(parse("v18.20.4").unwrap() < LEAST_NODE);
        assert!(parse("v22.1.0").unwrap() > LEAST_NODE);
        assert_eq!(parse("node 20"), None);
    }

    #[test]
    fn the_least_node_is_the_one_the_package_names() {
        let package = fs::read_to_string(folder().join("package.json")).unwrap();
        let (major, minor) = LEAST_NODE;
        assert!(
            package.contains(&format!("\"node\": \">={major}.{minor}\"")),
            "{package}"
        );
    }

    #[test]
    fn sources_are_told_apart_by_what_was_written_and_nothing_that_was_made_is_among_them() {
        let made_of = sources().unwrap();
        assert!(made_of.contains("web/package.json ") && made_of.contains("Cargo.toml "));
        for made in ["/node_modules/", "/dist/"] {
            assert!(!made_of.contains(made), "{made}");
        }
    }
}
