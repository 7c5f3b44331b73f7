//! One picture, one case: identical bytes on a second case are flagged on both, and a report whose picture is on more
//! cases than the rulebook allows waits for a dispatcher before any clock runs. Pictures that merely look alike are
//! fingerprint.rs.

use crate::rulebook::EvidenceRules;

/// `other_cases`: on how many other cases each photo of the report is evidence already, in whatever role. The parts of
/// one report that a dispatcher splits will share its pictures; they are one case here.
pub fn waits_for_a_dispatcher(other_cases: &[usize], rules: &EvidenceRules) -> bool {
    other_cases
        .iter()
        .any(|others| *others >= rules.same_photo_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_on_more_cases_than_allowed_holds_the_report() {
        for (allowed, others, held) in [
            (1, &[][..], false),
            (1, &[0, 0], false),
            (1, &[1], true),
            (1, &[0, 0, 3], true),
            (2, &[1, 1], false),
            (2, &[1, 2], true),
        ] {
            let rules = EvidenceRules {
                same_photo_max: allowed,
                ..EvidenceRules::default()
            };
            let waits = waits_for_a_dispatcher(others, &rules);
            assert_eq!(waits, held, "{allowed} allowed, on {others:?} others");
        }
    }
}
