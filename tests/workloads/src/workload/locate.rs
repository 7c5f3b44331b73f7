//! "Where am I, and whose is this?" over five thousand zones: asked over HTTP, and inside the process.

use std::time::Instant;

use anyhow::{Result, ensure};
use domain::zone::Match;
use mobile_api::client::Client;
use mobile_api::position::Crs;
use mobile_api::route::LocateQuery;

use crate::bench::{Bench, Scale, devices};
use crate::city::{Zones, now, point_on_grid};
use crate::figures::{Figures, short};
use crate::fill;
use crate::history::SCHEME;
use crate::measure::closed_loop;
use crate::people;

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let (side, lookups) = match bench.scale {
        Scale::Full | Scale::Quick => (71, 1_000_000), // 71 × 71 = 5,041 zones
        Scale::Tiny => (5, 1_000),
    };
    let mut figures = Figures::default();
    let database = bench.empty_city(Zones::Grid(side)).await?;
    let served = bench.serve(&database)?;
    let rounds = bench.scale.rounds(2_000);
    for clients in &bench.clients {
        let phones = devices(&served, &people::phone(0), *clients).await?;
        let measured = closed_loop(
            bench.under(&served),
            &phones,
            rounds,
            move |phone: Client, number| async move {
                let at = point_on_grid(number, side);
                let query = LocateQuery {
                    lon: at.lon,
                    lat: at.lat,
                    crs: Crs::Wgs84,
                    accuracy_m: Some(10.0),
                    source: None,
                    category: Some(format!("{SCHEME}:02-01")),
                };
                let located = phone.locate(&query).await?;
                ensure!(
                    located.zone.is_none() || located.department.is_some(),
                    "a zone and no owner"
                );
                Ok(())
            },
        );
        figures.add(
            format!("locate over HTTP, {} zones", side * side),
            &measured.await?,
        );
    }
    figures.note(in_process(bench, &database, side, lookups).await?);
    Ok(figures)
}

/// The index that the server asks, over the same zones as it reads them.
async fn in_process(
    bench: &Bench<'_>,
    database: &str,
    side: u32,
    lookups: usize,
) -> Result<String> {
    let (reference, _) = fill::set_up(&bench.open(database)?).await?;
    let points: Vec<_> = (0..lookups)
        .map(|number| point_on_grid(number, side))
        .collect();
    let (at, mut inside, mut near) = (now(), 0, 0);
    let mut fastest = std::time::Duration::MAX;
    // The fastest of five: the others were slowed down by something else on the machine.
    for _ in 0..5 {
        (inside, near) = (0, 0);
        let started = Instant::now();
        for point in &points {
            match reference.zones.locate(*point, Some(10.0), at) {
                Match::Inside { .. } => inside += 1,
                Match::Near { .. } => near += 1,
                Match::None => {}
            }
        }
        fastest = fastest.min(started.elapsed());
    }
    ensure!(
        inside > lookups / 2,
        "only {inside} of {lookups} points were inside a zone"
    );
    Ok(format!(
        "locate inside the process, {} zones: {} a point ({inside} inside, {near} near, of {lookups}).",
        side * side,
        short(fastest / lookups as u32)
    ))
}
