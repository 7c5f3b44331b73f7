//! What the city has set up — units, categories, zones, rules, calendar, rulebook — as one snapshot in
//! memory, replaced as a whole when the counter `reference` in the database has moved.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use domain::calendar::Calendar;
use domain::case::Rules;
use domain::deadline::Limit;
use domain::id::{CategoryKey, ZoneId};
use domain::routing::RoutingTable;
use domain::rulebook::Rulebook;
use domain::zone::{Zone, ZoneIndex};
use store::Conn;

use crate::load;
use crate::units::Units;
use crate::zones_answer::ZonesAnswer;

/// Why the set-up could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Imports have checked everything, so a row that can't be read is our fault.
    #[error(transparent)]
    Damaged(#[from] anyhow::Error),
}

pub struct City {
    pub version: i64,
    pub units: Units,
    pub categories: BTreeMap<CategoryKey, Category>,
    pub zones: ZoneIndex,
    /// Where in `zones.zones()` each version stands.
    pub(crate) zone_places: HashMap<ZoneId, usize>,
    pub table: RoutingTable,
    pub calendar: Calendar,
    pub rulebook: Rulebook,
    pub rulebook_document: Option<Document>,
    pub calendar_document: Option<Document>,
    /// What `GET /zones` answers, made when it is first asked for.
    pub zones_answer: ZonesAnswer,
}

pub(crate) fn places(zones: &[Zone]) -> HashMap<ZoneId, usize> {
    zones.iter().map(|zone| zone.id).zip(0..).collect()
}

#[derive(Clone, Debug)]
pub struct Category {
    pub key: CategoryKey,
    pub name: String,
    pub campaign_word: String,
    pub limit: Limit,
    pub urgent: bool,
    pub active: bool,
    /// Place in lists.
    pub position: i64,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub version: i64,
    pub name: String,
    pub hash: String,
    pub body: String,
}

impl City {
    pub fn zone(&self, id: ZoneId) -> Option<&Zone> {
        self.zone_places
            .get(&id)
            .and_then(|place| self.zones.zones().get(*place))
    }

    /// `scheme:code`, or the code alone where only one scheme has it.
    pub fn category(&self, named: &str) -> Option<&Category> {
        if let Some((scheme, code)) = named.split_once(':') {
            return self.categories.get(&CategoryKey {
                scheme: scheme.into(),
                code: code.into(),
            });
        }
        let mut same_code = self
            .categories
            .values()
            .filter(|category| category.key.code == named);
        match (same_code.next(), same_code.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// The numbers that decide about cases, as the rulebook in force sets them.
    pub fn rules(&self) -> Rules<'_> {
        self.rulebook.for_cases(&self.calendar)
    }
}

/// The snapshot in force; shared by all requests.
#[derive(Default)]
pub struct CityCell(RwLock<Option<Arc<City>>>);

impl CityCell {
    /// The snapshot that is right inside this transaction.
    pub fn current(&self, conn: &mut Conn) -> Result<Arc<City>, Error> {
        let version = store::counters::reference_version(conn)?;
        if let Some(held) = self.held().filter(|held| held.version == version) {
            return Ok(held);
        }
        let fresh = Arc::new(load::load(conn, version)?);
        let mut slot = self
            .0
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if slot.as_ref().is_none_or(|held| held.version < version) {
            *slot = Some(Arc::clone(&fresh));
        }
        Ok(fresh)
    }

    fn held(&self) -> Option<Arc<City>> {
        self.0
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clone()
    }
}
