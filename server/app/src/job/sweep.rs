//! 催督办: every case with a rung due climbs its ladder, each in a short write of its own. Costs what is due,
//! not what is open; after a standstill everything missed is recorded, once. A case that can't climb is reported and
//! tried again by the next sweep, which comes at its usual time: the others are not kept waiting for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::CaseId;
use domain::time::Micros;
use futures_util::StreamExt;
use store::Conn;

use super::{Done, Stop, metrics};
use crate::action::case::climb::climb;
use crate::error::AppError;
use crate::log::cause;
use crate::state::App;

const PAGE: i64 = 500;
/// So many writes wait for the database together: they share a commit, and requests still get their turn.
const AT_ONCE: usize = 4;

pub async fn sweep(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let (mut cases, mut rungs) = (0, 0);
    // Cases that still seem due after they were looked at: they must not hold up the others.
    let mut left: BTreeMap<CaseId, Option<String>> = BTreeMap::new();
    let done = loop {
        let page = due(app, now, PAGE + left.len() as i64).await?;
        let fresh: Vec<CaseId> = page
            .into_iter()
            .filter(|id| !left.contains_key(id))
            .collect();
        if fresh.is_empty() {
            break Done::Finished;
        }
        let climbing = fresh
            .into_iter()
            .map(|id| climb_one(Arc::clone(app), id, now));
        let mut climbing = futures_util::stream::iter(climbing).buffer_unordered(AT_ONCE);
        while let Some((id, climbed)) = climbing.next().await {
            match climbed {
                Ok(0) => drop(left.insert(id, None)),
                Ok(count) => (cases, rungs) = (cases + 1, rungs + count),
                Err(error) => drop(left.insert(id, Some(cause(&format!("{error:?}"))))),
            }
            if stop.is_asked() {
                break;
            }
        }
        if stop.is_asked() {
            break Done::Interrupted;
        }
    };
    if rungs > 0 {
        metrics::climbed(rungs);
        tracing::info!(cases, rungs, "the escalation ladder was climbed");
    }
    report(&left);
    Ok(done)
}

/// One line a sweep, however many they are.
fn report(left: &BTreeMap<CaseId, Option<String>>) {
    let mut failed = left
        .iter()
        .filter_map(|(id, why)| Some((id, why.as_ref()?)));
    if let Some((case, error)) = failed.next() {
        let others = failed.count();
        metrics::stuck(1 + others);
        tracing::error!(%case, others, %error, "cases can't climb the escalation ladder");
    }
}

async fn due(app: &Arc<App>, now: Micros, limit: i64) -> Result<Vec<CaseId>, AppError> {
    app.db
        .read(move |conn| {
            let due = store::cases::next_rungs(conn, now, limit)?;
            Ok(due.into_iter().map(|due| due.id).collect())
        })
        .await
}

async fn climb_one(app: Arc<App>, id: CaseId, now: Micros) -> (CaseId, Result<usize, AppError>) {
    let shared = Arc::clone(&app);
    let climbed = move |conn: &mut Conn| climb(conn, &shared, id, now);
    (id, app.db.write(climbed).await)
}
