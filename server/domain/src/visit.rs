//! 巡查打卡: what makes a visit one visit: when it may begin and end, and that its track belongs to it. Who may
//! see visits is permission/patrol.rs; that the zone exists is the caller's to know.

use crate::position::{Point, PositionFault, check};
use crate::rulebook::CaseRules;
use crate::time::{Micros, Span, days, hours, minutes};

/// Nobody is on their feet for longer.
pub const LONGEST_HOURS: i64 = 24;
pub const LONGEST: Span = hours(LONGEST_HOURS);
/// A fix every seventeen seconds for a whole day; a track is thinned out before it is sent.
pub const MOST_TRACK_POINTS: usize = 5_000;

/// Tracks count no finer, so that their first point may seem to lie a fraction of it before the start.
const MILLISECOND: Span = Span(1_000);

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit<'a> {
    pub started_at: Micros,
    /// None: still under way.
    pub ended_at: Option<Micros>,
    pub track: &'a [TrackPoint],
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackPoint {
    pub at: Micros,
    /// In whatever system the track was recorded.
    pub point: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitFault {
    StartsInFuture,
    StartedTooLongAgo { days: i64 },
    EndsBeforeStart,
    EndsInFuture,
    TooLong,
    TooManyPoints,
    NoPlace { index: usize, fault: PositionFault },
    OutsideTheVisit { index: usize },
}

/// A visit may be told days later, and by a clock that is as wrong as a report's may be.
pub fn fault(visit: &Visit<'_>, now: Micros, rules: &CaseRules) -> Option<VisitFault> {
    let latest = now + minutes(rules.captured_ahead_minutes);
    let age = rules.captured_age_days;
    if visit.started_at > latest {
        return Some(VisitFault::StartsInFuture);
    }
    if visit.started_at < now - days(age) {
        return Some(VisitFault::StartedTooLongAgo { days: age });
    }
    match visit.ended_at {
        Some(end) if end < visit.started_at => return Some(VisitFault::EndsBeforeStart),
        Some(end) if end > latest => return Some(VisitFault::EndsInFuture),
        Some(end) if end - visit.started_at > LONGEST => return Some(VisitFault::TooLong),
        _ => {}
    }
    track_fault(visit, latest)
}

fn track_fault(visit: &Visit<'_>, latest: Micros) -> Option<VisitFault> {
    if visit.track.len() > MOST_TRACK_POINTS {
        return Some(VisitFault::TooManyPoints);
    }
    let last = visit
        .ended_at
        .unwrap_or_else(|| latest.min(visit.started_at + LONGEST));
    let points = visit.track.iter().enumerate();
    points
        .filter_map(|(index, point)| match check(point.point) {
            Err(fault) => Some(VisitFault::NoPlace { index, fault }),
            Ok(()) if point.at + MILLISECOND <= visit.started_at || point.at > last => {
                Some(VisitFault::OutsideTheVisit { index })
            }
            Ok(()) => None,
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{SECOND, seconds};

    const NOW: Micros = Micros(1_000_000 * SECOND * 1_000);
    const HOUR_AGO: Micros = Micros(NOW.0 - 3_600 * SECOND);

    fn point(at: Micros) -> TrackPoint {
        let point = Point {
            lon: 105.72,
            lat: 34.58,
        };
        TrackPoint { at, point }
    }

    fn judged(
        started_at: Micros,
        ended_at: Option<Micros>,
        track: &[Micros],
    ) -> Option<VisitFault> {
        let track: Vec<TrackPoint> = track.iter().copied().map(point).collect();
        let visit = Visit {
            started_at,
            ended_at,
            track: &track,
        };
        fault(&visit, NOW, &CaseRules::default())
    }

    #[test]
    fn a_visit_lies_between_a_year_ago_and_now() {
        use VisitFault::{
            EndsBeforeStart, EndsInFuture, StartedTooLongAgo, StartsInFuture, TooLong,
        };
        let ahead = minutes(5);
        for (from, to, expected) in [
            (HOUR_AGO, None, None),
            (HOUR_AGO, Some(NOW), None),
            (HOUR_AGO, Some(HOUR_AGO), None),
            (NOW + ahead, Some(NOW + ahead), None),
            (NOW + ahead + Span(1), None, Some(StartsInFuture)),
            (HOUR_AGO, Some(NOW + ahead + Span(1)), Some(EndsInFuture)),
            (HOUR_AGO, Some(HOUR_AGO - Span(1)), Some(EndsBeforeStart)),
            (NOW - hours(24), Some(NOW), None),
            (NOW - hours(24) - Span(1), Some(NOW), Some(TooLong)),
            (NOW - days(365), None, None),
            (
                NOW - days(365) - Span(1),
                None,
                Some(StartedTooLongAgo { days: 365 }),
            ),
        ] {
            assert_eq!(judged(from, to, &[]), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn a_track_lies_within_its_visit() {
        let outside = |index| Some(VisitFault::OutsideTheVisit { index });
        let (from, to) = (HOUR_AGO, HOUR_AGO + hours(1));
        assert_eq!(judged(from, Some(to), &[from, to]), None);
        assert_eq!(judged(from, Some(to), &[from - Span(999)]), None);
        assert_eq!(
            judged(from, Some(to), &[from, from - MILLISECOND]),
            outside(1)
        );
        assert_eq!(judged(from, Some(to), &[to + Span(1)]), outside(0));
        // While it is under way, until now; forgotten ones, until they would have been too long.
        assert_eq!(judged(from, None, &[NOW + seconds(1)]), None);
        assert_eq!(judged(from, None, &[NOW + minutes(6)]), outside(0));
        let yesterday = NOW - hours(30);
        assert_eq!(judged(yesterday, None, &[yesterday + LONGEST]), None);
        assert_eq!(judged(yesterday, None, &[NOW]), outside(0));
    }

    #[test]
    fn a_track_is_made_of_places_and_not_too_many_of_them() {
        let most = vec![HOUR_AGO; MOST_TRACK_POINTS];
        assert_eq!(judged(HOUR_AGO, None, &most), None);
        let more = vec![HOUR_AGO; MOST_TRACK_POINTS + 1];
        assert_eq!(
            judged(HOUR_AGO, None, &more),
            Some(VisitFault::TooManyPoints)
        );
        let turned = TrackPoint {
            at: HOUR_AGO,
            point: Point {
                lon: 34.58,
                lat: 105.72,
            },
        };
        let visit = Visit {
            started_at: HOUR_AGO,
            ended_at: None,
            track: &[point(HOUR_AGO), turned],
        };
        assert_eq!(
            fault(&visit, NOW, &CaseRules::default()),
            Some(VisitFault::NoPlace {
                index: 1,
                fault: PositionFault::ProbablySwapped
            })
        );
    }
}
