//! 消息: who should know of an event of a case beside whoever did it. Whether they may still see the case when they
//! read it is permission.rs; the wording is the wire's.

use crate::case::{Case, Event};
use crate::escalation::Rung;
use crate::id::{UnitId, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub to: Audience,
    pub kind: NoticeKind,
    /// The reason or text of the event, where it has one.
    pub said: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who handles cases for it.
    Department(UnitId),
    /// Who reported the case.
    Reporter(UserId),
    /// Everybody who dispatches cases of that place.
    Dispatchers,
    /// Every leader who sees that place.
    Leaders,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    Dispatched,
    Rework,
    Reminded,
    Remind50,
    Warn80,
    Overdue100,
    Letter24h,
    Account72h,
    ExtensionGranted,
    ExtensionRefused,
    Suspended,
    Resumed,
    Voided,
    Closed,
    /// The department sent it back.
    Returned,
    /// Nobody owns it: found so by the router, or given back.
    ToDispatch,
    /// Its reporter has reported as many within an hour as one person may; told to those who dispatch and lead there.
    ReportBurst,
    /// A time that a wrong clock wrote was set right.
    TimeCorrected,
}

/// `case` is as the event left it; a report, as it and the dispatch that came with it did. Cases to be verified concern inspectors at large: they find them in their lists.
pub fn notices(case: &Case, event: &Event) -> Vec<Notice> {
    let department = case.department().map(Audience::Department);
    let reporter = Some(Audience::Reporter(case.reporter));
    let zone_unit = case.report.zone_unit.map(Audience::Department);
    let zone_unit = zone_unit.filter(|unit| Some(*unit) != department);
    let unowned = case.department().is_none();
    let to = |audience: Option<Audience>, kind, said: &str| {
        let said = said.to_owned();
        audience.map(|to| Notice { to, kind, said })
    };
    use NoticeKind::{
        Closed, Dispatched, ExtensionGranted, ExtensionRefused, Reminded, Resumed, Returned,
        Rework, Suspended, TimeCorrected, ToDispatch, Voided,
    };
    let told = match event {
        Event::Dispatched(dispatch) => [to(department, Dispatched, &dispatch.reason), None],
        Event::VerifyFailed { reason, .. } => [to(department, Rework, reason), None],
        Event::Reminded { text } => [to(department, Reminded, text), None],
        Event::Escalated {
            rung: rung @ Rung::Overdue100,
        } => [
            to(department, of_rung(*rung), ""),
            to(zone_unit, of_rung(*rung), ""),
        ],
        Event::Escalated { rung } => [to(department, of_rung(*rung), ""), None],
        Event::ExtensionGranted { reason, .. } => [to(department, ExtensionGranted, reason), None],
        Event::ExtensionRefused { reason } => [to(department, ExtensionRefused, reason), None],
        Event::Suspended { reason, .. } => [to(department, Suspended, reason), None],
        Event::Resumed { reason, .. } => [to(department, Resumed, reason), None],
        Event::Voided { reason, .. } => {
            [to(department, Voided, reason), to(reporter, Voided, reason)]
        }
        Event::VerifyPassed { .. } => [to(reporter, Closed, ""), None],
        Event::Returned { reason, .. } => [
            to(reporter, Returned, reason),
            to(Some(Audience::Dispatchers), ToDispatch, reason),
        ],
        Event::Reported(_) if unowned => [to(Some(Audience::Dispatchers), ToDispatch, ""), None],
        Event::Reported(_)
        | Event::Accepted
        | Event::Handled { .. }
        | Event::ExtensionRequested { .. }
        | Event::Commented { .. }
        | Event::FalsifiedConfirmed { .. } => [None, None],
        Event::TimeCorrected { reason, .. } => [
            to(department, TimeCorrected, reason),
            to(Some(Audience::Leaders), TimeCorrected, reason),
        ],
    };
    told.into_iter().flatten().collect()
}

fn of_rung(rung: Rung) -> NoticeKind {
    match rung {
        Rung::Remind50 => NoticeKind::Remind50,
        Rung::Warn80 => NoticeKind::Warn80,
        Rung::Overdue100 => NoticeKind::Overdue100,
        Rung::Letter24h => NoticeKind::Letter24h,
        Rung::Account72h => NoticeKind::Account72h,
    }
}

impl NoticeKind {
    pub const ALL: [NoticeKind; 18] = [
        NoticeKind::Dispatched,
        NoticeKind::Rework,
        NoticeKind::Reminded,
        NoticeKind::Remind50,
        NoticeKind::Warn80,
        NoticeKind::Overdue100,
        NoticeKind::Letter24h,
        NoticeKind::Account72h,
        NoticeKind::ExtensionGranted,
        NoticeKind::ExtensionRefused,
        NoticeKind::Suspended,
        NoticeKind::Resumed,
        NoticeKind::Voided,
        NoticeKind::Closed,
        NoticeKind::Returned,
        NoticeKind::ToDispatch,
        NoticeKind::ReportBurst,
        NoticeKind::TimeCorrected,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            NoticeKind::Dispatched => "dispatched",
            NoticeKind::Rework => "rework",
            NoticeKind::Reminded => "reminded",
            NoticeKind::Remind50 => "remind_50",
            NoticeKind::Warn80 => "warn_80",
            NoticeKind::Overdue100 => "overdue_100",
            NoticeKind::Letter24h => "letter_24h",
            NoticeKind::Account72h => "account_72h",
            NoticeKind::ExtensionGranted => "extension_granted",
            NoticeKind::ExtensionRefused => "extension_refused",
            NoticeKind::Suspended => "suspended",
            NoticeKind::Resumed => "resumed",
            NoticeKind::Voided => "voided",
            NoticeKind::Closed => "closed",
            NoticeKind::Returned => "returned",
            NoticeKind::ToDispatch => "to_dispatch",
            NoticeKind::ReportBurst => "report_burst",
            NoticeKind::TimeCorrected => "time_corrected",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Command;
    use crate::sample::*;

    /// Who is told of the last event, and as what.
    fn told(life: &Life) -> Vec<(&'static str, NoticeKind)> {
        let last = life.events.last().expect("an event");
        let audience = |notice: &Notice| match notice.to {
            Audience::Department(unit) if Some(unit) == life.case.department() => "department",
            Audience::Department(unit) if Some(unit) == life.case.report.zone_unit => "zone unit",
            Audience::Reporter(user) if user == life.case.reporter => "reporter",
            Audience::Dispatchers => "dispatchers",
            Audience::Leaders => "leaders",
            other => panic!("{other:?} has nothing to do with it"),
        };
        notices(&life.case, &last.event)
            .iter()
            .map(|notice| (audience(notice), notice.kind))
            .collect()
    }

    fn after(steps: impl Fn(&mut Life)) -> Vec<(&'static str, NoticeKind)> {
        let mut life = Life::dispatched();
        steps(&mut life);
        told(&life)
    }

    #[test]
    fn the_department_hears_what_it_must_do_and_the_reporter_how_it_ended() {
        use NoticeKind::{
            Closed, Dispatched, ExtensionGranted, Resumed, Returned, Rework, Suspended, ToDispatch,
            Voided,
        };
        assert_eq!(after(|_| ()), [("department", Dispatched)]);
        assert_eq!(
            after(|life| {
                life.does(&chengguan(), Command::Accept);
            }),
            []
        );
        assert_eq!(
            after(|life| {
                life.handled();
            }),
            []
        );
        assert_eq!(
            after(|life| {
                life.does(&chengguan(), returns("不是我们的"));
            }),
            [("reporter", Returned), ("dispatchers", ToDispatch)]
        );
        assert_eq!(
            after(|life| {
                life.handled().does(&lin(), passes());
            }),
            [("reporter", Closed)]
        );
        assert_eq!(
            after(|life| {
                life.handled().does(&lin(), fails("还有残留"));
            }),
            [("department", Rework)]
        );
        assert_eq!(
            after(|life| {
                life.does(&chengguan(), asks(4, "下雨"));
                life.does(&dispatcher(), grants(4));
            }),
            [("department", ExtensionGranted)]
        );
        assert_eq!(
            after(|life| {
                life.does(&dispatcher(), suspends("待施工"));
            }),
            [("department", Suspended)]
        );
        assert_eq!(
            after(|life| {
                life.does(&dispatcher(), suspends("待施工"));
                life.does(&dispatcher(), resumes());
            }),
            [("department", Resumed)]
        );
        assert_eq!(
            after(|life| {
                let reason = "误报".to_owned();
                let duplicate_of = None;
                life.does(
                    &dispatcher(),
                    Command::Void {
                        reason,
                        duplicate_of,
                    },
                );
            }),
            [("department", Voided), ("reporter", Voided)]
        );
    }

    #[test]
    fn the_dispatchers_hear_of_what_nobody_owns_and_the_zone_unit_of_what_is_overdue() {
        let unowned = Life::reported(at("2026-03-02T09:00"), None);
        assert_eq!(told(&unowned), [("dispatchers", NoticeKind::ToDispatch)]);
        let owned = Life::dispatched();
        assert_eq!(notices(&owned.case, &owned.events[0].event), []);
        let overdue = after(|life| {
            life.at("2026-03-03T09:01").sweep();
        });
        let kind = NoticeKind::Overdue100;
        assert_eq!(overdue, [("department", kind), ("zone unit", kind)]);
        let letter = after(|life| {
            life.at("2026-03-04T09:01").sweep();
        });
        assert_eq!(letter, [("department", NoticeKind::Letter24h)]);
    }

    #[test]
    fn what_was_said_comes_along_and_names_are_their_own() {
        let mut life = Life::dispatched();
        life.does(&chengguan(), returns("不是我们的"));
        let last = life.events.last().expect("an event");
        assert_eq!(notices(&life.case, &last.event)[0].said, "不是我们的");
        let mut names = NoticeKind::ALL.map(NoticeKind::as_str).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NoticeKind::ALL.len());
    }
}
