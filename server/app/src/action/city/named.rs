//! What a parameter names of the city's set-up: a category, a zone, a unit; and a part of the map.

use city::City;
use domain::id::{CategoryKey, UnitId, ZoneId};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::cases::Bbox;

use crate::error::AppError;

/// `west,south,east,north`
pub fn bbox(text: &str) -> Result<Bbox, AppError> {
    let refused = || AppError::field("?bbox", Code::InvalidParameter, Detail::BoxInvalid);
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| number.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| refused())?;
    match numbers[..] {
        [west, south, east, north]
            if (-180.0..=180.0).contains(&west)
                && (-180.0..=180.0).contains(&east)
                && (-90.0..=90.0).contains(&south)
                && (-90.0..=90.0).contains(&north)
                && west <= east
                && south <= north =>
        {
            Ok(Bbox {
                west,
                south,
                east,
                north,
            })
        }
        _ => Err(refused()),
    }
}

/// The category a parameter names.
pub fn category_key(city: &City, named: &str) -> Result<CategoryKey, AppError> {
    city.category(named)
        .map(|category| category.key.clone())
        .ok_or_else(|| {
            let (scheme, code) = named.split_once(':').unwrap_or(("", named));
            let detail = Detail::CategoryUnknown {
                scheme: scheme.to_owned(),
                code: code.to_owned(),
            };
            AppError::field("?category", Code::CategoryUnknown, detail)
        })
}

pub fn unit(city: &City, parameter: &str, code: &str) -> Result<Vec<UnitId>, AppError> {
    match city.units.coded(code) {
        Some(unit) => Ok(vec![unit.id]),
        None => {
            let detail = Detail::UnitUnknown {
                code: code.to_owned(),
            };
            Err(AppError::field(
                format!("?{parameter}"),
                Code::UnitUnknown,
                detail,
            ))
        }
    }
}

/// All versions the zone ever had.
pub fn zones(city: &City, code: &str) -> Result<Vec<ZoneId>, AppError> {
    let versions: Vec<_> = city
        .zones
        .zones()
        .iter()
        .filter(|zone| zone.code == code)
        .map(|zone| zone.id)
        .collect();
    if versions.is_empty() {
        let detail = Detail::ZoneUnknown {
            code: code.to_owned(),
        };
        return Err(AppError::field("?zone", Code::ZoneUnknown, detail));
    }
    Ok(versions)
}
