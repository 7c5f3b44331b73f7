//! Open cases close to a place, for whoever is about to report there.

use domain::id::{CaseId, CategoryKey};
use domain::position::Point;
use mirror::Shown;
use mobile_api::case::NearbyCase;
use mobile_api::time::Time;
use store::Conn;

use super::{near, sight, view};
use crate::auth::caller::Caller;
use crate::error::AppError;

/// Open cases of the category close to the place, nearest first; only those the reader sees.
pub fn nearby(
    conn: &mut Conn,
    caller: &Caller,
    category: &CategoryKey,
    at: Point,
) -> Result<Vec<NearbyCase>, AppError> {
    let around = near::open_around(conn, category, at, near::DUPLICATE_RADIUS_M)?;
    let ids: Vec<CaseId> = around.iter().map(|(near, _)| near.id).collect();
    let rows = store::cases::get_all(conn, &ids)?;
    let mut photos = view::photos_by_case(conn, &ids)?;
    let mut found = Vec::new();
    for (row, (_, metres)) in rows.into_iter().zip(around) {
        if !caller.sight().covers(&sight::place(&row)) {
            continue;
        }
        let state: domain::case::StateName = row
            .state
            .parse()
            .map_err(|_| anyhow::anyhow!("a case is {}", row.state))?;
        found.push(NearbyCase {
            id: row.id.0,
            distance_m: view::round(metres),
            state: state.shown(),
            category: view::category(&caller.city, &row),
            reported_at: Time(row.reported_at.0),
            photos: photos.remove(&row.id).unwrap_or_default(),
            number: row.number,
            description: row.description,
        });
    }
    Ok(found)
}
