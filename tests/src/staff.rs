//! Accounts the fixture city has none of: people whose role goes with a part of the city.

use std::sync::Arc;

use actix_web::web::Data;
use app::error::AppError;
use app::state::App;
use city::City;
use domain::id::UserId;
use domain::role::Role;
use store::Conn;
use store::users::UserRow;
use uuid::Uuid;

use crate::TestCity;
use crate::people::Who;

/// 松林街道, which 解放路东段 is part of.
pub const STREET_LEADER: Who = Who("leader-songlin");
pub const STREET_ADMIN: Who = Who("admin-songlin");
/// 望川区, which 松林街道 is part of.
pub const DISTRICT_LEADER: Who = Who("leader-wangchuan");
pub const DISTRICT_ADMIN: Who = Who("admin-wangchuan");
/// 青岚区: another one.
pub const OTHER_DISPATCHER: Who = Who("dispatcher-qinglan");

const STAFF: [(Who, Role, &str); 5] = [
    (STREET_LEADER, Role::Leader, "wangchuan-songlin"),
    (STREET_ADMIN, Role::Admin, "wangchuan-songlin"),
    (DISTRICT_LEADER, Role::Leader, "wangchuan"),
    (DISTRICT_ADMIN, Role::Admin, "wangchuan"),
    (OTHER_DISPATCHER, Role::Dispatcher, "qinglan"),
];

impl TestCity {
    /// They sign in with everybody's password.
    pub async fn hires_staff_of_its_parts(&self) {
        let (reference, now) = (
            self.app.db.read(current(&self.app)).await,
            self.app.clock.now(),
        );
        let reference = reference.expect("the city's units");
        let hire = move |conn: &mut Conn| {
            let somebody = store::users::by_username(conn, crate::people::LIN.0)?;
            let password_hash = somebody.expect("an inspector").password_hash;
            for (who, role, part) in STAFF {
                let part = reference.units.coded(part).map(|unit| unit.id);
                let row = UserRow {
                    id: UserId(Uuid::now_v7()),
                    username: who.0.into(),
                    display_name: who.0.into(),
                    role: role.as_str().into(),
                    unit_id: part,
                    scope_unit_id: part,
                    password_hash: password_hash.clone(),
                    disabled_at: None,
                    created_at: now,
                    must_change_password: false,
                };
                store::users::insert(conn, &row)?;
            }
            Ok::<_, AppError>(())
        };
        self.app.db.write(hire).await.expect("new accounts");
    }
}

fn current(
    app: &Data<App>,
) -> impl FnOnce(&mut Conn) -> Result<Arc<City>, AppError> + Clone + Send + 'static {
    let app = app.clone();
    move |conn| Ok(app.city.current(conn)?)
}
