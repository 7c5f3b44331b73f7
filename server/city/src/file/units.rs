//! `units.csv`: every organisation, as one tree together with those known before (docs/formats.md).

use std::collections::HashMap;

use domain::unit::UnitKind;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::cell;
use super::csv::{self, Column, Row, may_be_empty, optional, required};
use crate::fault::{Faults, fault};
use crate::units::Units;

const COLUMNS: [Column; 7] = [
    required("code"),
    required("name"),
    required("kind"),
    may_be_empty("parent"),
    optional("ranking_group"),
    optional("leader"),
    optional("active"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    pub row: usize,
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent: Option<String>,
    pub ranking_group: String,
    pub leader: String,
    pub active: bool,
}

pub fn parse(bytes: &[u8], known: &Units) -> Result<Vec<UnitLine>, Faults> {
    let mut faults = Faults::default();
    let rows = csv::read(bytes, &COLUMNS, &mut faults);
    let mut lines: Vec<UnitLine> = Vec::new();
    let mut seen = HashMap::new();
    for row in &rows {
        let Some(line) = line(row, &mut faults) else {
            continue;
        };
        if seen.insert(line.code.clone(), row.number).is_some() {
            let detail = Detail::CodeDuplicate { code: line.code };
            faults.push(fault(row.at("code"), Code::CodeDuplicate, detail));
        } else {
            lines.push(line);
        }
    }
    tree_faults(&lines, known, &mut faults);
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

fn line(row: &Row, faults: &mut Faults) -> Option<UnitLine> {
    let code = cell::code(row, "code", faults);
    let kind = cell::one_of(row, "kind", faults);
    let active = cell::yes_or_no(row, "active", true, faults);
    let parent = Some(row.cell("parent").to_owned()).filter(|parent| !parent.is_empty());
    Some(UnitLine {
        row: row.number,
        code: code?,
        name: row.cell("name").to_owned(),
        kind: kind?,
        parent,
        ranking_group: row.cell("ranking_group").to_owned(),
        leader: row.cell("leader").to_owned(),
        active,
    })
}

fn tree_faults(lines: &[UnitLine], known: &Units, faults: &mut Faults) {
    let mut above: HashMap<&str, Option<&str>> = HashMap::new();
    for unit in known.all() {
        let parent = unit.parent.and_then(|parent| known.get(parent));
        above.insert(&unit.code, parent.map(|parent| parent.code.as_str()));
    }
    for line in lines {
        above.insert(&line.code, line.parent.as_deref());
    }
    for line in lines {
        let at = |column: &str| format!("/{}/{column}", line.row);
        let code = || line.code.clone();
        match (&line.parent, line.kind) {
            (None, UnitKind::City) => {
                let roots = above.iter().filter(|(_, parent)| parent.is_none());
                if roots.count() > 1 {
                    let detail = Detail::SecondCity { code: code() };
                    faults.push(fault(at("parent"), Code::RowInvalid, detail));
                }
            }
            (None, _) => {
                let detail = Detail::SecondCity { code: code() };
                faults.push(fault(at("parent"), Code::RowInvalid, detail));
            }
            (Some(_), UnitKind::City) => {
                let detail = Detail::UnitOfOtherKind { code: code() };
                faults.push(fault(at("kind"), Code::RowInvalid, detail));
            }
            (Some(parent), _) if !above.contains_key(parent.as_str()) => {
                let detail = Detail::ReferenceUnknown {
                    code: parent.clone(),
                };
                faults.push(fault(at("parent"), Code::ReferenceUnknown, detail));
            }
            (Some(_), _) if runs_in_a_circle(&line.code, &above) => {
                let detail = Detail::ReferenceCycle { code: code() };
                faults.push(fault(at("parent"), Code::ReferenceCycle, detail));
            }
            (Some(_), _) => {}
        }
    }
}

/// True for the units of the circle itself, not for those that hang below it.
fn runs_in_a_circle(code: &str, above: &HashMap<&str, Option<&str>>) -> bool {
    let mut place = code;
    // A way longer than there are units has met one of them twice.
    for _ in 0..above.len() {
        match above.get(place).copied().flatten() {
            Some(parent) if parent == code => return true,
            Some(parent) => place = parent,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;
    use domain::id::UnitId;
    use uuid::Uuid;

    fn faults_of(text: &str, known: &Units) -> Vec<(String, Code)> {
        let faults = parse(text.as_bytes(), known).unwrap_err();
        faults
            .into_iter()
            .map(|wrong| (wrong.pointer, wrong.code))
            .collect()
    }

    fn known() -> Units {
        let unit = |number, code: &str, kind, parent: Option<u128>| Unit {
            id: UnitId(Uuid::from_u128(number)),
            code: code.into(),
            name: code.into(),
            kind,
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            ranking_group: String::new(),
            leader: String::new(),
            active: true,
        };
        Units::new(vec![
            unit(1, "city", UnitKind::City, None),
            unit(2, "east", UnitKind::District, Some(1)),
            unit(3, "hill", UnitKind::StreetOffice, Some(2)),
        ])
    }

    #[test]
    fn a_parent_may_stand_below_or_be_known_before() {
        let text = "code,name,kind,parent,active\nlake,湖街道,street_office,west,\nwest,西区,district,city,false\n";
        let lines = parse(text.as_bytes(), &known()).unwrap();
        let seen: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line.row,
                    line.code.as_str(),
                    line.parent.as_deref(),
                    line.active,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (0, "lake", Some("west"), true),
                (1, "west", Some("city"), false)
            ]
        );
    }

    #[test]
    fn every_fault_has_its_cell() {
        let text = "code,name,kind,parent,active\n\
            a b,x,department,city,\n\
            b,x,bureau,city,yes\n\
            c,x,department,nowhere,\n\
            d,x,department,,\n\
            e,x,city,city,\n\
            f,x,department,city,\n\
            f,y,department,city,\n";
        assert_eq!(
            faults_of(text, &known()),
            [
                ("/0/code".into(), Code::RowInvalid),
                ("/1/kind".into(), Code::RowInvalid),
                ("/1/active".into(), Code::RowInvalid),
                ("/6/code".into(), Code::CodeDuplicate),
                ("/2/parent".into(), Code::ReferenceUnknown),
                ("/3/parent".into(), Code::RowInvalid),
                ("/4/kind".into(), Code::RowInvalid),
            ]
        );
    }

    #[test]
    fn circles_and_second_cities_are_found_through_what_is_known() {
        let circle = "code,name,kind,parent\neast,东区,district,hill\nlow,低,community,hill\n";
        assert_eq!(
            faults_of(circle, &known()),
            [("/0/parent".into(), Code::ReferenceCycle)]
        );
        let second = "code,name,kind,parent\nother,另一市,city,\n";
        assert_eq!(
            faults_of(second, &known()),
            [("/0/parent".into(), Code::RowInvalid)]
        );
        assert!(parse(second.as_bytes(), &Units::default()).is_ok());
    }
}
