//! How many cases a search finds, by state and light: all of them, whatever a page would hold.

use diesel::dsl::{case_when, count, count_star};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::light::Light;

use super::branch::{branches_apart, shows};
use super::search::{LIT, STATES, Search};
use crate::conn::Conn;
use crate::dialect;
use crate::error::Result;
use crate::schema::cases;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub state: String,
    /// None where a case shows no light.
    pub light: Option<Light>,
    pub cases: i64,
}

/// In the order of a case's life; what there is none of is left out.
pub fn counts(conn: &mut Conn, search: &Search) -> Result<Vec<Count>> {
    let one = || 1_i64.into_sql::<BigInt>();
    let now = search.now.0;
    let (mut lit, mut unlit) = (Vec::new(), Vec::new());
    for (states, branch) in branches_apart(search) {
        let found = cases::table.filter(branch).group_by(cases::state);
        match states.lit() {
            true => lit.push(found.select((
                cases::state,
                count_star(),
                count(case_when(shows(Light::Yellow, now), one())),
                count(case_when(shows(Light::Red, now), one())),
            ))),
            // Nearly all cases, and counted from the index alone.
            false => unlit.push(found.select((cases::state, count_star()))),
        }
    }
    let mut rows: Vec<(String, i64, i64, i64)> = dialect::gather(conn, lit)?;
    let unlit: Vec<(String, i64)> = dialect::gather(conn, unlit)?;
    rows.extend(unlit.into_iter().map(|(state, all)| (state, all, 0, 0)));

    let mut counts = Vec::new();
    for state in STATES {
        let (mut all, mut yellow, mut red) = (0, 0, 0);
        for row in rows.iter().filter(|row| row.0 == state) {
            all += row.1;
            yellow += row.2;
            red += row.3;
        }
        let parts = match LIT.contains(&state) {
            true => vec![
                (Some(Light::Green), all - yellow - red),
                (Some(Light::Yellow), yellow),
                (Some(Light::Red), red),
            ],
            false => vec![(None, all)],
        };
        for (light, cases) in parts.into_iter().filter(|(_, cases)| *cases > 0) {
            counts.push(Count {
                state: state.to_owned(),
                light,
                cases,
            });
        }
    }
    Ok(counts)
}
