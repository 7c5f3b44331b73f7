//! Many cases of every kind, always the same ones: what lists, counts and plans are tried on.

use domain::time::Micros;
use store::cases::CaseRow;
use store::{Db, Error, cases};

use crate::bench_city::{
    CATEGORIES, DEPARTMENTS, DISTRICTS, INSPECTORS, STREETS, ZONE_UNITS, ZONES, case_row, unit,
    user, zone,
};

/// Numbers that look drawn by lot and are the same every time (a linear congruence, its high bits).
pub struct Lots(pub u64);

impl Lots {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

pub const NOW: i64 = 50_000;

pub fn insert(db: &Db, count: u128) -> Vec<CaseRow> {
    let mut lots = Lots(7);
    let rows: Vec<CaseRow> = (1..=count).map(|n| drawn(n, &mut lots)).collect();
    for chunk in rows.chunks(500) {
        let chunk = chunk.to_vec();
        db.write_blocking(move |conn| {
            for row in &chunk {
                cases::insert(conn, row)?;
            }
            Ok::<_, Error>(())
        })
        .expect("the cases go in");
    }
    rows
}

fn drawn(n: u128, lots: &mut Lots) -> CaseRow {
    let state = lots.one(&[
        "reported",
        "dispatched",
        "accepted",
        "handled",
        "suspended",
        "closed",
        "closed",
        "closed",
        "closed",
        "voided",
    ]);
    let place = lots.below(9);
    let dispatched = state != "reported";
    let lit = matches!(state, "dispatched" | "accepted" | "handled");
    let reported_at = lots.below(40_000) as i64; // so few instants that many cases share one
    let deadline_at = reported_at + 10_000 + lots.below(20) as i64 * 1000;
    let handled_at =
        matches!(state, "handled" | "closed").then(|| reported_at + lots.below(30_000) as i64);
    let mut row = CaseRow {
        state: state.into(),
        category_code: lots.one(&CATEGORIES).into(),
        campaign_id: (lots.below(5) == 0).then(|| "campaign-1".into()),
        description: format!(
            "{}第 {n} 处",
            lots.one(&["墙上小广告", "路面破损 50%", "Cables_down", "乱停乱放"])
        ),
        address: lots.one(&["解放路", "人民街", "a\\b lane"]).into(),
        lon: 105.60 + lots.below(300) as f64 / 1000.0,
        lat: 34.50 + lots.below(200) as f64 / 1000.0,
        reporter_id: user(lots.one(&INSPECTORS)),
        reported_at: Micros(reported_at),
        zone_id: None,
        zone_unit_id: None,
        street_id: None,
        district_id: None,
        department_id: dispatched.then(|| unit(lots.one(&DEPARTMENTS))),
        deadline_at: dispatched.then_some(Micros(deadline_at)),
        due_at: (dispatched && !matches!(state, "suspended" | "voided"))
            .then_some(Micros(deadline_at)),
        yellow_at: lit.then_some(Micros(deadline_at - 2000)),
        next_rung_at: matches!(state, "dispatched" | "accepted")
            .then_some(Micros(deadline_at - 5000)),
        handled_at: handled_at.map(Micros),
        on_time: handled_at.map(|at| at <= deadline_at),
        closed_at: (state == "closed").then_some(Micros(reported_at + 35_000)),
        ..case_row(n)
    };
    if place < 8 {
        let street = place / 2;
        row.zone_id = Some(zone(ZONES[place]));
        row.zone_unit_id = Some(unit(ZONE_UNITS[street]));
        row.street_id = Some(unit(STREETS[street]));
        row.district_id = Some(unit(DISTRICTS[street / 2]));
    }
    row
}
