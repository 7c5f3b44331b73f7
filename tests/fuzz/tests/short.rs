//! Every target within the ordinary tests: its corpus and a few hundred executions, always the same ones.

use std::fs;

use fuzz::{MOST_BYTES, Plan, Target, all, folder, run};

/// Slow ones fewer, so that all together stay within seconds.
fn executions(target: &Target) -> u64 {
    match target.name {
        "large_photo" => 40,
        "photo" | "zones" => 200,
        _ => 500,
    }
}

#[test]
fn every_reader_holds_what_it_promises() {
    let mut findings = 0;
    for target in all() {
        let plan = Plan {
            seed: 1,
            from: 0,
            executions: executions(target),
            most_findings: 3,
            for_at_most: None,
        };
        let outcome = run(target, plan).unwrap();
        for finding in &outcome.findings {
            let (name, number) = (target.name, finding.number);
            eprintln!("{name}, execution {number:?}: {}", finding.said);
            eprintln!("{}", String::from_utf8_lossy(&finding.input));
        }
        findings += outcome.findings.len();
        assert!(outcome.executions >= plan.executions || findings > 0);
    }
    assert_eq!(findings, 0);
}

#[test]
fn the_corpus_is_small() {
    let mut bytes = 0;
    let mut waiting = vec![folder()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => waiting.push(entry.path()),
                false => bytes += entry.metadata().unwrap().len(),
            }
        }
    }
    assert!(bytes < MOST_BYTES, "{bytes}");
}
