//! Working time: nights, weekends and holidays are nobody's delay.

use harness::TestCity;
use harness::city::time;
use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LIN, SUN, WUYE};
use harness::place::RENMIN_ROAD;
use harness::sighting::{charging_cable, collapsed_road, dirty_road, illegal_ad};
use mobile_api::case::Light;
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

/// The clock moves by a microsecond with every look at it.
fn minute(at: Option<Time>) -> Time {
    let at = at.expect("a deadline").0;
    Time(at - at.rem_euclid(60_000_000))
}
