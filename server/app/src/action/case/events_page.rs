//! The chain of a case's events, page by page, for whoever sees the case.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::id::CaseId;
use mobile_api::error::Code;
use mobile_api::event::{CaseEvent, EventQuery, EventSort};
use mobile_api::page::Page;
use mobile_api::words::{Detail, Lang};
use store::Conn;
use store::events::Direction;

use crate::action::case::{command, events as history, list};
use crate::auth::caller::Caller;
use crate::error::AppError;

pub fn page(
    conn: &mut Conn,
    caller: &Caller,
    id: CaseId,
    query: &EventQuery,
    lang: Lang,
) -> Result<Page<CaseEvent>, AppError> {
    let limit = list::limit(query.limit)?;
    let sort = query.sort.unwrap_or_default();
    let after = query.after.unwrap_or(0).max(0);
    let cursor = query.cursor.as_deref();
    let cursor = cursor.map(|cursor| read(sort, cursor)).transpose()?;
    command::visible(store::cases::get(conn, id)?, caller)?;
    let (direction, from) = match sort {
        EventSort::OldestFirst => (Direction::OldestFirst, cursor.unwrap_or(0).max(after)),
        EventSort::NewestFirst => (Direction::NewestFirst, cursor.unwrap_or(i64::MAX)),
    };
    let mut rows = store::events::page_of_case(conn, id, direction, from, limit + 1)?;
    rows.retain(|row| row.seq > after);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    Ok(Page {
        next_cursor: last.map(|row| BASE64_URL_SAFE_NO_PAD.encode(key(sort, row.seq))),
        items: history::shown(conn, caller, id, rows, lang)?,
    })
}

/// A cursor is the number of the last event shown, and the direction it continues.
fn key(sort: EventSort, seq: i64) -> String {
    let letter = match sort {
        EventSort::OldestFirst => 'e',
        EventSort::NewestFirst => 'E',
    };
    format!("{letter} {seq}")
}

fn read(sort: EventSort, cursor: &str) -> Result<i64, AppError> {
    let seq = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let seq = text.split_once(' ')?.1.parse().ok()?;
        (key(sort, seq) == text).then_some(seq)
    };
    seq().ok_or_else(|| AppError::field("?cursor", Code::CursorInvalid, Detail::CursorInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_continues_its_own_direction_and_no_other() {
        for sort in [EventSort::OldestFirst, EventSort::NewestFirst] {
            let cursor = BASE64_URL_SAFE_NO_PAD.encode(key(sort, 70));
            assert_eq!(read(sort, &cursor).unwrap(), 70);
            let other = match sort {
                EventSort::OldestFirst => EventSort::NewestFirst,
                EventSort::NewestFirst => EventSort::OldestFirst,
            };
            for (sort, cursor) in [(other, cursor.as_str()), (sort, "!"), (sort, "ZSAx#")] {
                assert_eq!(read(sort, cursor).unwrap_err().code(), Code::CursorInvalid);
            }
        }
    }
}
