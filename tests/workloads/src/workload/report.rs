//! Reports alone, their photos uploaded before: what routing, the clock, the chain and the database cost, in a city with
//! a hundred thousand cases.

use std::sync::Arc;

use anyhow::Result;
use domain::id::PhotoHash;
use domain::time::Micros;
use fixtures::random::Random;
use mobile_api::client::Client;
use store::Db;
use store::photo_uploads::UploadRow;
use store::photos::PhotoRow;

use crate::bench::{Bench, phones};
use crate::city::{self, now};
use crate::figures::Figures;
use crate::history::photo;
use crate::measure::closed_loop;
use crate::people::PHONES;
use crate::workload::{desk, telling};

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let database = bench.old_city(desk::size(bench.scale)).await?;
    let served = bench.serve(&database)?;
    let spots = Arc::new(city::spots(12));
    let rounds = bench.scale.rounds(1_500);
    let mut figures = Figures::default();
    for (turn, clients) in (0..).zip(&bench.clients) {
        let phones = phones(&served, (*clients).min(PHONES)).await?;
        let photos = Arc::new(uploaded(&bench.open(&database)?, turn, rounds.all()).await?);
        let spots = Arc::clone(&spots);
        let measured = closed_loop(
            bench.under(&served),
            &phones,
            rounds,
            move |phone: Client, number| {
                let report = telling::report(number, &spots, photos[number]);
                async move {
                    phone.report(Client::new_id(), &report).await?;
                    Ok(())
                }
            },
        );
        figures.add("report, photo already there", &measured.await?);
    }
    Ok(figures)
}

/// Rows of photos that wait for their report; a report reads no pixel.
async fn uploaded(db: &Db, turn: u64, count: usize) -> Result<Vec<PhotoHash>> {
    let at: Micros = now();
    let written = db.write(move |conn| {
        let by = store::users::by_username(conn, &crate::people::phone(0))?
            .ok_or(store::Error::NotFound)?
            .id;
        let mut random = Random::new(at.0.cast_unsigned().wrapping_add(turn));
        let rows: Vec<_> = (0..count)
            .map(|_| photo(&mut random, by, at, None))
            .collect();
        store::photos::insert_all(conn, &rows)?;
        // Whichever phone's turn it is: each has sent them all.
        for number in 1..PHONES {
            let Some(other) = store::users::by_username(conn, &crate::people::phone(number))?
            else {
                break;
            };
            let sent = |row: &PhotoRow| UploadRow {
                sha256: row.sha256,
                user_id: other.id,
                uploaded_at: at,
            };
            let uploads: Vec<UploadRow> = rows.iter().map(sent).collect();
            store::photo_uploads::insert_all(conn, &uploads)?;
        }
        Ok::<_, store::Error>(rows.into_iter().map(|row| row.sha256).collect())
    });
    Ok(written.await?)
}
