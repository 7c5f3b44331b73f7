//! Who takes part: phones that report, a handler for every department, dispatchers, a leader. All have one password,
//! so that a city of them is made with one slow hash.

use anyhow::{Context, Result};
use app::auth::memory::HashMemory;
use app::auth::password;
use domain::id::{UnitId, UserId};
use domain::role::{Actor, Role};
use domain::time::Micros;
use mobile_api::client::{Client, Retry, Settings};
use store::Conn;
use store::users::UserRow;
use uuid::Uuid;

use crate::city::Units;

const PASSWORD: &str = "only-for-measuring";
pub const PHONES: usize = 32;
const DISPATCHERS: usize = 8;

pub fn phone(number: usize) -> String {
    format!("phone-{:02}", number % PHONES)
}

pub fn dispatcher(number: usize) -> String {
    format!("dispatcher-{}", number % DISPATCHERS)
}

pub fn handler(department: &str) -> String {
    format!("handler-{department}")
}

pub const LEADER: &str = "leader";

/// The rows; `departments` are the codes that routes name.
pub fn insert(conn: &mut Conn, units: &Units, departments: &[String], now: Micros) -> Result<()> {
    let hash = password::hash(PASSWORD, &mut HashMemory::new()?)?;
    let mut add = |username: String, role: Role, unit: &str| -> Result<()> {
        let row = UserRow {
            id: UserId(Uuid::now_v7()),
            display_name: username.clone(),
            username,
            role: role.as_str().to_owned(),
            unit_id: Some(units.id(unit)?),
            scope_unit_id: None,
            password_hash: hash.clone(),
            disabled_at: None,
            created_at: now,
            must_change_password: false,
        };
        Ok(store::users::insert(conn, &row)?)
    };
    for number in 0..PHONES {
        add(phone(number), Role::Inspector, "wenming")?;
    }
    for number in 0..DISPATCHERS {
        add(dispatcher(number), Role::Dispatcher, "wenming")?;
    }
    for department in departments {
        add(handler(department), Role::Handler, department)?;
    }
    add(LEADER.to_owned(), Role::Leader, "yunze")
}

/// Signed in, and sending nothing twice: what is measured is one request.
pub async fn sign_in(address: &str, username: &str) -> Result<Client> {
    let settings = Settings {
        retry: Retry::NEVER,
        ..Settings::default()
    };
    let client = Client::with(address, settings)?;
    client
        .login(username, PASSWORD)
        .await
        .with_context(|| format!("sign in as {username}"))?;
    Ok(client)
}

/// The people of a database, as the rules know them: for history that is made without a server.
pub struct Cast {
    pub phones: Vec<Actor>,
    pub dispatcher: Actor,
    handlers: Vec<Actor>,
}

impl Cast {
    pub fn read(conn: &mut Conn, tree: &city::units::Units) -> Result<Cast> {
        let (mut phones, mut dispatchers, mut handlers) = (vec![], vec![], vec![]);
        for row in store::users::all(conn)? {
            let role = row.role.parse().ok().context("a role")?;
            let actor = Actor {
                user: row.id,
                role,
                unit: row.unit_id,
                part_of: row
                    .unit_id
                    .map(|unit| tree.with_all_above(unit))
                    .unwrap_or_default(),
                units: row
                    .unit_id
                    .map(|unit| tree.with_all_below(unit))
                    .unwrap_or_default(),
                scope: None,
            };
            match role {
                Role::Inspector => phones.push(actor),
                Role::Dispatcher => dispatchers.push(actor),
                Role::Handler => handlers.push(actor),
                Role::Leader | Role::Admin => {}
            }
        }
        Ok(Cast {
            phones,
            dispatcher: dispatchers.pop().context("no dispatcher")?,
            handlers,
        })
    }

    pub fn handler_of(&self, department: UnitId) -> Result<&Actor> {
        let found = self
            .handlers
            .iter()
            .find(|actor| actor.unit == Some(department));
        found.context("a department without a handler")
    }
}
