//! One fault of a file: where it stands, which kind it is, what to do about it. And the faults of a file, of which so many
//! are told that a person may mend them: a file that is no file of the kind has one in each of its millions of cells.

use std::ops::Deref;

use mobile_api::error::Code;
use mobile_api::words::Detail;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `/row/column` in CSV (rows from 0), `/features/3/…` in GeoJSON, `/key/…` in TOML.
    pub pointer: String,
    pub code: Code,
    pub detail: Detail,
}

/// Readers stop when there are more.
pub const MOST: usize = 200;

/// The first ones, and how many there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    told: Vec<Fault>,
    found: usize,
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        self.found += 1;
        if self.told.len() < MOST {
            self.told.push(fault);
        }
    }

    /// How many were found, which may be more than are told.
    pub fn len(&self) -> usize {
        self.found
    }

    pub fn is_empty(&self) -> bool {
        self.found == 0
    }

    /// To go on would only find more than anybody reads.
    pub fn are_enough(&self) -> bool {
        self.found > MOST
    }
}

/// For who expects certain ones and no more.
impl<const N: usize> PartialEq<[Fault; N]> for Faults {
    fn eq(&self, expected: &[Fault; N]) -> bool {
        self.found == N && self.told == expected
    }
}

impl Deref for Faults {
    type Target = [Fault];

    fn deref(&self) -> &[Fault] {
        &self.told
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        for fault in faults {
            self.push(fault);
        }
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Faults {
        let mut all = Faults::default();
        all.extend(faults);
        all
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Faults {
        Faults::from_iter([fault])
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.told.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.told.iter()
    }
}

pub fn fault(pointer: impl Into<String>, code: Code, detail: Detail) -> Fault {
    Fault {
        pointer: pointer.into(),
        code,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_told_and_all_are_counted() {
        let wrong = |row: usize| fault(format!("/{row}"), Code::RowInvalid, Detail::FieldEmpty);
        let mut faults: Faults = (0..MOST).map(wrong).collect();
        assert!(!faults.are_enough());
        faults.extend((0..1_000).map(wrong));
        assert!(faults.are_enough());
        assert_eq!((faults.len(), faults.iter().len()), (MOST + 1_000, MOST));
        assert_eq!(faults.into_iter().count(), MOST);
    }
}
