//! Signing in and staying signed in: tokens are exchanged when the server says the old one has expired,
//! by one caller for all.

use std::time::Duration;

use uuid::Uuid;

use super::error::Error;
use super::retry::Retry;
use super::transport::Call;
use super::{Client, Result};
use crate::auth::{LoginRequest, Me, RefreshRequest, TokenAnswer};

pub(super) struct Session {
    access_token: String,
    refresh_token: String,
    /// Of an exchange that was begun and has no answer yet: whoever asks again goes on with it.
    exchange: Option<Uuid>,
}

impl From<TokenAnswer> for Session {
    fn from(answer: TokenAnswer) -> Session {
        Session {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            exchange: None,
        }
    }
}

/// The server bears with a repeated exchange for a minute after the first. Three attempts of this length and the waits
/// between them are over before that.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(15);
const EXCHANGE_RETRY: Retry = Retry {
    attempts: 3,
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(5),
};

impl Client {
    pub async fn login(&self, username: &str, password: &str) -> Result<Me> {
        self.login_as(&LoginRequest {
            username: username.into(),
            password: password.into(),
            device_name: None,
            device_token: None,
        })
        .await
    }

    pub async fn login_as(&self, login: &LoginRequest) -> Result<Me> {
        let mut session = self.shared.session.lock().await;
        let answer: TokenAnswer = self
            .json_signed_out(Call::post("/auth/login").json(login)?)
            .await?;
        let user = answer.user.clone();
        *session = Some(answer.into());
        Ok(user)
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
        let current = session.as_mut().ok_or(Error::SignedOut)?;
        if current.access_token != expired {
            return Ok(current.access_token.clone());
        }
        // A refresh token counts once, but the server bears with whoever lost the answer and soon sends the same
        // request again, which it knows by the key. Anything else it takes for theft.
        let key = *current.exchange.get_or_insert_with(Uuid::now_v7);
        let request = RefreshRequest {
            refresh_token: current.refresh_token.clone(),
        };
        let settings = &self.shared.settings;
        let call = Call::post("/auth/refresh")
            .once(key)
            .within(
                settings.timeout.min(EXCHANGE_TIMEOUT),
                settings.retry.at_most(&EXCHANGE_RETRY),
            )
            .json(&request)?;
        match self.json_signed_out::<TokenAnswer>(call).await {
            Ok(answer) => {
                let token = answer.access_token.clone();
                *session = Some(answer.into());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_attempt_at_an_exchange_is_over_before_the_grace_is() {
        let settings = crate::client::Settings::default();
        let retry = settings.retry.at_most(&EXCHANGE_RETRY);
        let timeout = settings.timeout.min(EXCHANGE_TIMEOUT);
        let mut longest = timeout;
        let mut made = 1;
        // As slow as can be: every attempt runs out of time, every wait is as long as the server may ask for.
        while let Some(wait) = retry.wait(made, Some(retry.longest_wait), 1.0) {
            longest += wait + timeout;
            made += 1;
        }
        assert_eq!(made, 3);
        assert!(longest < Duration::from_secs(60), "{longest:?}");
    }
}
