//! What stands behind the question mark, read as every question there is.

use app::error::{AppError, Field};
use app::http::extract::parse_query;
use mobile_api::campaign::CampaignQuery;
use mobile_api::case::{CaseQuery, NearbyQuery};
use mobile_api::import::ImportQuery;
use mobile_api::page::PageQuery;
use mobile_api::ranking::{
    PublicRankingQuery, RankingCaseQuery, RankingHistoryQuery, RankingQuery,
};
use mobile_api::route::LocateQuery;
use mobile_api::visit::VisitQuery;
use mobile_api::words::{Detail, Lang};
use mobile_api::zone::ZoneQuery;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Target, holds};

pub const QUERY: Target = Target {
    words: &[
        b"&",
        b"=",
        b"%",
        b"%00",
        b"%ff",
        b"%E5%B9",
        b"+",
        b"&&",
        b"limit=",
        b"cursor=",
        b"&q=",
        b"&lon=NaN",
        b"&lat=inf",
        b"&lon=1e400",
        b"true",
        b"null",
        b"[]",
        b"%26",
        b"&limit=1&limit=2",
        b"\xe5\xb9\xbf",
    ],
    ..Target::plain("query", "the parameters of every question", |input| {
        let Ok(text) = str::from_utf8(input) else {
            return Ok(());
        };
        read::<PageQuery>(text)?;
        read::<CaseQuery>(text)?;
        read::<NearbyQuery>(text)?;
        read::<LocateQuery>(text)?;
        read::<VisitQuery>(text)?;
        read::<CampaignQuery>(text)?;
        read::<ZoneQuery>(text)?;
        read::<RankingQuery>(text)?;
        read::<RankingCaseQuery>(text)?;
        read::<RankingHistoryQuery>(text)?;
        read::<PublicRankingQuery>(text)?;
        read::<ImportQuery>(text)
    })
};

/// Read, it is written and read again as the same; refused, it says which parameter.
fn read<T>(text: &str) -> Result<(), String>
where
    T: DeserializeOwned + Serialize + PartialEq,
{
    match parse_query::<T>(text) {
        Ok(query) => {
            let written = serde_urlencoded::to_string(&query).map_err(|error| error.to_string())?;
            let again = parse_query::<T>(&written);
            // A number that is none is not even itself.
            let same = again.is_ok_and(|again| again == query) || written.contains("NaN");
            holds(same, || format!("{text} became {written}"))
        }
        Err(AppError::Broken(error)) => Err(format!("{error:?}")),
        Err(AppError::Refused(refused)) => {
            holds(refused.fields.len() == 1, || {
                "no parameter named".to_owned()
            })?;
            let field = &refused.fields[0];
            holds(is_about(text, field), || {
                format!("{:?} is nowhere in {text}", field.pointer)
            })?;
            let said = field.detail.text(Lang::Zh).chars().count();
            holds(said <= super::LONGEST_WORDS, || {
                format!("{said} letters are said")
            })
        }
    }
}

/// A parameter that was sent, or one that was not and is missing.
fn is_about(text: &str, field: &Field) -> bool {
    let Some(name) = field.pointer.strip_prefix('?') else {
        return false;
    };
    let sent: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
    sent.is_empty()
        || matches!(field.detail, Detail::FieldMissing { .. })
        || sent.iter().any(|(known, _)| known == name)
}
