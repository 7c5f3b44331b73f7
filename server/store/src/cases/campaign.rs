//! The cases of campaigns, counted by category or by zone. Voided ones do not count.

use diesel::dsl::{case_when, count, count_star};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::id::{CategoryKey, ZoneId};
use domain::time::Micros;
use uuid::Uuid;

use super::branch::{Predicate, in_sight};
use super::search::{RUNNING, Sight};
use crate::column::read_uuid;
use crate::conn::Conn;
use crate::dialect::{self, one_of, unindexed};
use crate::error::Result;
use crate::schema::cases;

/// Of one campaign and one category or zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share<Of> {
    pub campaign: Uuid,
    pub of: Of,
    pub state: String,
    pub cases: i64,
    /// Of those, the ones past their deadline that are still to be handled.
    pub overdue: i64,
}

pub fn by_category(
    conn: &mut Conn,
    campaigns: &[Uuid],
    sight: &Sight,
    now: Micros,
) -> Result<Vec<Share<CategoryKey>>> {
    let mut shares = Vec::new();
    for ids in campaigns.chunks(dialect::LONGEST_LIST) {
        let rows: Vec<(Option<String>, String, String, String, i64, i64)> = cases::table
            .filter(counted(ids, sight))
            .group_by((
                cases::campaign_id,
                cases::scheme,
                cases::category_code,
                cases::state,
            ))
            .select((
                cases::campaign_id,
                cases::scheme,
                cases::category_code,
                cases::state,
                count_star(),
                count(case_when(overdue(now), 1_i64.into_sql::<BigInt>())),
            ))
            .load(conn)?;
        for (campaign, scheme, code, state, cases, overdue) in rows {
            shares.push(Share {
                campaign: read_uuid(&campaign.unwrap_or_default())?,
                of: CategoryKey { scheme, code },
                state,
                cases,
                overdue,
            });
        }
    }
    Ok(shares)
}

/// By version of the zone; cases outside every zone are left out.
pub fn by_zone(
    conn: &mut Conn,
    campaign: Uuid,
    sight: &Sight,
    now: Micros,
) -> Result<Vec<Share<ZoneId>>> {
    let rows: Vec<(Option<String>, String, i64, i64)> = cases::table
        .filter(counted(&[campaign], sight))
        .filter(unindexed(cases::zone_id).is_not_null())
        .group_by((cases::zone_id, cases::state))
        .select((
            cases::zone_id,
            cases::state,
            count_star(),
            count(case_when(overdue(now), 1_i64.into_sql::<BigInt>())),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(zone, state, cases, overdue)| {
            Ok(Share {
                campaign,
                of: ZoneId(read_uuid(&zone.unwrap_or_default())?),
                state,
                cases,
                overdue,
            })
        })
        .collect()
}

fn counted(campaigns: &[Uuid], sight: &Sight) -> Predicate {
    let ids = campaigns.iter().map(ToString::to_string).collect();
    let named: Predicate = Box::new(
        one_of(cases::campaign_id, ids).and(unindexed(cases::state).ne("voided").nullable()),
    );
    match in_sight(sight) {
        Some(seen) => Box::new(named.and(seen)),
        None => named,
    }
}

fn overdue(now: Micros) -> Predicate {
    let running = RUNNING.iter().map(|state| (*state).to_owned()).collect();
    Box::new(one_of(unindexed(cases::state), running).and(unindexed(cases::deadline_at).lt(now.0)))
}
