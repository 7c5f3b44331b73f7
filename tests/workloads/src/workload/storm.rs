//! 32 phones at once: each uploads a photo and reports it, again and again. The photo pipeline alone, over the same
//! files on the same cores in the same run, is what the server is measured against; and afterwards the database must
//! hold exactly what was acknowledged, nothing lost and nothing twice.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use domain::id::{CaseId, PhotoHash};
use mobile_api::client::Client;
use photo::{Gate, Photos, Staged, StoreConfig};
use store::Db;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::bench::{Bench, Scale, phones};
use crate::city::{self, Zones, now};
use crate::figures::{Figures, short};
use crate::measure::{Latencies, Measured, Rounds, closed_loop};
use crate::people::PHONES;
use crate::pictures::{LARGE, Picture, SMALL, Scenes, Size, TINY};
use crate::process;
use crate::workload::telling;

/// The two are measured in turn, so that both see the same busy machine.
const TURNS: usize = 3;

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let mut figures = Figures::default();
    let sizes: &[(Size, usize)] = match bench.scale {
        Scale::Full => &[(SMALL, 192), (LARGE, 96)],
        Scale::Quick => &[(SMALL, 64), (LARGE, 32)],
        Scale::Tiny => &[(TINY, 8)],
    };
    for (size, photos_a_turn) in sizes {
        one_size(bench, *size, *photos_a_turn, &mut figures).await?;
    }
    Ok(figures)
}

async fn one_size(
    bench: &Bench<'_>,
    size: Size,
    photos_a_turn: usize,
    figures: &mut Figures,
) -> Result<()> {
    let scenes = Scenes::draw(size, 16.min(photos_a_turn), now())?;
    let database = bench.empty_city(Zones::Fixture).await?;
    let served = bench.serve(&database)?;
    let phones = phones(&served, PHONES).await?;
    let acknowledged = Arc::new(Acknowledged::default());
    let spots = Arc::new(city::spots(2));

    let mut alone = vec![];
    let mut storms = vec![];
    let turns = if bench.scale == Scale::Tiny { 1 } else { TURNS };
    for turn in 0..turns {
        let pictures = pictures(&scenes, turn * photos_a_turn, photos_a_turn)?;
        alone.push(pipeline_alone(bench, &pictures).await?);
        let (pictures, acknowledged, spots) = (
            Arc::new(pictures),
            Arc::clone(&acknowledged),
            Arc::clone(&spots),
        );
        let rounds = Rounds {
            warm: 0,
            counted: photos_a_turn,
        };
        let storm = closed_loop(
            bench.under(&served),
            &phones,
            rounds,
            move |phone: Client, number| {
                let (pictures, acknowledged, spots) = (
                    Arc::clone(&pictures),
                    Arc::clone(&acknowledged),
                    Arc::clone(&spots),
                );
                async move {
                    let picture = &pictures[number];
                    let sent = Instant::now();
                    phone
                        .put_photo(picture.bytes.clone())
                        .await
                        .context("the photo")?;
                    let uploaded = sent.elapsed();
                    let id = Client::new_id();
                    phone
                        .report(id, &telling::report(number, &spots, picture.hash))
                        .await
                        .context("the report")?;
                    acknowledged.add(id, picture.hash, uploaded, sent.elapsed() - uploaded);
                    Ok(())
                }
            },
        );
        storms.push(storm.await?);
    }
    let told = acknowledged.take();
    compare_with_the_database(&bench.open(&database)?, &told).await?;

    let storm = sum(&storms);
    figures.add(format!("{}: upload and report", size.name), &storm);
    figures.add_step(
        format!("{}: upload", size.name),
        PHONES,
        &Latencies::new(told.uploads),
    );
    figures.add_step(
        format!("{}: report", size.name),
        PHONES,
        &Latencies::new(told.reports),
    );
    figures.note(verdict(size, &scenes, &storm, &Alone::sum(&alone)));
    Ok(())
}

fn verdict(size: Size, scenes: &Scenes, storm: &Measured, alone: &Alone) -> String {
    let rate = alone.photos as f64 / alone.elapsed.as_secs_f64();
    let cpu = alone.cpu.div_f64(alone.photos as f64);
    format!(
        "{}: files of {:.2} MB; pipeline alone {rate:.1} photos a second, {} CPU each; the storm reaches {:.0} % of that rate \
         (the phones run on the same cores), and the pipeline is {:.0} % of the server's CPU; {} reports, each acknowledged one \
         found once in the database, with its photo.",
        size.name,
        scenes.mean_bytes() as f64 / 1e6,
        short(cpu),
        100.0 * storm.per_second() / rate,
        100.0 * cpu.as_secs_f64() / storm.server_cpu_each().as_secs_f64(),
        storm.requests,
    )
}

fn pictures(scenes: &Scenes, first: usize, count: usize) -> Result<Vec<Picture>> {
    (first..first + count)
        .map(|number| scenes.picture(number))
        .collect()
}

struct Alone {
    photos: usize,
    elapsed: Duration,
    cpu: Duration,
}

impl Alone {
    fn sum(turns: &[Alone]) -> Alone {
        Alone {
            photos: turns.iter().map(|turn| turn.photos).sum(),
            elapsed: turns.iter().map(|turn| turn.elapsed).sum(),
            cpu: turns.iter().map(|turn| turn.cpu).sum(),
        }
    }
}

/// Every file is on disk already: only `accept` counts, through a gate as wide as the server's.
async fn pipeline_alone(bench: &Bench<'_>, pictures: &[Picture]) -> Result<Alone> {
    let folder = tempfile::tempdir_in(bench.stage.folder())?;
    let photos = Photos::open(&StoreConfig {
        url: format!("file:{}", folder.path().display()),
        ..StoreConfig::default()
    })
    .map_err(|error| anyhow!("{error:?}"))?;
    let mut staged = vec![];
    for picture in pictures {
        staged.push(
            stage(&photos, picture)
                .await
                .map_err(|error| anyhow!("{error:?}"))?,
        );
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let gate = Gate::new(cores, pictures.len());
    let (cpu, started) = (process::cpu(std::process::id())?, Instant::now());
    let mut running = JoinSet::new();
    for staged in staged {
        let (photos, gate) = (photos.clone(), gate.clone());
        running.spawn(async move { photos.accept(&gate, staged).await });
    }
    while let Some(done) = running.join_next().await {
        done?.map_err(|error| anyhow!("{error:?}"))?;
    }
    Ok(Alone {
        photos: pictures.len(),
        elapsed: started.elapsed(),
        cpu: process::cpu(std::process::id())? - cpu,
    })
}

async fn stage(photos: &Photos, picture: &Picture) -> Result<Staged, photo::Error> {
    let mut upload = photos.upload().await?;
    upload.write(&picture.bytes).await?;
    upload.finish(picture.hash).await
}

/// What phones were told is done, each with a 2xx.
#[derive(Default)]
struct Acknowledged(Mutex<Told>);

#[derive(Default)]
struct Told {
    cases: Vec<Uuid>,
    photos: Vec<PhotoHash>,
    uploads: Vec<Duration>,
    reports: Vec<Duration>,
}

impl Acknowledged {
    fn add(&self, case: Uuid, photo: PhotoHash, upload: Duration, report: Duration) {
        let mut told = self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        told.cases.push(case);
        told.photos.push(photo);
        told.uploads.push(upload);
        told.reports.push(report);
    }

    fn take(&self) -> Told {
        std::mem::take(
            &mut self
                .0
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner()),
        )
    }
}

/// The same cases and photos, no more and no less, and each photo on the case it was reported with.
async fn compare_with_the_database(db: &Db, told: &Told) -> Result<()> {
    let (cases, photos, on_cases) = db
        .read(|conn| {
            let cases = store::cases::ids_after(conn, None, i64::MAX)?;
            let photos = store::photos::page(conn, None, i64::MAX)?;
            let on_cases = store::case_photos::of_cases(conn, &cases)?;
            Ok::<_, store::Error>((cases, photos, on_cases))
        })
        .await?;
    let acknowledged: BTreeSet<CaseId> = told.cases.iter().copied().map(CaseId).collect();
    ensure!(
        cases.len() == acknowledged.len(),
        "{} acknowledged, {} in the database",
        acknowledged.len(),
        cases.len()
    );
    ensure!(
        cases.into_iter().collect::<BTreeSet<_>>() == acknowledged,
        "other cases than the acknowledged ones"
    );
    let uploaded: BTreeSet<PhotoHash> = told.photos.iter().copied().collect();
    ensure!(
        photos.len() == told.photos.len(),
        "{} uploaded, {} in the database",
        told.photos.len(),
        photos.len()
    );
    ensure!(
        photos.into_iter().collect::<BTreeSet<_>>() == uploaded,
        "other photos than the uploaded ones"
    );
    let expected: BTreeSet<_> = told
        .cases
        .iter()
        .map(|case| CaseId(*case))
        .zip(told.photos.iter().copied())
        .collect();
    let found: Vec<_> = on_cases
        .iter()
        .map(|shown| (shown.case_id, shown.sha256))
        .collect();
    ensure!(
        found.len() == expected.len(),
        "{} photos stand on {} cases",
        found.len(),
        expected.len()
    );
    ensure!(
        found.into_iter().collect::<BTreeSet<_>>() == expected,
        "a photo stands on another case than reported"
    );
    Ok(())
}

fn sum(turns: &[Measured]) -> Measured {
    let mut all = turns[0].clone();
    for turn in &turns[1..] {
        all.requests += turn.requests;
        all.elapsed += turn.elapsed;
        all.server_cpu += turn.server_cpu;
        all.database_cpu = all
            .database_cpu
            .zip(turn.database_cpu)
            .map(|(sum, more)| sum + more);
        all.memory.now_mb = turn.memory.now_mb;
        all.memory.peak_mb = all.memory.peak_mb.max(turn.memory.peak_mb);
    }
    all.latencies = Latencies::merged(turns.iter().map(|turn| &turn.latencies));
    all
}
