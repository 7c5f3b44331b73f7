//! The cases: every chain of events whole, and every row what its events fold to.

use std::collections::HashMap;

use domain::case::Case;
use domain::id::CaseId;
use domain::time::Micros;
use store::Conn;
use store::cases::CaseRow;
use store::events::EventRow;

use super::{Finding, Section, fault};
use app::action::case::chain::broken_at;
use app::action::case::project::project;
use app::action::case::record::fold;
use app::error::AppError;
use app::state::App;

/// One transaction each, so that a case is never seen between its event and its row.
const BATCH: i64 = 200;

pub fn section(app: &App) -> Result<Section, AppError> {
    let mut section = Section {
        title: "案件事件链 (cases and their events)",
        looked_at: 0,
        findings: Vec::new(),
    };
    let mut last = None;
    loop {
        let (ids, findings) = app.db.read_blocking(|conn| batch(conn, last))?;
        section.looked_at += ids.len();
        section.findings.extend(findings);
        match ids.last() {
            Some(id) => last = Some(*id),
            None => return Ok(section),
        }
    }
}

fn batch(conn: &mut Conn, after: Option<CaseId>) -> Result<(Vec<CaseId>, Vec<Finding>), AppError> {
    let ids = store::cases::ids_after(conn, after, BATCH)?;
    let rows = store::cases::get_all(conn, &ids)?;
    let mut events: HashMap<CaseId, Vec<EventRow>> = HashMap::new();
    for event in store::events::of_cases_until(conn, &ids, Micros(i64::MAX))? {
        events.entry(event.case_id).or_default().push(event);
    }
    let findings = rows.iter().filter_map(|row| {
        let events = events.remove(&row.id).unwrap_or_default();
        let said = wrong(row, &events)?;
        Some(fault(format!("案件 {} {said}", row.number)))
    });
    Ok((ids, findings.collect()))
}

fn wrong(row: &CaseRow, events: &[EventRow]) -> Option<String> {
    if events.is_empty() {
        return Some("没有任何事件 (has no events)".into());
    }
    if let Some(seq) = broken_at(row.id, events) {
        return Some(format!(
            "的事件链从第 {seq} 个事件起不成立：记录被改动过 (the chain breaks there)"
        ));
    }
    match fold(row.id, events) {
        Ok((case, _)) => {
            let fields = differing(row, &expected(&case, row));
            (!fields.is_empty()).then(|| {
                format!(
                    "的当前状态与事件链不符：{} (the row is not what the events say)",
                    fields.join("、")
                )
            })
        }
        Err(error) => Some(format!("的事件无法重放 (cannot be replayed): {error:#}")),
    }
}

/// What the events say the row must be.
fn expected(case: &Case, row: &CaseRow) -> CaseRow {
    let report = &case.report;
    let mut expected = CaseRow {
        number: report.number.clone(),
        scheme: report.category.scheme.clone(),
        category_code: report.category.code.clone(),
        mode: report.mode.as_str().to_owned(),
        description: report.description.clone(),
        captured_at: report.captured_at,
        reporter_id: case.reporter,
        reported_at: case.reported_at,
        zone_id: report.zone,
        zone_unit_id: report.zone_unit,
        street_id: report.street,
        district_id: report.district,
        ..row.clone()
    };
    project(case, &mut expected);
    expected
}

/// Columns by name, those that matter to people first.
fn differing(row: &CaseRow, expected: &CaseRow) -> Vec<&'static str> {
    let (is, should_be) = (told(row), told(expected));
    let unlike = is.into_iter().zip(should_be).filter(|(a, b)| a != b);
    let mut names: Vec<&'static str> = unlike.map(|((name, _), _)| name).collect();
    if names.is_empty() && row != expected {
        names.push("…");
    }
    names
}

fn told(row: &CaseRow) -> Vec<(&'static str, String)> {
    fn of(value: impl std::fmt::Debug) -> String {
        format!("{value:?}")
    }
    vec![
        ("version", of(row.version)),
        ("state", of(&row.state)),
        ("number", of(&row.number)),
        ("category", of((&row.scheme, &row.category_code))),
        ("description", of(&row.description)),
        ("reporter", of(row.reporter_id)),
        ("reported_at", of(row.reported_at)),
        ("zone", of((row.zone_id, row.zone_unit_id))),
        ("street", of((row.street_id, row.district_id))),
        ("department", of(row.department_id)),
        ("limit", of((row.limit_value, &row.limit_unit))),
        ("dispatched_at", of(row.dispatched_at)),
        ("deadline_at", of(row.deadline_at)),
        ("due_at", of(row.due_at)),
        ("yellow_at", of(row.yellow_at)),
        ("next_rung_at", of(row.next_rung_at)),
        ("handled_at", of((row.handled_at, row.handled_by))),
        ("on_time", of(row.on_time)),
        ("closed_at", of(row.closed_at)),
        ("speed_millionths", of(row.speed_millionths)),
        ("letters", of((row.letters, row.letter_count))),
        (
            "wrong_returns",
            of((row.wrong_returns, row.wrong_return_count)),
        ),
        ("falsified", of((row.falsified, row.falsified_count))),
        ("recurrence_of", of(row.recurrence_of)),
        ("self_found", of(row.self_found)),
        (
            "rework_count",
            of((row.rework_count, row.reworks_in_dispatch)),
        ),
        ("return_count", of(row.return_count)),
        (
            "extension_count",
            of((row.extension_count, row.extension_asked)),
        ),
        ("duplicate_of", of(row.duplicate_of)),
    ]
}
