//! Bringing reference data in: read a file, work out what it would change, and change it in one transaction,
//! whole or not at all. A dry run stops before the transaction. How each kind is read is the crate `city`.

mod apply;
mod categories;
mod documents;
mod routes;
pub mod show;
#[cfg(test)]
pub mod tests;
mod turn;
mod units;
mod users;
mod zones;

pub use turn::Turns;

use std::sync::Arc;

use anyhow::Context;
use domain::id::UserId;
use domain::role::Actor;
use domain::time::Micros;
use mobile_api::error::Code;
use mobile_api::rule::RoutingTableRequest;
use mobile_api::words::Detail;
use sha2::{Digest, Sha256};
use store::users::UserRow;

use crate::auth::caller::actor;
use crate::error::AppError;
use crate::state::App;
use city::City;
use city::fault::Faults;
use city::file::plan::Plan;
pub use city::file::plan::{Account, Done};

/// The answer to a file with faults: nothing was imported, and here is what is wrong with it, all of it unless that is more
/// than anybody reads. What its sender may not do at all is no mistake in the file.
pub fn refused(faults: Faults) -> AppError {
    let forbidden = faults.iter().any(|fault| fault.code == Code::Forbidden);
    let (count, told) = (faults.len(), faults.iter().len());
    let summary = AppError::new(
        match forbidden {
            true => Code::Forbidden,
            false => Code::ImportInvalid,
        },
        match count > told {
            true => Detail::ImportHasMoreFaults { told },
            false => Detail::ImportHasFaults { count },
        },
    );
    faults.into_iter().fold(summary, |error, fault| {
        error.at(fault.pointer, fault.code, fault.detail)
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Units,
    Users,
    Categories,
    Zones,
    Routes,
    Calendar,
    Rulebook,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Units => "units",
            Kind::Users => "users",
            Kind::Categories => "categories",
            Kind::Zones => "zones",
            Kind::Routes => "routes",
            Kind::Calendar => "calendar",
            Kind::Rulebook => "rulebook",
        }
    }
}

/// On whose behalf, and whether in earnest. Nobody: the command line.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub actor: Option<UserId>,
    pub dry_run: bool,
}

/// What the reference data was when the plan was made.
struct Before {
    city: Arc<City>,
    /// Only for an import of users or units.
    users: Vec<UserRow>,
    accounts_version: i64,
    rules_version: i64,
    now: Micros,
    actor: Option<UserId>,
    /// Only for an import of users: the sender as they are now. Nobody: the command line, which is the machine's owner.
    sender: Option<Actor>,
}

/// Blocks; a large file takes its time to be checked, and holds up nobody else's writing meanwhile.
pub fn import(app: &App, kind: Kind, body: &[u8], order: Order) -> Result<Done, AppError> {
    let source = hex::encode(Sha256::digest(body));
    carry_out(app, kind, &source, order, |before| {
        plan(kind, body, before).map_err(refused)
    })
}

/// The routing table as JSON. One that was edited from an older version than the current is refused.
pub fn replace_rules(
    app: &App,
    table: &RoutingTableRequest,
    order: Order,
) -> Result<Done, AppError> {
    let source = format!("version {}", table.expected_version);
    carry_out(app, Kind::Routes, &source, order, |before| {
        routes::plan_table(table, before)
    })
}

fn plan(kind: Kind, body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let city = &before.city;
    match kind {
        Kind::Units => units::plan(body, before),
        Kind::Users => users::plan(body, before),
        Kind::Categories => categories::plan(body, city),
        Kind::Zones => zones::plan(body, before),
        Kind::Routes => routes::plan(body, before),
        Kind::Calendar => documents::plan_calendar(body, before),
        Kind::Rulebook => documents::plan_rulebook(body, before),
    }
}

/// How often somebody else may be faster before the caller is asked to come back.
const ATTEMPTS: usize = 3;

fn carry_out(
    app: &App,
    kind: Kind,
    source: &str,
    order: Order,
    plan: impl Fn(&Before) -> Result<Plan, AppError>,
) -> Result<Done, AppError> {
    for _ in 0..ATTEMPTS {
        let before = before(app, kind, order)?;
        let mut plan = plan(&before)?;
        let mut done = Done {
            dry_run: order.dry_run,
            report: std::mem::take(&mut plan.report),
            accounts: Vec::new(),
        };
        if order.dry_run || plan.writes.is_empty() {
            return Ok(done);
        }
        done.accounts = apply::give_passwords(&mut plan.writes)?;
        let record = apply::record(kind, source, &before, &done.report);
        match apply::write(app, kind, &before, plan.writes, record)? {
            apply::Written::Yes => return Ok(done),
            apply::Written::SomebodyWasFaster => {}
        }
    }
    Err(AppError::overloaded(1))
}

fn before(app: &App, kind: Kind, order: Order) -> Result<Before, AppError> {
    app.db.read_blocking(|conn| {
        let city = app.city.current(conn)?;
        let users = match kind {
            Kind::Users | Kind::Units => store::users::all(conn)?,
            _ => Vec::new(),
        };
        let sender = match order.actor {
            Some(id) if kind == Kind::Users => {
                let user = users.iter().find(|user| user.id == id);
                Some(actor(user.context("whoever sends the file")?, &city)?)
            }
            _ => None,
        };
        Ok(Before {
            city,
            users,
            sender,
            accounts_version: store::counters::accounts_version(conn)?,
            rules_version: store::rules::current_version(conn)?,
            now: app.clock.now(),
            actor: order.actor,
        })
    })
}
