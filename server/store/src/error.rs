//! What can go wrong in the store, as far as a caller can act on it. Both engines' errors are told apart in `dialect`.

use diesel::result::Error as DieselError;

use crate::dialect;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row where one was named.
    #[error("no such row")]
    NotFound,
    /// A row with this key is already there; the constraint by its PostgreSQL name, on both engines.
    #[error("a row with the same key is already there ({constraint})")]
    Unique { constraint: String },
    /// The row names another one that does not exist, or one that others name was to be deleted.
    #[error("a row names another that does not exist")]
    ForeignKey,
    /// The disk is full. Nothing was written; reading goes on.
    #[error("the disk of the database is full")]
    Full,
    /// No connection or lock within the time allowed, or too many writers in each other's way. Trying again may help.
    #[error("the database is busy")]
    Busy,
    /// It does not answer, or broke the connection off; nothing is kept of what was asked.
    #[error("the database does not answer")]
    Away,
    /// The connection broke off while the database was committing: perhaps it is kept, perhaps not. Whoever asks again
    /// must do so in a way that does it once.
    #[error("the database broke off while it was committing")]
    Unsure,
    /// The database was migrated by a newer program.
    #[error(transparent)]
    Newer(#[from] NewerDatabase),
    #[error("{0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The database has migrations this program does not know: running on would damage it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database was made by a newer version: unknown migrations {}", unknown.join(", "))]
pub struct NewerDatabase {
    pub unknown: Vec<String>,
}

impl Error {
    pub(crate) fn other(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Other(cause.into())
    }

    /// A closure met a failing statement and still said it was done.
    pub(crate) fn went_on() -> Error {
        Error::other("a write went on after one of its statements had failed, and was taken back")
    }

    /// True when exactly this constraint refused the row.
    pub fn is_unique(&self, name: &str) -> bool {
        matches!(self, Error::Unique { constraint } if constraint == name)
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Error {
        dialect::error_of(error)
    }
}

/// An update or delete of exactly one row: none touched means there is none.
pub(crate) fn one_row(touched: usize) -> Result<()> {
    match touched {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}
