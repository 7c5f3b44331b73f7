//! A whole city for one test: the process with its HTTP server, a database like the fixture city's, a folder of photos,
//! and a clock that stands until it is moved. Dropping it fails the test that left a server fault or a failed job behind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::web::Data;
use app::action::case::correct::{Repair, remember};
use app::action::city::import::{Done, Kind, Order, import};
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;
use domain::time::{Micros, Span};
use mobile_api::client::{Client, Retry, Settings};
use mobile_api::time::Time;

use crate::database::Database;
use crate::people::{PASSWORD, Person, Who};
use crate::photos::Photos;
use crate::raw::Raw;
use crate::server::Server;
use crate::{fixture_city, heard, trouble};

pub struct TestCity {
    server: Server,
    pub app: Data<App>,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    claimed_faults: AtomicU64,
    photos: Photos,
    _database: Database,
}

impl TestCity {
    /// The fixture city at a moment such as `2026-03-02T09:00+08:00`.
    pub async fn at(moment: &str) -> TestCity {
        TestCity::with(moment, |_| {}).await
    }

    /// The same, with another configuration than the tests' usual one.
    pub async fn with(moment: &str, configure: impl FnOnce(&mut Config)) -> TestCity {
        heard::listen();
        let database = fixture_city::copy().await.expect("a database");
        let photos = Photos::new();
        let mut config = config(&database.url, &photos);
        configure(&mut config);
        let clock = Clock::standing_at(instant(moment));
        let app = Data::new(App::open(config, clock).expect("the app opens"));
        let server = Server::start(app.clone()).expect("the server starts");
        TestCity {
            url: format!("http://{}", server.address),
            server,
            app,
            claimed_faults: AtomicU64::new(0),
            photos,
            _database: database,
        }
    }

    /// Does not move the clock, as asking it would.
    pub fn now(&self) -> Time {
        let shown = self.app.clock.shows();
        Time(shown.expect("a test's clock is set by hand").0)
    }

    /// Time passes, and the clock's own work is done.
    pub async fn advance(&self, by: Span) {
        self.app.clock.advance(by);
        self.run_due_jobs().await;
    }

    /// Time passes while the job runner is down.
    pub fn time_passes(&self, by: Span) {
        self.app.clock.advance(by);
    }

    /// The wall clock goes wrong; no time passes.
    pub fn wall_jumps(&self, by: Span) {
        self.app.clock.wall_jumps(by);
    }

    /// Somebody with the machine at hand recorded that all its times until now may be wrong.
    pub async fn clock_was_wrong(&self) {
        let app = self.app.clone();
        let recorded = self.app.db.write(move |conn| {
            let all = Repair {
                from: Micros(0),
                to: Micros(i64::MAX),
                shift: domain::time::minutes(1),
                reason: "测试".into(),
            };
            remember(conn, &app, &all, None)
        });
        recorded.await.expect("an incident");
    }

    /// A jump there, or back again to a clock that is believed at once.
    pub fn clock_in_doubt(&self, in_doubt: bool) {
        match in_doubt {
            true => self.wall_jumps(domain::time::minutes(10)),
            false => {
                self.wall_jumps(Span(-domain::time::minutes(10).0));
                self.app.clock.confirm();
            }
        }
        self.app.clock.now();
    }

    pub fn set_clock(&self, moment: &str) {
        self.app.clock.set(instant(moment));
    }

    pub async fn run_due_jobs(&self) {
        let app = self.app.clone().into_inner();
        let ran = app::job::run_due(&app, app.clock.now()).await;
        ran.expect("the job runner");
    }

    /// Brings a file of reference data in, as the city's administration does. All that is wrong with it otherwise.
    pub async fn tries_to_import(
        &self,
        kind: Kind,
        file: impl Into<Vec<u8>>,
    ) -> Result<Done, AppError> {
        let (app, file) = (self.app.clone(), file.into());
        let order = Order {
            actor: None,
            dry_run: false,
        };
        tokio::task::spawn_blocking(move || import(&app, kind, &file, order))
            .await
            .expect("the import's thread")
    }

    pub async fn imports(&self, kind: Kind, file: impl Into<Vec<u8>>) -> Done {
        let done = self.tries_to_import(kind, file).await;
        done.unwrap_or_else(|error| panic!("{}: {error:?}", kind.as_str()))
    }

    /// Somebody signed in.
    pub async fn client(&self, who: Who) -> Client {
        let client = self.stranger();
        client
            .login(who.0, PASSWORD)
            .await
            .unwrap_or_else(|error| panic!("{} signs in: {error}", who.0));
        client
    }

    /// Nobody yet.
    pub fn stranger(&self) -> Client {
        let settings = Settings {
            // What the server refuses is to be seen, not to be tried again.
            retry: Retry::NEVER,
            ..Settings::default()
        };
        Client::with(&self.url, settings).expect("a client")
    }

    pub async fn person(&self, who: Who) -> Person {
        self.person_with(who.0, PASSWORD).await
    }

    /// Somebody with a password of their own.
    pub async fn person_with(&self, username: &str, password: &str) -> Person {
        let client = self.stranger();
        let me = client.login(username, password).await;
        Person {
            client,
            me: me.unwrap_or_else(|error| panic!("{username} signs in: {error}")),
            raw: self.raw().signed_in(username, password).await,
            clock: self.app.clock.clone(),
        }
    }

    /// For requests no client would send.
    pub fn raw(&self) -> Raw {
        Raw::new(&self.url)
    }

    pub async fn signed_in(&self, who: Who) -> Raw {
        self.raw().signed_in(who.0, PASSWORD).await
    }

    /// How many rows every table has, and how many files the photo store: what a refused request must leave as it was.
    pub async fn holdings(&self) -> BTreeMap<String, i64> {
        use futures_util::TryStreamExt;
        let rows = self.app.db.read(store::census::rows).await;
        let mut holdings: BTreeMap<String, i64> = rows.expect("a census").into_iter().collect();
        let files = self.app.photos.list().try_collect::<Vec<_>>().await;
        holdings.insert("(photo files)".into(), files.expect("files").len() as i64);
        holdings
    }

    /// Files of uploads that were not finished.
    pub fn unfinished_uploads(&self) -> usize {
        std::fs::read_dir(self.photos.staging()).map_or(0, Iterator::count)
    }

    /// The test meant that many answers of 500 or above.
    pub fn claim_faults(&self, count: u64) {
        self.claimed_faults.fetch_add(count, Ordering::SeqCst);
    }
}

impl Drop for TestCity {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let claimed = self.claimed_faults.load(Ordering::SeqCst);
        let faults = trouble::server_faults(self.server.address).expect("the server still answers");
        assert_eq!(faults, claimed, "answers with a status of 500 or above");
        let failed = trouble::failed_jobs(&self.app).expect("the database still answers");
        assert!(failed.is_empty(), "jobs that gave up: {failed:?}");
        let told = heard::personal();
        assert!(told.is_empty(), "personal or endless in the log: {told:?}");
    }
}

/// Whoever sends it may read what the server counts.
pub const METRICS_TOKEN: &str = "the-tests-count-along";

pub fn instant(moment: &str) -> Micros {
    let stamp: jiff::Timestamp = moment
        .parse()
        .unwrap_or_else(|error| panic!("{moment}: {error}"));
    Micros(stamp.as_microsecond())
}

/// The same as answers say it.
pub fn time(moment: &str) -> Time {
    Time(instant(moment).0)
}

pub(crate) fn config(database_url: &str, photos: &Photos) -> Config {
    let mut config = Config::default();
    config.database.url.0 = database_url.into();
    // More would only be opened and closed again: each test has a server of its own.
    config.database.connections = 3;
    config.photos.url = photos.url.clone();
    if let Some(s3) = &photos.s3 {
        config.photos.s3_endpoint = s3.endpoint.clone();
        config.photos.s3_access_key_id.0 = "test".into();
        config.photos.s3_secret_access_key.0 = "test".into();
    }
    config.auth.key_file = photos.file("auth.key").display().to_string();
    config.http.workers = 1;
    // Whatever machine the tests run on.
    config.photos.free_space_floor = 0;
    config.metrics.token.0 = METRICS_TOKEN.into();
    // Many people sign in from one address here.
    config.limits.sign_ins_per_minute = 100_000;
    config.limits.sign_ins_per_minute_and_address = 100_000;
    // Tests run them by moving the clock.
    config.jobs.enabled = false;
    config
}
