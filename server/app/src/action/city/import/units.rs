//! What a units file changes. Units it doesn't mention stay; one that still has work cannot be retired.

use std::collections::HashMap;

use domain::id::UnitId;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::units::UnitRow;
use uuid::Uuid;

use crate::action::city::import::Before;
use city::fault::{Faults, fault};
use city::file::plan::{Diff, Plan, Write};
use city::file::units::{UnitLine, parse};
use city::units::{Unit, Units};

pub fn plan(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let units = &before.city.units;
    let lines = parse(body, units)?;
    let faults: Faults = lines
        .iter()
        .filter_map(|line| Some((line, units.coded(&line.code)?)))
        .flat_map(|(line, unit)| still_in_use(line, unit, before))
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let ids: HashMap<&str, UnitId> = lines
        .iter()
        .map(|line| {
            let known = units.coded(&line.code).map(|unit| unit.id);
            let id = known.unwrap_or_else(|| UnitId(Uuid::now_v7()));
            (line.code.as_str(), id)
        })
        .collect();
    let id_of = |code: &str| {
        let known = || units.coded(code).map(|unit| unit.id);
        ids.get(code).copied().or_else(known)
    };
    let mut plan = Plan::default();
    let (mut fresh, mut changed) = (Vec::new(), Vec::new());
    for line in &lines {
        let row = UnitRow {
            id: ids[line.code.as_str()],
            code: line.code.clone(),
            name: line.name.clone(),
            kind: line.kind.as_str().to_owned(),
            parent_id: line.parent.as_deref().and_then(id_of),
            ranking_group: line.ranking_group.clone(),
            leader: line.leader.clone(),
            active: line.active,
        };
        match units.coded(&line.code) {
            None => {
                plan.report.created(line.row, &line.code, &line.name);
                fresh.push(row);
            }
            Some(unit) => {
                let diff = diff(unit, line, units);
                if plan.report.compared(line.row, &line.code, &line.name, diff) {
                    changed.push(row);
                }
            }
        }
    }
    let known = |id: UnitId| units.get(id).is_some();
    plan.writes = parents_first(fresh, known)
        .into_iter()
        .map(Write::NewUnit)
        .chain(changed.into_iter().map(Write::Unit))
        .collect();
    Ok(plan)
}

fn diff(unit: &Unit, line: &UnitLine, units: &Units) -> Diff {
    let parent = unit.parent.and_then(|parent| units.get(parent));
    let parent = parent.map_or("", |parent| parent.code.as_str());
    Diff::default()
        .field("name", &unit.name, &line.name)
        .field("kind", unit.kind, line.kind)
        .field("parent", parent, line.parent.as_deref().unwrap_or_default())
        .field("ranking_group", &unit.ranking_group, &line.ranking_group)
        .field("leader", &unit.leader, &line.leader)
        .field("active", unit.active, line.active)
}

/// A retired department would still be given cases by its rules; a street that is no street any more would
/// leave its zones without one, and whoever was given it with nothing.
fn still_in_use(line: &UnitLine, unit: &Unit, before: &Before) -> Faults {
    let city = &before.city;
    let rules = city.table.rules();
    let in_use = |column: &str| {
        let code = line.code.clone();
        let at = format!("/{}/{column}", line.row);
        fault(at, Code::InUse, Detail::StillInUse { code })
    };
    let mut faults = Faults::default();
    if unit.active && !line.active && rules.iter().any(|rule| rule.department == unit.id) {
        faults.push(in_use("active"));
    }
    let id = Some(unit.id);
    let is_a_place = || {
        rules
            .iter()
            .any(|rule| rule.street == id || rule.district == id)
            || city.zones.zones().iter().any(|zone| {
                let to_come = zone.valid_to.is_none_or(|end| end > before.now);
                to_come && (zone.street == unit.id || zone.district == unit.id)
            })
    };
    let is_a_scope = || {
        let users = before.users.iter();
        users
            .map(|user| user.scope_unit_id)
            .any(|scope| scope == id)
    };
    if unit.kind != line.kind && (is_a_place() || is_a_scope()) {
        faults.push(in_use("kind"));
    }
    faults
}

/// The database refuses a child before its parent; the reader has made sure that there is no circle.
fn parents_first(mut rows: Vec<UnitRow>, known: impl Fn(UnitId) -> bool) -> Vec<UnitRow> {
    let mut ordered: Vec<UnitRow> = Vec::with_capacity(rows.len());
    let mut there: std::collections::HashSet<UnitId> = Default::default();
    while !rows.is_empty() {
        let (ready, waiting): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| {
            row.parent_id
                .is_none_or(|parent| known(parent) || there.contains(&parent))
        });
        if ready.is_empty() {
            ordered.extend(waiting);
            break;
        }
        there.extend(ready.iter().map(|row| row.id));
        ordered.extend(ready);
        rows = waiting;
    }
    ordered
}
