//! Files in the repository that are made from code: the fixture city's photos and tables, what the phone is tried with,
//! and the OpenAPI document.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::command::step;
use crate::workspace::{cargo, root};

pub fn fixtures() -> Result<()> {
    let generate = [
        "run",
        "--locked",
        "--package",
        "xuncheng-fixtures",
        "--example",
        "generate",
    ];
    step("样例城市 · fixture city", &mut cargo(generate))?;
    vectors()
}

/// What the phone is tried with, answered by the server's own rules over the fixture city.
fn vectors() -> Result<()> {
    let mut write = cargo([
        "test",
        "--locked",
        "--package",
        "xuncheng-tests",
        "--test",
        "suite",
        "--",
        "vectors",
    ]);
    write
        .env("XUNCHENG_TEST_UPDATE_VECTORS", "1")
        .env("XUNCHENG_TEST_ENGINE", "sqlite");
    step("手机端对照答案 · the phone's vectors", &mut write)
}

/// Written beside its place first: a build that fails leaves the document as it was.
pub fn openapi() -> Result<()> {
    let document = root().join("mobile-api/openapi.json");
    let fresh = tempfile::NamedTempFile::new_in(root().join("mobile-api"))
        .context("make a temporary file")?;
    let mut print = cargo([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "xuncheng",
        "--bin",
        "xuncheng",
        "--",
        "openapi",
    ]);
    step("OpenAPI", print.stdout(Stdio::from(fresh.reopen()?)))?;
    if fs::metadata(fresh.path())?.len() == 0 {
        bail!("`xuncheng openapi` printed nothing");
    }
    // A temporary file is private to its owner; the document is for everybody who reads the repository.
    fs::copy(fresh.path(), &document).with_context(|| format!("write {}", document.display()))?;
    eprintln!("    {}", document.display());
    Ok(())
}
