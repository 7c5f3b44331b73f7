//! HTTP without a client's good manners: any method, any body, any header, and the answer as it came.

use mobile_api::auth::TokenAnswer;
use mobile_api::error::Code;
use mobile_api::problem::{MEDIA_TYPE, Problem};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Raw {
    http: reqwest::Client,
    server: String,
    token: Option<String>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Raw {
    pub fn new(server: &str) -> Raw {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Raw {
            http: http.build().expect("an HTTP client"),
            server: server.into(),
            token: None,
        }
    }

    pub async fn signed_in(self, username: &str, password: &str) -> Raw {
        let answer = self.login(username, password).await;
        assert_eq!(answer.status, 200, "{username}: {}", answer.text());
        self.bearing(&answer.tokens().access_token)
    }

    /// With another token, or something that is none.
    pub fn bearing(&self, token: &str) -> Raw {
        Raw {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    pub async fn login(&self, username: &str, password: &str) -> Answer {
        let body = json!({"username": username, "password": password});
        self.post("/api/v1/auth/login", &body).await
    }

    /// `path` from the root.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.server));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        sent(self.request(Method::GET, path)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        sent(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        sent(self.request(Method::POST, path).json(body)).await
    }

    /// Bytes of any kind.
    pub async fn put_bytes(&self, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let request = self.request(Method::PUT, path);
        sent(request.header("Content-Type", media_type).body(body)).await
    }

    pub async fn post_bytes(&self, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, path);
        sent(request.header("Content-Type", media_type).body(body)).await
    }
}

pub async fn sent(request: RequestBuilder) -> Answer {
    let answer = request.send().await.expect("the server answers");
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body: answer.bytes().await.expect("the whole answer").to_vec(),
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap_or("(not text)"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn tokens(&self) -> TokenAnswer {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A refusal with this code, in the shape all refusals have.
    #[track_caller]
    pub fn refused(&self, code: Code) -> Problem {
        assert_eq!(
            self.header("content-type"),
            MEDIA_TYPE,
            "{}: {}",
            self.status,
            self.text()
        );
        let problem: Problem = serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()));
        assert_eq!(problem.code, code.name(), "{problem:?}");
        assert_eq!(
            (self.status, problem.status),
            (code.status(), code.status())
        );
        assert!(problem.request_id.is_some(), "{problem:?}");
        problem
    }

    /// The same, and the faults name exactly these places.
    #[track_caller]
    pub fn refused_at(&self, code: Code, pointers: &[&str]) -> Problem {
        let problem = self.refused(code);
        crate::answer::at(&problem, code, pointers);
        problem
    }
}
