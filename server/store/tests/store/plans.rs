//! What SQLite does for each list: it must enter by an index and walk it in order, never go through a whole table and never sort.
//! Whatever the store runs is recorded and explained, so that a new query cannot slip past.

use diesel::prelude::*;
use domain::id::VisitId;
use domain::time::{Micros, Span};
use store::campaigns::When;
use store::cases::{Bbox, Filter, Key, Light, Order, Search, Sight};
use store::notices::{Department, Reader};
use store::rankings::PeriodKind;
use store::{
    Conn, Db, Error, audit, campaigns, case_photos, cases, events, jobs, notices, photos, rankings,
    sessions, visits,
};
use uuid::Uuid;

use crate::bench_city::{INSPECTORS, case, category, hash, unit, user, zone};
use crate::engine::on_sqlite;
use crate::many::{self, NOW};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// The steps of every statement the closure runs.
fn steps(db: &Db, work: impl FnOnce(&mut Conn) -> store::Result<()>) -> Vec<(String, String)> {
    db.meter().trace();
    db.read_blocking(work).expect("the list is read");
    let statements = db.meter().traced();
    assert!(!statements.is_empty());
    let mut steps = Vec::new();
    for statement in statements {
        let sql = statement
            .split(" -- binds:")
            .next()
            .unwrap_or_default()
            .to_owned();
        let explained: Vec<Step> = db
            .read_blocking(|conn| {
                Ok::<_, Error>(diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(conn)?)
            })
            .expect("a plan");
        steps.extend(explained.into_iter().map(|step| (step.detail, sql.clone())));
    }
    steps
}

/// Indexes of only the jobs that are still to be done, or were given up: going through all of those is the question asked.
const SMALL: [&str; 2] = [
    "USING INDEX jobs_waiting",
    "USING COVERING INDEX jobs_failed",
];

/// Faults in a plan, by SQLite's own words.
fn fault(step: &str) -> bool {
    let harmless =
        step.starts_with("SCAN CONSTANT ROW") || SMALL.iter().any(|index| step.contains(index));
    (step.starts_with("SCAN ") && !harmless) || step.contains("USE TEMP B-TREE")
}

fn walks_an_index(db: &Db, name: &str, work: impl FnOnce(&mut Conn) -> store::Result<()>) {
    for (step, sql) in steps(db, work) {
        assert!(!fault(&step), "{name}: {step}\n{sql}");
    }
}

fn search(sight: Sight, filter: Filter) -> Search {
    Search {
        sight,
        filter,
        now: Micros(NOW),
    }
}

fn sights() -> Vec<(&'static str, Sight)> {
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
                        let search = search(sight.clone(), filter.clone());
                        // A number is one row; sorting it is no sorting.
                        let name = format!("{seen}, {wanted}, {order:?}, {after:?}");
                        let plan = steps(test, |conn| {
                            cases::list(conn, &search, order, after, 100).map(|_| ())
                        });
                        for (step, sql) in plan {
                            let one_row = wanted == "number" && step.contains("USE TEMP B-TREE");
                            assert!(one_row || !fault(&step), "{name}: {step}\n{sql}");
                        }
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
                for (step, sql) in plan {
                    let heap = step == "USE TEMP B-TREE FOR GROUP BY";
                    assert!(heap || !fault(&step), "{seen}, {wanted}: {step}\n{sql}");
                }
            }
        }
    });
}

#[test]
fn everything_else_that_can_grow_enters_by_an_index() {
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
        walks_an_index(test, "ever due", |conn| {
            events::cases_ever_due(conn, Micros(1), Micros(9)).map(|_| ())
        });
        walks_an_index(test, "a chain", |conn| {
            events::of_case(conn, case(1)).map(|_| ())
        });
        walks_an_index(test, "chains until", |conn| {
            events::of_cases_until(conn, &[case(1), case(2)], Micros(9)).map(|_| ())
        });
        walks_an_index(test, "a page of events", |conn| {
            events::page(conn, Some((case(1), 2)), 10).map(|_| ())
        });
        walks_an_index(test, "a command", |conn| {
            events::by_command(conn, Uuid::from_u128(1)).map(|_| ())
        });
        walks_an_index(test, "photos of cases", |conn| {
            case_photos::of_cases(conn, &[case(1), case(2)]).map(|_| ())
        });
        walks_an_index(test, "uses of a photo", |conn| {
            case_photos::uses(conn, hash(1)).map(|_| ())
        });
        walks_an_index(test, "orphans", |conn| {
            photos::orphans(conn, Micros(9), 10).map(|_| ())
        });
        walks_an_index(test, "a page of photos", |conn| {
            photos::page(conn, Some(hash(1)), 10).map(|_| ())
        });
        walks_an_index(test, "look-alikes", |conn| {
            photos::near_duplicates(conn, [vec![1, 9], vec![2], vec![3], vec![4]], 50).map(|_| ())
        });
        walks_an_index(test, "job statistics", |conn| {
            jobs::stats(conn, Micros(9)).map(|_| ())
        });
        walks_an_index(test, "failed jobs", |conn| {
            jobs::failed(conn, 10).map(|_| ())
        });
        walks_an_index(test, "issue in force", |conn| {
            rankings::in_force(conn, "street", "2026-W46").map(|_| ())
        });
        walks_an_index(test, "issues", |conn| {
            rankings::published(conn, None, None, 10).map(|_| ())
        });
        walks_an_index(test, "the last issue of a board", |conn| {
            rankings::last_in_force(conn, "street", PeriodKind::Week).map(|_| ())
        });
        walks_an_index(test, "cases of an issue", |conn| {
            let ranking = domain::id::RankingId(Uuid::from_u128(1));
            rankings::cases(conn, ranking, Some(&[unit(30)]), None, 10).map(|_| ())
        });
        walks_an_index(test, "a track", |conn| {
            visits::track(conn, VisitId(Uuid::from_u128(1))).map(|_| ())
        });
        walks_an_index(test, "campaigns", |conn| {
            for when in [
                None,
                Some(When::Planned),
                Some(When::Running),
                Some(When::Over),
            ] {
                for before in [None, Some((Micros(9), Uuid::from_u128(1)))] {
                    campaigns::list(conn, when, Micros(9), before, 10)?;
                }
            }
            Ok(())
        });
        walks_an_index(test, "visits of a campaign", |conn| {
            visits::of_campaigns(conn, &[Uuid::from_u128(1)]).map(|_| ())
        });
        walks_an_index(test, "sessions", |conn| {
            sessions::open_of_user(conn, user(60)).map(|_| ())
        });
        walks_an_index(test, "records", |conn| {
            audit::latest(conn, None, 10).map(|_| ())
        });
    });
}

#[test]
fn every_list_of_visits_walks_an_index_in_order() {
    on_sqlite(|test| {
        let before = Some((Micros(20_000), VisitId(Uuid::from_u128(5))));
        for search in crate::patrol::searches() {
            for before in [None, before] {
                let name = format!("{search:?}, {before:?}");
                walks_an_index(test, &name, |conn| {
                    visits::list(conn, &search, before, 100).map(|_| ())
                });
            }
        }
    });
}

#[test]
fn every_list_of_notices_walks_an_index_in_order() {
    on_sqlite(|test| {
        many::insert(test, 500);
        let own = Reader {
            user: user(INSPECTORS[0]),
            department: None,
        };
        let handler = Reader {
            department: Some(Department {
                unit: unit(30),
                units: vec![unit(30), unit(31)],
            }),
            ..own.clone()
        };
        for reader in [own, handler] {
            for before in [None, Some((Micros(9), Uuid::from_u128(5)))] {
                walks_an_index(test, &format!("{reader:?}, {before:?}"), |conn| {
                    notices::list(conn, &reader, before, 50).map(|_| ())
                });
            }
            walks_an_index(test, &format!("unread of {reader:?}"), |conn| {
                notices::count_after(conn, &reader, Micros(9)).map(|_| ())
            });
        }
    });
}

#[test]
fn findings_are_looked_up_visit_by_visit_and_case_by_case() {
    on_sqlite(|test| {
        many::insert(test, 500);
        let ids = [1, 2, 3].map(|n| VisitId(Uuid::from_u128(n)));
        let plan = steps(test, |conn| {
            visits::findings(conn, &ids, Span(9)).map(|_| ())
        });
        let entered = |table: &str, index: &str| {
            let step = format!("SEARCH {table} USING");
            let mut found = plan.iter().filter(|(detail, _)| detail.starts_with(&step));
            assert!(found.any(|(detail, _)| detail.contains(index)), "{plan:#?}");
        };
        entered("visits", "autoindex_visits");
        entered(
            "cases",
            "cases_reporter_captured (reporter_id=? AND captured_at>? AND captured_at<?)",
        );
        entered("zones", "autoindex_zones");
        assert!(
            !plan.iter().any(|(step, _)| step.starts_with("SCAN ")),
            "{plan:#?}"
        );
    });
}

#[test]
fn a_campaign_is_counted_from_its_own_cases() {
    on_sqlite(|test| {
        many::insert(test, 500);
        let id = Uuid::from_u128(1);
        for (seen, sight) in sights() {
            let by_category = steps(test, |conn| {
                cases::by_category(conn, &[id], &sight, Micros(9)).map(|_| ())
            });
            let by_zone = steps(test, |conn| {
                cases::by_zone(conn, id, &sight, Micros(9)).map(|_| ())
            });
            // Zones come mixed, and are told apart in a heap no larger than the map.
            for (step, sql) in by_category.iter().chain(&by_zone) {
                let heap = step == "USE TEMP B-TREE FOR GROUP BY";
                assert!(heap || !fault(step), "{seen}: {step}\n{sql}");
                assert!(
                    heap || step.contains("cases_campaign_"),
                    "{seen}: {step}\n{sql}"
                );
            }
        }
    });
}

#[test]
fn forgetting_tracks_walks_those_whose_time_is_over() {
    on_sqlite(|test| {
        let old = crate::patrol::tracked(1, 5);
        test.write_blocking(move |conn| {
            visits::insert(conn, &old.0)?;
            visits::put_track(conn, &old.1)
        })
        .unwrap();
        test.meter().trace();
        test.write_blocking(|conn| visits::forget_tracks(conn, Micros(9), 5).map(|_| ()))
            .unwrap();
        let statements = test.meter().traced();
        assert_eq!(statements.len(), 3, "{statements:?}");
        for statement in statements {
            let sql = statement.split(" -- binds:").next().unwrap_or_default();
            let explained: Vec<Step> = test
                .read_blocking(|conn| {
                    let explain = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
                    Ok::<_, Error>(explain.load(conn)?)
                })
                .unwrap();
            assert!(explained.iter().all(|step| !fault(&step.detail)), "{sql}");
        }
    });
}

#[test]
fn leasing_walks_what_is_due() {
    on_sqlite(|test| {
        test.meter().trace();
        test.write_blocking(|conn| jobs::lease(conn, Micros(9), Micros(10), 5).map(|_| ()))
            .unwrap();
        let sql = test.meter().traced().remove(0);
        let sql = sql
            .split(" -- binds:")
            .next()
            .unwrap_or_default()
            .to_owned();
        let plan: Vec<Step> = test
            .read_blocking(|conn| {
                Ok::<_, Error>(diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(conn)?)
            })
            .unwrap();
        assert!(
            plan.iter().all(|step| !fault(&step.detail)),
            "{:?}",
            plan.iter().map(|step| &step.detail).collect::<Vec<_>>()
        );
    });
}
