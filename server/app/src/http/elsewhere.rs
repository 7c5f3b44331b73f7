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
        let mut known = self.0.iter();
        match known.find(|(address, _)| address.is_match(request.path())) {
            Some((_, methods)) => Ok(HttpResponse::MethodNotAllowed()
                .insert_header((header::ALLOW, methods.as_str()))
                .finish()),
            None => Err(AppError::not_found()),
        }
    }
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
