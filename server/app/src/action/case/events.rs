//! Events of a case, for whoever sees the case; who looked and how, for those whom that concerns.

use domain::case::Action;
use domain::id::UserId;
use domain::permission::{Place, knows_who_looked, may_see_how_verified, may_see_who_did};
use domain::role::Role;
use mobile_api::action::Action as WireAction;
use mobile_api::case::Person;
use mobile_api::event::CaseEvent;
use mobile_api::time::Time;
use mobile_api::words::Lang;
use store::Conn;
use store::cases::CaseRow;
use store::events::EventRow;

use crate::action::case::{sight, view};
use crate::auth::caller::Caller;
use crate::error::AppError;

pub fn shown(
    conn: &mut Conn,
    caller: &Caller,
    case: &CaseRow,
    rows: Vec<EventRow>,
    lang: Lang,
) -> Result<Vec<CaseEvent>, AppError> {
    let people = view::people(conn, rows.iter().filter_map(|row| row.actor_id))?;
    let (id, place) = (case.id, sight::place(case));
    let seen = Seen::of(conn, caller, place, &rows, lang)?;
    let broken = |what: &str| anyhow::anyhow!("case {id}: {what} of an event can't be read");
    rows.into_iter()
        .map(|row| {
            let event = CaseEvent {
                seq: row.seq,
                at: Time(row.at.0),
                actor: row.actor_id.and_then(|actor| people.get(&actor).cloned()),
                action: row
                    .action
                    .parse::<WireAction>()
                    .map_err(|_| broken("the action"))?,
                data: serde_json::from_str(&row.data).map_err(|_| broken("the data"))?,
                hash: Some(row.hash.parse().map_err(|_| broken("the hash"))?),
                prev_hash: Some(
                    row.prev_hash
                        .parse()
                        .map_err(|_| broken("the hash before"))?,
                ),
            };
            Ok(seen.of_event(event))
        })
        .collect()
}

/// What of the events this reader is told.
struct Seen<'a> {
    caller: &'a Caller,
    place: Place,
    /// Those of the actors who are inspectors.
    inspectors: Vec<UserId>,
    lang: Lang,
}

impl<'a> Seen<'a> {
    fn of(
        conn: &mut Conn,
        caller: &'a Caller,
        place: Place,
        rows: &[EventRow],
        lang: Lang,
    ) -> Result<Seen<'a>, AppError> {
        let inspectors = match knows_who_looked(&caller.actor, &place) {
            true => Vec::new(),
            false => {
                let actors: Vec<UserId> = rows.iter().filter_map(|row| row.actor_id).collect();
                store::users::in_role(conn, &actors, Role::Inspector.as_str())?
            }
        };
        Ok(Seen {
            caller,
            place,
            inspectors,
            lang,
        })
    }

    /// With a hash, whoever has all but a name and one of seven modes finds both by trying: so no hash of the whole chain
    /// is told where anything it covers is not.
    fn of_event(&self, mut event: CaseEvent) -> CaseEvent {
        let (reader, place) = (&self.caller.actor, &self.place);
        if knows_who_looked(reader, place) {
            return event;
        }
        (event.hash, event.prev_hash) = (None, None);
        let doer = event.actor.as_ref().and_then(|person| person.id);
        let name = event.action.name();
        let mut known = Action::ALL.into_iter();
        let action = known.find(|known| known.as_str() == name);
        let (Some(doer), Some(action)) = (doer.map(UserId), action) else {
            return event;
        };
        let is_inspector = self.inspectors.contains(&doer);
        let mut withhold = |field| event.data.as_object_mut().map(|data| data.remove(field));
        if !may_see_how_verified(reader, place, doer) {
            withhold("unseen_photos");
        }
        if !may_see_who_did(reader, place, action, doer, is_inspector) {
            withhold("mode");
            event.actor = Some(Person::unnamed(self.lang));
        }
        event
    }
}
