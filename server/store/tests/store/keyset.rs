//! Turning pages while others write: what was there when the first page was read comes exactly once.

use std::collections::HashSet;

use domain::time::Micros;
use store::cases::{CaseRow, Filter, Order, Search, Sight, list};
use store::{audit, cases, events, photos};

use crate::bench_city::{INSPECTORS, case, case_row, event_row, hash, photo_row, unit, user};
use crate::engine::on_each;
use crate::many::{self, Lots, NOW};

#[test]
fn pages_neither_skip_nor_repeat_while_cases_are_reported() {
    on_each(|test| {
        for (order, first_new) in [(Order::Reported, 10_000), (Order::Deadline, 20_000)] {
            let before: HashSet<_> = match order {
                Order::Reported => many::insert(test, 300).iter().map(|row| row.id).collect(),
                Order::Deadline => test
                    .read_blocking(|conn| cases::ids_after(conn, None, 100_000))
                    .unwrap()
                    .into_iter()
                    .collect(),
            };
            let search = Search {
                sight: Sight::Own {
                    units: (30..34).chain(40..44).map(unit).collect(),
                    reporter: user(INSPECTORS[0]),
                },
                filter: Filter::default(),
                now: Micros(NOW),
            };
            let mut lots = Lots(3);
            let (mut seen, mut after, mut new) = (Vec::new(), None, first_new);
            loop {
                let asked = search.clone();
                let page = test
                    .read_blocking(move |conn| list(conn, &asked, order, after, 17))
                    .unwrap();
                seen.extend(page.rows.iter().map(|row| row.id));
                for _ in 0..5 {
                    new += 1;
                    let row = CaseRow {
                        reported_at: Micros(lots.below(40_000) as i64),
                        state: "dispatched".into(),
                        department_id: Some(unit(30)),
                        deadline_at: Some(Micros(lots.below(70_000) as i64)),
                        ..case_row(new)
                    };
                    test.write_blocking(move |conn| cases::insert(conn, &row))
                        .unwrap();
                }
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            let once: HashSet<_> = seen.iter().copied().collect();
            assert_eq!(once.len(), seen.len(), "{order:?}: a case came twice");
            let all = Search {
                sight: Sight::Everything,
                ..search.clone()
            };
            let visible = test
                .read_blocking(move |conn| list(conn, &search, order, None, 100_000))
                .unwrap();
            assert_eq!(
                test.read_blocking(move |conn| list(conn, &all, order, None, 100_000))
                    .unwrap()
                    .next,
                None
            );
            let missed: Vec<_> = visible
                .rows
                .iter()
                .filter(|row| before.contains(&row.id) && !once.contains(&row.id))
                .map(|row| &row.number)
                .collect();
            assert!(missed.is_empty(), "{order:?}: {missed:?}");
        }
    });
}

#[test]
fn going_through_all_cases_events_photos_and_records_by_pages() {
    on_each(|test| {
        let ids: Vec<_> = many::insert(test, 23).iter().map(|row| row.id).collect();
        test.write_blocking(|conn| {
            for of in 1..=9 {
                for seq in 1..=4 {
                    events::append(conn, &event_row(of, seq))?;
                }
            }
            for n in 1..=9 {
                photos::insert_if_new(conn, &photo_row(n))?;
                let id = uuid::Uuid::from_u128(u128::from(n));
                let (at, actor_id) = (Micros(i64::from(n) / 3), None);
                audit::insert(
                    conn,
                    &audit::AuditRow {
                        id,
                        at,
                        actor_id,
                        action: "a".into(),
                        subject: "s".into(),
                        data: "{}".into(),
                    },
                )?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
        test.read_blocking(|conn| {
            let (mut found, mut after) = (Vec::new(), None);
            while let page @ [.., last] = &cases::ids_after(conn, after, 5)?[..] {
                found.extend_from_slice(page);
                after = Some(*last);
            }
            assert_eq!(found, ids);

            let (mut found, mut after) = (Vec::new(), None);
            while let page @ [.., last] = &events::page(conn, after, 7)?[..] {
                found.extend(page.iter().map(|event| (event.case_id, event.seq)));
                after = Some((last.case_id, last.seq));
            }
            let expected: Vec<_> = (1..=9)
                .flat_map(|of| (1..=4).map(move |seq| (case(of), seq)))
                .collect();
            assert_eq!(found, expected);

            let (mut found, mut after) = (Vec::new(), None);
            while let page @ [.., last] = &photos::page(conn, after, 2)?[..] {
                found.extend_from_slice(page);
                after = Some(*last);
            }
            assert_eq!(found, (1..=9).map(hash).collect::<Vec<_>>());

            let (mut found, mut before) = (Vec::new(), None);
            while let page @ [.., last] = &audit::latest(conn, before, 2)?[..] {
                found.extend(page.iter().map(|row| row.id.as_u128()));
                before = Some((last.at, last.id));
            }
            assert_eq!(found, (1..=9).rev().collect::<Vec<_>>());
            Ok::<_, store::Error>(())
        })
        .unwrap();
    });
}
