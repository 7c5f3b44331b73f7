//! One run: on which stage, how large, with how many clients; and what several workloads share, such as a city with a
//! hundred thousand cases, made once.

use std::collections::HashMap;

use anyhow::Result;
use mobile_api::client::Client;
use store::{Db, Options};

use crate::city::{self, Zones};
use crate::fill::{self, Size};
use crate::measure::{Rounds, Under};
use crate::people;
use crate::stage::{Served, Stage};

pub struct Bench<'a> {
    pub stage: &'a dyn Stage,
    /// Each measurement is made once with so many clients.
    pub clients: Vec<usize>,
    pub scale: Scale,
    filled: HashMap<Size, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// What docs/performance.md tells.
    Full,
    /// A look within a minute or two: a tenth of the data, a fifth of the requests.
    Quick,
    /// A proof that the workload works; its figures mean nothing.
    Tiny,
}

impl Scale {
    pub fn cases(self, full: usize) -> usize {
        match self {
            Scale::Full => full,
            Scale::Quick => full / 10,
            Scale::Tiny => 200,
        }
    }

    pub fn rounds(self, full: usize) -> Rounds {
        match self {
            Scale::Full => Rounds {
                warm: full / 10,
                counted: full,
            },
            Scale::Quick => Rounds {
                warm: full / 20,
                counted: full / 5,
            },
            Scale::Tiny => Rounds {
                warm: 1,
                counted: 4,
            },
        }
    }
}

impl<'a> Bench<'a> {
    pub fn new(stage: &'a dyn Stage, clients: Vec<usize>, scale: Scale) -> Bench<'a> {
        Bench {
            stage,
            clients,
            scale,
            filled: HashMap::new(),
        }
    }

    /// A city of its own, without a case.
    pub async fn empty_city(&self, zones: Zones) -> Result<String> {
        let url = self.stage.database()?;
        city::found(&url, zones).await?;
        Ok(url)
    }

    /// The fixture city with a past; the same one for all who ask for the same size.
    pub async fn old_city(&mut self, size: Size) -> Result<String> {
        if let Some(url) = self.filled.get(&size) {
            return Ok(url.clone());
        }
        let url = self.empty_city(Zones::Fixture).await?;
        fill::fill(&url, size).await?;
        self.filled.insert(size, url.clone());
        Ok(url)
    }

    /// As a city would run it, but for the limits on how often one account may ask, and the sweep, which would
    /// otherwise work on the made-up past while we measure.
    pub fn serve(&self, database: &str) -> Result<Served> {
        let folder = tempfile::tempdir_in(self.stage.folder())?;
        // The stage's folder goes as a whole; this one must not go before the server.
        let folder = folder.keep();
        let plenty = "1000000000";
        let settings = [
            ("DATABASE_URL", database.to_owned()),
            (
                "PHOTOS_URL",
                format!("file:{}", folder.join("photos").display()),
            ),
            (
                "AUTH_KEY_FILE",
                folder.join("auth.key").display().to_string(),
            ),
            ("AUTH_ACCESS_TOKEN_MINUTES", "600".into()),
            ("LIMITS_SIGN_INS_PER_MINUTE", plenty.into()),
            ("LIMITS_SIGN_INS_PER_MINUTE_AND_ADDRESS", plenty.into()),
            ("LIMITS_UPLOADS_PER_MINUTE", plenty.into()),
            ("JOBS_ENABLED", "false".into()),
        ];
        let named = settings.map(|(name, value)| (format!("XUNCHENG_{name}"), value));
        self.stage.serve(named.to_vec())
    }

    pub fn under(&self, served: &Served) -> Under {
        Under {
            server: served.process,
            database: self.stage.database_process(),
        }
    }

    /// A look into the database beside the server.
    pub fn open(&self, database: &str) -> Result<Db> {
        Ok(Db::open(
            database,
            Options {
                connections: 2,
                ..Options::default()
            },
        )?)
    }
}

/// So many devices of one person, each signed in by itself.
pub async fn devices(served: &Served, username: &str, clients: usize) -> Result<Vec<Client>> {
    let mut devices = Vec::with_capacity(clients);
    for _ in 0..clients {
        devices.push(people::sign_in(&served.address, username).await?);
    }
    Ok(devices)
}

/// A phone of its own for each.
pub async fn phones(served: &Served, clients: usize) -> Result<Vec<Client>> {
    let mut phones = Vec::with_capacity(clients);
    for number in 0..clients {
        phones.push(people::sign_in(&served.address, &people::phone(number)).await?);
    }
    Ok(phones)
}
