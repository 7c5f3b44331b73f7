//! How the domain's ids, hashes and instants lie in a column: ids and hashes as text, instants as UTC microseconds.
//! Only row structs name these types, in `deserialize_as` and `serialize_as`.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::id::{CaseId, PhotoHash, RankingId, RuleId, UnitId, UserId, VisitId, ZoneId};
use domain::time::Micros;
use uuid::Uuid;

use crate::error::Error;

#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Key(String);

#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Nullable<Text>)]
pub struct MaybeKey(Option<String>);

#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct At(i64);

#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Nullable<BigInt>)]
pub struct MaybeAt(Option<i64>);

/// A text in an id column that is no id, or in a hash column that is no hash.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a valid key")]
pub struct NotAKey(String);

macro_rules! same_in_sql {
    ($outer:ty, $inner:ty, $sql:ty) => {
        impl<DB: Backend> FromSql<$sql, DB> for $outer
        where
            $inner: FromSql<$sql, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                <$inner>::from_sql(bytes).map(Self)
            }

            fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
                <$inner>::from_nullable_sql(bytes).map(Self)
            }
        }

        impl<DB: Backend> ToSql<$sql, DB> for $outer
        where
            $inner: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.to_sql(out)
            }
        }
    };
}

same_in_sql!(Key, String, Text);
same_in_sql!(MaybeKey, Option<String>, Nullable<Text>);
same_in_sql!(At, i64, BigInt);
same_in_sql!(MaybeAt, Option<i64>, Nullable<BigInt>);

/// `$parse` reads the text, `to_string` writes it.
macro_rules! stored_as_key {
    ($type:ty, $parse:expr) => {
        impl From<$type> for Key {
            fn from(key: $type) -> Key {
                Key(key.to_string())
            }
        }

        impl From<Option<$type>> for MaybeKey {
            fn from(key: Option<$type>) -> MaybeKey {
                MaybeKey(key.map(|key| key.to_string()))
            }
        }

        impl TryFrom<Key> for $type {
            type Error = NotAKey;

            fn try_from(key: Key) -> Result<$type, NotAKey> {
                $parse(&key.0).ok_or(NotAKey(key.0))
            }
        }

        impl TryFrom<MaybeKey> for Option<$type> {
            type Error = NotAKey;

            fn try_from(key: MaybeKey) -> Result<Option<$type>, NotAKey> {
                key.0
                    .map(|text| $parse(&text).ok_or(NotAKey(text)))
                    .transpose()
            }
        }
    };
}

stored_as_key!(CaseId, |text| uuid(text).map(CaseId));
stored_as_key!(UserId, |text| uuid(text).map(UserId));
stored_as_key!(UnitId, |text| uuid(text).map(UnitId));
stored_as_key!(ZoneId, |text| uuid(text).map(ZoneId));
stored_as_key!(RuleId, |text| uuid(text).map(RuleId));
stored_as_key!(RankingId, |text| uuid(text).map(RankingId));
stored_as_key!(VisitId, |text| uuid(text).map(VisitId));
stored_as_key!(Uuid, uuid);
stored_as_key!(PhotoHash, photo_hash);

/// An id that was selected alone, without a row struct around it.
pub fn read_uuid(text: &str) -> Result<Uuid, Error> {
    uuid(text).ok_or_else(|| Error::other(NotAKey(text.to_owned())))
}

fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

fn photo_hash(text: &str) -> Option<PhotoHash> {
    text.parse().ok()
}

impl From<Micros> for At {
    fn from(at: Micros) -> At {
        At(at.0)
    }
}

impl From<At> for Micros {
    fn from(at: At) -> Micros {
        Micros(at.0)
    }
}

impl From<Option<Micros>> for MaybeAt {
    fn from(at: Option<Micros>) -> MaybeAt {
        MaybeAt(at.map(|at| at.0))
    }
}

impl From<MaybeAt> for Option<Micros> {
    fn from(at: MaybeAt) -> Option<Micros> {
        at.0.map(Micros)
    }
}
