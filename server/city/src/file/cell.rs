//! What cells of every kind of file hold: codes, numbers, yes or no, one of a list. Each reader says what is
//! wrong at its cell and lets the others go on.

use std::str::FromStr;

use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::csv::Row;
use crate::fault::{Faults, fault};

/// ASCII, since codes stand in addresses, file names and letters: `a–z A–Z 0–9 - _`, at most 64.
pub fn is_code(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

pub fn code(row: &Row, column: &str, faults: &mut Faults) -> Option<String> {
    let text = row.cell(column);
    if is_code(text) {
        return Some(text.to_owned());
    }
    let detail = Detail::CodeMalformed { code: text.into() };
    faults.push(fault(row.at(column), Code::RowInvalid, detail));
    None
}

/// One of a list of names, such as a kind or a role.
pub fn one_of<T: FromStr>(row: &Row, column: &str, faults: &mut Faults) -> Option<T> {
    let text = row.cell(column);
    let read = text.parse().ok();
    if read.is_none() {
        faults.push(not_one_of(row, column));
    }
    read
}

/// The same where an empty cell is an answer too.
pub fn one_of_or_none<T: FromStr>(row: &Row, column: &str, faults: &mut Faults) -> Option<T> {
    match row.cell(column) {
        "" => None,
        _ => one_of(row, column, faults),
    }
}

pub fn yes_or_no(row: &Row, column: &str, default: bool, faults: &mut Faults) -> bool {
    match row.cell(column) {
        "" => default,
        "true" => true,
        "false" => false,
        _ => {
            faults.push(not_one_of(row, column));
            default
        }
    }
}

pub fn whole_number(
    row: &Row,
    column: &str,
    (least, most): (i64, i64),
    faults: &mut Faults,
) -> Option<i64> {
    let digits = row.cell(column);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let read = digits.parse().ok().filter(|_| plain);
    let read = read.filter(|number| (least..=most).contains(number));
    if read.is_none() {
        let detail = Detail::NumberOutOfRange { least, most };
        faults.push(fault(row.at(column), Code::RowInvalid, detail));
    }
    read
}

fn not_one_of(row: &Row, column: &str) -> crate::fault::Fault {
    let given = row.cell(column).to_owned();
    fault(
        row.at(column),
        Code::RowInvalid,
        Detail::FieldNotOneOf { given },
    )
}
