//! Cases: their lists and counts for every reader and filter, and what else looks for them.

use domain::light::Light;
use domain::ranking::Board;
use domain::time::Micros;
use store::cases::{Bbox, Filter, Key, Order, Search, Sight};
use store::{cases, events};

use super::{no_fault, no_fault_but_a_heap, steps, walks_an_index};
use crate::bench_city::{INSPECTORS, case, category, unit, user, zone};
use crate::engine::on_sqlite;
use crate::many::{self, NOW};

fn search(sight: Sight, filter: Filter) -> Search {
    Search {
        sight,
        filter,
        now: Micros(NOW),
    }
}

pub(super) fn sights() -> Vec<(&'static str, Sight)> {
    let reporter = user(INSPECTORS[0]);
    vec![
        ("everything", Sight::Everything),
        (
            "within",
            Sight::Within {
                unit: unit(10),
                reporter,
            },
        ),
        (
            "own",
            Sight::Own {
                units: vec![unit(30), unit(40)],
                reporter,
            },
        ),
    ]
}

fn filters() -> Vec<(&'static str, Filter)> {
    let none = Filter::default;
    let small = Bbox {
        west: 105.71,
        south: 34.57,
        east: 105.73,
        north: 34.59,
    };
    let large = Bbox {
        west: 105.0,
        south: 34.0,
        east: 106.0,
        north: 35.0,
    };
    vec![
        ("nothing", none()),
        (
            "open",
            Filter {
                states: Some(vec!["reported".into(), "dispatched".into()]),
                ..none()
            },
        ),
        (
            "closed",
            Filter {
                states: Some(vec!["closed".into()]),
                ..none()
            },
        ),
        (
            "department",
            Filter {
                departments: Some(vec![unit(30)]),
                ..none()
            },
        ),
        (
            "zone",
            Filter {
                zones: Some(vec![zone(50), zone(51)]),
                ..none()
            },
        ),
        (
            "street",
            Filter {
                streets: Some(vec![unit(20)]),
                ..none()
            },
        ),
        (
            "district",
            Filter {
                districts: Some(vec![unit(10)]),
                ..none()
            },
        ),
        (
            "category",
            Filter {
                category: Some(category("02-01")),
                ..none()
            },
        ),
        (
            "open of a category",
            Filter {
                category: Some(category("02-01")),
                states: Some(vec!["accepted".into()]),
                ..none()
            },
        ),
        (
            "campaign",
            Filter {
                campaign: Some("campaign-1".into()),
                ..none()
            },
        ),
        (
            "reporter",
            Filter {
                reporter: Some(user(INSPECTORS[1])),
                ..none()
            },
        ),
        (
            "overdue",
            Filter {
                overdue: true,
                ..none()
            },
        ),
        (
            "yellow",
            Filter {
                light: Some(Light::Yellow),
                ..none()
            },
        ),
        (
            "red",
            Filter {
                light: Some(Light::Red),
                ..none()
            },
        ),
        (
            "reported in a span",
            Filter {
                reported_from: Some(Micros(100)),
                reported_to: Some(Micros(20_000)),
                ..none()
            },
        ),
        (
            "small box",
            Filter {
                bbox: Some(small),
                ..none()
            },
        ),
        (
            "large box",
            Filter {
                bbox: Some(large),
                ..none()
            },
        ),
        (
            "words",
            Filter {
                q: Some("小广告".into()),
                ..none()
            },
        ),
        (
            "number",
            Filter {
                q: Some("20261121-000017".into()),
                ..none()
            },
        ),
        (
            "department and category",
            Filter {
                departments: Some(vec![unit(30)]),
                category: Some(category("02-01")),
                ..none()
            },
        ),
        (
            "zone and department",
            Filter {
                zones: Some(vec![zone(50)]),
                departments: Some(vec![unit(30), unit(31)]),
                ..none()
            },
        ),
        (
            "category in a box in a span",
            Filter {
                category: Some(category("02-01")),
                bbox: Some(large),
                reported_from: Some(Micros(100)),
                ..none()
            },
        ),
    ]
}

#[test]
fn every_list_of_cases_walks_an_index_in_order() {
    on_sqlite(|test| {
        many::insert(test, 3000);
        let later = Key {
            at: Some(Micros(20_000)),
            id: case(5),
        };
        let undated = Key {
            at: None,
            id: case(5),
        };
        for (seen, sight) in sights() {
            for (wanted, filter) in filters() {
                for order in [Order::Reported, Order::Deadline] {
                    for after in [None, Some(later), Some(undated)] {
                        if filter.overdue && order == Order::Deadline && after == Some(undated) {
                            continue; // Nothing is overdue without a deadline, and nothing is asked.
                        }
                        let search = search(sight.clone(), filter.clone());
                        let name = format!("{seen}, {wanted}, {order:?}, {after:?}");
                        let mut plan = steps(test, |conn| {
                            cases::list(conn, &search, order, after, 100).map(|_| ())
                        });
                        if wanted == "number" {
                            // A number is one row; sorting it is no sorting.
                            plan.retain(|step| !step.detail.contains("USE TEMP B-TREE"));
                        }
                        no_fault(&name, &plan);
                    }
                }
            }
        }
    });
}

#[test]
fn every_count_of_cases_enters_by_an_index() {
    on_sqlite(|test| {
        many::insert(test, 1000);
        for (seen, sight) in sights() {
            for (wanted, filter) in filters() {
                let search = search(sight.clone(), filter);
                // Several states of one box or category come mixed, and are told apart in a small heap of seven.
                let plan = steps(test, |conn| cases::counts(conn, &search).map(|_| ()));
                no_fault_but_a_heap(&format!("{seen}, {wanted}"), &plan);
            }
        }
    });
}

#[test]
fn cases_are_looked_for_by_an_index() {
    on_sqlite(|test| {
        many::insert(test, 500);
        let bbox = Bbox {
            west: 105.71,
            south: 34.57,
            east: 105.73,
            north: 34.59,
        };
        let key = category("02-01");
        walks_an_index(test, "cases named", |conn| {
            cases::get_all(conn, &[case(1), case(2)]).map(|_| ())
        });
        walks_an_index(test, "cases by id", |conn| {
            cases::ids_after(conn, Some(case(3)), 10).map(|_| ())
        });
        walks_an_index(test, "open near", |conn| {
            cases::open_near(conn, &key, bbox).map(|_| ())
        });
        walks_an_index(test, "closed near", |conn| {
            cases::closed_near(conn, &key, bbox, Micros(1)).map(|_| ())
        });
        walks_an_index(test, "near in time", |conn| {
            cases::near_of(conn, &key, bbox, Micros(1), Micros(2)).map(|_| ())
        });
        walks_an_index(test, "rungs", |conn| {
            cases::next_rungs(conn, Micros(40_000), 10).map(|_| ())
        });
        walks_an_index(test, "counted", |conn| {
            cases::counted(conn, Micros(1), Micros(40_000)).map(|_| ())
        });
        for board in Board::ALL {
            let plan = steps(test, |conn| {
                let sums = cases::Sums {
                    board,
                    from: Micros(1),
                    to: Micros(40_000),
                    verified_by: Micros(50_000),
                };
                cases::alike(conn, &sums).map(|_| ())
            });
            no_fault_but_a_heap("alike", &plan);
            assert!(plan.iter().any(|step| step.detail.contains("cases_due")));
        }
        walks_an_index(test, "ever due", |conn| {
            events::cases_ever_due(conn, Micros(1), Micros(9)).map(|_| ())
        });
    });
}
