//! The chain of a case's events, page by page, for whoever sees the case.

use domain::id::CaseId;
use mobile_api::event::{CaseEvent, EventQuery, EventSort};
use mobile_api::page::Page;
use mobile_api::words::Lang;
use store::Conn;
use store::events::Direction;

use crate::action::case::{events as history, sight};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;

pub fn events(
    conn: &mut Conn,
    caller: &Caller,
    id: CaseId,
    query: &EventQuery,
    lang: Lang,
) -> Result<Page<CaseEvent>, AppError> {
    let limit = page::limit(query.limit)?;
    let sort = query.sort.unwrap_or_default();
    let after = query.after.unwrap_or(0).max(0);
    let cursor = query.cursor.as_deref();
    let cursor = cursor.map(|cursor| read(sort, cursor)).transpose()?;
    let case = sight::visible(store::cases::get(conn, id)?, caller)?;
    let (direction, from) = match sort {
        EventSort::OldestFirst => (Direction::OldestFirst, cursor.unwrap_or(0).max(after)),
        EventSort::NewestFirst => (Direction::NewestFirst, cursor.unwrap_or(i64::MAX)),
    };
    let mut rows = store::events::page_of_case(conn, id, direction, from, limit + 1)?;
    rows.retain(|row| row.seq > after);
    let last = page::cut(&mut rows, limit);
    Ok(Page {
        next_cursor: last.map(|row| page::cursor(letter(sort), row.seq)),
        items: history::shown(conn, caller, &case, rows, lang)?,
    })
}

/// A cursor is the number of the last event shown, and the direction it continues.
const fn letter(sort: EventSort) -> char {
    match sort {
        EventSort::OldestFirst => page::EVENTS_OLDEST,
        EventSort::NewestFirst => page::EVENTS_NEWEST,
    }
}

fn read(sort: EventSort, cursor: &str) -> Result<i64, AppError> {
    page::key(letter(sort), cursor, |seq| seq.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mobile_api::error::Code;

    #[test]
    fn a_cursor_continues_its_own_direction_and_no_other() {
        for sort in [EventSort::OldestFirst, EventSort::NewestFirst] {
            let cursor = page::cursor(letter(sort), 70);
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
