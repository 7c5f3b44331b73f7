//! Signing in and staying signed in: tokens are exchanged when the server says the old one has expired,
//! by one caller for all.

use super::error::Error;
use super::transport::Call;
use super::{Client, Result};
use crate::auth::{LoginRequest, Me, RefreshRequest, TokenAnswer};

pub(super) struct Session {
    access_token: String,
    refresh_token: String,
}

impl Client {
    pub async fn login(&self, username: &str, password: &str) -> Result<Me> {
        self.login_as(&LoginRequest {
            username: username.into(),
            password: password.into(),
            device_name: None,
        })
        .await
    }

    pub async fn login_as(&self, login: &LoginRequest) -> Result<Me> {
        let mut session = self.shared.session.lock().await;
        let answer: TokenAnswer = self
            .json_signed_out(Call::post("/auth/login").json(login)?)
            .await?;
        *session = Some(Session {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
        });
        Ok(answer.user)
    }

    /// Forgets the session here even when the server could not be told.
    pub async fn logout(&self) -> Result<()> {
        let told = self.nothing(Call::post("/auth/logout")).await;
        *self.shared.session.lock().await = None;
        told
    }

    pub async fn me(&self) -> Result<Me> {
        self.json(Call::get("/me")).await
    }

    pub(super) async fn access_token(&self) -> Result<String> {
        let session = self.shared.session.lock().await;
        session
            .as_ref()
            .map(|session| session.access_token.clone())
            .ok_or(Error::SignedOut)
    }

    /// A token that is not `expired`. In a task of its own: a caller who gives up waiting must not take
    /// the new tokens with him, since the old ones are worth nothing any more.
    pub(super) async fn renew(&self, expired: String) -> Result<String> {
        let client = self.clone();
        let exchange = tokio::spawn(async move { client.exchange(&expired).await });
        exchange.await.unwrap_or(Err(Error::SignedOut))
    }

    /// Whoever comes first exchanges the tokens; the others find it done.
    async fn exchange(&self, expired: &str) -> Result<String> {
        let mut session = self.shared.session.lock().await;
        let current = session.as_ref().ok_or(Error::SignedOut)?;
        if current.access_token != expired {
            return Ok(current.access_token.clone());
        }
        // A refresh token counts once, but the server bears with whoever lost the answer and asks again at
        // once. Later it would take that for theft.
        let request = RefreshRequest {
            refresh_token: current.refresh_token.clone(),
        };
        let call = Call::post("/auth/refresh").harmless().json(&request)?;
        match self.json_signed_out::<TokenAnswer>(call).await {
            Ok(answer) => {
                let token = answer.access_token.clone();
                *session = Some(Session {
                    access_token: answer.access_token,
                    refresh_token: answer.refresh_token,
                });
                Ok(token)
            }
            Err(error) => {
                if matches!(error.status(), Some(401 | 403)) {
                    *session = None;
                }
                Err(error)
            }
        }
    }
}
