//! Requests that no route took: an address nobody has, or one that is there for other methods.

use actix_web::dev::ResourceDef;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use crate::error::AppError;

/// The addresses of the document, each with its methods.
pub struct Addresses(Vec<(ResourceDef, String)>);

impl Addresses {
    pub fn of(document: &OpenApi) -> Addresses {
        let paths = document.paths.paths.iter();
        Addresses(
            paths
                .map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item)))
                .collect(),
        )
    }

    /// The body is written by `http::problem`, as for every refusal.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, AppError> {
        let known = self.0.iter();
        let here = known.filter(|(address, _)| address.is_match(request.path()));
        // `/rankings/{id}.csv` also reads like `/rankings/{id}`: the one that says more is meant.
        match here.max_by_key(|(address, _)| said_plainly(address)) {
            Some((_, methods)) => Ok(HttpResponse::MethodNotAllowed()
                .insert_header((header::ALLOW, methods.as_str()))
                .finish()),
            None => Err(AppError::not_found()),
        }
    }
}

/// How much of an address is not left open.
fn said_plainly(address: &ResourceDef) -> usize {
    let pattern = address.pattern().unwrap_or_default();
    pattern
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, plain)| plain).len())
        .sum()
}

fn methods(item: &PathItem) -> String {
    let methods = [
        ("GET", item.get.is_some()),
        ("HEAD", item.head.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ];
    let there: Vec<&str> = methods
        .iter()
        .filter(|(_, there)| *there)
        .map(|(name, _)| *name)
        .collect();
    there.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn an_address_has_the_methods_of_the_most_specific_one_it_reads_like() {
        let addresses = Addresses::of(&crate::http::server::document());
        for (uri, expected) in [
            (
                "/api/v1/rankings/01a22e54-2272-71f4-ba04-209fbd5fcbae",
                "GET, PUT",
            ),
            (
                "/api/v1/rankings/01a22e54-2272-71f4-ba04-209fbd5fcbae.csv",
                "GET",
            ),
            ("/api/v1/rankings/history", "GET"),
            ("/api/v1/cases/counts", "GET"),
        ] {
            let request = TestRequest::with_uri(uri).to_http_request();
            let answer = addresses.answer(&request).unwrap();
            let allowed = answer.headers().get(header::ALLOW).unwrap();
            assert_eq!(allowed, expected, "{uri}");
        }
    }
}
