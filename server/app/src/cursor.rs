//! Cursors of lists that are ordered by time, the latest first, and by id where the time is the same. Each list has
//! a letter, so that a cursor can't continue another list.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::time::Micros;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use uuid::Uuid;

use crate::error::AppError;

pub const VISITS: char = 'v';
pub const CAMPAIGNS: char = 'c';
pub const NOTICES: char = 'n';

/// After the item with this time and id.
pub fn after(list: char, at: Micros, id: Uuid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{list} {} {id}", at.0))
}

pub fn read(list: char, cursor: &str) -> Result<(Micros, Uuid), AppError> {
    let key = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, id) = text
            .strip_prefix(list)?
            .strip_prefix(' ')?
            .split_once(' ')?;
        Some((Micros(at.parse().ok()?), id.parse().ok()?))
    };
    key().ok_or_else(|| AppError::field("?cursor", Code::CursorInvalid, Detail::CursorInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_continues_its_own_list_and_no_other() {
        let key = (Micros(-7), Uuid::from_u128(9));
        let cursor = after(VISITS, key.0, key.1);
        assert_eq!(read(VISITS, &cursor).unwrap(), key);
        for (list, cursor) in [(CAMPAIGNS, cursor.as_str()), (VISITS, "dg"), (VISITS, "!")] {
            assert_eq!(read(list, cursor).unwrap_err().code(), Code::CursorInvalid);
        }
    }
}
