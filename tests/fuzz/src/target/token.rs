//! Tokens: of all that is sent as one, only what the server gave out is taken, to the last letter.

use std::sync::LazyLock;

use app::auth::key::SigningKey;
use app::auth::refresh;
use app::auth::token::Tokens;
use domain::time::minutes;
use uuid::Uuid;

use super::city::NOW;
use super::{Target, holds};

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::new(&SigningKey([7; 32])));

fn issued() -> String {
    let (user, session) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let token = TOKENS.issue(user, session, NOW, minutes(15), None);
    token.unwrap_or_default()
}

static ISSUED: LazyLock<String> = LazyLock::new(issued);

const KNOWN_REFRESH: &str = "dGhlIHJlZnJlc2ggdG9rZW4gb2Ygb25lIGluc3BlY3Q";

pub const ACCESS: Target = Target {
    made: || {
        let stranger = Tokens::new(&SigningKey([8; 32]));
        let (user, session) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let forged = stranger.issue(user, session, NOW, minutes(15), None);
        vec![
            ISSUED.as_bytes().to_vec(),
            forged.unwrap_or_default().into_bytes(),
        ]
    },
    words: &[
        b".",
        b"..",
        b"=",
        b"eyJhbGciOiJub25lIn0",
        b"eyJhbGciOiJIUzI1NiJ9",
        b"eyJhbGciOiJIUzUxMiJ9",
        b"eyJhbGciOiJSUzI1NiJ9",
        b"e30",
        b"\xff",
        b"Bearer ",
        b"-",
        b"_",
        b"+",
        b"/",
        b" ",
    ],
    ..Target::plain("access_token", "an access token", |input| {
        let Ok(text) = str::from_utf8(input) else {
            return Ok(());
        };
        let ours = text == *ISSUED;
        holds(TOKENS.read(text, NOW).is_some() == ours, || match ours {
            true => "our own token is not taken".to_owned(),
            false => format!("{text} is taken"),
        })?;
        let expired = TOKENS.read(text, NOW + minutes(15));
        holds(expired.is_none(), || format!("{text} is taken for ever"))
    })
};

pub const REFRESH: Target = Target {
    made: || vec![KNOWN_REFRESH.into()],
    words: &[b"=", b"A", b"\0", b" ", b"\n"],
    ..Target::plain("refresh_token", "a refresh token", |input| {
        let Ok(text) = str::from_utf8(input) else {
            return Ok(());
        };
        let hash = refresh::hash(text);
        let same = hash == refresh::hash(KNOWN_REFRESH);
        holds(same == (text == KNOWN_REFRESH) && hash.len() == 64, || {
            format!("{text} counts as another")
        })
    })
};
