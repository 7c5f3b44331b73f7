//! Notices, and marking them as read.

use super::transport::Call;
use super::{Client, Result};
use crate::notice::{NoticePage, ReadRequest, Unread};
use crate::page::PageQuery;

impl Client {
    pub async fn notices(&self, page: &PageQuery) -> Result<NoticePage> {
        self.json(Call::get("/notices").queries(page)?).await
    }

    pub async fn read_notices(&self, read: &ReadRequest) -> Result<Unread> {
        self.json(Call::post("/notices/read").json(read)?).await
    }
}
