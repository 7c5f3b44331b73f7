//! Zones, reference data and imports as a client meets them. Everything else is tested from outside, in tests/.

use actix_web::dev::ServiceResponse;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::web::Data;
use domain::time::hours;
use serde_json::{Value, json};
use store::sessions::SessionRow;
use utoipa_actix_web::AppExt;
use uuid::Uuid;

use super::{api, problem};
use crate::action::city::import::tests::{UNITS, empty, now};
use crate::action::city::import::{Kind, Order, import};
use crate::state::App;

const PEOPLE: &str = "username,display_name,role,unit\nadmin,管,admin,\nlin,林,inspector,\n";
const CATEGORIES: &str = "scheme,code,name,limit_value,limit_unit\nevent,02-01,非法小广告,24,hour\nevent,01-02,暴露垃圾,24,hour\n";

struct Client {
    app: Data<App>,
    _folder: tempfile::TempDir,
}

impl Client {
    /// On a thread of its own: imports wait for the database, and a runtime's thread must not.
    fn new() -> Client {
        std::thread::spawn(Client::with_a_small_city)
            .join()
            .unwrap()
    }

    fn with_a_small_city() -> Client {
        let city = empty();
        let order = Order {
            actor: None,
            dry_run: false,
        };
        for (kind, body) in [
            (Kind::Units, UNITS),
            (Kind::Users, PEOPLE),
            (Kind::Categories, CATEGORIES),
        ] {
            import(&city.app, kind, body.as_bytes(), order).unwrap();
        }
        Client {
            app: Data::new(city.app),
            _folder: city.folder,
        }
    }

    async fn token(&self, name: &'static str) -> String {
        let session = Uuid::now_v7();
        let user = self
            .app
            .db
            .write(move |conn| {
                let user = store::users::by_username(conn, name)?.ok_or(store::Error::NotFound)?;
                let row = SessionRow {
                    id: session,
                    user_id: user.id,
                    device_name: String::new(),
                    created_at: now(),
                    ended_at: None,
                    end_reason: None,
                };
                store::sessions::insert(conn, &row)?;
                Ok::<_, store::Error>(user.id)
            })
            .await
            .unwrap();
        let issued = self.app.clock.now();
        self.app
            .tokens
            .issue(user.0, session, issued, hours(9), None)
            .unwrap()
    }

    async fn call(&self, name: &'static str, request: TestRequest) -> ServiceResponse {
        let (routes, _) = actix_web::App::new()
            .into_utoipa_app()
            .configure(api)
            .split_for_parts();
        let routes = routes
            .app_data(self.app.clone())
            .wrap(from_fn(problem::describe));
        let service = init_service(routes).await;
        let token = self.token(name).await;
        let request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
        call_service(&service, request.to_request())
            .await
            .map_into_boxed_body()
    }

    async fn get(&self, name: &'static str, path: &str) -> Value {
        let answer = self.call(name, TestRequest::get().uri(path)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        read_body_json(answer).await
    }

    async fn import(&self, name: &'static str, path: &str, kind: &str, body: &str) -> (u16, Value) {
        let request = TestRequest::post()
            .uri(path)
            .insert_header((header::CONTENT_TYPE, kind))
            .set_payload(body.to_owned());
        let answer = self.call(name, request).await;
        (answer.status().as_u16(), read_body_json(answer).await)
    }
}

fn zone(code: &str, west: f64) -> Value {
    let ring = json!([
        [west, 34.57],
        [west + 0.01, 34.57],
        [west + 0.01, 34.58],
        [west, 34.57]
    ]);
    json!({
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"code": code, "name": "解放路", "kind": "street", "unit": "cgzf", "street": "hill"}
    })
}

fn file(zones: Value) -> String {
    json!({"type": "FeatureCollection", "features": zones}).to_string()
}

const GEOJSON: &str = "application/geo+json";

#[actix_web::test]
async fn zones_come_in_and_are_shown_until_they_change() {
    let client = Client::new();
    let path = "/api/v1/zones/import";
    let first = file(json!([zone("a", 105.71)]));
    let tried = client
        .import("admin", &format!("{path}?dry_run=true"), GEOJSON, &first)
        .await;
    assert_eq!(
        (tried.0, &tried.1["dry_run"], &tried.1["created"]),
        (200, &json!(true), &json!(1))
    );
    assert_eq!(
        client.get("lin", "/api/v1/zones").await["features"],
        json!([])
    );
    assert_eq!(client.import("admin", path, GEOJSON, &first).await.0, 200);

    let zones = TestRequest::get().uri("/api/v1/zones");
    let answer = client.call("lin", zones).await;
    let tag = answer.headers().get(header::ETAG).unwrap().clone();
    let body: Value = read_body_json(answer).await;
    let shown = &body["features"][0]["properties"];
    assert_eq!(
        (&shown["code"], &shown["district"]["code"]),
        (&json!("a"), &json!("east"))
    );
    let again = || {
        let request = TestRequest::get().uri("/api/v1/zones");
        request.insert_header((header::IF_NONE_MATCH, tag.clone()))
    };
    assert_eq!(
        client.call("lin", again()).await.status(),
        StatusCode::NOT_MODIFIED
    );
    let second = file(json!([zone("a", 105.71), zone("b", 105.73)]));
    client.import("admin", path, GEOJSON, &second).await;
    assert_eq!(client.call("lin", again()).await.status(), StatusCode::OK);
    let east = client
        .get("lin", "/api/v1/zones?bbox=105.73,34.5,105.8,34.6")
        .await;
    assert_eq!(east["features"].as_array().map(Vec::len), Some(1));

    let located = client
        .get("lin", "/api/v1/zones/locate?lon=105.719&lat=34.571")
        .await;
    assert_eq!(
        (&located["zone"]["code"], &located["match"]),
        (&json!("a"), &json!("inside"))
    );
}

#[actix_web::test]
async fn an_import_is_for_those_who_may_and_names_its_faults() {
    let client = Client::new();
    let path = "/api/v1/units/import";
    let csv = "code,name,kind,parent\nx y,坏,department,city\n";
    let (status, problem) = client.import("lin", path, "text/csv", csv).await;
    assert_eq!((status, &problem["code"]), (403, &json!("forbidden")));
    let (status, problem) = client.import("admin", path, "application/json", csv).await;
    assert_eq!(
        (status, &problem["code"]),
        (415, &json!("media_type_unsupported"))
    );
    let (status, problem) = client
        .import("admin", path, "text/csv; charset=utf-8", csv)
        .await;
    assert_eq!((status, &problem["code"]), (422, &json!("import_invalid")));
    assert_eq!(problem["errors"][0]["pointer"], "/0/code");
    let people = "username,display_name,role\nwei,魏,inspector\n";
    let (status, report) = client
        .import("admin", "/api/v1/users/import", "text/csv", people)
        .await;
    assert_eq!(
        (status, &report["accounts"][0]["username"]),
        (200, &json!("wei"))
    );
    assert_eq!(
        report["accounts"][0]["password"].as_str().map(str::len),
        Some(16)
    );
}

#[actix_web::test]
async fn the_routing_table_goes_out_and_comes_back() {
    let client = Client::new();
    client
        .import(
            "admin",
            "/api/v1/zones/import",
            GEOJSON,
            &file(json!([zone("a", 105.71)])),
        )
        .await;
    let gaps = client.get("admin", "/api/v1/coverage?limit=1").await;
    assert_eq!(gaps["items"][0]["category"]["code"], "01-02");
    let cursor = gaps["next_cursor"].as_str().unwrap();
    let rest = client
        .get("admin", &format!("/api/v1/coverage?cursor={cursor}"))
        .await;
    assert_eq!(rest["items"][0]["category"]["code"], "02-01");
    assert_eq!(rest["next_cursor"], Value::Null);

    let table = client.get("lin", "/api/v1/routing-rules").await;
    assert_eq!(table, json!({"version": 0, "rules": []}));
    let put = |body: Value| {
        TestRequest::put()
            .uri("/api/v1/routing-rules")
            .set_json(body)
    };
    let rules = json!([{"number": 1, "scheme": "event", "department": "cgzf"}]);
    let body = json!({"expected_version": 0, "rules": rules});
    let answer = client.call("admin", put(body.clone())).await;
    let table: Value = read_body_json(answer).await;
    assert_eq!(
        (&table["version"], &table["rules"][0]["department"]["code"]),
        (&json!(1), &json!("cgzf"))
    );
    let stale = client.call("admin", put(body.clone())).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let stale: Value = read_body_json(stale).await;
    assert_eq!(
        (&stale["code"], &stale["current_version"]),
        (&json!("version_conflict"), &json!(1))
    );
    assert_eq!(
        client.call("lin", put(body)).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        client.get("admin", "/api/v1/coverage").await["items"],
        json!([])
    );
}

#[actix_web::test]
async fn categories_and_units_come_in_pages() {
    let client = Client::new();
    let categories = client.get("lin", "/api/v1/categories").await;
    assert_eq!(
        categories["items"][1]["code"], "01-02",
        "in the order of the file"
    );
    let first = client.get("lin", "/api/v1/units?limit=4").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = client
        .get("lin", &format!("/api/v1/units?cursor={cursor}"))
        .await;
    let code = |page: &Value, place: usize| page["items"][place]["code"].clone();
    assert_eq!(
        (code(&first, 0), code(&second, 0)),
        (json!("cgzf"), json!("hill"))
    );
    let coverage = client
        .call("lin", TestRequest::get().uri("/api/v1/coverage"))
        .await;
    assert_eq!(coverage.status(), StatusCode::FORBIDDEN);
}
