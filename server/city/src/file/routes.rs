//! The routing table, from `routes.csv` (docs/formats.md) or as JSON: read by code, checked against units,
//! categories and zones. A rule that could never apply is a fault, not a rule.

use domain::id::{CategoryKey, RuleId, UnitId};
use domain::routing::Rule;
use domain::time::Micros;
use domain::unit::UnitKind;
use domain::zone::{Zone, ZoneKind};
use mirror::Meant;
use mobile_api::error::Code;
use mobile_api::rule::RoutingRuleRequest;
use mobile_api::words::Detail;
use uuid::Uuid;

use super::cell;
use super::csv::{self, Column, Row, may_be_empty, optional, required};
use crate::City;
use crate::fault::{Faults, fault};
use crate::units::Unit;

const COLUMNS: [Column; 9] = [
    required("number"),
    may_be_empty("scheme"),
    optional("category_prefix"),
    optional("district"),
    optional("street"),
    optional("zone"),
    optional("zone_kind"),
    required("department"),
    optional("priority"),
];

const HIGHEST: i64 = 1_000_000;

/// A rule as somebody wrote it, everything by code. `at` is where its parts stand: `/3` of a CSV, `/rules/3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub row: usize,
    pub at: String,
    pub number: i64,
    pub scheme: String,
    pub category_prefix: String,
    pub district: Option<String>,
    pub street: Option<String>,
    pub zone: Option<String>,
    pub zone_kind: Option<ZoneKind>,
    pub department: String,
    pub priority: i64,
}

pub struct RuleLine {
    pub row: usize,
    pub rule: Rule,
}

pub fn parse(bytes: &[u8], city: &City, now: Micros) -> Result<Vec<RuleLine>, Faults> {
    let mut faults = Faults::default();
    let rows = csv::read(bytes, &COLUMNS, &mut faults);
    let drafts: Vec<Draft> = rows
        .iter()
        .filter_map(|row| draft(row, &mut faults))
        .collect();
    check(&drafts, city, now, faults)
}

pub fn from_wire(
    sent: Vec<RoutingRuleRequest>,
    city: &City,
    now: Micros,
) -> Result<Vec<RuleLine>, Faults> {
    let mut faults = Faults::default();
    if sent.is_empty() {
        faults.push(fault("/rules", Code::ImportInvalid, Detail::ImportEmpty));
    }
    let mut drafts = Vec::new();
    for (row, rule) in sent.into_iter().enumerate() {
        let at = format!("/rules/{row}");
        for (name, number, least) in [("number", rule.number, 1), ("priority", rule.priority, 0)] {
            if !(least..=HIGHEST).contains(&number) {
                let detail = Detail::NumberOutOfRange {
                    least,
                    most: HIGHEST,
                };
                faults.push(fault(format!("{at}/{name}"), Code::RowInvalid, detail));
            }
        }
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        drafts.push(Draft {
            row,
            at,
            number: rule.number,
            scheme: rule.scheme,
            category_prefix: rule.category_prefix,
            district: filled(rule.district),
            street: filled(rule.street),
            zone: filled(rule.zone),
            zone_kind: rule.zone_kind.map(Meant::meant),
            department: rule.department,
            priority: rule.priority,
        });
    }
    check(&drafts, city, now, faults)
}

fn draft(row: &Row, faults: &mut Faults) -> Option<Draft> {
    let number = cell::whole_number(row, "number", (1, HIGHEST), faults);
    let zone_kind = cell::one_of_or_none(row, "zone_kind", faults);
    let priority = match row.cell("priority") {
        "" => Some(0),
        _ => cell::whole_number(row, "priority", (0, HIGHEST), faults),
    };
    let filled = |column| Some(row.cell(column).to_owned()).filter(|text| !text.is_empty());
    Some(Draft {
        row: row.number,
        at: format!("/{}", row.number),
        number: number?,
        scheme: row.cell("scheme").to_owned(),
        category_prefix: row.cell("category_prefix").to_owned(),
        district: filled("district"),
        street: filled("street"),
        zone: filled("zone"),
        zone_kind,
        department: row.cell("department").to_owned(),
        priority: priority?,
    })
}

fn check(
    drafts: &[Draft],
    city: &City,
    now: Micros,
    mut faults: Faults,
) -> Result<Vec<RuleLine>, Faults> {
    let mut lines: Vec<RuleLine> = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        let earlier = &drafts[..place];
        let twin = |other: &&Draft| other.number == draft.number || same_meaning(other, draft);
        if let Some(twin) = earlier.iter().find(twin) {
            let number = twin.number;
            let at = format!("{}/number", draft.at);
            faults.push(fault(
                at,
                Code::RuleDuplicate,
                Detail::RuleDuplicate { number },
            ));
        }
        let rule = Check {
            draft,
            city,
            now,
            faults: &mut faults,
        }
        .rule();
        lines.extend(rule.map(|rule| RuleLine {
            row: draft.row,
            rule,
        }));
    }
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

/// Two that differ only in their department are no slip but a dispute: it is told by the coverage check.
fn same_meaning(one: &Draft, other: &Draft) -> bool {
    let meaning = |rule: &Draft| Draft {
        row: 0,
        at: String::new(),
        number: 0,
        ..rule.clone()
    };
    meaning(one) == meaning(other)
}

struct Check<'a> {
    draft: &'a Draft,
    city: &'a City,
    now: Micros,
    faults: &'a mut Faults,
}

impl<'a> Check<'a> {
    fn rule(&mut self) -> Option<Rule> {
        let found = self.faults.len();
        let draft = self.draft;
        self.category();
        let district = self.unit("district", &draft.district, UnitKind::District);
        let street = self.unit("street", &draft.street, UnitKind::StreetOffice);
        let zone = self.zone();
        let department = self.department();
        if self.faults.len() == found {
            self.places_agree(district, street, zone);
        }
        if self.faults.len() > found {
            return None;
        }
        Some(Rule {
            id: RuleId(Uuid::now_v7()),
            number: draft.number,
            scheme: draft.scheme.clone(),
            category_prefix: draft.category_prefix.clone(),
            district: district.map(|unit| unit.id),
            street: street.map(|unit| unit.id),
            zone_code: draft.zone.clone(),
            zone_kind: draft.zone_kind,
            department: department?,
            priority: draft.priority,
        })
    }

    fn wrong(&mut self, part: &str, code: Code, detail: Detail) {
        let at = format!("{}/{part}", self.draft.at);
        self.faults.push(fault(at, code, detail));
    }

    fn category(&mut self) {
        let (scheme, prefix) = (&self.draft.scheme, &self.draft.category_prefix);
        let in_scheme = |key: &&CategoryKey| scheme.is_empty() || key.scheme == *scheme;
        let of_scheme: Vec<&CategoryKey> = self.city.categories.keys().filter(in_scheme).collect();
        let unknown = |code: &String| Detail::ReferenceUnknown { code: code.clone() };
        if of_scheme.is_empty() && !scheme.is_empty() {
            self.wrong("scheme", Code::ReferenceUnknown, unknown(scheme));
        } else if !of_scheme
            .iter()
            .any(|key| key.code.starts_with(prefix.as_str()))
        {
            self.wrong("category_prefix", Code::ReferenceUnknown, unknown(prefix));
        }
    }

    fn unit(&mut self, part: &str, code: &Option<String>, kind: UnitKind) -> Option<&'a Unit> {
        let code = code.as_ref()?;
        match self.city.units.coded(code) {
            Some(unit) if unit.kind == kind => Some(unit),
            Some(_) => {
                let detail = Detail::UnitOfOtherKind { code: code.clone() };
                self.wrong(part, Code::RowInvalid, detail);
                None
            }
            None => {
                let detail = Detail::UnitUnknown { code: code.clone() };
                self.wrong(part, Code::ReferenceUnknown, detail);
                None
            }
        }
    }

    /// The version that lasts longest: rules name a zone by its code, over all its versions.
    fn zone(&mut self) -> Option<&'a Zone> {
        let code = self.draft.zone.as_ref()?;
        let versions = self.city.zones.zones().iter();
        let to_come = |zone: &&Zone| zone.valid_to.is_none_or(|end| end > self.now);
        let zone = versions
            .filter(|zone| zone.code == *code)
            .filter(to_come)
            .max_by_key(|zone| zone.valid_from);
        if zone.is_none() {
            let detail = Detail::ZoneUnknown { code: code.clone() };
            self.wrong("zone", Code::ReferenceUnknown, detail);
        }
        zone
    }

    fn department(&mut self) -> Option<UnitId> {
        let code = self.draft.department.clone();
        match self.city.units.coded(&code) {
            Some(unit) if unit.active => Some(unit.id),
            Some(_) => {
                self.wrong(
                    "department",
                    Code::RowInvalid,
                    Detail::DepartmentInactive { code },
                );
                None
            }
            None => {
                let detail = Detail::DepartmentUnknown { code };
                self.wrong("department", Code::ReferenceUnknown, detail);
                None
            }
        }
    }

    fn places_agree(
        &mut self,
        district: Option<&Unit>,
        street: Option<&Unit>,
        zone: Option<&Zone>,
    ) {
        let district_of_street = |street: &Unit| self.city.units.district_of(street.id);
        let street_in_district = match (district, street) {
            (Some(district), Some(street)) => district_of_street(street) == Some(district.id),
            _ => true,
        };
        let zone_there = zone.is_none_or(|zone| {
            district.is_none_or(|district| district.id == zone.district)
                && street.is_none_or(|street| street.id == zone.street)
                && self.draft.zone_kind.is_none_or(|kind| kind == zone.kind)
        });
        if !(street_in_district && zone_there) {
            let part = if zone_there { "street" } else { "zone" };
            self.wrong(part, Code::RowInvalid, Detail::PlacesDisagree);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{city, now};

    const HEADER: &str =
        "number,scheme,category_prefix,district,street,zone,zone_kind,department,priority\n";

    fn faults_of(rows: &str) -> Vec<(String, Code)> {
        let text = format!("{HEADER}{rows}");
        let faults = parse(text.as_bytes(), &city(), now()).err().unwrap();
        faults
            .into_iter()
            .map(|wrong| (wrong.pointer, wrong.code))
            .collect()
    }

    #[test]
    fn rules_are_read_by_code() {
        let text = format!("{HEADER}1,,,,,,,cgzf,\n12,event,02-,east,hill,jf-e,street,cgzf,3\n");
        let lines = parse(text.as_bytes(), &city(), now()).unwrap();
        let (whole, narrow) = (&lines[0].rule, &lines[1].rule);
        assert_eq!((whole.number, whole.priority, whole.district), (1, 0, None));
        assert_eq!(narrow.zone_code.as_deref(), Some("jf-e"));
        assert_eq!(
            narrow.street,
            city().units.coded("hill").map(|unit| unit.id)
        );
        assert_eq!(
            (narrow.zone_kind, narrow.priority),
            (Some(ZoneKind::Street), 3)
        );
    }

    #[test]
    fn every_fault_has_its_cell() {
        let rows = "0,event,,,,,,cgzf,\n\
            2,events,,,,,,cgzf,\n\
            3,event,99-,,,,,cgzf,\n\
            4,event,,hill,,,,cgzf,\n\
            5,event,,,nowhere,,,cgzf,\n\
            6,event,,,,gone,,cgzf,\n\
            7,event,,,,,canal,cgzf,\n\
            8,event,,,,,,nobody,\n\
            9,event,,,,,,closed,\n\
            10,event,,west,hill,,,cgzf,\n\
            11,event,,west,,jf-e,,cgzf,\n\
            12,event,,,,jf-e,park,cgzf,\n\
            13,event,02-,,,,,cgzf,1\n\
            13,event,02-01,,,,,cgzf,1\n\
            15,event,02-,,,,,cgzf,1\n";
        let invalid = Code::RowInvalid;
        let unknown = Code::ReferenceUnknown;
        assert_eq!(
            faults_of(rows),
            [
                ("/0/number".into(), invalid),
                ("/6/zone_kind".into(), invalid),
                ("/1/scheme".into(), unknown),
                ("/2/category_prefix".into(), unknown),
                ("/3/district".into(), invalid),
                ("/4/street".into(), unknown),
                ("/5/zone".into(), unknown),
                ("/7/department".into(), unknown),
                ("/8/department".into(), invalid),
                ("/9/street".into(), invalid),
                ("/10/zone".into(), invalid),
                ("/11/zone".into(), invalid),
                ("/13/number".into(), Code::RuleDuplicate),
                ("/14/number".into(), Code::RuleDuplicate),
            ]
        );
    }

    #[test]
    fn equal_rules_for_different_departments_are_left_to_the_coverage_check() {
        let text = format!("{HEADER}1,event,,,,,,cgzf,\n2,event,,,,,,garden,\n");
        assert_eq!(parse(text.as_bytes(), &city(), now()).unwrap().len(), 2);
    }
}
