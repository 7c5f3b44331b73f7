//! Every sentence and every name of a thing that a person reads, in Chinese and English. A message is a
//! variant of `Detail` with its parameters; its wording stands once in zh.rs and once in en.rs.

mod detail;
mod en;
mod lang;
#[cfg(test)]
mod tests;
mod zh;

pub use detail::Detail;
pub use lang::Lang;

use crate::action::{Action, ReturnReason};
use crate::auth::{Permission, Role};
use crate::case::{CaseState, Light, Mode};
use crate::category::{Limit, LimitUnit};
use crate::error::Code;
use crate::event::Rung;
use crate::notice::NoticeKind;
use crate::photo::{Flag, PhotoRole};
use crate::ranking::{
    Board, Column, Consequence, DeductionReason, Listing, NotRedBecause, RankingStatus,
};
use crate::route::{Match, RouteRecord};
use crate::unit::UnitKind;
use crate::zone::{CoverageFault, ZoneKind};

/// A thing with a name for people: `CaseState::Handled.word(Lang::Zh)` is 已处置.
pub trait Word {
    fn word(self, lang: Lang) -> &'static str;
}

impl Detail {
    pub fn text(&self, lang: Lang) -> String {
        shortened(match lang {
            Lang::Zh => zh::detail(self),
            Lang::En => en::detail(self),
        })
    }
}

/// No sentence of ours is as long; what is, quotes something that nobody would read to its end.
const LONGEST: usize = 300;

/// In its middle, where what is quoted stands.
fn shortened(sentence: String) -> String {
    let letters = sentence.chars().count();
    if letters <= LONGEST {
        return sentence;
    }
    let head: String = sentence.chars().take(LONGEST / 2).collect();
    let tail: String = sentence.chars().skip(letters - LONGEST / 2 + 1).collect();
    format!("{head}…{tail}")
}

pub fn title(code: Code, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => code.row().zh,
        Lang::En => code.row().en,
    }
}

/// Why a case went where it went, in one sentence.
pub fn explanation(route: &RouteRecord, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::explanation(route),
        Lang::En => en::explanation(route),
    }
}

/// Only the part that tells where: for a question about a place without a category.
pub fn whereabouts(route: &RouteRecord, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::place(route),
        Lang::En => en::place(route),
    }
}

/// What a notice tells, with the reason or text somebody gave.
pub fn notice(kind: NoticeKind, said: &str, lang: Lang) -> String {
    let said = said.trim();
    match lang {
        Lang::Zh => zh::notice(kind, said),
        Lang::En => en::notice(kind, said),
    }
}

/// "24小时", "4 work hours".
pub fn limit(limit: Limit, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::limit(limit),
        Lang::En => en::limit(limit),
    }
}

macro_rules! words {
    ($($kind:ty => $name:ident),+ $(,)?) => {
        $(impl Word for $kind {
            fn word(self, lang: Lang) -> &'static str {
                match lang {
                    Lang::Zh => zh::$name(self),
                    Lang::En => en::$name(self),
                }
            }
        })+
    };
}

words! {
    Action => action,
    Board => board,
    CaseState => case_state,
    Column => column,
    Consequence => consequence,
    CoverageFault => coverage_fault,
    DeductionReason => deduction_reason,
    Flag => flag,
    Light => light,
    LimitUnit => limit_unit,
    Listing => listing,
    Match => matched,
    Mode => mode,
    NotRedBecause => not_red_because,
    Permission => permission,
    PhotoRole => photo_role,
    RankingStatus => ranking_status,
    ReturnReason => return_reason,
    Role => role,
    Rung => rung,
    UnitKind => unit_kind,
    ZoneKind => zone_kind,
}
