//! Reads the configuration: one TOML file, every key also as an environment variable
//! `XUNCHENG_SECTION_KEY`. A key nobody knows is an error, so that a typo can't go unnoticed.

use std::path::Path;

use super::Config;
use super::file::{self, Fault};
use super::nearest::nearest;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("配置文件 {0} 读不出：{1} (cannot read the configuration file)")]
    Unreadable(String, std::io::Error),
    #[error("配置文件 {0} 有误 (faults in the configuration file)：{faults}", faults = lines(.1))]
    Invalid(String, Vec<Fault>),
    #[error("没有名为 {0} 的配置项，是不是 {1}？(unknown variable; did you mean {1}?)")]
    UnknownVariable(String, String),
    #[error("没有名为 {0} 的配置项，可用的有 (unknown variable; known are)：{1}")]
    StrangeVariable(String, String),
    #[error("环境变量 {0} 应为{1} (wrong kind of value)")]
    WrongKind(String, &'static str),
    #[error("环境变量 {0} 不是 UTF-8 文字 (not UTF-8)")]
    NotUtf8(String),
    #[error("环境变量中的配置有误 (faults in the environment)：{0}")]
    InvalidVariables(String),
}

fn lines(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

const PREFIX: &str = "XUNCHENG_";

/// File first, then the environment over it.
pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Config, ConfigError> {
    let defaults = as_table(&Config::default());
    let from_file = match file {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Unreadable(name.clone(), error))?;
            file::read(&text, &defaults).map_err(|faults| ConfigError::Invalid(name, faults))?
        }
        None => Config::default(),
    };
    let mut table = as_table(&from_file);
    for (variable, value) in environment {
        overlay(&mut table, variable, value)?;
    }
    table
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::InvalidVariables(error.to_string()))
}

/// The `XUNCHENG_…` variables of this process; those of the tests are not configuration.
#[allow(clippy::disallowed_methods)] // here and nowhere else
pub fn environment() -> Result<Vec<(String, String)>, ConfigError> {
    // Other programs' variables may be in any encoding.
    let own = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        let is_ours = name.starts_with(PREFIX) && !name.starts_with("XUNCHENG_TEST_");
        is_ours.then_some((name, value))
    });
    own.map(|(name, value)| match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(ConfigError::NotUtf8(name)),
    })
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
        let own = |name: &'_ str| name.trim_start_matches(PREFIX).to_owned();
        let candidates: Vec<String> = names.iter().map(|name| own(name)).collect();
        let meant = nearest(&own(variable), candidates.iter().map(String::as_str));
        return Err(match meant {
            Some(meant) => {
                ConfigError::UnknownVariable(variable.into(), format!("{PREFIX}{meant}"))
            }
            None => ConfigError::StrangeVariable(variable.into(), names.join(", ")),
        });
    };
    let slot = table[&section].as_table_mut().map(|keys| &mut keys[&key]);
    let Some(slot) = slot else { return Ok(()) };
    let wrong = ConfigError::WrongKind(variable.into(), file::kind(slot));
    *slot = match slot {
        toml::Value::Integer(_) => toml::Value::Integer(value.parse().map_err(|_| wrong)?),
        toml::Value::Boolean(_) => toml::Value::Boolean(value.parse().map_err(|_| wrong)?),
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

pub(super) fn as_table(config: &Config) -> toml::Table {
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
        assert!(error.contains("XUNCHENG_HTTP_WORKERS 应为整数"), "{error}");
        assert!(!error.contains("many"), "a value may be a secret: {error}");
    }

    #[test]
    fn the_documented_file_says_the_defaults_and_names_every_key() {
        let text = include_str!("../../../../docs/xuncheng.toml");
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
