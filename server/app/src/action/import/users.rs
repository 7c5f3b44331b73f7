//! What a users file changes. Accounts it doesn't mention stay; passwords and disabled accounts are not touched.

use std::collections::HashMap;

use domain::id::{UnitId, UserId};
use domain::role::Role;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::users::UserRow;
use uuid::Uuid;

use super::Before;
use crate::import::fault::{Faults, fault};
use crate::import::plan::{Diff, Plan, Write};
use crate::import::users::{UserLine, parse};
use crate::units::Units;

pub fn plan(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let units = &before.reference.units;
    let lines = parse(body, units)?;
    let known: HashMap<&str, &UserRow> = before
        .users
        .iter()
        .map(|user| (user.username.as_str(), user))
        .collect();
    if let Some(row) = last_admin_lost(&lines, &before.users) {
        let at = format!("/{row}/role");
        return Err(vec![fault(at, Code::InUse, Detail::LastAdmin)]);
    }
    let mut plan = Plan::default();
    for line in lines {
        match known.get(line.username.as_str()) {
            None => {
                plan.report
                    .created(line.row, &line.username, &line.display_name);
                plan.writes.push(Write::NewUser(fresh(line, before)));
            }
            Some(user) => {
                let diff = diff(user, &line, units);
                let (row, name) = (line.row, line.display_name.clone());
                if plan.report.compared(row, &line.username, &name, diff) {
                    plan.writes.push(changed(user, line));
                }
            }
        }
    }
    Ok(plan)
}

fn fresh(line: UserLine, before: &Before) -> UserRow {
    UserRow {
        id: UserId(Uuid::now_v7()),
        username: line.username,
        display_name: line.display_name,
        role: line.role.as_str().to_owned(),
        unit_id: line.unit,
        scope_unit_id: line.scope,
        password_hash: String::new(),
        disabled_at: None,
        created_at: before.now,
    }
}

fn changed(user: &UserRow, line: UserLine) -> Write {
    let same_role = user.role == line.role.as_str();
    let row = UserRow {
        display_name: line.display_name,
        role: line.role.as_str().to_owned(),
        unit_id: line.unit,
        scope_unit_id: line.scope,
        ..user.clone()
    };
    if same_role {
        Write::User(row)
    } else {
        Write::UserWithAnotherRole(row)
    }
}

fn diff(user: &UserRow, line: &UserLine, units: &Units) -> Diff {
    let code = |id: Option<UnitId>| {
        let unit = id.and_then(|id| units.get(id));
        unit.map_or_else(String::new, |unit| unit.code.clone())
    };
    Diff::default()
        .field("display_name", &user.display_name, &line.display_name)
        .field("role", &user.role, line.role.as_str())
        .field("unit", code(user.unit_id), code(line.unit))
        .field("scope", code(user.scope_unit_id), code(line.scope))
}

/// The row that takes the role from the last administrator who could sign in.
fn last_admin_lost(lines: &[UserLine], users: &[UserRow]) -> Option<usize> {
    let is_admin =
        |user: &&UserRow| user.role == Role::Admin.as_str() && user.disabled_at.is_none();
    let line_of = |user: &UserRow| lines.iter().find(|line| line.username == user.username);
    let keeps = |user: &UserRow| line_of(user).is_none_or(|line| line.role == Role::Admin);
    let mut admins = users.iter().filter(is_admin);
    let joins = lines.iter().any(|line| {
        line.role == Role::Admin && !users.iter().any(|user| user.username == line.username)
    });
    if joins || admins.clone().any(keeps) {
        return None;
    }
    admins.find_map(line_of).map(|line| line.row)
}
