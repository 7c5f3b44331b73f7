//! A day at the desk in a city with a hundred thousand cases: the department's list, its next page, the counts, the map,
//! a case with its history. Read only.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use mobile_api::case::{CaseQuery, CaseSort};
use mobile_api::client::Client;
use mobile_api::page::PageQuery;
use uuid::Uuid;

use crate::bench::{Bench, Scale, devices};
use crate::figures::Figures;
use crate::fill::Size;
use crate::measure::{Measured, Rounds, Under, closed_loop};
use crate::people;
use crate::stage::Served;

/// Gets most of the cases.
const DEPARTMENT: &str = "chengguan";

pub fn size(scale: Scale) -> Size {
    Size {
        cases: scale.cases(100_000),
        // Few cases lie close together in time: some are open, and some of those late.
        days: if scale == Scale::Tiny { 5 } else { 140 },
        whole: true,
    }
}

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let size = size(bench.scale);
    let database = bench.old_city(size).await?;
    let served = bench.serve(&database)?;
    let rounds = bench.scale.rounds(400);
    let mut figures = Figures::default();
    for clients in bench.clients.clone() {
        let desk = Desk {
            under: bench.under(&served),
            served: &served,
            clients,
            rounds,
        };
        desk.lists(&mut figures).await?;
        desk.counts(&mut figures).await?;
        desk.cases(&mut figures).await?;
    }
    figures.note(format!(
        "{} cases over {} days, with events and photos.",
        size.cases, size.days
    ));
    Ok(figures)
}

struct Desk<'a> {
    under: Under,
    served: &'a Served,
    clients: usize,
    rounds: Rounds,
}

impl Desk<'_> {
    async fn lists(&self, figures: &mut Figures) -> Result<()> {
        let dispatcher = people::dispatcher(0);
        let handler = people::handler(DEPARTMENT);
        let of_department = CaseQuery {
            department: Some(DEPARTMENT.into()),
            limit: Some(100),
            ..CaseQuery::default()
        };
        let mine = CaseQuery {
            assigned_to_me: Some(true),
            sort: Some(CaseSort::Deadline),
            limit: Some(100),
            ..CaseQuery::default()
        };
        let everything = CaseQuery {
            limit: Some(100),
            ..CaseQuery::default()
        };
        let overdue = CaseQuery {
            overdue: Some(true),
            sort: Some(CaseSort::Deadline),
            ..everything.clone()
        };
        let map = CaseQuery {
            bbox: Some("105.715,34.575,105.73,34.585".into()),
            limit: Some(200),
            ..CaseQuery::default()
        };
        let second_page = self.second_page(&dispatcher, &of_department).await?;
        for (what, who, query) in [
            (
                "department's list of 100, by a dispatcher",
                &dispatcher,
                of_department,
            ),
            ("its second page", &dispatcher, second_page),
            (
                "handler's list of 100, newest first",
                &handler,
                everything.clone(),
            ),
            ("handler's open cases, most urgent first", &handler, mine),
            ("whole city's list of 100", &dispatcher, everything),
            ("overdue cases, most urgent first", &dispatcher, overdue),
            ("map box, 200 cases", &dispatcher, map),
        ] {
            let measured = self.measure(who, move |client, _| {
                let query = query.clone();
                async move {
                    ensure!(
                        !client.cases(&query).await?.items.is_empty(),
                        "an empty list"
                    );
                    Ok(())
                }
            });
            figures.add(what, &measured.await?);
        }
        Ok(())
    }

    /// With few cases there is none, and the first one is asked for again.
    async fn second_page(&self, who: &str, first: &CaseQuery) -> Result<CaseQuery> {
        let client = people::sign_in(&self.served.address, who).await?;
        let cursor = client.cases(first).await?.next_cursor;
        Ok(CaseQuery {
            cursor,
            ..first.clone()
        })
    }

    async fn counts(&self, figures: &mut Figures) -> Result<()> {
        for (what, who) in [
            ("counts of the whole city", people::LEADER.to_owned()),
            ("counts of a handler's cases", people::handler(DEPARTMENT)),
        ] {
            let measured = self.measure(&who, |client, _| async move {
                ensure!(client.case_counts().await?.total > 0, "nothing counted");
                Ok(())
            });
            figures.add(what, &measured.await?);
        }
        Ok(())
    }

    async fn cases(&self, figures: &mut Figures) -> Result<()> {
        let dispatcher = people::dispatcher(0);
        let ids = Arc::new(self.some_cases(&dispatcher).await?);
        let own = Arc::clone(&ids);
        let page = self.measure(&dispatcher, move |client, number| {
            let id = own[number % own.len()];
            async move {
                ensure!(client.case(id).await?.version > 0, "a case without events");
                Ok(())
            }
        });
        figures.add("a case", &page.await?);
        let events = self.measure(&dispatcher, move |client, number| {
            let id = ids[number % ids.len()];
            async move {
                let events = client.case_events(id, &PageQuery::default()).await?;
                ensure!(!events.items.is_empty(), "a case without events");
                Ok(())
            }
        });
        figures.add("its events", &events.await?);
        Ok(())
    }

    async fn some_cases(&self, who: &str) -> Result<Vec<Uuid>> {
        let client = people::sign_in(&self.served.address, who).await?;
        let query = CaseQuery {
            state: Some("closed".into()),
            limit: Some(200),
            ..CaseQuery::default()
        };
        let ids: Vec<Uuid> = client
            .cases(&query)
            .await?
            .items
            .into_iter()
            .map(|case| case.id)
            .collect();
        ids.first().context("no closed case")?;
        Ok(ids)
    }

    async fn measure<F, W>(&self, who: &str, work: F) -> Result<Measured>
    where
        F: Fn(Client, usize) -> W + Clone + Send + 'static,
        W: Future<Output = Result<()>> + Send,
    {
        let devices = devices(self.served, who, self.clients).await?;
        closed_loop(self.under, &devices, self.rounds, work).await
    }
}
