//! JSON bodies, read as every request there is.

use mobile_api::action::{Action, ActionRequest};
use mobile_api::auth::{LoginRequest, RefreshRequest};
use mobile_api::body::{BodyFault, parse};
use mobile_api::campaign::CampaignRequest;
use mobile_api::case::ReportRequest;
use mobile_api::error::Code;
use mobile_api::notice::ReadRequest;
use mobile_api::ranking::{BuildRequest, CorrectRequest, SignOffRequest};
use mobile_api::rule::RoutingTableRequest;
use mobile_api::visit::VisitRequest;
use mobile_api::words::Lang;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Target, holds};
use crate::pointer::leads_somewhere;

pub const BODY: Target = Target {
    words: &[
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b":",
        b",",
        b"null",
        b"true",
        b"\\u0000",
        b"\\ud800",
        b"\\",
        b"1e999",
        b"-0",
        b"\"expected_version\":1,",
        b"\"colour\":\"red\",",
        b"\"photos\":[],",
        b"\"crs\":\"mars\",",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\n",
        b"{\"a\":",
        b"\"~1/\"",
    ],
    ..Target::plain("body", "the JSON of every request", |input| {
        let document = serde_json::from_slice::<Value>(input).ok();
        let document = document.as_ref();
        read::<ReportRequest>(input, document)?;
        read::<VisitRequest>(input, document)?;
        read::<CampaignRequest>(input, document)?;
        read::<RoutingTableRequest>(input, document)?;
        read::<BuildRequest>(input, document)?;
        read::<CorrectRequest>(input, document)?;
        read::<SignOffRequest>(input, document)?;
        read::<ReadRequest>(input, document)?;
        read::<LoginRequest>(input, document)?;
        read::<RefreshRequest>(input, document)?;
        Action::ALL.into_iter().try_for_each(|action| {
            let read = ActionRequest::parse(action, input);
            read.map_or(Ok(()), |read| {
                judged(read, document, |written| {
                    ActionRequest::parse(action, written).and_then(Result::ok)
                })
            })
        })
    })
};

fn read<T>(input: &[u8], document: Option<&Value>) -> Result<(), String>
where
    T: DeserializeOwned + Serialize + PartialEq,
{
    judged(parse::<T>(input), document, |written| parse(written).ok())
}

/// Read, it is written and read again as the same; refused, it says where.
fn judged<T: Serialize + PartialEq>(
    read: Result<T, BodyFault>,
    document: Option<&Value>,
    again: impl Fn(&[u8]) -> Option<T>,
) -> Result<(), String> {
    match read {
        Ok(request) => {
            let written = serde_json::to_vec(&request).map_err(|error| error.to_string())?;
            holds(again(&written).as_ref() == Some(&request), || {
                format!("became {}", String::from_utf8_lossy(&written))
            })
        }
        Err(fault) => {
            let said = fault.detail.text(Lang::Zh).chars().count();
            holds(said <= super::LONGEST_WORDS, || {
                format!("{said} letters are said")
            })?;
            let there = match document {
                Some(document) => leads_somewhere(&fault.pointer, document),
                None => fault.pointer.is_empty(),
            };
            holds(there, || format!("{fault:?} is nowhere"))?;
            holds(
                document.is_some() == (fault.code != Code::InvalidBody),
                || format!("{fault:?}"),
            )
        }
    }
}
