//! What a phone keeps of the rules, from the rulebook and the calendar in force and this server's own limits.

use domain::visit::{LONGEST_HOURS, MOST_TRACK_POINTS};
use mobile_api::reference::{
    CaseLimits, EvidenceLimits, Names, NearLimits, PhotoLimits, ReferenceAnswer, ReportLimits,
    VisitLimits, WorkingShift, WorkingTime,
};

use crate::action::case::near::DUPLICATE_RADIUS_M;
use crate::action::ranking;
use crate::action::refusal::{LONGEST_ADDRESS, LONGEST_TEXT, MOST_PHOTOS};
use crate::config::Config;
use city::City;

pub fn city(city: &City, config: &Config) -> ReferenceAnswer {
    let rules = &city.rulebook;
    ReferenceAnswer {
        version: city.version,
        rulebook: ranking::rulebook_now(city),
        near: NearLimits {
            least_m: rules.reach.least_m,
            most_m: rules.reach.most_m,
            duplicate_m: DUPLICATE_RADIUS_M as i64,
        },
        report: ReportLimits {
            most_photos: MOST_PHOTOS as u64,
            longest_text: LONGEST_TEXT as u64,
            longest_address: LONGEST_ADDRESS as u64,
            captured_ahead_minutes: rules.cases.captured_ahead_minutes,
            captured_age_days: rules.cases.captured_age_days,
        },
        photo: PhotoLimits {
            max_bytes: config.photos.max_bytes,
            max_pixels: config.photos.max_pixels,
            media_types: ["image/jpeg", "image/png", "image/webp"]
                .map(str::to_owned)
                .to_vec(),
        },
        evidence: EvidenceLimits {
            stale_after_hours: rules.evidence.stale_after_hours,
            far_from_case_m: rules.evidence.far_from_case_m,
            clock_skew_minutes: rules.evidence.clock_skew_minutes,
        },
        visit: VisitLimits {
            longest_hours: LONGEST_HOURS,
            most_track_points: MOST_TRACK_POINTS as u64,
            track_days: config.jobs.track_days,
        },
        case: CaseLimits {
            extension_hours_max: rules.cases.extension_hours_max,
            rework_needs_photo: rules.cases.rework_needs_photo,
            rework_floor_hours: rules.deadlines.rework_floor_hours,
            yellow_percent: rules.deadlines.yellow_percent,
        },
        working_time: working_time(city),
        names: Names::all(),
    }
}

fn working_time(city: &City) -> WorkingTime {
    let shifts = city.calendar.shifts().iter();
    WorkingTime {
        time_zone: "Asia/Shanghai".to_owned(),
        shifts: shifts
            .map(|shift| WorkingShift {
                from: shift.from.strftime("%H:%M").to_string(),
                to: shift.to.strftime("%H:%M").to_string(),
            })
            .collect(),
    }
}
