//! Which cases a person sees, in the form the store filters by, and whether a single one is among them.

use domain::permission::{Place, Sight, may_see};
use store::cases::CaseRow;

use crate::auth::caller::Caller;
use crate::error::AppError;

pub fn sight(caller: &Caller) -> store::cases::Sight {
    match caller.sight() {
        Sight::Everything => store::cases::Sight::Everything,
        Sight::Within { scope, user } => store::cases::Sight::Within {
            unit: scope,
            reporter: user,
        },
        Sight::Own { units, user } => store::cases::Sight::Own {
            units,
            reporter: user,
        },
    }
}

/// What a person may not see does not exist for them.
pub fn visible(row: Option<CaseRow>, caller: &Caller) -> Result<CaseRow, AppError> {
    row.filter(|row| may_see(&caller.actor, &place(row)))
        .ok_or_else(AppError::not_found)
}

pub fn place(row: &CaseRow) -> Place {
    Place {
        department: row.department_id,
        zone_unit: row.zone_unit_id,
        street: row.street_id,
        district: row.district_id,
        reporter: row.reporter_id,
    }
}
