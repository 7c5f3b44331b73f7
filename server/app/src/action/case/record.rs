//! Between the rules' events and the rows they are kept in: JSON data, the hash chain, and the way back.

use anyhow::Context;
use city::show;
use domain::case::{Case, Corrected, Dispatch, Effect, Event, NewClock, Recorded, Report, Started};
use domain::deadline::{Limit, LimitUnit};
use domain::id::{CaseId, CategoryKey, PhotoHash, RuleId, UnitId, ZoneId};
use domain::schedule::Schedule;
use domain::time::{Micros, Span};
use mirror::{Meant, Shown};
use mobile_api::category as wire;
use mobile_api::event::{
    self as data, ClockStart, CorrectedEvent, EventData, EventPhoto, EventPosition, GENESIS, Link,
    ReportData,
};
use mobile_api::hash::Sha256;
use mobile_api::photo::Flag;
use mobile_api::route::RouteRecord;
use mobile_api::time::Time;
use store::events::EventRow;
use uuid::Uuid;

use city::units::Units;

/// What an event keeps beside what the rules read.
pub struct Beside<'a> {
    pub units: &'a Units,
    pub report: Option<ReportBeside>,
    /// The doubts about each photo of this event, in its order.
    pub flags: Vec<Vec<Flag>>,
    /// Pictures of the case that whoever verifies had not opened.
    pub unseen: Vec<PhotoHash>,
    /// It is written while the clock is in doubt, and says so.
    pub clock_suspect: bool,
}

#[derive(Clone)]
pub struct ReportBeside {
    pub campaign: Option<Uuid>,
    pub address: String,
    pub position: EventPosition,
    pub route: RouteRecord,
}

/// What a client's command is known by when it comes again.
#[derive(Clone, Debug)]
pub struct SentAs {
    pub id: Uuid,
    /// Of what was asked: another request under the same id is none that was done before.
    pub request_hash: String,
}

/// The row that follows `prev_hash` in the chain of this case.
pub fn row(
    case: CaseId,
    recorded: &Recorded,
    beside: &Beside<'_>,
    prev_hash: Sha256,
    sent: Option<&SentAs>,
) -> anyhow::Result<EventRow> {
    let data = data_of(&recorded.event, beside)?;
    let data = match beside.clock_suspect {
        true => data.canonical_in_doubt(),
        false => data.canonical(),
    };
    let action = recorded.event.action().as_str();
    let hash = data::chain_hash(&Link {
        case: case.0,
        seq: recorded.seq,
        at: Time(recorded.at.0),
        actor: recorded.actor.map(|user| user.0),
        action,
        data: &data,
        prev_hash,
    });
    Ok(EventRow {
        case_id: case,
        seq: recorded.seq,
        at: recorded.at,
        actor_id: recorded.actor,
        action: action.to_owned(),
        data,
        prev_hash: prev_hash.to_string(),
        hash: hash.to_string(),
        due_at: recorded.event.schedule().map(|schedule| schedule.due_at),
        command_id: sent.map(|sent| sent.id),
        command_hash: sent.map(|sent| sent.request_hash.clone()),
    })
}

/// The case as its events tell it, and the hash of the last one.
pub fn fold(id: CaseId, rows: &[EventRow]) -> anyhow::Result<(Case, Sha256)> {
    let recorded: Vec<Recorded> = rows
        .iter()
        .map(|row| read(id, row))
        .collect::<Result<_, _>>()?;
    let case = Case::fold(recorded.into_iter())
        .map_err(|why| anyhow::anyhow!("the events of case {id}: {why:?}"))?;
    let last = rows.last().map_or(Ok(GENESIS), |row| row.hash.parse());
    let last = last.map_err(|_| anyhow::anyhow!("the last hash of case {id} is damaged"))?;
    Ok((case, last))
}

/// The same from what changed the case alone, and its last event.
pub fn fold_changes(
    id: CaseId,
    changes: &[EventRow],
    last: &EventRow,
) -> anyhow::Result<(Case, Vec<Recorded>, Sha256)> {
    let recorded: Vec<Recorded> = changes
        .iter()
        .map(|row| read(id, row))
        .collect::<Result<_, _>>()?;
    let case = Case::fold_changes(recorded.iter().cloned(), last.seq)
        .map_err(|why| anyhow::anyhow!("the events of case {id}: {why:?}"))?;
    let hash = last.hash.parse();
    let hash = hash.map_err(|_| anyhow::anyhow!("the last hash of case {id} is damaged"))?;
    Ok((case, recorded, hash))
}

pub fn read(case: CaseId, row: &EventRow) -> anyhow::Result<Recorded> {
    let data = EventData::from_stored(&row.action, &row.data)
        .with_context(|| format!("event {} of case {case}", row.seq))?;
    Ok(Recorded {
        seq: row.seq,
        at: row.at,
        actor: row.actor_id,
        event: event_of(case, data),
    })
}

fn data_of(event: &Event, beside: &Beside<'_>) -> anyhow::Result<EventData> {
    let photos = |hashes: &[PhotoHash]| photos(hashes, &beside.flags);
    Ok(match event.clone() {
        Event::Reported(report) => EventData::Report(Box::new(report_data(report, beside)?)),
        Event::Dispatched(dispatch) => EventData::Dispatch {
            department: show::unit_ref(beside.units, dispatch.department),
            rule_id: dispatch.rule.map(|rule| rule.0),
            reason: dispatch.reason,
            clock: clock_data(dispatch.started),
        },
        Event::Accepted => EventData::Accept {},
        Event::Handled {
            photos: hashes,
            note,
            used,
            allowed,
        } => EventData::Handle {
            photos: photos(&hashes),
            note,
            used_us: used.0,
            allowed_us: allowed.0,
        },
        Event::Returned {
            reason_code,
            reason,
        } => EventData::Return {
            reason_code: reason_code.shown(),
            reason,
        },
        Event::VerifyPassed {
            photos: hashes,
            note,
        } => EventData::VerifyPass {
            photos: photos(&hashes),
            note,
            unseen_photos: unseen(beside),
        },
        Event::VerifyFailed {
            reason,
            photos: hashes,
            schedule,
        } => EventData::VerifyFail {
            reason,
            photos: photos(&hashes),
            schedule: schedule_data(schedule),
            unseen_photos: unseen(beside),
        },
        Event::ExtensionRequested { hours, reason } => {
            EventData::RequestExtension { hours, reason }
        }
        Event::ExtensionGranted {
            hours,
            reason,
            schedule,
        } => EventData::GrantExtension {
            hours,
            reason,
            schedule: schedule_data(schedule),
        },
        Event::ExtensionRefused { reason } => EventData::RefuseExtension { reason },
        Event::Suspended { reason, used } => EventData::Suspend {
            reason,
            used_us: used.0,
        },
        Event::Resumed { reason, schedule } => EventData::Resume {
            reason,
            schedule: schedule_data(schedule),
        },
        Event::Voided {
            reason,
            duplicate_of,
        } => EventData::Void {
            reason,
            duplicate_of: duplicate_of.map(|case| case.0),
        },
        Event::Commented {
            text,
            photos: hashes,
        } => EventData::Comment {
            text,
            photos: photos(&hashes),
        },
        Event::Reminded { text } => EventData::Remind { text },
        Event::FalsifiedConfirmed { reason } => EventData::ConfirmFalsified { reason },
        Event::TimeCorrected { reason, corrected } => EventData::CorrectTime {
            reason,
            events: corrected.into_iter().map(corrected_data).collect(),
        },
        Event::Escalated { rung } => EventData::Escalate { rung: rung.shown() },
    })
}

fn event_of(case: CaseId, data: EventData) -> Event {
    match data {
        EventData::Report(report) => Event::Reported(report_of(case, *report)),
        EventData::Dispatch {
            department,
            rule_id,
            reason,
            clock,
        } => Event::Dispatched(Dispatch {
            department: UnitId(department.id),
            rule: rule_id.map(RuleId),
            reason,
            started: started_of(clock),
        }),
        EventData::Accept {} => Event::Accepted,
        EventData::Handle {
            photos,
            note,
            used_us,
            allowed_us,
        } => Event::Handled {
            photos: hashes(photos),
            note,
            used: Span(used_us),
            allowed: Span(allowed_us),
        },
        EventData::Return {
            reason_code,
            reason,
        } => Event::Returned {
            reason_code: reason_code.meant(),
            reason,
        },
        EventData::VerifyPass { photos, note, .. } => Event::VerifyPassed {
            photos: hashes(photos),
            note,
        },
        EventData::VerifyFail {
            reason,
            photos,
            schedule,
            ..
        } => Event::VerifyFailed {
            reason,
            photos: hashes(photos),
            schedule: schedule_of(schedule),
        },
        EventData::RequestExtension { hours, reason } => {
            Event::ExtensionRequested { hours, reason }
        }
        EventData::GrantExtension {
            hours,
            reason,
            schedule,
        } => Event::ExtensionGranted {
            hours,
            reason,
            schedule: schedule_of(schedule),
        },
        EventData::RefuseExtension { reason } => Event::ExtensionRefused { reason },
        EventData::Suspend { reason, used_us } => Event::Suspended {
            reason,
            used: Span(used_us),
        },
        EventData::Resume { reason, schedule } => Event::Resumed {
            reason,
            schedule: schedule_of(schedule),
        },
        EventData::Void {
            reason,
            duplicate_of,
        } => Event::Voided {
            reason,
            duplicate_of: duplicate_of.map(CaseId),
        },
        EventData::Comment { text, photos } => Event::Commented {
            text,
            photos: hashes(photos),
        },
        EventData::Remind { text } => Event::Reminded { text },
        EventData::ConfirmFalsified { reason } => Event::FalsifiedConfirmed { reason },
        EventData::CorrectTime { reason, events } => Event::TimeCorrected {
            reason,
            corrected: events.into_iter().map(corrected_of).collect(),
        },
        EventData::Escalate { rung } => Event::Escalated { rung: rung.meant() },
    }
}

fn corrected_data(one: Corrected) -> CorrectedEvent {
    let mut data = CorrectedEvent {
        seq: one.seq,
        was: Time(one.was.0),
        at: Time(one.at.0),
        annulled: false,
        schedule: None,
        used_us: None,
        allowed_us: None,
    };
    match one.effect {
        Effect::AsWritten => {}
        Effect::Annulled => data.annulled = true,
        Effect::Schedule(schedule) => data.schedule = Some(schedule_data(schedule)),
        Effect::Used { used, allowed } => {
            data.used_us = Some(used.0);
            data.allowed_us = allowed.map(|allowed| allowed.0);
        }
    }
    data
}

fn corrected_of(data: CorrectedEvent) -> Corrected {
    Corrected {
        seq: data.seq,
        was: Micros(data.was.0),
        at: Micros(data.at.0),
        effect: match (data.annulled, data.schedule, data.used_us) {
            (true, ..) => Effect::Annulled,
            (false, Some(schedule), _) => Effect::Schedule(schedule_of(schedule)),
            (false, None, Some(used)) => Effect::Used {
                used: Span(used),
                allowed: data.allowed_us.map(Span),
            },
            (false, None, None) => Effect::AsWritten,
        },
    }
}

fn report_data(report: Report, beside: &Beside<'_>) -> anyhow::Result<ReportData> {
    let extra = beside
        .report
        .clone()
        .context("a report is recorded together with its position and route")?;
    Ok(ReportData {
        number: report.number,
        category: wire::CategoryKey {
            scheme: report.category.scheme,
            code: report.category.code,
        },
        mode: report.mode.shown(),
        campaign_id: extra.campaign,
        description: report.description,
        address: extra.address,
        captured_at: Time(report.captured_at.0),
        position: extra.position,
        photos: photos(&report.photos, &beside.flags),
        zone_id: report.zone.map(|zone| zone.0),
        zone_unit_id: report.zone_unit.map(|unit| unit.0),
        street_id: report.street.map(|unit| unit.0),
        district_id: report.district.map(|unit| unit.0),
        route: extra.route,
    })
}

fn report_of(case: CaseId, report: ReportData) -> Report {
    Report {
        id: case,
        number: report.number,
        category: CategoryKey {
            scheme: report.category.scheme,
            code: report.category.code,
        },
        mode: report.mode.meant(),
        description: report.description,
        captured_at: Micros(report.captured_at.0),
        photos: hashes(report.photos),
        zone: report.zone_id.map(ZoneId),
        zone_unit: report.zone_unit_id.map(UnitId),
        street: report.street_id.map(UnitId),
        district: report.district_id.map(UnitId),
    }
}

fn clock_data(started: Started) -> ClockStart {
    match started {
        Started::Kept { wrong_return } => ClockStart::Kept { wrong_return },
        Started::Anew(clock) => ClockStart::Anew {
            dispatch_no: clock.dispatch_no,
            limit: show::limit(clock.limit),
            schedule: schedule_data(clock.schedule),
            recurrence_of: clock.recurrence_of.map(|case| case.0),
            self_found: clock.self_found,
        },
    }
}

fn started_of(clock: ClockStart) -> Started {
    match clock {
        ClockStart::Kept { wrong_return } => Started::Kept { wrong_return },
        ClockStart::Anew {
            dispatch_no,
            limit,
            schedule,
            recurrence_of,
            self_found,
        } => Started::Anew(NewClock {
            dispatch_no,
            limit: Limit {
                value: limit.value,
                unit: limit_unit_of(limit.unit),
            },
            schedule: schedule_of(schedule),
            recurrence_of: recurrence_of.map(CaseId),
            self_found,
        }),
    }
}

fn limit_unit_of(unit: wire::LimitUnit) -> LimitUnit {
    match unit {
        wire::LimitUnit::Hour => LimitUnit::Hour,
        wire::LimitUnit::WorkHour => LimitUnit::WorkHour,
        wire::LimitUnit::WorkDay => LimitUnit::WorkDay,
    }
}

fn schedule_data(schedule: Schedule) -> data::Schedule {
    data::Schedule {
        deadline_at: Time(schedule.deadline_at.0),
        due_at: Time(schedule.due_at.0),
        yellow_at: Time(schedule.yellow_at.0),
        remind_at: Time(schedule.remind_at.0),
        warn_at: Time(schedule.warn_at.0),
        letter_at: Time(schedule.letter_at.0),
        account_at: Time(schedule.account_at.0),
        allowed_us: schedule.allowed.0,
        calendar_version: schedule.calendar_version,
        provisional: schedule.provisional,
    }
}

fn schedule_of(schedule: data::Schedule) -> Schedule {
    Schedule {
        deadline_at: Micros(schedule.deadline_at.0),
        due_at: Micros(schedule.due_at.0),
        yellow_at: Micros(schedule.yellow_at.0),
        remind_at: Micros(schedule.remind_at.0),
        warn_at: Micros(schedule.warn_at.0),
        letter_at: Micros(schedule.letter_at.0),
        account_at: Micros(schedule.account_at.0),
        allowed: Span(schedule.allowed_us),
        calendar_version: schedule.calendar_version,
        provisional: schedule.provisional,
    }
}

fn photos(hashes: &[PhotoHash], flags: &[Vec<Flag>]) -> Vec<EventPhoto> {
    let flags = flags.iter().cloned().chain(std::iter::repeat(Vec::new()));
    hashes
        .iter()
        .zip(flags)
        .map(|(hash, flags)| EventPhoto {
            sha256: Sha256(hash.0),
            flags,
        })
        .collect()
}

fn unseen(beside: &Beside<'_>) -> Vec<Sha256> {
    beside.unseen.iter().map(|hash| Sha256(hash.0)).collect()
}

fn hashes(photos: Vec<EventPhoto>) -> Vec<PhotoHash> {
    photos
        .into_iter()
        .map(|photo| PhotoHash(photo.sha256.0))
        .collect()
}
