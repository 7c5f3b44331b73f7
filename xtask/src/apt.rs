//! What a step needs from the system: installed with apt where that is possible, else said exactly.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{answer, step};
use crate::workspace::program;

/// Installs Debian packages, or fails with the command a person with the right to do so has to type.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    let Some(prefix) = privileged_prefix() else {
        bail!(
            "{why} 需要 · needs: {list}\n请先运行 · run this first:\n    sudo apt-get install -y --no-install-recommends {list}"
        );
    };
    let title = format!("{why}: apt-get install {list}");
    if step(
        &title,
        &mut apt(
            &prefix,
            &[&["install", "-y", "--no-install-recommends"], packages].concat(),
        ),
    )
    .is_ok()
    {
        return Ok(());
    }
    // A fresh machine has no package lists yet, or old ones.
    step("apt-get update", &mut apt(&prefix, &["update"]))?;
    step(
        &title,
        &mut apt(
            &prefix,
            &[&["install", "-y", "--no-install-recommends"], packages].concat(),
        ),
    )
}

/// How to run apt-get with the right to install: as it is for root, through sudo when it asks for no password.
fn privileged_prefix() -> Option<Vec<&'static str>> {
    program("apt-get")?;
    if is_root() {
        return Some(vec![]);
    }
    answer("sudo", &["-n", "true"]).map(|_| vec!["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        arguments,
    ]
    .concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sudo_goes_in_front_of_everything() {
        let command = apt(&["sudo", "-n"], &["update"]);
        let words: Vec<_> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .collect();
        assert_eq!(
            words,
            [
                "sudo",
                "-n",
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "update"
            ]
        );
    }
}
