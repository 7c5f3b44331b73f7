//! Photos: stored once, used from the first case on, found again by their look, removed when nobody wanted them.

use domain::time::Micros;
use store::case_photos::CasePhotoRow;
use store::photos::{
    PhotoRow, delete_orphan, get, get_all, insert_if_new, mark_used, near_duplicates, orphans,
};
use store::{Error, case_photos, cases};

use crate::bench_city::{case, case_row, hash, photo_row};
use crate::engine::on_each;

#[test]
fn a_photo_is_stored_once_and_stays_as_it_was() {
    on_each(|test| {
        assert!(
            test.write_blocking(|conn| insert_if_new(conn, &photo_row(1)))
                .unwrap()
        );
        let again = PhotoRow {
            camera: Some("另一台".into()),
            ..photo_row(1)
        };
        assert!(
            !test
                .write_blocking(move |conn| insert_if_new(conn, &again))
                .unwrap()
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, hash(1))).unwrap(),
            Some(photo_row(1))
        );
        assert_eq!(test.read_blocking(|conn| get(conn, hash(2))).unwrap(), None);
        let bare = PhotoRow {
            taken_at: None,
            taken_offset_s: None,
            lon: None,
            lat: None,
            camera: None,
            ..photo_row(3)
        };
        let row = bare.clone();
        test.write_blocking(move |conn| insert_if_new(conn, &row))
            .unwrap();
        let both = test
            .read_blocking(|conn| get_all(conn, &[hash(3), hash(9)]))
            .unwrap();
        assert_eq!(both, [bare]);
    });
}

#[test]
fn the_first_use_counts_and_a_missing_photo_cannot_be_used() {
    on_each(|test| {
        test.write_blocking(|conn| insert_if_new(conn, &photo_row(1)))
            .unwrap();
        assert!(
            test.write_blocking(|conn| mark_used(conn, hash(1), Micros(50)))
                .unwrap()
        );
        assert!(
            test.write_blocking(|conn| mark_used(conn, hash(1), Micros(60)))
                .unwrap()
        );
        assert_eq!(
            test.read_blocking(|conn| get(conn, hash(1)))
                .unwrap()
                .unwrap()
                .used_at,
            Some(Micros(50))
        );
        assert!(
            !test
                .write_blocking(|conn| mark_used(conn, hash(2), Micros(50)))
                .unwrap()
        );
    });
}

#[test]
fn orphans_go_and_evidence_stays() {
    on_each(|test| {
        test.write_blocking(|conn| {
            for n in 1..=4 {
                insert_if_new(conn, &photo_row(n))?;
            }
            mark_used(conn, hash(2), Micros(1))
        })
        .unwrap();
        let found = test
            .read_blocking(|conn| orphans(conn, Micros(1004), 10))
            .unwrap();
        assert_eq!(
            found,
            [hash(1), hash(3)],
            "the oldest first; the fourth is too young, the second in use"
        );
        assert_eq!(
            test.read_blocking(|conn| orphans(conn, Micros(9999), 1))
                .unwrap(),
            [hash(1)]
        );
        assert!(
            !test
                .write_blocking(|conn| delete_orphan(conn, hash(1), Micros(1001)))
                .unwrap(),
            "sent again meanwhile"
        );
        assert!(
            test.write_blocking(|conn| delete_orphan(conn, hash(1), Micros(i64::MAX)))
                .unwrap()
        );
        assert!(
            !test
                .write_blocking(|conn| delete_orphan(conn, hash(1), Micros(i64::MAX)))
                .unwrap()
        );
        assert!(
            !test
                .write_blocking(|conn| delete_orphan(conn, hash(2), Micros(i64::MAX)))
                .unwrap()
        );
        assert!(
            test.read_blocking(|conn| get(conn, hash(2)))
                .unwrap()
                .is_some()
        );
    });
}

#[test]
fn look_alikes_share_a_band() {
    on_each(|test| {
        test.write_blocking(|conn| {
            let bands = |n, a, b, c, d| PhotoRow {
                band_a: a,
                band_b: b,
                band_c: c,
                band_d: d,
                ..photo_row(n)
            };
            for row in [
                bands(1, 9, 9, 9, 9),
                bands(2, 1, 8, 8, 8),
                bands(3, 8, 8, 8, 4),
                bands(4, 1, 2, 3, 4),
                bands(5, 2, 1, 4, 3),
            ] {
                insert_if_new(conn, &row)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        let found = test
            .read_blocking(|conn| near_duplicates(conn, [vec![1], vec![2], vec![3], vec![4]], 10))
            .unwrap();
        assert_eq!(
            found.iter().map(|one| one.sha256).collect::<Vec<_>>(),
            [hash(2), hash(3), hash(4)],
            "each once, the oldest first"
        );
        assert_eq!(found[0].phash, photo_row(2).phash);
        let latest = test
            .read_blocking(|conn| near_duplicates(conn, [vec![0, 1], vec![], vec![], vec![]], 1))
            .unwrap();
        assert_eq!(
            latest.iter().map(|one| one.sha256).collect::<Vec<_>>(),
            [hash(4)]
        );
    });
}

#[test]
fn a_cases_photos_come_with_what_was_read_from_them() {
    on_each(|test| {
        let placed = |photo: u8, of: u128, role: &str, seq: i64, position: i64| CasePhotoRow {
            case_id: case(of),
            sha256: hash(photo),
            role: role.into(),
            event_seq: seq,
            position,
            flags: "[\"far_away\"]".into(),
        };
        test.write_blocking(move |conn| {
            for n in 1..=2 {
                cases::insert(conn, &case_row(n))?;
            }
            for n in 1..=3 {
                insert_if_new(conn, &photo_row(n))?;
            }
            for row in [
                placed(3, 1, "after", 2, 0),
                placed(2, 1, "before", 1, 1),
                placed(1, 1, "before", 1, 0),
                placed(1, 2, "before", 1, 0),
            ] {
                case_photos::insert(conn, &row)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        let both = test
            .read_blocking(|conn| case_photos::of_cases(conn, &[case(2), case(1)]))
            .unwrap();
        assert_eq!(
            both.iter()
                .map(|photo| (photo.case_id, photo.sha256))
                .collect::<Vec<_>>(),
            [
                (case(1), hash(1)),
                (case(1), hash(2)),
                (case(1), hash(3)),
                (case(2), hash(1))
            ]
        );
        let stored = photo_row(1);
        assert_eq!(
            (both[0].lon, both[0].lat, both[0].taken_at),
            (stored.lon, stored.lat, stored.taken_at)
        );
        let uses = test
            .read_blocking(|conn| case_photos::uses(conn, hash(1)))
            .unwrap();
        assert_eq!(
            uses.iter().map(|placed| placed.case_id).collect::<Vec<_>>(),
            [case(1), case(2)]
        );
    });
}
