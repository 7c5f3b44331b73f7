//! What holds for every operation, added to the finished document in one place: any request may be refused, a refusal
//! is always a problem, and a parameter's name says what its text looks like.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{
    HeaderBuilder, KnownFormat, Object, ObjectBuilder, OpenApi, Ref, RefOr, Response, Schema,
    SchemaFormat, Type,
};

use super::PROBLEM;
use crate::problem::MEDIA_TYPE;

/// The document as the server gives it and the repository keeps it.
pub fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let methods = [
            &mut item.get,
            &mut item.head,
            &mut item.put,
            &mut item.post,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in methods.into_iter().flatten() {
            may_be_refused(operation);
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                never_null_body(body);
            }
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    narrow(parameter);
                }
            }
        }
    }
}

/// A handler may name the refusals that are its own; those that any request can meet (a body too large, a busy server, a
/// full disk) it need not. Either way the answer is the same problem.
fn may_be_refused(operation: &mut Operation) {
    let problem = || RefOr::Ref(Ref::from_response_name(PROBLEM));
    let answers = &mut operation.responses.responses;
    for (status, answer) in answers.iter_mut() {
        if status.starts_with(['4', '5']) && is_problem(answer) {
            *answer = problem();
        }
    }
    answers.entry("default".to_owned()).or_insert_with(problem);
}

fn is_problem(answer: &RefOr<Response>) -> bool {
    let RefOr::T(answer) = answer else {
        return false;
    };
    // Without a body: what a HEAD is told, or a handler that left the description to us.
    answer.content.is_empty()
        || answer.content.keys().any(|kind| kind == MEDIA_TYPE)
        || answer.content.values().any(|content| match content {
            RefOr::T(content) => names_problem(content.schema.as_ref()),
            RefOr::Ref(_) => false,
        })
}

fn names_problem(schema: Option<&RefOr<Schema>>) -> bool {
    matches!(schema, Some(RefOr::Ref(named)) if named.ref_location == Ref::from_schema_name(PROBLEM).ref_location)
}

/// Handlers read texts, so that a wrong one is refused in our own words; here is what a right one looks like.
fn narrow(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else {
        return;
    };
    never_null(schema);
    if schema.enum_values.is_some() || schema.pattern.is_some() || schema.format.is_some() {
        return;
    }
    match parameter.name.as_str() {
        "id" => schema.format = Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)),
        "sha256" => schema.pattern = Some("^[0-9a-f]{64}$".to_owned()),
        "cursor" => schema.pattern = Some("^[A-Za-z0-9_-]+$".to_owned()),
        "period" => schema.pattern = Some(PERIOD.to_owned()),
        "username" => schema.pattern = Some("^[a-z0-9._-]{3,64}$".to_owned()),
        "bbox" => schema.format = Some(SchemaFormat::Custom("bbox".to_owned())),
        "department" | "street" | "zone" | "unit" | "category" => schema.min_length = Some(1),
        _ => {}
    }
}

/// `2026-W47` or `2026-11`.
pub(crate) const PERIOD: &str = "^[0-9]{4}-(W(0[1-9]|[1-4][0-9]|5[0-3])|0[1-9]|1[0-2])$";

/// Left out is not the same as null, and only the first can be said in an address or a header.
fn never_null(schema: &mut Object) {
    if let SchemaType::Array(types) = &schema.schema_type {
        let said: Vec<Type> = types
            .iter()
            .filter(|kind| **kind != Type::Null)
            .cloned()
            .collect();
        if let [only] = &said[..] {
            schema.schema_type = SchemaType::Type(only.clone());
        }
    }
}

/// A body that may be left out is declared as an Option, which is not to say that it may be the word null.
fn never_null_body(body: &mut RequestBody) {
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        let Some(RefOr::T(Schema::OneOf(either))) = &content.schema else {
            continue;
        };
        let something: Vec<_> = either.items.iter().filter(|item| !is_null(item)).collect();
        if let [only] = something[..] {
            content.schema = Some(only.clone());
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(nothing)) if nothing.schema_type == SchemaType::Type(Type::Null))
}

/// The headers a refusal may carry.
pub(super) fn headers(response: &mut Response) {
    for (name, kind, said) in [
        (
            "Retry-After",
            Type::Integer,
            "Seconds, with 429 and 503: the same request may be sent again then.",
        ),
        (
            "Allow",
            Type::String,
            "With 405: the methods the address has.",
        ),
        ("WWW-Authenticate", Type::String, "With 401: `Bearer`."),
    ] {
        let header = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(kind)))
            .description(Some(said))
            .build();
        response.headers.insert(name.to_owned(), header.into());
    }
}
