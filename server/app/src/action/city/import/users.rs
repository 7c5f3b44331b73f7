//! What a users file changes. Accounts it doesn't mention stay; passwords and disabled accounts are not touched.

use std::collections::HashMap;

use domain::id::{UnitId, UserId};
use domain::permission::people::{
    Standing, is_city_administrator, last_administrator_goes as last_administrator_goes_from,
    may_change,
};
use domain::role::Role;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::users::UserRow;
use uuid::Uuid;

use crate::action::city::import::Before;
use crate::action::people::allowed as people;
use crate::action::people::allowed::standing;
use city::fault::{Fault, Faults, fault};
use city::file::plan::{Diff, Plan, Write};
use city::file::users::{UserLine, parse};
use city::units::Units;

pub fn plan(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let units = &before.city.units;
    let lines = parse(body, units)?;
    let known: HashMap<&str, &UserRow> = before
        .users
        .iter()
        .map(|user| (user.username.as_str(), user))
        .collect();
    let faults = not_theirs_to_do(&lines, &known, before);
    if !faults.is_empty() {
        return Err(faults);
    }
    if let Some(fault) = last_administrator_goes(&lines, before) {
        return Err(fault.into());
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
        must_change_password: false,
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

/// What whoever sends the file may not do with these accounts.
fn not_theirs_to_do(
    lines: &[UserLine],
    known: &HashMap<&str, &UserRow>,
    before: &Before,
) -> Faults {
    let Some(sender) = &before.sender else {
        return Faults::default();
    };
    let units = &before.city.units;
    let mut faults = Faults::default();
    for line in lines {
        let now = known.get(line.username.as_str());
        let now = now.and_then(|user| standing(units, user).ok());
        if let Err(refused) = may_change(sender, now.as_ref(), &wanted(units, line, now.as_ref())) {
            let (column, detail) = people::said(refused);
            let at = format!("/{}/{column}", line.row);
            faults.push(fault(at, Code::Forbidden, detail));
        }
    }
    faults
}

/// The first row that takes it from the last administrator of the whole city who could sign in.
fn last_administrator_goes(lines: &[UserLine], before: &Before) -> Option<Fault> {
    let units = &before.city.units;
    let line_of = |user: &UserRow| lines.iter().find(|line| line.username == user.username);
    let now: Vec<(&UserRow, Standing)> = before
        .users
        .iter()
        .filter_map(|user| Some((user, standing(units, user).ok()?)))
        .collect();
    let is_new = |line: &&UserLine| now.iter().all(|(user, _)| user.username != line.username);
    let joins = lines.iter().filter(is_new);
    let then: Vec<Standing> = now
        .iter()
        .map(|(user, stands)| match line_of(user) {
            Some(line) => wanted(units, line, Some(stands)),
            None => stands.clone(),
        })
        .chain(joins.map(|line| wanted(units, line, None)))
        .collect();
    if !last_administrator_goes_from(now.iter().map(|(_, stands)| stands), &then) {
        return None;
    }
    let administrators = now
        .iter()
        .filter(|(_, stands)| is_city_administrator(stands));
    let line = administrators
        .filter_map(|(user, _)| line_of(user))
        .next()?;
    let column = match line.role {
        Role::Admin => "scope",
        _ => "role",
    };
    let at = format!("/{}/{column}", line.row);
    Some(fault(at, Code::InUse, Detail::LastAdmin))
}

/// A file disables nobody and enables nobody.
fn wanted(units: &Units, line: &UserLine, now: Option<&Standing>) -> Standing {
    Standing {
        role: line.role,
        unit: line.unit.map(|unit| units.with_all_above(unit)),
        scope: line.scope.map(|scope| units.with_all_above(scope)),
        active: now.is_none_or(|now| now.active),
    }
}
