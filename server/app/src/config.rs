//! The configuration: every key, with its default. Where it is read from stands in load.rs.

mod file;
mod load;
mod nearest;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use load::{ConfigError, environment, load};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub database: Database,
    pub photos: Photos,
    pub http: Http,
    pub auth: Auth,
    pub limits: Limits,
    pub jobs: Jobs,
    pub metrics: Metrics,
    pub log: Log,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    pub url: Secret,
    pub connections: u32,
    pub patience_seconds: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Photos {
    pub url: String,
    pub max_bytes: u64,
    pub max_pixels: u64,
    pub decode_queue: usize,
    pub free_space_floor: u64,
    pub s3_endpoint: String,
    pub s3_region: String,
    pub s3_access_key_id: Secret,
    pub s3_secret_access_key: Secret,
    pub s3_patience_seconds: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    pub listen: String,
    pub workers: usize,
    pub shutdown_seconds: u64,
    /// A reverse proxy in front; the last address in its `X-Forwarded-For` names the caller for the rate limits.
    pub behind_proxy: bool,
    pub connections: usize,
    pub connections_per_address: usize,
    pub head_ms: u64,
    pub body_ms: u64,
    pub body_bytes_per_second: u64,
    pub answer_ms: u64,
    pub idle_ms: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    pub key_file: String,
    pub access_token_minutes: i64,
    pub refresh_token_days: i64,
    pub refresh_grace_seconds: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub sign_ins_per_minute: u32,
    pub sign_ins_per_minute_and_address: u32,
    pub uploads_per_minute: u32,
    pub acts_per_hour_and_case: u32,
    pub comments_per_hour: u32,
    pub uploads_per_day: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Jobs {
    pub enabled: bool,
    pub sweep_seconds: u64,
    pub orphan_photo_days: i64,
    pub track_days: i64,
    pub notice_days: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    pub listen: String,
    pub token: Secret,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

/// A value that never shows itself in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() {
            "(empty)"
        } else {
            "(set)"
        })
    }
}

impl Default for Database {
    fn default() -> Self {
        Database {
            url: Secret("sqlite:data/xuncheng.db".into()),
            connections: 8,
            patience_seconds: 8,
        }
    }
}

impl Default for Photos {
    fn default() -> Self {
        let photo::Limits {
            max_bytes,
            max_pixels,
        } = photo::Limits::default();
        Photos {
            url: "file:data/photos".into(),
            max_bytes,
            max_pixels,
            decode_queue: 64,
            free_space_floor: 1024 * 1024 * 1024,
            s3_endpoint: String::new(),
            s3_region: "us-east-1".into(),
            s3_access_key_id: Secret::default(),
            s3_secret_access_key: Secret::default(),
            s3_patience_seconds: 5,
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Http {
            listen: "127.0.0.1:8080".into(),
            workers: 0,
            shutdown_seconds: 30,
            behind_proxy: false,
            connections: 1000,
            connections_per_address: 500,
            head_ms: 10_000,
            body_ms: 10_000,
            body_bytes_per_second: 8192,
            answer_ms: 30_000,
            idle_ms: 75_000,
        }
    }
}

impl Default for Auth {
    fn default() -> Self {
        Auth {
            key_file: "data/auth.key".into(),
            access_token_minutes: 15,
            refresh_token_days: 30,
            refresh_grace_seconds: 60,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            sign_ins_per_minute: 30,
            sign_ins_per_minute_and_address: 600,
            uploads_per_minute: 1200,
            acts_per_hour_and_case: 60,
            comments_per_hour: 600,
            uploads_per_day: 2 * 1024 * 1024 * 1024,
        }
    }
}

impl Default for Jobs {
    fn default() -> Self {
        Jobs {
            enabled: true,
            sweep_seconds: 10,
            orphan_photo_days: 7,
            track_days: 30,
            notice_days: 90,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Log {
            level: "info".into(),
            format: LogFormat::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_straight_from_a_phone_of_50_megapixels_passes_by_default() {
        let photos = Config::default().photos;
        let limits = photo::Limits {
            max_bytes: photos.max_bytes,
            max_pixels: photos.max_pixels,
        };
        assert!(limits.check_pixels(8192, 6144).is_ok());
        assert_eq!(limits, photo::Limits::default());
    }
}
