//! `users.csv`: who signs in, as what, for which unit, and which part of the city they see (docs/formats.md).
//! Passwords never stand in a file.

use std::collections::HashSet;

use domain::id::UnitId;
use domain::role::Role;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::cell;
use super::csv::{self, Column, Row, optional, required};
use crate::fault::{Faults, fault};
use crate::units::{Unit, Units};

const COLUMNS: [Column; 5] = [
    required("username"),
    required("display_name"),
    required("role"),
    optional("unit"),
    optional("scope"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserLine {
    pub row: usize,
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub unit: Option<UnitId>,
    pub scope: Option<UnitId>,
}

pub fn parse(bytes: &[u8], units: &Units) -> Result<Vec<UserLine>, Faults> {
    let mut faults = Faults::default();
    let rows = csv::read(bytes, &COLUMNS, &mut faults);
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for row in &rows {
        if !seen.insert(row.cell("username")) {
            let code = row.cell("username").to_owned();
            let detail = Detail::CodeDuplicate { code };
            faults.push(fault(row.at("username"), Code::CodeDuplicate, detail));
        }
        lines.extend(line(row, units, &mut faults));
    }
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

/// `a–z 0–9 - _ .`, 3 to 64: the same person typed in any way is the same account.
pub fn is_username(text: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
    };
    (3..=64).contains(&text.len()) && text.bytes().all(allowed)
}

fn line(row: &Row, units: &Units, faults: &mut Faults) -> Option<UserLine> {
    let found = faults.len();
    let username = row.cell("username");
    if !is_username(username) {
        let given = username.to_owned();
        let detail = Detail::UsernameMalformed { given };
        faults.push(fault(row.at("username"), Code::RowInvalid, detail));
    }
    let role: Option<Role> = cell::one_of(row, "role", faults);
    let unit = unit(row, "unit", units, faults);
    let scope = unit_of_scope(row, units, faults);
    if role == Some(Role::Handler) && row.cell("unit").is_empty() {
        faults.push(fault(row.at("unit"), Code::RowInvalid, Detail::FieldEmpty));
    }
    if faults.len() > found {
        return None;
    }
    Some(UserLine {
        row: row.number,
        username: username.to_owned(),
        display_name: row.cell("display_name").to_owned(),
        role: role?,
        unit: unit.map(|unit| unit.id),
        scope,
    })
}

fn unit<'a>(row: &Row, column: &str, units: &'a Units, faults: &mut Faults) -> Option<&'a Unit> {
    let code = row.cell(column);
    if code.is_empty() {
        return None;
    }
    let unit = units.coded(code);
    if unit.is_none() {
        let detail = Detail::UnitUnknown { code: code.into() };
        faults.push(fault(row.at(column), Code::ReferenceUnknown, detail));
    }
    unit
}

fn unit_of_scope(row: &Row, units: &Units, faults: &mut Faults) -> Option<UnitId> {
    let scope = unit(row, "scope", units, faults)?;
    if !scope.kind.may_be_a_scope() {
        let code = scope.code.clone();
        let detail = Detail::UnitOfOtherKind { code };
        faults.push(fault(row.at("scope"), Code::RowInvalid, detail));
    }
    Some(scope.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::units;

    #[test]
    fn people_are_read_with_their_unit_and_scope() {
        let text = "username,display_name,role,unit,scope\nlin.1,林,handler,cgzf,\nwei,魏,inspector,,hill\n";
        let lines = parse(text.as_bytes(), &units()).unwrap();
        let id = |code: &str| units().coded(code).map(|unit| unit.id);
        assert_eq!((lines[0].unit, lines[0].scope), (id("cgzf"), None));
        assert_eq!((lines[1].unit, lines[1].scope), (None, id("hill")));
        assert_eq!(lines[1].role, Role::Inspector);
    }

    #[test]
    fn every_fault_has_its_cell() {
        let text = "username,display_name,role,unit,scope\n\
            Lin,林,handler,cgzf,\n\
            li,李,inspector,,\n\
            wei,魏,boss,,\n\
            sun,孙,handler,,\n\
            zhou,周,inspector,nowhere,\n\
            wu,吴,inspector,,cgzf\n\
            wei,魏,inspector,,\n";
        let faults = parse(text.as_bytes(), &units()).unwrap_err();
        let seen: Vec<_> = faults
            .iter()
            .map(|wrong| (wrong.pointer.as_str(), wrong.code))
            .collect();
        assert_eq!(
            seen,
            [
                ("/0/username", Code::RowInvalid),
                ("/1/username", Code::RowInvalid),
                ("/2/role", Code::RowInvalid),
                ("/3/unit", Code::RowInvalid),
                ("/4/unit", Code::ReferenceUnknown),
                ("/5/username", Code::RowInvalid),
                ("/5/scope", Code::RowInvalid),
                ("/6/username", Code::CodeDuplicate),
            ]
        );
    }

    #[test]
    fn a_password_column_is_refused() {
        let text = "username,display_name,role,password\nlin,林,inspector,123456\n";
        let faults = parse(text.as_bytes(), &units()).unwrap_err();
        assert_eq!(faults[0].code, Code::ColumnUnknown);
    }
}
