//! The past of a city: cases reported evenly over so many days, most handled in time, some late, some failed, some still
//! open. The same seed tells the same past. Photos are rows without files: lists and boards read no pixel.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use app::action::case::record::ReportBeside;
use city::City;
use domain::case::{Command, Mode, Report, Routed, StateName, report};
use domain::evidence::bands;
use domain::id::{CaseId, CategoryKey, PhotoHash, UserId};
use domain::position::{Crs, Point, Position, PositionSource};
use domain::role::Actor;
use domain::routing::{Found, explain};
use domain::time::{Micros, Span, city_time, days, hours, minutes};
use fixtures::random::Random;
use mobile_api::event::EventPosition;
use store::photos::PhotoRow;
use uuid::Uuid;

use crate::people::Cast;
use crate::story::Story;

pub const SCHEME: &str = "GBT30428-2013-event";

/// Small ads and parked cars are most of a city's trouble.
pub const CATEGORIES: [&str; 16] = [
    "02-01", "02-01", "02-01", "05-05", "05-05", "05-05", "05-06", "05-06", "01-02", "01-02",
    "01-04", "05-04", "05-04", "04-08", "01-10", "01-06",
];

pub struct History<'a> {
    reference: &'a City,
    cast: &'a Cast,
    spots: &'a [Point],
    random: Random,
    now: Micros,
    /// Cases so far, by day: their numbers.
    of_day: HashMap<String, u32>,
}

/// A life, and the photos that it shows.
pub struct Past {
    pub story: Story,
    pub photos: Vec<PhotoRow>,
}

impl<'a> History<'a> {
    pub fn new(
        reference: &'a City,
        cast: &'a Cast,
        spots: &'a [Point],
        now: Micros,
    ) -> History<'a> {
        History {
            reference,
            cast,
            spots,
            random: Random::new(7),
            now,
            of_day: HashMap::new(),
        }
    }

    /// How many cases have got a number of this day.
    pub fn numbered(&self, day: &str) -> u32 {
        self.of_day.get(day).copied().unwrap_or_default()
    }

    pub fn case(&mut self, at: Micros) -> Result<Past> {
        let mut past = self.reported(at)?;
        self.lived(&mut past, at)?;
        past.story.climb_until(self.now)?;
        Ok(past)
    }

    fn reported(&mut self, at: Micros) -> Result<Past> {
        let reference = self.reference;
        let phone = self.cast.phones
            [self.random.between(0, self.cast.phones.len() as i64 - 1) as usize]
            .user;
        let category = CategoryKey {
            scheme: SCHEME.into(),
            code: (*self.random.pick(&CATEGORIES)).to_owned(),
        };
        let point = *self.random.pick(self.spots);
        let position = Position::new(point, Crs::Wgs84, Some(8.0), PositionSource::Device)
            .map_err(|fault| anyhow!("{point:?}: {fault:?}"))?;
        let found = explain(&category, &position, at, &reference.zones, &reference.table);
        let zone = match &found.found {
            Found::Inside { zone, .. } | Found::Near { zone, .. } => reference.zone(zone.id),
            Found::Nowhere => None,
        };
        let limit = reference
            .categories
            .get(&category)
            .map(|category| category.limit);
        let routed = found.routed.rule().zip(limit).map(|(rule, limit)| Routed {
            department: rule.department,
            rule: rule.id,
            limit,
            recurrence_of: None,
            self_found: false,
        });
        let photo = self.photo(phone, at);
        let told = Report {
            id: CaseId(id_at(at, &mut self.random)),
            number: self.number(at),
            category,
            mode: Mode::Routine,
            description: "墙面上多处张贴，影响市容，请尽快处置。".into(),
            captured_at: at - minutes(2),
            photos: vec![photo.sha256],
            zone: zone.map(|zone| zone.id),
            zone_unit: zone.map(|zone| zone.unit),
            street: zone.map(|zone| zone.street),
            district: zone.map(|zone| zone.district),
        };
        let beside = ReportBeside {
            campaign: None,
            address: zone.map(|zone| zone.name.clone()).unwrap_or_default(),
            position: EventPosition {
                lon: point.lon,
                lat: point.lat,
                raw_lon: point.lon,
                raw_lat: point.lat,
                crs: mobile_api::position::Crs::Wgs84,
                accuracy_m: Some(8.0),
                source: mobile_api::position::PositionSource::Device,
            },
            route: city::route::record(reference, &found),
        };
        let events =
            report(told, routed, at, &reference.rules()).map_err(|why| anyhow!("{why:?}"))?;
        Ok(Past {
            story: Story::begin(phone, at, events, beside)?,
            photos: vec![photo],
        })
    }

    /// What came after the report, as far as it is past.
    fn lived(&mut self, past: &mut Past, at: Micros) -> Result<()> {
        let (reference, cast) = (self.reference, self.cast);
        let rules = reference.rules();
        let Some((department, deadline)) = past
            .story
            .case
            .department()
            .zip(past.story.case.deadline_at())
        else {
            return self.unowned(past, at);
        };
        let handler = cast.handler_of(department)?;
        // Four of five in time, the others up to two and a half times the limit.
        let share = match self.random.chance(0.8) {
            true => self.random.range(0.08, 0.95),
            false => self.random.range(1.0, 2.5),
        };
        let allowed = deadline - at;
        let handled_at = at + Span((allowed.0 as f64 * f64::from(share)) as i64);
        let accepted_at = at + Span((allowed.0 as f64 * f64::from(share) * 0.3) as i64);
        if accepted_at < self.now && self.random.chance(0.9) {
            past.story
                .act(accepted_at, handler, &Command::Accept, &rules)?;
        }
        if handled_at >= self.now {
            return self.open(past, accepted_at);
        }
        self.handled(past, handler, handled_at)?;
        let verified_at = handled_at + minutes(self.random.between(40, 20 * 60));
        if verified_at >= self.now {
            return Ok(());
        }
        let mut passed_at = verified_at;
        if self.random.chance(0.07) {
            let shown = self.shown(past, cast.dispatcher.user, verified_at);
            let failed = Command::VerifyFail {
                reason: "仍有残留".into(),
                photos: vec![shown],
            };
            past.story
                .act(verified_at, &cast.dispatcher, &failed, &rules)?;
            let again_at = verified_at + minutes(self.random.between(30, 300));
            passed_at = again_at + hours(2);
            if passed_at >= self.now {
                return Ok(());
            }
            self.handled(past, handler, again_at)?;
        }
        let passed = Command::VerifyPass {
            photos: vec![],
            note: "已恢复原状".into(),
        };
        past.story.act(passed_at, &cast.dispatcher, &passed, &rules)
    }

    fn handled(&mut self, past: &mut Past, handler: &Actor, at: Micros) -> Result<()> {
        let shown = self.shown(past, handler.user, at);
        let done = Command::Handle {
            photos: vec![shown],
            note: "已清理".into(),
        };
        past.story.act(at, handler, &done, &self.reference.rules())
    }

    /// Nobody owns it: a dispatcher looks within two days and ends it.
    fn unowned(&mut self, past: &mut Past, at: Micros) -> Result<()> {
        let looked_at = at + days(2);
        if looked_at >= self.now {
            return Ok(());
        }
        let void = Command::Void {
            reason: "不属于本市管辖".into(),
            duplicate_of: None,
        };
        past.story.act(
            looked_at,
            &self.cast.dispatcher,
            &void,
            &self.reference.rules(),
        )
    }

    /// A few of those still open wait for road works or money.
    fn open(&mut self, past: &mut Past, accepted_at: Micros) -> Result<()> {
        let now = (accepted_at + minutes(5)).min(self.now - Span(1));
        let waits = past.story.case.state.name() == StateName::Accepted && accepted_at < now;
        if !(waits && self.random.chance(0.05)) {
            return Ok(());
        }
        let suspend = Command::Suspend {
            reason: "待专项工程".into(),
        };
        past.story.act(
            now,
            &self.cast.dispatcher,
            &suspend,
            &self.reference.rules(),
        )
    }

    fn shown(&mut self, past: &mut Past, by: UserId, at: Micros) -> PhotoHash {
        let photo = self.photo(by, at);
        let hash = photo.sha256;
        past.photos.push(photo);
        hash
    }

    fn photo(&mut self, by: UserId, at: Micros) -> PhotoRow {
        photo(&mut self.random, by, at, Some(at))
    }

    fn number(&mut self, at: Micros) -> String {
        let day = day(at);
        let number = self.of_day.entry(day.clone()).or_default();
        *number += 1;
        format!("{day}-{number:04}")
    }
}

/// As case numbers begin: 20261121.
pub fn day(at: Micros) -> String {
    city_time(at).date().strftime("%Y%m%d").to_string()
}

/// A photo nobody can open, with a fingerprint like no other's.
pub fn photo(random: &mut Random, by: UserId, at: Micros, used_at: Option<Micros>) -> PhotoRow {
    let mut hash = [0; 32];
    for part in hash.chunks_mut(8) {
        part.copy_from_slice(&random.bits().to_be_bytes());
    }
    let fingerprint = random.bits();
    let [band_a, band_b, band_c, band_d] = bands(fingerprint).map(i64::from);
    PhotoRow {
        sha256: PhotoHash(hash),
        bytes: 400_000,
        media_type: "image/jpeg".into(),
        width: 2000,
        height: 1500,
        orientation: 1,
        taken_at: Some(at - minutes(3)),
        taken_offset_s: Some(8 * 3600),
        lon: None,
        lat: None,
        accuracy_m: None,
        camera: Some("Xuncheng Fixture".into()),
        phash: fingerprint.cast_signed(),
        band_a,
        band_b,
        band_c,
        band_d,
        flags: "[]".into(),
        uploaded_by: by,
        uploaded_at: at - minutes(1),
        used_at,
        picture_hash: None,
    }
}

fn id_at(at: Micros, random: &mut Random) -> Uuid {
    let mut dice = [0; 10];
    dice[..8].copy_from_slice(&random.bits().to_be_bytes());
    dice[8..].copy_from_slice(&random.bits().to_be_bytes()[..2]);
    uuid::Builder::from_unix_timestamp_millis((at.0 / 1000).max(0) as u64, &dice).into_uuid()
}
