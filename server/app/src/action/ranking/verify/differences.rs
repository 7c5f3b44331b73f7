//! What can differ between a list and its recomputation, and how it is said: precisely, case by case.

use std::fmt;

use domain::id::CaseId;
use mobile_api::unit::UnitRef;
use serde::Serialize;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The list's content and its hash.
    Hash {
        stored: String,
        computed: String,
    },
    Unreadable {
        why: String,
    },
    /// The columns beside the content.
    Columns {
        changes: Vec<FieldChange>,
    },
    /// The counted cases and the seal over them.
    Seal {
        frozen: String,
        computed: String,
    },
    LineDamaged {
        case: CaseId,
    },
    RulebookGone {
        version: i64,
    },
    Rulebook {
        version: i64,
        frozen: String,
        computed: String,
    },
    ChainBroken {
        case: CaseId,
        seq: i64,
    },
    CaseUnreadable {
        case: CaseId,
        why: String,
    },
    /// Counted by the list, not due by its events.
    CaseNotDue {
        case: CaseId,
    },
    /// Due by its events, not counted by the list.
    CaseNotFrozen {
        case: CaseId,
    },
    Case {
        case: CaseId,
        changes: Vec<FieldChange>,
    },
    Row {
        unit: UnitRef,
        changes: Vec<FieldChange>,
    },
    RowNotComputed {
        unit: UnitRef,
    },
    RowNotFrozen {
        unit: UnitRef,
    },
    Order,
    /// Lists and totals.
    Summary {
        changes: Vec<FieldChange>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: String,
    pub frozen: String,
    pub computed: String,
}

/// Field by field, by the names on the wire.
pub fn changes(frozen: &impl Serialize, computed: &impl Serialize) -> Vec<FieldChange> {
    let (frozen, computed) = (fields(frozen), fields(computed));
    let shown = |value: Option<&Value>| value.unwrap_or(&Value::Null).to_string();
    let mut names: Vec<&String> = frozen.keys().chain(computed.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| frozen.get(*name) != computed.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            frozen: shown(frozen.get(name)),
            computed: shown(computed.get(name)),
        })
        .collect()
}

fn fields(of: &impl Serialize) -> serde_json::Map<String, Value> {
    match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Hash { stored, computed } => {
                write!(f, "校验值不符 (hash): {stored} ≠ {computed}")
            }
            Difference::Unreadable { why } => write!(f, "内容无法读取 (content unreadable): {why}"),
            Difference::Columns { changes } => {
                write!(f, "登记信息与内容不符 (columns): {}", Listed(changes))
            }
            Difference::Seal { frozen, computed } => {
                write!(
                    f,
                    "计入案件的封签不符 (seal of the cases): {frozen} ≠ {computed}"
                )
            }
            Difference::LineDamaged { case } => {
                write!(f, "案件 {case}：计入记录已损坏 (counted line damaged)")
            }
            Difference::RulebookGone { version } => {
                write!(f, "找不到评分规则第 {version} 版 (rulebook gone)")
            }
            Difference::Rulebook {
                version,
                frozen,
                computed,
            } => {
                write!(
                    f,
                    "评分规则第 {version} 版已被改动 (rulebook altered): {frozen} ≠ {computed}"
                )
            }
            Difference::ChainBroken { case, seq } => {
                write!(f, "案件 {case}：第 {seq} 条记录的链已断 (chain broken)")
            }
            Difference::CaseUnreadable { case, why } => {
                write!(f, "案件 {case}：记录无法读取 (events unreadable): {why}")
            }
            Difference::CaseNotDue { case } => {
                write!(
                    f,
                    "案件 {case}：榜单已计入，记录显示不应计入 (counted, not due)"
                )
            }
            Difference::CaseNotFrozen { case } => {
                write!(
                    f,
                    "案件 {case}：记录显示应计入，榜单未计入 (due, not counted)"
                )
            }
            Difference::Case { case, changes } => {
                write!(
                    f,
                    "案件 {case}：计入内容不同 (counted differently): {}",
                    Listed(changes)
                )
            }
            Difference::Row { unit, changes } => {
                write!(
                    f,
                    "{} {}：该行不同 (row differs): {}",
                    unit.code,
                    unit.name,
                    Listed(changes)
                )
            }
            Difference::RowNotComputed { unit } => {
                write!(f, "{} {}：重算后无此行 (no such row)", unit.code, unit.name)
            }
            Difference::RowNotFrozen { unit } => {
                write!(f, "{} {}：榜单缺少此行 (row missing)", unit.code, unit.name)
            }
            Difference::Order => f.write_str("各行次序不同 (order of the rows)"),
            Difference::Summary { changes } => {
                write!(f, "榜单或合计不同 (lists or totals): {}", Listed(changes))
            }
        }
    }
}

struct Listed<'a>(&'a [FieldChange]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(place, change)| {
            let separator = if place == 0 { "" } else { "; " };
            let FieldChange {
                field,
                frozen,
                computed,
            } = change;
            write!(f, "{separator}{field} {frozen} ≠ {computed}")
        })
    }
}
