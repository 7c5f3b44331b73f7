//! The people who act: the accounts the city has, by what they may do.

use std::collections::HashMap;

use anyhow::ensure;
use domain::id::UnitId;
use domain::role::Role;
use fixtures::random::Random;
use store::Conn;

use app::auth::caller::{Caller, acting};
use app::error::AppError;
use app::state::App;

/// An index into the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who(usize);

pub struct Cast {
    people: Vec<Caller>,
    of_role: HashMap<Role, Vec<Who>>,
    handlers: HashMap<UnitId, Vec<Who>>,
}

/// Where something happens, as far as scopes ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    pub street: Option<UnitId>,
    pub district: Option<UnitId>,
}

impl Cast {
    pub fn load(conn: &mut Conn, app: &App) -> Result<Cast, AppError> {
        let mut cast = Cast {
            people: Vec::new(),
            of_role: HashMap::new(),
            handlers: HashMap::new(),
        };
        for user in store::users::all(conn)? {
            if user.disabled_at.is_some() {
                continue;
            }
            let caller = acting(conn, user, app)?;
            let who = Who(cast.people.len());
            let actor = &caller.actor;
            if let (Role::Handler, Some(unit)) = (actor.role, actor.unit) {
                cast.handlers.entry(unit).or_default().push(who);
            }
            cast.of_role.entry(actor.role).or_default().push(who);
            cast.people.push(caller);
        }
        Ok(cast)
    }

    pub fn check(&self) -> anyhow::Result<()> {
        for (role, name) in [
            (Role::Inspector, "巡查员 inspector"),
            (Role::Dispatcher, "派遣员 dispatcher"),
            (Role::Leader, "领导 leader"),
        ] {
            ensure!(
                !self.who_sees(role, Whereabouts::default()).is_empty(),
                "至少需要一名能看到全市的{name}账号 (an account that sees the whole city is needed)"
            );
        }
        Ok(())
    }

    pub fn person(&self, who: Who) -> &Caller {
        &self.people[who.0]
    }

    /// None: the department has nobody in the system, so nobody accepts what it gets.
    pub fn handler(&self, dice: &mut Random, department: UnitId) -> Option<Who> {
        let handlers = self.handlers.get(&department)?;
        Some(*dice.pick(handlers))
    }

    pub fn inspectors(&self) -> impl Iterator<Item = Who> + '_ {
        self.of_role
            .get(&Role::Inspector)
            .into_iter()
            .flatten()
            .copied()
    }

    pub fn inspector(&self, dice: &mut Random, at: Whereabouts) -> Who {
        *dice.pick(&self.who_sees(Role::Inspector, at))
    }

    pub fn dispatcher(&self, dice: &mut Random, at: Whereabouts) -> Who {
        *dice.pick(&self.who_sees(Role::Dispatcher, at))
    }

    pub fn leader(&self, dice: &mut Random) -> Who {
        *dice.pick(&self.who_sees(Role::Leader, Whereabouts::default()))
    }

    /// Never empty once `check` has passed: those who see the whole city see this, too.
    fn who_sees(&self, role: Role, at: Whereabouts) -> Vec<Who> {
        let all = self.of_role.get(&role).map_or(&[][..], Vec::as_slice);
        let sees = |who: &&Who| self.goes_to(**who, at);
        all.iter().filter(sees).copied().collect()
    }

    pub fn goes_to(&self, who: Who, at: Whereabouts) -> bool {
        match self.person(who).actor.scope {
            None => true,
            scope => scope == at.street || scope == at.district,
        }
    }
}
