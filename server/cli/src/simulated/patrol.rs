//! 巡查打卡 of the simulated weeks: inspectors are in a zone for a while, around what they report there or without
//! finding anything. Nobody is in two places at once, and some zones nobody ever looks at.

use std::collections::HashSet;

use domain::calendar::Calendar;
use domain::id::{VisitId, ZoneId};
use domain::position::Point;
use domain::time::{Micros, SECOND, Span, at_city, city_midnight, city_time, minutes};
use domain::zone::Zone;
use fixtures::random::Random;
use jiff::ToSpan;
use jiff::civil::time;
use mobile_api::case::Mode;
use mobile_api::position::Crs;
use mobile_api::time::Time;
use mobile_api::visit::VisitRequest;
use uuid::Uuid;

use super::campaigns::Campaign;
use super::cast::{Cast, Whereabouts, Who};
use super::hours::some_minutes;
use super::place::Places;
use super::plan::{Doing, Step, stamp};
use super::stroll::track;

/// One zone in sixteen.
const NEGLECTED: f32 = 1.0 / 16.0;
/// Of the reports, those made on a visit.
const ON_A_VISIT: f32 = 0.6;
/// Of the clean visits that a campaign could have asked for, those it did.
const FOR_A_CAMPAIGN: f32 = 0.5;
/// Some phones are not allowed to tell where they are.
const WITH_TRACK: f32 = 0.85;

/// Something an inspector saw and reported.
pub struct Sighting<'a> {
    pub who: Who,
    pub zone: &'a Zone,
    pub point: Point,
    pub mode: Mode,
    pub campaign: Option<Uuid>,
    pub seen_at: Micros,
    pub reported_at: Micros,
}

pub struct Patrol<'a> {
    pub cast: &'a Cast,
    pub places: &'a Places<'a>,
    pub calendar: &'a Calendar,
    pub campaigns: &'a [Campaign],
    pub from: Micros,
    pub until: Micros,
}

struct Outing<'a> {
    zone: &'a Zone,
    /// A spot on the way, and when the inspector stood there.
    point: Point,
    seen_at: Micros,
    from: Micros,
    to: Micros,
    mode: Mode,
    campaign: Option<Uuid>,
}

impl<'a> Patrol<'a> {
    /// `sightings` in any order.
    pub fn visits(&self, dice: &mut Random, sightings: &[Sighting<'a>]) -> Vec<Step> {
        let zones: Vec<&Zone> = self.places.zones().collect();
        let neglected: HashSet<ZoneId> = zones
            .iter()
            .filter(|_| dice.chance(NEGLECTED))
            .map(|zone| zone.id)
            .collect();
        let looked_at: Vec<&Zone> = zones
            .into_iter()
            .filter(|zone| !neglected.contains(&zone.id))
            .collect();
        let mut steps = Vec::new();
        for who in self.cast.inspectors() {
            let mut mine: Vec<&Sighting<'_>> =
                sightings.iter().filter(|seen| seen.who == who).collect();
            mine.sort_by_key(|seen| seen.seen_at);
            let mut outings = around(dice, &mine, &neglected);
            let beat: Vec<&Zone> = looked_at
                .iter()
                .copied()
                .filter(|zone| self.cast.goes_to(who, whereabouts(zone)))
                .collect();
            if !beat.is_empty() {
                self.find_nothing(dice, &mine, &beat, &mut outings);
            }
            steps.extend(outings.iter().map(|outing| told(dice, who, outing)));
        }
        steps
    }

    /// Visits between the others on which there is nothing to report, from one zone of the beat to the next.
    fn find_nothing(
        &self,
        dice: &mut Random,
        mine: &[&Sighting<'a>],
        beat: &[&'a Zone],
        outings: &mut Vec<Outing<'a>>,
    ) {
        let mut turn = dice.between(0, beat.len() as i64 - 1) as usize;
        let mut day = city_time(self.from).date();
        while city_midnight(day) < self.until {
            let most = if self.calendar.is_working_day(day) {
                4
            } else {
                1
            };
            for _ in 0..dice.between(0, most) {
                let opens = at_city(day, time(8, 30, 0, 0));
                let from = opens + some_minutes(dice, 0, 510);
                let to = from + some_minutes(dice, 8, 35);
                let zone = beat[turn % beat.len()];
                let point = self.places.point_in(dice, zone);
                let seen_at = from + Span((to - from).0 / 2);
                let busy = mine
                    .iter()
                    .any(|seen| seen.seen_at <= to + BETWEEN && seen.reported_at >= from - BETWEEN);
                let elsewhere = outings
                    .iter()
                    .any(|outing| outing.from <= to + BETWEEN && outing.to >= from - BETWEEN);
                let Some(point) = point.filter(|_| !busy && !elsewhere) else {
                    continue;
                };
                turn += 1;
                let campaign = self.asked_for(dice, zone, from);
                let mode = match (campaign, dice.between(0, 9)) {
                    (Some(_), 0..=4) => Mode::Joint,
                    (None, 0) => Mode::Random,
                    (None, 1) => Mode::Covert,
                    _ => Mode::Routine,
                };
                outings.push(Outing {
                    zone,
                    point,
                    seen_at,
                    from,
                    to,
                    mode,
                    campaign,
                });
            }
            day = day.saturating_add(1.day());
        }
    }

    fn asked_for(&self, dice: &mut Random, zone: &Zone, at: Micros) -> Option<Uuid> {
        let campaign = self.campaigns.iter().find(|one| one.reaches(zone, at))?;
        dice.chance(FOR_A_CAMPAIGN).then_some(campaign.id)
    }
}

/// From one zone to the next.
const BETWEEN: Span = minutes(2);
const SHORTEST: Span = minutes(5);

/// The visits on which something was found; what else is seen in the zone meanwhile was found on the same one.
fn around<'a>(
    dice: &mut Random,
    mine: &[&Sighting<'a>],
    neglected: &HashSet<ZoneId>,
) -> Vec<Outing<'a>> {
    let mut outings: Vec<Outing<'a>> = Vec::new();
    let mut free_from = Micros(i64::MIN);
    for (number, seen) in mine.iter().enumerate() {
        let begins = seen.seen_at - some_minutes(dice, 4, 22);
        let ends = seen.reported_at + some_minutes(dice, 3, 18);
        let later = mine[number + 1..].iter();
        let next = later
            .map(|other| (other.zone.id, other.seen_at - BETWEEN))
            .find(|(zone, _)| *zone != seen.zone.id)
            .map_or(ends, |(_, at)| at);
        let (from, to) = (begins.max(free_from), ends.min(next));
        let fits = from < seen.seen_at && seen.reported_at < to && to - from >= SHORTEST;
        if neglected.contains(&seen.zone.id) || !fits || !dice.chance(ON_A_VISIT) {
            free_from = free_from.max(seen.reported_at + BETWEEN);
            continue;
        }
        free_from = to + BETWEEN;
        outings.push(Outing {
            zone: seen.zone,
            point: seen.point,
            seen_at: seen.seen_at,
            from,
            to,
            mode: seen.mode,
            campaign: seen.campaign,
        });
    }
    outings
}

/// Told when it is over, as by a phone that was without signal meanwhile.
fn told(dice: &mut Random, who: Who, outing: &Outing<'_>) -> Step {
    let track = match dice.chance(WITH_TRACK) {
        true => track(
            dice,
            outing.zone,
            outing.point,
            outing.seen_at,
            (outing.from, outing.to),
        ),
        false => Vec::new(),
    };
    let request = VisitRequest {
        zone_id: outing.zone.id.0,
        started_at: Time(outing.from.0),
        ended_at: Some(Time(outing.to.0)),
        mode: outing.mode,
        campaign_id: outing.campaign,
        crs: Crs::Wgs84,
        track,
    };
    Step {
        at: outing.to + Span(dice.between(20 * SECOND, 100 * SECOND)),
        who,
        doing: Doing::Visit(VisitId(Uuid::new_v7(stamp(outing.from))), Box::new(request)),
        shots: Vec::new(),
    }
}

fn whereabouts(zone: &Zone) -> Whereabouts {
    Whereabouts {
        street: Some(zone.street),
        district: Some(zone.district),
    }
}
