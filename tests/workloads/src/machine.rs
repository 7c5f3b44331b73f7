//! What the figures were measured on, in one line: figures without their machine say nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

pub fn describe(folder: &Path, commit: &str) -> String {
    format!(
        "{} · {} cores · {:.0} GB · data on {} · {} · commit {commit} · load average {}",
        processor(),
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        memory_gb(),
        filesystem(folder),
        Timestamp::now().strftime("%Y-%m-%d %H:%M UTC"),
        load_average(),
    )
}

/// Of the last minute; more than the cores means that others were at work too.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace()
        .next()
        .unwrap_or("unknown")
        .to_owned()
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model
        .and_then(|line| line.split_once(": "))
        .map(|(_, name)| name.trim());
    model.unwrap_or("unknown processor").to_owned()
}

fn memory_gb() -> f64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find(|line| line.starts_with("MemTotal:"));
    let kilobytes: Option<f64> =
        total.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kilobytes.unwrap_or_default() / (1024.0 * 1024.0)
}

fn filesystem(folder: &Path) -> String {
    let told = Command::new("df")
        .arg("--output=fstype")
        .arg(folder)
        .output();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let told = told.unwrap_or_default();
    told.lines().last().map_or("unknown", str::trim).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_processor_memory_disk_and_commit() {
        let line = describe(Path::new("/"), "abc1234");
        assert!(
            line.contains(" cores · ") && line.contains("commit abc1234"),
            "{line}"
        );
        assert!(
            !line.contains("unknown") && !line.contains(" 0 GB"),
            "{line}"
        );
    }
}
