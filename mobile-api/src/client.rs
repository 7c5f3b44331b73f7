//! A typed client of the API. It signs in and stays signed in, sends again what may be sent again, and
//! turns every refusal into its code. What the answers mean is up to the caller.

mod cases;
mod error;
mod notices;
mod patrol;
mod photos;
mod places;
mod rankings;
mod retry;
mod session;
mod system;
#[cfg(test)]
mod tests;
mod transport;

pub use error::{ApiError, Error, Result};
pub use photos::PhotoSource;
pub use retry::Retry;

use std::sync::Arc;
use std::time::Duration;

use session::Session;
use tokio::sync::Mutex;

use crate::words::Lang;

/// Cheap to clone; clones share the session.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    http: reqwest::Client,
    /// Without a slash at the end.
    server: String,
    settings: Settings,
    /// Held while tokens are exchanged, so that one exchange serves everybody who waits.
    session: Mutex<Option<Session>>,
}

/// The server closes a connection that has been idle for 5 s, and what is sent just then is lost with it. Letting go of
/// it first costs less than sending again.
const IDLE: Duration = Duration::from_secs(3);

#[derive(Clone, Debug)]
pub struct Settings {
    /// For one attempt, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// The same where a photo or a file travels.
    pub upload_timeout: Duration,
    pub retry: Retry,
    /// The language of problem titles and explanations.
    pub lang: Lang,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(120),
            retry: Retry::default(),
            lang: Lang::Zh,
        }
    }
}

impl Client {
    /// `server` is scheme, host and port, such as `https://xuncheng.example`.
    pub fn new(server: &str) -> Result<Client> {
        Client::with(server, Settings::default())
    }

    pub fn with(server: &str, settings: Settings) -> Result<Client> {
        // The server is reached directly: a proxy for the outside world is not asked.
        let http = reqwest::Client::builder()
            .no_proxy()
            .pool_idle_timeout(IDLE)
            .build()?;
        let server = server.trim_end_matches('/').to_owned();
        Ok(Client {
            shared: Arc::new(Shared {
                http,
                server,
                settings,
                session: Mutex::new(None),
            }),
        })
    }
}
