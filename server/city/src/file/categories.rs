//! `categories.csv`: classes of problem with their limits, in the order of the lists (docs/formats.md).

use std::collections::HashSet;

use domain::deadline::Limit;
use domain::id::CategoryKey;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::cell;
use super::csv::{self, Column, Row, optional, required};
use crate::fault::{Faults, fault};

const COLUMNS: [Column; 8] = [
    required("scheme"),
    required("code"),
    required("name"),
    optional("campaign_word"),
    required("limit_value"),
    required("limit_unit"),
    optional("urgent"),
    optional("active"),
];

/// More than a year of hours is a mistake in the unit.
const LONGEST_LIMIT: i64 = 366 * 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryLine {
    pub row: usize,
    pub key: CategoryKey,
    pub name: String,
    pub campaign_word: String,
    pub limit: Limit,
    pub urgent: bool,
    pub active: bool,
}

pub fn parse(bytes: &[u8]) -> Result<Vec<CategoryLine>, Faults> {
    let mut faults = Faults::default();
    let rows = csv::read(bytes, &COLUMNS, &mut faults);
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for row in &rows {
        if !seen.insert((row.cell("scheme"), row.cell("code"))) {
            let code = row.cell("code").to_owned();
            let detail = Detail::CodeDuplicate { code };
            faults.push(fault(row.at("code"), Code::CodeDuplicate, detail));
        }
        lines.extend(line(row, &mut faults));
    }
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

fn line(row: &Row, faults: &mut Faults) -> Option<CategoryLine> {
    let scheme = cell::code(row, "scheme", faults);
    let code = cell::code(row, "code", faults);
    let value = cell::whole_number(row, "limit_value", (1, LONGEST_LIMIT), faults);
    let unit = cell::one_of(row, "limit_unit", faults);
    let urgent = cell::yes_or_no(row, "urgent", false, faults);
    let active = cell::yes_or_no(row, "active", true, faults);
    Some(CategoryLine {
        row: row.number,
        key: CategoryKey {
            scheme: scheme?,
            code: code?,
        },
        name: row.cell("name").to_owned(),
        campaign_word: row.cell("campaign_word").to_owned(),
        limit: Limit {
            value: u32::try_from(value?).ok()?,
            unit: unit?,
        },
        urgent,
        active,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::deadline::LimitUnit;

    #[test]
    fn a_code_is_unique_only_within_its_scheme() {
        let text = "code,scheme,name,limit_value,limit_unit,urgent\n\
            01-02,event,暴露垃圾,4,work_hour,\n\
            01-02,part,井盖,2,hour,true\n";
        let lines = parse(text.as_bytes()).unwrap();
        assert_eq!(
            (lines[0].limit.value, lines[0].limit.unit),
            (4, LimitUnit::WorkHour)
        );
        assert_eq!((lines[0].urgent, lines[1].urgent), (false, true));
    }

    #[test]
    fn every_fault_has_its_cell() {
        let text = "scheme,code,name,limit_value,limit_unit,urgent\n\
            event,01-01,a,0,hour,\n\
            event,01-02,b,1.5,week,maybe\n\
            event,01/03,c,24,hour,\n\
            event,01-04,d,24,hour,\n\
            event,01-04,e,24,hour,\n\
            event,01-05,f,\"1,000\",hour,\n";
        let faults = parse(text.as_bytes()).unwrap_err();
        let seen: Vec<_> = faults.iter().map(|wrong| wrong.pointer.as_str()).collect();
        assert_eq!(
            seen,
            [
                "/0/limit_value",
                "/1/limit_value",
                "/1/limit_unit",
                "/1/urgent",
                "/2/code",
                "/4/code",
                "/5/limit_value"
            ]
        );
        let range = Detail::NumberOutOfRange {
            least: 1,
            most: LONGEST_LIMIT,
        };
        assert_eq!(faults[0].detail, range);
    }
}
