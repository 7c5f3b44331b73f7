//! Lists and counts against the plainest way there is: going through all cases and asking each.

use std::collections::BTreeMap;

use domain::light::Light;
use domain::time::Micros;
use store::cases::{Bbox, CaseRow, Filter, Key, Order, Search, Sight, counts, list};
use store::{Db, Error, cases};

use crate::bench_city::{
    CATEGORIES, DEPARTMENTS, DISTRICTS, INSPECTORS, STREETS, ZONE_UNITS, ZONES, category, unit,
    user, zone,
};
use crate::engine::on_each;
use crate::many::{self, Lots, NOW};

#[test]
fn every_search_finds_what_asking_each_case_finds() {
    on_each(|test| {
        let rows = many::insert(test, 600);
        let mut lots = Lots(11);
        let mut found_any = 0;
        for round in 0..160 {
            let search = Search {
                sight: sight(&mut lots),
                filter: filter(&mut lots),
                now: Micros(NOW),
            };
            let order = lots.one(&[Order::Reported, Order::Deadline]);
            let mut expected: Vec<&CaseRow> =
                rows.iter().filter(|row| matches(&search, row)).collect();
            sort(&mut expected, order);
            found_any += usize::from(!expected.is_empty());

            let limit = 20 + lots.below(200);
            let found = all_pages(test, &search, order, limit);
            let ids = |rows: &[&CaseRow]| {
                rows.iter()
                    .map(|row| row.number.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                ids(&found.iter().collect::<Vec<_>>()),
                ids(&expected),
                "round {round}: {search:?} {order:?}"
            );
            assert_eq!(
                found.iter().collect::<Vec<_>>(),
                expected,
                "rows come back as they went in"
            );
            assert_eq!(
                counted(test, &search),
                tally(&expected),
                "round {round}: {search:?}"
            );
        }
        assert!(
            found_any > 80,
            "most searches must find something to mean anything: {found_any}"
        );
    });
}

fn all_pages(db: &Db, search: &Search, order: Order, limit: usize) -> Vec<CaseRow> {
    let (mut rows, mut after) = (Vec::new(), None::<Key>);
    loop {
        let search = search.clone();
        let page = db
            .read_blocking(move |conn| list(conn, &search, order, after, limit))
            .expect("a page");
        assert!(page.rows.len() <= limit);
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return rows,
        }
    }
}

fn counted(db: &Db, search: &Search) -> BTreeMap<(String, Option<Light>), i64> {
    let search = search.clone();
    let counts = db
        .read_blocking(move |conn| counts(conn, &search))
        .expect("counts");
    counts
        .into_iter()
        .map(|count| ((count.state, count.light), count.cases))
        .collect()
}

fn tally(rows: &[&CaseRow]) -> BTreeMap<(String, Option<Light>), i64> {
    let mut tally = BTreeMap::new();
    for row in rows {
        *tally.entry((row.state.clone(), light(row))).or_default() += 1;
    }
    tally
}

fn sort(rows: &mut [&CaseRow], order: Order) {
    match order {
        Order::Reported => rows.sort_by_key(|row| std::cmp::Reverse((row.reported_at, row.id))),
        Order::Deadline => {
            rows.sort_by_key(|row| (row.deadline_at.is_none(), row.deadline_at, row.id))
        }
    }
}

fn light(row: &CaseRow) -> Option<Light> {
    let moment = match row.state.as_str() {
        "dispatched" | "accepted" => Micros(NOW),
        "handled" => row.handled_at?,
        _ => return None,
    };
    if moment > row.deadline_at? {
        Some(Light::Red)
    } else if moment >= row.yellow_at? {
        Some(Light::Yellow)
    } else {
        Some(Light::Green)
    }
}

fn matches(search: &Search, row: &CaseRow) -> bool {
    let seen = match &search.sight {
        Sight::Everything => true,
        Sight::Within { unit, reporter } => {
            row.street_id == Some(*unit)
                || row.district_id == Some(*unit)
                || row.reporter_id == *reporter
        }
        Sight::Own { units, reporter } => {
            row.department_id.is_some_and(|id| units.contains(&id))
                || row.zone_unit_id.is_some_and(|id| units.contains(&id))
                || row.reporter_id == *reporter
        }
    };
    let filter = &search.filter;
    let running = matches!(row.state.as_str(), "dispatched" | "accepted");
    seen && filter
        .states
        .as_ref()
        .is_none_or(|states| states.contains(&row.state))
        && filter
            .departments
            .as_ref()
            .is_none_or(|ids| row.department_id.is_some_and(|id| ids.contains(&id)))
        && filter
            .zones
            .as_ref()
            .is_none_or(|ids| row.zone_id.is_some_and(|id| ids.contains(&id)))
        && filter
            .streets
            .as_ref()
            .is_none_or(|ids| row.street_id.is_some_and(|id| ids.contains(&id)))
        && filter
            .districts
            .as_ref()
            .is_none_or(|ids| row.district_id.is_some_and(|id| ids.contains(&id)))
        && filter
            .category
            .as_ref()
            .is_none_or(|key| key.scheme == row.scheme && key.code == row.category_code)
        && filter
            .campaign
            .as_ref()
            .is_none_or(|id| row.campaign_id.as_ref() == Some(id))
        && filter.reporter.is_none_or(|id| row.reporter_id == id)
        && (!filter.overdue || running && row.deadline_at.is_some_and(|at| at < Micros(NOW)))
        && filter.light.is_none_or(|wanted| light(row) == Some(wanted))
        && filter
            .reported_from
            .is_none_or(|from| row.reported_at >= from)
        && filter.reported_to.is_none_or(|to| row.reported_at < to)
        && filter.bbox.is_none_or(|bbox| {
            (bbox.west..=bbox.east).contains(&row.lon)
                && (bbox.south..=bbox.north).contains(&row.lat)
        })
        && filter.q.as_ref().is_none_or(|q| {
            row.number == *q
                || row.description.to_lowercase().contains(&q.to_lowercase())
                || row.address.to_lowercase().contains(&q.to_lowercase())
        })
}

fn sight(lots: &mut Lots) -> Sight {
    let reporter = user(lots.one(&INSPECTORS));
    match lots.below(6) {
        0 | 1 => Sight::Everything,
        2 => Sight::Within {
            unit: unit(lots.one(&DISTRICTS)),
            reporter,
        },
        3 => Sight::Within {
            unit: unit(lots.one(&STREETS)),
            reporter,
        },
        4 => Sight::Own {
            units: vec![
                unit(lots.one(&DEPARTMENTS)),
                unit(lots.one(&ZONE_UNITS)),
                unit(lots.one(&ZONE_UNITS)),
            ],
            reporter,
        },
        _ => Sight::Own {
            units: vec![unit(lots.one(&DEPARTMENTS))],
            reporter,
        },
    }
}

/// None, one or two conditions at a time: more rarely leave anything.
fn filter(lots: &mut Lots) -> Filter {
    let mut filter = Filter::default();
    for _ in 0..lots.below(3) {
        match lots.below(15) {
            0 => {
                filter.states = Some(vec![
                    lots.one(&["closed", "dispatched", "handled"]).into(),
                    "accepted".into(),
                ])
            }
            1 => filter.states = Some(vec!["reported".into(), "suspended".into()]),
            2 => {
                filter.departments = Some(vec![
                    unit(lots.one(&DEPARTMENTS)),
                    unit(lots.one(&DEPARTMENTS)),
                ])
            }
            3 => filter.zones = Some(vec![zone(lots.one(&ZONES)), zone(lots.one(&ZONES))]),
            4 => filter.streets = Some(vec![unit(lots.one(&STREETS))]),
            5 => filter.districts = Some(vec![unit(lots.one(&DISTRICTS))]),
            6 => filter.category = Some(category(lots.one(&CATEGORIES))),
            7 => filter.campaign = Some("campaign-1".into()),
            8 => filter.reporter = Some(user(lots.one(&INSPECTORS))),
            9 => filter.overdue = true,
            10 => filter.light = Some(lots.one(&[Light::Green, Light::Yellow, Light::Red])),
            11 => filter.reported_from = Some(Micros(lots.below(40_000) as i64)),
            12 => filter.reported_to = Some(Micros(lots.below(40_000) as i64)),
            13 => {
                let (west, south) = (
                    105.60 + lots.below(200) as f64 / 1000.0,
                    34.50 + lots.below(150) as f64 / 1000.0,
                );
                let wide = lots.one(&[0.03, 0.25]);
                filter.bbox = Some(Bbox {
                    west,
                    south,
                    east: west + wide,
                    north: south + wide,
                });
            }
            _ => {
                filter.q = Some(
                    lots.one(&[
                        "小广告",
                        "50%",
                        "cables_",
                        "路",
                        "A\\B",
                        "20261121-000017",
                        "s_d",
                    ])
                    .into(),
                )
            }
        }
    }
    filter
}

#[test]
fn an_empty_list_of_units_finds_nothing() {
    on_each(|test| {
        many::insert(test, 50);
        let nobodys = [
            Filter {
                departments: Some(vec![]),
                ..Filter::default()
            },
            Filter {
                zones: Some(vec![]),
                ..Filter::default()
            },
            Filter {
                streets: Some(vec![]),
                ..Filter::default()
            },
            Filter {
                states: Some(vec![]),
                ..Filter::default()
            },
            Filter {
                departments: Some(vec![]),
                reporter: Some(user(INSPECTORS[0])),
                ..Filter::default()
            },
        ];
        for filter in nobodys {
            for order in [Order::Reported, Order::Deadline] {
                let search = Search {
                    sight: Sight::Everything,
                    filter: filter.clone(),
                    now: Micros(NOW),
                };
                assert_eq!(all_pages(test, &search, order, 10), vec![], "{filter:?}");
                assert!(counted(test, &search).is_empty(), "{filter:?}");
            }
        }
    });
}

#[test]
fn a_page_costs_a_bounded_number_of_statements() {
    on_each(|test| {
        many::insert(test, 300);
        let own = Search {
            sight: Sight::Own {
                units: vec![unit(DEPARTMENTS[0])],
                reporter: user(INSPECTORS[0]),
            },
            filter: Filter::default(),
            now: Micros(NOW),
        };
        let cost = |search: &Search, order| {
            let search = search.clone();
            let before = test.meter().statements();
            test.read_blocking(move |conn| list(conn, &search, order, None, 100))
                .unwrap();
            test.meter().statements() - before
        };
        // SQLite: one walk for each of 3 ways to see a case, and the rows. PostgreSQL: one round trip, and the rows.
        let (walks, rows) = (if test.is_sqlite() { 3 } else { 1 }, 1);
        assert_eq!(cost(&own, Order::Reported), walks + rows);
        let everything = Search {
            sight: Sight::Everything,
            ..own
        };
        // The whole city: one walk for each state.
        let walks = if test.is_sqlite() { 7 } else { 1 };
        assert_eq!(cost(&everything, Order::Reported), walks + rows);
        test.read_blocking(|conn| {
            let before = test.meter().statements();
            cases::get(conn, crate::bench_city::case(1))?;
            assert_eq!(test.meter().statements() - before, 1);
            Ok::<_, Error>(())
        })
        .unwrap();
    });
}
