//! `xuncheng seed`: weeks of history for a city that is set up and has no case yet, as a place to train in.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use domain::time::city_time;

use crate::serving;
use crate::simulated::{self, Made, Options, Progress};
use app::clock::Clock;
use app::config::Config;
use app::state::App;

#[derive(Args)]
pub struct SeedArgs {
    /// 完整的历史周数 (whole weeks of history)
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=520))]
    weeks: u32,
    /// 随机种子：同一种子生成同样的历史 (the same seed, the same history)
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 每个工作日的案件数，周末较少 (cases on a working day)
    #[arg(long, default_value_t = simulated::CASES_PER_DAY, value_parser = clap::value_parser!(u32).range(1..=1000))]
    cases_per_day: u32,
}

impl SeedArgs {
    /// Up to this moment.
    pub fn options(&self) -> Options {
        Options {
            cases_per_day: self.cases_per_day,
            ..Options::new(self.weeks, self.seed, Clock::system().now())
        }
    }
}

pub fn run(config: Config, args: &SeedArgs) -> anyhow::Result<ExitCode> {
    let options = args.options();
    // What happens meanwhile in earnest would stand between the invented.
    let _alone = serving::alone(&config, "seed")?;
    let app = Arc::new(App::open(config, Clock::standing_at(options.from()))?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let made = runtime.block_on(simulated::seed(&app, &options, &mut teller()))?;
    tell(&made);
    Ok(ExitCode::SUCCESS)
}

/// One line for each tenth of the way.
pub fn teller() -> impl FnMut(Progress) + Send {
    let mut told = 0;
    move |progress| {
        let tenth = progress.share_percent / 10;
        if tenth > told {
            told = tenth;
            eprintln!(
                "  {:>3}%  {}  案件 {}，照片 {}",
                progress.share_percent,
                city_time(progress.at).date(),
                progress.made.cases,
                progress.made.photos
            );
        }
    }
}

pub fn tell(made: &Made) {
    eprintln!(
        "已生成 {} 个案件、{} 步操作、{} 张照片、{} 次催督办、{} 期红黑榜、{} 次巡查、{} 个专项整治行动 (cases, deeds, photos, rungs, lists, visits, campaigns)",
        made.cases,
        made.deeds,
        made.photos,
        made.rungs,
        made.lists_published,
        made.visits,
        made.campaigns
    );
    if made.given_up > 0 {
        eprintln!(
            "{} 个案件、榜单、巡查或专项整治行动因本市规则不允许而未按计划进行 (cases, lists, visits or campaigns left alone: the city's rules refused)",
            made.given_up
        );
    }
}
