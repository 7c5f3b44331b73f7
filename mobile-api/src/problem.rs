//! Errors on the wire: RFC 9457 problem details with our code, the faults of single fields and what
//! helps a client go on. Which code is used when is decided where the error arises.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action::Action;
use crate::error::Code;
use crate::words::{self, Detail, Lang};

pub const MEDIA_TYPE: &str = "application/problem+json";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    #[schema(example = "/errors/photo_missing")]
    pub r#type: String,
    /// The contract: one of the table of codes. Titles and details may change.
    #[schema(example = "photo_missing")]
    pub code: String,
    #[schema(example = "照片尚未上传")]
    pub title: String,
    #[schema(example = 422)]
    pub status: u16,
    pub detail: String,
    /// To be quoted when asking for help.
    #[serde(default)]
    pub request_id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `version_conflict`: the version to read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    /// With `action_not_allowed`: what is possible now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_actions: Option<Vec<Action>>,
    /// As the header Retry-After says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

/// What is wrong at one place of the request or file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer into the body (`/photos/0`); `?name` for a parameter of the address;
    /// in CSV files `/row/column`: row 0 is the line below the header.
    #[schema(example = "/photos/0")]
    pub pointer: String,
    #[schema(example = "photo_missing")]
    pub code: String,
    pub detail: String,
}

impl Problem {
    pub fn new(code: Code, detail: &Detail, lang: Lang) -> Problem {
        Problem {
            r#type: format!("/errors/{}", code.name()),
            code: code.name().to_owned(),
            title: words::title(code, lang).to_owned(),
            status: code.status(),
            detail: detail.text(lang),
            request_id: None,
            errors: Vec::new(),
            current_version: None,
            available_actions: None,
            retry_after_s: None,
        }
    }

    /// None: a newer server used a code that this build does not know; `status` still tells its kind.
    pub fn known_code(&self) -> Option<Code> {
        Code::named(&self.code)
    }
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, code: Code, detail: &Detail, lang: Lang) -> FieldError {
        FieldError {
            pointer: pointer.into(),
            code: code.name().to_owned(),
            detail: detail.text(lang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_everything_once_and_only_what_applies() {
        let mut problem = Problem::new(
            Code::PhotoMissing,
            &Detail::PhotosMissing { count: 1 },
            Lang::En,
        );
        problem.request_id = Some("req-7".into());
        problem.errors = vec![FieldError::new(
            "/photos/0",
            Code::PhotoMissing,
            &Detail::PhotoMissing,
            Lang::En,
        )];
        let json = serde_json::to_value(&problem).unwrap();
        insta::assert_json_snapshot!(json);
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
        assert_eq!(problem.known_code(), Some(Code::PhotoMissing));
    }
}
