//! What an import did, or would do. A refused import is a problem whose `errors` name every fault.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::FieldError;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// True: nothing was written.
    pub dry_run: bool,
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// No longer in force afterwards.
    pub ended: u64,
    /// What was created, changed or ended, in the order of the file.
    pub items: Vec<ImportItem>,
    /// Suspicions that do not stop the import.
    pub warnings: Vec<FieldError>,
    /// Accounts made by this import, each with its first password: told this once and kept nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<NewAccount>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewAccount {
    pub username: String,
    pub password: String,
}

impl std::fmt::Debug for NewAccount {
    /// Answers end up in logs; passwords must not.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAccount({})", self.username)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportItem {
    /// Position in the file, from 0; null for what the file no longer mentions.
    pub index: Option<u64>,
    pub code: String,
    pub name: String,
    pub change: Change,
    /// For what has changed: which of its fields, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// A field by its name in the file, with both values as the file would write them; a geometry by its area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Created,
    Changed,
    Ended,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Say what would change and write nothing.
    #[serde(default)]
    pub dry_run: bool,
}
