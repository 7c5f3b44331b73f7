//! `xuncheng user add|passwd|disable|enable`. A password is read from standard input or made at random, and never
//! stands on the command line, where every process of the machine could read it.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};

use clap::{Args, Subcommand};
use domain::role::Role;

use super::told::told;
use app::action::people::account;
use app::action::people::account::NewAccount;
use app::auth::password;
use app::clock::Clock;
use app::config::Config;
use app::state::App;

#[derive(Args)]
pub struct UserArgs {
    #[command(subcommand)]
    action: UserAction,
}

#[derive(Subcommand)]
enum UserAction {
    /// 新建账号；密码由标准输入读入，空行则随机生成并打印一次 (password from standard input)
    Add {
        username: String,
        /// inspector, handler, dispatcher, leader, admin
        #[arg(long, value_parser = role)]
        role: Role,
        #[arg(long)]
        display_name: Option<String>,
        /// 单位代码 (unit code)
        #[arg(long)]
        unit: Option<String>,
        /// 管辖范围：区或街道代码 (district or street code)
        #[arg(long)]
        scope: Option<String>,
    },
    /// 重设密码并结束其全部登录 (new password; ends every session)
    Passwd { username: String },
    /// 停用账号并结束其全部登录 (disable; ends every session)
    Disable { username: String },
    /// 重新启用账号，密码不变 (enable again, with the password it had)
    Enable { username: String },
}

fn role(name: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    name.parse()
        .map_err(|_| format!("应为其中之一 (one of): {}", known.join(", ")))
}

pub fn run(config: Config, args: UserArgs) -> anyhow::Result<ExitCode> {
    let app = App::open(config, Clock::system())?;
    let mut out = std::io::stdout();
    match args.action {
        UserAction::Add {
            username,
            role,
            display_name,
            unit,
            scope,
        } => {
            let account = NewAccount {
                display_name: display_name.unwrap_or_else(|| username.clone()),
                username,
                role,
                unit,
                scope,
            };
            let word = ask()?;
            account::add(&app, &account, word.text()).map_err(told)?;
            writeln!(out, "已新建账号 {} (added)", account.username)?;
            word.show(&mut out)?;
        }
        UserAction::Passwd { username } => {
            let word = ask()?;
            account::set_password(&app, &username, word.text()).map_err(told)?;
            writeln!(out, "已重设 {username} 的密码 (password set)")?;
            word.show(&mut out)?;
        }
        UserAction::Disable { username } => {
            account::disable(&app, &username).map_err(told)?;
            writeln!(out, "已停用 {username} (disabled)")?;
        }
        UserAction::Enable { username } => {
            account::enable(&app, &username).map_err(told)?;
            writeln!(out, "已启用 {username} (enabled)")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

enum Word {
    Given(String),
    Made(String),
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Word::Given(text) | Word::Made(text) => text,
        }
    }

    fn show(&self, out: &mut impl Write) -> std::io::Result<()> {
        match self {
            Word::Given(_) => Ok(()),
            Word::Made(text) => {
                writeln!(out, "密码，仅显示这一次 (password, shown only now): {text}")
            }
        }
    }
}

fn ask() -> anyhow::Result<Word> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return read(&mut input.lock());
    }
    eprint!("密码，留空则随机生成 (password; empty: a random one): ");
    echo(false);
    let word = read(&mut input.lock());
    echo(true);
    eprintln!();
    word
}

fn read(input: &mut impl BufRead) -> anyhow::Result<Word> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let text = line.trim_end_matches(['\r', '\n']);
    Ok(match text {
        "" => Word::Made(password::generate()),
        text => Word::Given(text.to_owned()),
    })
}

/// Without a terminal program the password shows while it is typed; that is no reason to refuse it.
fn echo(on: bool) {
    let _ = Command::new("stty")
        .arg(if on { "echo" } else { "-echo" })
        .stdin(Stdio::inherit())
        .status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_makes_a_password_and_it_is_shown_once() {
        let Word::Made(made) = read(&mut "\n".as_bytes()).unwrap() else {
            panic!("nothing was given");
        };
        assert!(made.len() >= domain::password::SHORTEST);
        let mut out = Vec::new();
        let given = read(&mut "my own words\r\nmore".as_bytes()).unwrap();
        assert_eq!(given.text(), "my own words");
        given.show(&mut out).unwrap();
        assert!(out.is_empty());
        Word::Made("abc".into()).show(&mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("abc"));
    }
}
