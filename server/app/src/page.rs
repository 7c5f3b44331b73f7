//! Pages of lists, and the cursors that continue them. A cursor holds a letter that names its list and the key of the
//! last item shown: no item comes twice, none is missed while others are added, and no cursor continues another list.

use std::fmt::Display;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::time::Micros;
use mobile_api::error::Code;
use mobile_api::page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageQuery};
use mobile_api::words::Detail;
use uuid::Uuid;

use crate::error::AppError;

pub const CAMPAIGNS: char = 'c';
/// The cases a list counted; campaigns have a time in their key, these have none.
pub const COUNTED: char = 'c';
pub const EVENTS_NEWEST: char = 'E';
pub const EVENTS_OLDEST: char = 'e';
pub const ISSUES: char = 'i';
pub const NOTICES: char = 'n';
pub const CASES_DUE: char = 'd';
pub const CASES_REPORTED: char = 'r';
pub const VISITS: char = 'v';

pub fn limit(asked: Option<u32>) -> Result<usize, AppError> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(limit as usize),
        _ => {
            let detail = Detail::NumberOutOfRange {
                least: 1,
                most: i64::from(MAX_LIMIT),
            };
            Err(AppError::field("?limit", Code::InvalidParameter, detail))
        }
    }
}

/// Of what was asked for with one more than a page holds: the last item of the page where more follow.
pub fn cut<T>(items: &mut Vec<T>, limit: usize) -> Option<&T> {
    let more = items.len() > limit;
    items.truncate(limit);
    items.last().filter(|_| more)
}

pub fn cursor(list: char, key: impl Display) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{list} {key}"))
}

pub fn key<T>(
    list: char,
    cursor: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, AppError> {
    decoded(cursor)
        .and_then(|text| read(text.strip_prefix(list)?.strip_prefix(' ')?))
        .ok_or_else(invalid)
}

/// After the item with this time and id, in a list with the latest first.
pub fn dated_cursor(list: char, at: Micros, id: Uuid) -> String {
    cursor(list, format_args!("{} {id}", at.0))
}

pub fn dated_key(list: char, cursor: &str) -> Result<(Micros, Uuid), AppError> {
    key(list, cursor, |key| {
        let (at, id) = key.split_once(' ')?;
        Some((Micros(at.parse().ok()?), id.parse().ok()?))
    })
}

/// A page of a list that is in memory, `items` in the order of their keys.
pub fn of_all<T>(
    items: impl Iterator<Item = T>,
    key: impl Fn(&T) -> String,
    query: &PageQuery,
) -> Result<Page<T>, AppError> {
    let limit = limit(query.limit)?;
    let after = match &query.cursor {
        Some(cursor) => decoded(cursor)
            .filter(|key| !key.is_empty())
            .ok_or_else(invalid)?,
        None => String::new(),
    };
    let mut items: Vec<T> = items
        .filter(|item| after.is_empty() || key(item) > after)
        .take(limit + 1)
        .collect();
    let last = cut(&mut items, limit);
    Ok(Page {
        next_cursor: last.map(|item| BASE64_URL_SAFE_NO_PAD.encode(key(item))),
        items,
    })
}

fn decoded(cursor: &str) -> Option<String> {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

fn invalid() -> AppError {
    AppError::field("?cursor", Code::CursorInvalid, Detail::CursorInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_continues_its_own_list_and_no_other() {
        let last = (Micros(-7), Uuid::from_u128(9));
        let continued = dated_cursor(VISITS, last.0, last.1);
        assert_eq!(dated_key(VISITS, &continued).unwrap(), last);
        for (list, cursor) in [(NOTICES, continued.as_str()), (VISITS, "dg"), (VISITS, "!")] {
            let code = dated_key(list, cursor).unwrap_err().code();
            assert_eq!(code, Code::CursorInvalid, "{list} {cursor}");
        }
    }

    #[test]
    fn pages_follow_each_other_while_the_list_changes() {
        let of = |items: &[&str], cursor: Option<String>| {
            let query = PageQuery {
                limit: Some(2),
                cursor,
            };
            let items = items.iter().map(|item| item.to_string());
            of_all(items, String::clone, &query).unwrap()
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
        for (limit, cursor, expected) in [
            (Some(0), None, Some(Code::InvalidParameter)),
            (Some(201), None, Some(Code::InvalidParameter)),
            (None, Some("!"), Some(Code::CursorInvalid)),
            (None, Some(""), Some(Code::CursorInvalid)),
            (None, None, None),
        ] {
            let cursor = cursor.map(str::to_owned);
            let page = of_all(
                std::iter::empty::<String>(),
                String::clone,
                &PageQuery { limit, cursor },
            );
            assert_eq!(page.err().map(|error| error.code()), expected);
        }
    }
}
