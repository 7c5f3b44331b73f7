//! What a process has used: CPU time and memory, as Linux tells in /proc.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Linux counts in hundredths of a second whatever its own tick is (USER_HZ).
const TICK: Duration = Duration::from_millis(10);

#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    pub now_mb: f64,
    /// Since `forget_peak`.
    pub peak_mb: f64,
}

/// All its threads, those that have ended too.
pub fn cpu(process: u32) -> Result<Duration> {
    Ok(times(process)?.own)
}

/// A process and its children, the ones alive and the ones it has seen end: PostgreSQL is a family.
pub fn family_cpu(parent: u32) -> Result<Duration> {
    let first = times(parent)?;
    let mut all = first.own + first.ended_children;
    for entry in fs::read_dir("/proc")?.flatten() {
        let process = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        // One that ends while we look is counted with the children that have ended, next time.
        if let Some(Ok(times)) = process.map(times)
            && times.parent == parent
        {
            all += times.own;
        }
    }
    Ok(all)
}

pub fn memory(process: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes: Option<f64> =
            line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        kilobytes.map_or(0.0, |kilobytes| kilobytes / 1024.0)
    };
    Ok(Memory {
        now_mb: megabytes("VmRSS:"),
        peak_mb: megabytes("VmHWM:"),
    })
}

/// The peak begins anew at what is used now.
pub fn forget_peak(process: u32) -> Result<()> {
    fs::write(format!("/proc/{process}/clear_refs"), "5").context("reset the memory peak")
}

struct Times {
    parent: u32,
    own: Duration,
    ended_children: Duration,
}

fn times(process: u32) -> Result<Times> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    parse(&text).with_context(|| format!("/proc/{process}/stat: {text}"))
}

/// proc(5): after the name in brackets, which may hold anything, field 3 is the state, 4 the parent, 14 and 15 the
/// process's own time in user and system mode, 16 and 17 that of the children it waited for.
fn parse(stat: &str) -> Option<Times> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u32>().ok();
    Some(Times {
        parent: field(4)?,
        own: TICK * (field(14)? + field(15)?),
        ended_children: TICK * (field(16)? + field(17)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_does_not_shift_the_fields() {
        let stat = "7 (a) b (c) S 3 7 7 0 -1 4194560 100 0 0 0 12 30 5 2 20 0 8 0 1 1 1";
        let times = parse(stat).unwrap();
        assert_eq!(times.parent, 3);
        assert_eq!(times.own, Duration::from_millis(420));
        assert_eq!(times.ended_children, Duration::from_millis(70));
    }

    #[test]
    fn we_ourselves_use_memory_and_time() {
        let own = std::process::id();
        let before = cpu(own).unwrap();
        let mut sum = 0_u64;
        while cpu(own).unwrap() == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        let memory = memory(own).unwrap();
        assert!(
            memory.now_mb > 0.5 && memory.peak_mb >= memory.now_mb * 0.9,
            "{memory:?}"
        );
    }
}
