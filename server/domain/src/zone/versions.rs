//! Whether the versions of zones fit together in time: of one code at most one is valid at any
//! moment. How they fit together in space is free; zones may overlap.

use super::Zone;

/// Positions in the list that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionFault {
    /// It ends before or when it begins.
    NeverValid { zone: usize },
    /// The same code and version number twice.
    SameVersion { zone: usize, other: usize },
    /// Two versions of one code are valid at the same moment.
    OverlappingValidity { zone: usize, other: usize },
}

/// Nothing wrong: empty. `other` is the one that begins earlier.
pub fn version_faults(zones: &[Zone]) -> Vec<VersionFault> {
    let mut faults: Vec<VersionFault> = zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| zone.valid_to.is_some_and(|end| end <= zone.valid_from))
        .map(|(zone, _)| VersionFault::NeverValid { zone })
        .collect();
    let mut order: Vec<usize> = (0..zones.len()).collect();
    order.sort_by_key(|place| {
        let zone = &zones[*place];
        (&zone.code, zone.valid_from, zone.version, *place)
    });
    for of_one_code in order.chunk_by(|a, b| zones[*a].code == zones[*b].code) {
        faults.extend(faults_of_code(zones, of_one_code));
    }
    faults
}

/// `places` in order of their beginning. Each is compared with the one before it that lasts
/// longest, since a version without end overlaps all that follow.
fn faults_of_code(zones: &[Zone], places: &[usize]) -> Vec<VersionFault> {
    let mut faults = Vec::new();
    let Some((&first, rest)) = places.split_first() else {
        return faults;
    };
    let mut lasting = first;
    for (earlier, &zone) in (0..).zip(rest) {
        let same = places[..=earlier]
            .iter()
            .find(|other| zones[**other].version == zones[zone].version);
        if let Some(&other) = same {
            faults.push(VersionFault::SameVersion { zone, other });
        }
        if zones[lasting].valid_at(zones[zone].valid_from) {
            faults.push(VersionFault::OverlappingValidity {
                zone,
                other: lasting,
            });
        }
        if lasts_longer(&zones[zone], &zones[lasting]) {
            lasting = zone;
        }
    }
    faults
}

fn lasts_longer(a: &Zone, b: &Zone) -> bool {
    match (a.valid_to, b.valid_to) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(a_end), Some(b_end)) => a_end > b_end,
    }
}
