//! `cargo xtask demo`: builds the release and becomes `xuncheng demo`. What the demo city is, the program knows; here
//! only where its data lies and when it may be deleted.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::command::step;
use crate::workspace::{cargo, release_folder, root};
use crate::{node, stop, web};

#[derive(Args)]
pub struct Options {
    /// 演示数据目录（默认为仓库下的 demo） · Where the demo data is kept [default: demo in the repository]
    #[arg(long)]
    data: Option<PathBuf>,
    /// 清除演示数据，从头开始 · Delete the demo data and start over
    #[arg(long)]
    fresh: bool,
    /// 不询问 · Do not ask before deleting
    #[arg(long, requires = "fresh")]
    yes: bool,
    /// 监听地址 · Address to listen on [default: 127.0.0.1:8080]
    #[arg(long)]
    listen: Option<String>,
    /// 历史周数 · Weeks of history
    #[arg(long)]
    weeks: Option<u32>,
    /// 历史的随机种子 · Seed of the history
    #[arg(long)]
    seed: Option<u64>,
}

pub fn run(options: &Options) -> Result<()> {
    let data = std::path::absolute(options.data.clone().unwrap_or_else(|| root().join("demo")))?;
    // Asked before the build, so that nobody has to wait for the question.
    if options.fresh {
        delete(&data, options.yes)?;
    }
    phone_app()?;
    let title = "编译发布版（首次约需十几分钟） · release build (the first takes a while)";
    step(
        title,
        &mut cargo([
            "build",
            "--release",
            "--locked",
            "--package",
            "xuncheng",
            "--bin",
            "xuncheng",
        ]),
    )?;
    eprintln!("\n==> 演示数据 · demo data: {}", data.display());
    stop::become_command(&mut demo(options, &data))
}

/// Built into the program. Without the tools for it the rest of the demo is as good as ever.
fn phone_app() -> Result<()> {
    match web::find() {
        Some(tools) => tools.build(),
        None => {
            eprintln!("\n==> {}", node::missing());
            eprintln!("    演示将没有手机端（/m/） · the demo goes on without the phone app (/m/)");
            Ok(())
        }
    }
}

fn demo(options: &Options, data: &Path) -> Command {
    let mut demo = Command::new(release_folder().join("xuncheng"));
    demo.arg("demo").arg("--data").arg(data);
    if let Some(listen) = &options.listen {
        demo.arg("--listen").arg(listen);
    }
    if let Some(weeks) = options.weeks {
        demo.arg("--weeks").arg(weeks.to_string());
    }
    if let Some(seed) = options.seed {
        demo.arg("--seed").arg(seed.to_string());
    }
    demo
}

fn delete(data: &Path, without_asking: bool) -> Result<()> {
    if !data.exists() {
        return Ok(());
    }
    if !is_demo_data(data) {
        bail!(
            "{0} 不像演示数据，请自行删除 · does not look like demo data; delete it yourself",
            data.display()
        );
    }
    if !without_asking && !agreed(data)? {
        bail!("已保留 · kept: {}", data.display());
    }
    fs::remove_dir_all(data).with_context(|| format!("delete {}", data.display()))
}

/// The default folder is ours; any other must show the list of accounts that only a demo leaves, or be empty.
fn is_demo_data(data: &Path) -> bool {
    let is_empty = fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_none());
    data == root().join("demo") || data.join("accounts.json").is_file() || is_empty
}

fn agreed(data: &Path) -> Result<bool> {
    if !io::stdin().is_terminal() {
        bail!(
            "删除 {0} 需要 --yes · deleting {0} needs --yes where nobody can be asked",
            data.display()
        );
    }
    eprint!(
        "删除 {0} 并重新生成？ · Delete {0} and start over? [y/N] ",
        data.display()
    );
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_demo_data_is_ever_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("thesis.txt");
        fs::write(&file, "precious").unwrap();
        assert!(delete(folder.path(), true).is_err());
        assert!(file.exists());

        fs::write(folder.path().join("accounts.json"), "[]").unwrap();
        delete(folder.path(), true).unwrap();
        assert!(!folder.path().exists());
        delete(folder.path(), true).unwrap();
    }

    #[test]
    fn what_was_asked_for_reaches_the_program() {
        let options = Options {
            data: None,
            fresh: false,
            yes: false,
            listen: Some("127.0.0.1:9000".into()),
            weeks: Some(2),
            seed: None,
        };
        let command = demo(&options, Path::new("/d"));
        let words: Vec<_> = command.get_args().collect();
        assert_eq!(
            words,
            [
                "demo",
                "--data",
                "/d",
                "--listen",
                "127.0.0.1:9000",
                "--weeks",
                "2"
            ]
        );
    }
}
