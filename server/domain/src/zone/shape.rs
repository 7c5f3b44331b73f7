//! The area of a zone: one or more polygons with or without holes, in WGS-84, known to be sound.
//! Reads and measures plain rings of numbers; GeoJSON itself is not known here.

use geo::algorithm::validation::{
    GeometryIndex, InvalidMultiPolygon, InvalidPolygon, RingRole, Validation,
};
use geo::{Area, BoundingRect, Coord, Intersects, LineString, MapCoords, MultiPolygon, Polygon};

use super::ring::{self, RingFault};
use crate::position::{EARTH_RADIUS_M, Point};

/// One polygon as GeoJSON writes it: the outer ring, then the holes; each point `[lon, lat]`.
pub type Rings = Vec<Vec<[f64; 2]>>;

#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    area: MultiPolygon,
    area_cm2: i64,
    bounds: geo::Rect,
}

/// What is wrong, and in which ring of which polygon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapeFault {
    pub polygon: usize,
    pub ring: usize,
    pub kind: ShapeFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShapeFaultKind {
    /// There is no polygon, or this one has no ring.
    NoRing,
    Ring(RingFault),
    /// This hole is not inside the outer ring, or shares more than points with it.
    HoleOutside,
    /// This hole shares more than points with that one.
    HolesOverlap {
        other_ring: usize,
    },
    /// This polygon overlaps that one.
    PolygonsOverlap {
        other_polygon: usize,
    },
}

impl Shape {
    /// Every fault at once, as far as one does not hide another.
    pub fn new(polygons: &[Rings]) -> Result<Shape, Vec<ShapeFault>> {
        let mut faults = Vec::new();
        let mut sound = Vec::new();
        for (polygon, rings) in polygons.iter().enumerate() {
            match checked_polygon(polygon, rings) {
                Ok(checked) => sound.push(checked),
                Err(found) => faults.extend(found),
            }
        }
        if polygons.is_empty() {
            faults.push(fault(0, 0, ShapeFaultKind::NoRing));
        }
        let area = MultiPolygon::new(sound);
        if faults.is_empty() {
            faults.extend(relation_faults(&area));
        }
        match area.bounding_rect() {
            Some(bounds) if faults.is_empty() => Ok(Shape {
                area_cm2: area_cm2(&area, bounds.center()),
                area,
                bounds,
            }),
            _ => Err(faults),
        }
    }

    /// The border counts as inside.
    pub fn contains(&self, point: Point) -> bool {
        self.area.intersects(&coord(point))
    }

    /// To the nearest point of the border; 0 inside. Meant for points near by: on the plane that
    /// touches the earth at `point`, good to a millimetre within a kilometre.
    pub fn distance_m(&self, point: Point) -> f64 {
        if self.contains(point) {
            0.0
        } else {
            self.border_distance_m(point)
        }
    }

    /// To the nearest point of the border, from inside too.
    pub(super) fn border_distance_m(&self, point: Point) -> f64 {
        let plane = Plane::at(coord(point));
        let rings = self
            .area
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings
            .flat_map(LineString::lines)
            .map(|side| from_origin_m(plane.metres(side.start), plane.metres(side.end)))
            .fold(f64::INFINITY, f64::min)
    }

    /// In whole square centimetres: the same area has the same number, at whichever corner its
    /// ring begins.
    pub fn area_cm2(&self) -> i64 {
        self.area_cm2
    }

    pub fn area_m2(&self) -> f64 {
        self.area_cm2 as f64 / 1e4
    }

    /// South-west and north-east corner of the box around it.
    pub fn bounds(&self) -> (Point, Point) {
        (point(self.bounds.min()), point(self.bounds.max()))
    }

    pub fn geometry(&self) -> &MultiPolygon {
        &self.area
    }
}

fn fault(polygon: usize, ring: usize, kind: ShapeFaultKind) -> ShapeFault {
    ShapeFault {
        polygon,
        ring,
        kind,
    }
}

fn checked_polygon(polygon: usize, rings: &Rings) -> Result<Polygon, Vec<ShapeFault>> {
    let mut faults = Vec::new();
    let mut sound = Vec::new();
    for (place, points) in rings.iter().enumerate() {
        match ring::checked(points).and_then(not_flat) {
            Ok(line) => sound.push(line),
            Err(kind) => faults.push(fault(polygon, place, ShapeFaultKind::Ring(kind))),
        }
    }
    if rings.is_empty() {
        faults.push(fault(polygon, 0, ShapeFaultKind::NoRing));
    }
    if faults.is_empty() {
        let holes = sound.split_off(1);
        let outer = sound.swap_remove(0);
        Ok(Polygon::new(outer, holes))
    } else {
        Err(faults)
    }
}

/// Less than a square centimetre is a line drawn twice.
fn not_flat(ring: LineString) -> Result<LineString, RingFault> {
    let origin = ring.0[0];
    let area = MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]);
    if area_cm2(&area, origin) == 0 {
        return Err(RingFault::ZeroArea);
    }
    let MultiPolygon(mut polygons) = area;
    let (ring, _) = polygons.swap_remove(0).into_inner();
    Ok(ring)
}

/// How rings and polygons lie to each other, each being sound in itself.
fn relation_faults(area: &MultiPolygon) -> Vec<ShapeFault> {
    let ring_of = |role| match role {
        RingRole::Exterior => 0,
        RingRole::Interior(hole) => hole + 1,
    };
    let mut faults: Vec<ShapeFault> = Vec::new();
    for error in area.validation_errors() {
        let found = match error {
            InvalidMultiPolygon::InvalidPolygon(GeometryIndex(polygon), error) => match error {
                InvalidPolygon::InteriorRingNotContainedInExteriorRing(hole)
                | InvalidPolygon::IntersectingRingsOnALine(RingRole::Exterior, hole)
                | InvalidPolygon::IntersectingRingsOnAnArea(RingRole::Exterior, hole) => {
                    fault(polygon, ring_of(hole), ShapeFaultKind::HoleOutside)
                }
                InvalidPolygon::IntersectingRingsOnALine(other, hole)
                | InvalidPolygon::IntersectingRingsOnAnArea(other, hole) => {
                    let other_ring = ring_of(other);
                    fault(
                        polygon,
                        ring_of(hole),
                        ShapeFaultKind::HolesOverlap { other_ring },
                    )
                }
                // Found more precisely by the ring's own check.
                InvalidPolygon::TooFewPointsInRing(_)
                | InvalidPolygon::SelfIntersection(_)
                | InvalidPolygon::NonFiniteCoord(..) => continue,
            },
            InvalidMultiPolygon::ElementsOverlaps(
                GeometryIndex(other_polygon),
                GeometryIndex(polygon),
            ) => fault(
                polygon,
                0,
                ShapeFaultKind::PolygonsOverlap { other_polygon },
            ),
            // Two halves drawn side by side are one area all the same.
            InvalidMultiPolygon::ElementsTouchOnALine(..) => continue,
        };
        if !faults.contains(&found) {
            faults.push(found);
        }
    }
    faults
}

/// Around the middle of the box, which does not depend on where a ring begins.
pub(super) fn area_cm2(area: &MultiPolygon, origin: Coord) -> i64 {
    let plane = Plane::at(origin);
    let metres = area.map_coords(|corner| plane.metres(corner));
    (metres.unsigned_area() * 1e4).round() as i64
}

/// The plane that touches the earth at a point, in metres east and north of it.
struct Plane {
    origin: Coord,
    east_m_per_deg: f64,
}

const NORTH_M_PER_DEG: f64 = EARTH_RADIUS_M * std::f64::consts::PI / 180.0;

impl Plane {
    fn at(origin: Coord) -> Plane {
        Plane {
            origin,
            east_m_per_deg: NORTH_M_PER_DEG * origin.y.to_radians().cos(),
        }
    }

    fn metres(&self, place: Coord) -> Coord {
        Coord {
            x: (place.x - self.origin.x) * self.east_m_per_deg,
            y: (place.y - self.origin.y) * NORTH_M_PER_DEG,
        }
    }
}

fn from_origin_m(start: Coord, end: Coord) -> f64 {
    let along = end - start;
    let length2 = along.x * along.x + along.y * along.y;
    if length2 == 0.0 {
        return start.x.hypot(start.y);
    }
    let share = (-(start.x * along.x + start.y * along.y) / length2).clamp(0.0, 1.0);
    (start.x + share * along.x).hypot(start.y + share * along.y)
}

fn coord(point: Point) -> Coord {
    Coord {
        x: point.lon,
        y: point.lat,
    }
}

fn point(coord: Coord) -> Point {
    Point {
        lon: coord.x,
        lat: coord.y,
    }
}
