//! The part of the rulebook that decides about single cases, in the terms those rules use.

use super::Rulebook;
use crate::calendar::Calendar;
use crate::case;
use crate::schedule::Marks;
use crate::time::{days, hours, minutes};

impl Rulebook {
    pub fn for_cases<'a>(&self, calendar: &'a Calendar) -> case::Rules<'a> {
        case::Rules {
            calendar,
            marks: self.marks(),
            rework_floor: hours(self.deadlines.rework_floor_hours),
            extension_hours_max: self.cases.extension_hours_max,
            rework_needs_photo: self.cases.rework_needs_photo,
            captured_ahead_max: minutes(self.cases.captured_ahead_minutes),
            captured_age_max: days(self.cases.captured_age_days),
        }
    }

    fn marks(&self) -> Marks {
        let rules = self.deadlines;
        Marks {
            yellow_percent: rules.yellow_percent,
            remind_percent: rules.remind_percent,
            warn_percent: rules.warn_percent,
            letter_after: hours(rules.letter_after_hours),
            account_after: hours(rules.account_after_hours),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Span, minutes};

    #[test]
    fn every_number_arrives_where_it_is_used() {
        let mut rulebook = Rulebook::default();
        rulebook.deadlines.yellow_percent = 75;
        rulebook.deadlines.warn_percent = 85;
        let marks = rulebook.marks();
        let percents = [
            marks.remind_percent,
            marks.yellow_percent,
            marks.warn_percent,
        ];
        assert_eq!(percents, [50, 75, 85]);
        assert_eq!(
            (marks.letter_after, marks.account_after),
            (hours(24), hours(72))
        );

        let calendar = crate::sample::calendar();
        let rules = rulebook.for_cases(&calendar);
        assert_eq!(rules.rework_floor, hours(4));
        assert_eq!(rules.extension_hours_max, 720);
        assert_eq!(rules.captured_ahead_max, minutes(5));
        assert_eq!(rules.captured_age_max, Span(365 * 24 * 3_600 * 1_000_000));
    }
}
