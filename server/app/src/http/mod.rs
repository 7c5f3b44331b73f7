//! Every route in one list. A handler reads the request, calls one action and presents the answer.

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

pub mod access_log;
pub mod auth;
pub mod campaigns;
pub mod cases;
pub mod clock;
pub mod connection;
pub mod elsewhere;
pub mod etag;
pub mod extract;
pub mod health;
pub mod id;
pub mod imports;
pub mod intake;
pub mod line;
pub mod metrics;
pub mod notices;
pub mod pace;
pub mod people;
pub mod phone;
pub mod photos;
pub mod problem;
pub mod ranking;
pub mod reference;
pub mod room;
pub mod security;
pub mod server;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod visits;
pub mod zones;

pub fn api(routes: &mut ServiceConfig<'_>) {
    routes.service(
        scope("/api/v1")
            // Signing in
            .service(auth::login)
            .service(auth::refresh)
            .service(auth::logout)
            .service(auth::me)
            // People
            .service(people::post_my_password)
            .service(people::get_my_sessions)
            .service(people::delete_my_session)
            .service(people::get_users)
            .service(people::put_user)
            .service(people::post_user_password)
            // Photos
            .service(photos::put_photo)
            .service(photos::head_photo)
            .service(photos::get_photo)
            // Cases
            .service(cases::get_counts)
            .service(cases::get_nearby)
            .service(cases::get_cases)
            .service(cases::put_case)
            .service(cases::get_case)
            .service(cases::get_events)
            .service(cases::post_action)
            // Notices
            .service(notices::get_notices)
            .service(notices::post_read)
            // Patrol
            .service(visits::get_visits)
            .service(visits::put_visit)
            .service(visits::get_visit)
            .service(campaigns::get_campaigns)
            .service(campaigns::put_campaign)
            .service(campaigns::get_campaign)
            // Red-black list
            .service(ranking::get_history)
            .service(ranking::get_ranking_csv)
            .service(ranking::get_current)
            .service(ranking::put_ranking)
            .service(ranking::get_ranking)
            .service(ranking::post_review)
            .service(ranking::post_publish)
            .service(ranking::post_correct)
            .service(ranking::get_ranking_cases)
            .service(ranking::get_public_latest)
            .service(ranking::get_public)
            // Zones and routing
            .service(zones::get_zones)
            .service(zones::get_locate)
            .service(zones::get_coverage)
            .service(reference::get_routing_rules)
            .service(reference::put_routing_rules)
            // Categories, units, and the rules a phone keeps
            .service(reference::get_reference)
            .service(reference::get_categories)
            .service(reference::get_units)
            // The clock
            .service(clock::get_clock)
            .service(clock::post_confirm)
            // Imports
            .service(imports::post_zones)
            .service(imports::post_units)
            .service(imports::post_users)
            .service(imports::post_categories)
            .service(imports::post_routing_rules)
            .service(imports::post_calendar)
            .service(imports::post_rulebook),
    );
    // Machine room
    routes.service(health::healthz).service(health::readyz);
}
