//! What kinds of organisation there are. The tree itself is reference data and lives in the store.

use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    City,
    District,
    Department,
    StreetOffice,
    Community,
    PublicInstitution,
    Enterprise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAUnitKind;

impl UnitKind {
    pub const ALL: [UnitKind; 7] = [
        UnitKind::City,
        UnitKind::District,
        UnitKind::Department,
        UnitKind::StreetOffice,
        UnitKind::Community,
        UnitKind::PublicInstitution,
        UnitKind::Enterprise,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            UnitKind::City => "city",
            UnitKind::District => "district",
            UnitKind::Department => "department",
            UnitKind::StreetOffice => "street_office",
            UnitKind::Community => "community",
            UnitKind::PublicInstitution => "public_institution",
            UnitKind::Enterprise => "enterprise",
        }
    }

    /// Can a case be this unit's to put right? The city and its districts act through one of their organisations.
    pub const fn owns_cases(self) -> bool {
        !matches!(self, UnitKind::City | UnitKind::District)
    }

    /// May a person's view be narrowed to this unit? Cases know their district and their street.
    pub const fn may_be_a_scope(self) -> bool {
        matches!(self, UnitKind::District | UnitKind::StreetOffice)
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UnitKind {
    type Err = NotAUnitKind;

    fn from_str(text: &str) -> Result<UnitKind, NotAUnitKind> {
        UnitKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(NotAUnitKind)
    }
}
