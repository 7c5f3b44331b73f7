//! How much one person may add to the record of cases within an hour: nothing that is recorded ever goes away, so that
//! who adds without end would make every page and every action slower for all the others.

use domain::busy;
use domain::case::Action;
use domain::id::CaseId;
use domain::time::{Micros, SECOND};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;

use crate::action::case::append::Opened;
use crate::auth::caller::Caller;
use crate::config::Limits;
use crate::error::AppError;

/// Photos that one person's comments bring to one case: four comments full of them.
pub const MOST_COMMENT_PHOTOS: usize = 36;

/// Counted are acts on this case and, for a comment or reminder, those on any case too.
pub fn act(
    conn: &mut Conn,
    limits: &Limits,
    opened: &Opened,
    caller: &Caller,
    action: Action,
    now: Micros,
) -> Result<(), AppError> {
    let me = caller.actor.user;
    let mut here: Vec<Micros> = opened.acts_of(me).collect();
    if action.is_talk() {
        let most = limits.comments_per_hour as usize;
        let since = busy::counts_since(now);
        let talk = store::events::talk_of(conn, me, since, most.max(1))?;
        unless_busy(talk.iter().map(|(_, at)| *at), most, now)?;
        let id = opened.case.id();
        let said_here = talk.into_iter().filter(|(case, _)| *case == id);
        here.extend(said_here.map(|(_, at)| at));
    }
    unless_busy(here, limits.acts_per_hour_and_case as usize, now)
}

fn unless_busy(
    acts: impl IntoIterator<Item = Micros>,
    most: usize,
    now: Micros,
) -> Result<(), AppError> {
    let Some(wait) = busy::wait(acts, most, now) else {
        return Ok(());
    };
    let retry_after_s = u64::try_from(wait.0 / SECOND + 1).unwrap_or(1);
    let detail = Detail::ActsLimited {
        minutes: retry_after_s.div_ceil(60),
    };
    let busy = AppError::new(Code::RateLimited, detail);
    Err(busy.retry_after(retry_after_s))
}

/// Every reader of the case sees its photos at once, so that they can't grow for ever either.
pub fn comment_photos(
    conn: &mut Conn,
    case: CaseId,
    caller: &Caller,
    more: usize,
) -> Result<(), AppError> {
    if more == 0 {
        return Ok(());
    }
    let there = store::case_photos::in_comments_of(conn, case, caller.actor.user)?;
    if usize::try_from(there)
        .unwrap_or(usize::MAX)
        .saturating_add(more)
        <= MOST_COMMENT_PHOTOS
    {
        return Ok(());
    }
    let detail = Detail::TooManyCommentPhotos {
        most: MOST_COMMENT_PHOTOS as u64,
    };
    Err(AppError::field("/photos", Code::TooManyPhotos, detail))
}
