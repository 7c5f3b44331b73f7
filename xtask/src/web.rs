//! The web part: built when its sources have changed since the last time, checked and tried in a real browser. What
//! the commands are is web/package.json; here only when they run and what they need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::command::step;
use crate::node::{self, Node};
use crate::workspace::{program, root};
use crate::{apt, stop};

/// What the web part is made with.
pub struct Tools(Node);

/// Finds it, installing it where that is allowed.
pub fn tools() -> Result<Tools> {
    node::node().map(Tools)
}

/// What a demo can use; a demo goes on without.
pub fn find() -> Option<Tools> {
    node::find().map(Tools)
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
            &mut self.npm(&["run", "build"]),
        )?;
        fs::write(&note, made_of).with_context(|| format!("write {}", note.display()))
    }

    /// Types, then everything but the browser.
    pub fn check(&self) -> Result<()> {
        self.install()?;
        step(
            "手机端类型检查 · npm run check",
            &mut self.npm(&["run", "check"]),
        )?;
        step("手机端测试 · npm test", &mut self.npm(&["test"]))
    }

    /// Types, then the tests that reach a file touched since then.
    pub fn check_changed(&self, since: &str) -> Result<()> {
        self.install()?;
        step(
            "手机端类型检查 · npm run check",
            &mut self.npm(&["run", "check"]),
        )?;
        let mut tests = self.npm(&["test", "--"]);
        tests.args(["--changed", since, "--passWithNoTests"]);
        step("手机端测试 · npm test", &mut tests)
    }

    /// In Chromium, against this program.
    pub fn try_in_browser(&self, program: &Path) -> Result<()> {
        self.install()?;
        let mut trying = self.npm(&["run", "e2e"]);
        trying.env("XUNCHENG_BINARY", program);
        step("浏览器测试 · npm run e2e", &mut trying)
    }

    fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = self.0.npm(arguments);
        npm.current_dir(folder());
        npm
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
        step("npm ci", &mut self.npm(&["ci", "--no-audit", "--no-fund"]))?;
        fs::write(&note, wanted).with_context(|| format!("write {}", note.display()))
    }
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
    fn sources_are_told_apart_by_what_was_written_and_nothing_that_was_made_is_among_them() {
        let made_of = sources().unwrap();
        assert!(made_of.contains("web/package.json ") && made_of.contains("Cargo.toml "));
        for made in ["/node_modules/", "/dist/"] {
            assert!(!made_of.contains(made), "{made}");
        }
    }
}
