//! The issues over which consecutive appearances on the black list are counted, as they were in force at a moment.

use std::collections::BTreeSet;

use anyhow::Context;
use domain::id::UnitId;
use domain::period::Period;
use domain::ranking::{Board, Issue};
use domain::time::Micros;
use mobile_api::ranking::RankingContent;
use store::Conn;

use super::kind;
use crate::error::AppError;

/// A quarter at a time: hardly any row is longer.
const PAGE: i64 = 13;

/// As far back as any of these units' rows reaches, the nearest first.
pub fn issues(
    conn: &mut Conn,
    board: Board,
    period: Period,
    as_of: Micros,
    black: &[UnitId],
) -> Result<Vec<Issue>, AppError> {
    let mut unbroken: BTreeSet<UnitId> = black.iter().copied().collect();
    let (mut issues, mut before) = (Vec::new(), period.to_string());
    while !unbroken.is_empty() {
        let page =
            store::rankings::in_force_by(conn, board.as_str(), &before, kind(period), as_of, PAGE)?;
        let Some(last) = page.last() else { break };
        before.clone_from(&last.period);
        for row in page {
            let content = RankingContent::from_stored(&row.content)
                .with_context(|| format!("the content of list {}", row.id))?;
            let issue = Issue {
                period: row
                    .period
                    .parse()
                    .map_err(|_| anyhow::anyhow!("list {} is of {}", row.id, row.period))?,
                black: content.black.iter().map(|unit| UnitId(unit.id)).collect(),
            };
            unbroken.retain(|unit| issue.black.contains(unit));
            issues.push(issue);
        }
    }
    Ok(issues)
}
