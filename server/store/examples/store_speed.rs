//! How long lists, counts and writes take over many cases: `speed URL [CASES]`, on an empty database that it fills itself, or one it has filled.
//! Prints the median of repeated runs. Meant to be looked at; what must hold is in the tests.

use std::time::{Duration, Instant};

use domain::id::{CaseId, CategoryKey, UnitId, UserId, ZoneId};
use domain::light::Light;
use domain::time::Micros;
use store::cases::{Bbox, CaseRow, Filter, Order, Search, Sight};
use store::{Conn, Db, Options, cases, categories, units, users, zones};
use uuid::Uuid;

#[path = "../tests/store/bench_city.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod bench_city;

const DAY: i64 = 86_400_000_000;
const START: i64 = 1_700_000_000_000_000;
const SPAN: i64 = 365 * DAY;
const DEPARTMENTS: u128 = 74;
const ZONE_UNITS: u128 = 110;
const ZONES: u128 = 130;
const STREETS: u128 = 9;
const PEOPLE: u128 = 30;
const HANDLER: u128 = 29;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().expect("a database URL");
    let count: u128 = arguments
        .next()
        .map_or(100_000, |count| count.parse().expect("a number of cases"));
    let db = Db::open(
        &url,
        Options {
            connections: 2,
            ..Options::default()
        },
    )
    .expect("the database opens");
    if db
        .read_blocking(|conn| cases::ids_after(conn, None, 1))
        .expect("the cases")
        .is_empty()
    {
        fill(&db, count);
    }
    let now = Micros(START + SPAN);
    read_all(&db, count, now);
}

fn id(kind: u128, n: u128) -> Uuid {
    // Spread like real ids within a kind, so that neighbours in time are no neighbours in an index.
    Uuid::from_u128((kind << 96) | ((n * 0x9e37_79b9_7f4a_7c15) & 0xffff_ffff_ffff_ffff))
}

fn unit(n: u128) -> UnitId {
    UnitId(id(1, n))
}

fn user(n: u128) -> UserId {
    UserId(id(2, n))
}

fn fill(db: &Db, count: u128) {
    db.write_blocking(reference).expect("the city");
    let now = Micros(START + SPAN);
    let mut lots = 7_u64;
    let mut draw = move |below: u128| {
        lots = lots
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u128::from(lots >> 33) % below
    };
    let mut took = Duration::ZERO;
    for first in (0..count).step_by(1000) {
        let rows: Vec<CaseRow> = (first..(first + 1000).min(count))
            .map(|n| case_row(n, START + (SPAN / count as i64) * n as i64, now, &mut draw))
            .collect();
        took += timed(|| {
            db.write_blocking(move |conn| rows.iter().try_for_each(|row| cases::insert(conn, row)))
                .expect("cases");
        });
    }
    show("insert a case (1,000 a commit)", took / count as u32);
}

fn reference(conn: &mut Conn) -> store::Result<()> {
    let unit_row = |n: u128, kind: &str| units::UnitRow {
        id: unit(n),
        code: format!("U{n}"),
        name: format!("{kind} {n}"),
        kind: kind.into(),
        parent_id: None,
        ranking_group: String::new(),
        leader: String::new(),
        active: true,
    };
    for n in 0..DEPARTMENTS {
        units::insert(conn, &unit_row(1000 + n, "department"))?;
    }
    for n in 0..ZONE_UNITS {
        units::insert(conn, &unit_row(2000 + n, "community"))?;
    }
    for n in 0..STREETS {
        units::insert(conn, &unit_row(3000 + n, "street_office"))?;
    }
    for n in 0..3 {
        units::insert(conn, &unit_row(4000 + n, "district"))?;
    }
    for n in 0..PEOPLE {
        users::insert(
            conn,
            &users::UserRow {
                id: user(n),
                username: format!("u{n}"),
                display_name: String::new(),
                role: "inspector".into(),
                unit_id: None,
                scope_unit_id: None,
                password_hash: String::new(),
                disabled_at: None,
                created_at: Micros(0),
                must_change_password: false,
            },
        )?;
    }
    for n in 0..17 {
        categories::insert(
            conn,
            &categories::CategoryRow {
                scheme: "gb".into(),
                code: format!("02-{n:02}"),
                name: String::new(),
                campaign_word: String::new(),
                limit_value: 24,
                limit_unit: "hour".into(),
                urgent: false,
                active: true,
                position: n,
            },
        )?;
    }
    for n in 0..ZONES {
        zones::insert(
            conn,
            &zones::ZoneRow {
                id: ZoneId(id(3, n)),
                code: format!("Z{n}"),
                version: 1,
                name: String::new(),
                kind: "lane".into(),
                unit_id: unit(2000 + n % ZONE_UNITS),
                street_id: unit(3000 + n % STREETS),
                district_id: unit(4000 + n % 3),
                leader: String::new(),
                grid_keeper: String::new(),
                geometry: "{}".into(),
                valid_from: Micros(0),
                valid_to: None,
            },
        )?;
    }
    Ok(())
}

/// Old cases are closed; the last twentieth is on its way.
fn case_row(
    n: u128,
    reported_at: i64,
    now: Micros,
    draw: &mut impl FnMut(u128) -> u128,
) -> CaseRow {
    let zone = draw(ZONES);
    let old = reported_at < now.0 - 18 * DAY;
    let state = match (old, draw(20)) {
        (_, 0) => "voided",
        (true, 1) => "suspended",
        (true, _) => "closed",
        (false, 1..=3) => "reported",
        (false, 4..=8) => "dispatched",
        (false, 9..=13) => "accepted",
        (false, _) => "handled",
    };
    let dispatched = state != "reported";
    let lit = matches!(state, "dispatched" | "accepted" | "handled");
    let deadline_at = Micros(reported_at + DAY);
    let handled = matches!(state, "handled" | "closed");
    CaseRow {
        id: CaseId(Uuid::from_u128((1_700_000_000_000 + n) << 80 | draw(1 << 40))),
        number: format!("20261121-{n:07}"),
        version: 4,
        request_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into(),
        state: state.into(),
        scheme: "gb".into(),
        category_code: format!("02-{:02}", draw(17).min(draw(17))),
        description: "临街墙面有多处非法小广告，面积约两平方米，请尽快清理。".into(),
        address: "解放路东段 128 号门前".into(),
        lon: 105.62 + draw(200_000) as f64 / 1_000_000.0,
        lat: 34.50 + draw(160_000) as f64 / 1_000_000.0,
        captured_at: Micros(reported_at),
        // The last of them is a handler, who reports now and then.
        reporter_id: user(if n.is_multiple_of(900) { HANDLER } else { draw(HANDLER) }),
        reported_at: Micros(reported_at),
        zone_id: Some(ZoneId(id(3, zone))),
        zone_unit_id: Some(unit(2000 + zone % ZONE_UNITS)),
        street_id: Some(unit(3000 + zone % STREETS)),
        district_id: Some(unit(4000 + zone % 3)),
        route: "{\"match\":\"inside\",\"rule\":12,\"candidates\":[],\"explanation\":\"inside 解放路东段, rule 12: 02-* in 秦州区 → 城管执法局\"}".into(),
        department_id: dispatched.then(|| unit(1000 + draw(DEPARTMENTS))),
        limit_value: dispatched.then_some(24),
        limit_unit: dispatched.then(|| "hour".into()),
        dispatched_at: dispatched.then_some(Micros(reported_at)),
        deadline_at: dispatched.then_some(deadline_at),
        due_at: (dispatched && !matches!(state, "suspended" | "voided")).then_some(deadline_at),
        yellow_at: lit.then_some(Micros(reported_at + DAY * 4 / 5)),
        next_rung_at: matches!(state, "dispatched" | "accepted").then_some(deadline_at),
        handled_at: handled.then_some(Micros(reported_at + DAY / 2 + draw(DAY as u128) as i64)),
        on_time: handled.then(|| draw(10) > 0),
        closed_at: (state == "closed").then_some(Micros(reported_at + 2 * DAY)),
        handled_once: handled,
        ..bench_city::case_row(n)
    }
}

fn read_all(db: &Db, count: u128, now: Micros) {
    let none = Filter::default;
    let own = Sight::Own {
        units: vec![unit(1003), unit(2003)],
        reporter: user(HANDLER),
    };
    let tree = Sight::Own {
        units: (0..20)
            .map(|n| unit(2000 + n))
            .chain([unit(3000)])
            .collect(),
        reporter: user(HANDLER),
    };
    let within = Sight::Within {
        unit: unit(4001),
        reporter: user(3),
    };
    let small = Bbox {
        west: 105.70,
        south: 34.58,
        east: 105.71,
        north: 34.59,
    };
    let wide = Bbox {
        west: 105.65,
        south: 34.53,
        east: 105.70,
        north: 34.58,
    };
    let category = CategoryKey {
        scheme: "gb".into(),
        code: "02-03".into(),
    };
    let open = |states: &[&str]| Some(states.iter().map(|state| state.to_string()).collect());
    let searches = [
        ("everything", Sight::Everything, none()),
        ("within a district", within.clone(), none()),
        ("a handler's own", own.clone(), none()),
        ("own and twenty units below", tree, none()),
        (
            "own, accepted",
            own.clone(),
            Filter {
                states: open(&["accepted"]),
                ..none()
            },
        ),
        (
            "own, suspended of a category",
            own,
            Filter {
                states: open(&["suspended"]),
                category: Some(category.clone()),
                ..none()
            },
        ),
        (
            "a department",
            Sight::Everything,
            Filter {
                departments: Some(vec![unit(1003)]),
                ..none()
            },
        ),
        (
            "a zone",
            within,
            Filter {
                zones: Some(vec![ZoneId(id(3, 7))]),
                ..none()
            },
        ),
        (
            "a category",
            Sight::Everything,
            Filter {
                category: Some(category.clone()),
                ..none()
            },
        ),
        (
            "open of a category",
            Sight::Everything,
            Filter {
                category: Some(category.clone()),
                states: open(&["dispatched", "accepted"]),
                ..none()
            },
        ),
        (
            "overdue",
            Sight::Everything,
            Filter {
                overdue: true,
                ..none()
            },
        ),
        (
            "yellow",
            Sight::Everything,
            Filter {
                light: Some(Light::Yellow),
                ..none()
            },
        ),
        (
            "a small box",
            Sight::Everything,
            Filter {
                bbox: Some(small),
                ..none()
            },
        ),
        (
            "a wide box",
            Sight::Everything,
            Filter {
                bbox: Some(wide),
                ..none()
            },
        ),
        (
            "words everybody writes",
            Sight::Everything,
            Filter {
                q: Some("小广告".into()),
                ..none()
            },
        ),
        (
            "words nobody writes",
            Sight::Everything,
            Filter {
                q: Some("大象".into()),
                ..none()
            },
        ),
        (
            "a number",
            Sight::Everything,
            Filter {
                q: Some("20261121-0000077".into()),
                ..none()
            },
        ),
    ];
    for (name, sight, filter) in searches {
        let search = Search { sight, filter, now };
        let (a, b, c) = (search.clone(), search.clone(), search);
        show(
            &format!("list 100, {name}"),
            median(db, move |conn| {
                cases::list(conn, &a, Order::Reported, None, 100).map(|_| ())
            }),
        );
        show(
            &format!("list 100 by deadline, {name}"),
            median(db, move |conn| {
                cases::list(conn, &b, Order::Deadline, None, 100).map(|_| ())
            }),
        );
        show(
            &format!("counts, {name}"),
            median(db, move |conn| cases::counts(conn, &c).map(|_| ())),
        );
    }
    let key = category.clone();
    show(
        "open near",
        median(db, move |conn| {
            cases::open_near(conn, &key, small).map(|_| ())
        }),
    );
    show(
        "closed near",
        median(db, move |conn| {
            cases::closed_near(conn, &category, small, Micros(now.0 - 30 * DAY)).map(|_| ())
        }),
    );
    show(
        "a period's counted cases",
        median(db, move |conn| {
            cases::counted(conn, Micros(now.0 - 30 * DAY), Micros(now.0 - 23 * DAY)).map(|_| ())
        }),
    );
    show(
        "rungs due",
        median(db, move |conn| {
            cases::next_rungs(conn, Micros(now.0 - 17 * DAY), 100).map(|_| ())
        }),
    );
    let one = db
        .read_blocking(move |conn| cases::ids_after(conn, None, (count / 2) as i64))
        .expect("ids")
        .pop()
        .expect("a case");
    show(
        "one case",
        median(db, move |conn| cases::get(conn, one).map(|_| ())),
    );
    let mut version = 4;
    let runs: Vec<Duration> = (0..50)
        .map(|_| {
            version += 1;
            timed(|| {
                db.write_blocking(move |conn| {
                    let row = cases::lock(conn, one)?.expect("there");
                    cases::update(conn, &CaseRow { version, ..row }, version - 1)
                })
                .expect("an update");
            })
        })
        .collect();
    show("lock and update one case, with its commit", middle(runs));
}

fn median(
    db: &Db,
    work: impl Fn(&mut Conn) -> store::Result<()> + Send + Clone + 'static,
) -> Duration {
    let runs = (0..21).map(|_| {
        let work = work.clone();
        timed(|| db.read_blocking(work).expect("a read"))
    });
    middle(runs.collect())
}

fn middle(mut runs: Vec<Duration>) -> Duration {
    runs.sort_unstable();
    runs[runs.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "this program is a stopwatch")]
fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

#[expect(clippy::print_stdout, reason = "this program is for looking at")]
fn show(name: &str, took: Duration) {
    println!("{:>10.3} ms  {name}", took.as_secs_f64() * 1000.0);
}
