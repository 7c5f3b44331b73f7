//! Pages of a list that is in memory. A cursor is the key of the last item shown, so that no item comes twice and
//! none is missed while others are added.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mobile_api::error::Code;
use mobile_api::page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageQuery};
use mobile_api::words::Detail;

use crate::error::AppError;

/// `items` in the order of their keys.
pub fn page<T>(
    items: impl Iterator<Item = T>,
    key: impl Fn(&T) -> String,
    query: &PageQuery,
) -> Result<Page<T>, AppError> {
    let limit = limit(query)?;
    let after = match &query.cursor {
        Some(cursor) => read(cursor)?,
        None => String::new(),
    };
    let mut shown: Vec<T> = items
        .filter(|item| after.is_empty() || key(item) > after)
        .take(limit + 1)
        .collect();
    let more = shown.len() > limit;
    shown.truncate(limit);
    let last = shown.last().filter(|_| more);
    Ok(Page {
        next_cursor: last.map(|item| BASE64_URL_SAFE_NO_PAD.encode(key(item))),
        items: shown,
    })
}

fn limit(query: &PageQuery) -> Result<usize, AppError> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if (1..=MAX_LIMIT).contains(&limit) {
        return Ok(limit as usize);
    }
    let detail = Detail::NumberOutOfRange {
        least: 1,
        most: i64::from(MAX_LIMIT),
    };
    Err(AppError::field("?limit", Code::InvalidParameter, detail))
}

fn read(cursor: &str) -> Result<String, AppError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let key = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    key.filter(|key| !key.is_empty())
        .ok_or_else(|| AppError::field("?cursor", Code::CursorInvalid, Detail::CursorInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_while_the_list_changes() {
        let of = |items: &[&str], cursor: Option<String>| {
            let query = PageQuery {
                limit: Some(2),
                cursor,
            };
            page(
                items.iter().map(|item| item.to_string()),
                String::clone,
                &query,
            )
            .unwrap()
        };
        let first = of(&["a", "b", "c", "d"], None);
        assert_eq!(first.items, ["a", "b"]);
        let second = of(&["a", "aa", "bb", "c", "d"], first.next_cursor);
        assert_eq!(second.items, ["bb", "c"]);
        let last = of(&["d"], second.next_cursor);
        assert_eq!((last.items, last.next_cursor), (vec!["d".to_owned()], None));
    }

    #[test]
    fn a_strange_limit_or_cursor_is_refused() {
        let code = |limit, cursor: Option<&str>| {
            let query = PageQuery {
                limit,
                cursor: cursor.map(str::to_owned),
            };
            page(std::iter::empty::<String>(), String::clone, &query)
                .err()
                .map(|error| error.code())
        };
        assert_eq!(code(Some(0), None), Some(Code::InvalidParameter));
        assert_eq!(code(Some(201), None), Some(Code::InvalidParameter));
        assert_eq!(code(None, Some("!")), Some(Code::CursorInvalid));
        assert_eq!(code(None, Some("")), Some(Code::CursorInvalid));
        assert_eq!(code(None, None), None);
    }
}
