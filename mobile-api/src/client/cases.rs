//! Reporting cases, reading them, and doing something with them.

use uuid::Uuid;

use super::transport::Call;
use super::{Client, Result};
use crate::action::ActionRequest;
use crate::case::{Case, CaseCounts, CaseQuery, NearbyCase, NearbyQuery, ReportRequest};
use crate::event::CaseEvent;
use crate::page::{MAX_LIMIT, Page, PageQuery};

impl Client {
    /// A new id for what is about to be reported. Keep it with the draft: the same report under the same
    /// id may be sent as often as need be.
    pub fn new_id() -> Uuid {
        Uuid::now_v7()
    }

    pub async fn report(&self, id: Uuid, report: &ReportRequest) -> Result<Case> {
        self.json(Call::put(format!("/cases/{id}")).json(report)?)
            .await
    }

    pub async fn case(&self, id: Uuid) -> Result<Case> {
        self.json(Call::get(format!("/cases/{id}"))).await
    }

    pub async fn cases(&self, query: &CaseQuery) -> Result<Page<Case>> {
        self.json(Call::get("/cases").queries(query)?).await
    }

    pub async fn case_events(&self, id: Uuid, page: &PageQuery) -> Result<Page<CaseEvent>> {
        self.json(Call::get(format!("/cases/{id}/events")).queries(page)?)
            .await
    }

    /// From the report to the last, page by page: what checking the chain needs.
    pub async fn all_case_events(&self, id: Uuid) -> Result<Vec<CaseEvent>> {
        let (mut events, mut page) = (Vec::new(), PageQuery::default());
        page.limit = Some(MAX_LIMIT);
        loop {
            let got = self.case_events(id, &page).await?;
            events.extend(got.items);
            match got.next_cursor {
                Some(cursor) => page.cursor = Some(cursor),
                None => return Ok(events),
            }
        }
    }

    /// Done once, however often it has to be sent.
    pub async fn act(&self, id: Uuid, request: &ActionRequest) -> Result<Case> {
        self.act_once(id, request, Uuid::now_v7()).await
    }

    /// With the caller's own key, for an action that waits on a phone until there is a network.
    pub async fn act_once(&self, id: Uuid, request: &ActionRequest, key: Uuid) -> Result<Case> {
        let path = format!("/cases/{id}/actions/{}", request.action().name());
        self.json(Call::post(path).once(key).json(request)?).await
    }

    pub async fn case_counts(&self) -> Result<CaseCounts> {
        self.json(Call::get("/cases/counts")).await
    }

    /// Open cases of a category near a place, nearest first.
    pub async fn nearby_cases(&self, query: &NearbyQuery) -> Result<Page<NearbyCase>> {
        self.json(Call::get("/cases/nearby").queries(query)?).await
    }
}
