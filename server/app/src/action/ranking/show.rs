//! Red-black lists from rules and rows to the wire's types.

use anyhow::Context;
use domain::id::RankingId;
use domain::period::Period;
use domain::permission::Right;
use domain::ranking as rules;
use domain::time::Micros;
use mobile_api::ranking::{Ranking, RankingAction, RankingContent, RankingIssue, RankingStatus};
use mobile_api::time::Time;
use store::rankings::RankingRow;

pub fn board_named(name: &str) -> anyhow::Result<rules::Board> {
    name.parse()
        .map_err(|_| anyhow::anyhow!("a list is of the board {name}"))
}

pub fn period_named(name: &str) -> anyhow::Result<Period> {
    name.parse()
        .map_err(|_| anyhow::anyhow!("a list is of the period {name}"))
}

pub fn status(row: &RankingRow) -> anyhow::Result<RankingStatus> {
    Ok(match row.status.as_str() {
        "draft" => RankingStatus::Draft,
        "review" => RankingStatus::Review,
        "published" => RankingStatus::Published,
        "corrected" => RankingStatus::Corrected,
        "withdrawn" => RankingStatus::Withdrawn,
        other => anyhow::bail!("list {} is {other}", row.id),
    })
}

/// `may` says what the reader has the right to.
pub fn issue(
    row: &RankingRow,
    corrected_by: Option<RankingId>,
    appeals_until: Option<Micros>,
    may: impl Fn(Right) -> bool,
) -> anyhow::Result<Ranking> {
    let status = status(row)?;
    let hash = row.hash.parse();
    let hash = hash.map_err(|_| anyhow::anyhow!("the hash of list {} is damaged", row.id))?;
    let content = content(row)?;
    Ok(Ranking {
        id: Some(row.id.0),
        board: content.board,
        period: content.period,
        from: content.from,
        to: content.to,
        status,
        version: Some(row.version),
        rulebook: content.rulebook,
        generated_at: content.as_of,
        rows: content.rows,
        red: content.red,
        black: content.black,
        totals: content.totals,
        hash: Some(hash),
        review_at: row.review_at.map(time),
        appeals_until: appeals_until.map(time),
        published_at: row.published_at.map(time),
        corrects_id: row.corrects_id.map(|id| id.0),
        correction_reason: reason(row),
        corrected_by_id: corrected_by.map(|id| id.0),
        available_actions: available(row, status, may)?,
    })
}

pub fn in_history(row: &RankingRow) -> anyhow::Result<RankingIssue> {
    let content = content(row)?;
    Ok(RankingIssue {
        id: row.id.0,
        board: content.board,
        period: content.period,
        status: status(row)?,
        generated_at: content.as_of,
        published_at: row.published_at.map(time).context("a published list")?,
        red: content.red,
        black: content.black,
        hash: row
            .hash
            .parse()
            .map_err(|_| anyhow::anyhow!("the hash of list {} is damaged", row.id))?,
        corrects_id: row.corrects_id.map(|id| id.0),
        correction_reason: reason(row),
    })
}

/// What comes next in its life, if the reader has the right to it.
fn available(
    row: &RankingRow,
    status: RankingStatus,
    may: impl Fn(Right) -> bool,
) -> anyhow::Result<Vec<RankingAction>> {
    let period_over = row.as_of >= period_named(&row.period)?.bounds().1;
    let next = match status {
        RankingStatus::Draft if period_over => (RankingAction::Review, Right::ReviewRankings),
        RankingStatus::Review => (RankingAction::Publish, Right::PublishRankings),
        RankingStatus::Published => (RankingAction::Correct, Right::CorrectRankings),
        RankingStatus::Live
        | RankingStatus::Draft
        | RankingStatus::Corrected
        | RankingStatus::Withdrawn => return Ok(Vec::new()),
    };
    let (action, right) = next;
    Ok(may(right).then_some(action).into_iter().collect())
}

fn content(row: &RankingRow) -> anyhow::Result<RankingContent> {
    RankingContent::from_stored(&row.content)
        .with_context(|| format!("the content of list {}", row.id))
}

fn reason(row: &RankingRow) -> Option<String> {
    Some(row.correction_reason.clone()).filter(|reason| !reason.is_empty())
}

fn time(at: Micros) -> Time {
    Time(at.0)
}
