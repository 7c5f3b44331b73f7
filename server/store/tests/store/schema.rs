//! The schema's own rules: every foreign key can be followed backwards by an index, and nothing is cascaded or replaced.

use diesel::prelude::*;
use diesel::sql_types::Text;
use store::Error;

use crate::engine::on_sqlite;

#[derive(QueryableByName)]
struct ForeignKey {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    column: String,
}

#[test]
fn every_foreign_key_has_an_index_that_begins_with_it() {
    on_sqlite(|test| {
        let bare: Vec<ForeignKey> = test
            .read_blocking(|conn| {
                let keys = diesel::sql_query(
                    "SELECT t.name AS child, k.\"from\" AS column FROM sqlite_master t, pragma_foreign_key_list(t.name) k
                     WHERE t.type = 'table' AND k.seq = 0 AND NOT EXISTS (
                        SELECT 1 FROM pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE c.seqno = 0 AND c.name = k.\"from\")",
                );
                Ok::<_, Error>(keys.load(conn)?)
            })
            .unwrap();
        let bare: Vec<String> = bare
            .into_iter()
            .map(|key| format!("{}.{}", key.child, key.column))
            .collect();
        assert!(bare.is_empty(), "without an index: {bare:?}");
    });
}

#[test]
fn nothing_is_deleted_behind_anybodys_back() {
    let migrations = std::fs::read_dir("../../migrations").unwrap();
    let texts = migrations.map(|folder| folder.unwrap().path().join("up.sql"));
    let texts: Vec<_> = texts.collect();
    assert!(texts.len() >= 2, "{texts:?}");
    for file in texts {
        let text = std::fs::read_to_string(&file).unwrap().to_uppercase();
        for word in ["CASCADE", "ON CONFLICT", "OR REPLACE", "TRIGGER"] {
            assert!(!text.contains(word), "{word} in {}", file.display());
        }
    }
}
