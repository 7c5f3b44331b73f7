//! In which states an action makes sense at all, whoever asks for it.

use super::{Action, StateName};

use StateName::{Accepted, Closed, Dispatched, Handled, Reported, Suspended};

pub const fn possible_states(action: Action) -> &'static [StateName] {
    match action {
        Action::Report => &[],
        Action::Dispatch => &[Reported, Dispatched, Accepted],
        Action::Accept => &[Dispatched],
        Action::Handle
        | Action::Return
        | Action::RequestExtension
        | Action::GrantExtension
        | Action::RefuseExtension
        | Action::Suspend
        | Action::Escalate => &[Dispatched, Accepted],
        Action::VerifyPass | Action::VerifyFail => &[Handled],
        Action::Resume => &[Suspended],
        Action::Void | Action::Comment | Action::Remind => {
            &[Reported, Dispatched, Accepted, Handled, Suspended]
        }
        Action::CorrectTime => &StateName::ALL,
        Action::ConfirmFalsified => &[Dispatched, Accepted, Handled, Suspended, Closed],
    }
}

pub fn possible_in(action: Action, state: StateName) -> bool {
    possible_states(action).contains(&state)
}
