//! What a person asks to happen to a case, already parsed: units and photos are known to exist.

use std::fmt;
use std::str::FromStr;

use crate::deadline::Limit;
use crate::id::{CaseId, PhotoHash, UnitId};

use super::Action;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Dispatch {
        department: UnitId,
        reason: String,
        /// The category's limit as it is now, the closed case this one repeats, and whether the department's own house
        /// reported it; all only used when the department gets a clock of its own.
        limit: Limit,
        recurrence_of: Option<CaseId>,
        self_found: bool,
    },
    Accept,
    Handle {
        photos: Vec<PhotoHash>,
        note: String,
    },
    Return {
        reason_code: ReturnReason,
        reason: String,
    },
    VerifyPass {
        photos: Vec<PhotoHash>,
        note: String,
    },
    VerifyFail {
        reason: String,
        photos: Vec<PhotoHash>,
    },
    RequestExtension {
        hours: u32,
        reason: String,
    },
    GrantExtension {
        hours: u32,
        reason: String,
    },
    RefuseExtension {
        reason: String,
    },
    Suspend {
        reason: String,
    },
    Resume {
        reason: String,
    },
    Void {
        reason: String,
        duplicate_of: Option<CaseId>,
    },
    Comment {
        text: String,
        photos: Vec<PhotoHash>,
    },
    Remind {
        text: String,
    },
    ConfirmFalsified {
        reason: String,
    },
}

impl Command {
    pub const fn action(&self) -> Action {
        match self {
            Command::Dispatch { .. } => Action::Dispatch,
            Command::Accept => Action::Accept,
            Command::Handle { .. } => Action::Handle,
            Command::Return { .. } => Action::Return,
            Command::VerifyPass { .. } => Action::VerifyPass,
            Command::VerifyFail { .. } => Action::VerifyFail,
            Command::RequestExtension { .. } => Action::RequestExtension,
            Command::GrantExtension { .. } => Action::GrantExtension,
            Command::RefuseExtension { .. } => Action::RefuseExtension,
            Command::Suspend { .. } => Action::Suspend,
            Command::Resume { .. } => Action::Resume,
            Command::Void { .. } => Action::Void,
            Command::Comment { .. } => Action::Comment,
            Command::Remind { .. } => Action::Remind,
            Command::ConfirmFalsified { .. } => Action::ConfirmFalsified,
        }
    }
}

/// Why a department gives a case back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnReason {
    NotOurs,
    NotFound,
    NoOwner,
    ConditionsMissing,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAReturnReason;

impl ReturnReason {
    pub const ALL: [ReturnReason; 5] = [
        ReturnReason::NotOurs,
        ReturnReason::NotFound,
        ReturnReason::NoOwner,
        ReturnReason::ConditionsMissing,
        ReturnReason::Other,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            ReturnReason::NotOurs => "not_ours",
            ReturnReason::NotFound => "not_found",
            ReturnReason::NoOwner => "no_owner",
            ReturnReason::ConditionsMissing => "conditions_missing",
            ReturnReason::Other => "other",
        }
    }
}

impl fmt::Display for ReturnReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ReturnReason {
    type Err = NotAReturnReason;

    fn from_str(text: &str) -> Result<ReturnReason, NotAReturnReason> {
        ReturnReason::ALL
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .ok_or(NotAReturnReason)
    }
}
