//! The row that lists, maps and boards read, as the fold of a case's events says it must be.

use domain::case::{Case, Outline};
use domain::id::UserId;
use store::cases::CaseRow;

/// What events can change, written over the row; what the report fixed stays as it is, but for its time when that is
/// corrected.
pub fn project(case: &Case, row: &mut CaseRow) {
    let standing = case.standing();
    let outline = case.outline();
    let limit = case.clock.as_ref().map(|clock| clock.limit);
    row.version = case.version;
    row.reported_at = case.reported_at;
    row.state = case.state.name().as_str().to_owned();
    row.department_id = case.department();
    row.limit_value = limit.map(|limit| i64::from(limit.value));
    row.limit_unit = limit.map(|limit| limit.unit.as_str().to_owned());
    row.calendar_provisional = case.calendar_provisional();
    row.dispatched_at = case.dispatched_at();
    row.deadline_at = case.deadline_at();
    row.due_at = case.due_at();
    row.yellow_at = case.yellow_at();
    row.next_rung_at = case.next_rung_at();
    row.handled_at = standing.map(|handling| handling.at);
    row.handled_by = standing.map(|handling| handling.by);
    row.on_time = case.on_time();
    row.closed_at = case.closed_at();
    row.handled_once = case.handled_once();
    row.reworks_in_dispatch = case.reworks_in_dispatch();
    row.speed_millionths = case.speed_millionths();
    row.letters = case.letters();
    row.wrong_returns = case.wrong_returns();
    row.falsified = case.falsified();
    row.recurrence_of = case.recurrence_of();
    row.self_found = case.self_found();
    row.rework_count = case.rework_count;
    row.return_count = case.return_count;
    row.extension_count = case.extension_count;
    row.letter_count = case.letter_count;
    row.wrong_return_count = case.wrong_return_count;
    row.falsified_count = case.falsified_count;
    row.extension_asked = outline.extension_asked;
    row.handlers = ids(&outline.handlers);
    row.duplicate_of = case.duplicate_of();
}

fn ids(users: &[UserId]) -> String {
    users
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What decides who may do what with the case, read back from its row.
pub fn outline(row: &CaseRow) -> anyhow::Result<Outline> {
    let handlers = row
        .handlers
        .split_whitespace()
        .map(|id| Ok(UserId(id.parse()?)));
    Ok(Outline {
        state: row
            .state
            .parse()
            .map_err(|_| anyhow::anyhow!("a case is {}", row.state))?,
        department: row.department_id,
        street: row.street_id,
        district: row.district_id,
        handlers: handlers.collect::<anyhow::Result<_>>()?,
        extension_count: row.extension_count,
        extension_asked: row.extension_asked,
    })
}
