//! The names of everything that can happen to a case, as the wire, the event list and the logs say them.

use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Report,
    Dispatch,
    Accept,
    Handle,
    Return,
    VerifyPass,
    VerifyFail,
    RequestExtension,
    GrantExtension,
    RefuseExtension,
    Suspend,
    Resume,
    Void,
    Comment,
    Remind,
    ConfirmFalsified,
    /// 更正时间: what a wrong clock wrote is set right, in an event of its own.
    CorrectTime,
    /// The clock's own: nobody can ask for it.
    Escalate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAction;

impl Action {
    pub const ALL: [Action; 18] = [
        Action::Report,
        Action::Dispatch,
        Action::Accept,
        Action::Handle,
        Action::Return,
        Action::VerifyPass,
        Action::VerifyFail,
        Action::RequestExtension,
        Action::GrantExtension,
        Action::RefuseExtension,
        Action::Suspend,
        Action::Resume,
        Action::Void,
        Action::Comment,
        Action::Remind,
        Action::ConfirmFalsified,
        Action::CorrectTime,
        Action::Escalate,
    ];

    /// What a person can do with a case that exists. Times are corrected only where a clock was wrong.
    pub fn on_a_case() -> impl Iterator<Item = Action> {
        use Action::{CorrectTime, Escalate, Report};
        Action::ALL
            .into_iter()
            .filter(|action| !matches!(action, Report | CorrectTime | Escalate))
    }

    /// By a person, about a case that exists.
    pub const fn is_asked_for(self) -> bool {
        !matches!(self, Action::Report | Action::Escalate)
    }

    /// Leaves the case as it is: said about it, and nothing done.
    pub const fn is_talk(self) -> bool {
        matches!(self, Action::Comment | Action::Remind)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Report => "report",
            Action::Dispatch => "dispatch",
            Action::Accept => "accept",
            Action::Handle => "handle",
            Action::Return => "return",
            Action::VerifyPass => "verify_pass",
            Action::VerifyFail => "verify_fail",
            Action::RequestExtension => "request_extension",
            Action::GrantExtension => "grant_extension",
            Action::RefuseExtension => "refuse_extension",
            Action::Suspend => "suspend",
            Action::Resume => "resume",
            Action::Void => "void",
            Action::Comment => "comment",
            Action::Remind => "remind",
            Action::ConfirmFalsified => "confirm_falsified",
            Action::CorrectTime => "correct_time",
            Action::Escalate => "escalate",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = NotAnAction;

    fn from_str(text: &str) -> Result<Action, NotAnAction> {
        Action::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or(NotAnAction)
    }
}
