//! Visits, their tracks and findings, and campaigns.

use domain::id::VisitId;
use domain::time::{Micros, Span};
use store::campaigns::When;
use store::{campaigns, cases, visits};
use uuid::Uuid;

use super::cases::sights;
use super::{no_fault, no_fault_but_a_heap, steps, steps_of_write, walks_an_index};
use crate::engine::on_sqlite;
use crate::many;
use crate::patrol::{searches, tracked};

#[test]
fn every_list_of_visits_walks_an_index_in_order() {
    on_sqlite(|test| {
        let before = Some((Micros(20_000), VisitId(Uuid::from_u128(5))));
        for search in searches() {
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
fn tracks_and_campaigns_are_looked_for_by_an_index() {
    on_sqlite(|test| {
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
            visits::of_campaigns(conn, &[Uuid::from_u128(1)], Micros(0)).map(|_| ())
        });
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
            let mut found = plan.iter().filter(|found| found.detail.starts_with(&step));
            assert!(found.any(|found| found.detail.contains(index)), "{plan:#?}");
        };
        entered("visits", "autoindex_visits");
        entered(
            "cases",
            "cases_reporter_captured (reporter_id=? AND captured_at>? AND captured_at<?)",
        );
        entered("zones", "autoindex_zones");
        assert!(
            !plan.iter().any(|step| step.detail.starts_with("SCAN ")),
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
            for plan in [by_category, by_zone] {
                no_fault_but_a_heap(seen, &plan);
                for step in plan.iter().filter(|step| !step.is_heap()) {
                    assert!(step.detail.contains("cases_campaign_"), "{seen}: {step:?}");
                }
            }
        }
    });
}

#[test]
fn forgetting_tracks_walks_those_whose_time_is_over() {
    on_sqlite(|test| {
        let old = tracked(1, 5);
        test.write_blocking(move |conn| {
            visits::insert(conn, &old.0)?;
            visits::put_track(conn, &old.1)
        })
        .unwrap();
        let plan = steps_of_write(test, |conn| {
            visits::forget_tracks(conn, Micros(9), 5).map(|_| ())
        });
        let mut statements: Vec<_> = plan.iter().map(|step| &step.sql).collect();
        statements.dedup();
        assert_eq!(statements.len(), 3, "{statements:?}");
        no_fault("forgetting tracks", &plan);
    });
}
