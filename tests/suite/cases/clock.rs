//! Working time: nights, weekends and holidays are nobody's delay.

use domain::time::{Micros, minutes};
use harness::TestCity;
use harness::city::time;
use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LIN, SUN, WUYE};
use harness::place::RENMIN_ROAD;
use harness::sighting::{Sighting, charging_cable, collapsed_road, dirty_road, illegal_ad};
use mobile_api::case::{CaseQuery, Light};
use mobile_api::event::{EventData, Rung};
use mobile_api::time::Time;

#[tokio::test]
async fn natural_hours_run_through_a_weekend() {
    let city = TestCity::at("2026-03-06T20:00+08:00").await;
    let lin = city.person(LIN).await;
    assert_eq!(
        minute(lin.reports(illegal_ad()).await.deadline_at),
        time("2026-03-07T20:00:00+08:00")
    );
    let urgent = lin.reports(collapsed_road()).await;
    assert_eq!(minute(urgent.deadline_at), time("2026-03-06T22:00+08:00"));
}

#[tokio::test]
async fn working_hours_wait_for_the_next_working_day_over_a_long_holiday() {
    // The last working day before the Spring Festival of 2026; 15–23 February are off, the 14th (a Saturday) is worked.
    let city = TestCity::at("2026-02-14T16:30+08:00").await;
    let lin = city.person(LIN).await;
    let case = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    assert_eq!(minute(case.deadline_at), time("2026-02-24T11:30+08:00"));
    let cable = lin.reports(charging_cable()).await;
    // One hour on the 14th, seven on the 24th, six on the 25th: three and a half and two and a half.
    assert_eq!(minute(cable.deadline_at), time("2026-02-25T16:30+08:00"));

    city.set_clock("2026-02-20T12:00+08:00");
    let huanwei = city.person(HUANWEI).await;
    assert_eq!(
        huanwei.sees(&case).await.light,
        Some(Light::Green),
        "in the middle of the holiday"
    );
    city.set_clock("2026-02-24T11:29+08:00");
    let huanwei = city.person(HUANWEI).await;
    assert_eq!(huanwei.handles(&case).await.on_time, Some(true));
}

#[tokio::test]
async fn a_suspension_over_a_night_takes_no_working_time() {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let case = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    assert_eq!(minute(case.deadline_at), time("2026-03-02T15:00+08:00"));
    city.set_clock("2026-03-02T11:00+08:00");
    let suspended = dispatcher.suspends(&case).await;
    city.set_clock("2026-03-03T08:30+08:00");
    let resumed = city.person(DISPATCHER).await.resumes(&suspended).await;
    // Two working hours were left at eleven, and are left at half past eight.
    assert_eq!(minute(resumed.deadline_at), time("2026-03-03T10:30+08:00"));
}

#[tokio::test]
async fn rework_on_a_working_clock_counts_working_hours() {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    let lin = city.person(LIN).await;
    let case = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    city.set_clock("2026-03-02T16:00+08:00");
    let huanwei = city.person(HUANWEI).await;
    let handled = huanwei.handles(&case).await;
    assert_eq!(handled.on_time, Some(false));
    city.set_clock("2026-03-02T16:30+08:00");
    let failed = city.person(SUN).await.fails(&handled).await;
    // One hour is left of this day, three of the next morning.
    assert_eq!(minute(failed.deadline_at), time("2026-03-03T11:30+08:00"));
}

#[tokio::test]
async fn an_extension_is_counted_like_the_limit_is() {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let wuye = city.person(WUYE).await;
    let cable = lin.reports(charging_cable()).await;
    assert_eq!(minute(cable.deadline_at), time("2026-03-04T09:00+08:00"));
    let asked = wuye.asks_for_hours(&cable, 7).await;
    let granted = dispatcher.grants(&asked, 7).await;
    assert_eq!(minute(granted.deadline_at), time("2026-03-05T09:00+08:00"));

    let chengguan = city.person(CHENGGUAN).await;
    let ad = lin.reports(illegal_ad()).await;
    let asked = chengguan.asks_for_hours(&ad, 7).await;
    let granted = dispatcher.grants(&asked, 7).await;
    assert_eq!(minute(granted.deadline_at), time("2026-03-03T16:00+08:00"));
}

#[tokio::test]
async fn a_year_whose_holidays_are_not_published_is_said_to_be_provisional() {
    let city = TestCity::at("2026-12-31T17:00+08:00").await;
    let lin = city.person(LIN).await;
    let working = lin.reports(charging_cable()).await;
    assert!(working.calendar_provisional, "its deadline lies in 2027");
    let natural = lin.reports(illegal_ad()).await;
    assert!(
        !natural.calendar_provisional,
        "natural hours need no calendar"
    );
}

#[tokio::test]
async fn a_case_says_when_its_light_will_turn_and_then_it_does() {
    // 80 % of 24 hours; of four working hours, over the noon break.
    for (sighting, yellow) in [
        (illegal_ad(), "2026-03-03T04:12+08:00"),
        (dirty_road().at(RENMIN_ROAD), "2026-03-02T14:12+08:00"),
    ] {
        turns(sighting, time(yellow)).await;
    }
}

/// What the case told when it was new, the light shown later, the list by lights and the ladder all agree.
async fn turns(sighting: Sighting, yellow: Time) {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    let lin = city.person(LIN).await;
    let case = lin.reports(sighting).await;
    assert_eq!(minute(case.yellow_at), yellow);
    let instant = |at: Option<Time>| Micros(at.expect("an instant").0);
    let (turns, due) = (instant(case.yellow_at), instant(case.deadline_at));
    for (moment, light) in [
        (turns - minutes(1), Light::Green),
        (turns, Light::Yellow),
        (due - minutes(1), Light::Yellow),
        (due + minutes(1), Light::Red),
    ] {
        city.app.clock.set(moment);
        city.run_due_jobs().await;
        let seen = lin.sees(&case).await;
        assert_eq!((seen.light, seen.yellow_at), (Some(light), case.yellow_at));
        let lit = CaseQuery {
            light: Some(light),
            ..CaseQuery::default()
        };
        let listed = lin.client.cases(&lit).await.expect("a list").items;
        assert_eq!(listed.len(), 1, "{light:?}");
        assert_eq!(listed[0].yellow_at, case.yellow_at);
        let warned = lin.events(&case).await.iter().any(|event| {
            matches!(
                event.typed(),
                Ok(EventData::Escalate { rung: Rung::Warn80 })
            )
        });
        assert_eq!(warned, light != Light::Green, "{light:?}");
    }
}

#[tokio::test]
async fn no_light_will_turn_where_no_clock_runs() {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let case = lin.reports(dirty_road().at(RENMIN_ROAD)).await;
    city.set_clock("2026-03-02T11:00+08:00");
    let suspended = dispatcher.suspends(&case).await;
    assert_eq!((suspended.light, suspended.yellow_at), (None, None));
    city.set_clock("2026-03-03T08:30+08:00");
    let resumed = dispatcher.resumes(&suspended).await;
    // Of its four working hours two are used up, and one and 12 minutes are left before it turns.
    assert_eq!(minute(resumed.yellow_at), time("2026-03-03T09:42+08:00"));

    let huanwei = city.person(HUANWEI).await;
    let handled = huanwei.handles(&resumed).await;
    assert_eq!(
        (handled.light, handled.yellow_at),
        (Some(Light::Green), None)
    );
    let failed = city.person(SUN).await.fails(&handled).await;
    assert!(failed.yellow_at > resumed.yellow_at, "it runs again");
}

/// The clock moves by a microsecond with every look at it.
fn minute(at: Option<Time>) -> Time {
    let at = at.expect("a deadline").0;
    Time(at - at.rem_euclid(60_000_000))
}
