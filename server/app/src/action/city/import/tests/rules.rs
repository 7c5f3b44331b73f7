//! The routing table, replaced as a whole, and the rulebook, kept as written.

use mobile_api::rule::RoutingRuleRequest;

use super::*;
use city::file::plan::Change;

#[test]
fn the_routing_table_is_replaced_as_a_whole() {
    let city = small();
    let rules = "number,scheme,category_prefix,department\n1,event,,cgzf\n2,event,01-,garden\n";
    assert_eq!(counts(&city.import(Kind::Routes, rules)), [2, 0, 0, 0]);
    let old = city.set_up().table.rules().to_vec();
    assert_eq!(counts(&city.import(Kind::Routes, rules)), [0, 0, 2, 0]);
    assert_eq!(city.set_up().table.rules(), old);
    let other = "number,scheme,category_prefix,department\n1,event,,garden\n3,event,02-,cgzf\n";
    let done = city.import(Kind::Routes, other);
    assert_eq!(counts(&done), [1, 1, 0, 1]);
    let last = done.report.items.last().unwrap();
    assert_eq!(
        (last.change, last.index, last.code.as_str()),
        (Change::Ended, None, "2")
    );
    let kept = |conn: &mut store::Conn| store::rules::of_version(conn, 1);
    assert_eq!(
        city.app.db.read_blocking(kept).unwrap().len(),
        2,
        "dispatches name old rules"
    );
}

#[test]
fn a_table_edited_from_an_old_version_is_refused() {
    let city = small();
    let table = |expected_version, department: &str| RoutingTableRequest {
        expected_version,
        rules: vec![RoutingRuleRequest {
            number: 1,
            scheme: "event".into(),
            category_prefix: String::new(),
            district: None,
            street: None,
            zone: None,
            zone_kind: None,
            department: department.into(),
            priority: 0,
        }],
    };
    let replace = |table| replace_rules(&city.app, &table, IN_EARNEST);
    assert_eq!(replace(table(0, "cgzf")).unwrap().report.created, 1);
    let AppError::Refused(stale) = replace(table(0, "garden")).err().unwrap() else {
        panic!("broken");
    };
    assert_eq!(
        (stale.code, stale.current_version),
        (Code::VersionConflict, Some(1))
    );
    assert_eq!(replace(table(1, "garden")).unwrap().report.changed, 1);
    let unknown = replace(table(2, "nobody")).err().unwrap();
    assert_eq!(unknown.code(), Code::ImportInvalid);
}

#[test]
fn a_document_is_kept_as_written_under_its_hash() {
    let city = empty();
    let text = fixtures::files::rulebook_toml();
    city.import(Kind::Rulebook, &text);
    let changed = text.replacen("min_cases = 5 ", "min_cases = 8 ", 1);
    let done = city.import(Kind::Rulebook, &changed);
    let fields: Vec<_> = done.report.items[0]
        .differences
        .iter()
        .map(|difference| (difference.field.as_str(), difference.after.as_str()))
        .collect();
    let hash = hex::encode(Sha256::digest(&changed));
    assert_eq!(
        fields,
        [
            ("ranking.department.min_cases", "8"),
            ("sha256", hash.as_str())
        ]
    );
    let set_up = city.set_up();
    let document = set_up.rulebook_document.as_ref().unwrap();
    assert_eq!(
        (document.version, &document.hash, &document.body),
        (2, &hash, &changed)
    );
    assert_eq!(set_up.rulebook.department.min_cases, 8);
    let broken = text.replacen("min_cases = 5 ", "min_cases = 0 ", 1);
    assert_eq!(
        city.refused(Kind::Rulebook, broken),
        [(
            "/ranking/department/min_cases".into(),
            Code::RulebookInvalid
        )]
    );
}
