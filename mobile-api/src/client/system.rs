//! Asking the machine itself; no sign-in.

use super::error::Error;
use super::transport::Call;
use super::{Client, Result};
use crate::health::{Alive, Ready};

impl Client {
    pub async fn alive(&self) -> Result<Alive> {
        self.json(Call::machine("/healthz")).await
    }

    /// An error while something the server needs does not answer.
    pub async fn ready(&self) -> Result<Ready> {
        self.json(Call::machine("/readyz")).await
    }

    pub async fn openapi(&self) -> Result<serde_json::Value> {
        self.json(Call::get("/openapi.json").without_sign_in())
            .await
    }

    /// Prometheus text, for who has the token of the configuration.
    pub async fn metrics(&self, token: &str) -> Result<String> {
        let call = Call::machine("/metrics").bearing(token);
        let text = self.text(call).await?;
        if text.contains("# TYPE") {
            Ok(text)
        } else {
            Err(Error::Unreadable {
                status: 200,
                reason: "no metrics".into(),
            })
        }
    }
}
