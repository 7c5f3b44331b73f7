//! The department board of last week, live, in a city with a million cases of which ten thousand were due that week;
//! against the sums alone, made by the database over the index on the due time.

use anyhow::{Result, ensure};
use domain::period::Period;
use mobile_api::client::Client;
use mobile_api::ranking::{Board, RankingQuery};

use crate::bare::Bare;
use crate::bench::{Bench, Scale, devices};
use crate::city::now;
use crate::figures::{Figures, short};
use crate::fill::Size;
use crate::measure::{Latencies, closed_loop};
use crate::people;

/// A hundred weeks of ten thousand cases.
const DAYS: i64 = 700;
const SUMS: usize = 21;

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let days = if bench.scale == Scale::Tiny { 21 } else { DAYS };
    let size = Size {
        cases: bench.scale.cases(1_000_000),
        days,
        whole: false,
    };
    let database = bench.old_city(size).await?;
    let served = bench.serve(&database)?;
    let week = Period::week_of(now()).previous();
    let (from, to) = week.bounds();

    let mut figures = Figures::default();
    let mut bare = Bare::connect(&database)?;
    let query = RankingQuery {
        board: Board::Department,
        period: Some(week.to_string()),
    };
    for clients in &bench.clients {
        let leaders = devices(&served, people::LEADER, *clients).await?;
        let asked = query.clone();
        let board = closed_loop(
            bench.under(&served),
            &leaders,
            bench.scale.rounds(60),
            move |leader: Client, _| {
                let query = asked.clone();
                async move {
                    let board = leader.current_ranking(&query).await?;
                    ensure!(
                        board.rows.iter().any(|row| row.due > 0),
                        "a board without cases"
                    );
                    Ok(())
                }
            },
        );
        let board = board.await?;
        figures.add(format!("department board of {week}"), &board);
        let sums: Vec<_> = (0..SUMS)
            .map(|_| bare.board(from, to))
            .collect::<Result<_>>()?;
        let due = sums[0].1;
        ensure!(due > 0, "nothing was due in {week}");
        let alone = Latencies::new(sums.into_iter().map(|(time, _)| time).collect()).percentile(50);
        let median = board.latencies.percentile(50);
        figures.note(format!(
            "{clients} clients: {} cases, {due} due in {week}; board {} at the median, the database's own sums {}: {:.1} times.",
            size.cases,
            short(median),
            short(alone),
            median.as_secs_f64() / alone.as_secs_f64()
        ));
    }
    Ok(figures)
}
