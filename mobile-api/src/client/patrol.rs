//! Visits and campaigns.

use uuid::Uuid;

use super::transport::Call;
use super::{Client, Result};
use crate::campaign::{Campaign, CampaignQuery, CampaignRequest};
use crate::page::Page;
use crate::visit::{Visit, VisitQuery, VisitRequest};

impl Client {
    /// Under an id made by the caller: the same again is answered, not done twice.
    pub async fn put_visit(&self, id: Uuid, visit: &VisitRequest) -> Result<Visit> {
        self.json(Call::put(format!("/visits/{id}")).json(visit)?)
            .await
    }

    pub async fn visit(&self, id: Uuid) -> Result<Visit> {
        self.json(Call::get(format!("/visits/{id}"))).await
    }

    pub async fn visits(&self, query: &VisitQuery) -> Result<Page<Visit>> {
        self.json(Call::get("/visits").queries(query)?).await
    }

    pub async fn put_campaign(&self, id: Uuid, campaign: &CampaignRequest) -> Result<Campaign> {
        self.json(Call::put(format!("/campaigns/{id}")).json(campaign)?)
            .await
    }

    pub async fn campaign(&self, id: Uuid) -> Result<Campaign> {
        self.json(Call::get(format!("/campaigns/{id}"))).await
    }

    pub async fn campaigns(&self, query: &CampaignQuery) -> Result<Page<Campaign>> {
        self.json(Call::get("/campaigns").queries(query)?).await
    }
}
