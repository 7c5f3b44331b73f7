//! What a photo proves, and what about it a verifier should know. A flag is shown and never blocks;
//! only the re-use of evidence is refused here. Bytes that are no picture are refused while they
//! are decoded, a photo named twice where the command is decided; neither is done here.

mod fingerprint;
mod same_picture;

pub use fingerprint::{bands, hamming, is_near_duplicate, probes};
pub use same_picture::waits_for_a_dispatcher;

use crate::id::PhotoHash;
use crate::position::{Point, distance_m};
use crate::rulebook::EvidenceRules;
use crate::time::{Micros, hours, minutes};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoRole {
    Before,
    After,
    Verify,
}

impl PhotoRole {
    pub const ALL: [PhotoRole; 3] = [PhotoRole::Before, PhotoRole::After, PhotoRole::Verify];

    pub const fn as_str(self) -> &'static str {
        match self {
            PhotoRole::Before => "before",
            PhotoRole::After => "after",
            PhotoRole::Verify => "verify",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceFlag {
    /// The same bytes, or the same picture in another file, are on another case.
    Reused,
    /// An earlier photo looks the same.
    NearDuplicate,
    /// An after-photo older than the report of what it shows done.
    TakenBeforeReport,
    /// Taken long before it was uploaded.
    TakenLongBeforeUpload,
    /// Taken somewhere else.
    FarFromCase,
    /// The picture does not say when it was taken.
    NoTakenTime,
    /// The camera's clock is ahead: taken after it was uploaded.
    ClockSkew,
}

impl EvidenceFlag {
    pub const ALL: [EvidenceFlag; 7] = [
        EvidenceFlag::Reused,
        EvidenceFlag::NearDuplicate,
        EvidenceFlag::TakenBeforeReport,
        EvidenceFlag::TakenLongBeforeUpload,
        EvidenceFlag::FarFromCase,
        EvidenceFlag::NoTakenTime,
        EvidenceFlag::ClockSkew,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            EvidenceFlag::Reused => "reused",
            EvidenceFlag::NearDuplicate => "near_duplicate",
            EvidenceFlag::TakenBeforeReport => "taken_before_report",
            EvidenceFlag::TakenLongBeforeUpload => "taken_long_before_upload",
            EvidenceFlag::FarFromCase => "far_from_case",
            EvidenceFlag::NoTakenTime => "no_taken_time",
            EvidenceFlag::ClockSkew => "clock_skew",
        }
    }
}

/// Whoever says to know no better where they are does not get away with any distance: no satellite fix in a street is off by more.
const MOST_SLACK_M: f64 = 200.0;

/// A place, and how far off it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    pub point: Point,
    pub accuracy_m: Option<f64>,
}

/// What the picture alone tells at its upload.
pub fn flags_at_upload(
    taken_at: Option<Micros>,
    uploaded_at: Micros,
    rules: &EvidenceRules,
) -> Vec<EvidenceFlag> {
    let Some(taken_at) = taken_at else {
        return vec![EvidenceFlag::NoTakenTime];
    };
    let age = uploaded_at - taken_at;
    if age > hours(rules.stale_after_hours) {
        vec![EvidenceFlag::TakenLongBeforeUpload]
    } else if taken_at - uploaded_at > minutes(rules.clock_skew_minutes) {
        vec![EvidenceFlag::ClockSkew]
    } else {
        Vec::new()
    }
}

/// What the picture tells once it is evidence on a case. `taken_at` and `taken_where` are null when
/// the picture does not say; then nothing can be held against it here.
pub fn flags_on_case(
    role: PhotoRole,
    taken_at: Option<Micros>,
    reported_at: Micros,
    taken_where: Option<Fix>,
    case_at: Fix,
    rules: &EvidenceRules,
) -> Vec<EvidenceFlag> {
    let mut flags = Vec::new();
    if role == PhotoRole::After && taken_at.is_some_and(|taken_at| taken_at < reported_at) {
        flags.push(EvidenceFlag::TakenBeforeReport);
    }
    if taken_where.is_some_and(|fix| is_far(fix, case_at, rules)) {
        flags.push(EvidenceFlag::FarFromCase);
    }
    flags
}

fn is_far(photo: Fix, case: Fix, rules: &EvidenceRules) -> bool {
    let slack_m = slack_m(photo) + slack_m(case);
    distance_m(photo.point, case.point) > rules.far_from_case_m as f64 + slack_m
}

fn slack_m(fix: Fix) -> f64 {
    fix.accuracy_m.unwrap_or(0.0).min(MOST_SLACK_M)
}

/// Which of one command's photos are refused, by their place in it, because their bytes or their picture are evidence
/// already. `already_evidence` answers for any case and any role. What shows a handling or its
/// verification must be new, since it claims how the place looks now.
pub fn reused(
    role: PhotoRole,
    photos: &[PhotoHash],
    already_evidence: impl Fn(&PhotoHash) -> bool,
) -> Vec<usize> {
    if !must_be_new(role) {
        return Vec::new();
    }
    (0..photos.len())
        .filter(|place| already_evidence(&photos[*place]))
        .collect()
}

pub const fn must_be_new(role: PhotoRole) -> bool {
    matches!(role, PhotoRole::After | PhotoRole::Verify)
}

#[cfg(test)]
mod tests;
