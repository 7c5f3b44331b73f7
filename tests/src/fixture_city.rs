//! The template of every test's database: migrated, the fixture city brought in by the real import, every account with
//! the one password tests know. And the clock's own work, as the job runner does it.

use anyhow::Result;
use app::action::city::import::{Kind, Order, import};
use app::clock::Clock;
use app::state::App;
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use fixtures::files;

use crate::city::{config, instant};
use crate::database::{Database, Template};
use crate::people::PASSWORD;
use crate::photos::Photos;

/// When the fixture city was set up; no test plays earlier.
const FOUNDED: &str = "2025-01-01T00:00+08:00";

pub async fn copy() -> Result<Database> {
    static TEMPLATE: Template = Template::new();
    TEMPLATE.copy(prepare).await
}

async fn prepare(url: &str) -> Result<()> {
    let url = url.to_owned();
    // Imports wait for the database in their own thread.
    tokio::task::spawn_blocking(move || found(&url)).await?
}

fn found(url: &str) -> Result<()> {
    let photos = Photos::new();
    let app = App::open(config(url, &photos), Clock::standing_at(instant(FOUNDED)))?;
    for (kind, file) in all_files() {
        let order = Order {
            actor: None,
            dry_run: false,
        };
        import(&app, kind, file.as_bytes(), order)
            .map_err(|error| anyhow::anyhow!("the fixture city's {}: {error:?}", kind.as_str()))?;
    }
    let hash = cheap_hash(PASSWORD)?;
    app.db.write_blocking(move |conn| {
        for user in store::users::all(conn)? {
            store::users::set_password_hash(conn, user.id, &hash)?;
        }
        Ok::<_, store::Error>(())
    })?;
    Ok(())
}

/// Each may name what an earlier one brought.
fn all_files() -> [(Kind, String); 7] {
    [
        (Kind::Units, files::units_csv()),
        (Kind::Categories, files::categories_csv()),
        (Kind::Calendar, files::calendar_toml()),
        (Kind::Rulebook, rulebook()),
        (Kind::Zones, files::zones_geojson()),
        (Kind::Routes, files::routes_csv()),
        (Kind::Users, files::users_csv()),
    ]
}

/// Tests show one photo on many cases and report by the hundred within a minute; what a city says about that is tested
/// with the fixture city's own rulebook.
fn rulebook() -> String {
    files::rulebook_toml()
        .replacen("reports_per_hour = 60", "reports_per_hour = 10000", 1)
        .replacen("same_photo_max = 1 ", "same_photo_max = 10000 ", 1)
}

/// The real algorithm at its least cost: tests sign in hundreds of times.
fn cheap_hash(password: &str) -> Result<String> {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None);
    let params = params.map_err(|error| anyhow::anyhow!("{error}"))?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(hash.to_string())
}
