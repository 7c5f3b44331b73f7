//! Each person's share of the disk (`domain::quota`): asked before a photo's first byte is read. What is on its way counts
//! with what is kept, so that a hundred uploads at once are no way around it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::id::UserId;
use domain::quota::{WINDOW, fits_at, waits_for_space};
use mobile_api::error::Code;
use mobile_api::words::Detail;

use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::space;
use crate::state::App;

/// Bytes on their way, by person.
#[derive(Default)]
pub struct OnTheirWay(Mutex<HashMap<UserId, u64>>);

/// Counts until it is dropped: by then the photo is written down, or there is none.
pub struct Share {
    app: Arc<App>,
    user: UserId,
    bytes: u64,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = self.app.on_their_way.lock();
        if let Some(bytes) = all.get_mut(&self.user) {
            *bytes -= self.bytes;
            if *bytes == 0 {
                all.remove(&self.user);
            }
        }
    }
}

impl OnTheirWay {
    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, user: UserId) -> u64 {
        self.lock().get(&user).copied().unwrap_or_default()
    }
}

/// Of a body whose length nobody tells the longest is assumed.
pub async fn take(app: &Arc<App>, caller: &Caller, length: Option<u64>) -> Result<Share, AppError> {
    let most = app.config.photos.max_bytes;
    let (user, bytes) = (caller.actor.user, length.unwrap_or(most).min(most));
    let share = Share {
        app: Arc::clone(app),
        user,
        bytes,
    };
    // Counted first: of two at once at least one sees the other.
    *app.on_their_way.lock().entry(user).or_default() += bytes;
    within_a_day(app, user).await?;
    has_space(app, caller).await?;
    Ok(share)
}

async fn within_a_day(app: &App, user: UserId) -> Result<(), AppError> {
    let limit = app.config.limits.uploads_per_day;
    if limit == 0 {
        return Ok(());
    }
    let now = app.clock.now();
    let more = app.on_their_way.of(user);
    let again_at = app
        .db
        .read(move |conn| {
            let since = now - WINDOW;
            let sum = store::photos::bytes_of(conn, user, since)?;
            if u64::try_from(sum).unwrap_or_default() + more <= limit {
                return Ok::<_, AppError>(None);
            }
            let sent = store::photos::sent_by(conn, user, since)?;
            let sent: Vec<_> = sent
                .into_iter()
                .map(|(at, bytes)| (at, u64::try_from(bytes).unwrap_or_default()))
                .collect();
            Ok(Some(fits_at(&sent, more, limit).unwrap_or(now)))
        })
        .await?;
    let Some(again_at) = again_at else {
        return Ok(());
    };
    let retry_after_s = u64::try_from((again_at - now).0 / 1_000_000 + 1).unwrap_or(1);
    let detail = Detail::UploadsLimited {
        minutes: retry_after_s.div_ceil(60),
    };
    Err(AppError::new(Code::RateLimited, detail).retry_after(retry_after_s))
}

/// A disk is not emptied within a minute.
const SPACE_RETRY_S: u64 = 600;

async fn has_space(app: &App, caller: &Caller) -> Result<(), AppError> {
    let floor = app.config.photos.free_space_floor;
    let Some(free) = space::free_bytes(&app.config).await else {
        return Ok(());
    };
    if free < floor {
        space::warn(free, floor);
    }
    if waits_for_space(caller.actor.role, free, floor) {
        let full = AppError::new(Code::StorageFull, Detail::StorageFull);
        return Err(full.retry_after(SPACE_RETRY_S));
    }
    Ok(())
}
