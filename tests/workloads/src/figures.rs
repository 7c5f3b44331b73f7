//! What a run found, as a Markdown table and a few sentences below it.

use std::fmt::{self, Write};
use std::time::Duration;

use crate::measure::{Latencies, Measured};

#[derive(Clone, Debug, Default)]
pub struct Figures {
    rows: Vec<[String; 10]>,
    notes: Vec<String>,
}

const HEAD: [&str; 10] = [
    "what",
    "clients",
    "requests",
    "p50",
    "p99",
    "worst",
    "per second",
    "server CPU each",
    "database CPU each",
    "server memory (peak)",
];

impl Figures {
    pub fn add(&mut self, what: impl Into<String>, measured: &Measured) {
        let times = &measured.latencies;
        self.rows.push([
            what.into(),
            measured.clients.to_string(),
            measured.requests.to_string(),
            short(times.percentile(50)),
            short(times.percentile(99)),
            short(times.worst()),
            format!("{:.1}", measured.per_second()),
            short(measured.server_cpu_each()),
            measured.database_cpu_each().map_or("in it".into(), short),
            format!(
                "{:.0} MB ({:.0})",
                measured.memory.now_mb, measured.memory.peak_mb
            ),
        ]);
    }

    /// One step of a request that has several.
    pub fn add_step(&mut self, what: impl Into<String>, clients: usize, times: &Latencies) {
        let rest = [const { String::new() }; 4];
        let [a, b, c, d] = rest;
        self.rows.push([
            what.into(),
            clients.to_string(),
            times.count().to_string(),
            short(times.percentile(50)),
            short(times.percentile(99)),
            short(times.worst()),
            a,
            b,
            c,
            d,
        ]);
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.notes.is_empty()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rows.is_empty() {
            line(f, &HEAD)?;
            let dashes = HEAD.map(|name| if name == "what" { "---" } else { "---:" });
            line(f, &dashes)?;
            for row in &self.rows {
                line(f, &row.each_ref().map(String::as_str))?;
            }
            f.write_char('\n')?;
        }
        for note in &self.notes {
            writeln!(f, "- {note}")?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, cells: &[&str; 10]) -> fmt::Result {
    for cell in cells {
        write!(f, "| {cell} ")?;
    }
    f.write_str("|\n")
}

/// Three digits or so, whatever the size.
pub fn short(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..100.0 => format!("{micros:.2} µs"),
        ..1e3 => format!("{micros:.0} µs"),
        ..10e3 => format!("{:.2} ms", micros / 1e3),
        ..1e6 => format!("{:.0} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        let shown = [1_800, 640_000, 4_210_000, 87_000_000, 1_234_000_000];
        let shown = shown.map(|nanos| short(Duration::from_nanos(nanos)));
        assert_eq!(shown, ["1.80 µs", "640 µs", "4.21 ms", "87 ms", "1.23 s"]);
    }

    #[test]
    fn every_row_has_every_column() {
        let mut figures = Figures::default();
        figures.add_step("accept", 8, &Latencies::new(vec![Duration::from_millis(3)]));
        figures.note("on a quiet machine");
        let text = figures.to_string();
        let bars: Vec<usize> = text
            .lines()
            .take(3)
            .map(|line| line.matches('|').count())
            .collect();
        assert_eq!(bars, [11, 11, 11]);
        assert!(text.ends_with("\n\n- on a quiet machine\n"), "{text}");
    }
}
