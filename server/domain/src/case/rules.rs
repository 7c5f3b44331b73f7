//! The numbers a city sets that decide about a case: plain values, read from its rulebook elsewhere.

use crate::calendar::Calendar;
use crate::deadline::Pace;
use crate::schedule::{Marks, Timing};
use crate::time::Span;

#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub calendar: &'a Calendar,
    /// Where lights turn and rungs fall due.
    pub marks: Marks,
    /// A failed verification leaves at least this much clock time.
    pub rework_floor: Span,
    /// The most hours one extension may grant.
    pub extension_hours_max: u32,
    /// Must a failed verification show a photo of what is still wrong?
    pub rework_needs_photo: bool,
    /// How far ahead of ours a phone's clock may be.
    pub captured_ahead_max: Span,
    /// How old a photographed problem may be when it is reported.
    pub captured_age_max: Span,
}

impl<'a> Rules<'a> {
    pub(super) fn timing(&self, pace: Pace) -> Timing<'a> {
        Timing {
            pace,
            calendar: self.calendar,
            marks: self.marks,
        }
    }
}
