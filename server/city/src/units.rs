//! The tree of units in memory: by id, by code, and what lies below.

use std::collections::HashMap;

use domain::id::UnitId;
use domain::unit::UnitKind;

#[derive(Clone, Debug)]
pub struct Unit {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    pub ranking_group: String,
    pub leader: String,
    pub active: bool,
}

#[derive(Debug, Default)]
pub struct Units {
    by_id: HashMap<UnitId, Unit>,
    by_code: HashMap<String, UnitId>,
    children: HashMap<UnitId, Vec<UnitId>>,
}

impl Units {
    pub fn new(units: Vec<Unit>) -> Units {
        let mut tree = Units::default();
        for unit in units {
            if let Some(parent) = unit.parent {
                tree.children.entry(parent).or_default().push(unit.id);
            }
            tree.by_code.insert(unit.code.clone(), unit.id);
            tree.by_id.insert(unit.id, unit);
        }
        tree
    }

    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id)
    }

    pub fn coded(&self, code: &str) -> Option<&Unit> {
        self.by_code.get(code).and_then(|id| self.get(*id))
    }

    /// In the order of their codes.
    pub fn all(&self) -> Vec<&Unit> {
        let mut units: Vec<_> = self.by_id.values().collect();
        units.sort_by(|a, b| a.code.cmp(&b.code));
        units
    }

    /// The unit itself or the nearest above it that is a district.
    pub fn district_of(&self, id: UnitId) -> Option<UnitId> {
        let mut unit = self.get(id)?;
        // No way up is longer than there are units.
        for _ in 0..self.by_id.len() {
            if unit.kind == UnitKind::District {
                return Some(unit.id);
            }
            unit = self.get(unit.parent?)?;
        }
        None
    }

    /// The unit itself first, then everything it is part of, the nearest first.
    pub fn with_all_above(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut next = self.get(id).and_then(|unit| unit.parent);
        while let Some(above) = next.filter(|above| !found.contains(above)) {
            found.push(above);
            next = self.get(above).and_then(|unit| unit.parent);
        }
        found
    }

    /// As `with_all_above`, with what each of them is.
    pub fn line(&self, id: UnitId) -> Vec<(UnitId, UnitKind)> {
        let above = self.with_all_above(id).into_iter();
        above
            .filter_map(|id| self.get(id).map(|unit| (id, unit.kind)))
            .collect()
    }

    /// The unit itself first, then everything below it.
    pub fn with_all_below(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(unit) = found.get(next) {
            let children = self.children.get(unit).map_or(&[][..], Vec::as_slice);
            let fresh: Vec<_> = children
                .iter()
                .filter(|child| !found.contains(child))
                .copied()
                .collect();
            found.extend(fresh);
            next += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(number: u128, parent: Option<u128>) -> Unit {
        Unit {
            id: UnitId(Uuid::from_u128(number)),
            code: format!("u{number}"),
            name: String::new(),
            kind: UnitKind::Department,
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            ranking_group: String::new(),
            leader: String::new(),
            active: true,
        }
    }

    #[test]
    fn below_is_the_unit_its_children_and_theirs_and_above_the_way_up() {
        let tree = Units::new(vec![
            unit(1, None),
            unit(2, Some(1)),
            unit(3, Some(2)),
            unit(4, None),
        ]);
        let below = |number: u128| tree.with_all_below(UnitId(Uuid::from_u128(number))).len();
        assert_eq!((below(1), below(2), below(3), below(4)), (3, 2, 1, 1));
        let above = |number: u128| tree.with_all_above(UnitId(Uuid::from_u128(number))).len();
        assert_eq!((above(1), above(2), above(3), above(4)), (1, 2, 3, 1));
        assert_eq!(tree.coded("u3").unwrap().id.0.as_u128(), 3);
        assert!(tree.coded("nobody").is_none());
    }

    #[test]
    fn a_tree_that_is_none_has_an_end_all_the_same() {
        let ring = Units::new(vec![unit(1, Some(2)), unit(2, Some(1))]);
        assert_eq!(ring.with_all_above(UnitId(Uuid::from_u128(1))).len(), 2);
    }

    #[test]
    fn a_district_is_found_above_its_streets() {
        let mut district = unit(2, Some(1));
        district.kind = UnitKind::District;
        let tree = Units::new(vec![
            unit(1, None),
            district,
            unit(3, Some(2)),
            unit(4, Some(1)),
        ]);
        let of = |number: u128| tree.district_of(UnitId(Uuid::from_u128(number)));
        let found = Some(UnitId(Uuid::from_u128(2)));
        assert_eq!((of(3), of(2), of(1), of(4)), (found, found, None, None));
    }
}
