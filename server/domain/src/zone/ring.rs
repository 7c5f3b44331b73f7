//! One closed ring of a polygon: what can be wrong with it, and where exactly.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, Line, LineString};

use crate::position::{self, Point, PositionFault};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RingFault {
    /// The numbers of this point are no position.
    BadPoint { point: usize, fault: PositionFault },
    /// A closed ring needs four points, the last being the first again.
    TooFewPoints { points: usize },
    /// The last point is not the first.
    Unclosed,
    /// All points lie on one line, or so close to it that nothing is inside.
    ZeroArea,
    /// The sides that begin at these points meet where they should not.
    SelfCrossing {
        first: usize,
        second: usize,
        at: Point,
    },
}

/// The ring as it may be computed with: points repeated in a row (harmless, and common in what
/// drawing programs write) are dropped.
pub(super) fn checked(points: &[[f64; 2]]) -> Result<LineString, RingFault> {
    for (point, [lon, lat]) in points.iter().copied().enumerate() {
        position::check(Point { lon, lat })
            .map_err(|fault| RingFault::BadPoint { point, fault })?;
    }
    let too_few = RingFault::TooFewPoints {
        points: points.len(),
    };
    if points.len() < 3 {
        return Err(too_few);
    }
    if points.first() != points.last() {
        return Err(RingFault::Unclosed);
    }
    let sides = sides(points);
    if sides.len() < 3 {
        return Err(too_few);
    }
    if all_on_one_line(&sides) {
        return Err(RingFault::ZeroArea);
    }
    match first_crossing(&sides) {
        Some(crossing) => Err(crossing),
        None => Ok(closed_line(&sides)),
    }
}

/// A side and the number of the point it begins at.
struct Side {
    begin: usize,
    line: Line,
}

fn sides(points: &[[f64; 2]]) -> Vec<Side> {
    points
        .windows(2)
        .enumerate()
        .filter(|(_, ends)| ends[0] != ends[1])
        .map(|(begin, ends)| Side {
            begin,
            line: Line::new(coord(ends[0]), coord(ends[1])),
        })
        .collect()
}

fn coord([x, y]: [f64; 2]) -> Coord {
    Coord { x, y }
}

fn closed_line(sides: &[Side]) -> LineString {
    let begins = sides.iter().map(|side| side.line.start);
    let end = sides.last().map(|side| side.line.end);
    LineString::new(begins.chain(end).collect())
}

fn all_on_one_line(sides: &[Side]) -> bool {
    use geo::kernels::{Kernel, Orientation, RobustKernel};
    let first = sides[0].line;
    sides.iter().all(|side| {
        RobustKernel::orient2d(first.start, first.end, side.line.end) == Orientation::Collinear
    })
}

/// The crossing whose first side comes earliest. Sides are compared only while their ranges of
/// longitude overlap, which keeps long rings far from n² comparisons.
fn first_crossing(sides: &[Side]) -> Option<RingFault> {
    let mut by_west: Vec<usize> = (0..sides.len()).collect();
    by_west.sort_by(|a, b| west(&sides[*a]).total_cmp(&west(&sides[*b])));
    let mut found: Option<(usize, usize, Coord)> = None;
    for (i, &one) in by_west.iter().enumerate() {
        let east = sides[one].line.start.x.max(sides[one].line.end.x);
        for &other in by_west[i + 1..]
            .iter()
            .take_while(|other| west(&sides[**other]) <= east)
        {
            let (first, second) = (one.min(other), one.max(other));
            let Some(at) = crossing(sides, first, second) else {
                continue;
            };
            if found.is_none_or(|(f, s, _)| (first, second) < (f, s)) {
                found = Some((first, second, at));
            }
        }
    }
    found.map(|(first, second, at)| RingFault::SelfCrossing {
        first: sides[first].begin,
        second: sides[second].begin,
        at: Point {
            lon: at.x,
            lat: at.y,
        },
    })
}

fn west(side: &Side) -> f64 {
    side.line.start.x.min(side.line.end.x)
}

/// Neighbours share a corner; anything more than that corner is a side folded back on the other.
fn crossing(sides: &[Side], first: usize, second: usize) -> Option<Coord> {
    let neighbours = second == first + 1 || (first == 0 && second + 1 == sides.len());
    match line_intersection(sides[first].line, sides[second].line)? {
        LineIntersection::Collinear { intersection } => Some(intersection.start),
        LineIntersection::SinglePoint { .. } if neighbours => None,
        LineIntersection::SinglePoint { intersection, .. } => Some(intersection),
    }
}
