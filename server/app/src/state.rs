//! Everything one process shares between requests and jobs.

use std::path::Path;
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use photo::{Gate, Photos};
use store::Db;
use uuid::Uuid;

use crate::action;
use crate::action::city::import::Turns;
use crate::action::photo::share::OnTheirWay;
use crate::auth::gate::{self, PasswordGate};
use crate::auth::key;
use crate::auth::temporary::Temporary;
use crate::auth::token::Tokens;
use crate::clock::Clock;
use crate::config::Config;
use crate::descriptors;
use crate::http::room::Room;
use crate::job::Leases;
use crate::rate::RateLimits;
use crate::strangers::Strangers;
use crate::underway::Underway;
use city::CityCell;

pub struct App {
    pub db: Db,
    pub photos: Photos,
    pub gate: Gate,
    pub password_gate: PasswordGate,
    pub clock: Clock,
    pub tokens: Tokens,
    pub temporary: Temporary,
    pub limits: RateLimits,
    pub strangers: Strangers,
    pub on_their_way: OnTheirWay,
    pub room: Arc<Room>,
    pub city: CityCell,
    pub imports: Turns,
    pub underway: Underway,
    pub leases: Leases,
    pub config: Config,
    /// The recorded doubt about this process's clock.
    incident: Mutex<Option<Uuid>>,
}

impl App {
    /// Opens the database (migrating it) and the photo store. Blocks.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<App> {
        let db = open_database(&config)?;
        let photos = open_photos(&config)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let key = key::load_or_create(Path::new(&config.auth.key_file))?;
        let app = App {
            db,
            photos,
            gate: Gate::new(cores, config.photos.decode_queue),
            password_gate: PasswordGate::new(cores, gate::PLACES)?,
            clock,
            tokens: Tokens::new(&key),
            temporary: Temporary::new(&key),
            limits: RateLimits::new(&config.limits),
            strangers: Strangers::default(),
            on_their_way: OnTheirWay::default(),
            room: Arc::new(room(&config)),
            city: CityCell::default(),
            imports: Turns::default(),
            underway: Underway::default(),
            leases: Leases::default(),
            config,
            incident: Mutex::default(),
        };
        action::clock::begin(&app)?;
        Ok(app)
    }

    pub fn incident(&self) -> Option<Uuid> {
        *self.incident.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_incident(&self, id: Option<Uuid>) {
        *self.incident.lock().unwrap_or_else(PoisonError::into_inner) = id;
    }
}

fn room(config: &Config) -> Room {
    let most = descriptors::connections(config, descriptors::raise());
    Room::new(most, config.http.connections_per_address)
}

pub fn open_database(config: &Config) -> anyhow::Result<Db> {
    let url = &config.database.url.0;
    if let Some(folder) = url
        .strip_prefix("sqlite:")
        .and_then(|path| Path::new(path).parent())
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    }
    let options = store::Options {
        connections: config.database.connections,
        patience: seconds(config.database.patience_seconds),
    };
    store::Db::open(url, options).map_err(|error| {
        let said = match &error {
            store::Error::Newer(_) => "数据库由更新的版本建立，请升级程序 (upgrade the program)",
            _ => "数据库打不开 (cannot open the database)",
        };
        anyhow::Error::new(error).context(said)
    })
}

/// None at all would refuse everything, an hour is as good as for ever.
fn seconds(configured: u64) -> Duration {
    Duration::from_secs(configured.clamp(1, 3600))
}

pub fn open_photos(config: &Config) -> anyhow::Result<Photos> {
    let photos = &config.photos;
    let set = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let store = photo::StoreConfig {
        url: photos.url.clone(),
        limits: photo::Limits {
            max_bytes: photos.max_bytes,
            max_pixels: photos.max_pixels,
        },
        s3_endpoint: set(&photos.s3_endpoint),
        s3_region: set(&photos.s3_region),
        s3_access_key_id: set(&photos.s3_access_key_id.0),
        s3_secret_access_key: set(&photos.s3_secret_access_key.0),
        s3_patience: seconds(photos.s3_patience_seconds),
    };
    Photos::open(&store).context("照片存储打不开 (cannot open the photo store)")
}
