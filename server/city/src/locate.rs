//! "What would a report here meet?": the zone, the department and the deadline, with the reasons, nothing created.

use domain::deadline::deadline;
use domain::position::{Point, Position, PositionFault};
use domain::routing::{Explanation, Found, Routed, Unowned, explain};
use domain::time::Micros;
use mirror::Meant;
use mobile_api as wire;
use mobile_api::error::Code;
use mobile_api::position::RawPosition;
use mobile_api::route::{LocateQuery, Located};
use mobile_api::time::Time;
use mobile_api::words::{self, Detail, Lang};

use crate::fault::{Fault, fault};
use crate::route;
use crate::show;
use crate::{Category, City};

pub fn locate(city: &City, asked: &LocateQuery, now: Micros, lang: Lang) -> Result<Located, Fault> {
    let raw = RawPosition {
        lon: asked.lon,
        lat: asked.lat,
        crs: asked.crs,
        accuracy_m: asked.accuracy_m,
        source: asked.source.unwrap_or_default(),
    };
    let position = position(&raw)?;
    let category = match &asked.category {
        Some(named) => Some(category(city, named)?),
        None => None,
    };
    let explanation = match category {
        Some(category) => explain(&category.key, &position, now, &city.zones, &city.table),
        None => whereabouts(city, &position, now),
    };
    let record = route::record(city, &explanation);
    let department = explanation.routed.department();
    let limit = category.map(|category| category.limit);
    let mut shown = record.shown(lang);
    if category.is_none() {
        shown.explanation = words::whereabouts(&record, lang);
    }
    Ok(Located {
        position: wire::position::Position::canonical(
            position.canonical.lon,
            position.canonical.lat,
            raw,
        ),
        zone: zone_of(&explanation).and_then(|zone| show::case_zone(city, zone)),
        department: department.map(|unit| show::unit_ref(&city.units, unit)),
        route: shown,
        limit: limit.map(show::limit),
        deadline_at: limit
            .filter(|_| department.is_some())
            .map(|limit| Time(deadline(limit, now, &city.calendar).0)),
    })
}

/// Only which zone: without a category no rule is asked.
fn whereabouts(city: &City, position: &Position, now: Micros) -> Explanation {
    let found = city
        .zones
        .locate(position.canonical, position.accuracy_m, now);
    Explanation {
        category: domain::id::CategoryKey {
            scheme: String::new(),
            code: String::new(),
        },
        found: Found::from(&found),
        routed: Routed::Unowned {
            reason: Unowned::NoRule,
            candidates: Vec::new(),
        },
    }
}

fn zone_of(explanation: &Explanation) -> Option<domain::id::ZoneId> {
    match &explanation.found {
        Found::Inside { zone, .. } | Found::Near { zone, .. } => Some(zone.id),
        Found::Nowhere => None,
    }
}

fn position(raw: &RawPosition) -> Result<Position, Fault> {
    let point = Point {
        lon: raw.lon,
        lat: raw.lat,
    };
    Position::new(point, raw.crs.meant(), raw.accuracy_m, raw.source.meant()).map_err(|wrong| {
        let (parameter, detail) = match wrong {
            PositionFault::LonOutOfRange => ("?lon", Detail::LonOutOfRange),
            PositionFault::LatOutOfRange => ("?lat", Detail::LatOutOfRange),
            PositionFault::ProbablySwapped => ("?lon", Detail::LonLatSwapped),
            PositionFault::AccuracyOutOfRange => ("?accuracy_m", Detail::AccuracyOutOfRange),
        };
        fault(parameter, Code::PositionOutOfRange, detail)
    })
}

fn category<'a>(city: &'a City, named: &str) -> Result<&'a Category, Fault> {
    city.category(named).ok_or_else(|| {
        let (scheme, code) = named.split_once(':').unwrap_or(("", named));
        let detail = Detail::CategoryUnknown {
            scheme: scheme.into(),
            code: code.into(),
        };
        fault("?category", Code::CategoryUnknown, detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{city, now, units};
    use domain::id::{RuleId, UnitId};
    use domain::routing::{RoutingTable, Rule};
    use mobile_api::position::Crs;
    use mobile_api::route::Match;
    use uuid::Uuid;

    fn asked(lon: f64, lat: f64, category: Option<&str>) -> LocateQuery {
        LocateQuery {
            lon,
            lat,
            crs: Crs::Wgs84,
            accuracy_m: None,
            source: None,
            category: category.map(str::to_owned),
        }
    }

    fn department() -> UnitId {
        units().coded("cgzf").unwrap().id
    }

    fn city_with_a_rule() -> City {
        let rule = Rule {
            id: RuleId(Uuid::from_u128(1)),
            number: 12,
            scheme: "event".into(),
            category_prefix: "02-".into(),
            district: None,
            street: None,
            zone_code: Some("jf-e".into()),
            zone_kind: None,
            department: department(),
            priority: 0,
        };
        let mut city = city();
        city.table = RoutingTable::new(vec![rule]);
        city
    }

    #[test]
    fn a_place_with_a_category_has_an_owner_a_reason_and_a_deadline() {
        let city = city_with_a_rule();
        let found = locate(
            &city,
            &asked(105.72, 34.58, Some("event:02-01")),
            now(),
            Lang::Zh,
        );
        let found = found.unwrap();
        assert_eq!(found.route.r#match, Match::Inside);
        assert_eq!(
            found.route.explanation,
            "位于解放路东段，按第12条规则：解放路东段02-*类问题 → 单位6"
        );
        assert_eq!(
            found.department.map(|unit| unit.code).as_deref(),
            Some("cgzf")
        );
        let day = Time(now().0 + 24 * 3_600_000_000);
        assert_eq!(found.deadline_at, Some(day));
        let other = locate(&city, &asked(105.72, 34.58, Some("01-01")), now(), Lang::Zh).unwrap();
        assert_eq!((other.department, other.deadline_at), (None, None));
        assert_eq!(
            other.route.explanation,
            "位于解放路东段，没有适用的分派规则，待派遣员确定"
        );
    }

    #[test]
    fn a_place_alone_is_only_told_its_zone() {
        let city = city_with_a_rule();
        let told = |lon| {
            let found = locate(&city, &asked(lon, 34.58, None), now(), Lang::Zh).unwrap();
            (found.zone.map(|zone| zone.code), found.route.explanation)
        };
        assert_eq!(told(105.72), (Some("jf-e".into()), "位于解放路东段".into()));
        assert_eq!(told(105.8), (None, "所在位置不属于任何责任区".into()));
    }

    #[test]
    fn what_cannot_be_asked_is_refused_at_its_parameter() {
        let city = city();
        for (query, code, parameter) in [
            (asked(34.58, 105.72, None), Code::PositionOutOfRange, "?lon"),
            (asked(105.72, 91.0, None), Code::PositionOutOfRange, "?lat"),
            (
                asked(105.72, 34.58, Some("local:02-01")),
                Code::CategoryUnknown,
                "?category",
            ),
        ] {
            let fault = locate(&city, &query, now(), Lang::En).unwrap_err();
            assert_eq!((fault.code, fault.pointer.as_str()), (code, parameter));
        }
    }
}
