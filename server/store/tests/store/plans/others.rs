//! Everything else that can grow: events, photos, jobs, lists, notices, sessions and records.

use domain::time::Micros;
use store::case_photos::PhotoKey;
use store::events::Direction;
use store::notices::{Department, Reader};
use store::rankings::PeriodKind;
use store::{
    audit, case_photos, cases, events, jobs, notices, photo_uploads, photo_views, photos, rankings,
    sessions,
};
use uuid::Uuid;

use super::{no_fault, steps, steps_of_write, walks_an_index};
use crate::bench_city::{INSPECTORS, case, hash, unit, user};
use crate::engine::on_sqlite;
use crate::many;

#[test]
fn everything_else_that_can_grow_enters_by_an_index() {
    on_sqlite(|test| {
        many::insert(test, 500);
        let of_bytes = PhotoKey {
            sha256: hash(1),
            picture_hash: None,
        };
        let of_picture = PhotoKey {
            picture_hash: Some("7"),
            ..of_bytes
        };
        walks_an_index(test, "a chain", |conn| {
            events::of_case(conn, case(1)).map(|_| ())
        });
        let found = steps(test, |conn| {
            events::changes_of_case(conn, case(1)).map(|_| ())
        });
        no_fault("what changed a case", &found);
        assert!(
            found[0].detail.contains("events_changes"),
            "comments are passed over unread: {}",
            found[0].detail
        );
        let found = steps(test, |conn| {
            events::talk_of(conn, user(60), Micros(9), 10).map(|_| ())
        });
        no_fault("somebody's comments", &found);
        assert!(
            found[0].detail.contains("events_talk"),
            "{}",
            found[0].detail
        );
        for direction in [Direction::OldestFirst, Direction::NewestFirst] {
            walks_an_index(test, "a page of a chain", |conn| {
                events::page_of_case(conn, case(1), direction, 3, 10).map(|_| ())
            });
        }
        walks_an_index(test, "photos of comments", |conn| {
            case_photos::in_comments_of(conn, case(1), user(60)).map(|_| ())
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
        walks_an_index(test, "other cases with a photo", move |conn| {
            case_photos::other_cases(conn, of_bytes, case(1), 10).map(|_| ())
        });
        walks_an_index(test, "other cases with a picture", move |conn| {
            case_photos::other_cases(conn, of_picture, case(1), 10).map(|_| ())
        });
        walks_an_index(test, "is a picture evidence", move |conn| {
            case_photos::is_evidence(conn, of_picture).map(|_| ())
        });
        walks_an_index(test, "the first of a picture", |conn| {
            photos::first_alike(conn, "7").map(|_| ())
        });
        walks_an_index(test, "photos on a case", |conn| {
            case_photos::on_case(conn, case(1)).map(|_| ())
        });
        walks_an_index(test, "one's own photos", |conn| {
            photo_uploads::own(conn, user(1), &[hash(1), hash(2)]).map(|_| ())
        });
        walks_an_index(test, "is it one's own", |conn| {
            photo_uploads::is_own(conn, user(1), hash(1)).map(|_| ())
        });
        walks_an_index(test, "is it seen", |conn| {
            photo_views::is_known(conn, user(1), hash(1)).map(|_| ())
        });
        walks_an_index(test, "unseen photos", |conn| {
            photo_views::unseen(conn, user(1), &[hash(1), hash(2)]).map(|_| ())
        });
        walks_an_index(test, "the last verification", |conn| {
            events::last_of(conn, case(1), &["verify_pass", "verify_fail"]).map(|_| ())
        });
        walks_an_index(test, "somebody's latest reports", |conn| {
            cases::latest_reports(conn, user(1), 58, 2).map(|_| ())
        });
        walks_an_index(test, "is it told", |conn| {
            notices::is_told(conn, "report_burst", user(1), Micros(9)).map(|_| ())
        });
        walks_an_index(test, "orphans", |conn| {
            photos::orphans(conn, Micros(9), 10).map(|_| ())
        });
        walks_an_index(test, "a page of photos", |conn| {
            photos::page(conn, Some(hash(1)), 10).map(|_| ())
        });
        walks_an_index(test, "a day's bytes", |conn| {
            photos::bytes_of(conn, user(1), Micros(9)).map(|_| ())
        });
        walks_an_index(test, "a day's photos", |conn| {
            photos::sent_by(conn, user(1), Micros(9)).map(|_| ())
        });
        walks_an_index(test, "look-alikes", |conn| {
            photos::near_duplicates(conn, [vec![1, 9], vec![2], vec![3], vec![4]], 50).map(|_| ())
        });
        walks_an_index(test, "job statistics", |conn| {
            jobs::stats(conn, Micros(9)).map(|_| ())
        });
        walks_an_index(test, "a job by its name", |conn| {
            jobs::is_unfinished(conn, "remove_photo", "x").map(|_| ())
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
        walks_an_index(test, "sessions", |conn| {
            sessions::open_of_user(conn, user(60)).map(|_| ())
        });
        walks_an_index(test, "records", |conn| {
            audit::latest(conn, None, 10).map(|_| ())
        });
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
fn leasing_walks_what_is_due() {
    on_sqlite(|test| {
        let plan = steps_of_write(test, |conn| {
            jobs::lease(conn, Micros(9), Micros(10), 5).map(|_| ())
        });
        no_fault("leasing", &plan);
        let plan = steps_of_write(test, |conn| {
            jobs::put_off(conn, "remove_photo", "x", Micros(9)).map(|_| ())
        });
        no_fault("putting off", &plan);
    });
}
