//! One call: headers, attempts, tokens. Which calls there are stands in the files by noun.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::error::refusal;
use super::retry::{self, Repeat, Retry};
use super::{Client, Error, Result};

pub(super) const API: &str = "/api/v1";

pub(super) struct Call {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    payload: Payload,
    key: Option<Uuid>,
    repeat: Repeat,
    signed_in: bool,
    /// Another token than the session's.
    token: Option<String>,
    /// Instead of the client's own settings.
    limits: Option<(Duration, Retry)>,
}

/// A body that can be sent more than once.
pub(super) enum Payload {
    None,
    Text {
        media_type: &'static str,
        body: Bytes,
    },
    Upload {
        media_type: &'static str,
        body: Bytes,
    },
    File {
        media_type: &'static str,
        path: std::path::PathBuf,
        length: u64,
    },
}

impl Call {
    /// `path` below `/api/v1`.
    pub(super) fn new(method: Method, path: impl AsRef<str>) -> Call {
        let repeat = if method == Method::POST {
            Repeat::OnlyIfUndone
        } else {
            Repeat::Harmless
        };
        Call {
            method,
            path: format!("{API}{}", path.as_ref()),
            query: Vec::new(),
            payload: Payload::None,
            key: None,
            repeat,
            signed_in: true,
            token: None,
            limits: None,
        }
    }

    pub(super) fn get(path: impl AsRef<str>) -> Call {
        Call::new(Method::GET, path)
    }

    pub(super) fn put(path: impl AsRef<str>) -> Call {
        Call::new(Method::PUT, path)
    }

    pub(super) fn post(path: impl AsRef<str>) -> Call {
        Call::new(Method::POST, path)
    }

    /// Outside `/api/v1`.
    pub(super) fn machine(path: &str) -> Call {
        Call {
            path: path.to_owned(),
            signed_in: false,
            ..Call::get("")
        }
    }

    pub(super) fn without_sign_in(self) -> Call {
        Call {
            signed_in: false,
            ..self
        }
    }

    pub(super) fn bearing(self, token: &str) -> Call {
        Call {
            token: Some(token.to_owned()),
            ..self
        }
    }

    /// Every attempt carries the same key, so the server does it once.
    pub(super) fn once(self, key: Uuid) -> Call {
        Call {
            key: Some(key),
            repeat: Repeat::Harmless,
            ..self
        }
    }

    /// A POST whose body carries an id of its own.
    pub(super) fn harmless(self) -> Call {
        Call {
            repeat: Repeat::Harmless,
            ..self
        }
    }

    /// For one attempt, and for all of them.
    pub(super) fn within(self, timeout: Duration, retry: Retry) -> Call {
        Call {
            limits: Some((timeout, retry)),
            ..self
        }
    }

    pub(super) fn query(mut self, name: &str, value: impl ToString) -> Call {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// The fields of a flat struct that are not null.
    pub(super) fn queries(mut self, query: &impl Serialize) -> Result<Call> {
        if let serde_json::Value::Object(fields) = json_value(query)? {
            let pairs = fields.into_iter().filter_map(|(name, value)| match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some((name, text)),
                other => Some((name, other.to_string())),
            });
            self.query.extend(pairs);
        }
        Ok(self)
    }

    pub(super) fn json(self, body: &impl Serialize) -> Result<Call> {
        let body = Bytes::from(json_value(body)?.to_string());
        Ok(self.payload(Payload::Text {
            media_type: "application/json",
            body,
        }))
    }

    pub(super) fn payload(self, payload: Payload) -> Call {
        Call { payload, ..self }
    }
}

fn json_value(value: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|error| Error::Unreadable {
        status: 0,
        reason: error.to_string(),
    })
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    let status = response.status().as_u16();
    let body = response.bytes().await?;
    serde_json::from_slice(&body).map_err(|error| Error::Unreadable {
        status,
        reason: error.to_string(),
    })
}

impl Client {
    pub(super) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T> {
        read(self.send(&call).await?).await
    }

    /// For the calls that signing in itself is made of: never asks for a token.
    pub(super) async fn json_signed_out<T: DeserializeOwned>(&self, call: Call) -> Result<T> {
        read(self.send_as(&call, None).await?).await
    }

    pub(super) async fn bytes(&self, call: Call) -> Result<Bytes> {
        Ok(self.send(&call).await?.bytes().await?)
    }

    pub(super) async fn text(&self, call: Call) -> Result<String> {
        Ok(self.send(&call).await?.text().await?)
    }

    pub(super) async fn nothing(&self, call: Call) -> Result<()> {
        self.send(&call).await.map(drop)
    }

    /// With a token; when it has expired, once more with a new one.
    async fn send(&self, call: &Call) -> Result<Response> {
        if !call.signed_in {
            return self.send_as(call, None).await;
        }
        let token = self.access_token().await?;
        match self.send_as(call, Some(&token)).await {
            Err(error) if error.status() == Some(401) => {
                let renewed = self.renew(token).await?;
                self.send_as(call, Some(&renewed)).await
            }
            other => other,
        }
    }

    async fn send_as(&self, call: &Call, token: Option<&str>) -> Result<Response> {
        let settings = &self.shared.settings;
        let (_, retry) = call.limits.unwrap_or((settings.timeout, settings.retry));
        let mut made = 0;
        loop {
            let outcome = self.request(call, token).await?.send().await;
            made += 1;
            let (error, asked) = match outcome {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => {
                    let status = response.status().as_u16();
                    let asked = response
                        .headers()
                        .get(RETRY_AFTER)
                        .and_then(|value| value.to_str().ok());
                    let asked = retry::asked(asked);
                    let body = response.bytes().await.unwrap_or_default();
                    let error = refusal(status, &body);
                    if !retry::after_status(status, call.repeat) {
                        return Err(error);
                    }
                    (error, asked)
                }
                Err(error) if retry::after_failure(&error, call.repeat) => {
                    (Error::Transport(error), None)
                }
                Err(error) => return Err(Error::Transport(error)),
            };
            match retry.wait(made, asked, rand::random()) {
                Some(wait) => pause(wait).await,
                None => return Err(error),
            }
        }
    }

    async fn request(&self, call: &Call, token: Option<&str>) -> Result<RequestBuilder> {
        let shared = &self.shared;
        let settings = &shared.settings;
        let (timeout, _) = call.limits.unwrap_or((settings.timeout, settings.retry));
        let mut request = shared
            .http
            .request(
                call.method.clone(),
                format!("{}{}", shared.server, call.path),
            )
            .header(ACCEPT_LANGUAGE, settings.lang.tag())
            .timeout(timeout);
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(token) = call.token.as_deref().or(token) {
            request = request.bearer_auth(token);
        }
        if let Some(key) = call.key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        Ok(match &call.payload {
            Payload::None => request,
            Payload::Text { media_type, body } => {
                request.header(CONTENT_TYPE, *media_type).body(body.clone())
            }
            Payload::Upload { media_type, body } => request
                .header(CONTENT_TYPE, *media_type)
                .timeout(settings.upload_timeout)
                .body(body.clone()),
            Payload::File {
                media_type,
                path,
                length,
            } => request
                .header(CONTENT_TYPE, *media_type)
                // Told beforehand, so that one that is too large is refused before it travels.
                .header(CONTENT_LENGTH, *length)
                .timeout(settings.upload_timeout)
                .body(tokio::fs::File::open(path).await?),
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a retry waits for time to pass; tests ask for no wait"
)]
async fn pause(wait: Duration) {
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
}
