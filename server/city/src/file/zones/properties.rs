//! The properties of a feature, read one by one, so that all that is wrong with them is told at once. Null is
//! what drawing programs write for a property that was left out.

use std::str::FromStr;

use domain::time::Micros;
use domain::zone::ZoneKind;
use mobile_api::body::escaped;
use mobile_api::error::Code;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use serde_json::{Map, Value};

use crate::fault::{Faults, fault};
use crate::file::cell::is_code;
use crate::file::csv::LONGEST;
use crate::units::{Unit, Units};

pub struct Properties {
    place: String,
    left: Map<String, Value>,
}

impl Properties {
    pub fn new(place: String, value: Value, faults: &mut Faults) -> Option<Properties> {
        match value {
            Value::Object(left) => Some(Properties { place, left }),
            _ => {
                faults.push(fault(place, Code::RowInvalid, Detail::FieldUnreadable));
                None
            }
        }
    }

    pub fn at(&self, name: &str) -> String {
        format!("{}/{}", self.place, escaped(name))
    }

    pub fn optional(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let mut wrong = |detail| faults.push(fault(self.at(name), Code::RowInvalid, detail));
        match self.left.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.chars().count() > LONGEST => {
                let most = LONGEST as u64;
                wrong(Detail::TextTooLong { most });
                None
            }
            Some(Value::String(text)) if text.contains(char::is_control) => {
                wrong(Detail::FieldUnreadable);
                None
            }
            Some(Value::String(text)) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            Some(_) => {
                wrong(Detail::FieldUnreadable);
                None
            }
        }
    }

    pub fn required(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let found = faults.len();
        let text = self.optional(name, faults);
        if text.is_none() && faults.len() == found {
            let detail = match self.left.contains_key(name) {
                true => Detail::FieldEmpty,
                false => Detail::FieldMissing { name: name.into() },
            };
            faults.push(fault(self.at(name), Code::RowInvalid, detail));
        }
        text
    }

    pub fn code(&self, faults: &mut Faults) -> Option<String> {
        let code = self.required("code", faults)?;
        if is_code(&code) {
            return Some(code);
        }
        let detail = Detail::CodeMalformed { code };
        faults.push(fault(self.at("code"), Code::RowInvalid, detail));
        None
    }

    pub fn kind(&self, faults: &mut Faults) -> Option<ZoneKind> {
        let given = self.required("kind", faults)?;
        let kind = ZoneKind::from_str(&given).ok();
        if kind.is_none() {
            let detail = Detail::FieldNotOneOf { given };
            faults.push(fault(self.at("kind"), Code::RowInvalid, detail));
        }
        kind
    }

    pub fn unit<'a>(&self, name: &str, units: &'a Units, faults: &mut Faults) -> Option<&'a Unit> {
        let code = self.required(name, faults)?;
        let unit = units.coded(&code);
        if unit.is_none() {
            let detail = Detail::UnitUnknown { code };
            faults.push(fault(self.at(name), Code::ReferenceUnknown, detail));
        }
        unit
    }

    pub fn instant(&self, name: &str, faults: &mut Faults) -> Option<Micros> {
        let text = self.optional(name, faults)?;
        let read = text.parse::<Time>().ok().map(|time| Micros(time.0));
        if read.is_none() {
            faults.push(fault(self.at(name), Code::RowInvalid, Detail::NotATime));
        }
        read
    }

    /// A mistyped name would otherwise be lost in silence.
    pub fn nothing_left(&self, faults: &mut Faults) {
        for name in self
            .left
            .keys()
            .filter(|name| !KNOWN.contains(&name.as_str()))
        {
            let detail = Detail::FieldUnknown { name: name.clone() };
            faults.push(fault(self.at(name), Code::RowInvalid, detail));
        }
    }
}

const KNOWN: [&str; 10] = [
    "code",
    "name",
    "kind",
    "unit",
    "street",
    "district",
    "leader",
    "grid_keeper",
    "valid_from",
    "valid_to",
];
