//! A published issue for everybody: units and figures, no person and no case.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Board, Ranking, RankingRow, RankingStatus, RulebookRef, Totals};
use crate::hash::Sha256;
use crate::time::Time;
use crate::unit::UnitRef;

/// Which board's latest issue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublicRankingQuery {
    /// Departments when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub board: Option<Board>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicRanking {
    pub id: Uuid,
    pub board: Board,
    pub period: String,
    pub from: Time,
    pub to: Time,
    /// `published`, or `corrected` when a later issue replaced it.
    pub status: RankingStatus,
    pub rulebook: RulebookRef,
    pub generated_at: Time,
    pub published_at: Time,
    pub rows: Vec<RankingRow>,
    pub red: Vec<UnitRef>,
    pub black: Vec<UnitRef>,
    pub totals: Totals,
    pub hash: Sha256,
    pub corrects_id: Option<Uuid>,
    pub correction_reason: Option<String>,
    pub corrected_by_id: Option<Uuid>,
}

impl PublicRanking {
    /// None: it is not public.
    pub fn of(ranking: Ranking) -> Option<PublicRanking> {
        match ranking.status {
            RankingStatus::Published | RankingStatus::Corrected => {}
            RankingStatus::Live
            | RankingStatus::Draft
            | RankingStatus::Review
            | RankingStatus::Withdrawn => {
                return None;
            }
        }
        Some(PublicRanking {
            id: ranking.id?,
            board: ranking.board,
            period: ranking.period,
            from: ranking.from,
            to: ranking.to,
            status: ranking.status,
            rulebook: ranking.rulebook,
            generated_at: ranking.generated_at,
            published_at: ranking.published_at?,
            rows: ranking.rows,
            red: ranking.red,
            black: ranking.black,
            totals: ranking.totals,
            hash: ranking.hash?,
            corrects_id: ranking.corrects_id,
            correction_reason: ranking.correction_reason,
            corrected_by_id: ranking.corrected_by_id,
        })
    }
}
