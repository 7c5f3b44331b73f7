//! What a routing table changes. It is replaced as a whole: the new one is a version of its own, and dispatches
//! made before keep the rule they name.

use std::collections::HashMap;

use domain::id::UnitId;
use domain::routing::Rule;
use mobile_api::error::Code;
use mobile_api::rule::RoutingTableRequest;
use mobile_api::words::Detail;
use store::rules::RuleRow;

use crate::action::city::import::Before;
use crate::error::AppError;
use city::fault::Faults;

use crate::action::city::import::refused;
use city::file::plan::{Diff, Plan, Write};
use city::file::routes::{RuleLine, from_wire, parse};
use city::units::Units;

pub fn plan(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    Ok(replacement(parse(body, &before.city, before.now)?, before))
}

pub fn plan_table(table: &RoutingTableRequest, before: &Before) -> Result<Plan, AppError> {
    let current = before.rules_version;
    if table.expected_version != current {
        let mut stale = AppError::new(Code::VersionConflict, Detail::RoutingTableStale { current });
        if let AppError::Refused(refused) = &mut stale {
            refused.current_version = Some(current);
        }
        return Err(stale);
    }
    let rules = table.rules.clone();
    let lines = from_wire(rules, &before.city, before.now).map_err(refused)?;
    Ok(replacement(lines, before))
}

fn replacement(lines: Vec<RuleLine>, before: &Before) -> Plan {
    let units = &before.city.units;
    let mut plan = Plan::default();
    let mut gone: HashMap<i64, &Rule> = before
        .city
        .table
        .rules()
        .iter()
        .map(|rule| (rule.number, rule))
        .collect();
    for RuleLine { row, rule } in &lines {
        let (number, name) = (rule.number.to_string(), name(rule.department, units));
        match gone.remove(&rule.number) {
            None => plan.report.created(*row, &number, &name),
            Some(old) => {
                let diff = diff(old, rule, units);
                plan.report.compared(*row, &number, &name, diff);
            }
        }
    }
    let mut gone: Vec<&Rule> = gone.into_values().collect();
    gone.sort_by_key(|rule| rule.number);
    for rule in gone {
        let name = name(rule.department, units);
        plan.report.ended(None, &rule.number.to_string(), &name);
    }
    if !plan.report.items.is_empty() {
        let version = before.rules_version + 1;
        let rows = lines.into_iter().map(|line| row(line.rule, version));
        plan.writes.push(Write::RoutingTable(rows.collect()));
    }
    plan
}

fn name(id: UnitId, units: &Units) -> String {
    units
        .get(id)
        .map_or_else(String::new, |unit| unit.name.clone())
}

fn diff(old: &Rule, new: &Rule, units: &Units) -> Diff {
    let code = |id: Option<UnitId>| {
        let unit = id.and_then(|id| units.get(id));
        unit.map_or_else(String::new, |unit| unit.code.clone())
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let kind = |rule: &Rule| rule.zone_kind.map_or("", |kind| kind.as_str());
    Diff::default()
        .field("scheme", &old.scheme, &new.scheme)
        .field(
            "category_prefix",
            &old.category_prefix,
            &new.category_prefix,
        )
        .field("district", code(old.district), code(new.district))
        .field("street", code(old.street), code(new.street))
        .field("zone", text(&old.zone_code), text(&new.zone_code))
        .field("zone_kind", kind(old), kind(new))
        .field(
            "department",
            code(Some(old.department)),
            code(Some(new.department)),
        )
        .field("priority", old.priority, new.priority)
}

fn row(rule: Rule, table_version: i64) -> RuleRow {
    RuleRow {
        id: rule.id,
        table_version,
        number: rule.number,
        scheme: rule.scheme,
        category_prefix: rule.category_prefix,
        district_id: rule.district,
        street_id: rule.street,
        zone_code: rule.zone_code.unwrap_or_default(),
        zone_kind: rule
            .zone_kind
            .map_or(String::new(), |kind| kind.as_str().to_owned()),
        department_id: rule.department,
        priority: rule.priority,
    }
}
