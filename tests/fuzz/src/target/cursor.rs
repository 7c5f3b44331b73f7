//! Cursors, which a client sends back as it got them and anybody may make up.

use app::page::{CAMPAIGNS, NOTICES, VISITS, dated_cursor, dated_key, of_all};
use domain::time::Micros;
use mobile_api::error::Code;
use mobile_api::page::PageQuery;
use uuid::Uuid;

use super::{Target, holds};

const LISTS: [char; 3] = [VISITS, CAMPAIGNS, NOTICES];

pub const CURSOR: Target = Target {
    made: || {
        let at = |at| LISTS.map(|list| dated_cursor(list, Micros(at), Uuid::from_u128(9)));
        let all = [0, -1, i64::MAX, i64::MIN, 1_772_413_200_000_000].map(at);
        all.into_iter().flatten().map(String::into_bytes).collect()
    },
    words: &[
        b"=", b"-", b"_", b"IA", b"ICA", b"diAw", b"\xff", b"AAAA", b"%20",
    ],
    ..Target::plain("cursor", "a cursor of any list", |input| {
        let Ok(text) = str::from_utf8(input) else {
            return Ok(());
        };
        let mut owners = 0;
        for list in LISTS {
            match dated_key(list, text) {
                Ok((at, id)) => {
                    owners += 1;
                    let again = dated_key(list, &dated_cursor(list, at, id)).ok();
                    holds(again == Some((at, id)), || format!("{at:?} {id} is lost"))?;
                }
                Err(error) => holds(error.code() == Code::CursorInvalid, || format!("{error:?}"))?,
            }
        }
        holds(owners <= 1, || format!("{text} continues {owners} lists"))?;
        in_memory(text)
    })
};

/// A list in memory: what comes after the cursor, and nothing twice.
fn in_memory(text: &str) -> Result<(), String> {
    let query = PageQuery {
        limit: Some(2),
        cursor: Some(text.to_owned()),
    };
    let items = ["a", "b", "v 0 c", "w", "街"].map(str::to_owned);
    match of_all(items.iter(), |item| (*item).clone(), &query) {
        Ok(page) => holds(page.items.len() <= 2, || "too many on a page".to_owned()),
        Err(error) => holds(error.code() == Code::CursorInvalid, || format!("{error:?}")),
    }
}
