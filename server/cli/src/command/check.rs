//! `xuncheng check`: what is not in order, section by section. The exit code is 1 when something is wrong.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::told::told;
use crate::check::{self, Section, Weight};
use app::clock::Clock;
use app::config::Config;
use app::state::App;

#[derive(Args)]
pub struct CheckArgs {
    /// 重新计算每张照片的 SHA-256 (hash every photo again; slow)
    #[arg(long)]
    deep: bool,
}

/// More are counted and not printed: the first ones show what the matter is.
const FAULTS_SHOWN: usize = 50;
const NOTICES_SHOWN: usize = 10;

pub fn run(config: Config, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let app = App::open(config, Clock::system())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let sections = runtime
        .block_on(check::check(&app, args.deep))
        .map_err(told)?;
    print(&sections, &mut std::io::stdout().lock())?;
    Ok(match sections.iter().all(|section| section.faults() == 0) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn print(sections: &[Section], out: &mut impl Write) -> std::io::Result<()> {
    for section in sections {
        let faults = section.faults();
        let verdict = match faults {
            0 => "正常 (in order)".to_owned(),
            count => format!("{count} 处问题 (faults)"),
        };
        let (title, looked_at) = (section.title, section.looked_at);
        writeln!(out, "{title}：检查 {looked_at} 项，{verdict}")?;
        for weight in [Weight::Fault, Weight::Notice] {
            let (label, shown) = match weight {
                Weight::Fault => ("问题", FAULTS_SHOWN),
                Weight::Notice => ("提醒", NOTICES_SHOWN),
            };
            let of_weight = section
                .findings
                .iter()
                .filter(|found| found.weight == weight);
            for finding in of_weight.clone().take(shown) {
                writeln!(out, "  {label} {}", finding.text)?;
            }
            let more = of_weight.count().saturating_sub(shown);
            if more > 0 {
                writeln!(out, "  {label} 另有 {more} 处 (more)")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Finding;

    #[test]
    fn faults_come_first_and_long_lists_are_cut() {
        let finding = |weight, text: String| Finding { weight, text };
        let mut findings: Vec<Finding> = (0..NOTICES_SHOWN + 2)
            .map(|number| finding(Weight::Notice, format!("重叠 {number}")))
            .collect();
        findings.push(finding(Weight::Fault, "颠倒".into()));
        let section = Section {
            title: "责任区",
            looked_at: 9,
            findings,
        };
        let mut out = Vec::new();
        print(&[section], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "责任区：检查 9 项，1 处问题 (faults)");
        assert_eq!(lines[1], "  问题 颠倒");
        assert_eq!(
            (lines.len(), lines[NOTICES_SHOWN + 2]),
            (NOTICES_SHOWN + 3, "  提醒 另有 2 处 (more)")
        );
    }
}
