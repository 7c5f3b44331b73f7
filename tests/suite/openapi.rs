//! The document is what the server does, the file in the repository is the document, and the list of routes is a snapshot.

use std::collections::BTreeMap;

use harness::TestCity;
use serde_json::Value;

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// Renew it with `cargo xtask openapi`.
#[test]
fn the_committed_document_is_the_servers() {
    let path = mobile_api::openapi::snapshot_path();
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let current = mobile_api::openapi::pretty(&app::http::server::document()).unwrap();
    let same = committed == current;
    assert!(same, "{} is stale: run cargo xtask openapi", path.display());
}

#[tokio::test]
async fn the_served_document_is_the_committed_one() {
    let city = TestCity::at(MONDAY).await;
    let served = city.stranger().openapi().await.unwrap();
    let ours = serde_json::to_value(app::http::server::document()).unwrap();
    assert_eq!(served, ours);
}

#[test]
fn the_list_of_routes() {
    let lines: Vec<String> = operations()
        .into_iter()
        .map(|(route, operation)| {
            let sign_in = if is_signed_in(&operation) {
                "signed in"
            } else {
                "open"
            };
            let summary = operation["summary"].as_str().unwrap_or_default();
            format!("{route:<46} {sign_in:<9} {summary}")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_operation_says_what_it_does_and_how_it_refuses() {
    for (route, operation) in operations() {
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{route} has no summary");
        let tags = operation["tags"].as_array();
        assert_eq!(tags.map(Vec::len), Some(1), "{route}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(
            answers.keys().any(|status| status.starts_with('2')),
            "{route}"
        );
        for (status, answer) in answers {
            // Not ready is an answer of its own: it says of which part.
            let refusal = status == "default" || status.starts_with(['4', '5']);
            if refusal && (route.as_str(), status.as_str()) != ("GET    /readyz", "503") {
                assert_eq!(answer["$ref"], PROBLEM, "{route} {status}");
            }
        }
        assert!(answers.contains_key("default"), "{route}");
    }
}

const PROBLEM: &str = "#/components/responses/Problem";

/// Free text, read as it comes: everything else in an address or header says what it looks like.
const FREE: [&str; 1] = ["q"];

#[test]
fn what_stands_in_an_address_or_header_says_what_it_looks_like() {
    for (route, operation) in operations() {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let says = ["$ref", "enum", "format", "pattern", "minLength"];
            let free = schema["type"] != "string" || FREE.contains(&name);
            assert!(
                free || says.iter().any(|key| schema.get(*key).is_some()),
                "{route}: {name} is any text: see mobile_api::openapi::complete"
            );
            // In an address nobody can say null.
            assert!(!schema["type"].is_array(), "{route}: {name}");
        }
    }
}

#[test]
fn every_body_says_what_it_is() {
    for (route, operation) in operations() {
        let Some(body) = operation.get("requestBody") else {
            continue;
        };
        for (kind, content) in body["content"].as_object().unwrap() {
            let picture = kind.starts_with("image/");
            assert!(picture || content.get("schema").is_some(), "{route} {kind}");
        }
    }
}

#[test]
fn operations_have_names_of_their_own() {
    let mut routes: BTreeMap<String, String> = BTreeMap::new();
    for (route, operation) in operations() {
        let name = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(!name.is_empty(), "{route}");
        if let Some(other) = routes.insert(name.clone(), route.clone()) {
            panic!("{route} and {other} are both called {name}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = serde_json::to_value(app::http::server::document()).unwrap();
    let mut waiting = vec![&document];
    while let Some(part) = waiting.pop() {
        match part {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    let found = document.pointer(target.trim_start_matches('#'));
                    assert!(found.is_some(), "{target} leads nowhere");
                }
                waiting.extend(fields.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

/// `METHOD /path` and what the document says of it, in order.
pub fn operations() -> BTreeMap<String, Value> {
    let document = serde_json::to_value(app::http::server::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap();
        methods
            .iter()
            .filter(|(_, operation)| operation.is_object())
            .map(move |(method, operation)| {
                (
                    format!("{:<6} {path}", method.to_uppercase()),
                    operation.clone(),
                )
            })
    });
    operations.collect()
}

pub fn is_signed_in(operation: &Value) -> bool {
    operation["security"]
        .as_array()
        .is_some_and(|schemes| !schemes.is_empty())
}
