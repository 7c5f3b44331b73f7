//! A new version of the calendar or the rulebook, kept as the city wrote it and named by its SHA-256.

use std::collections::BTreeMap;

use mobile_api::error::Code;
use mobile_api::words::Detail;
use sha2::{Digest, Sha256};
use store::documents::DocumentRow;

use crate::action::city::import::Before;
use city::Document;
use city::fault::{Faults, fault};
use city::file::plan::{Diff, Plan, Write};
use city::file::{calendar, rulebook, text};

pub fn plan_calendar(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let text = text::utf8(body).map_err(Faults::from)?;
    let old = before.city.calendar_document.as_ref();
    let version = next_version(old);
    let read = calendar::parse(text, version.to_string())?;
    let mut plan = replacement("calendar", &read.name, text, old, before);
    plan.report.warnings = calendar::unpublished_years(&read.calendar, before.now)
        .into_iter()
        .map(|year| {
            let detail = Detail::CalendarYearMissing { year };
            fault("/years", Code::CalendarInvalid, detail)
        })
        .collect();
    Ok(plan)
}

pub fn plan_rulebook(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let text = text::utf8(body).map_err(Faults::from)?;
    let rules = rulebook::parse(text)?;
    let old = before.city.rulebook_document.as_ref();
    Ok(replacement("rulebook", &rules.name, text, old, before))
}

fn next_version(old: Option<&Document>) -> i64 {
    old.map_or(0, |old| old.version) + 1
}

fn replacement(
    kind: &str,
    name: &str,
    body: &str,
    old: Option<&Document>,
    before: &Before,
) -> Plan {
    let mut plan = Plan::default();
    let hash = hex::encode(Sha256::digest(body));
    let write = match old {
        None => {
            plan.report.created(0, kind, name);
            true
        }
        Some(old) => plan.report.compared(0, kind, name, diff(old, body, &hash)),
    };
    if write {
        plan.writes.push(Write::Document(DocumentRow {
            kind: kind.to_owned(),
            version: next_version(old),
            name: name.to_owned(),
            hash,
            body: body.to_owned(),
            created_at: before.now,
            created_by: before.actor,
        }));
    }
    plan
}

/// Key by key; a change of comments alone is a new version too, since the hash names the file.
fn diff(old: &Document, body: &str, hash: &str) -> Diff {
    let (before, after) = (values(&old.body), values(body));
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |of: &BTreeMap<String, String>, key| of.get(key).cloned().unwrap_or_default();
    keys.into_iter()
        .fold(Diff::default(), |diff, key| {
            diff.field(key, value(&before, key), value(&after, key))
        })
        .field("sha256", &old.hash, hash)
}

/// Every value of the file by its dotted path; lists stay whole.
fn values(text: &str) -> BTreeMap<String, String> {
    fn collect(at: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let at = if at.is_empty() {
                        key.clone()
                    } else {
                        format!("{at}.{key}")
                    };
                    collect(&at, value, into);
                }
            }
            value => {
                into.insert(at.to_owned(), value.to_string());
            }
        }
    }
    let mut found = BTreeMap::new();
    if let Ok(table) = text.parse::<toml::Table>() {
        collect("", &toml::Value::Table(table), &mut found);
    }
    found
}
