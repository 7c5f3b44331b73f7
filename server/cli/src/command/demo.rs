//! `xuncheng demo`: the fixture city, made when it is not there, then served. It listens on this machine alone unless
//! told otherwise by hand, since its passwords lie in a file.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use actix_web::web::Data;
use anyhow::bail;
use clap::Args;

use super::seed::{SeedArgs, tell, teller};
use super::{afresh, serve};
use crate::demo::{self, Account, Place, State};
use app::clock::Clock;
use app::config::Config;
use app::state::App;

#[derive(Args)]
pub struct DemoArgs {
    /// 演示数据目录 (where the demo is kept)
    #[arg(long, default_value = "demo", value_name = "DIR")]
    data: PathBuf,
    /// 监听地址；默认只有本机能访问 (address; by default only this machine)
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    #[command(flatten)]
    history: SeedArgs,
}

pub fn run(config: &Config, args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let place = Place::new(&args.data)?;
    match place.state()? {
        State::Whole => {}
        State::Absent => {
            eprintln!(
                "生成演示城市，约需一两分钟 (making the demo city): {}",
                place.folder().display()
            );
            let made = demo::make(&place, config, &args.history.options(), &mut teller())?;
            tell(&made);
            serve_afresh(&place)?;
        }
        State::Foreign => bail!(
            "{} 里有别的文件，不是演示数据；请换一个目录 (not a demo; choose another folder)",
            place.folder().display()
        ),
    }
    let accounts = demo::accounts(&place.accounts())?;
    let mut config = place.config(config);
    config.http.listen.clone_from(&args.listen);
    let alone = serve::alone(&config)?;
    let app = Data::new(App::open(config, Clock::system())?);
    serve::warn_about_calendar(&app)?;
    serve::run(app, |address| {
        // Whoever started it reads this; a closed standard output is no reason to stop.
        let _ = show(&mut io::stdout().lock(), &place, address, &accounts);
    })?;
    drop(alone);
    Ok(ExitCode::SUCCESS)
}

/// Weeks of history leave an image several times as large as serving needs. The next one finds the city whole and serves.
fn serve_afresh(place: &Place) -> anyhow::Result<()> {
    if place.state()? == State::Whole {
        let error = afresh::again();
        eprintln!("未能重新启动自身，直接提供服务 (serving without a fresh start): {error}");
    }
    Ok(())
}

fn show(
    out: &mut impl Write,
    place: &Place,
    address: SocketAddr,
    accounts: &[Account],
) -> io::Result<()> {
    writeln!(out, "\n巡城演示城市 (demo city)")?;
    writeln!(out, "  手机端 phone app   http://{address}/m/")?;
    writeln!(out, "  接口文档 API       http://{address}/docs")?;
    writeln!(out, "  健康检查 health    http://{address}/healthz")?;
    writeln!(out, "  数据目录 data      {}", place.folder().display())?;
    writeln!(out, "  账号文件 accounts  {}\n", place.accounts().display())?;
    let row = |cells: [&str; 4]| {
        let widths = [12, 26, 18, 0];
        let cells = cells.into_iter().zip(widths);
        let line: String = cells.map(|(cell, width)| padded(cell, width)).collect();
        line.trim_end().to_owned()
    };
    let head = ["角色 role", "用户名 username", "密码 password", "单位 unit"];
    writeln!(out, "  {}", row(head))?;
    for account in accounts {
        let unit = account.unit.as_deref().unwrap_or("");
        let cells = [&account.role, &account.username, &account.password, unit];
        writeln!(out, "  {}", row(cells))?;
    }
    writeln!(out)?;
    out.flush()
}

/// Terminals show Chinese signs two columns wide.
fn padded(text: &str, width: usize) -> String {
    let taken: usize = text
        .chars()
        .map(|sign| if sign.is_ascii() { 1 } else { 2 })
        .sum();
    let spaces = " ".repeat(width.saturating_sub(taken));
    format!("{text}{spaces}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let accounts = [Account {
            username: "handler-huanwei".into(),
            password: "abcdefghijkmnpqr".into(),
            role: "handler".into(),
            unit: Some("huanwei".into()),
        }];
        let place = Place::new(std::path::Path::new("/d")).unwrap();
        let address = "127.0.0.1:8080".parse().unwrap();
        let mut out = Vec::new();
        show(&mut out, &place, address, &accounts).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("http://127.0.0.1:8080/docs"), "{text}");
        let expected = "  角色 role   用户名 username           密码 password     单位 unit\n  \
                        handler     handler-huanwei           abcdefghijkmnpqr  huanwei\n";
        assert!(text.contains(expected), "{text}");
    }
}
