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
