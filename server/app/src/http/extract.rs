//! How a request is read: JSON bodies, query parameters and keys into wire types, with the place of every fault.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use mobile_api::body::{BodyFault, quoted};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::pace;
use crate::error::AppError;

/// Reports and actions are a few kilobytes; imports read their bodies themselves.
pub const BODY_LIMIT: usize = 256 * 1024;

/// More than any question has, so that one behind them is unknown or repeated. What is wrong with a question is found by
/// comparing its parameters with one another, before anybody has signed in.
const MOST_PARAMETERS: usize = 50;

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = AppError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { json(&request, payload, BODY_LIMIT).await.map(Body) })
    }
}

/// The parameters behind the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(parse_query(request.query_string()).map(Query))
    }
}

/// A JSON body up to a limit of its own.
pub async fn json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<T, AppError> {
    parse_json(&json_bytes(request, payload, limit).await?)
}

/// The same, to be read by somebody who knows its type.
pub async fn json_bytes(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Vec<u8>, AppError> {
    expect_json(request)?;
    bytes(payload, limit).await
}

pub async fn bytes(mut payload: Payload, limit: usize) -> Result<Vec<u8>, AppError> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let gone = || AppError::new(Code::InvalidBody, Detail::FieldUnreadable);
        let chunk = chunk.map_err(|error| pace::refusal(&error, gone()))?;
        if body.len() + chunk.len() > limit {
            let detail = Detail::BodyTooLarge {
                limit_bytes: limit as u64,
            };
            return Err(AppError::new(Code::PayloadTooLarge, detail));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What the client calls this request by, the same whenever it sends it again.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<Uuid>, AppError> {
    let Some(sent) = request.headers().get("Idempotency-Key") else {
        return Ok(None);
    };
    let key = sent.to_str().ok().and_then(|text| text.parse().ok());
    key.map(Some)
        .ok_or_else(|| AppError::field("Idempotency-Key", Code::InvalidParameter, Detail::NotAnId))
}

fn expect_json(request: &HttpRequest) -> Result<(), AppError> {
    let sent = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = sent
        .unwrap_or("application/json")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    if media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json") {
        return Ok(());
    }
    let detail = Detail::MediaTypeExpected {
        expected: "application/json".into(),
    };
    Err(AppError::new(Code::MediaTypeUnsupported, detail))
}

pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    mobile_api::body::parse(body).map_err(fault)
}

pub fn fault(fault: BodyFault) -> AppError {
    match fault.pointer.as_str() {
        "" => AppError::new(fault.code, fault.detail),
        _ => AppError::field(fault.pointer, fault.code, fault.detail),
    }
}

pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, AppError> {
    let pairs = form_pairs(query);
    if let Some((name, _)) = pairs.get(MOST_PARAMETERS) {
        let name = name.clone();
        return Err(wrong_parameter(
            name.clone(),
            Detail::ParameterUnknown { name },
        ));
    }
    if let Some(name) = repeated(&pairs) {
        return Err(wrong_parameter(
            name.clone(),
            Detail::FieldRepeated { name },
        ));
    }
    if let Some((name, _)) = pairs.iter().find(|(_, value)| value.contains('\0')) {
        return Err(wrong_parameter(name.clone(), Detail::NulInText));
    }
    actix_web::web::Query::<T>::from_query(query)
        .map(actix_web::web::Query::into_inner)
        .map_err(|error| {
            let said = error.to_string();
            // Its own words first, then serde's.
            let said = said.split_once(": ").map_or(&*said, |(_, said)| said);
            if let Some(name) = quoted(said, "missing field `") {
                let name = name.to_owned();
                return wrong_parameter(name.clone(), Detail::FieldMissing { name });
            }
            if let Some(name) = quoted(said, "unknown field `") {
                let name = name.to_owned();
                return wrong_parameter(name.clone(), Detail::ParameterUnknown { name });
            }
            let given = quoted(said, "unknown variant `").map(str::to_owned);
            let culprit = given
                .clone()
                .and_then(|given| pairs.iter().find(|(_, value)| *value == given));
            if let (Some(given), Some((name, _))) = (given, culprit) {
                let (code, detail) = match name.as_str() {
                    "crs" => (Code::CrsUnknown, Detail::CrsUnknown { given }),
                    _ => (Code::InvalidParameter, Detail::FieldNotOneOf { given }),
                };
                return AppError::field(format!("?{name}"), code, detail);
            }
            let name = unreadable::<T>(&pairs).unwrap_or_default();
            wrong_parameter(name.clone(), Detail::ParameterUnreadable { name })
        })
}

fn wrong_parameter(name: String, detail: Detail) -> AppError {
    AppError::field(format!("?{name}"), Code::InvalidParameter, detail)
}

fn form_pairs(query: &str) -> Vec<(String, String)> {
    actix_web::web::Query::<Vec<(String, String)>>::from_query(query)
        .map(actix_web::web::Query::into_inner)
        .unwrap_or_default()
}

fn repeated(pairs: &[(String, String)]) -> Option<String> {
    pairs
        .iter()
        .enumerate()
        .find(|(place, (name, _))| pairs[..*place].iter().any(|(earlier, _)| earlier == name))
        .map(|(_, (name, _))| name.clone())
}

fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The query reader doesn't say which value it could not read: each is asked for alone.
fn unreadable<T: DeserializeOwned>(pairs: &[(String, String)]) -> Option<String> {
    let alone = |pair: &&(String, String)| {
        let query = encoded(std::slice::from_ref(*pair));
        match actix_web::web::Query::<T>::from_query(&query) {
            Ok(_) => false,
            Err(error) => !error.to_string().contains("missing field `"),
        }
    };
    pairs.iter().find(alone).map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mobile_api::case::{CaseQuery, NearbyQuery};

    fn refused<T: DeserializeOwned>(query: &str) -> (Code, String) {
        match parse_query::<T>(query) {
            Err(AppError::Refused(refused)) => (refused.code, refused.fields[0].pointer.clone()),
            Err(broken) => panic!("{broken:?}"),
            Ok(_) => panic!("{query} was understood"),
        }
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        let at = |name: &str| (Code::InvalidParameter, format!("?{name}"));
        assert_eq!(refused::<CaseQuery>("stat=handled"), at("stat"));
        assert_eq!(refused::<CaseQuery>("a`b=1"), at("a`b"));
        assert_eq!(refused::<CaseQuery>("limit=many"), at("limit"));
        assert_eq!(refused::<CaseQuery>("q=a&limit=5&limit=6"), at("limit"));
        assert_eq!(refused::<CaseQuery>("limit=5&q=a%00b"), at("q"));
        assert_eq!(
            refused::<CaseQuery>("limit=5&overdue=perhaps"),
            at("overdue")
        );
        assert_eq!(refused::<CaseQuery>("limit=x&overdue=y"), at("limit"));
        assert_eq!(refused::<NearbyQuery>("lat=1&lon=x&q=y"), at("lon"));
        assert_eq!(refused::<CaseQuery>("light=blue"), at("light"));
        assert_eq!(
            refused::<NearbyQuery>("lon=105.7&category=02-01"),
            at("lat")
        );
        let crs = refused::<NearbyQuery>("lon=105.7&lat=34.5&category=02-01&crs=mars");
        assert_eq!(crs, (Code::CrsUnknown, "?crs".to_owned()));
    }

    #[test]
    fn more_parameters_than_any_question_has_are_not_looked_at() {
        let many: String = (0..30_000).map(|n| format!("{n}=&")).collect();
        let at = |name: &str| (Code::InvalidParameter, format!("?{name}"));
        assert_eq!(refused::<CaseQuery>(&format!("limit=x&{many}")), at("49"));
        let again = "q=&".repeat(40_000);
        assert_eq!(refused::<CaseQuery>(&again), at("q"));
    }

    #[test]
    fn what_is_right_is_read() {
        let query: CaseQuery = parse_query("q=%E5%B9%BF%E5%91%8A&limit=5&overdue=true").unwrap();
        assert_eq!(
            (query.q.as_deref(), query.limit, query.overdue),
            (Some("广告"), Some(5), Some(true))
        );
        let query: NearbyQuery = parse_query("lon=105.7&lat=34.5&category=02-01").unwrap();
        assert_eq!(query.crs, mobile_api::position::Crs::Wgs84);
    }
}
