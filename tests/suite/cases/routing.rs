//! Which zone, which department, and why: as a report meets it.

use app::action::city::import::Kind;
use domain::position::{Crs, Point, distance_m};
use harness::TestCity;
use harness::people::{DISPATCHER, GULOU, LIN};
use harness::place::{
    COMPOUND, JIEFANG_ROAD, MARKET, RENMIN_ROAD, crossing, outside_by, place, raw,
};
use harness::sighting::{EVENTS, illegal_ad, rubbish, sighting};
use mobile_api::action::Action;
use mobile_api::case::{Case, CaseState};
use mobile_api::position::RawPosition;
use mobile_api::route::Match;

use super::MONDAY;

#[tokio::test]
async fn a_place_is_the_same_in_every_coordinate_system() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let truth = JIEFANG_ROAD.point();
    for crs in [Crs::Wgs84, Crs::Gcj02, Crs::Bd09] {
        let sent = JIEFANG_ROAD.position_in(crs);
        let case = lin.reports(illegal_ad().from(sent).showing(&[photo])).await;
        assert_eq!(zone(&case), Some("jiefang-east"), "{crs:?}");
        let shown = Point {
            lon: case.position.lon,
            lat: case.position.lat,
        };
        assert!(
            distance_m(shown, truth) < 0.05,
            "{crs:?}: {}",
            distance_m(shown, truth)
        );
        assert_eq!(
            case.position.raw, sent,
            "the numbers as they were sent are kept"
        );
    }
    // The same numbers under another name are another place: what mixing them up does.
    let mistaken = RawPosition {
        crs: mobile_api::position::Crs::Bd09,
        ..JIEFANG_ROAD.position()
    };
    let elsewhere = lin
        .reports(illegal_ad().from(mistaken).showing(&[photo]))
        .await;
    assert_ne!(zone(&elsewhere), Some("jiefang-east"));
}

#[tokio::test]
async fn the_more_specific_rule_decides() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    for (what, owner) in [
        (illegal_ad().at(JIEFANG_ROAD), "chengguan"),
        // The street's own rule beats the whole city's.
        (illegal_ad().at(RENMIN_ROAD), "qinglan-gulou"),
        // A rule for markets beats one for everywhere with the same prefix.
        (rubbish().at(RENMIN_ROAD), "huanwei"),
        (rubbish().at(MARKET), "shichang"),
        (sighting(EVENTS, "05-05").at(COMPOUND), "wuye"),
        // The longer category prefix wins.
        (sighting(EVENTS, "05-05").at(RENMIN_ROAD), "jiaojing"),
        (sighting(EVENTS, "05-11").at(RENMIN_ROAD), "chengguan"),
        // A district, and a single zone.
        (
            sighting(EVENTS, "01-04").at(JIEFANG_ROAD),
            "wangchuan-huanwei",
        ),
        (
            sighting(EVENTS, "05-06").at(place("square-1")),
            "guangchang",
        ),
    ] {
        let code = what.category.code.clone();
        let case = lin.reports(what.showing(&[photo])).await;
        let department = case.department.as_ref().map(|unit| unit.code.as_str());
        assert_eq!(
            department,
            Some(owner),
            "{code} in {:?}: {}",
            zone(&case),
            case.route.explanation
        );
    }
}

#[tokio::test]
async fn where_zones_overlap_the_smallest_one_wins_and_the_others_are_named() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (point, zones) = crossing();
    let case = lin.reports(illegal_ad().from(raw(point, Crs::Wgs84))).await;
    assert_eq!(zone(&case), Some(zones[0]));
    let others: Vec<&str> = case
        .route
        .runners_up
        .iter()
        .map(|zone| zone.code.as_str())
        .collect();
    assert_eq!(others, zones[1..]);
}

#[tokio::test]
async fn beside_a_zone_the_nearest_one_within_reach_is_taken_and_said_so() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let near = |metres: f64, accuracy_m: Option<f64>| RawPosition {
        accuracy_m,
        ..raw(outside_by(metres), Crs::Wgs84)
    };
    for (metres, accuracy, found) in [
        (20.0, Some(5.0), Match::Near),
        (20.0, None, Match::Near),
        (40.0, Some(5.0), Match::None),
        // A phone that is unsure of its place reaches farther, up to fifty metres.
        (40.0, Some(45.0), Match::Near),
        (60.0, Some(500.0), Match::None),
    ] {
        let position = near(metres, accuracy);
        let case = lin
            .reports(illegal_ad().from(position).showing(&[photo]))
            .await;
        assert_eq!(case.route.r#match, found, "{metres} m, {accuracy:?}");
        match found {
            Match::Near => {
                let distance = case.route.distance_m.unwrap();
                assert!(
                    (distance - metres).abs() < 1.5,
                    "{distance} instead of {metres}"
                );
                assert!(case.zone.is_some());
            }
            _ => assert_eq!((zone(&case), case.route.distance_m), (None, None)),
        }
    }
}

#[tokio::test]
async fn outside_every_zone_a_dispatcher_decides() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let case = lin
        .reports(illegal_ad().from(raw(outside_by(300.0), Crs::Wgs84)))
        .await;
    assert_eq!((case.state, case.version), (CaseState::Reported, 1));
    assert!(case.department.is_none() && case.route.rule_id.is_none());
    assert!(case.deadline_at.is_none() && case.light.is_none() && case.limit.is_none());
    assert!(
        !case.available_actions.contains(&Action::Dispatch),
        "an inspector's are others"
    );

    let seen = dispatcher.sees(&case).await;
    assert!(seen.available_actions.contains(&Action::Dispatch));
    let case = dispatcher.dispatches(&case, "huanwei").await;
    assert_eq!(case.state, CaseState::Dispatched);
    assert_eq!(case.department.unwrap().code, "huanwei");
    assert!(case.deadline_at.is_some());
}

#[tokio::test]
async fn where_equal_rules_disagree_nobody_is_guessed() {
    let city = TestCity::at(MONDAY).await;
    let rules = fixtures::files::routes_csv()
        + "901,GBT30428-2013-event,02-01,wangchuan,,,,huanwei,0\n"
        + "902,GBT30428-2013-event,02-01,wangchuan,,,,shizheng,0\n";
    city.imports(Kind::Routes, rules).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    assert_eq!(case.state, CaseState::Reported);
    assert_eq!(zone(&case), Some("jiefang-east"));
    assert!(case.department.is_none());
    let mut candidates: Vec<&str> = case
        .route
        .candidates
        .iter()
        .map(|rule| rule.department.code.as_str())
        .collect();
    candidates.sort_unstable();
    assert_eq!(candidates, ["huanwei", "shizheng"]);

    let dispatcher = city.person(DISPATCHER).await;
    let case = dispatcher.dispatches(&case, "shizheng").await;
    assert_eq!(case.department.unwrap().code, "shizheng");
}

#[tokio::test]
async fn new_rules_send_new_cases_elsewhere_and_leave_the_old_ones() {
    let city = TestCity::at(MONDAY).await;
    let (lin, gulou) = (city.person(LIN).await, city.person(GULOU).await);
    let old = lin.reports(illegal_ad().at(RENMIN_ROAD)).await;
    let rules = fixtures::files::routes_csv();
    let kept: Vec<&str> = rules
        .lines()
        .filter(|line| !line.starts_with("19,"))
        .collect();
    assert_eq!(kept.len() + 1, rules.lines().count());
    city.imports(Kind::Routes, kept.join("\n")).await;
    let new = lin.reports(illegal_ad().at(RENMIN_ROAD.spot(1))).await;
    assert_eq!(new.department.unwrap().code, "chengguan");
    let old_now = gulou.sees(&old).await;
    assert_eq!(old_now.department, old.department);
    assert_eq!(old_now.route, old.route, "the explanation of that day");
}

fn zone(case: &Case) -> Option<&str> {
    case.zone.as_ref().map(|zone| zone.code.as_str())
}
