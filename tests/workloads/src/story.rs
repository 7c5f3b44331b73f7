//! One case's life, told to the rules with times of the past: what it becomes is what the server itself would have
//! recorded then. Which lives there are, history.rs decides.

use anyhow::{Result, anyhow};
use app::action::case::project::project;
use app::action::case::record::{Beside, ReportBeside, row};
use app::action::case::report::fresh_row;
use city::City;
use domain::case::{Case, Command, Event, Recorded, Rules, decide, escalate, record};
use domain::id::{CaseId, UserId};
use domain::role::Actor;
use domain::time::Micros;
use mobile_api::event::GENESIS;
use store::case_photos::CasePhotoRow;
use store::cases::CaseRow;
use store::events::EventRow;

pub struct Story {
    pub case: Case,
    recorded: Vec<Recorded>,
    beside: ReportBeside,
}

/// The rows of one case.
pub struct Rows {
    pub case: CaseRow,
    pub events: Vec<EventRow>,
    pub photos: Vec<CasePhotoRow>,
}

impl Story {
    /// `events` are what reporting led to.
    pub fn begin(
        reporter: UserId,
        at: Micros,
        events: Vec<Event>,
        beside: ReportBeside,
    ) -> Result<Story> {
        let recorded = record(0, at, reporter, events);
        let case =
            Case::fold(recorded.iter().cloned()).map_err(|why| anyhow!("a report: {why:?}"))?;
        Ok(Story {
            case,
            recorded,
            beside,
        })
    }

    pub fn act(
        &mut self,
        at: Micros,
        actor: &Actor,
        command: &Command,
        rules: &Rules<'_>,
    ) -> Result<()> {
        self.climb_until(at)?;
        let events = decide(&self.case, command, actor, at, rules)
            .map_err(|why| anyhow!("{:?} on {:?}: {why:?}", command.action(), self.case.state))?;
        self.add(at, actor.user, events)
    }

    /// The rungs that fell due on the way, each at its own instant.
    pub fn climb_until(&mut self, at: Micros) -> Result<()> {
        while let Some(due) = self.case.next_rung_at().filter(|due| *due <= at) {
            let rungs = escalate(&self.case, due);
            self.add(due, self.case.reporter, rungs)?;
        }
        Ok(())
    }

    fn add(&mut self, at: Micros, actor: UserId, events: Vec<Event>) -> Result<()> {
        for recorded in record(self.case.version, at, actor, events) {
            self.recorded.push(recorded.clone());
            self.case
                .apply(recorded)
                .map_err(|why| anyhow!("{why:?}"))?;
        }
        Ok(())
    }

    /// Only what lists and boards read.
    pub fn case_row(&self) -> Result<CaseRow> {
        let mut case =
            fresh_row(&self.case, &self.beside, "").map_err(|error| anyhow!("{error:?}"))?;
        project(&self.case, &mut case);
        Ok(case)
    }

    pub fn rows(&self, reference: &City) -> Result<Rows> {
        let id = self.case.id();
        let (mut events, mut photos) = (vec![], vec![]);
        let mut last_hash = GENESIS;
        for recorded in &self.recorded {
            let shown = recorded.event.photos();
            let beside = Beside {
                units: &reference.units,
                report: (recorded.seq == 1).then(|| self.beside.clone()),
                flags: vec![vec![]; shown.len()],
                unseen: Vec::new(),
                clock_suspect: false,
            };
            let event = row(id, recorded, &beside, last_hash, None)?;
            last_hash = event
                .hash
                .parse()
                .map_err(|_| anyhow!("a hash just made"))?;
            events.push(event);
            photos.extend(on_case(id, recorded));
        }
        Ok(Rows {
            case: self.case_row()?,
            events,
            photos,
        })
    }
}

fn on_case(id: CaseId, recorded: &Recorded) -> Vec<CasePhotoRow> {
    let role = match recorded.event {
        Event::Handled { .. } => "after",
        Event::VerifyPassed { .. } | Event::VerifyFailed { .. } => "verify",
        _ => "before",
    };
    let photos = (0..).zip(recorded.event.photos());
    let rows = photos.map(|(position, sha256)| CasePhotoRow {
        case_id: id,
        sha256: *sha256,
        role: role.to_owned(),
        event_seq: recorded.seq,
        position,
        flags: "[]".to_owned(),
    });
    rows.collect()
}
