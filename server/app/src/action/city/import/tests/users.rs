//! People: new ones get a password once, changed rights end what was signed in.

use store::sessions::SessionRow;
use uuid::Uuid;

use super::*;
use crate::auth::memory::HashMemory;
use crate::auth::password;

#[test]
fn new_people_get_a_password_once_and_keep_it() {
    let city = small();
    let file = "username,display_name,role,unit\nlin,林,handler,cgzf\nadmin,管,admin,\n";
    let done = city.import(Kind::Users, file);
    let by_name = |conn: &mut store::Conn, name: &str| store::users::by_username(conn, name);
    let lin = city
        .app
        .db
        .read_blocking(|conn| by_name(conn, "lin"))
        .unwrap()
        .unwrap();
    assert_eq!(done.accounts[0].username, "lin");
    let memory = &mut HashMemory::new().unwrap();
    assert!(password::matches(
        &done.accounts[0].password,
        &lin.password_hash,
        memory
    ));
    let renamed = city.import(Kind::Users, file.replace("林", "林同志"));
    assert_eq!(
        (counts(&renamed), renamed.accounts.len()),
        ([0, 1, 1, 0], 0)
    );
    let after = city
        .app
        .db
        .read_blocking(|conn| by_name(conn, "lin"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.display_name.as_str(), after.password_hash),
        ("林同志", lin.password_hash)
    );
}

#[test]
fn a_password_changed_while_people_are_imported_stays_changed() {
    let city = small();
    let file = "username,display_name,role,unit\nlin,林,handler,cgzf\nadmin,管,admin,\n";
    city.import(Kind::Users, file);
    let app = &city.app;
    let lin = || {
        let lin = |conn: &mut store::Conn| store::users::by_username(conn, "lin");
        app.db.read_blocking(lin).unwrap().unwrap()
    };
    let planned = || {
        let before = before(app, Kind::Users, IN_EARNEST).unwrap();
        let file = file.replace("林", "林同志");
        let plan = plan(Kind::Users, file.as_bytes(), &before).unwrap();
        let record = apply::record(Kind::Users, "", &before, &plan.report);
        (before, plan.writes, record)
    };
    let (before, writes, record) = planned();
    let former = lin();
    let chosen = move |conn: &mut store::Conn| {
        store::users::change_password(conn, former.id, &former.password_hash, "of their own")
    };
    assert!(app.db.write_blocking(chosen).unwrap());
    let written = apply::write(app, Kind::Users, &before, writes, record).unwrap();
    assert!(matches!(written, apply::Written::Yes));
    let after = lin();
    assert_eq!(
        (after.display_name.as_str(), after.password_hash.as_str()),
        ("林同志", "of their own")
    );

    // Somebody else's change of an account is not overwritten: the import is planned again.
    let (before, writes, record) = planned();
    city.import(Kind::Users, file.replace("林", "老林"));
    let written = apply::write(app, Kind::Users, &before, writes, record).unwrap();
    assert!(matches!(written, apply::Written::SomebodyWasFaster));
    assert_eq!(lin().display_name, "老林");
}

#[test]
fn people_are_not_part_of_the_set_up() {
    let city = small();
    let version = city.set_up().version;
    let file = "username,display_name,role,unit\nadmin,管,admin,\n";
    city.import(Kind::Users, file);
    city.import(Kind::Users, file.replace("管", "管理员"));
    assert_eq!(city.set_up().version, version);
}

#[test]
fn another_role_ends_the_sessions_and_the_last_admin_stays() {
    let city = small();
    let file = "username,display_name,role,unit\nlin,林,handler,cgzf\nadmin,管,admin,\n";
    city.import(Kind::Users, file);
    let sessions = |name: &'static str| {
        city.app
            .db
            .write_blocking(move |conn| {
                let user = store::users::by_username(conn, name)?.ok_or(store::Error::NotFound)?;
                let open = store::sessions::open_of_user(conn, user.id)?.len();
                if open == 0 {
                    let session = SessionRow {
                        id: Uuid::now_v7(),
                        user_id: user.id,
                        device_name: String::new(),
                        created_at: now(),
                        ended_at: None,
                        end_reason: None,
                    };
                    store::sessions::insert(conn, &session)?;
                }
                Ok::<_, store::Error>(open)
            })
            .unwrap()
    };
    assert_eq!(sessions("lin"), 0);
    city.import(Kind::Users, file.replace("林", "林同志"));
    assert_eq!(
        sessions("lin"),
        1,
        "another name changes nothing about what they may do"
    );
    city.import(Kind::Users, file.replace("handler", "leader"));
    assert_eq!(sessions("lin"), 0);

    let without = file.replace("admin,管,admin,", "admin,管,leader,");
    assert_eq!(
        city.refused(Kind::Users, &without),
        [("/1/role".into(), Code::InUse)]
    );
    city.import(Kind::Users, without + "boss,新管,admin,\n");
}

#[test]
fn whoever_has_a_part_of_the_city_gives_and_takes_within_it_only() {
    let city = small();
    let head = "username,display_name,role,unit,scope\n";
    let people = "boss,管,admin,,\neast,东管,admin,east,east\nhill,山管,admin,hill,hill\n\
        guest,客,inspector,cgzf,hill\nwei,魏,inspector,hill,hill\n";
    city.import(Kind::Users, head.to_owned() + people);
    let sent_by = |name: &'static str, line: &str| {
        let user = |conn: &mut store::Conn| store::users::by_username(conn, name);
        let user = city.app.db.read_blocking(user).unwrap().unwrap();
        let order = Order {
            actor: Some(user.id),
            dry_run: false,
        };
        let file = format!("{head}{line}\n");
        match import(&city.app, Kind::Users, file.as_bytes(), order) {
            Ok(done) => format!("{:?}", counts(&done)),
            Err(AppError::Refused(refused)) => {
                let fields = refused.fields.iter().map(|field| &field.pointer);
                let at: Vec<_> = fields.cloned().collect();
                format!("{:?} {}", refused.code, at.join(" "))
            }
            Err(_) => panic!("broken"),
        }
    };
    for (sender, line, outcome) in [
        // Wider than it is: itself, and others.
        ("hill", "hill,山管,admin,hill,", "Forbidden /0/scope"),
        ("hill", "hill,山管,admin,hill,east", "Forbidden /0/scope"),
        ("hill", "fresh,新,admin,,", "Forbidden /0/scope"),
        ("hill", "fresh,新,leader,hill,east", "Forbidden /0/scope"),
        ("hill", "fresh,新,handler,cgzf,", "Forbidden /0/unit"),
        ("hill", "fresh,新,inspector,cgzf,hill", "Forbidden /0/unit"),
        // Somebody else's people, if only to call them otherwise.
        ("hill", "boss,改,leader,,hill", "Forbidden /0/username"),
        ("hill", "boss,管,admin,,", "Forbidden /0/username"),
        ("hill", "east,东管,admin,hill,hill", "Forbidden /0/username"),
        (
            "hill",
            "guest,客,inspector,hill,hill",
            "Forbidden /0/username",
        ),
        ("wei", "wei,魏,admin,hill,hill", "Forbidden /0/username"),
        // Its own business.
        ("hill", "wei,魏,dispatcher,hill,hill", "[0, 1, 0, 0]"),
        ("hill", "fresh,新,handler,hill,", "[1, 0, 0, 0]"),
        ("east", "wei,魏,inspector,hill,east", "[0, 1, 0, 0]"),
        ("boss", "guest,客,leader,,", "[0, 1, 0, 0]"),
    ] {
        assert_eq!(sent_by(sender, line), outcome, "{sender}: {line}");
    }
    let narrowed = head.to_owned() + "boss,管,admin,,east\n";
    assert_eq!(
        city.refused(Kind::Users, &narrowed),
        [("/0/scope".into(), Code::InUse)]
    );
    let demoted = head.to_owned() + "boss,管,leader,,\n";
    assert_eq!(
        city.refused(Kind::Users, &demoted),
        [("/0/role".into(), Code::InUse)]
    );
}
