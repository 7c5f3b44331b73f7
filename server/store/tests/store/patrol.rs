//! Visits and campaigns: pages that fit together for every reader, what was found meanwhile, how far a campaign has
//! come, and tracks that go when their time is over.

use domain::id::{CategoryKey, VisitId};
use domain::time::{Micros, Span};
use store::campaigns::{CampaignRow, When};
use store::cases::{CaseRow, Sight as CaseSight};
use store::visits::{Search, Sight, TrackRow, VisitRow, Visited};
use store::{Conn, Error, campaigns, cases, visits};
use uuid::Uuid;

use crate::bench_city::{
    DISTRICTS, INSPECTORS, STREETS, ZONES, case_row, category, unit, user, zone,
};
use crate::engine::on_each;
use crate::many::Lots;

fn visit_id(n: u128) -> VisitId {
    VisitId(Uuid::from_u128(n))
}

/// In the zone of that number, of eight: two to a street, four to a district.
pub fn visit_row(n: u128, place: usize, inspector: u128, started_at: i64) -> VisitRow {
    VisitRow {
        id: visit_id(n),
        request_hash: format!("hash {n}"),
        inspector_id: user(inspector),
        zone_id: zone(ZONES[place]),
        zone_code: format!("Z{}", ZONES[place]),
        street_id: unit(STREETS[place / 2]),
        district_id: unit(DISTRICTS[place / 4]),
        mode: "routine".into(),
        campaign_id: None,
        started_at: Micros(started_at),
        ended_at: Some(Micros(started_at + 100)),
        track_points: 0,
    }
}

pub fn campaign_row(n: u128, starts_at: i64, ends_at: i64) -> CampaignRow {
    CampaignRow {
        id: Uuid::from_u128(n),
        version: 1,
        name: "牛皮癣整治".into(),
        categories: "[]".into(),
        zones: "[]".into(),
        districts: "[]".into(),
        starts_at: Micros(starts_at),
        ends_at: Micros(ends_at),
        request_hash: "hash".into(),
        created_by: user(INSPECTORS[0]),
    }
}

/// So few instants that many visits share one.
fn many() -> Vec<VisitRow> {
    let mut lots = Lots(11);
    let drawn = (1..=300).map(|n| {
        let (place, at) = (lots.below(8), lots.below(40) as i64 * 10);
        visit_row(n, place, lots.one(&INSPECTORS), at)
    });
    drawn.collect()
}

fn everything() -> Search {
    Search {
        sight: Sight::Everything,
        zone: None,
        inspector: None,
        own_covert_only: None,
        from: None,
        to: None,
    }
}

pub fn searches() -> Vec<Search> {
    let inspector = user(INSPECTORS[0]);
    let sights = [
        Sight::Everything,
        Sight::Within {
            unit: unit(STREETS[1]),
            inspector,
        },
        Sight::Within {
            unit: unit(DISTRICTS[1]),
            inspector,
        },
        Sight::Own { inspector },
    ];
    let filters = [
        everything(),
        Search {
            zone: Some(format!("Z{}", ZONES[5])),
            ..everything()
        },
        Search {
            inspector: Some(user(INSPECTORS[1])),
            ..everything()
        },
        Search {
            zone: Some(format!("Z{}", ZONES[2])),
            inspector: Some(inspector),
            ..everything()
        },
        Search {
            from: Some(Micros(50)),
            to: Some(Micros(300)),
            ..everything()
        },
    ];
    let pairs = sights
        .into_iter()
        .flat_map(|sight| filters.clone().map(|filter| Search { sight, ..filter }));
    pairs.collect()
}

fn matches(search: &Search, row: &VisitRow) -> bool {
    let seen = match search.sight {
        Sight::Everything => true,
        Sight::Within { unit, inspector } => {
            row.street_id == unit || row.district_id == unit || row.inspector_id == inspector
        }
        Sight::Own { inspector } => row.inspector_id == inspector,
    };
    seen && search
        .zone
        .as_ref()
        .is_none_or(|code| row.zone_code == *code)
        && search.inspector.is_none_or(|id| row.inspector_id == id)
        && search.from.is_none_or(|from| row.started_at >= from)
        && search.to.is_none_or(|to| row.started_at < to)
}

#[test]
fn pages_of_visits_are_what_the_reader_sees_each_once_and_in_order() {
    on_each(|test| {
        let rows = many();
        let all = rows.clone();
        test.write_blocking(move |conn| all.iter().try_for_each(|row| visits::insert(conn, row)))
            .unwrap();
        for search in searches() {
            let mut expected: Vec<VisitRow> = rows
                .iter()
                .filter(|row| matches(&search, row))
                .cloned()
                .collect();
            expected.sort_by_key(|row| std::cmp::Reverse((row.started_at, row.id)));
            for size in [7, 500] {
                let (mut read, mut before) = (Vec::new(), None);
                loop {
                    let wanted = search.clone();
                    let page = test
                        .read_blocking(move |conn| visits::list(conn, &wanted, before, size))
                        .unwrap();
                    before = page.last().map(|row| (row.started_at, row.id));
                    let full = page.len() == size;
                    read.extend(page);
                    if !full {
                        break;
                    }
                }
                assert_eq!(read, expected, "{search:?} by {size}");
            }
        }
    });
}

#[test]
fn a_visit_found_what_its_inspector_captured_there_meanwhile() {
    on_each(|test| {
        let inspector = user(INSPECTORS[0]);
        let captured = |n: u128, at: i64, place: usize| CaseRow {
            captured_at: Micros(at),
            reported_at: Micros(at + 5_000),
            reporter_id: inspector,
            zone_id: Some(zone(ZONES[place])),
            ..case_row(n)
        };
        let all = [
            captured(1, 1_000, 3),
            captured(2, 1_050, 3),
            captured(3, 1_100, 3),
            // A moment early, a moment late, elsewhere, somebody else's, nowhere.
            captured(4, 999, 3),
            captured(5, 1_101, 3),
            captured(6, 1_050, 4),
            CaseRow {
                reporter_id: user(INSPECTORS[1]),
                ..captured(7, 1_050, 3)
            },
            CaseRow {
                zone_id: None,
                ..captured(8, 1_050, 3)
            },
        ];
        let ended = visit_row(1, 3, INSPECTORS[0], 1_000);
        let under_way = VisitRow {
            ended_at: None,
            ..visit_row(2, 3, INSPECTORS[0], 1_000)
        };
        let clean = visit_row(3, 7, INSPECTORS[0], 1_000);
        let told = [ended, under_way, clean];
        test.write_blocking(move |conn| {
            all.iter().try_for_each(|row| cases::insert(conn, row))?;
            told.iter().try_for_each(|row| visits::insert(conn, row))
        })
        .unwrap();
        let asked = [1, 2, 3].map(visit_id);
        let mut found = test
            .read_blocking(move |conn| visits::findings(conn, &asked, Span(101)))
            .unwrap();
        found.sort();
        assert_eq!(found, [(visit_id(1), 3), (visit_id(2), 4)]);
    });
}

pub fn tracked(n: u128, at: i64) -> (VisitRow, TrackRow) {
    let row = VisitRow {
        track_points: 2,
        ..visit_row(n, 0, INSPECTORS[0], at)
    };
    let track = TrackRow {
        visit_id: row.id,
        started_at: row.started_at,
        crs: "gcj02".into(),
        points: "[[105.72,34.58,1]]".into(),
    };
    (row, track)
}

#[test]
fn a_track_goes_when_its_time_is_over_and_the_visit_stays() {
    on_each(|test| {
        let (old, young) = (tracked(1, 999), tracked(2, 1_000));
        let kept = young.1.clone();
        test.write_blocking(move |conn| {
            for (row, track) in [&old, &young] {
                visits::insert(conn, row)?;
                visits::put_track(conn, track)?;
                // A longer one takes its place.
                visits::put_track(conn, track)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        let forget = |conn: &mut Conn| visits::forget_tracks(conn, Micros(1_000), 10);
        assert_eq!(test.write_blocking(forget).unwrap(), 1);
        assert_eq!(test.write_blocking(forget).unwrap(), 0);
        let read = |n| {
            let both = move |conn: &mut Conn| {
                let visit = visits::get(conn, visit_id(n))?.expect("the visit stays");
                Ok::<_, Error>((visit.track_points, visits::track(conn, visit_id(n))?))
            };
            test.read_blocking(both).unwrap()
        };
        assert_eq!(read(1), (0, None));
        assert_eq!(read(2), (2, Some(kept)));
    });
}

#[test]
fn campaigns_are_planned_then_run_then_are_over() {
    on_each(|test| {
        let rows = [
            campaign_row(1, 100, 200),
            campaign_row(2, 150, 300),
            campaign_row(3, 150, 160),
            campaign_row(4, 200, 300),
        ];
        let all = rows.clone();
        test.write_blocking(move |conn| {
            all.iter().try_for_each(|row| campaigns::insert(conn, row))
        })
        .unwrap();
        let ids = |when, before, limit| {
            let list =
                move |conn: &mut Conn| campaigns::list(conn, when, Micros(199), before, limit);
            let rows = test.read_blocking(list).unwrap();
            rows.iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(ids(None, None, 9), [4, 3, 2, 1]);
        assert_eq!(ids(Some(When::Planned), None, 9), [4]);
        assert_eq!(ids(Some(When::Running), None, 9), [2, 1]);
        assert_eq!(ids(Some(When::Over), None, 9), [3]);
        let third = Some((Micros(150), Uuid::from_u128(3)));
        assert_eq!(ids(None, third, 1), [2]);
        let changed = CampaignRow {
            version: 2,
            name: "蜘蛛网整治".into(),
            ..rows[0].clone()
        };
        let wanted = changed.clone();
        test.write_blocking(move |conn| campaigns::update(conn, &changed))
            .unwrap();
        let id = wanted.id;
        let read = test.read_blocking(move |conn| campaigns::get(conn, id));
        assert_eq!(read.unwrap(), Some(wanted));
    });
}

#[test]
fn a_campaign_counts_its_cases_by_category_and_by_zone_and_its_visits() {
    on_each(|test| {
        let (push, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let of = |n: u128, campaign: Uuid, state: &str, code: &str, place: usize, deadline: i64| {
            CaseRow {
                campaign_id: Some(campaign.to_string()),
                state: state.into(),
                category_code: code.into(),
                zone_id: Some(zone(ZONES[place])),
                street_id: Some(unit(STREETS[place / 2])),
                deadline_at: Some(Micros(deadline)),
                ..case_row(n)
            }
        };
        let all = [
            of(1, push, "dispatched", "02-01", 0, 99),
            of(2, push, "accepted", "02-01", 0, 101),
            of(3, push, "closed", "02-01", 1, 99),
            of(4, push, "voided", "02-01", 1, 99),
            of(5, push, "handled", "05-05", 3, 99),
            of(6, other, "reported", "02-01", 0, 99),
        ];
        let visited = move |n, place, at| VisitRow {
            campaign_id: Some(push),
            ..visit_row(n, place, INSPECTORS[0], at)
        };
        test.write_blocking(move |conn| {
            campaigns::insert(conn, &campaign_row(1, 0, 9))?;
            campaigns::insert(conn, &campaign_row(2, 0, 9))?;
            all.iter().try_for_each(|row| cases::insert(conn, row))?;
            let visits = [visited(1, 0, 5), visited(2, 0, 7), visited(3, 6, 6)];
            visits.iter().try_for_each(|row| visits::insert(conn, row))
        })
        .unwrap();

        let by_category = |sight: CaseSight| {
            let read = move |conn: &mut Conn| {
                cases::by_category(conn, &[push, other], &sight, Micros(100))
            };
            let shares = test.read_blocking(read).unwrap().into_iter();
            let mut lines: Vec<(u128, CategoryKey, String, i64, i64)> = shares
                .map(|share| {
                    let campaign = share.campaign.as_u128();
                    (campaign, share.of, share.state, share.cases, share.overdue)
                })
                .collect();
            lines.sort();
            lines
        };
        let line = |campaign, code, state: &str, cases, overdue| {
            (campaign, category(code), state.to_owned(), cases, overdue)
        };
        assert_eq!(
            by_category(CaseSight::Everything),
            [
                line(1, "02-01", "accepted", 1, 0),
                line(1, "02-01", "closed", 1, 0),
                line(1, "02-01", "dispatched", 1, 1),
                line(1, "05-05", "handled", 1, 0),
                line(2, "02-01", "reported", 1, 0),
            ]
        );
        let within = CaseSight::Within {
            unit: unit(STREETS[1]),
            reporter: user(INSPECTORS[2]),
        };
        assert_eq!(by_category(within), [line(1, "05-05", "handled", 1, 0)]);

        let by_zone = test
            .read_blocking(move |conn| {
                cases::by_zone(conn, push, &CaseSight::Everything, Micros(100))
            })
            .unwrap();
        let mut zones: Vec<(u128, i64, i64)> = by_zone
            .into_iter()
            .map(|share| (share.of.0.as_u128(), share.cases, share.overdue))
            .collect();
        zones.sort_unstable();
        assert_eq!(
            zones,
            [
                (ZONES[0], 1, 0),
                (ZONES[0], 1, 1),
                (ZONES[1], 1, 0),
                (ZONES[3], 1, 0)
            ]
        );

        let mut seen = test
            .read_blocking(move |conn| visits::of_campaigns(conn, &[push, other], Micros(0)))
            .unwrap();
        seen.sort_by(|a, b| a.zone_code.cmp(&b.zone_code));
        let of_zone = |place: usize, visits, last_at| Visited {
            campaign_id: push,
            zone_code: format!("Z{}", ZONES[place]),
            visits,
            last_at: Micros(last_at),
        };
        assert_eq!(seen, [of_zone(0, 2, 7), of_zone(6, 1, 6)]);
    });
}
