//! A refused row says which constraint refused it, by the same name on both engines.

use domain::id::RankingId;
use domain::time::Micros;
use store::case_photos::CasePhotoRow;
use store::documents::DocumentRow;
use store::rankings::{RankingRow, Step};
use store::{
    Conn, Error, case_photos, cases, categories, documents, events, photos, rankings, units, users,
    zones,
};
use uuid::Uuid;

use crate::bench_city::{
    CATEGORIES, INSPECTORS, case, case_row, category_row, event_row, hash, photo_row, unit,
    unit_row, user, user_row, zone_row,
};
use crate::engine::{TestDb, on_each};

fn refused_by(
    test: &TestDb,
    write: impl Fn(&mut Conn) -> store::Result<()> + Send + 'static,
) -> String {
    match test.write_blocking(write) {
        Err(Error::Unique { constraint }) => constraint,
        other => panic!("expected a taken key, got {other:?}"),
    }
}

#[test]
fn constraints_have_one_name_on_both_engines() {
    on_each(|test| {
        test.write_blocking(|conn| {
            cases::insert(conn, &case_row(1))?;
            events::append(
                conn,
                &events::EventRow {
                    command_id: Some(Uuid::from_u128(9)),
                    ..event_row(1, 1)
                },
            )?;
            photos::insert_if_new(conn, &photo_row(1))?;
            case_photos::insert(conn, &after_photo(0))?;
            documents::insert(conn, &calendar())
        })
        .unwrap();

        assert_eq!(
            refused_by(test, |conn| cases::insert(
                conn,
                &cases::CaseRow {
                    number: "x".into(),
                    ..case_row(1)
                }
            )),
            "cases_pkey"
        );
        assert_eq!(
            refused_by(test, |conn| cases::insert(
                conn,
                &cases::CaseRow {
                    id: case(2),
                    ..case_row(1)
                }
            )),
            "cases_number_key"
        );
        assert_eq!(
            refused_by(test, |conn| events::append(conn, &event_row(1, 1))),
            "events_pkey"
        );
        assert_eq!(
            refused_by(test, |conn| events::append(
                conn,
                &events::EventRow {
                    command_id: Some(Uuid::from_u128(9)),
                    ..event_row(1, 2)
                }
            )),
            "events_command"
        );
        assert_eq!(
            refused_by(test, |conn| case_photos::insert(conn, &after_photo(1))),
            "case_photos_after"
        );
        assert_eq!(
            refused_by(test, |conn| documents::insert(conn, &calendar())),
            "documents_pkey"
        );
        assert_eq!(
            refused_by(test, |conn| units::insert(
                conn,
                &units::UnitRow {
                    id: unit(999),
                    ..unit_row(10, "district", None)
                }
            )),
            "units_code_key"
        );
        assert_eq!(
            refused_by(test, |conn| users::insert(
                conn,
                &users::UserRow {
                    username: "new".into(),
                    ..user_row(INSPECTORS[0], "inspector", None)
                }
            )),
            "users_pkey"
        );
        assert_eq!(
            refused_by(test, |conn| users::insert(
                conn,
                &users::UserRow {
                    id: user(999),
                    ..user_row(INSPECTORS[0], "inspector", None)
                }
            )),
            "users_username_key"
        );
        assert_eq!(
            refused_by(test, |conn| categories::insert(
                conn,
                &category_row(CATEGORIES[0], 1)
            )),
            "categories_pkey"
        );
        assert_eq!(
            refused_by(test, |conn| zones::insert(
                conn,
                &zones::ZoneRow {
                    id: domain::id::ZoneId(Uuid::from_u128(999)),
                    ..zone_row(50, 0)
                }
            )),
            "zones_code_version_key"
        );
    });
}

#[test]
fn one_issue_is_in_force() {
    on_each(|test| {
        test.write_blocking(|conn| {
            rankings::insert(conn, &draft(1), &[])?;
            rankings::insert(conn, &draft(2), &[])?;
            assert!(rankings::advance(conn, draft(1).id, 1, &publish())?);
            Ok::<_, Error>(())
        })
        .unwrap();
        let second =
            |conn: &mut Conn| rankings::advance(conn, draft(2).id, 1, &publish()).map(|_| ());
        assert_eq!(refused_by(test, second), "rankings_in_force");
    });
}

#[test]
fn a_row_that_names_nothing_is_refused() {
    on_each(|test| {
        let nobody = |conn: &mut Conn| {
            cases::insert(
                conn,
                &cases::CaseRow {
                    reporter_id: user(12345),
                    ..case_row(1)
                },
            )
        };
        assert!(matches!(
            test.write_blocking(nobody),
            Err(Error::ForeignKey)
        ));
        let no_category = |conn: &mut Conn| {
            cases::insert(
                conn,
                &cases::CaseRow {
                    category_code: "99-99".into(),
                    ..case_row(1)
                },
            )
        };
        assert!(matches!(
            test.write_blocking(no_category),
            Err(Error::ForeignKey)
        ));
        let no_state = |conn: &mut Conn| {
            cases::insert(
                conn,
                &cases::CaseRow {
                    state: "lost".into(),
                    ..case_row(1)
                },
            )
        };
        assert!(matches!(
            test.write_blocking(no_state),
            Err(Error::Other(_))
        ));
    });
}

fn after_photo(position: i64) -> CasePhotoRow {
    CasePhotoRow {
        case_id: case(1),
        sha256: hash(1),
        role: "after".into(),
        event_seq: 1,
        position,
        flags: "[]".into(),
    }
}

fn calendar() -> DocumentRow {
    DocumentRow {
        kind: "calendar".into(),
        version: 1,
        name: "日历".into(),
        hash: "h".into(),
        body: String::new(),
        created_at: Micros(1),
        created_by: None,
    }
}

fn publish() -> Step {
    Step::Publish {
        at: Micros(9),
        by: Some(user(INSPECTORS[0])),
    }
}

fn draft(n: u128) -> RankingRow {
    RankingRow {
        id: RankingId(Uuid::from_u128(n)),
        board: "department".into(),
        period: "2026-W46".into(),
        status: "draft".into(),
        version: 1,
        as_of: Micros(5),
        rulebook_version: 1,
        rulebook_hash: "h".into(),
        content: "{}".into(),
        hash: "h".into(),
        corrects_id: None,
        correction_reason: String::new(),
        created_by: None,
        review_at: None,
        published_at: None,
        published_by: None,
    }
}
