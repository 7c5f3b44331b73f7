//! The parts of the OpenAPI document that belong to no single path: title, sign-in scheme, the problem
//! answer, and the types that handlers reach only by name. The paths come from the handlers; what holds for all of them
//! is openapi/every.rs.

mod every;

pub use every::complete;

use std::collections::BTreeMap;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi};

use crate::error::{Code, Kind};
use crate::{
    action, auth, campaign, case, event, hash, import, notice, photo, problem, ranking, reference,
    route, rule, time, visit, zone,
};

/// The name handlers give in `security(("bearer" = []))`.
pub const BEARER: &str = "bearer";

/// The refusal, as a schema and as a response.
const PROBLEM: &str = "Problem";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Xuncheng 巡城",
        description = "City inspection: reports with photos, responsibility zones, deadlines, verification and the red-black list.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(
        action::Action,
        action::ActionRequest,
        auth::Permission,
        campaign::Campaign,
        case::Case,
        case::ReportRequest,
        event::CaseEvent,
        event::EventData,
        hash::Sha256,
        import::ImportReport,
        notice::NoticePage,
        photo::Photo,
        photo::PhotoCopy,
        problem::FieldError,
        problem::Problem,
        ranking::PublicRanking,
        ranking::Ranking,
        ranking::RankingContent,
        reference::ReferenceAnswer,
        route::Located,
        rule::RoutingTable,
        time::Time,
        visit::Visit,
        visit::VisitRequest,
        zone::ZoneCollection,
        zone::ZoneImport,
        zone::ZoneImportFeature,
    )),
    modifiers(&SignIn),
    tags(
        (name = "auth", description = "登录 · signing in"),
        (name = "people", description = "人员 · one's own password and sessions, other people's accounts"),
        (name = "photos", description = "照片 · photo evidence"),
        (name = "cases", description = "案件 · cases and what is done with them"),
        (name = "notices", description = "消息 · what the reader should know of"),
        (name = "patrol", description = "巡查 · visits and campaigns"),
        (name = "zones", description = "责任区 · zones, routing, coverage"),
        (name = "reference", description = "基础数据 · categories, units, routing rules, imports"),
        (name = "rankings", description = "红黑榜 · the red-black list"),
        (name = "public", description = "公开 · published issues, without sign-in"),
        (name = "machine", description = "运维 · health, readiness, metrics"),
    )
)]
struct Base;

/// The document without paths; the server adds them from its handlers.
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// As the snapshot keeps it: pretty, with a line feed at the end.
pub fn pretty(document: &utoipa::openapi::OpenApi) -> serde_json::Result<String> {
    Ok(document.to_pretty_json()? + "\n")
}

/// Where the snapshot of the whole document lives in the repository, for the test that compares it.
pub fn snapshot_path() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json")
}

struct SignIn;

impl Modify for SignIn {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let jwt = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        components.add_security_scheme(BEARER, SecurityScheme::Http(jwt));
        components
            .responses
            .insert(PROBLEM.to_owned(), RefOr::T(problem_response()));
    }
}

fn problem_response() -> Response {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(PROBLEM)))
        .build();
    let mut response = ResponseBuilder::new()
        .description(format!(
            "What went wrong: `code` is the contract, `errors` names the places. {}",
            codes_by_status()
        ))
        .content(problem::MEDIA_TYPE, body)
        .build();
    every::headers(&mut response);
    response
}

/// `401: unauthenticated, credentials_wrong. 403: …`, from the table, without those that only stand inside an import's report.
fn codes_by_status() -> String {
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in Code::all().filter(|code| code.kind() != Kind::Import) {
        by_status
            .entry(code.status())
            .or_default()
            .push(code.name());
    }
    let said = by_status
        .iter()
        .map(|(status, codes)| format!("{status}: {}.", codes.join(", ")));
    said.collect::<Vec<_>>().join(" ")
}

/// In a handler's list of responses: whatever is not answered as listed is a problem.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        BTreeMap::from([(
            "default".to_owned(),
            RefOr::Ref(Ref::from_response_name(PROBLEM)),
        )])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_in_the_document_leads_somewhere() {
        let document = serde_json::to_value(base()).unwrap();
        let mut dangling = Vec::new();
        follow(&document, &document, &mut dangling);
        assert!(dangling.is_empty(), "{dangling:?}");
    }

    fn follow(part: &serde_json::Value, document: &serde_json::Value, dangling: &mut Vec<String>) {
        if let Some(target) = part.get("$ref").and_then(|target| target.as_str())
            && document.pointer(target.trim_start_matches('#')).is_none()
        {
            dangling.push(target.to_owned());
        }
        match part {
            serde_json::Value::Object(map) => map
                .values()
                .for_each(|part| follow(part, document, dangling)),
            serde_json::Value::Array(list) => list
                .iter()
                .for_each(|part| follow(part, document, dangling)),
            _ => {}
        }
    }

    #[test]
    fn the_shapes_are_those_of_the_contract() {
        let document = serde_json::to_value(base()).unwrap();
        let schema = |name: &str| &document["components"]["schemas"][name];
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(schema("Time")["format"], "date-time");
        assert_eq!(schema("ReportRequest")["additionalProperties"], false);
        let required = schema("ReportRequest")["required"].as_array().unwrap();
        assert!(
            required.contains(&"photos".into()) && !required.contains(&"campaign_id".into()),
            "{required:?}"
        );
        assert_eq!(
            schema("RankingRow")["properties"]["score"]["oneOf"][0]["$ref"],
            "#/components/schemas/TwoPlaces"
        );
        assert!(schema("Case")["properties"]["route"]["$ref"].is_string());
        assert_eq!(
            document["components"]["securitySchemes"]["bearer"]["scheme"],
            "bearer"
        );
        let problem =
            &document["components"]["responses"]["Problem"]["content"]["application/problem+json"];
        assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem");
    }
}
