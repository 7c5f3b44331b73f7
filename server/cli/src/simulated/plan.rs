//! The whole history before any of it happens: every report and every deed, in the order of time. Pure: the same
//! city, people, seed and dates give the same plan, apart from the ids.

use std::time::Duration;

use domain::id::{CaseId, CategoryKey, RankingId, UnitId, VisitId};
use domain::position::{Crs, Point, Position, PositionSource, from_wgs84};
use domain::role::Role;
use domain::routing::{Routed, explain};
use domain::time::{Micros, Span, days, hours, minutes};
use domain::zone::Zone;
use fixtures::random::Random;
use fixtures::scene::{Kind, Shot};
use mirror::Shown;
use mobile_api::campaign::CampaignRequest;
use mobile_api::case::{Mode, ReportRequest};
use mobile_api::category;
use mobile_api::position::RawPosition;
use mobile_api::time::Time;
use mobile_api::visit::VisitRequest;
use uuid::{NoContext, Timestamp, Uuid};

use super::act::Act;
use super::arrivals::arrivals;
use super::camera::take;
use super::campaigns::{Campaign, campaigns};
use super::cast::{Cast, Whereabouts, Who};
use super::course::{Course, Deed, Subject};
use super::lists::{self, ListDeed};
use super::patrol::{Patrol, Sighting};
use super::place::{Places, beside};
use super::stage::Stage;
use super::{Options, words};
use city::Category;

#[derive(Clone, Debug)]
pub struct Step {
    pub at: Micros,
    pub who: Who,
    pub doing: Doing,
    pub shots: Vec<Shot>,
}

#[derive(Clone, Debug)]
pub enum Doing {
    /// Its photos are filled in when they are there.
    Report(CaseId, Box<ReportRequest>),
    Act(CaseId, Act),
    List(RankingId, ListDeed),
    Campaign(Uuid, Box<CampaignRequest>),
    Visit(VisitId, Box<VisitRequest>),
}

impl Doing {
    /// What it is about: steps about the same thing stand or fall together.
    pub fn about(&self) -> Uuid {
        match self {
            Doing::Report(case, _) | Doing::Act(case, _) => case.0,
            Doing::List(list, _) => list.0,
            Doing::Campaign(campaign, _) => *campaign,
            Doing::Visit(visit, _) => visit.0,
        }
    }
}

/// A planned case, as far as later ones refer to it.
struct Known {
    id: CaseId,
    category: Category,
    point: Point,
    reported_at: Micros,
    closed_at: Option<Micros>,
    subject: Subject,
    is_duplicate: bool,
}

struct Planner<'a> {
    stage: &'a Stage,
    cast: &'a Cast,
    places: Places<'a>,
    known: Vec<Known>,
    /// Which step reports each of them.
    reports: Vec<usize>,
    steps: Vec<Step>,
}

pub fn plan(stage: &Stage, cast: &Cast, options: &Options) -> Vec<Step> {
    let mut dice = Random::new(options.seed);
    let from = options.from();
    let city = &stage.city;
    let times = arrivals(
        &mut dice,
        from,
        options.until,
        options.cases_per_day,
        &city.calendar,
    );
    let mut planner = Planner {
        places: Places::new(city, from, &mut dice),
        stage,
        cast,
        known: Vec::new(),
        reports: Vec::new(),
        steps: Vec::new(),
    };
    for (number, at) in times.into_iter().enumerate() {
        // Dice of its own for each case: what one does changes nothing for the next.
        let mut dice = Random::new(options.seed ^ (number as u64 + 1).wrapping_mul(0x9E37_79B9));
        planner.case(&mut dice, at);
    }
    if options.weeks > 0 {
        // Dice of their own, so that the cases of a seed are the same with and without them.
        let mut dice = Random::new(options.seed ^ 0x7061_7472_6f6c); // "patrol"
        planner.patrol(&mut dice, options);
    }
    let mut steps = planner.steps;
    let grace = hours(city.rulebook.unverified.grace_hours);
    steps.extend(lists::lists(&mut dice, cast, from, options.until, grace));
    steps.retain(|step| step.at < options.until);
    // Stable: within an instant a case keeps its own order.
    steps.sort_by_key(|step| step.at);
    steps
}

/// Of what a campaign is about, so much is reported under its name.
const NAMED: f32 = 0.8;

impl Planner<'_> {
    /// Campaigns, the reports that name them, and the visits around reports and between them.
    fn patrol(&mut self, dice: &mut Random, options: &Options) {
        let (campaigns, set_up) = campaigns(dice, self.stage, self.cast, options);
        let reports = self.known.iter().zip(&self.reports);
        let mut sightings = Vec::new();
        for (known, at) in reports {
            let step = &mut self.steps[*at];
            let (who, reported_at) = (step.who, step.at);
            let (Doing::Report(_, request), Some(zone)) =
                (&mut step.doing, self.places.zone_at(known.point))
            else {
                continue;
            };
            let seen_at = Micros(request.captured_at.0);
            let wanted = |one: &&Campaign| one.wants(&known.category.key, zone, seen_at);
            let campaign = campaigns.iter().find(wanted);
            request.campaign_id = campaign
                .filter(|_| dice.chance(NAMED))
                .map(|campaign| campaign.id);
            // Handlers find what they pass by; who enters a citizen's report was not there.
            if self.cast.person(who).actor.role == Role::Inspector {
                sightings.push(Sighting {
                    who,
                    zone,
                    point: known.point,
                    mode: request.mode,
                    campaign: request.campaign_id,
                    seen_at,
                    reported_at,
                });
            }
        }
        let patrol = Patrol {
            cast: self.cast,
            places: &self.places,
            calendar: &self.stage.city.calendar,
            campaigns: &campaigns,
            from: options.from(),
            until: options.until,
        };
        let visits = patrol.visits(dice, &sightings);
        self.steps.extend(set_up);
        self.steps.extend(visits);
    }

    fn case(&mut self, dice: &mut Random, at: Micros) {
        match dice.share() {
            roll if roll < 0.03 && self.duplicate(dice, at).is_some() => {}
            roll if roll < 0.11 && self.recurrence(dice, at).is_some() => {}
            roll if roll < 0.135 => {
                let category = self.stage.category(dice).clone();
                if let Some(point) = self.places.nowhere(dice) {
                    self.report(dice, at, category, point, None);
                }
            }
            _ => {
                let category = self.stage.category(dice).clone();
                if let Some((point, _)) = self.places.somewhere(dice) {
                    self.report(dice, at, category, point, None);
                }
            }
        }
    }

    /// Somebody else sees what was reported a little while ago.
    fn duplicate(&mut self, dice: &mut Random, at: Micros) -> Option<()> {
        let since = at - minutes(200);
        let recent = self.known.iter().rev();
        let original = recent
            .take_while(|known| known.reported_at > since)
            .find(|known| {
                !known.is_duplicate && known.closed_at.is_none_or(|closed_at| closed_at > at)
            })?;
        let (id, category, near) = (original.id, original.category.clone(), original.point);
        let scene = (original.subject.scene, original.subject.tall);
        let point = beside(dice, near, 5);
        self.report(dice, at, category, point, Some((id, scene)));
        Some(())
    }

    /// What was closed some days ago is there again.
    fn recurrence(&mut self, dice: &mut Random, at: Micros) -> Option<()> {
        let closed: Vec<&Known> = self
            .known
            .iter()
            .filter(|known| {
                known
                    .closed_at
                    .is_some_and(|closed_at| closed_at < at - days(1))
            })
            .collect();
        if closed.is_empty() {
            return None;
        }
        let earlier = dice.pick(&closed);
        let (category, near) = (earlier.category.clone(), earlier.point);
        let point = beside(dice, near, 8);
        self.report(dice, at, category, point, None);
        Some(())
    }

    fn report(
        &mut self,
        dice: &mut Random,
        at: Micros,
        category: Category,
        point: Point,
        repeats: Option<(CaseId, (u64, bool))>,
    ) {
        let zone = self.places.zone_at(point);
        let whereabouts = Whereabouts {
            street: zone.map(|zone| zone.street),
            district: zone.map(|zone| zone.district),
        };
        let (scene, tall) = match repeats {
            Some((_, seen)) => seen,
            None => (dice.bits() >> 8, dice.chance(0.25)),
        };
        let subject = Subject {
            reported_at: at,
            at: whereabouts,
            point,
            limit: category.limit,
            kind: Kind::of_category(&category.key.scheme, &category.key.code),
            scene,
            tall,
        };
        let id = CaseId(Uuid::new_v7(stamp(at)));
        let owner = self.owner(&category.key, point, at);
        let own = owner.ok().filter(|_| repeats.is_none());
        let (who, mode) = match own.and_then(|department| self.own_finder(dice, department)) {
            Some(handler) => (handler, Mode::Routine),
            None => self.reporter(dice, whereabouts),
        };
        let (request, shots) = asked(dice, &category.key, &subject, zone, mode, repeats.is_some());
        let course = Course::new(dice, self.stage, self.cast, subject);
        let deeds = match (repeats, owner) {
            (Some((original, _)), _) => course.duplicate(original.0),
            (None, Ok(department)) => course.owned(department),
            (None, Err(likely)) => course.unowned(likely),
        };
        self.known.push(Known {
            id,
            category,
            point,
            reported_at: at,
            closed_at: closing(&deeds),
            subject,
            is_duplicate: repeats.is_some(),
        });
        self.reports.push(self.steps.len());
        self.steps.push(Step {
            at,
            who,
            doing: Doing::Report(id, Box::new(request)),
            shots,
        });
        self.steps.extend(deeds.into_iter().map(|deed| Step {
            at: deed.at,
            who: deed.who,
            doing: Doing::Act(id, deed.act),
            shots: deed.shot.into_iter().collect(),
        }));
    }

    /// Somebody of the department itself, when it is they who find it.
    fn own_finder(&self, dice: &mut Random, department: UnitId) -> Option<Who> {
        let share = self.stage.character(department).self_found;
        match dice.chance(share) {
            true => self.cast.handler(dice, department),
            false => None,
        }
    }

    /// Citizens' reports are entered by the command centre.
    fn reporter(&self, dice: &mut Random, at: Whereabouts) -> (Who, Mode) {
        let mode = match dice.between(0, 99) {
            0..=69 => Mode::Routine,
            70..=77 => Mode::Random,
            78..=81 => Mode::Covert,
            82..=86 => Mode::Joint,
            87..=89 => Mode::Leader,
            90..=92 => Mode::Mock,
            _ => Mode::Citizen,
        };
        match mode {
            Mode::Citizen => (self.cast.dispatcher(dice, at), mode),
            _ => (self.cast.inspector(dice, at), mode),
        }
    }

    /// The owner as routing will find it, or else whom a dispatcher would think of.
    fn owner(
        &self,
        category: &CategoryKey,
        point: Point,
        at: Micros,
    ) -> Result<UnitId, Option<UnitId>> {
        let city = &self.stage.city;
        let position = Position::new(point, Crs::Wgs84, ACCURACY_M, PositionSource::Device)
            .map_err(|_| None)?;
        let found = explain(category, &position, at, &city.zones, &city.table);
        match found.routed {
            Routed::Owned { department, .. } => Ok(department),
            Routed::Ambiguous { candidates } | Routed::Unowned { candidates, .. } => {
                Err(candidates.first().map(|rule| rule.department))
            }
        }
    }
}

const ACCURACY_M: Option<f64> = Some(8.0);

fn asked(
    dice: &mut Random,
    key: &CategoryKey,
    subject: &Subject,
    zone: Option<&Zone>,
    mode: Mode,
    again: bool,
) -> (ReportRequest, Vec<Shot>) {
    let seen_at = subject.reported_at - Span(dice.between(minutes(1).0, minutes(14).0));
    let count = if dice.chance(0.12) { 2 } else { 1 };
    let shots = (0..count)
        .map(|number| {
            let point = beside(dice, subject.point, 5);
            let taken_at = seen_at + minutes(number);
            // Two people who see the same one after the other do not stand on the same spot either.
            let spot = 50 + (subject.reported_at.0 / minutes(1).0).rem_euclid(40);
            let visit = number as u8 * 100 + if again { spot as u8 } else { 0 };
            let mut shot = take(dice, subject, point, taken_at, false, visit);
            // Pictures that citizens send have often been through a chat program.
            shot.exif &= mode != Mode::Citizen || dice.chance(0.5);
            shot
        })
        .collect();
    let (crs, source) = match dice.between(0, 99) {
        0..=4 => (Crs::Gcj02, PositionSource::Device),
        _ if mode == Mode::Citizen => (Crs::Wgs84, PositionSource::Manual),
        _ => (Crs::Wgs84, PositionSource::Device),
    };
    let raw = from_wgs84(subject.point, crs);
    let request = ReportRequest {
        category: category::CategoryKey {
            scheme: key.scheme.clone(),
            code: key.code.clone(),
        },
        position: RawPosition {
            lon: raw.lon,
            lat: raw.lat,
            crs: crs.shown(),
            accuracy_m: ACCURACY_M,
            source: source.shown(),
        },
        captured_at: Time(seen_at.0),
        description: (*dice.pick(&words::problem(subject.kind).seen)).to_owned(),
        address: Some(words::spot(dice, zone.map(|zone| zone.name.as_str()))),
        photos: Vec::new(),
        mode,
        campaign_id: None,
    };
    (request, shots)
}

fn closing(deeds: &[Deed]) -> Option<Micros> {
    let last = deeds.last()?;
    matches!(last.act, Act::Pass(_)).then_some(last.at)
}

/// Ids tell the time at which they were made, like those that phones make.
pub fn stamp(at: Micros) -> Timestamp {
    let since = Duration::from_micros(u64::try_from(at.0).unwrap_or(0));
    Timestamp::from_unix(NoContext, since.as_secs(), since.subsec_nanos())
}

#[cfg(test)]
mod tests;
