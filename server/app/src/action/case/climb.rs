//! 催办督办: the clock climbs the escalation ladder of a case, each rung once per dispatch. Run again for
//! the same case it finds nothing left to do.

use domain::case::escalate;
use domain::id::CaseId;
use domain::time::Micros;
use store::Conn;

use crate::action::case::append::{append, open};
use crate::error::AppError;
use crate::state::App;

/// Returns how many rungs were recorded.
pub fn climb(conn: &mut Conn, app: &App, id: CaseId, now: Micros) -> Result<usize, AppError> {
    let Some(row) = store::cases::lock(conn, id)? else {
        return Ok(0);
    };
    let city = app.city.current(conn)?;
    let mut opened = open(conn, row)?;
    // Asked under the lock: a list built in the meantime must not find out later what it had not counted.
    let now = opened.next_instant(&app.clock).max(now);
    // In doubt nothing falls due: rungs can't be taken back, and come later just as well.
    if opened.clock_suspect {
        return Ok(0);
    }
    let rungs = escalate(&opened.case, now);
    let (count, reporter) = (rungs.len(), opened.case.reporter);
    if count > 0 {
        append(conn, opened, &city, rungs, reporter, now, None)?;
    }
    Ok(count)
}
