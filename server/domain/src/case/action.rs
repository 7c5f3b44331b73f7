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
    /// The clock's own: nobody can ask for it.
    Escalate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAction;

impl Action {
    pub const ALL: [Action; 17] = [
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
        Action::Escalate,
    ];

    /// What a person can do with a case that exists.
    pub fn on_a_case() -> impl Iterator<Item = Action> {
        Action::ALL
            .into_iter()
            .filter(|action| !matches!(action, Action::Report | Action::Escalate))
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
