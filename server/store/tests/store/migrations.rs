//! A database is brought up to date when opened, over the rows it has; a newer one is refused; several may open it at once.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use domain::id::{CaseId, PhotoHash, RankingId, UserId};
use domain::time::Micros;
use store::{
    Db, Error, Options, cases, census, counters, events, jobs, photo_uploads, photo_views,
    rankings, units,
};
use uuid::Uuid;

use crate::engine::{TestDb, on_empty, open};

const FOUNDATION: &str = include_str!("../../../../migrations/00000000000001_foundation/up.sql");
const SAMPLE: &str = include_str!("sample.sql");
const MADE_BY_THE_FOUNDATION: &str = "CREATE TABLE __diesel_schema_migrations (
    version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000001');";

fn run(test: &TestDb, sql: &str) {
    match test.url.strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
        None => PgConnection::establish(&test.url)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
    }
}

#[test]
fn later_migrations_run_over_the_rows_of_the_foundation() {
    on_empty(|test| {
        run(test, FOUNDATION);
        run(test, MADE_BY_THE_FOUNDATION);
        run(test, SAMPLE);
        let db = open(&test.url);
        db.read_blocking(|conn| {
            assert_eq!(units::all(conn)?.len(), 2);
            let case = CaseId(Uuid::from_u128(7));
            let row = cases::get(conn, case)?.expect("still there");
            assert_eq!(row.number, "20261121-000001");
            // Counted from its events: a letter for each of two dispatches, and one return that came back.
            let counts = (
                row.letter_count,
                row.wrong_return_count,
                row.falsified_count,
            );
            assert_eq!(counts, (2, 1, 1));
            assert_eq!(events::of_case(conn, case)?.len(), 7);
            // Whoever had sent a photo may go on using it, and of a photo from before nobody is said not to have opened it.
            let (photo, sender) = (PhotoHash([1; 32]), UserId(Uuid::from_u128(3)));
            assert!(photo_uploads::is_own(conn, sender, photo)?);
            let other = UserId(Uuid::from_u128(4));
            assert!(!photo_uploads::is_own(conn, other, photo)?);
            assert_eq!(photo_views::unseen(conn, other, &[photo])?, []);
            assert_eq!(counters::reference_version(conn)?, 7);
            assert_eq!(jobs::stats(conn, Micros(5))?.due, 1);
            assert_eq!(
                rankings::cases(conn, RankingId(Uuid::from_u128(9)), None, None, 10)?.len(),
                1
            );
            Ok::<_, Error>(())
        })
        .unwrap();
        // What the sample says of the map grid is what the store itself would have written.
        let place = cases::Bbox {
            west: 105.7199,
            south: 34.5799,
            east: 105.7201,
            north: 34.5801,
        };
        let search = cases::Search {
            sight: cases::Sight::Everything,
            filter: cases::Filter {
                bbox: Some(place),
                ..Default::default()
            },
            now: Micros(9),
        };
        let found = db
            .read_blocking(move |conn| cases::list(conn, &search, cases::Order::Reported, None, 10))
            .unwrap();
        assert_eq!(found.rows.len(), 1);
        drop(db);
    });
}

/// As somebody at the database's own command line would: what came later goes, what the foundation holds stays.
#[test]
fn what_came_after_the_foundation_can_be_taken_back_and_put_there_again() {
    on_empty(|test| {
        run(test, FOUNDATION);
        run(test, MADE_BY_THE_FOUNDATION);
        run(test, SAMPLE);
        for _ in 0..2 {
            let tables = later("up.sql");
            let back = later("down.sql");
            assert_eq!(tables.len(), back.len());
            for text in &tables {
                run(test, text);
            }
            for text in back.iter().rev() {
                run(test, text);
            }
        }
        let db = open(&test.url);
        let rows = db.read_blocking(census::rows).unwrap();
        let count = |name: &str| rows.iter().find(|row| row.0 == name).map(|row| row.1);
        assert_eq!((count("cases"), count("visits")), (Some(1), Some(0)));
    });
}

/// The texts of every migration but the first, in order.
fn later(file: &str) -> Vec<String> {
    let folders = std::fs::read_dir("../../migrations").unwrap();
    let mut folders: Vec<_> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    let texts = folders[1..].iter().map(|folder| folder.join(file));
    texts
        .map(|text| std::fs::read_to_string(text).unwrap())
        .collect()
}

#[test]
fn opening_again_changes_nothing() {
    on_empty(|test| {
        let db = open(&test.url);
        db.write_blocking(counters::bump_reference_version).unwrap();
        drop(db);
        let db = open(&test.url);
        assert_eq!(db.read_blocking(counters::reference_version).unwrap(), 1);
    });
}

#[test]
fn a_newer_database_is_refused_by_name() {
    on_empty(|test| {
        drop(open(&test.url));
        run(
            test,
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')",
        );
        match Db::open(&test.url, Options::default()).err() {
            Some(Error::Newer(newer)) => assert_eq!(newer.unknown, ["29991231235959"]),
            other => panic!("expected a refusal, got {other:?}"),
        }
    });
}

#[test]
fn several_may_open_a_fresh_database_at_once() {
    on_empty(|test| {
        let url = &test.url;
        std::thread::scope(|scope| {
            let opened: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        Db::open(
                            url,
                            Options {
                                connections: 1,
                                ..Options::default()
                            },
                        )
                    })
                })
                .collect();
            for db in opened {
                let db = db.join().unwrap().expect("each of them opens it");
                db.read_blocking(units::all).unwrap();
            }
        });
    });
}

#[test]
fn an_address_of_no_known_kind_is_refused() {
    for url in ["", "sqlite:", "mysql://localhost/x", "/var/lib/city.db"] {
        assert!(
            matches!(Db::open(url, Options::default()), Err(Error::Other(_))),
            "{url}"
        );
    }
}
