//! What a zones file changes. History is never rewritten: a changed zone gets a new version from the moment of
//! the import (or later, when the file says so) and the old one ends in the same instant. Zones the file doesn't
//! mention stay; `valid_to` ends one.

use std::collections::BTreeMap;

use domain::id::UnitId;
use domain::time::Micros;
use domain::zone::{VersionFault, Zone, version_faults};
use mobile_api::error::Code;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use store::zones::ZoneRow;

use crate::action::city::import::Before;
use city::City;
use city::fault::{Faults, fault};
use city::file::plan::{Diff, Plan, Report, Write};
use city::file::zones::{ZoneLine, parse};

pub fn plan(body: &[u8], before: &Before) -> Result<Plan, Faults> {
    let city = &before.city;
    let read = parse(body, city, before.now)?;
    let mut by_code: BTreeMap<&str, Vec<&ZoneLine>> = BTreeMap::new();
    for line in &read.lines {
        by_code.entry(&line.code).or_default().push(line);
    }
    let mut known: BTreeMap<&str, Vec<&Zone>> = BTreeMap::new();
    for zone in city.zones.zones() {
        known.entry(&zone.code).or_default().push(zone);
    }
    let mut plan = Plan::default();
    let mut faults = Faults::default();
    for (code, mut lines) in by_code {
        lines.sort_by_key(|line| line.valid_from);
        let mut history = History::of(known.get(code).map_or(&[], Vec::as_slice));
        for line in lines {
            history.take(line, city, before.now, &mut plan.report);
        }
        faults.extend(history.faults());
        plan.writes.extend(history.writes());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    plan.report.items.sort_by_key(|item| item.index);
    plan.report.warnings = read.warnings;
    Ok(plan)
}

/// The versions of one code: those that are there, and those that come.
struct History {
    versions: Vec<Version>,
}

struct Version {
    zone: Zone,
    origin: Origin,
}

enum Origin {
    There { ends_now: bool },
    From { feature: usize, geometry: String },
}

impl History {
    fn of(known: &[&Zone]) -> History {
        let there = |zone: &&Zone| Version {
            zone: (*zone).clone(),
            origin: Origin::There { ends_now: false },
        };
        History {
            versions: known.iter().map(there).collect(),
        }
    }

    fn take(&mut self, line: &ZoneLine, city: &City, now: Micros, report: &mut Report) {
        let (index, code, name) = (line.feature, line.code.as_str(), line.name.as_str());
        if self.versions.is_empty() {
            // Nothing was ever decided by it: it may have held before it was imported.
            self.add(line, line.valid_from.unwrap_or(now));
            return report.created(index, code, name);
        }
        if line.valid_to.is_some_and(|end| end <= now) {
            return self.end(line, now, report);
        }
        let from = line.valid_from.unwrap_or(now).max(now);
        let in_force = self
            .versions
            .iter()
            .position(|version| version.zone.valid_at(from));
        let Some(place) = in_force else {
            self.add(line, from);
            return report.created(index, code, name);
        };
        let old = &mut self.versions[place];
        let drawn_alike = old.zone.shape == line.shape;
        let same_content = same_content(&old.zone, line);
        let diff = diff(&old.zone, line, city);
        if !report.compared(index, code, name, diff) {
            return;
        }
        match (
            same_content && drawn_alike,
            old.zone.valid_to,
            line.valid_to,
        ) {
            // Only its end comes, or comes sooner.
            (true, None, Some(end)) => old.end_at(end),
            (true, Some(planned), Some(end)) if end < planned => old.end_at(end),
            // It was to end, and goes on.
            (true, Some(planned), _) => self.add(line, planned),
            _ => {
                old.end_at(from);
                self.add(line, from);
            }
        }
    }

    /// A feature that is over already: history when nothing of it holds any more, else its end is now.
    fn end(&mut self, line: &ZoneLine, now: Micros, report: &mut Report) {
        let open = self.versions.iter_mut().find(|version| {
            version.zone.valid_at(now)
                && same_content(&version.zone, line)
                && version.zone.shape == line.shape
        });
        match open {
            Some(version) => {
                version.end_at(now);
                report.ended(Some(line.feature), &line.code, &line.name);
            }
            None => report.unchanged += 1,
        }
    }

    fn add(&mut self, line: &ZoneLine, from: Micros) {
        let latest = self.versions.iter().map(|version| version.zone.version);
        let zone = line.zone(latest.max().unwrap_or(0) + 1, from);
        self.versions.push(Version {
            zone,
            origin: Origin::From {
                feature: line.feature,
                geometry: line.geometry.clone(),
            },
        });
    }

    /// Against versions that were planned before: a file that knows nothing of them must not cut into them.
    fn faults(&self) -> Faults {
        let zones: Vec<Zone> = self
            .versions
            .iter()
            .map(|version| version.zone.clone())
            .collect();
        let feature = |place: usize| match self.versions[place].origin {
            Origin::From { feature, .. } => Some(feature),
            Origin::There { .. } => None,
        };
        let told = |wrong| match wrong {
            VersionFault::NeverValid { zone } => {
                let detail = Detail::ValidityReversed;
                Some((feature(zone)?, "valid_to", Code::RowInvalid, detail))
            }
            VersionFault::OverlappingValidity { zone, other } => {
                let code = self.versions[zone].zone.code.clone();
                let place = feature(zone).or(feature(other))?;
                let detail = Detail::ValidityOverlap { code };
                Some((place, "valid_from", Code::ValidityOverlap, detail))
            }
            VersionFault::SameVersion { .. } => None,
        };
        version_faults(&zones)
            .into_iter()
            .filter_map(told)
            .map(|(place, property, code, detail)| {
                let at = format!("/features/{place}/properties/{property}");
                fault(at, code, detail)
            })
            .collect()
    }

    fn writes(self) -> Vec<Write> {
        let mut ends = Vec::new();
        let mut fresh = Vec::new();
        for Version { zone, origin } in self.versions {
            match (origin, zone.valid_to) {
                (Origin::There { ends_now: true }, Some(end)) => {
                    ends.push(Write::ZoneEnds(zone.id, end));
                }
                (Origin::There { .. }, _) => {}
                (Origin::From { geometry, .. }, _) => {
                    fresh.push(Write::NewZone(row(zone, geometry)));
                }
            }
        }
        ends.into_iter().chain(fresh).collect()
    }
}

impl Version {
    fn end_at(&mut self, end: Micros) {
        self.zone.valid_to = Some(end);
        if let Origin::There { ends_now } = &mut self.origin {
            *ends_now = true;
        }
    }
}

fn same_content(zone: &Zone, line: &ZoneLine) -> bool {
    zone.name == line.name
        && zone.kind == line.kind
        && zone.unit == line.unit
        && zone.street == line.street
        && zone.district == line.district
        && zone.leader == line.leader
        && zone.grid_keeper == line.grid_keeper
}

fn diff(zone: &Zone, line: &ZoneLine, city: &City) -> Diff {
    let code = |id: UnitId| {
        let unit = city.units.get(id);
        unit.map_or_else(String::new, |unit| unit.code.clone())
    };
    let end = |end: Option<Micros>| end.map_or_else(String::new, |end| Time(end.0).to_string());
    let area = |square_metres: f64| format!("{square_metres:.0} m²");
    Diff::default()
        .field("name", &zone.name, &line.name)
        .field("kind", zone.kind, line.kind)
        .field("unit", code(zone.unit), code(line.unit))
        .field("street", code(zone.street), code(line.street))
        .field("district", code(zone.district), code(line.district))
        .field("leader", &zone.leader, &line.leader)
        .field("grid_keeper", &zone.grid_keeper, &line.grid_keeper)
        .unlike(
            "geometry",
            zone.shape != line.shape,
            area(zone.shape.area_m2()),
            area(line.shape.area_m2()),
        )
        .field("valid_to", end(zone.valid_to), end(line.valid_to))
}

fn row(zone: Zone, geometry: String) -> ZoneRow {
    ZoneRow {
        id: zone.id,
        code: zone.code,
        version: zone.version,
        name: zone.name,
        kind: zone.kind.as_str().to_owned(),
        unit_id: zone.unit,
        street_id: zone.street,
        district_id: zone.district,
        leader: zone.leader,
        grid_keeper: zone.grid_keeper,
        geometry,
        valid_from: zone.valid_from,
        valid_to: zone.valid_to,
    }
}
