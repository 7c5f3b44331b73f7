//! `xuncheng ranking …`: what a script sees.

use std::process::ExitCode;

use domain::id::RankingId;
use domain::ranking::Board;
use uuid::Uuid;

use cli::command::ranking::{RankingAction, perform};
use harness::small::{AFTER, City, EAST, WEEK, WEST, week};

fn runs(city: &City, action: RankingAction) -> (ExitCode, String) {
    let mut out = Vec::new();
    let code = perform(&city.app, action, &mut out).unwrap();
    (code, String::from_utf8(out).unwrap())
}

/// The id stands alone on the first line.
fn builds(city: &City) -> Uuid {
    let (board, period) = (Board::Department, week());
    let (_, said) = runs(city, RankingAction::Build { board, period });
    said.lines().next().unwrap().parse().unwrap()
}

#[test]
fn a_list_is_built_published_exported_and_verified_by_a_script() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let case = city.reports(WEST);
    city.reports(EAST);
    city.handles(harness::small::CHENGGUAN, case);
    city.passes(case);
    city.set(AFTER);
    let id = builds(&city);
    let (_, said) = runs(&city, RankingAction::Publish { id });
    assert!(
        said.contains("已发布") && said.contains("红榜 (red) 单位1"),
        "{said}"
    );
    let issue = city.reads(RankingId(id));
    assert_eq!(issue.period, WEEK);

    let (code, said) = runs(&city, RankingAction::Verify { id: None });
    assert!(
        code == ExitCode::SUCCESS && said.starts_with("一致"),
        "{said}"
    );
    let (_, csv) = runs(&city, RankingAction::Export { id, output: None });
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("单位2"),
        "{csv}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let output = Some(file.clone());
    let (_, said) = runs(&city, RankingAction::Export { id, output });
    assert_eq!(
        (said, std::fs::read_to_string(file).unwrap()),
        (String::new(), csv)
    );

    // Built once more from a row that lies.
    city.write(move |conn, _| {
        let mut row = store::cases::get(conn, case)?.unwrap();
        row.falsified = 1;
        store::cases::update(conn, &row, row.version)?;
        Ok(())
    });
    let lying = builds(&city);
    let (code, said) = runs(&city, RankingAction::Verify { id: Some(lying) });
    assert!(
        code == ExitCode::FAILURE && said.starts_with("不一致"),
        "{said}"
    );
    assert!(
        said.contains(&case.to_string()) && said.contains("falsified 1 ≠ 0"),
        "{said}"
    );
}
