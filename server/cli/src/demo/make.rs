//! Makes a demo city: the fixture files through the imports, then weeks of history. Everything happens in a folder
//! beside, which gets its name when it is whole; what an interrupted run has left there is cleared away first.

use std::fs::{self, File, TryLockError};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use domain::time::hours;

use super::Place;
use super::accounts::{self, Account};
use crate::command::told::told;
use crate::simulated::{self, Made, Options, Progress};
use app::action::city::import;
use app::action::city::import::{Kind, Order};
use app::clock::Clock;
use app::config::Config;
use app::state::App;

pub fn make(
    place: &Place,
    base: &Config,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Made> {
    let partial = place.partial();
    let lock = claim(&partial)?;
    let made = fill(&partial, base, options, progress)?;
    write_config(&partial, place)?;
    fs::remove_file(partial.lock())?;
    fs::rename(partial.folder(), place.folder()).with_context(|| {
        let (from, to) = (partial.folder().display(), place.folder().display());
        format!("{from} 不能改名为 {to} (cannot be renamed)")
    })?;
    drop(lock);
    Ok(made)
}

/// An empty folder that no other process works in.
fn claim(partial: &Place) -> anyhow::Result<File> {
    let folder = partial.folder();
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    let entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    ensure!(
        entries.is_empty() || partial.lock().is_file(),
        "{} 不是巡城留下的，请移走后重试 (not ours; move it away)",
        folder.display()
    );
    let lock = File::create(partial.lock())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            bail!("另一个进程正在生成这个演示城市 (another process is making this city)")
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    for entry in entries {
        let path = entry.path();
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(path)?,
            false if path == partial.lock() => {}
            false => fs::remove_file(path)?,
        }
    }
    Ok(lock)
}

fn fill(
    partial: &Place,
    base: &Config,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Made> {
    // The database is made aside and copied: compact, and one file without a log beside it.
    let work = Place::new(&partial.folder().join("work"))?;
    let mut config = partial.config(base);
    config.database.url.0 = format!("sqlite:{}", work.database().display());
    let clock = Clock::standing_at(options.from() - hours(1));
    let app = Arc::new(App::open(config, clock)?);
    let accounts = import_fixtures(&app)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let made = runtime.block_on(simulated::seed(&app, options, progress))?;
    drop(runtime);
    app.db.backup(&partial.database())?;
    drop(app);
    fs::remove_dir_all(work.folder())?;
    accounts::write(&partial.accounts(), &accounts)?;
    Ok(made)
}

/// In the order in which the files refer to each other.
pub fn import_fixtures(app: &App) -> anyhow::Result<Vec<Account>> {
    use fixtures::files;
    let order = Order {
        actor: None,
        dry_run: false,
    };
    let mut made = Vec::new();
    for (kind, text) in [
        (Kind::Units, files::units_csv()),
        (Kind::Users, files::users_csv()),
        (Kind::Categories, files::categories_csv()),
        (Kind::Zones, files::zones_geojson()),
        (Kind::Routes, files::routes_csv()),
        (Kind::Calendar, files::calendar_toml()),
        (Kind::Rulebook, files::rulebook_toml()),
    ] {
        let done = import::import(app, kind, text.as_bytes(), order)
            .map_err(told)
            .with_context(|| format!("fixture {}", kind.as_str()))?;
        made.extend(done.accounts);
    }
    app.db
        .read_blocking(|conn| {
            let city = app.city.current(conn)?;
            accounts::of_import(conn, &city, &made)
        })
        .map_err(told)
}

/// So that every other command works on the demo city, too.
fn write_config(partial: &Place, place: &Place) -> anyhow::Result<()> {
    let config = place.config(&Config::default());
    let section = |key: &str, value: &str| {
        let mut table = toml::Table::new();
        table.insert(key.into(), value.into());
        table
    };
    let mut file = toml::Table::new();
    file.insert(
        "database".into(),
        section("url", &config.database.url.0).into(),
    );
    file.insert("photos".into(), section("url", &config.photos.url).into());
    file.insert(
        "auth".into(),
        section("key_file", &config.auth.key_file).into(),
    );
    let head =
        "# 演示城市的配置：xuncheng --config 本文件 ranking verify 等命令作用于演示数据。\n\n";
    let text = format!("{head}{}", toml::to_string(&file)?);
    Ok(fs::write(partial.config_file(), text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_interrupted_run_left_is_cleared_and_a_running_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(&folder.path().join("demo")).unwrap();
        let partial = place.partial();
        let running = claim(&partial).unwrap();
        fs::create_dir(partial.folder().join("work")).unwrap();
        fs::write(partial.accounts(), "[]").unwrap();
        let refused = claim(&partial).unwrap_err().to_string();
        assert!(refused.contains("another process"), "{refused}");
        assert!(partial.accounts().exists());
        drop(running);
        let _next = claim(&partial).unwrap();
        assert!(!partial.accounts().exists() && !partial.folder().join("work").exists());
    }

    #[test]
    fn a_folder_of_somebody_else_is_never_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(&folder.path().join("demo")).unwrap();
        let thesis = place.partial().folder().join("thesis.txt");
        fs::create_dir(place.partial().folder()).unwrap();
        fs::write(&thesis, "precious").unwrap();
        assert!(claim(&place.partial()).is_err());
        assert!(thesis.exists());
    }
}
