//! The set-up: routing without holes, zones in time and space, the calendar, somebody to accept every case.

use std::collections::BTreeMap;

use domain::role::Role;
use domain::time::{Micros, city_time};
use domain::zone::{VersionFault, Zone, overlaps, version_faults};
use mobile_api::zone::CoverageFault;
use store::users::UserRow;

use super::{Finding, Section, fault, notice};
use app::error::AppError;
use app::state::App;
use city::City;
use city::coverage;
use city::file::calendar::unpublished_years;

pub fn sections(app: &App) -> Result<Vec<Section>, AppError> {
    let now = app.clock.now();
    let (city, users) = app.db.read_blocking(|conn| {
        let city = app.city.current(conn)?;
        Ok::<_, AppError>((city, store::users::all(conn)?))
    })?;
    Ok(vec![
        coverage_section(&city, now),
        zones_section(&city, now),
        calendar_section(&city, now),
        people_section(&city, &users),
    ])
}

fn coverage_section(city: &City, now: Micros) -> Section {
    let gaps = coverage::gaps(city, now, None);
    let mut grouped: BTreeMap<(String, String, Vec<String>), Vec<String>> = BTreeMap::new();
    for gap in gaps {
        let names = gap.departments.into_iter().map(|unit| unit.name).collect();
        let names = match gap.fault {
            CoverageFault::Unowned => Vec::new(),
            CoverageFault::Ambiguous => names,
        };
        let category = gap.category;
        grouped
            .entry((
                format!("{}:{}", category.scheme, category.code),
                category.name,
                names,
            ))
            .or_default()
            .push(gap.zone.code);
    }
    let findings = grouped.into_iter().map(|((key, name, owners), zones)| {
        let place = match zones.as_slice() {
            [one] => format!("责任区 {one}"),
            [first, ..] => format!("{} 个责任区（如 {first}）", zones.len()),
            [] => String::new(),
        };
        fault(match owners.as_slice() {
            [] => format!("{key} {name} 在{place}没有责任部门 (nobody owns it there)"),
            owners => format!(
                "{key} {name} 在{place}有多个责任部门：{} (several own it there)",
                owners.join("、")
            ),
        })
    });
    let active = city.categories.values().filter(|category| category.active);
    Section {
        title: "分派覆盖 (routing coverage)",
        looked_at: active.count() * city.zones.valid_at(now).count(),
        findings: findings.collect(),
    }
}

fn zones_section(city: &City, now: Micros) -> Section {
    let zones = city.zones.zones();
    let in_time = version_faults(zones).into_iter().filter_map(|wrong| {
        let (zone, said) = match wrong {
            VersionFault::SameVersion { zone, .. } => (zone, "版本号重复 (same version twice)"),
            VersionFault::OverlappingValidity { zone, .. } => {
                (zone, "有效期相互重叠 (validity periods overlap)")
            }
            // One that was replaced before it began never held, and that is all right.
            VersionFault::NeverValid { zone }
                if zones[zone].valid_to == Some(zones[zone].valid_from) =>
            {
                return None;
            }
            VersionFault::NeverValid { zone } => (zone, "有效期颠倒 (ends before it begins)"),
        };
        let Zone { code, version, .. } = &zones[zone];
        Some(fault(format!("责任区 {code} 第 {version} 版：{said}")))
    });
    let in_space = overlaps(city.zones.valid_at(now))
        .into_iter()
        .map(|overlap| {
            notice(format!(
                "{} {} 与 {} {} 重叠 {:.0} m²，较小者优先 (overlap; the smaller wins)",
                overlap.one.code,
                overlap.one.name,
                overlap.other.code,
                overlap.other.name,
                overlap.area_m2
            ))
        });
    Section {
        title: "责任区 (zones)",
        looked_at: zones.len(),
        findings: in_time.chain(in_space).collect(),
    }
}

/// Without the days off of the year in force every deadline is a guess: a fault. Next year's are announced in autumn, by
/// a notice of the State Council that a city can't hurry: a reminder, from December on to be seen to.
fn calendar_section(city: &City, now: Micros) -> Section {
    let today = city_time(now).date();
    let finding = |year: i16| -> Finding {
        let text = format!(
            "{year} 年的放假安排未导入，工作时间按周一至周五推算 (calendar not published; Monday to Friday is assumed)"
        );
        match (year > today.year(), today.month()) {
            (false, _) => fault(text),
            (true, 12) => notice(format!(
                "{text}；国务院通知已发布的，请在年底前导入 (import it before the year ends)"
            )),
            (true, _) => notice(text),
        }
    };
    let missing = unpublished_years(&city.calendar, now);
    Section {
        title: "工作日历 (calendar)",
        looked_at: 2,
        findings: missing.into_iter().map(finding).collect(),
    }
}

/// A department that gets cases and has nobody who could accept them.
fn people_section(city: &City, users: &[UserRow]) -> Section {
    let handles =
        |user: &&UserRow| user.role == Role::Handler.as_str() && user.disabled_at.is_none();
    let staffed: Vec<_> = users
        .iter()
        .filter(handles)
        .filter_map(|user| user.unit_id)
        .collect();
    let mut departments: Vec<_> = city
        .table
        .rules()
        .iter()
        .map(|rule| rule.department)
        .collect();
    departments.sort_unstable();
    departments.dedup();
    let empty = departments
        .iter()
        .filter(|department| !staffed.contains(department));
    let named = empty.filter_map(|department| city.units.get(*department));
    Section {
        title: "经办人 (handlers)",
        looked_at: departments.len(),
        findings: named
            .map(|unit| {
                notice(format!(
                    "{} {} 有分派规则，但没有可用的经办人账号 (no handler can sign in)",
                    unit.code, unit.name
                ))
            })
            .collect(),
    }
}
