//! 待办: which cases wait for whom: to be fixed, to be verified, to be dispatched.

use crate::case::StateName;
use crate::role::Role;

/// In these states a case waits for somebody of the role. A handler's are those of the own department alone.
pub const fn waits_in(role: Role) -> &'static [StateName] {
    match role {
        Role::Handler => &[StateName::Dispatched, StateName::Accepted],
        Role::Inspector => &[StateName::Handled],
        Role::Dispatcher => &[StateName::Reported, StateName::Handled],
        Role::Leader | Role::Admin => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Action;
    use crate::case::possible_in;

    #[test]
    fn whatever_waits_can_be_done_by_whom_it_waits_for() {
        use Action::{Accept, Dispatch, Handle, VerifyPass};
        for (role, deeds) in [
            (Role::Handler, &[Accept, Handle][..]),
            (Role::Inspector, &[VerifyPass]),
            (Role::Dispatcher, &[Dispatch, VerifyPass]),
        ] {
            for state in waits_in(role) {
                let done = |deed: &&Action| possible_in(**deed, *state);
                assert!(deeds.iter().any(|deed| done(&deed)), "{role:?} {state:?}");
            }
        }
    }

    #[test]
    fn who_watches_has_nothing_waiting_and_what_is_over_waits_for_nobody() {
        assert!(waits_in(Role::Leader).is_empty() && waits_in(Role::Admin).is_empty());
        for role in Role::ALL {
            for over in [StateName::Closed, StateName::Voided, StateName::Suspended] {
                assert!(!waits_in(role).contains(&over), "{role:?} {over:?}");
            }
        }
    }
}
