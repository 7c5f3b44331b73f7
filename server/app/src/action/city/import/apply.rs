//! Writing a plan down: every row of it, the change counter and the record of who did it, in one transaction.

use anyhow::Context;
use domain::time::Micros;
use store::Conn;
use store::audit::AuditRow;

use crate::action::audit;
use crate::action::city::import::{Account, Before, Kind};
use crate::auth::memory::HashMemory;
use crate::auth::password;
use crate::error::AppError;
use crate::state::App;
use city::file::plan::{Report, Write};

pub enum Written {
    Yes,
    /// What the plan was made from changed meanwhile: it has to be made again.
    SomebodyWasFaster,
}

/// Outside of the transaction: a hash is meant to take long.
pub fn give_passwords(writes: &mut [Write]) -> Result<Vec<Account>, AppError> {
    let mut accounts = Vec::new();
    let mut memory = None;
    for write in writes {
        let Write::NewUser(row) = write else { continue };
        let password = password::generate();
        let memory = match &mut memory {
            Some(memory) => memory,
            none => none.insert(HashMemory::new().context("memory for a password")?),
        };
        row.password_hash = password::hash(&password, memory)?;
        accounts.push(Account {
            username: row.username.clone(),
            password,
        });
    }
    Ok(accounts)
}

pub fn record(kind: Kind, source: &str, before: &Before, report: &Report) -> AuditRow {
    let data = serde_json::json!({
        "source": source,
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "ended": report.ended,
        "warnings": report.warnings.len(),
    });
    audit::row(before.now, before.actor, "import", kind.as_str(), data)
}

enum Halt {
    Faster,
    Failed(store::Error),
}

impl From<store::Error> for Halt {
    fn from(error: store::Error) -> Halt {
        Halt::Failed(error)
    }
}

pub fn write(
    app: &App,
    kind: Kind,
    before: &Before,
    writes: Vec<Write>,
    record: AuditRow,
) -> Result<Written, AppError> {
    let (reference, accounts) = (before.city.version, before.accounts_version);
    let outcome = app.db.write_blocking(move |conn| {
        // First of all: from here to the end nobody else can change what the plan was made from.
        if !is_as_planned(conn, kind, reference, accounts)? {
            return Err(Halt::Faster);
        }
        for write in &writes {
            carry_out(conn, write, record.at)?;
        }
        store::audit::insert(conn, &record)?;
        Ok(())
    });
    match outcome {
        Ok(()) => Ok(Written::Yes),
        Err(Halt::Faster) => Ok(Written::SomebodyWasFaster),
        Err(Halt::Failed(error)) => Err(error.into()),
    }
}

/// People are not part of the set-up that every process and every phone keeps: they have a counter of their own.
fn is_as_planned(
    conn: &mut Conn,
    kind: Kind,
    reference: i64,
    accounts: i64,
) -> store::Result<bool> {
    use store::counters;
    Ok(match kind {
        Kind::Users => {
            counters::hold_reference_version(conn)? == reference
                && counters::bump_accounts_version(conn)? == accounts + 1
        }
        Kind::Units => {
            counters::bump_reference_version(conn)? == reference + 1
                && counters::hold_accounts_version(conn)? == accounts
        }
        _ => counters::bump_reference_version(conn)? == reference + 1,
    })
}

fn carry_out(conn: &mut Conn, write: &Write, at: Micros) -> store::Result<()> {
    match write {
        Write::NewUnit(row) => store::units::insert(conn, row),
        Write::Unit(row) => store::units::update(conn, row),
        Write::NewUser(row) => store::users::insert(conn, row),
        Write::User(row) => store::users::change_standing(conn, row),
        Write::UserWithAnotherRole(row) => {
            store::users::change_standing(conn, row)?;
            store::sessions::end_all_of_user(conn, row.id, at, "role_changed")?;
            Ok(())
        }
        Write::NewCategory(row) => store::categories::insert(conn, row),
        Write::Category(row) => store::categories::update(conn, row),
        Write::ZoneEnds(id, end) => store::zones::close_version(conn, *id, *end),
        Write::NewZone(row) => store::zones::insert(conn, row),
        Write::RoutingTable(rows) => store::rules::insert_version(conn, rows),
        Write::Document(row) => store::documents::insert(conn, row),
    }
}
