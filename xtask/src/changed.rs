//! `cargo xtask test --changed`: for daily work, what can break soonest of what has been touched since a commit. The rules
//! and the process on SQLite where Rust was touched, types and the tests that reach a touched file where the web part was.
//! No lints, no second engine, no browser: those are the whole command's.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::command::{answer, step};
use crate::workspace::{cargo, root};
use crate::{test, web};

/// What has been touched, by kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Touched {
    rust: bool,
    web: bool,
}

pub fn run(since: &str) -> Result<()> {
    let touched = touched(&names(since)?);
    if touched == Touched::default() {
        eprintln!("没有需要测试的改动 · nothing was touched that has tests (since {since})");
        return Ok(());
    }
    if touched.web {
        web::tools()?.check_changed(since)?;
    }
    if touched.rust {
        step("格式 · cargo fmt", &mut cargo(["fmt", "--all", "--check"]))?;
        test::quickly_on_sqlite()?;
    }
    Ok(())
}

/// Committed since then or not committed yet, new files too.
fn names(since: &str) -> Result<String> {
    let here = root().to_str().context("a path in UTF-8")?;
    let ask = |arguments: &[&str]| answer("git", &[&["-C", here], arguments].concat());
    let Some(base) = ask(&["merge-base", since, "HEAD"]) else {
        bail!("git 不认识 {since} · git knows no such commit: {since}");
    };
    let tracked = ask(&["diff", "--name-only", base.trim()]).context("git diff")?;
    let fresh = ask(&["ls-files", "--others", "--exclude-standard"]).context("git ls-files")?;
    Ok(format!("{tracked}\n{fresh}"))
}

fn touched(names: &str) -> Touched {
    let mut touched = Touched::default();
    for name in names.lines() {
        let path = Path::new(name);
        touched.web |= path.starts_with("web");
        // Fixtures, migrations and the documents that tests read are compiled in.
        touched.rust |= [
            "server",
            "mobile-api",
            "migrations",
            "fixtures",
            "tests",
            "xtask",
        ]
        .iter()
        .any(|folder| path.starts_with(folder))
            || name.ends_with("Cargo.toml")
            || name == "Cargo.lock"
            || name == "docs/xuncheng.toml";
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_touched_says_what_is_tried() {
        for (names, rust, web) in [
            ("", false, false),
            ("README.md\ndocs/rules.md", false, false),
            ("web/phone/main.ts", false, true),
            ("server/domain/src/light.rs\nweb/README.md", true, true),
            ("migrations/000001_city/up.sql", true, false),
            ("Cargo.lock", true, false),
            ("webs/x", false, false),
        ] {
            assert_eq!(touched(names), Touched { rust, web }, "{names}");
        }
    }
}
