//! Sessions for the time in which nothing can be kept because the disk is full: everything about them is in the tokens,
//! signed with the same key, so that any process knows them, also after a restart. They end after some hours, with
//! the password they began with, or when the person signs out; the first refresh with room again makes them lasting.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::time::{Micros, Span, hours};
use sha2::{Digest, Sha256};
use store::users::UserRow;
use uuid::Uuid;

use super::key::SigningKey;
use super::token::{Claims, Tokens};

/// A working day, in which somebody will have made room.
const LIFETIME: Span = hours(12);

pub struct Temporary {
    refreshing: Tokens,
    /// Those who signed out when not even that could be kept, and when they did.
    ended: Mutex<HashMap<Uuid, Micros>>,
}

impl Temporary {
    pub fn new(key: &SigningKey) -> Temporary {
        Temporary {
            refreshing: Tokens::for_refreshing(key),
            ended: Mutex::default(),
        }
    }

    pub fn refresh_token(
        &self,
        user: &UserRow,
        session: Uuid,
        now: Micros,
    ) -> anyhow::Result<String> {
        self.refreshing
            .issue(user.id.0, session, now, LIFETIME, Some(mark(user)))
    }

    /// None: it is no such token, or not any more.
    pub fn read(&self, refresh_token: &str, now: Micros) -> Option<Claims> {
        self.refreshing.read(refresh_token, now)
    }

    /// May it go on, as far as nothing is kept of it?
    pub fn goes_on(&self, claims: &Claims, user: &UserRow) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        claims.tmp.as_deref() == Some(mark(user).as_str()) && !ended.contains_key(&claims.sid)
    }

    pub fn end(&self, session: Uuid, now: Micros) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|_, at| now < *at + LIFETIME);
        ended.insert(session, now);
    }
}

/// Another password, another mark. The hash is salted: the mark tells nothing of the password.
pub fn mark(user: &UserRow) -> String {
    let hash = Sha256::new()
        .chain_update("xuncheng temporary session\n")
        .chain_update(&user.password_hash)
        .finalize();
    hex::encode(&hash[..16])
}
