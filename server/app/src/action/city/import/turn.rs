//! Whose turn it is to bring a file in. What a file takes in memory is many times its size: files that are being read have
//! so much room together, and one of them at a time is worked on.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::AppError;

/// Twice the largest file there may be.
const ROOM_BYTES: usize = 40 * 1024 * 1024;
const UNIT_BYTES: usize = 1024;

/// Longer than an ordinary file takes, and not so long that a person thinks nothing is happening.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Turns {
    room: Arc<Semaphore>,
    work: Arc<Semaphore>,
}

/// Ends the turn when it goes.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Turns {
        Turns {
            room: Arc::new(Semaphore::new(ROOM_BYTES / UNIT_BYTES)),
            work: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Turns {
    /// To be asked for before a file of up to so many bytes is read.
    pub async fn to_read(&self, bytes: usize) -> Result<Turn, AppError> {
        let units = bytes.min(ROOM_BYTES).div_ceil(UNIT_BYTES);
        let units = u32::try_from(units).context("the units of the room for files")?;
        wait(Arc::clone(&self.room).acquire_many_owned(units)).await
    }

    /// To be asked for when it is there.
    pub async fn to_work(&self) -> Result<Turn, AppError> {
        wait(Arc::clone(&self.work).acquire_owned()).await
    }
}

async fn wait(
    permit: impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>>,
) -> Result<Turn, AppError> {
    let Ok(permit) = timeout(PATIENCE, permit).await else {
        return Err(AppError::overloaded(PATIENCE.as_secs()));
    };
    let permit = permit.context("whose turn it is to import")?;
    Ok(Turn { _permit: permit })
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn one_file_is_worked_on_and_the_next_waits() {
        let turns = Turns::default();
        let first = turns.to_work().await.unwrap();
        assert!(turns.to_work().now_or_never().is_none());
        drop(first);
        turns.to_work().await.unwrap();
    }

    #[tokio::test]
    async fn files_that_are_read_have_so_much_room_together() {
        let turns = Turns::default();
        let large = turns.to_read(ROOM_BYTES - 10_000).await.unwrap();
        let small = turns.to_read(5_000).await.unwrap();
        assert!(turns.to_read(6_000).now_or_never().is_none());
        drop((large, small));
        turns.to_read(usize::MAX).await.unwrap();
    }
}
