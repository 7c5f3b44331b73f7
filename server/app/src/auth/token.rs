//! Access tokens: JWT, HS256 and nothing else, for one user and one session, checked against our own clock.

use domain::time::{Micros, SECOND, Span};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::key::SigningKey;

const ISSUER: &str = "xuncheng";
/// No refresh token passes for an access token, nor the other way round.
const REFRESHING: &str = "xuncheng-refresh";

#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    issuer: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    /// The user.
    pub sub: Uuid,
    /// The session, so that signing out ends its access tokens too.
    pub sid: Uuid,
    pub iat: i64,
    pub exp: i64,
    /// Of a session that is not kept anywhere: which password it began with (temporary.rs).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tmp: Option<String>,
}

impl Tokens {
    pub fn new(key: &SigningKey) -> Tokens {
        Tokens::of(ISSUER, key)
    }

    /// For refresh tokens that nothing is kept of.
    pub fn for_refreshing(key: &SigningKey) -> Tokens {
        Tokens::of(REFRESHING, key)
    }

    fn of(issuer: &'static str, key: &SigningKey) -> Tokens {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["iss", "sub", "exp"]);
        // The library would ask the machine's clock; ours is asked below.
        validation.validate_exp = false;
        Tokens {
            encoding: EncodingKey::from_secret(&key.0),
            decoding: DecodingKey::from_secret(&key.0),
            validation,
            issuer,
        }
    }

    pub fn issue(
        &self,
        user: Uuid,
        session: Uuid,
        now: Micros,
        lifetime: Span,
        tmp: Option<String>,
    ) -> anyhow::Result<String> {
        let claims = Claims {
            iss: self.issuer.into(),
            sub: user,
            sid: session,
            iat: now.0.div_euclid(SECOND),
            exp: (now + lifetime).0.div_euclid(SECOND),
            tmp,
        };
        Ok(jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &claims,
            &self.encoding,
        )?)
    }

    /// None for whatever is wrong with it: the caller only learns that it is not accepted.
    pub fn read(&self, token: &str, now: Micros) -> Option<Claims> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .ok()?
            .claims;
        (now.0 < claims.exp.saturating_mul(SECOND)).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use domain::time::minutes;

    const NOW: Micros = Micros(1_700_000_000 * SECOND);

    fn tokens(byte: u8) -> Tokens {
        Tokens::new(&SigningKey([byte; 32]))
    }

    #[test]
    fn a_token_holds_until_it_expires() {
        let (user, session) = (Uuid::now_v7(), Uuid::now_v7());
        let token = tokens(1)
            .issue(user, session, NOW, minutes(15), None)
            .unwrap();
        let claims = tokens(1).read(&token, NOW + minutes(14)).unwrap();
        assert_eq!((claims.sub, claims.sid), (user, session));
        assert_eq!(tokens(1).read(&token, NOW + minutes(15)), None);
    }

    #[test]
    fn forged_tokens_are_refused() {
        let token = tokens(1)
            .issue(Uuid::now_v7(), Uuid::now_v7(), NOW, minutes(15), None)
            .unwrap();
        assert_eq!(tokens(2).read(&token, NOW), None, "another key");
        let refreshing = Tokens::for_refreshing(&SigningKey([1; 32]));
        assert_eq!(refreshing.read(&token, NOW), None, "for another purpose");

        let parts: Vec<&str> = token.split('.').collect();
        let unsigned = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        assert_eq!(
            tokens(1).read(&format!("{unsigned}.{}.", parts[1]), NOW),
            None,
            "alg none"
        );

        let mut claims = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let last = claims.len() - 3;
        claims[last] ^= 1;
        let changed = BASE64_URL_SAFE_NO_PAD.encode(claims);
        assert_eq!(
            tokens(1).read(&format!("{}.{changed}.{}", parts[0], parts[2]), NOW),
            None,
            "changed claims"
        );

        assert_eq!(tokens(1).read("", NOW), None);
    }
}
