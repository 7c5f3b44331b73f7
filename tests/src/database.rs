//! A database for one test, gone when dropped. Copied from a template that is prepared once per process: a file for
//! SQLite, `CREATE DATABASE … TEMPLATE` on PostgreSQL. What is in a template, the caller's `prepare` decides.

use std::fs;
use std::path::PathBuf;
use std::sync::Once;

use anyhow::{Context, Result};
use store::{Db, Options, cluster};
use tokio::sync::OnceCell;

use crate::environment::{Engine, engine, postgres};
use crate::run;

pub struct Database {
    /// As `database.url` in the configuration.
    pub url: String,
    place: Place,
}

enum Place {
    File(PathBuf),
    Cluster { admin: String, name: String },
}

/// Kept in a `static`: prepared when its first copy is asked for, never again in this process.
pub struct Template(OnceCell<Database>);

impl Template {
    pub const fn new() -> Template {
        Template(OnceCell::const_new())
    }

    /// A new database like the template. `prepare` gets the address of an empty one to fill, and has let go of it when
    /// it returns.
    pub async fn copy(&self, prepare: impl AsyncFnOnce(&str) -> Result<()>) -> Result<Database> {
        let template = self.0.get_or_try_init(async || {
            let empty = Database::empty()?;
            prepare(&empty.url)
                .await
                .context("prepare the template database")?;
            empty.settled()
        });
        template.await?.copied()
    }
}

impl Default for Template {
    fn default() -> Self {
        Self::new()
    }
}

impl Database {
    /// Without any table: for what a server does when it meets a database for the first time.
    pub fn empty() -> Result<Database> {
        match engine() {
            Engine::Sqlite => Ok(Database::in_file(run::new_folder().join("city.db"))),
            Engine::Postgres => Database::in_cluster(None),
        }
    }

    /// Fit to be copied though its connections close only a moment after they were let go: as one file that needs no
    /// log beside it (a plain copy would lack what is still in the log), or closed to everybody.
    fn settled(self) -> Result<Database> {
        match &self.place {
            Place::File(_) => {
                let file = run::new_folder().join("template.db");
                let open = Db::open(
                    &self.url,
                    Options {
                        connections: 1,
                        ..Options::default()
                    },
                )?;
                open.backup(&file).context("settle the template")?;
                Ok(Database::in_file(file))
            }
            Place::Cluster { admin, name } => {
                cluster::seal_database(admin, name).context("settle the template")?;
                Ok(self)
            }
        }
    }

    fn copied(&self) -> Result<Database> {
        match &self.place {
            Place::File(template) => {
                let copy = run::new_folder().join("city.db");
                fs::copy(template, &copy).context("copy the template")?;
                Ok(Database::in_file(copy))
            }
            Place::Cluster { name, .. } => Database::in_cluster(Some(name)),
        }
    }

    fn in_file(file: PathBuf) -> Database {
        Database {
            url: format!("sqlite:{}", file.display()),
            place: Place::File(file),
        }
    }

    fn in_cluster(template: Option<&str>) -> Result<Database> {
        let (admin, name) = (postgres(), run::new_name());
        clear_abandoned(&admin);
        cluster::create_database(&admin, &name, template)
            .with_context(|| format!("create database {name}"))?;
        let url = address(&admin, &name);
        Ok(Database {
            url,
            place: Place::Cluster { admin, name },
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A failure here must not hide the test's own; what stays behind the next run removes.
        let removed = match &self.place {
            Place::File(file) => file
                .parent()
                .map_or(Ok(()), fs::remove_dir_all)
                .map_err(anyhow::Error::from),
            Place::Cluster { admin, name } => {
                cluster::drop_database(admin, name).map_err(anyhow::Error::from)
            }
        };
        if let Err(error) = removed {
            eprintln!("{} was not removed: {error:#}", self.url);
        }
    }
}

/// Databases of runs that were killed: their dropping never happened.
fn clear_abandoned(admin: &str) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for name in cluster::databases(admin).unwrap_or_default() {
            if run::is_abandoned(&name) {
                // Another process may be clearing the same one.
                let _ = cluster::drop_database(admin, &name);
            }
        }
    });
}

/// The address of a database beside the one named in `admin`.
fn address(admin: &str, name: &str) -> String {
    let (place, parameters) = match admin.split_once('?') {
        Some((place, parameters)) => (place, format!("?{parameters}")),
        None => (admin, String::new()),
    };
    let server = place.rsplit_once('/').map_or(place, |(server, _)| server);
    format!("{server}/{name}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn migrated(url: &str) -> Result<()> {
        Db::open(url, Options::default())?.ready().await?;
        Ok(())
    }

    #[tokio::test]
    async fn copies_are_made_from_one_preparation_and_live_apart() {
        static TEMPLATE: Template = Template::new();
        let first = TEMPLATE.copy(migrated).await.unwrap();
        let second = TEMPLATE
            .copy(async |_: &str| anyhow::bail!("prepared twice"))
            .await
            .unwrap();
        assert_ne!(first.url, second.url);
        // Migrated already: opening both at once meets a finished database each.
        let (one, two) = (migrated(&first.url).await, migrated(&second.url).await);
        one.unwrap();
        two.unwrap();
    }

    #[tokio::test]
    async fn a_template_that_could_not_be_prepared_gives_no_copy_and_may_be_tried_again() {
        static TEMPLATE: Template = Template::new();
        let refused = TEMPLATE
            .copy(async |_: &str| anyhow::bail!("no fixture city"))
            .await;
        assert!(format!("{:#}", refused.err().unwrap()).contains("no fixture city"));
        TEMPLATE.copy(migrated).await.unwrap();
    }

    #[tokio::test]
    async fn a_dropped_database_is_gone_even_while_it_is_open() {
        let database = Database::empty().unwrap();
        let open = Db::open(&database.url, Options::default()).unwrap();
        open.ready().await.unwrap();
        match &database.place {
            Place::File(file) => {
                let file = file.clone();
                assert!(file.exists());
                drop(database);
                assert!(!file.exists());
            }
            Place::Cluster { admin, name } => {
                let (admin, name) = (admin.clone(), name.clone());
                assert!(cluster::databases(&admin).unwrap().contains(&name));
                drop(database);
                assert!(!cluster::databases(&admin).unwrap().contains(&name));
            }
        }
    }

    #[test]
    fn a_database_beside_the_admins_one_keeps_server_and_parameters() {
        assert_eq!(
            address("postgres://u:p@h:5/postgres", "x"),
            "postgres://u:p@h:5/x"
        );
        assert_eq!(
            address("postgres://u@h/postgres?sslmode=disable", "x"),
            "postgres://u@h/x?sslmode=disable"
        );
    }
}
