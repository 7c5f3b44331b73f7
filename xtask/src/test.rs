//! `cargo xtask test`: every check and test, on both engines and in a browser, with the servers it starts for that.
//! Which database or photo store a test opens, the tests decide from the environment given here.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::command::{step, took};
use crate::workspace::{cargo, debug_folder, run_folder};
use crate::{changed, lint, moto, postgres, stop, web, wire};

#[derive(Args)]
pub struct Options {
    /// 只运行名称包含这些文字的测试（不做格式与静态检查） · Only tests whose name contains one of these; no lints then
    filters: Vec<String>,
    /// 只用一种数据库 · Only on one engine
    #[arg(long)]
    engine: Option<Engine>,
    /// 再按接口文档逐项试探服务器 · Also meet the server with requests made from its document (`cargo xtask wire`)
    #[arg(long)]
    wire: bool,
    /// 只试改动所及（自某次提交起，默认 main）：日常用，几分钟内 · Only what was touched since a commit; for daily work
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, default_missing_value = "main",
          conflicts_with_all = ["filters", "engine", "wire"])]
    changed: Option<String>,
    /// 不在浏览器中试用手机端 · Without trying the phone app in Chromium
    #[arg(long)]
    no_browser: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Options {
    pub fn everything() -> Options {
        Options {
            filters: vec![],
            engine: None,
            wire: false,
            changed: None,
            no_browser: false,
        }
    }

    fn on(&self, engine: Engine) -> bool {
        self.engine.is_none_or(|only| only == engine)
    }

    fn whole(&self) -> bool {
        self.filters.is_empty()
    }

    /// The program is met on its embedded database: by schemathesis, and in a browser.
    fn beside_the_tests(&self) -> bool {
        self.whole() && self.on(Engine::Sqlite)
    }

    fn in_browser(&self) -> bool {
        self.beside_the_tests() && !self.no_browser
    }
}

pub fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    if let Some(since) = &options.changed {
        changed::run(since)?;
        eprintln!("\n通过 · passed: {}", took(started.elapsed()));
        return Ok(());
    }
    // What is missing is said in the first seconds, not after the build.
    let servers = match options.on(Engine::Postgres) {
        true => Some((postgres::programs()?, moto::environment()?)),
        false => None,
    };
    let tools = match options.whole() {
        true => Some(web::tools()?),
        false => None,
    };
    let wire = match options.wire && options.beside_the_tests() {
        true => Some(wire::tools()?),
        false => None,
    };
    if let Some(tools) = &tools {
        if options.in_browser() {
            web::browser()?;
        }
        lint::run()?;
        tools.check()?;
        tools.build()?;
    }
    step(
        "编译 · build",
        &mut cargo(["test", "--locked", "--workspace", "--no-run"]),
    )?;

    // With the same features as the tests, so that nothing is built twice.
    if options.beside_the_tests() {
        step(
            "编译程序 · build the program",
            &mut cargo(["build", "--locked", "--workspace", "--bin", "xuncheng"]),
        )?;
    }

    // Where the tests put their files: gone with us, even when a test process dies before it has cleared up.
    let files = run_folder("xuncheng-tests-")?;
    // One engine's failure does not hide the other's.
    let mut failures = vec![];
    let program = debug_folder().join("xuncheng");
    if let Some(wire) = &wire {
        failures.extend(wire::try_program(wire, &program).err());
    }
    if let Some(tools) = tools.as_ref().filter(|_| options.in_browser()) {
        failures.extend(tools.try_in_browser(&program).err());
    }
    if options.on(Engine::Sqlite) {
        failures.extend(on_sqlite(options, files.path()).err());
    }
    if let Some((programs, environment)) = servers {
        stop::check()?;
        let postgres = programs.start()?;
        let s3 = environment.start()?;
        failures.extend(on_postgres(options, files.path(), &postgres.url, &s3.url).err());
    }
    stop::check()?;
    if !failures.is_empty() {
        let list: Vec<String> = failures
            .iter()
            .map(|failure| format!("{failure:#}"))
            .collect();
        bail!("{}", list.join("\n       "));
    }
    eprintln!("\n全部通过 · all passed: {}", took(started.elapsed()));
    Ok(())
}

/// All crates, on files.
fn on_sqlite(options: &Options, files: &Path) -> Result<()> {
    let mut tests = cargo(["test", "--locked", "--workspace", "--no-fail-fast"]);
    for name in ["XUNCHENG_TEST_POSTGRES", "XUNCHENG_TEST_S3"] {
        tests.env_remove(name);
    }
    step(
        "SQLite",
        in_test_conditions(&mut tests, "sqlite", files, options),
    )
}

/// The rules, and the process over HTTP; selected by target and not by package, so that nothing is built with other
/// features than for the whole.
pub fn quickly_on_sqlite() -> Result<()> {
    let files = run_folder("xuncheng-tests-")?;
    let mut tests = cargo(["test", "--locked", "--workspace", "--no-fail-fast"]);
    tests.args(["--lib", "--test", "suite"]);
    for name in ["XUNCHENG_TEST_POSTGRES", "XUNCHENG_TEST_S3"] {
        tests.env_remove(name);
    }
    let options = Options::everything();
    step(
        "SQLite",
        in_test_conditions(&mut tests, "sqlite", files.path(), &options),
    )
}

/// The crates that meet a database or an object store once more, on PostgreSQL and S3.
fn on_postgres(options: &Options, files: &Path, postgres: &str, s3: &str) -> Result<()> {
    let packages = [
        "-p",
        "xuncheng-store",
        "-p",
        "xuncheng-photo",
        "-p",
        "xuncheng-tests",
        "-p",
        "xuncheng-load",
    ];
    let mut tests = cargo(["test", "--locked", "--no-fail-fast", "--lib", "--tests"]);
    tests
        .args(packages)
        .env("XUNCHENG_TEST_POSTGRES", postgres)
        .env("XUNCHENG_TEST_S3", s3);
    tests.env("XUNCHENG_TEST_S3_BUCKET", moto::BUCKET);
    step(
        "PostgreSQL + S3",
        in_test_conditions(&mut tests, "postgres", files, options),
    )
}

// cargo test and not nextest, which starts a process for every test: each would make its own template database.
fn in_test_conditions<'a>(
    tests: &'a mut Command,
    engine: &str,
    files: &Path,
    options: &Options,
) -> &'a mut Command {
    if std::env::var_os("INSTA_UPDATE").is_none() {
        // A snapshot that differs fails; it does not leave files in the work tree.
        tests.env("INSTA_UPDATE", "no");
    }
    tests
        .env("XUNCHENG_TEST_ENGINE", engine)
        .env("TMPDIR", files)
        .arg("--")
        .args(&options.filters)
}
