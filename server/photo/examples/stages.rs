//! Measures the photo pipeline: each stage, the whole, the memory it takes, and libvips at the same work in the same
//! run, pass by pass in turn, so that both see the same busy machine.
//!
//!     cargo run --release -p xuncheng-photo --example stages -- [--libvips PYTHON] [--rounds N] [FILE...]
//!
//! Without a FILE it draws a 12-megapixel street-like photo. PYTHON is one that has pyvips (see libvips.py).

#![allow(clippy::print_stdout, reason = "its output is its purpose")]
#![allow(
    clippy::disallowed_methods,
    reason = "it measures time and waits for it"
)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use photo::{Gate, Limits, Stage, derive, derive_watched, inspect};

#[path = "stages/scene.rs"]
mod scene;

const STAGES: [Stage; 5] = [
    Stage::Decoded,
    Stage::DisplayShrunk,
    Stage::DisplayEncoded,
    Stage::ThumbnailMade,
    Stage::Hashed,
];

struct Options {
    libvips: Option<String>,
    rounds: usize,
    files: Vec<PathBuf>,
}

fn main() {
    let options = options();
    // As in the server: the gate decides how memory is kept.
    let gate = Gate::default();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = if options.files.is_empty() {
        let file = folder.path().join("drawn-12-megapixels.jpg");
        fs::write(&file, scene::photo(4000, 3000)).expect("write the drawn photo");
        vec![file]
    } else {
        options.files.clone()
    };
    for file in &files {
        measure(file, &options, &gate);
    }
}

fn options() -> Options {
    let mut options = Options {
        libvips: None,
        rounds: 31,
        files: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--libvips" => options.libvips = words.next(),
            "--rounds" => options.rounds = words.next().map_or(31, |n| n.parse().expect("N")),
            _ => options.files.push(word.into()),
        }
    }
    options
}

fn measure(file: &Path, options: &Options, gate: &Gate) {
    let bytes = fs::read(file).expect("read the photo");
    let facts = inspect(&bytes, &Limits::default()).expect("a photo");
    println!(
        "{}: {} x {}, {:.2} MB",
        file.file_name().unwrap_or_default().display(),
        facts.width,
        facts.height,
        bytes.len() as f64 / 1e6
    );

    // The first pass of the process is the most expensive in memory: nothing is there to be used again.
    let before = reset_peak();
    let derived = derive(&bytes, &facts).expect("a photo");
    println!(
        "  memory over before: {:.0} MB at the peak",
        status("VmHWM") - before
    );
    println!(
        "  display {} KB, thumbnail {} KB",
        derived.display.len() / 1000,
        derived.thumbnail.len() / 1000
    );

    let mut libvips = options
        .libvips
        .as_deref()
        .map(|python| Libvips::start(python, file));
    let mut peak_theirs = 0.0;
    if let Some(libvips) = &mut libvips {
        [_, _, peak_theirs] = libvips.one_pass();
    }
    let mut inspected = Vec::new();
    let mut stages: [Vec<f64>; 5] = Default::default();
    let mut whole = Pass::default();
    let mut theirs = Pass::default();
    for _ in 0..options.rounds {
        let (wall, cpu) = (Instant::now(), thread_cpu_ms());
        let facts = inspect(&bytes, &Limits::default()).expect("a photo");
        inspected.push(thread_cpu_ms() - cpu);
        let mut last = thread_cpu_ms();
        derive_watched(&bytes, &facts, |stage| {
            let now = thread_cpu_ms();
            let which = STAGES.iter().position(|one| *one == stage).expect("listed");
            stages[which].push(now - last);
            last = now;
        })
        .expect("a photo");
        whole.cpu_ms.push(thread_cpu_ms() - cpu);
        whole.wall_ms.push(wall.elapsed().as_secs_f64() * 1e3);
        if let Some(libvips) = &mut libvips {
            let [wall_ms, cpu_ms, _] = libvips.one_pass();
            theirs.wall_ms.push(wall_ms);
            theirs.cpu_ms.push(cpu_ms);
        }
    }
    println!("  median CPU of {} passes, one thread:", options.rounds);
    println!("    {:<16}{:7.1} ms", "Inspected", median(&mut inspected));
    for (stage, times) in STAGES.iter().zip(&mut stages) {
        println!("    {:<16}{:7.1} ms", format!("{stage:?}"), median(times));
    }
    let (cpu, wall) = (median(&mut whole.cpu_ms), median(&mut whole.wall_ms));
    println!("    {:<16}{cpu:7.1} ms, {wall:.1} ms on the clock", "whole");
    if let Some(libvips) = libvips {
        let (cpu_theirs, wall_theirs) = (median(&mut theirs.cpu_ms), median(&mut theirs.wall_ms));
        println!(
            "    {:<16}{cpu_theirs:7.1} ms, {wall_theirs:.1} ms on the clock, {peak_theirs:.0} MB at the peak",
            format!("libvips {}", libvips.version)
        );
        println!(
            "  ratio ours to theirs: {:.2} of CPU, {:.2} on the clock",
            cpu / cpu_theirs,
            wall / wall_theirs
        );
    }
    through_the_gate(&bytes, gate);
}

/// What stays in memory when many photos went through the server's own gate.
fn through_the_gate(bytes: &[u8], gate: &Gate) {
    let many = 48;
    let before = reset_peak();
    let started = Instant::now();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let tasks: Vec<_> = (0..many)
            .map(|_| {
                let (gate, bytes) = (gate.clone(), bytes.to_vec());
                tokio::spawn(async move {
                    gate.run(move || {
                        let facts = inspect(&bytes, &Limits::default())?;
                        derive(&bytes, &facts)
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic").expect("a photo");
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    // The gate gives memory back behind everybody's back.
    std::thread::sleep(Duration::from_secs(1));
    drop(runtime);
    println!(
        "  {many} at once through the gate: {:.1} a second, peak {:.0} MB ({:.0} MB of it the waiting files), {:.0} MB kept after",
        f64::from(many) / seconds,
        status("VmHWM") - before,
        f64::from(many) * bytes.len() as f64 / 1e6,
        status("VmRSS") - before
    );
}

#[derive(Default)]
struct Pass {
    wall_ms: Vec<f64>,
    cpu_ms: Vec<f64>,
}

struct Libvips {
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    version: String,
}

impl Libvips {
    fn start(python: &str, file: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/libvips.py");
        let mut process = Command::new(python)
            .arg(script)
            .arg(file)
            .env("VIPS_CONCURRENCY", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("start Python");
        let ask = process.stdin.take().expect("piped");
        let mut answers = BufReader::new(process.stdout.take().expect("piped"));
        let mut version = String::new();
        answers.read_line(&mut version).expect("a version");
        let version = version.trim().replace(' ', ".");
        Libvips {
            process,
            ask,
            answers,
            version,
        }
    }

    /// Milliseconds on the clock and of CPU, and megabytes over before at the peak.
    fn one_pass(&mut self) -> [f64; 3] {
        writeln!(self.ask).expect("ask");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        let numbers: Vec<f64> = answer
            .split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect();
        numbers.try_into().expect("three numbers")
    }
}

impl Drop for Libvips {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(unsafe_code, reason = "the C library has no safe name for it")]
fn thread_cpu_ms() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a timespec that lives through the call.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "no CPU clock");
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Forgets the peak so far and tells the memory in use now, in megabytes.
fn reset_peak() -> f64 {
    fs::write("/proc/self/clear_refs", "5").expect("Linux");
    status("VmRSS")
}

fn status(key: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find(|line| line.starts_with(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .expect("a number")
        .parse::<f64>()
        .expect("a number")
        / 1024.0
}
