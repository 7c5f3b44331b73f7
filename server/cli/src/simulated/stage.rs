//! The city as the plan sees it: reference data, and which departments get work at all.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::ensure;
use domain::deadline::Limit;
use domain::id::{CategoryKey, UnitId};
use domain::time::{Micros, Span};
use fixtures::random::Random;
use store::Conn;

use super::character::{self, Character};
use app::error::AppError;
use app::state::App;
use city::Category;

pub struct Stage {
    pub city: Arc<city::City>,
    characters: HashMap<UnitId, Character>,
    /// With how often each comes up.
    categories: Vec<(Category, i64)>,
}

impl Stage {
    pub fn load(conn: &mut Conn, app: &App) -> Result<Stage, AppError> {
        let city = app.city.current(conn)?;
        let units = &city.units;
        let routed: BTreeSet<(String, UnitId)> = city
            .table
            .rules()
            .iter()
            .filter_map(|rule| units.get(rule.department))
            .map(|unit| (unit.code.clone(), unit.id))
            .collect();
        let characters = routed
            .into_iter()
            .enumerate()
            .map(|(place, (_, unit))| (unit, character::of_department(place)))
            .collect();
        let active = city.categories.values().filter(|known| known.active);
        let categories = active
            .map(|category| (category.clone(), frequency(&category.key)))
            .collect();
        Ok(Stage {
            characters,
            categories,
            city,
        })
    }

    pub fn check(&self, from: Micros) -> anyhow::Result<()> {
        ensure!(
            !self.categories.is_empty(),
            "还没有问题类别 (no categories yet)"
        );
        ensure!(
            self.city.zones.valid_at(from).next().is_some(),
            "历史开始时还没有有效的责任区，请检查责任区的 valid_from (no zone was valid when the history begins)"
        );
        Ok(())
    }

    pub fn character(&self, department: UnitId) -> Character {
        let usual = || character::of_department(0);
        self.characters
            .get(&department)
            .copied()
            .unwrap_or_else(usual)
    }

    /// Another department that gets work by the routing table.
    pub fn another(&self, dice: &mut Random, than: UnitId) -> Option<UnitId> {
        let mut others: Vec<_> = self.characters.keys().filter(|id| **id != than).collect();
        // A map has no order, and a seed must mean the same every time.
        others.sort_by_key(|id| self.code(**id));
        match others.is_empty() {
            true => None,
            false => Some(**dice.pick(&others)),
        }
    }

    pub fn code(&self, unit: UnitId) -> String {
        let unit = self.city.units.get(unit);
        unit.map(|unit| unit.code.clone()).unwrap_or_default()
    }

    pub fn category(&self, dice: &mut Random) -> &Category {
        let total: i64 = self.categories.iter().map(|(_, weight)| weight).sum();
        let mut roll = dice.between(0, total - 1);
        for (category, weight) in &self.categories {
            if roll < *weight {
                return category;
            }
            roll -= weight;
        }
        &self.categories[0].0
    }

    pub fn deadline(&self, limit: Limit, from: Micros) -> Micros {
        domain::deadline::deadline(limit, from, &self.city.calendar)
    }

    /// On the limit's kind of clock.
    pub fn longer(&self, limit: Limit, deadline: Micros, by: Span) -> Micros {
        limit.pace().after(deadline, by, &self.city.calendar)
    }
}

/// How often a category comes up, in half percents or so: what a city's inspectors report most. One that is not
/// known here comes up now and then.
fn frequency(key: &CategoryKey) -> i64 {
    if key.scheme.ends_with("-part") {
        return 2;
    }
    match key.code.as_str() {
        "02-01" | "05-05" => 24,
        "05-06" => 22,
        "01-02" => 20,
        "01-04" => 18,
        "05-04" => 16,
        "01-03" | "05-01" | "05-07" => 10,
        "01-10" | "02-03" | "05-11" => 8,
        "02-02" | "03-04" | "01-06" | "04-08" => 6,
        "01-01" | "04-04" | "L-01" => 4,
        "04-01" => 2,
        _ => 5,
    }
}
