//! What an import would change, worked out before anything is written: a report for people, and the rows to
//! write. A plan holds for the version of the reference data it was made from.

use domain::id::ZoneId;
use domain::time::Micros;
use store::categories::CategoryRow;
use store::documents::DocumentRow;
use store::rules::RuleRow;
use store::units::UnitRow;
use store::users::UserRow;
use store::zones::ZoneRow;

use crate::fault::Faults;

#[derive(Debug, Default)]
pub struct Plan {
    pub report: Report,
    pub writes: Vec<Write>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub ended: u64,
    /// What is not as it was, in the order of the file.
    pub items: Vec<Item>,
    pub warnings: Faults,
}

/// A plan that was carried out, or would have been.
pub struct Done {
    pub dry_run: bool,
    pub report: Report,
    /// New accounts with their first passwords, which are kept nowhere else.
    pub accounts: Vec<Account>,
}

pub struct Account {
    pub username: String,
    pub password: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Row or feature; none for what the file no longer mentions.
    pub index: Option<usize>,
    pub code: String,
    pub name: String,
    pub change: Change,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Created,
    Changed,
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// In the order they are to be carried out.
#[derive(Clone, Debug)]
pub enum Write {
    NewUnit(UnitRow),
    Unit(UnitRow),
    /// Its password is made when the plan is carried out.
    NewUser(UserRow),
    User(UserRow),
    /// Another role means other rights: whoever is signed in signs in again.
    UserWithAnotherRole(UserRow),
    NewCategory(CategoryRow),
    Category(CategoryRow),
    ZoneEnds(ZoneId, Micros),
    NewZone(ZoneRow),
    RoutingTable(Vec<RuleRow>),
    Document(DocumentRow),
}

impl Report {
    pub fn created(&mut self, index: usize, code: &str, name: &str) {
        self.created += 1;
        self.note(Some(index), code, name, Change::Created, Vec::new());
    }

    /// Counts as unchanged when nothing differs; says whether it does.
    pub fn compared(&mut self, index: usize, code: &str, name: &str, diff: Diff) -> bool {
        if diff.0.is_empty() {
            self.unchanged += 1;
            return false;
        }
        self.changed += 1;
        self.note(Some(index), code, name, Change::Changed, diff.0);
        true
    }

    pub fn ended(&mut self, index: Option<usize>, code: &str, name: &str) {
        self.ended += 1;
        self.note(index, code, name, Change::Ended, Vec::new());
    }

    fn note(
        &mut self,
        index: Option<usize>,
        code: &str,
        name: &str,
        change: Change,
        differences: Vec<Difference>,
    ) {
        self.items.push(Item {
            index,
            code: code.to_owned(),
            name: name.to_owned(),
            change,
            differences,
        });
    }
}

/// Collects what differs, field by field as the file names them.
#[derive(Debug, Default)]
pub struct Diff(Vec<Difference>);

impl Diff {
    pub fn field(
        mut self,
        field: impl Into<String>,
        before: impl ToString,
        after: impl ToString,
    ) -> Diff {
        let (before, after) = (before.to_string(), after.to_string());
        if before != after {
            self.0.push(Difference {
                field: field.into(),
                before,
                after,
            });
        }
        self
    }

    /// For what is too long to be shown: that it differs, and by what it may be told.
    pub fn unlike(
        mut self,
        field: impl Into<String>,
        differs: bool,
        before: impl ToString,
        after: impl ToString,
    ) -> Diff {
        if differs {
            self.0.push(Difference {
                field: field.into(),
                before: before.to_string(),
                after: after.to_string(),
            });
        }
        self
    }
}
