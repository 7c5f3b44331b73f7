//! The configuration: one TOML file, every key also as an environment variable
//! `XUNCHENG_SECTION_KEY`. A key nobody knows is an error, so that a typo can't go unnoticed.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub database: Database,
    pub photos: Photos,
    pub http: Http,
    pub auth: Auth,
    pub limits: Limits,
    pub jobs: Jobs,
    pub log: Log,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    pub url: Secret,
    pub connections: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Photos {
    pub url: String,
    pub max_bytes: u64,
    pub max_pixels: u64,
    pub decode_queue: usize,
    pub s3_endpoint: String,
    pub s3_region: String,
    pub s3_access_key_id: Secret,
    pub s3_secret_access_key: Secret,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    pub listen: String,
    pub workers: usize,
    pub shutdown_seconds: u64,
    /// Reverse proxies in front, whose `X-Forwarded-For` names the caller for the rate limits.
    pub behind_proxy: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    pub key_file: String,
    pub access_token_minutes: i64,
    pub refresh_token_days: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub sign_ins_per_minute: u32,
    pub sign_ins_per_minute_and_address: u32,
    pub uploads_per_minute: u32,
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
        }
    }
}

impl Default for Photos {
    fn default() -> Self {
        Photos {
            url: "file:data/photos".into(),
            max_bytes: 20 * 1024 * 1024,
            max_pixels: 50_000_000,
            decode_queue: 64,
            s3_endpoint: String::new(),
            s3_region: "us-east-1".into(),
            s3_access_key_id: Secret::default(),
            s3_secret_access_key: Secret::default(),
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
        }
    }
}

impl Default for Auth {
    fn default() -> Self {
        Auth {
            key_file: "data/auth.key".into(),
            access_token_minutes: 15,
            refresh_token_days: 30,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            sign_ins_per_minute: 30,
            sign_ins_per_minute_and_address: 600,
            uploads_per_minute: 1200,
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

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("配置文件 {0} 读不出：{1} (cannot read the configuration file)")]
    Unreadable(String, std::io::Error),
    #[error("配置文件 {0} 有误：\n{1}")]
    Invalid(String, toml::de::Error),
    #[error("没有名为 {0} 的配置项；可用的有：{1} (no such configuration key)")]
    UnknownVariable(String, String),
    #[error("环境变量 {0} 应为{1}，收到的是“{2}” (wrong kind of value)")]
    WrongKind(String, &'static str, String),
}

const PREFIX: &str = "XUNCHENG_";

/// File first, then the environment over it.
pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Config, ConfigError> {
    let (name, text) = match file {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Unreadable(name.clone(), error))?;
            (name, text)
        }
        None => ("(defaults)".into(), String::new()),
    };
    let from_file: Config =
        toml::from_str(&text).map_err(|error| ConfigError::Invalid(name.clone(), error))?;
    let mut table = as_table(&from_file);
    for (variable, value) in environment {
        overlay(&mut table, variable, value)?;
    }
    table
        .try_into()
        .map_err(|error| ConfigError::Invalid(name, error))
}

/// The `XUNCHENG_…` variables of this process; those of the tests are not configuration.
#[allow(clippy::disallowed_methods)] // here and nowhere else
pub fn environment() -> Vec<(String, String)> {
    std::env::vars()
        .filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with("XUNCHENG_TEST_"))
        .collect()
}

fn overlay(table: &mut toml::Table, variable: &str, value: &str) -> Result<(), ConfigError> {
    let known = variable_names(table);
    let Some((section, key)) = known
        .iter()
        .find(|(s, k)| variable_name(s, k) == variable)
        .cloned()
    else {
        let names: Vec<_> = known.iter().map(|(s, k)| variable_name(s, k)).collect();
        return Err(ConfigError::UnknownVariable(
            variable.into(),
            names.join(", "),
        ));
    };
    let slot = table[&section].as_table_mut().map(|keys| &mut keys[&key]);
    let Some(slot) = slot else { return Ok(()) };
    let wrong = |kind| ConfigError::WrongKind(variable.into(), kind, value.into());
    *slot = match slot {
        toml::Value::Integer(_) => {
            toml::Value::Integer(value.parse().map_err(|_| wrong("整数 an integer"))?)
        }
        toml::Value::Boolean(_) => {
            toml::Value::Boolean(value.parse().map_err(|_| wrong("true 或 false"))?)
        }
        _ => toml::Value::String(value.into()),
    };
    Ok(())
}

fn variable_names(table: &toml::Table) -> Vec<(String, String)> {
    let keys_of = |(section, keys): (&String, &toml::Value)| {
        let keys = keys
            .as_table()
            .into_iter()
            .flat_map(|keys| keys.keys().cloned());
        keys.map(|key| (section.clone(), key)).collect::<Vec<_>>()
    };
    table.iter().flat_map(keys_of).collect()
}

fn variable_name(section: &str, key: &str) -> String {
    format!("{PREFIX}{section}_{key}").to_uppercase()
}

fn as_table(config: &Config) -> toml::Table {
    toml::Table::try_from(config).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect()
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("city.toml");
        std::fs::write(&file, "[http]\nlisten = \"127.0.0.1:1\"\nworkers = 3\n").unwrap();
        let config = load(
            Some(&file),
            &env(&[("XUNCHENG_HTTP_LISTEN", "127.0.0.1:2")]),
        )
        .unwrap();
        assert_eq!(
            (config.http.listen.as_str(), config.http.workers),
            ("127.0.0.1:2", 3)
        );
    }

    #[test]
    fn a_typo_is_an_error_wherever_it_stands() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("city.toml");
        std::fs::write(&file, "[http]\nlisen = \"127.0.0.1:1\"\n").unwrap();
        let error = load(Some(&file), &[]).unwrap_err().to_string();
        assert!(error.contains("lisen"), "{error}");
        let error = load(None, &env(&[("XUNCHENG_HTTP_LISEN", "x")]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("XUNCHENG_HTTP_LISTEN"), "{error}");
        let error = load(None, &env(&[("XUNCHENG_HTTP_WORKERS", "many")]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("many"), "{error}");
    }

    #[test]
    fn the_documented_file_says_the_defaults_and_names_every_key() {
        let text = include_str!("../../../docs/xuncheng.toml");
        let documented: toml::Table = toml::from_str(text).unwrap();
        assert_eq!(documented, as_table(&Config::default()));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let config = load(
            None,
            &env(&[("XUNCHENG_PHOTOS_S3_SECRET_ACCESS_KEY", "hunter2")]),
        )
        .unwrap();
        assert_eq!(config.photos.s3_secret_access_key.0, "hunter2");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
