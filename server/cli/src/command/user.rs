//! `xuncheng user list|add|passwd|disable|enable`. A password is read from standard input or made at random (then it
//! is for one sign-in), and never stands on the command line, where every process of the machine could read it.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{anyhow, ensure};
use clap::{Args, Subcommand};
use domain::id::UnitId;
use domain::role::Role;
use mobile_api::error::Code;
use store::users::UserRow;

use super::told::told;
use app::action::people::account;
use app::action::people::account::NewAccount;
use app::auth::password;
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;
use city::City;

#[derive(Args)]
pub struct UserArgs {
    #[command(subcommand)]
    action: UserAction,
}

#[derive(Subcommand)]
enum UserAction {
    /// 列出全部账号 (every account)
    List,
    /// 新建账号；密码由标准输入读入，空行则随机生成一次性密码并打印一次 (password from standard input; empty: a one-time one)
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
    /// 重设密码并结束其全部登录；空行则生成一次性密码 (new password; ends every session)
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
        UserAction::List => list(&app, &mut out)?,
        UserAction::Add {
            username,
            role,
            display_name,
            unit,
            scope,
        } => {
            ensure!(
                role != Role::Handler || unit.is_some(),
                "--unit 单位代码 必填：经办人属于一个单位 (a handler needs a unit)"
            );
            let account = NewAccount {
                display_name: display_name.unwrap_or_else(|| username.clone()),
                username,
                role,
                unit,
                scope,
            };
            let word = ask()?;
            account::add(&app, &account, word.text(), word.is_made())
                .map_err(|error| about(&account.username, error))?;
            writeln!(out, "已新建账号 {} (added)", account.username)?;
            word.show(&mut out)?;
        }
        UserAction::Passwd { username } => {
            let word = ask()?;
            account::set_password(&app, &username, word.text(), word.is_made())
                .map_err(|error| about(&username, error))?;
            writeln!(out, "已重设 {username} 的密码 (password set)")?;
            word.show(&mut out)?;
        }
        UserAction::Disable { username } => {
            account::disable(&app, &username).map_err(|error| about(&username, error))?;
            writeln!(out, "已停用 {username} (disabled)")?;
        }
        UserAction::Enable { username } => {
            account::enable(&app, &username).map_err(|error| about(&username, error))?;
            writeln!(out, "已启用 {username} (enabled)")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An account that is there already, and one that is not, in words that name it.
fn about(username: &str, error: AppError) -> anyhow::Error {
    match error.code() {
        Code::CodeDuplicate => anyhow!("用户名“{username}”已存在 (the user name is taken)"),
        Code::ReferenceUnknown => anyhow!("账号“{username}”不存在 (no such account)"),
        _ => told(error),
    }
}

/// One a line, between tabs, for people and scripts.
fn list(app: &App, out: &mut impl Write) -> anyhow::Result<()> {
    let (city, users) = app
        .db
        .read_blocking(|conn| {
            let city = app.city.current(conn)?;
            Ok::<_, AppError>((city, store::users::all(conn)?))
        })
        .map_err(told)?;
    writeln!(
        out,
        "用户名\t姓名\t角色\t单位\t管辖范围\t状态\t密码 (username, name, role, unit, scope, state, password)"
    )?;
    for user in &users {
        writeln!(out, "{}", listed(&city, user))?;
    }
    Ok(())
}

fn listed(city: &City, user: &UserRow) -> String {
    let named = |unit: Option<UnitId>| {
        let unit = unit.and_then(|unit| city.units.get(unit));
        unit.map(|unit| format!("{} {}", unit.code, unit.name))
    };
    let handles = user.role == Role::Handler.as_str();
    let everywhere = match handles {
        true => "—",
        false => "全市 (whole city)",
    };
    let state = match user.disabled_at {
        None => "启用 (enabled)",
        Some(_) => "停用 (disabled)",
    };
    let password = match (user.password_hash.is_empty(), user.must_change_password) {
        (true, _) => "未设置 (none)",
        (false, true) => "须修改 (must change)",
        (false, false) => "—",
    };
    [
        user.username.clone(),
        user.display_name.clone(),
        user.role.clone(),
        named(user.unit_id).unwrap_or_else(|| "—".into()),
        named(user.scope_unit_id).unwrap_or_else(|| everywhere.into()),
        state.to_owned(),
        password.to_owned(),
    ]
    // A name is one line and one field, whatever was imported.
    .map(|field| field.replace(char::is_control, " "))
    .join("\t")
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

    /// Somebody else has seen it: it is for one sign-in.
    fn is_made(&self) -> bool {
        matches!(self, Word::Made(_))
    }

    fn show(&self, out: &mut impl Write) -> std::io::Result<()> {
        match self {
            Word::Given(_) => Ok(()),
            Word::Made(text) => {
                writeln!(
                    out,
                    "一次性密码，仅显示这一次，首次登录后须修改 (one-time password, to be changed at the first sign-in, shown only now): {text}"
                )
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
