//! Running a command as a visible step, and asking a command a question. Servers are server.rs.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::stop;

/// Says what happens, shows the command's own output, and fails when the command does.
pub fn step(title: &str, command: &mut Command) -> Result<()> {
    eprintln!("\n==> {title}");
    let started = Instant::now();
    stop::check()?;
    stop::tie(command, libc::SIGTERM);
    let program = command.get_program().display().to_string();
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("run {program}"))?;
    let status = stop::waiting(child.id(), || child.wait())
        .with_context(|| format!("wait for {program}"))?;
    stop::check()?;
    if !status.success() {
        bail!("{title}: {program} 失败 · failed ({status})");
    }
    eprintln!("    {title}: {}", took(started.elapsed()));
    Ok(())
}

/// What the command prints; nothing when it is not there or fails.
pub fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

pub fn took(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{}.{} s", seconds, time.subsec_millis() / 100),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(took(Duration::from_millis(1_290)), "1.2 s");
        assert_eq!(took(Duration::from_secs(125)), "2 min 5 s");
    }

    #[test]
    fn a_failing_command_fails_its_step_by_name() {
        let failed = step("a step", &mut Command::new("false"))
            .unwrap_err()
            .to_string();
        assert!(
            failed.contains("a step") && failed.contains("exit status: 1"),
            "{failed}"
        );
    }

    #[test]
    fn an_answer_is_trimmed_and_a_failure_is_none() {
        assert_eq!(answer("echo", &["hello"]).as_deref(), Some("hello"));
        assert_eq!(answer("false", &[]), None);
        assert_eq!(answer("/no/such/program", &[]), None);
    }
}
