//! Recomputing a list from the events alone: the chain of every case that may count is checked, the case is
//! folded as of then, counted and ranked by the rulebook of then. Rows, rules and zones of today play no part,
//! so the answer is the same after any import, and in any year.

mod differences;
mod recount;

use std::collections::BTreeMap;

use anyhow::Context;
use domain::id::{CaseId, RankingId, UnitId};
use domain::ranking::Subject;
use domain::time::Micros;
use mirror::Meant;
use mobile_api::hash::Sha256;
use mobile_api::ranking::{CountedCase, Listing, RankingContent, RankingRow, counted_seal};
use mobile_api::unit::UnitRef;
use store::Conn;
use store::rankings::RankingRow as Stored;
use uuid::Uuid;

pub use differences::{Difference, FieldChange};

use super::compute::{Basis, compute};
use super::count::cut_by_version;
use super::show;
use super::subjects::Named;
use super::{find, rulebook_then};
use crate::error::AppError;
use differences::changes;
use recount::recount;

/// What verifying found. No difference: the list is what the events say.
#[derive(Debug)]
pub struct Verdict {
    pub id: RankingId,
    pub board: String,
    pub period: String,
    pub cases_counted: usize,
    pub differences: Vec<Difference>,
}

/// A list as it was frozen.
struct Frozen {
    content: RankingContent,
    lines: BTreeMap<CaseId, CountedCase>,
}

pub fn verify(conn: &mut Conn, id: RankingId) -> Result<Verdict, AppError> {
    let row = find(conn, id)?;
    let mut differences = Vec::new();
    let frozen = frozen(conn, &row, &mut differences)?;
    let cases_counted = frozen.as_ref().map_or(0, |frozen| frozen.lines.len());
    if let Some(frozen) = frozen {
        compare(conn, &row, &frozen, &mut differences)?;
    }
    Ok(Verdict {
        id,
        board: row.board,
        period: row.period,
        cases_counted,
        differences,
    })
}

/// Reads what was frozen, and checks that it is still what its own hashes say.
fn frozen(
    conn: &mut Conn,
    row: &Stored,
    differences: &mut Vec<Difference>,
) -> Result<Option<Frozen>, AppError> {
    let computed = Sha256::of(row.content.as_bytes()).to_string();
    if computed != row.hash {
        let stored = row.hash.clone();
        differences.push(Difference::Hash { stored, computed });
    }
    let content = match RankingContent::from_stored(&row.content) {
        Ok(content) => content,
        Err(why) => {
            let why = why.to_string();
            differences.push(Difference::Unreadable { why });
            return Ok(None);
        }
    };
    differences.extend(columns(row, &content));
    let lines = lines(conn, row.id, differences)?;
    let seal = counted_seal(lines.values().map(CountedCase::canonical).collect());
    if seal != content.cases_hash || lines.len() as u64 != content.cases_counted {
        differences.push(Difference::Seal {
            frozen: content.cases_hash.to_string(),
            computed: seal.to_string(),
        });
    }
    Ok(Some(Frozen { content, lines }))
}

/// The columns beside the content are found by it; they must say the same.
fn columns(row: &Stored, content: &RankingContent) -> Option<Difference> {
    let pairs = [
        ("board", row.board.clone(), content.board.name().to_owned()),
        ("period", row.period.clone(), content.period.clone()),
        (
            "as_of",
            row.as_of.0.to_string(),
            content.as_of.0.to_string(),
        ),
        (
            "rulebook_version",
            row.rulebook_version.to_string(),
            content.rulebook.version.to_string(),
        ),
        (
            "rulebook_hash",
            row.rulebook_hash.clone(),
            content.rulebook.hash.to_string(),
        ),
    ];
    let changes: Vec<_> = pairs
        .into_iter()
        .filter(|(_, column, content)| column != content)
        .map(|(field, column, content)| FieldChange {
            field: field.to_owned(),
            frozen: content,
            computed: column,
        })
        .collect();
    (!changes.is_empty()).then_some(Difference::Columns { changes })
}

fn lines(
    conn: &mut Conn,
    id: RankingId,
    differences: &mut Vec<Difference>,
) -> Result<BTreeMap<CaseId, CountedCase>, AppError> {
    let (mut lines, mut after) = (BTreeMap::new(), None);
    loop {
        let page = store::rankings::cases(conn, id, None, after, 1000)?;
        let Some(last) = page.last() else {
            return Ok(lines);
        };
        after = Some(last.case_id);
        for row in page {
            let line = CountedCase::from_stored(&row.counted)
                .ok()
                .filter(|line| line.case_id == row.case_id.0 && line.unit_id == row.unit_id.0)
                .filter(|line| line.canonical() == row.counted);
            match line {
                Some(line) => {
                    lines.insert(row.case_id, line);
                }
                None => differences.push(Difference::LineDamaged { case: row.case_id }),
            }
        }
    }
}

fn compare(
    conn: &mut Conn,
    row: &Stored,
    frozen: &Frozen,
    differences: &mut Vec<Difference>,
) -> Result<(), AppError> {
    let content = &frozen.content;
    let board = content.board.meant();
    let period = show::period_named(&content.period)?;
    let as_of = Micros(content.as_of.0);
    let (rulebook, hash) = match rulebook_then(conn, content.rulebook.version) {
        Ok(found) => found,
        Err(_) => {
            let version = content.rulebook.version;
            differences.push(Difference::RulebookGone { version });
            return Ok(());
        }
    };
    if hash != content.rulebook.hash {
        differences.push(Difference::Rulebook {
            version: content.rulebook.version,
            frozen: content.rulebook.hash.to_string(),
            computed: hash.to_string(),
        });
    }

    // Else an event that was slipped in afterwards, dated before the list, would not be seen.
    let by_version = cut_by_version(content.format) && store::clock::was_ahead(conn, as_of)?;
    let due = recount(
        conn,
        period,
        as_of,
        frozen.lines.keys().copied(),
        |case| {
            let line = frozen.lines.get(&case);
            line.filter(|_| by_version).map(|line| line.version)
        },
        differences,
    )?;
    let counted_for = due.iter().filter_map(|case| case.unit(board));
    let basis = Basis {
        format: content.format,
        board,
        period,
        as_of,
        rulebook: &rulebook,
        rulebook_ref: content.rulebook.clone(),
        subjects: subjects(content, counted_for),
    };
    let mut computed = compute(conn, basis, &due)?;
    // Subjects with nothing due may have been left out of the rows; then only their number was kept.
    let kept = content.rows.len() as i64;
    let left_out = (content.totals.subjects - kept).max(0);
    let no_data = |row: &&RankingRow| row.listing == Listing::NoData;
    let shown_without_data = content.rows.iter().filter(no_data).count() as i64;
    if board.rules(&rulebook).omit_no_data
        && left_out + shown_without_data == content.totals.no_data
    {
        computed.content.totals.subjects += left_out;
        computed.content.totals.no_data += left_out;
    }

    compare_lines(&frozen.lines, &computed.lines, differences);
    compare_content(content, &computed.content, differences);
    // Whatever the comparison above does not name still shows here.
    let recomputed = computed.content.hash().to_string();
    if recomputed != row.hash && differences.is_empty() {
        let stored = row.hash.clone();
        let computed = recomputed;
        differences.push(Difference::Hash { stored, computed });
    }
    Ok(())
}

/// Those of the frozen rows under the names and groups of then, and whoever else the events name.
fn subjects(content: &RankingContent, counted_for: impl Iterator<Item = UnitId>) -> Vec<Named> {
    let named = |unit: &UnitRef, group: &str| Named {
        subject: Subject {
            unit: UnitId(unit.id),
            code: unit.code.clone(),
            group: group.to_owned(),
        },
        unit: unit.clone(),
    };
    let rows = content.rows.iter();
    let mut subjects: BTreeMap<UnitId, Named> = rows
        .map(|row| (UnitId(row.unit.id), named(&row.unit, &row.group)))
        .collect();
    for unit in counted_for {
        subjects.entry(unit).or_insert_with(|| {
            let nameless = UnitRef {
                id: unit.0,
                code: unit.to_string(),
                name: String::new(),
            };
            named(&nameless, "")
        });
    }
    subjects.into_values().collect()
}

fn compare_lines(
    frozen: &BTreeMap<CaseId, CountedCase>,
    computed: &[CountedCase],
    differences: &mut Vec<Difference>,
) {
    let computed: BTreeMap<CaseId, &CountedCase> = computed
        .iter()
        .map(|line| (CaseId(line.case_id), line))
        .collect();
    for (case, line) in frozen {
        match computed.get(case) {
            None => differences.push(Difference::CaseNotDue { case: *case }),
            Some(other) if *other != line => differences.push(Difference::Case {
                case: *case,
                changes: changes(line, other),
            }),
            Some(_) => {}
        }
    }
    let missing = computed.keys().filter(|case| !frozen.contains_key(case));
    differences.extend(missing.map(|case| Difference::CaseNotFrozen { case: *case }));
}

fn compare_content(
    frozen: &RankingContent,
    computed: &RankingContent,
    differences: &mut Vec<Difference>,
) {
    let by_unit = |content: &RankingContent| -> BTreeMap<Uuid, RankingRow> {
        content
            .rows
            .iter()
            .map(|row| (row.unit.id, row.clone()))
            .collect()
    };
    let (before, after) = (by_unit(frozen), by_unit(computed));
    for (unit, row) in &before {
        let unit_ref = row.unit.clone();
        match after.get(unit) {
            Some(other) if other == row => {}
            Some(other) => differences.push(Difference::Row {
                unit: unit_ref,
                changes: changes(row, other),
            }),
            None => differences.push(Difference::RowNotComputed { unit: unit_ref }),
        }
    }
    for (_, row) in after.iter().filter(|(unit, _)| !before.contains_key(unit)) {
        let unit = row.unit.clone();
        differences.push(Difference::RowNotFrozen { unit });
    }
    let order = |content: &RankingContent| -> Vec<Uuid> {
        content.rows.iter().map(|row| row.unit.id).collect()
    };
    if before == after && order(frozen) != order(computed) {
        differences.push(Difference::Order);
    }
    let rest = changes(&Rest::of(frozen), &Rest::of(computed));
    if !rest.is_empty() {
        differences.push(Difference::Summary { changes: rest });
    }
}

/// What a list says beside its rows; the seal of its cases is compared line by line.
#[derive(serde::Serialize)]
struct Rest<'a> {
    from: mobile_api::time::Time,
    to: mobile_api::time::Time,
    red: Vec<&'a str>,
    black: Vec<&'a str>,
    totals: &'a mobile_api::ranking::Totals,
}

impl<'a> Rest<'a> {
    fn of(content: &'a RankingContent) -> Rest<'a> {
        let codes = |units: &'a [UnitRef]| units.iter().map(|unit| unit.code.as_str()).collect();
        Rest {
            from: content.from,
            to: content.to,
            red: codes(&content.red),
            black: codes(&content.black),
            totals: &content.totals,
        }
    }
}

/// For those who only want to know the first thing that is wrong.
impl Verdict {
    pub fn agrees(&self) -> anyhow::Result<()> {
        match self.differences.first() {
            None => Ok(()),
            Some(first) => {
                Err(anyhow::anyhow!("{first}")).with_context(|| format!("list {}", self.id))
            }
        }
    }
}
