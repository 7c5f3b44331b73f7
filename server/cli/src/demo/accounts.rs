//! The accounts of a demo city with their passwords: random for each folder, written down for whoever tries it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use domain::role::Role;
use serde::{Deserialize, Serialize};
use store::Conn;

use app::action::city::import;
use app::error::AppError;
use city::City;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub username: String,
    pub password: String,
    pub role: String,
    /// The unit's code.
    pub unit: Option<String>,
}

/// By role, in the order in which a case meets them.
const ORDER: [Role; 5] = [
    Role::Inspector,
    Role::Handler,
    Role::Dispatcher,
    Role::Leader,
    Role::Admin,
];

pub fn of_import(
    conn: &mut Conn,
    city: &City,
    made: &[import::Account],
) -> Result<Vec<Account>, AppError> {
    let users = store::users::all(conn)?;
    let known = users.into_iter().filter_map(|user| {
        let made = made.iter().find(|made| made.username == user.username)?;
        let unit = user.unit_id.and_then(|unit| city.units.get(unit));
        Some(Account {
            username: user.username,
            password: made.password.clone(),
            role: user.role,
            unit: unit.map(|unit| unit.code.clone()),
        })
    });
    let mut accounts: Vec<Account> = known.collect();
    let place = |account: &Account| {
        ORDER
            .iter()
            .position(|role| role.as_str() == account.role)
            .unwrap_or(ORDER.len())
    };
    accounts.sort_by_key(place);
    Ok(accounts)
}

/// Only the owner of the folder may read them.
pub fn write(file: &Path, accounts: &[Account]) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(accounts)?;
    text.push('\n');
    let mut opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("写不了 {}", file.display()))?;
    opened.write_all(text.as_bytes())?;
    Ok(opened.sync_all()?)
}

pub fn read(file: &Path) -> anyhow::Result<Vec<Account>> {
    let text = fs::read(file).with_context(|| format!("{} 读不出", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} 已损坏", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn accounts_are_read_back_and_nobody_else_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.json");
        let accounts = [Account {
            username: "admin".into(),
            password: "word".into(),
            role: "admin".into(),
            unit: None,
        }];
        write(&file, &accounts).unwrap();
        assert_eq!(read(&file).unwrap(), accounts);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(
            fs::read_to_string(&file)
                .unwrap()
                .contains("\"unit\": null")
        );
    }
}
