//! A case from report to closure by four people: a phone reports, the department accepts and handles with a photo, a
//! dispatcher verifies, the phone reads it. Each step is timed for itself too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::position::Point;
use mobile_api::action::{AcceptRequest, ActionRequest, HandleRequest, VerifyPassRequest};
use mobile_api::case::{CaseState, ReportRequest};
use mobile_api::client::Client;
use mobile_api::hash::Sha256;

use crate::bench::{Bench, Scale};
use crate::city::{self, Zones, now};
use crate::figures::Figures;
use crate::measure::{Latencies, closed_loop};
use crate::people::{self, PHONES};
use crate::pictures::{Picture, SMALL, Scenes, TINY};
use crate::stage::Served;
use crate::workload::telling;

const STEPS: [&str; 6] = [
    "upload (a photo)",
    "report",
    "accept",
    "upload and handle",
    "verify",
    "read",
];

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let size = if bench.scale == Scale::Tiny {
        TINY
    } else {
        SMALL
    };
    let database = bench.empty_city(Zones::Fixture).await?;
    let served = bench.serve(&database)?;
    let scenes = Scenes::draw(size, 8, now())?;
    let rounds = bench.scale.rounds(200);
    let mut figures = Figures::default();
    let mut drawn = 0;
    for clients in &bench.clients {
        let crews = crews(&served, (*clients).min(PHONES)).await?;
        // A picture that was seen before would hold the report for a dispatcher.
        let fresh = drawn..drawn + 2 * rounds.all();
        drawn = fresh.end;
        let pictures = fresh.map(|number| scenes.picture(number));
        let work = Arc::new(Work {
            pictures: pictures.collect::<Result<_>>()?,
            spots: city::spots(2),
            times: Mutex::default(),
        });
        let shared = Arc::clone(&work);
        let cycle = closed_loop(
            bench.under(&served),
            &crews,
            rounds,
            move |crew: Crew, number| {
                let work = Arc::clone(&shared);
                async move { work.cycle(&crew, number).await }
            },
        );
        figures.add("whole life of a case", &cycle.await?);
        let times = std::mem::take(&mut *work.times());
        for (step, times) in STEPS.into_iter().zip(times) {
            figures.add_step(step, *clients, &Latencies::new(times));
        }
    }
    Ok(figures)
}

/// The people around one case at a time.
#[derive(Clone)]
struct Crew {
    phone: Client,
    dispatcher: Client,
    handlers: Arc<HashMap<String, Client>>,
}

async fn crews(served: &Served, count: usize) -> Result<Vec<Crew>> {
    let mut handlers = HashMap::new();
    for department in city::departments()? {
        let handler = people::sign_in(&served.address, &people::handler(&department)).await?;
        handlers.insert(department, handler);
    }
    let handlers = Arc::new(handlers);
    let mut crews = vec![];
    for number in 0..count {
        crews.push(Crew {
            phone: people::sign_in(&served.address, &people::phone(number)).await?,
            dispatcher: people::sign_in(&served.address, &people::dispatcher(number)).await?,
            handlers: Arc::clone(&handlers),
        });
    }
    Ok(crews)
}

struct Work {
    pictures: Vec<Picture>,
    spots: Vec<Point>,
    /// By step.
    times: Mutex<[Vec<Duration>; STEPS.len()]>,
}

impl Work {
    fn times(&self) -> std::sync::MutexGuard<'_, [Vec<Duration>; STEPS.len()]> {
        self.times
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    async fn cycle(&self, crew: &Crew, number: usize) -> Result<()> {
        let (before, after) = (&self.pictures[2 * number], &self.pictures[2 * number + 1]);
        let report: ReportRequest = telling::report(number, &self.spots, before.hash);
        let mut times = [Duration::ZERO; STEPS.len()];
        let mut last = Instant::now();
        let mut done = |step: usize| {
            times[step] = last.elapsed();
            last = Instant::now();
        };

        crew.phone.put_photo(before.bytes.clone()).await?;
        done(0);
        let id = Client::new_id();
        let case = crew.phone.report(id, &report).await?;
        done(1);
        let department = case.department.context("a report nobody owns")?.code;
        let handler = crew
            .handlers
            .get(&department)
            .context("a department without a handler")?;
        let accept = AcceptRequest {
            expected_version: case.version,
        };
        let case = handler.act(id, &ActionRequest::Accept(accept)).await?;
        done(2);
        handler.put_photo(after.bytes.clone()).await?;
        let handle = HandleRequest {
            expected_version: case.version,
            photos: vec![Sha256(after.hash.0)],
            note: "已清理".into(),
        };
        let case = handler.act(id, &ActionRequest::Handle(handle)).await?;
        done(3);
        let verify = VerifyPassRequest {
            expected_version: case.version,
            photos: vec![],
            note: String::new(),
        };
        crew.dispatcher
            .act(id, &ActionRequest::VerifyPass(verify))
            .await?;
        done(4);
        let case = crew.phone.case(id).await?;
        done(5);
        ensure!(
            case.state == CaseState::Closed && case.on_time == Some(true),
            "{:?}",
            case.state
        );
        for (all, time) in self.times().iter_mut().zip(times) {
            all.push(time);
        }
        Ok(())
    }
}
