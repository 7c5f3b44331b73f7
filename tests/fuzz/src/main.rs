//! `fuzz TARGET…`: runs targets for a while. What is found is written to files that can be put into the corpus.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;
use fuzz::{Outcome, Plan, Target, all, named, run};

#[derive(Parser)]
#[command(
    name = "cargo xtask fuzz",
    about = "用随意字节考验每个读取器 · Readers met with bytes that nobody meant"
)]
struct Options {
    /// 目标（默认全部；名称见 --list） · Targets, all when left out
    targets: Vec<String>,
    /// 列出目标 · List the targets
    #[arg(long)]
    list: bool,
    /// 每个目标执行的次数 · Executions of each target
    #[arg(long, default_value_t = 100_000)]
    executions: u64,
    /// 从第几次开始（重现一次发现） · Number of the first one, to see a finding again
    #[arg(long, default_value_t = 0)]
    from: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 每个目标最多多少秒 · Seconds for each target at most
    #[arg(long)]
    seconds: Option<u64>,
    /// 发现写到哪里 · Where what was found is written
    #[arg(long, default_value = "fuzz-found")]
    found: PathBuf,
}

fn main() -> ExitCode {
    match fuzz(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(options: &Options) -> Result<bool> {
    let targets = chosen(&options.targets)?;
    if options.list {
        for target in targets {
            eprintln!("{:<14} {}", target.name, target.about);
        }
        return Ok(true);
    }
    // A decoder that panics and is caught says so a million times.
    std::panic::set_hook(Box::new(|_| {}));
    let plan = Plan {
        seed: options.seed,
        from: options.from,
        executions: options.executions,
        most_findings: 20,
        for_at_most: options.seconds.map(Duration::from_secs),
    };
    let mut sound = true;
    for target in targets {
        let outcome = run(target, plan)?;
        tell(target, &outcome);
        keep(options, target, &outcome)?;
        sound &= outcome.findings.is_empty();
    }
    Ok(sound)
}

fn chosen(names: &[String]) -> Result<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(all().iter().collect());
    }
    let mut targets = Vec::new();
    for name in names {
        match named(name) {
            Some(target) => targets.push(target),
            None => bail!("没有目标 {name} · there is no target {name}: see --list"),
        }
    }
    Ok(targets)
}

fn tell(target: &Target, outcome: &Outcome) {
    eprintln!(
        "{:<14} {:>9} executions {:>7.1} s {:>8.1} µs each, peak {:>8} KiB of {:>7}, slowest {:>7.1} ms (number {:?}), {} findings",
        target.name,
        outcome.executions,
        outcome.took.as_secs_f64(),
        outcome.took.as_secs_f64() * 1e6 / outcome.executions as f64,
        outcome.peak_bytes / 1024,
        target.memory_bytes / 1024,
        outcome.slowest.as_secs_f64() * 1e3,
        outcome.slowest_number,
        outcome.findings.len(),
    );
}

fn keep(options: &Options, target: &Target, outcome: &Outcome) -> Result<()> {
    for (place, finding) in outcome.findings.iter().enumerate() {
        fs::create_dir_all(&options.found)?;
        let number = finding.number.map_or("corpus".into(), |n| n.to_string());
        let name = format!("{}-{}-{number}-{place}", target.name, options.seed);
        let file = options.found.join(name);
        fs::write(&file, &finding.input).with_context(|| format!("write {}", file.display()))?;
        eprintln!("    {}: {}", file.display(), finding.said);
    }
    Ok(())
}
