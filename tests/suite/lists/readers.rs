//! Who sees which list and which cases behind it.

use domain::id::CaseId;
use domain::ranking::Board;
use mobile_api::error::Code;
use mobile_api::ranking::{RankingCaseQuery, RankingStatus};
use store::Conn;

use app::action::ranking::{self, Reader};
use app::auth::caller::{Caller, acting};
use app::error::AppError;
use harness::small::{
    AFTER, CHENGGUAN, City, DISPATCHER, EAST, HUANWEI, INSPECTOR, LEADER, WEEK, WEST, handler_of,
    list, user, week,
};

fn caller(city: &City, who: u128) -> Caller {
    let caller = |conn: &mut Conn| {
        let row = store::users::get(conn, user(who))?;
        acting(conn, row, &city.app)
    };
    city.app.db.read_blocking(caller).unwrap()
}

/// The cases of a list page by page, two at a time.
fn cases(city: &City, who: u128, unit: Option<&str>) -> Result<Vec<CaseId>, AppError> {
    let (caller, mut found, mut cursor) = (caller(city, who), Vec::new(), None);
    loop {
        let query = RankingCaseQuery {
            unit: unit.map(str::to_owned),
            limit: Some(2),
            cursor,
        };
        let one = caller.clone();
        let page = city
            .app
            .db
            .read_blocking(|conn| ranking::cases(conn, one, list(1), &query))?;
        assert!(page.items.len() <= 2);
        found.extend(page.items.iter().map(|case| CaseId(case.id)));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(found);
        }
    }
}

#[test]
fn a_row_is_traced_to_its_cases_and_a_handler_sees_the_own() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let west: Vec<CaseId> = (0..5).map(|_| city.reports(WEST)).collect();
    let east = vec![city.reports(EAST)];
    city.set(AFTER);
    city.builds(list(1), Board::Department, WEEK);
    let code = |who, unit| cases(&city, who, unit).unwrap_err().code();
    assert_eq!(code(INSPECTOR, None), Code::NotFound, "a draft");
    assert_eq!(cases(&city, DISPATCHER, Some("u1")).unwrap(), west);
    city.publishes(list(1));

    let sorted = |mut cases: Vec<CaseId>| {
        cases.sort_unstable();
        cases
    };
    let both = sorted([west.clone(), east.clone()].concat());
    assert_eq!(sorted(cases(&city, LEADER, None).unwrap()), both);
    assert_eq!(sorted(cases(&city, INSPECTOR, Some("u1")).unwrap()), west);
    assert_eq!(cases(&city, handler_of(HUANWEI), None).unwrap(), east);
    assert_eq!(cases(&city, handler_of(HUANWEI), Some("u2")).unwrap(), east);
    assert_eq!(code(handler_of(HUANWEI), Some("u1")), Code::NotFound);
    assert_eq!(code(LEADER, Some("nobody")), Code::UnitUnknown);

    // Another department has it by now; it was counted for this one, and stays its business.
    let body = serde_json::json!({"department": "u3", "reason": "改派"});
    city.does(DISPATCHER, east[0], "dispatch", body);
    assert_eq!(cases(&city, handler_of(HUANWEI), None).unwrap(), east);
}

#[test]
fn drafts_exist_for_those_who_prepare_them_and_issues_for_everybody() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    city.reports(WEST);
    city.set(AFTER);
    city.builds(list(1), Board::Department, WEEK);
    let readers = || {
        let signed_in = |who| Reader::SignedIn(Box::new(caller(&city, who)));
        [
            signed_in(LEADER),
            signed_in(DISPATCHER),
            signed_in(INSPECTOR),
            signed_in(handler_of(CHENGGUAN)),
            Reader::Anybody,
        ]
    };
    let read = |reader: &Reader| {
        let read = |conn: &mut Conn| ranking::ranking(conn, reader, list(1));
        city.app.db.read_blocking(read)
    };
    let seen = || readers().map(|reader| read(&reader).is_ok());
    assert_eq!(seen(), [true, true, false, false, false]);
    let current = |conn: &mut Conn| {
        let reader = Reader::SignedIn(Box::new(caller(&city, INSPECTOR)));
        ranking::current(conn, &city.app, &reader, Board::Department, Some(week()))
    };
    let status = || city.app.db.read_blocking(current).unwrap().status;
    assert_eq!(status(), RankingStatus::Live);
    let latest = |conn: &mut Conn| ranking::latest(conn, &Reader::Anybody, Board::Department);
    let public = || city.app.db.read_blocking(latest);
    assert_eq!(public().unwrap_err().code(), Code::NotFound);

    city.publishes(list(1));
    assert_eq!(seen(), [true; 5]);
    assert_eq!(status(), RankingStatus::Published);
    assert_eq!(public().unwrap().id, Some(list(1).0));
    let history = |conn: &mut Conn| ranking::history(conn, Some(Board::Department), None, None);
    let issues = city.app.db.read_blocking(history).unwrap().items;
    assert_eq!(
        issues.iter().map(|issue| issue.id).collect::<Vec<_>>(),
        [list(1).0]
    );
    let actions = readers().map(|reader| read(&reader).unwrap().available_actions.len());
    assert_eq!(actions, [1, 0, 0, 0, 0], "who may correct it is told so");
}

#[test]
fn the_csv_has_a_byte_order_mark_headings_and_a_line_for_each_row() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    city.write(|conn, _| {
        let mut row = harness::small::unit_row(CHENGGUAN, "department", Some(100));
        row.name = "=城管\"局\",一".into();
        store::units::update(conn, &row)?;
        store::counters::bump_reference_version(conn)?;
        Ok(())
    });
    city.reports(WEST);
    city.set(AFTER);
    let ranking = city.builds(list(1), Board::Department, WEEK);
    let csv = app::export::ranking::csv(&ranking, mobile_api::words::Lang::Zh).unwrap();
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert!(
        lines[0].starts_with("\u{feff}统计周期,分组,名次,单位代码,单位,应办"),
        "{csv}"
    );
    assert_eq!(lines.len(), 1 + ranking.rows.len());
    assert!(lines[1].contains(r#","'=城管""局"",一",1,0,0,"#), "{csv}");
}
