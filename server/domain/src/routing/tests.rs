use super::*;
use crate::position::{Crs, Point, PositionSource};
use crate::rulebook::Reach;
use crate::zone::tests::{on_grid, rectangle, unit, zone};
use proptest::prelude::*;
use uuid::Uuid;

const SCHEME: &str = "GBT30428-2013-event";

fn category(code: &str) -> CategoryKey {
    CategoryKey {
        scheme: SCHEME.to_owned(),
        code: code.to_owned(),
    }
}

/// A rule for everything everywhere.
fn rule(number: i64, department: u128) -> Rule {
    Rule {
        id: RuleId(Uuid::from_u128(number as u128)),
        number,
        scheme: String::new(),
        category_prefix: String::new(),
        district: None,
        street: None,
        zone_code: None,
        zone_kind: None,
        department: unit(department),
        priority: 0,
    }
}

fn prefix(rule: Rule, category_prefix: &str) -> Rule {
    Rule {
        scheme: SCHEME.to_owned(),
        category_prefix: category_prefix.to_owned(),
        ..rule
    }
}

/// Zone "jiefang" in street office 11 of district 1.
fn jiefang() -> Zone {
    zone("jiefang", rectangle([0, 0, 100, 100]))
}

fn numbers(rules: &[Rule]) -> Vec<i64> {
    rules.iter().map(|rule| rule.number).collect()
}

#[test]
fn the_more_specific_rule_wins() {
    let in_zone = |rule| Rule {
        zone_code: Some("jiefang".into()),
        ..rule
    };
    let of_kind = |rule| Rule {
        zone_kind: Some(ZoneKind::Street),
        ..rule
    };
    let any_scheme = |rule| Rule {
        scheme: String::new(),
        ..rule
    };
    let in_district = |rule| Rule {
        district: Some(unit(1)),
        ..rule
    };
    let weakest_first = [
        rule(1, 1),
        prefix(rule(2, 2), ""),
        of_kind(rule(3, 3)),
        of_kind(prefix(rule(4, 4), "")),
        Rule {
            priority: 1,
            ..rule(5, 5)
        },
        prefix(rule(6, 6), "02-"),
        any_scheme(prefix(rule(7, 7), "02-01")),
        prefix(rule(8, 8), "02-01"),
        of_kind(prefix(rule(9, 9), "02-01")),
        in_district(rule(10, 10)),
        in_district(prefix(rule(11, 11), "02")),
        Rule {
            street: Some(unit(11)),
            ..rule(12, 12)
        },
        in_zone(rule(13, 13)),
        in_zone(of_kind(rule(14, 14))),
    ];
    for strongest in 0..weakest_first.len() {
        let table = RoutingTable::new(weakest_first[..=strongest].to_vec());
        let Routed::Owned {
            rule, overruled, ..
        } = table.route(&category("02-01"), Some(&jiefang()))
        else {
            panic!("{strongest}");
        };
        assert_eq!(rule, weakest_first[strongest]);
        let expected: Vec<i64> = (1..=strongest as i64).rev().collect();
        assert_eq!(numbers(&overruled), expected);
    }
}

#[test]
fn what_a_rule_names_must_all_fit() {
    #[rustfmt::skip]
    let table = [
        (Rule { district: Some(unit(2)), ..rule(1, 1) }, false),
        (Rule { district: Some(unit(1)), street: Some(unit(12)), ..rule(1, 1) }, false),
        (Rule { district: Some(unit(1)), street: Some(unit(11)), ..rule(1, 1) }, true),
        (Rule { zone_code: Some("renmin".into()), ..rule(1, 1) }, false),
        (Rule { zone_kind: Some(ZoneKind::Market), ..rule(1, 1) }, false),
        (prefix(rule(1, 1), "02-1"), false),
        (prefix(rule(1, 1), "02-01"), true),
        (Rule { scheme: "local".into(), ..rule(1, 1) }, false),
        (Rule { category_prefix: "02".into(), ..rule(1, 1) }, true),
    ];
    for (rule, fits) in table {
        let routed =
            RoutingTable::new(vec![rule.clone()]).route(&category("02-01"), Some(&jiefang()));
        assert_eq!(routed.department().is_some(), fits, "{rule:?}");
    }
}

#[test]
fn equal_rules_for_different_departments_are_left_to_a_dispatcher() {
    let quarrel = vec![
        prefix(rule(2, 2), "02-"),
        prefix(rule(1, 1), "02-"),
        rule(3, 3),
    ];
    let routed = RoutingTable::new(quarrel.clone()).route(&category("02-01"), Some(&jiefang()));
    let Routed::Ambiguous { candidates } = &routed else {
        panic!("{routed:?}");
    };
    assert_eq!(numbers(candidates), [1, 2]);
    assert_eq!((routed.department(), routed.rule()), (None, None));

    let mut settled = quarrel;
    settled[0].priority = 1;
    let routed = RoutingTable::new(settled).route(&category("02-01"), Some(&jiefang()));
    assert_eq!(routed.department(), Some(unit(2)));
}

#[test]
fn equal_rules_for_the_same_department_are_no_quarrel() {
    let twice = vec![prefix(rule(2, 7), "02-"), prefix(rule(1, 7), "02-")];
    let routed = RoutingTable::new(twice).route(&category("02-01"), Some(&jiefang()));
    assert_eq!(routed.department(), Some(unit(7)));
    assert_eq!(routed.rule().map(|rule| rule.number), Some(1));
}

#[test]
fn without_a_rule_or_a_zone_nobody_is_given_the_case() {
    let table = RoutingTable::new(vec![
        rule(1, 1),
        Rule {
            district: Some(unit(1)),
            ..rule(2, 2)
        },
    ]);
    let Routed::Unowned { reason, candidates } = table.route(&category("02-01"), None) else {
        panic!("owned");
    };
    assert_eq!((reason, numbers(&candidates)), (Unowned::NoZone, vec![1]));

    let none = RoutingTable::default().route(&category("02-01"), Some(&jiefang()));
    let expected = Routed::Unowned {
        reason: Unowned::NoRule,
        candidates: vec![],
    };
    assert_eq!(none, expected);
}

#[test]
fn an_explanation_tells_zone_and_rule() {
    let zones = ZoneIndex::new(
        vec![jiefang(), zone("compound", rectangle([40, 40, 60, 60]))],
        Reach::default(),
    );
    let table = RoutingTable::new(vec![prefix(rule(12, 5), "02-")]);
    let explained = |east: i32, north: i32| {
        let [lon, lat] = on_grid(east, north);
        let position = Position::new(Point { lon, lat }, Crs::Wgs84, None, PositionSource::Device);
        explain(
            &category("02-01"),
            &position.unwrap(),
            Micros(0),
            &zones,
            &table,
        )
    };

    let inside = explained(50, 50);
    let Found::Inside { zone, runners_up } = inside.found else {
        panic!("{inside:?}");
    };
    assert_eq!(zone.code, "compound");
    assert_eq!(runners_up[0].name, "路段 jiefang");
    assert_eq!(inside.routed.rule().map(|rule| rule.number), Some(12));

    let near = explained(50, 120);
    assert!(
        matches!(near.found, Found::Near { distance_m, .. } if (22.0..22.5).contains(&distance_m))
    );
    assert_eq!(near.routed.department(), Some(unit(5)));

    let nowhere = explained(50, 1_000);
    assert_eq!(nowhere.found, Found::Nowhere);
    assert!(matches!(
        nowhere.routed,
        Routed::Unowned {
            reason: Unowned::NoZone,
            ..
        }
    ));
}

#[test]
fn coverage_lists_holes_and_quarrels_only() {
    let market = Zone {
        kind: ZoneKind::Market,
        district: unit(2),
        ..zone("market", rectangle([0, 0, 9, 9]))
    };
    let zones = [market, jiefang()];
    let categories = [category("05-04"), category("02-01"), category("01-02")];
    let table = RoutingTable::new(vec![
        prefix(rule(1, 1), "02-"),
        prefix(rule(2, 2), "05-04"),
        prefix(rule(3, 3), "05-04"),
        Rule {
            zone_kind: Some(ZoneKind::Market),
            ..rule(4, 4)
        },
        Rule {
            district: Some(unit(2)),
            ..rule(5, 5)
        },
        Rule {
            district: Some(unit(2)),
            ..rule(6, 5)
        },
    ]);
    let cells = coverage(&zones, &categories, &table);
    let cell = |code: &str, owners: Vec<UnitId>, rules: &[i64]| {
        (category(code), "jiefang".to_owned(), owners, rules.to_vec())
    };
    let found: Vec<_> = cells
        .into_iter()
        .map(|cell| {
            (
                cell.category,
                cell.zone_code,
                cell.owners,
                numbers(&cell.rules),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            cell("01-02", vec![], &[]),
            cell("05-04", vec![unit(2), unit(3)], &[2, 3])
        ]
    );
}

prop_compose! {
    fn some_rule()(
        number in 1..40i64,
        prefix in prop::sample::select(vec!["", "0", "02", "02-01", "05"]),
        district in prop::option::of(1..3u128),
        street in prop::option::of(11..13u128),
        zone_code in prop::option::of(prop::sample::select(vec!["jiefang", "renmin"])),
        kind in prop::option::of(prop::sample::select(vec![ZoneKind::Street, ZoneKind::Market])),
        department in 1..4u128,
        priority in 0..2i64,
    ) -> Rule {
        Rule {
            category_prefix: prefix.to_owned(),
            district: district.map(unit),
            street: street.map(unit),
            zone_code: zone_code.map(str::to_owned),
            zone_kind: kind,
            priority,
            ..rule(number, department)
        }
    }
}

/// What the law compares, and nothing else: the smaller wins.
fn law(rule: &Rule) -> (usize, std::cmp::Reverse<usize>, std::cmp::Reverse<i64>) {
    let named = [
        rule.zone_code.is_some(),
        rule.street.is_some(),
        rule.district.is_some(),
    ];
    let place = named.iter().position(|named| *named).unwrap_or(3);
    let length = rule.category_prefix.len();
    (
        place,
        std::cmp::Reverse(length),
        std::cmp::Reverse(rule.priority),
    )
}

proptest! {
    /// Place, then category prefix, then explicit order; the kind of zone and the scheme only among equals of these.
    #[test]
    fn no_rule_wins_over_one_that_the_law_puts_first(
        rules in prop::collection::vec((some_rule(), any::<bool>()), 1..25),
        code in prop::sample::select(vec!["02-01", "02-02", "05-04"]),
    ) {
        let rules: Vec<Rule> = rules
            .into_iter()
            .map(|(rule, named)| match named {
                true => Rule { scheme: SCHEME.to_owned(), ..rule },
                false => rule,
            })
            .collect();
        let (category, zone) = (category(code), jiefang());
        let best = rules
            .iter()
            .filter(|rule| rule.fits_category(&category) && rule.fits_zone(&zone))
            .map(law)
            .min();
        match RoutingTable::new(rules.clone()).route(&category, Some(&zone)) {
            Routed::Owned { rule, overruled, .. } => {
                prop_assert_eq!(Some(law(&rule)), best);
                let ladder: Vec<_> = overruled.iter().map(law).collect();
                prop_assert!(ladder.is_sorted());
            }
            Routed::Ambiguous { candidates } => {
                prop_assert!(candidates.iter().all(|rule| Some(law(rule)) == best));
            }
            Routed::Unowned { .. } => prop_assert_eq!(best, None),
        }
    }

    #[test]
    fn routing_depends_on_no_order_and_names_one_owner_or_none(
        (rules, shuffled) in prop::collection::vec(some_rule(), 0..25)
            .prop_flat_map(|rules| (Just(rules.clone()), Just(rules).prop_shuffle())),
        code in prop::sample::select(vec!["02-01", "02-02", "05-04", "11-01"]),
    ) {
        let (category, zone) = (category(code), jiefang());
        let routed = RoutingTable::new(rules.clone()).route(&category, Some(&zone));
        prop_assert_eq!(&routed, &RoutingTable::new(shuffled).route(&category, Some(&zone)));

        let fitting = rules
            .iter()
            .filter(|rule| rule.fits_category(&category) && rule.fits_zone(&zone))
            .count();
        let table = RoutingTable::new(rules);
        let cells = coverage([&zone], [&category], &table);
        match &routed {
            Routed::Owned { department, rule, overruled } => {
                prop_assert_eq!(*department, rule.department);
                prop_assert_eq!(overruled.len() + 1, fitting);
                prop_assert_eq!(cells, vec![]);
            }
            Routed::Ambiguous { candidates } => {
                prop_assert!(candidates.iter().any(|rule| rule.department != candidates[0].department));
                prop_assert!(cells.len() == 1 && cells[0].owners.len() > 1);
            }
            Routed::Unowned { .. } => {
                prop_assert_eq!(fitting, 0);
                prop_assert!(cells.len() == 1 && cells[0].owners.is_empty());
            }
        }
    }
}
