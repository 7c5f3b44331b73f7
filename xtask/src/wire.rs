//! The program met by schemathesis: requests made from its own OpenAPI document, right and wrong, as every role and as
//! nobody. What it found would be an answer the document does not know, a schema wider than the rules, or a fault of ours.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{answer, step};
use crate::python::{self, Environment, Tool};
use crate::server::{Server, free_port};
use crate::workspace::{cargo, debug_folder, root, run_folder};

const SCHEMATHESIS: Tool = Tool {
    name: "schemathesis",
    requirements: include_str!("../schemathesis.txt"),
    trial: "import schemathesis",
};

/// Of each role one who may do what the role may.
const PEOPLE: [&str; 5] = [
    "admin",
    "dispatcher1",
    "inspector1",
    "handler-chengguan",
    "leader1",
];

/// Whoever is signed in stays so: these are tried by nobody, with a token worth nothing.
const OPEN_OR_ENDING: [&str; 6] = [
    "login",
    "refresh",
    "logout",
    "post_my_password",
    "delete_my_session",
    // One name in the demo is the very account that asks.
    "post_user_password",
];

pub struct Tools(Environment);

/// `cargo xtask wire`: nothing but this.
pub fn run() -> Result<()> {
    let tools = tools()?;
    step(
        "编译程序 · build the program",
        &mut cargo(["build", "--locked", "--workspace", "--bin", "xuncheng"]),
    )?;
    try_program(&tools, &debug_folder().join("xuncheng"))
}

pub fn tools() -> Result<Tools> {
    python::environment(&SCHEMATHESIS).map(Tools)
}

/// Against the demo city of this program, in a folder of its own.
pub fn try_program(tools: &Tools, program: &Path) -> Result<()> {
    let folder = run_folder("xuncheng-wire-")?;
    let port = free_port()?;
    let data = folder.path().join("city");
    let mut demo = Command::new(program);
    demo.args(["demo", "--weeks", "1", "--cases-per-day", "6"])
        .arg("--data")
        .arg(&data)
        .args(["--listen", &format!("127.0.0.1:{port}")]);
    let log = folder.path().join("log");
    let mut server = Server::start("xuncheng demo", &mut demo, &log, libc::SIGTERM)?;
    server.wait_until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
    let city = City {
        tools,
        url: format!("http://127.0.0.1:{port}"),
        accounts: data.join("accounts.json"),
        notes: folder.path(),
    };
    // All at the beginning: later on sign-ins have been tried too often.
    let tokens: Vec<String> = PEOPLE
        .iter()
        .map(|name| city.token(name))
        .collect::<Result<_>>()?;
    for (name, token) in PEOPLE.iter().zip(tokens) {
        city.meet(name, &token, "--exclude-operation-id")?;
    }
    city.meet("nobody", "worth.no.thing", "--include-operation-id")
}

struct City<'a> {
    tools: &'a Tools,
    url: String,
    accounts: PathBuf,
    notes: &'a Path,
}

impl City<'_> {
    fn token(&self, name: &str) -> Result<String> {
        let python = self.tools.0.program("python");
        let script = folder().join("sign_in.py");
        let arguments = [
            script.as_os_str(),
            self.url.as_ref(),
            self.accounts.as_os_str(),
            name.as_ref(),
        ];
        let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
        answer(python.to_str().unwrap_or_default(), &words)
            .with_context(|| format!("{name} cannot sign in"))
    }

    fn meet(&self, name: &str, token: &str, which: &str) -> Result<()> {
        let mut run = Command::new(self.tools.0.program("schemathesis"));
        run.arg("--config-file")
            .arg(folder().join("schemathesis.toml"))
            .args(["run", "--workers", "1", "--warnings", "off"]);
        for operation in OPEN_OR_ENDING {
            run.args([which, operation]);
        }
        run.arg(format!("{}/api/v1/openapi.json", self.url))
            // In the environment: a command line can be read by everybody on the machine.
            .env("XUNCHENG_TOKEN", token)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", folder())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_COLOR", "1")
            // It leaves notes where it runs.
            .current_dir(self.notes);
        step(&format!("schemathesis: {name}"), &mut run)
    }
}

fn folder() -> PathBuf {
    root().join("xtask/schemathesis")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_is_pinned() {
        python::tests::assert_pinned(&SCHEMATHESIS);
    }
}
