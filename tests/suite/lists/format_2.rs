//! Lists of the second format, built and published by the program that knew no later one: a city of two weeks as it left
//! its database, without the pictures, tracks and notices that no list reads.

use std::io::Read;
use std::sync::Arc;

use domain::id::RankingId;
use mobile_api::ranking::RankingContent;
use store::Conn;

use app::action::ranking::{self, Reader};
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;
use harness::small::at;

const DATABASE: &[u8] = include_bytes!("format_2.db.gz");

/// Board, period and the hash it was published with.
#[rustfmt::skip]
const PUBLISHED: [(&str, &str, &str); 6] = [
    ("department", "2026-W47", "cf54a83343db3d4a3588850c86f6134b515fc71f42b5276664d0460278b57669"),
    ("street", "2026-W47", "c2089cd8eeb4d7e25253d59972da8789309e5742da94018f663ad8bd98c7b399"),
    ("zone_unit", "2026-W47", "45def8fd822b53aba2ae0ab68fb875f5f6867ceb6a7db74a24c4d2be14d2f9e5"),
    ("department", "2026-W48", "b69d7686a489683a4a3c1371b527daae338241541bd32ebb78d0bfa8cfe79c01"),
    ("street", "2026-W48", "650309f2774f946b7f30585cef3784953964e2abe057ea0b9802944e2b95750a"),
    ("zone_unit", "2026-W48", "519333b0361c0c210065e7d5e3f615bf46eadd92f2630e6c03c5d7db450376c4"),
];

fn opened() -> (Arc<App>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(DATABASE)
        .read_to_end(&mut bytes)
        .unwrap();
    std::fs::write(path("city.db"), bytes).unwrap();
    let mut config = Config::default();
    config.database.url.0 = format!("sqlite:{}", path("city.db"));
    config.photos.url = format!("file:{}", path("photos"));
    config.auth.key_file = path("auth.key");
    let app = App::open(config, Clock::standing_at(at("2026-12-20T09:00"))).unwrap();
    (Arc::new(app), folder)
}

fn read<T>(app: &App, what: impl Fn(&mut Conn) -> Result<T, AppError>) -> T {
    app.db.read_blocking(what).unwrap()
}

#[test]
fn lists_published_by_the_program_before_verify_to_the_last_byte() {
    let (app, _folder) = opened();
    for (board, period, hash) in PUBLISHED {
        let row = read(&app, |conn| {
            Ok(store::rankings::in_force(conn, board, period)?)
        })
        .unwrap();
        assert_eq!(row.hash, hash, "{board} {period}");
        let content = RankingContent::from_stored(&row.content).unwrap();
        assert_eq!(
            (content.format, content.canonical()),
            (2, row.content.clone())
        );
        let verdict = read(&app, |conn| ranking::verify(conn, row.id));
        assert_eq!(verdict.differences, [], "{board} {period}");
        assert!(verdict.cases_counted > 20);
        let shown = read(&app, |conn| {
            ranking::ranking(conn, &Reader::Operator, row.id)
        });
        assert!(
            shown
                .rows
                .iter()
                .all(|row| row.self_found.is_none() && row.unverified.is_none())
        );
    }
}

#[test]
fn a_correction_of_an_older_list_is_built_by_the_format_of_today_and_the_older_one_stays() {
    let (app, _folder) = opened();
    let (board, period, hash) = PUBLISHED[3];
    let old = read(&app, |conn| {
        Ok(store::rankings::in_force(conn, board, period)?)
    })
    .unwrap();
    let (id, wrong) = (RankingId(uuid::Uuid::from_u128(0x0700)), old.id);
    let shared = Arc::clone(&app);
    let corrected = app.db.write_blocking(move |conn| {
        let reason = "漏计一件";
        ranking::correct(conn, &shared, None, wrong, id, reason, None).map(|built| built.row())
    });
    let content = RankingContent::from_stored(&corrected.unwrap().content).unwrap();
    assert_eq!(content.format, RankingContent::FORMAT);
    // Nothing that happened before is anybody's own finding; who verified it, and when, is known.
    assert_eq!(content.totals.self_found, Some(0));
    assert!(
        content
            .totals
            .unverified
            .is_some_and(|count| count < content.totals.due)
    );
    for (list, expected) in [(id, None), (wrong, Some(hash))] {
        assert_eq!(
            read(&app, |conn| ranking::verify(conn, list)).differences,
            []
        );
        let kept = read(&app, |conn| Ok(store::rankings::get(conn, list)?)).unwrap();
        assert!(expected.is_none_or(|hash| hash == kept.hash));
    }
}
