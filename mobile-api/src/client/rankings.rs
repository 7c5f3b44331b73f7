//! The red-black list: looking at it, building it, signing it off.

use uuid::Uuid;

use super::transport::Call;
use super::{Client, Result};
use crate::page::Page;
use crate::ranking::{
    BuildRequest, CorrectRequest, PublicRanking, PublicRankingQuery, Ranking, RankingCase,
    RankingCaseQuery, RankingHistoryQuery, RankingIssue, RankingQuery, SignOffRequest,
};

impl Client {
    /// The published issue of the period or, before there is one, the figures as they stand now.
    pub async fn current_ranking(&self, query: &RankingQuery) -> Result<Ranking> {
        self.json(Call::get("/rankings").queries(query)?).await
    }

    /// Every issue ever published, the latest first.
    pub async fn ranking_history(&self, query: &RankingHistoryQuery) -> Result<Page<RankingIssue>> {
        self.json(Call::get("/rankings/history").queries(query)?)
            .await
    }

    pub async fn build_ranking(&self, id: Uuid, build: &BuildRequest) -> Result<Ranking> {
        self.json(Call::put(format!("/rankings/{id}")).json(build)?)
            .await
    }

    pub async fn ranking(&self, id: Uuid) -> Result<Ranking> {
        self.json(Call::get(format!("/rankings/{id}"))).await
    }

    pub async fn review_ranking(&self, id: Uuid, sign_off: &SignOffRequest) -> Result<Ranking> {
        self.json(Call::post(format!("/rankings/{id}/review")).json(sign_off)?)
            .await
    }

    pub async fn publish_ranking(&self, id: Uuid, sign_off: &SignOffRequest) -> Result<Ranking> {
        self.json(Call::post(format!("/rankings/{id}/publish")).json(sign_off)?)
            .await
    }

    /// `id` is the issue that was wrong; the correction carries an id of its own.
    pub async fn correct_ranking(&self, id: Uuid, correction: &CorrectRequest) -> Result<Ranking> {
        self.json(
            Call::post(format!("/rankings/{id}/correct"))
                .harmless()
                .json(correction)?,
        )
        .await
    }

    pub async fn ranking_cases(
        &self,
        id: Uuid,
        query: &RankingCaseQuery,
    ) -> Result<Page<RankingCase>> {
        self.json(Call::get(format!("/rankings/{id}/cases")).queries(query)?)
            .await
    }

    pub async fn ranking_csv(&self, id: Uuid) -> Result<String> {
        self.text(Call::get(format!("/rankings/{id}.csv"))).await
    }

    pub async fn latest_public_ranking(&self, query: &PublicRankingQuery) -> Result<PublicRanking> {
        self.json(
            Call::get("/public/rankings/latest")
                .without_sign_in()
                .queries(query)?,
        )
        .await
    }

    pub async fn public_ranking(&self, id: Uuid) -> Result<PublicRanking> {
        self.json(Call::get(format!("/public/rankings/{id}")).without_sign_in())
            .await
    }
}
