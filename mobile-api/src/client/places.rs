//! Zones, routing and the other reference data.

use bytes::Bytes;

use super::transport::{Call, Payload};
use super::{Client, Result};
use crate::category::Category;
use crate::import::ImportReport;
use crate::page::{Page, PageQuery};
use crate::reference::ReferenceAnswer;
use crate::route::{LocateQuery, Located};
use crate::rule::{RoutingTable, RoutingTableRequest};
use crate::unit::Unit;
use crate::zone::{CoverageGap, ZoneCollection, ZoneImport, ZoneQuery};

impl Client {
    pub async fn zones(&self, query: &ZoneQuery) -> Result<ZoneCollection> {
        self.json(Call::get("/zones").queries(query)?).await
    }

    /// What a report at this place would meet; nothing is created.
    pub async fn locate(&self, query: &LocateQuery) -> Result<Located> {
        self.json(Call::get("/zones/locate").queries(query)?).await
    }

    pub async fn import_zones(&self, zones: &ZoneImport, dry_run: bool) -> Result<ImportReport> {
        self.json(
            Call::post("/zones/import")
                .query("dry_run", dry_run)
                .json(zones)?,
        )
        .await
    }

    pub async fn coverage(&self, page: &PageQuery) -> Result<Page<CoverageGap>> {
        self.json(Call::get("/coverage").queries(page)?).await
    }

    pub async fn categories(&self, page: &PageQuery) -> Result<Page<Category>> {
        self.json(Call::get("/categories").queries(page)?).await
    }

    pub async fn units(&self, page: &PageQuery) -> Result<Page<Unit>> {
        self.json(Call::get("/units").queries(page)?).await
    }

    /// The limits, hours and names a phone keeps.
    pub async fn reference(&self) -> Result<ReferenceAnswer> {
        self.json(Call::get("/reference")).await
    }

    pub async fn routing_rules(&self) -> Result<RoutingTable> {
        self.json(Call::get("/routing-rules")).await
    }

    /// Replaces the whole table.
    pub async fn put_routing_rules(&self, table: &RoutingTableRequest) -> Result<RoutingTable> {
        self.json(Call::put("/routing-rules").json(table)?).await
    }

    pub async fn import_units(&self, csv: impl Into<Bytes>, dry_run: bool) -> Result<ImportReport> {
        self.import_csv("/units/import", csv.into(), dry_run).await
    }

    pub async fn import_users(&self, csv: impl Into<Bytes>, dry_run: bool) -> Result<ImportReport> {
        self.import_csv("/users/import", csv.into(), dry_run).await
    }

    async fn import_csv(&self, path: &str, body: Bytes, dry_run: bool) -> Result<ImportReport> {
        let payload = Payload::Upload {
            media_type: "text/csv",
            body,
        };
        self.json(Call::post(path).query("dry_run", dry_run).payload(payload))
            .await
    }
}
