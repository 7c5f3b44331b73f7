//! Who somebody is: the role, the organisation and the part of the city. What that allows is permission.rs.

use std::fmt;
use std::str::FromStr;

use crate::id::{UnitId, UserId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 巡查员: reports and verifies.
    Inspector,
    /// 经办人: works for a department.
    Handler,
    /// 派遣员: triages, dispatches, decides extensions.
    Dispatcher,
    /// 领导: reads boards, signs off publication.
    Leader,
    /// 管理员: keeps reference data and accounts; never acts on a case.
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARole;

impl Role {
    pub const ALL: [Role; 5] = [
        Role::Inspector,
        Role::Handler,
        Role::Dispatcher,
        Role::Leader,
        Role::Admin,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Inspector => "inspector",
            Role::Handler => "handler",
            Role::Dispatcher => "dispatcher",
            Role::Leader => "leader",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Role, NotARole> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(NotARole)
    }
}

/// The person who asks, as far as rules care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub role: Role,
    /// The organisation this person works for.
    pub unit: Option<UnitId>,
    /// That organisation and everything it is part of, up the tree; empty without one.
    pub part_of: Vec<UnitId>,
    /// That organisation and everything below it in the tree; empty without one.
    pub units: Vec<UnitId>,
    /// The district or street office this person's view is narrowed to; none: the whole city.
    pub scope: Option<UnitId>,
}
