//! Carries the plan out: sets the clock to each step's moment, lets the escalation ladder be climbed up to it, and
//! does what the step says through the actions everybody uses. Many steps share a transaction, since nobody waits
//! for any single one of them; a case whose step the rules refuse is taken out and the rest is done again.

use std::collections::HashSet;
use std::sync::Arc;

use domain::id::CaseId;
use domain::time::Micros;
use mobile_api::hash::Sha256;
use photo::Accepted;
use store::Conn;
use uuid::Uuid;

use super::act::Act;
use super::album::Album;
use super::cast::Cast;
use super::lists::ListDeed;
use super::plan::{Doing, Step};
use super::{Made, Options, Progress};
use app::action::case::climb::climb;
use app::action::case::{command, report};
use app::action::patrol::{campaign, visit};
use app::action::{photo as photos, ranking};
use app::auth::caller::Caller;
use app::error::AppError;
use app::state::App;

const TOGETHER: usize = 64;
const RUNGS: i64 = 50;

/// A step with its photos at hand.
type Ready = (Step, Vec<Accepted>);

struct Stage {
    app: Arc<App>,
    cast: Cast,
}

pub async fn walk(
    app: &Arc<App>,
    cast: Cast,
    steps: Vec<Step>,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Made, AppError> {
    let shots = steps.iter().flat_map(|step| step.shots.clone()).collect();
    let mut album = Album::start(Arc::clone(app), shots);
    let stage = Arc::new(Stage {
        app: Arc::clone(app),
        cast,
    });
    let (mut made, total) = (Made::default(), steps.len());
    let mut left_alone = HashSet::new();
    let (mut steps, mut done) = (steps.into_iter(), 0);
    loop {
        let mut together: Vec<Ready> = Vec::with_capacity(TOGETHER);
        for step in steps.by_ref().take(TOGETHER) {
            let mut kept = Vec::with_capacity(step.shots.len());
            for _ in &step.shots {
                kept.push(album.next().await?);
            }
            together.push((step, kept));
        }
        let Some(at) = together.last().map(|(step, _)| step.at) else {
            break;
        };
        done += together.len();
        carry_out(&stage, together, &mut left_alone, &mut made).await?;
        let share_percent = (done * 100 / total.max(1)) as u32;
        progress(Progress {
            at,
            share_percent,
            made,
        });
    }
    let (until, last) = (options.until, Arc::clone(&stage));
    made.rungs += app
        .db
        .write(move |conn| climb_until(conn, &last.app, until))
        .await?;
    made.given_up = left_alone.len();
    app.clock.set(until);
    Ok(made)
}

/// Why a group of steps was not done.
enum Trip {
    /// The rules refuse what was planned for this case, list, campaign or visit.
    Refused(Uuid, AppError),
    Broken(AppError),
}

impl From<store::Error> for Trip {
    fn from(error: store::Error) -> Trip {
        Trip::Broken(error.into())
    }
}

impl From<AppError> for Trip {
    fn from(error: AppError) -> Trip {
        Trip::Broken(error)
    }
}

async fn carry_out(
    stage: &Arc<Stage>,
    together: Vec<Ready>,
    left_alone: &mut HashSet<Uuid>,
    made: &mut Made,
) -> Result<(), AppError> {
    let together = Arc::new(together);
    loop {
        let (stage, steps, skip) = (Arc::clone(stage), Arc::clone(&together), left_alone.clone());
        let db = stage.app.db.clone();
        match db
            .write(move |conn| act_out(conn, &stage, &steps, &skip))
            .await
        {
            Ok(more) => {
                made.cases += more.cases;
                made.deeds += more.deeds;
                made.photos += more.photos;
                made.rungs += more.rungs;
                made.lists_published += more.lists_published;
                made.visits += more.visits;
                made.campaigns += more.campaigns;
                return Ok(());
            }
            Err(Trip::Refused(id, error)) => {
                tracing::debug!(%id, ?error, "planned history refused");
                left_alone.insert(id);
            }
            Err(Trip::Broken(error)) => return Err(error),
        }
    }
}

fn act_out(
    conn: &mut Conn,
    stage: &Stage,
    steps: &[Ready],
    skip: &HashSet<Uuid>,
) -> Result<Made, Trip> {
    let mut made = Made::default();
    for (step, kept) in steps {
        made.rungs += climb_until(conn, &stage.app, step.at)?;
        if skip.contains(&step.doing.about()) {
            continue;
        }
        stage.app.clock.set(step.at);
        do_one(conn, stage, step, kept).map_err(|error| match error.code().status() {
            400..500 => Trip::Refused(step.doing.about(), error),
            _ => Trip::Broken(error),
        })?;
        made.deeds += 1;
        made.photos += kept.len();
        match step.doing {
            Doing::Report(..) => made.cases += 1,
            Doing::List(_, ListDeed::Publish) => made.lists_published += 1,
            Doing::Visit(..) => made.visits += 1,
            Doing::Campaign(..) => made.campaigns += 1,
            _ => {}
        }
    }
    Ok(made)
}

/// Whoever verifies opens every picture of the case first, as people do before a screen.
fn look_at_all(
    conn: &mut Conn,
    caller: &Caller,
    case: CaseId,
    now: Micros,
) -> Result<(), AppError> {
    for hash in store::case_photos::on_case(conn, case)? {
        store::photo_views::record(conn, caller.actor.user, hash, now)?;
    }
    Ok(())
}

fn do_one(conn: &mut Conn, stage: &Stage, step: &Step, kept: &[Accepted]) -> Result<(), AppError> {
    let (app, caller) = (&stage.app, stage.cast.person(step.who));
    for accepted in kept {
        photos::insert(conn, caller, accepted, app.clock.now())?;
    }
    let hashes: Vec<Sha256> = kept.iter().map(|kept| Sha256(kept.hash.0)).collect();
    match &step.doing {
        Doing::Report(id, request) => {
            let mut request = request.clone();
            request.photos = hashes;
            report::report(conn, app, caller, *id, &request)?;
        }
        Doing::Act(id, act) => {
            let row = store::cases::get(conn, *id)?.ok_or_else(AppError::not_found)?;
            if matches!(act, Act::Pass(_) | Act::Fail(_)) {
                look_at_all(conn, caller, *id, app.clock.now())?;
            }
            let request = act.request(row.version, hashes);
            command::command(conn, app, caller, *id, &request, None)?;
        }
        Doing::List(id, deed) => {
            let by = Some(caller.actor.user);
            match *deed {
                ListDeed::Build(board, week) => {
                    ranking::build(conn, app, by, *id, board, week)?;
                }
                ListDeed::Review => ranking::review(conn, app, by, *id, None)?,
                ListDeed::Publish => ranking::publish(conn, app, by, *id, None)?,
            }
        }
        Doing::Campaign(id, request) => {
            campaign::put(conn, app, caller, *id, request)?;
        }
        Doing::Visit(id, request) => {
            visit::put(conn, app, caller, *id, request)?;
        }
    }
    Ok(())
}

/// Every rung at the moment it falls due, as a sweep that never sleeps would.
fn climb_until(conn: &mut Conn, app: &App, until: Micros) -> Result<usize, AppError> {
    let mut count = 0;
    loop {
        let due = store::cases::next_rungs(conn, until, RUNGS)?;
        if due.is_empty() {
            return Ok(count);
        }
        for due in due {
            let climbed = climb(conn, app, due.id, due.next_rung_at)?;
            if climbed == 0 {
                let stuck = anyhow::anyhow!("case {} has a rung due that can't be climbed", due.id);
                return Err(stuck.into());
            }
            count += climbed;
        }
    }
}
