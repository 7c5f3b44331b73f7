//! What a configuration file may say: sections and keys that are known, values of their kind. A fault names its line and
//! its key and what may have been meant; it never shows a value, which may be a password.

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::Config;
use super::nearest::nearest;

#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// With the reader's own words.
    NotToml(String),
    Unknown {
        key: String,
        meant: Option<String>,
        known: Vec<String>,
    },
    WrongKind {
        key: String,
        expected: &'static str,
    },
}

/// Every fault, from top to bottom; `known` has all keys with their defaults.
pub fn read(text: &str, known: &Table) -> Result<Config, Vec<Fault>> {
    let root = DeTable::parse(text).map_err(|error| vec![not_toml(text, &error)])?;
    let mut faults = Vec::new();
    for (section, value) in root.get_ref().iter() {
        check_section(section, value, known, &mut |at, what| {
            let line = line(text, at);
            faults.push(Fault { line, what });
        });
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.line);
        return Err(faults);
    }
    // What is left are numbers out of range and words out of a list: nothing secret.
    toml::from_str(text).map_err(|error| vec![not_toml(text, &error)])
}

type Name<'i> = Spanned<std::borrow::Cow<'i, str>>;

fn check_section(
    section: &Name<'_>,
    value: &Spanned<DeValue<'_>>,
    known: &Table,
    fault: &mut impl FnMut(Range<usize>, What),
) {
    let name = section.get_ref().as_ref();
    let keys = known.get(name).and_then(Value::as_table);
    match (keys, value.get_ref()) {
        (Some(keys), DeValue::Table(given)) => {
            for (key, value) in given.iter() {
                check_key(name, key, value, keys, known, fault);
            }
        }
        (Some(_), _) => {
            let (key, expected) = (name.to_owned(), "一节 a section");
            fault(section.span(), What::WrongKind { key, expected });
        }
        (None, DeValue::Table(_)) => {
            let meant = nearest(name, known.keys().map(String::as_str));
            let what = What::Unknown {
                key: format!("[{name}]"),
                meant: meant.map(|name| format!("[{name}]")),
                known: known.keys().map(|name| format!("[{name}]")).collect(),
            };
            fault(section.span(), what);
        }
        // A key above the first section, where none belongs.
        (None, _) => fault(section.span(), unknown(name.to_owned(), name, None, known)),
    }
}

fn check_key(
    section: &str,
    key: &Name<'_>,
    value: &Spanned<DeValue<'_>>,
    keys: &Table,
    known: &Table,
    fault: &mut impl FnMut(Range<usize>, What),
) {
    let name = key.get_ref().as_ref();
    let full = format!("{section}.{name}");
    match keys.get(name) {
        None => fault(
            key.span(),
            unknown(full, name, Some((section, keys)), known),
        ),
        Some(default) if !same_kind(default, value.get_ref()) => {
            let (key_at, expected) = (key.span(), kind(default));
            fault(
                key_at,
                What::WrongKind {
                    key: full,
                    expected,
                },
            );
        }
        Some(_) => {}
    }
}

/// Meant may be a key of the same section, or one that belongs to another.
fn unknown(full: String, name: &str, section: Option<(&str, &Table)>, known: &Table) -> What {
    let here = section.and_then(|(section, keys)| {
        let meant = nearest(name, keys.keys().map(String::as_str))?;
        Some(format!("{section}.{meant}"))
    });
    let elsewhere = || {
        let all = known.iter().filter_map(|(section, keys)| {
            let meant = nearest(name, keys.as_table()?.keys().map(String::as_str))?;
            Some((section, meant))
        });
        let meant: Vec<(&String, &str)> = all.collect();
        let best = nearest(name, meant.iter().map(|(_, key)| *key))?;
        let (section, key) = meant.iter().find(|(_, key)| *key == best)?;
        Some(format!("{section}.{key}"))
    };
    What::Unknown {
        key: full,
        meant: here.or_else(elsewhere),
        known: match section {
            Some((section, keys)) => keys.keys().map(|key| format!("{section}.{key}")).collect(),
            None => known.keys().map(|name| format!("[{name}]")).collect(),
        },
    }
}

fn same_kind(default: &Value, given: &DeValue<'_>) -> bool {
    matches!(
        (default, given),
        (Value::String(_), DeValue::String(_))
            | (Value::Integer(_), DeValue::Integer(_))
            | (Value::Boolean(_), DeValue::Boolean(_))
    )
}

pub fn kind(default: &Value) -> &'static str {
    match default {
        Value::Integer(_) => "整数 an integer",
        Value::Boolean(_) => "true 或 false",
        _ => "引号中的文字 a quoted text",
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> Fault {
    Fault {
        line: line(text, error.span().unwrap_or_default()),
        what: What::NotToml(error.message().to_owned()),
    }
}

fn line(text: &str, at: Range<usize>) -> usize {
    let before = text.get(..at.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        match &self.what {
            What::NotToml(said) => write!(f, "第 {line} 行 (line {line})：{said}"),
            What::Unknown { key, meant, known } => {
                write!(f, "第 {line} 行 (line {line})：没有配置项 {key}")?;
                match meant {
                    Some(meant) => {
                        write!(f, "，是不是 {meant}？(unknown key; did you mean {meant}?)")
                    }
                    None => write!(
                        f,
                        "，可用的有 (unknown key; known are)：{}",
                        known.join("、")
                    ),
                }
            }
            What::WrongKind { key, expected } => {
                write!(f, "第 {line} 行 (line {line})：{key} 应为{expected}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::as_table;
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        let faults = read(text, &as_table(&Config::default())).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    fn meant(text: &str) -> (usize, String, Option<String>) {
        let mut faults = read(text, &as_table(&Config::default())).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let Fault { line, what } = faults.remove(0);
        match what {
            What::Unknown { key, meant, .. } => (line, key, meant),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_typo_is_told_with_its_line_and_what_was_meant() {
        for (text, line, key, what) in [
            ("[http]\nlisen = \"x\"\n", 2, "http.lisen", "http.listen"),
            (
                "# a city\n\n[htpp]\nlisten = \"x\"\n",
                3,
                "[htpp]",
                "[http]",
            ),
            ("[http]\nurl = \"x\"\n", 2, "http.url", "database.url"),
            ("listen = \"x\"\n", 1, "listen", "http.listen"),
            ("http.worker = 3\n", 1, "http.worker", "http.workers"),
            (
                "[jobs]\nenabled = true\nsweep_second = 3\n",
                3,
                "jobs.sweep_second",
                "jobs.sweep_seconds",
            ),
        ] {
            assert_eq!(meant(text), (line, key.to_owned(), Some(what.to_owned())));
        }
        let far = refused("[jobs]\nzzzzzzzzzzzz = 3\n");
        assert!(far[0].contains("jobs.sweep_seconds"), "{far:?}");
    }

    #[test]
    fn every_fault_is_told_in_the_order_of_the_file() {
        let said = refused("[http]\nworkers = \"many\"\nlisen = \"x\"\n[auth]\nkeyfile = 1\n");
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].starts_with("第 2 行") && said[0].contains("http.workers 应为整数"));
        assert!(said[1].starts_with("第 3 行") && said[2].starts_with("第 5 行"));
    }

    #[test]
    fn no_fault_shows_a_value() {
        for text in [
            "[photos]\ns3_secret_acess_key = \"hunter2\"\n",
            "[database]\nconnections = \"postgres://u:hunter2@h/db\"\n",
            "[database]\nurl = postgres://u:hunter2@h/db\n",
            "[database]\nurl = \"postgres://u:hunter2@h/db\n",
            "[database]\nurl = [\"postgres://u:hunter2@h/db\"]\n",
            "[database.url]\npassword = \"hunter2\"\n",
            "database = \"hunter2\"\n",
            "[database]\nurl = \"hunter2\"\nurl = \"hunter2\"\n",
        ] {
            let said = refused(text);
            assert!(
                !said.is_empty() && !said.concat().contains("hunter"),
                "{said:?}"
            );
        }
    }

    #[test]
    fn numbers_and_words_out_of_range_are_told_with_their_line() {
        let said = refused("[http]\nworkers = -1\n");
        assert!(said[0].starts_with("第 2 行"), "{said:?}");
        let said = refused("[log]\nlevel = \"info\"\nformat = \"xml\"\n");
        assert!(
            said[0].starts_with("第 3 行") && said[0].contains("json"),
            "{said:?}"
        );
    }
}
