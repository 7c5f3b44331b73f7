//! Reference rows, people and their sessions: each comes back as it went in, and a change of what is not there says so.

use domain::id::RuleId;
use domain::time::Micros;
use store::documents::DocumentRow;
use store::rules::RuleRow;
use store::sessions::{RefreshTokenRow, SessionRow, Spent};
use store::units::UnitRow;
use store::users::UserRow;
use store::{Error, categories, counters, documents, rules, sessions, units, users, zones};
use uuid::Uuid;

use crate::bench_city::{
    CATEGORIES, DEPARTMENTS, DISTRICTS, HANDLER, ZONES, category_row, unit, unit_row, user,
    user_row, zone, zone_row,
};
use crate::engine::on_each;

#[test]
fn a_unit_can_be_renamed_and_a_rename_of_nothing_says_so() {
    on_each(|test| {
        let renamed = UnitRow {
            name: "综合执法局".into(),
            parent_id: None,
            active: false,
            ..unit_row(DEPARTMENTS[0], "department", None)
        };
        let row = renamed.clone();
        test.write_blocking(move |conn| units::update(conn, &row))
            .unwrap();
        assert_eq!(
            test.read_blocking(|conn| units::get(conn, unit(DEPARTMENTS[0])))
                .unwrap(),
            renamed
        );
        assert_eq!(
            test.read_blocking(|conn| units::by_code(conn, "U30"))
                .unwrap(),
            Some(renamed)
        );
        assert_eq!(
            test.read_blocking(|conn| units::by_code(conn, "U9999"))
                .unwrap(),
            None
        );
        let nothing =
            |conn: &mut store::Conn| units::update(conn, &unit_row(9999, "department", None));
        assert!(matches!(test.write_blocking(nothing), Err(Error::NotFound)));
        assert!(matches!(
            test.read_blocking(|conn| units::get(conn, unit(9999))),
            Err(Error::NotFound)
        ));
        assert_eq!(test.read_blocking(units::all).unwrap().len(), 15);
    });
}

#[test]
fn changes_of_people_who_do_not_exist_say_so() {
    on_each(|test| {
        let handler = test
            .read_blocking(|conn| users::by_username(conn, "u70"))
            .unwrap()
            .unwrap();
        assert_eq!(handler, user_row(HANDLER, "handler", Some(DEPARTMENTS[0])));
        assert!(
            !format!("{handler:?}").contains("argon2"),
            "a password's hash is in no log"
        );
        test.write_blocking(|conn| {
            users::set_password_hash(conn, user(HANDLER), "new")?;
            users::set_disabled(conn, user(HANDLER), Some(Micros(9)))?;
            let row = users::get(conn, user(HANDLER))?;
            users::change_standing(
                conn,
                &UserRow {
                    display_name: "赵".into(),
                    ..row
                },
            )
        })
        .unwrap();
        let row = test
            .read_blocking(|conn| users::get(conn, user(HANDLER)))
            .unwrap();
        assert_eq!(
            (
                row.password_hash.as_str(),
                row.disabled_at,
                row.display_name.as_str()
            ),
            ("new", Some(Micros(9)), "赵")
        );
        test.write_blocking(|conn| users::set_disabled(conn, user(HANDLER), None))
            .unwrap();
        assert_eq!(
            test.read_blocking(|conn| users::get(conn, user(HANDLER)))
                .unwrap()
                .disabled_at,
            None
        );
        for answer in [
            test.write_blocking(|conn| {
                users::change_standing(conn, &user_row(9999, "admin", None))
            }),
            test.write_blocking(|conn| users::set_password_hash(conn, user(9999), "x")),
            test.write_blocking(|conn| users::set_disabled(conn, user(9999), None)),
            test.write_blocking(|conn| categories::update(conn, &category_row("99-99", 1))),
            test.write_blocking(|conn| zones::close_version(conn, zone(9999), Micros(1))),
        ] {
            assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
        }
        assert_eq!(test.read_blocking(users::all).unwrap().len(), 4);
        let names = test
            .read_blocking(|conn| users::names(conn, &[user(HANDLER), user(9999)]))
            .unwrap();
        assert_eq!(names, [(user(HANDLER), "u70".to_owned(), "赵".to_owned())]);
    });
}

#[test]
fn a_changed_zone_is_a_new_version_and_the_old_one_stays() {
    on_each(|test| {
        let second = zones::ZoneRow {
            id: zone(500),
            version: 2,
            name: "改名巷".into(),
            valid_from: Micros(90),
            ..zone_row(ZONES[0], 0)
        };
        let row = second.clone();
        test.write_blocking(move |conn| {
            zones::close_version(conn, zone(ZONES[0]), Micros(90))?;
            zones::insert(conn, &row)
        })
        .unwrap();
        let versions = test
            .read_blocking(|conn| zones::versions_of(conn, "Z50"))
            .unwrap();
        assert_eq!(
            versions,
            [
                zones::ZoneRow {
                    valid_to: Some(Micros(90)),
                    ..zone_row(ZONES[0], 0)
                },
                second.clone()
            ]
        );
        let current = test.read_blocking(zones::current).unwrap();
        assert_eq!(current.len(), ZONES.len());
        assert_eq!(current[0], second);
        assert_eq!(
            test.read_blocking(zones::all_versions).unwrap().len(),
            ZONES.len() + 1
        );
        let again =
            test.write_blocking(|conn| zones::close_version(conn, zone(ZONES[0]), Micros(99)));
        assert!(
            matches!(again, Err(Error::NotFound)),
            "what has ended keeps its end"
        );
    });
}

#[test]
fn a_table_of_rules_replaces_the_one_before_and_leaves_it_readable() {
    on_each(|test| {
        let rule = |n: u128, version: i64| RuleRow {
            id: RuleId(Uuid::from_u128(n)),
            table_version: version,
            number: n as i64,
            scheme: "local".into(),
            category_prefix: "02".into(),
            district_id: Some(unit(DISTRICTS[0])),
            street_id: None,
            zone_code: String::new(),
            zone_kind: "lane".into(),
            department_id: unit(DEPARTMENTS[0]),
            priority: 5,
        };
        assert_eq!(test.read_blocking(rules::current_version).unwrap(), 0);
        assert!(test.read_blocking(rules::current).unwrap().is_empty());
        let first: Vec<_> = (1..=250).map(|n| rule(n, 1)).collect();
        let second = vec![rule(1001, 2), rule(1002, 2)];
        let (a, b) = (first.clone(), second.clone());
        test.write_blocking(move |conn| rules::insert_version(conn, &a))
            .unwrap();
        assert_eq!(test.read_blocking(rules::current).unwrap(), first);
        test.write_blocking(move |conn| rules::insert_version(conn, &b))
            .unwrap();
        assert_eq!(test.read_blocking(rules::current).unwrap(), second);
        assert_eq!(
            test.read_blocking(|conn| rules::of_version(conn, 1))
                .unwrap(),
            first
        );
        assert_eq!(
            test.read_blocking(move |conn| rules::get(conn, RuleId(Uuid::from_u128(7))))
                .unwrap(),
            rule(7, 1)
        );
    });
}

#[test]
fn documents_and_counters_keep_their_versions() {
    on_each(|test| {
        let rulebook = |version: i64| DocumentRow {
            kind: "rulebook".into(),
            version,
            name: "规则".into(),
            hash: format!("h{version}"),
            body: "min_cases = 5".into(),
            created_at: Micros(version),
            created_by: Some(user(HANDLER)),
        };
        assert_eq!(
            test.read_blocking(|conn| documents::latest(conn, "rulebook"))
                .unwrap(),
            None
        );
        test.write_blocking(move |conn| {
            (1..=3).try_for_each(|version| documents::insert(conn, &rulebook(version)))
        })
        .unwrap();
        assert_eq!(
            test.read_blocking(|conn| documents::latest(conn, "rulebook"))
                .unwrap(),
            Some(rulebook(3))
        );
        assert_eq!(
            test.read_blocking(|conn| documents::get(conn, "rulebook", 1))
                .unwrap(),
            rulebook(1)
        );
        assert_eq!(
            test.read_blocking(|conn| documents::latest(conn, "calendar"))
                .unwrap(),
            None
        );

        assert_eq!(test.read_blocking(counters::reference_version).unwrap(), 0);
        assert_eq!(
            test.write_blocking(counters::bump_reference_version)
                .unwrap(),
            1
        );
        assert_eq!(
            test.write_blocking(counters::bump_reference_version)
                .unwrap(),
            2
        );
        assert_eq!(test.read_blocking(counters::reference_version).unwrap(), 2);
        assert_eq!(
            test.write_blocking(|conn| counters::next(conn, "letters:2026"))
                .unwrap(),
            1
        );
    });
}

#[test]
fn categories_come_in_their_own_order() {
    on_each(|test| {
        test.write_blocking(|conn| {
            categories::update(
                conn,
                &categories::CategoryRow {
                    limit_value: 4,
                    ..category_row(CATEGORIES[0], 99)
                },
            )
        })
        .unwrap();
        let all = test.read_blocking(categories::all).unwrap();
        assert_eq!(
            all.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(),
            [CATEGORIES[1], CATEGORIES[2], CATEGORIES[0]]
        );
        assert_eq!(all[2].limit_value, 4);
    });
}

#[test]
fn a_session_has_one_good_token_and_an_unused_successor_can_be_withdrawn() {
    on_each(|test| {
        let session = Uuid::from_u128(1);
        let token = move |hash: &str, previous: Option<&str>| RefreshTokenRow {
            token_hash: hash.into(),
            session_id: session,
            issued_at: Micros(1),
            expires_at: Micros(100),
            used_at: None,
            previous_hash: previous.map(Into::into),
            exchange_key_hash: previous.map(|_| "key".into()),
        };
        let insert = |row: RefreshTokenRow| {
            test.write_blocking(move |conn| sessions::insert_token(conn, &row))
        };
        let withdraw_with = |previous: &'static str, key: &'static str, at: i64| {
            test.write_blocking(move |conn| {
                sessions::withdraw_successor(conn, session, previous, key, Micros(at))
            })
            .unwrap()
        };
        let withdraw = |previous: &'static str, at: i64| withdraw_with(previous, "key", at);
        let row = SessionRow {
            id: session,
            user_id: user(HANDLER),
            device_name: String::new(),
            created_at: Micros(1),
            ended_at: None,
            end_reason: None,
        };
        let written = row.clone();
        test.write_blocking(move |conn| sessions::insert(conn, &written))
            .unwrap();
        insert(token("a", None)).unwrap();
        let second = insert(token("b", Some("a"))).unwrap_err();
        assert!(second.is_unique("refresh_tokens_live"), "{second}");
        let (locked, spent) = test
            .write_blocking(move |conn| {
                Ok::<_, Error>((
                    sessions::lock(conn, session)?,
                    sessions::spend_token(conn, "a", Micros(50))?,
                ))
            })
            .unwrap();
        assert_eq!((locked, spent), (row, Spent::Now));
        assert!(!withdraw("a", 51), "there is none yet");
        insert(token("b", Some("a"))).unwrap();
        assert!(!withdraw("b", 52) && !withdraw("x", 52));
        assert!(!withdraw_with("a", "another", 52));
        assert!(withdraw("a", 53));
        assert!(!withdraw("a", 54), "it is used up");
        let spent = test
            .write_blocking(|conn| sessions::spend_token(conn, "b", Micros(55)))
            .unwrap();
        assert_eq!(spent, Spent::Before(Micros(53)));
        let without_key = RefreshTokenRow {
            exchange_key_hash: None,
            ..token("c", Some("a"))
        };
        insert(without_key).unwrap();
        assert!(!withdraw("a", 56), "an exchange without a key stays");
    });
}

#[test]
fn a_refresh_token_is_spent_once_and_ended_sessions_stay_ended() {
    on_each(|test| {
        let session = |n: u128| SessionRow {
            id: Uuid::from_u128(n),
            user_id: user(HANDLER),
            device_name: "手机".into(),
            created_at: Micros(n as i64),
            ended_at: None,
            end_reason: None,
        };
        let token = |hash: &str, session: u128, expires: i64| RefreshTokenRow {
            token_hash: hash.into(),
            session_id: Uuid::from_u128(session),
            issued_at: Micros(1),
            expires_at: Micros(expires),
            used_at: None,
            previous_hash: None,
            exchange_key_hash: None,
        };
        let (a, b) = (token("a", 1, 100), token("b", 2, 200));
        test.write_blocking(move |conn| {
            sessions::insert(conn, &session(1))?;
            sessions::insert(conn, &session(2))?;
            sessions::insert_token(conn, &a)?;
            sessions::insert_token(conn, &b)
        })
        .unwrap();
        let spend = |hash: &'static str| {
            test.write_blocking(move |conn| sessions::spend_token(conn, hash, Micros(50)))
        };
        assert_eq!(spend("a").unwrap(), Spent::Now);
        assert_eq!(spend("a").unwrap(), Spent::Before(Micros(50)));
        assert!(matches!(spend("c"), Err(Error::NotFound)));
        assert_eq!(
            test.read_blocking(|conn| sessions::token(conn, "a"))
                .unwrap()
                .unwrap()
                .used_at,
            Some(Micros(50))
        );
        assert!(
            test.read_blocking(|conn| sessions::token(conn, "b"))
                .unwrap()
                .unwrap()
                .used_at
                .is_none()
        );
        assert_eq!(
            test.write_blocking(|conn| sessions::delete_expired_tokens(conn, Micros(150)))
                .unwrap(),
            1
        );

        assert_eq!(
            test.read_blocking(|conn| sessions::open_of_user(conn, user(HANDLER)))
                .unwrap(),
            [session(2), session(1)]
        );
        test.write_blocking(|conn| sessions::end(conn, Uuid::from_u128(1), Micros(60), "logout"))
            .unwrap();
        test.write_blocking(|conn| sessions::end(conn, Uuid::from_u128(1), Micros(70), "reuse"))
            .unwrap();
        let ended = test
            .read_blocking(|conn| sessions::get(conn, Uuid::from_u128(1)))
            .unwrap();
        assert_eq!(
            (ended.ended_at, ended.end_reason.as_deref()),
            (Some(Micros(60)), Some("logout"))
        );
        assert_eq!(
            test.write_blocking(|conn| sessions::end_all_of_user(
                conn,
                user(HANDLER),
                Micros(80),
                "disabled"
            ))
            .unwrap(),
            1
        );
        assert!(
            test.read_blocking(|conn| sessions::open_of_user(conn, user(HANDLER)))
                .unwrap()
                .is_empty()
        );
    });
}
