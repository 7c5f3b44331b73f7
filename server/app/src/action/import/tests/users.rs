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
