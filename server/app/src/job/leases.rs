//! Leases of this process of which it has lost track, since the database broke off while they were granted or ended. They
//! are given up before anything else is looked for; a process that dies with them leaves them to run out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::time::Micros;

use crate::error::AppError;
use crate::state::App;

/// Known by the instant they end: no instant comes twice in a process.
#[derive(Default)]
pub struct Leases(Mutex<Vec<Micros>>);

impl Leases {
    pub fn doubt(&self, leased_until: Micros) {
        self.doubtful().push(leased_until);
    }

    pub async fn forfeit(&self, app: &Arc<App>, now: Micros) -> Result<(), AppError> {
        let doubtful = self.doubtful().clone();
        for until in doubtful {
            app.db
                .write(move |conn| Ok::<_, AppError>(store::jobs::forfeit(conn, until, now)?))
                .await?;
            self.doubtful().retain(|other| *other != until);
        }
        Ok(())
    }

    fn doubtful(&self) -> MutexGuard<'_, Vec<Micros>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
