//! 专项整治行动 of the simulated weeks: one that is over and one that goes on. Their names are made up; their categories are
//! the city's own with that campaign word, and a city without any has no such campaign.

use std::collections::BTreeMap;

use domain::id::{CategoryKey, UnitId};
use domain::time::{Micros, Span, days, hours, minutes};
use domain::zone::Zone;
use fixtures::random::Random;
use mobile_api::campaign::CampaignRequest;
use mobile_api::category;
use mobile_api::time::Time;
use uuid::Uuid;

use super::Options;
use super::cast::{Cast, Whereabouts};
use super::plan::{Doing, Step, stamp};
use super::stage::Stage;

pub struct Campaign {
    pub id: Uuid,
    from: Micros,
    to: Micros,
    categories: Vec<CategoryKey>,
    /// None: the whole stage.
    district: Option<UnitId>,
}

impl Campaign {
    pub fn reaches(&self, zone: &Zone, at: Micros) -> bool {
        let here = self.district.is_none_or(|only| only == zone.district);
        here && self.from <= at && at < self.to
    }

    pub fn wants(&self, category: &CategoryKey, zone: &Zone, at: Micros) -> bool {
        self.reaches(zone, at) && self.categories.contains(category)
    }
}

struct Idea {
    name: &'static str,
    campaign_word: &'static str,
    /// In one district, or everywhere.
    everywhere: bool,
    /// Days after the Monday the history begins with.
    first_day: i64,
    days: i64,
}

/// Both with the steps that set them up the afternoon before; none in a history without whole weeks.
pub fn campaigns(
    dice: &mut Random,
    stage: &Stage,
    cast: &Cast,
    options: &Options,
) -> (Vec<Campaign>, Vec<Step>) {
    let past = i64::from(options.weeks) * 7;
    let ideas = [
        Idea {
            name: "“清墙护街”牛皮癣专项整治",
            campaign_word: "牛皮癣",
            everywhere: false,
            first_day: 1,
            days: past / 2 - 1,
        },
        Idea {
            name: "“畅行有序”乱停乱放专项整治",
            campaign_word: "乱停乱放",
            everywhere: true,
            first_day: past * 5 / 8,
            // From that day on into the weeks to come.
            days: past * 3 / 8 + 19,
        },
    ];
    ideas
        .iter()
        .filter(|_| past > 0)
        .filter_map(|idea| set_up(dice, stage, cast, options, idea))
        .unzip()
}

fn set_up(
    dice: &mut Random,
    stage: &Stage,
    cast: &Cast,
    options: &Options,
    idea: &Idea,
) -> Option<(Campaign, Step)> {
    let known = stage.city.categories.values();
    let categories: Vec<CategoryKey> = known
        .filter(|known| known.active && known.campaign_word == idea.campaign_word)
        .map(|known| known.key.clone())
        .collect();
    if categories.is_empty() {
        return None;
    }
    let district = match idea.everywhere {
        true => None,
        false => Some(first_district(stage, options.from())?),
    };
    let from = options.from() + days(idea.first_day) + hours(8);
    let to = options.from() + days(idea.first_day + idea.days) + hours(18);
    let at = from - hours(16) - Span(dice.between(0, minutes(50).0));
    let id = Uuid::new_v7(stamp(at));
    let request = CampaignRequest {
        name: idea.name.to_owned(),
        categories: categories.iter().map(wire).collect(),
        zones: Vec::new(),
        districts: district.iter().map(|(code, _)| code.clone()).collect(),
        from: Time(from.0),
        to: Time(to.0),
        expected_version: None,
    };
    let step = Step {
        at,
        who: cast.dispatcher(dice, Whereabouts::default()),
        doing: Doing::Campaign(id, Box::new(request)),
        shots: Vec::new(),
    };
    let campaign = Campaign {
        id,
        from,
        to,
        categories,
        district: district.map(|(_, unit)| unit),
    };
    Some((campaign, step))
}

/// By its code, among those that have zones.
fn first_district(stage: &Stage, at: Micros) -> Option<(String, UnitId)> {
    let zones = stage.city.zones.valid_at(at);
    let coded: BTreeMap<String, UnitId> = zones
        .map(|zone| (stage.code(zone.district), zone.district))
        .collect();
    coded.into_iter().next()
}

fn wire(key: &CategoryKey) -> category::CategoryKey {
    category::CategoryKey {
        scheme: key.scheme.clone(),
        code: key.code.clone(),
    }
}
