//! The life of a list: built once under its id, signed off after its period, in force alone, corrected by another.

use domain::ranking::Board;
use mobile_api::error::Code;
use mobile_api::ranking::{RankingAction, RankingStatus};

use app::action::ranking::{Built, build, correct, publish, review};
use harness::small::{AFTER, CHENGGUAN, City, EAST, LEADER, WEEK, WEST, list, user, week};

const BY: Option<domain::id::UserId> = Some(domain::id::UserId(uuid::Uuid::from_u128(0x0203)));

fn city() -> City {
    assert_eq!(BY, Some(user(LEADER)));
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let case = city.reports(WEST);
    city.reports(EAST);
    city.handles(CHENGGUAN, case);
    city.passes(case);
    city
}

#[test]
fn the_same_request_finds_the_same_draft_and_another_one_is_refused() {
    let city = city();
    city.set(AFTER);
    let first = city.builds(list(1), Board::Department, WEEK);
    city.reports(WEST);
    let again = city.write(|conn, app| {
        let built = build(conn, app, BY, list(1), Board::Department, week())?;
        Ok(matches!(built, Built::AlreadyThere(_)))
    });
    assert!(again);
    assert_eq!(city.reads(list(1)), first);
    for (board, period) in [(Board::Street, WEEK), (Board::Department, "2026-W09")] {
        let period = period.parse().unwrap();
        let code = city.refusal(move |conn, app| build(conn, app, BY, list(1), board, period));
        assert_eq!(code, Code::IdConflict);
    }
}

#[test]
fn a_list_of_a_running_period_is_a_draft_and_stays_one() {
    let city = city();
    let early = city.builds(list(1), Board::Department, WEEK);
    assert_eq!(
        (early.status, early.available_actions),
        (RankingStatus::Draft, vec![])
    );
    let code = city.refusal(|conn, app| review(conn, app, BY, list(1), None));
    assert_eq!(code, Code::PeriodNotOver);
    city.set(AFTER);
    // It knows nothing of the rest of its week, however late it is signed.
    let code = city.refusal(|conn, app| review(conn, app, BY, list(1), None));
    assert_eq!(code, Code::PeriodNotOver);
    let code = city.refusal(|conn, app| {
        build(
            conn,
            app,
            BY,
            list(2),
            Board::Department,
            week().next().next(),
        )
    });
    assert_eq!(code, Code::PeriodNotOver);
}

#[test]
fn each_step_follows_the_one_before_and_nobody_overtakes_unseen() {
    let city = city();
    city.set(AFTER);
    city.builds(list(1), Board::Department, WEEK);
    let code = city.refusal(|conn, app| publish(conn, app, BY, list(1), None));
    assert_eq!(code, Code::RankingState);
    let code = city.refusal(|conn, app| review(conn, app, BY, list(1), Some(7)));
    assert_eq!(code, Code::VersionConflict);
    city.write(|conn, app| review(conn, app, BY, list(1), Some(1)));
    let reviewed = city.reads(list(1));
    assert_eq!(reviewed.available_actions, [RankingAction::Publish]);
    let (from, until) = (reviewed.review_at.unwrap(), reviewed.appeals_until.unwrap());
    assert_eq!(until.0 - from.0, 24 * 3_600 * 1_000_000);
    let code = city.refusal(|conn, app| review(conn, app, BY, list(1), None));
    assert_eq!(code, Code::RankingState);
    city.write(|conn, app| publish(conn, app, BY, list(1), Some(2)));
    let published = city.reads(list(1));
    assert_eq!(published.status, RankingStatus::Published);
    assert_eq!(
        (published.rows, published.hash),
        (reviewed.rows, reviewed.hash)
    );
    let code = city.refusal(|conn, app| publish(conn, app, BY, list(1), None));
    assert_eq!(code, Code::RankingState);
}

#[test]
fn one_issue_is_in_force_and_only_a_correction_takes_its_place() {
    let city = city();
    city.set(AFTER);
    city.builds(list(1), Board::Department, WEEK);
    let issue = city.publishes(list(1));
    city.builds(list(2), Board::Department, WEEK);
    city.write(|conn, app| review(conn, app, BY, list(2), None));
    let code = city.refusal(|conn, app| publish(conn, app, BY, list(2), None));
    assert_eq!(code, Code::RankingExists);

    let wrong = |reason: &'static str, seen| {
        city.tries(move |conn, app| {
            correct(conn, app, BY, list(1), list(3), reason, seen).map(|_| ())
        })
    };
    assert_eq!(wrong(" ", None).unwrap_err().code(), Code::InvalidField);
    assert_eq!(
        wrong("照片有误", Some(1)).unwrap_err().code(),
        Code::VersionConflict
    );
    wrong("照片有误", Some(3)).unwrap();
    wrong("照片有误", Some(3)).unwrap();
    assert_eq!(
        wrong("另有原因", None).unwrap_err().code(),
        Code::IdConflict
    );
    assert_eq!(
        city.reads(list(1)),
        issue,
        "in force until the correction is published"
    );
    let second = city
        .tries(|conn, app| correct(conn, app, BY, list(1), list(4), "又一次", None).map(|_| ()));
    second.unwrap();

    let correction = city.publishes(list(3));
    assert_eq!(correction.corrects_id, issue.id);
    assert_eq!(correction.correction_reason.as_deref(), Some("照片有误"));
    let old = city.reads(list(1));
    assert_eq!(
        (old.status, old.corrected_by_id),
        (RankingStatus::Corrected, correction.id)
    );
    assert_eq!(
        (old.rows, old.hash),
        (issue.rows, issue.hash),
        "what was published stays"
    );
    assert_eq!(old.available_actions, []);

    city.write(|conn, app| review(conn, app, BY, list(4), None));
    let code = city.refusal(|conn, app| publish(conn, app, BY, list(4), None));
    assert_eq!(code, Code::RankingExists, "another correction was first");
    let code = city.refusal(|conn, app| correct(conn, app, BY, list(1), list(5), "再更正", None));
    assert_eq!(
        code,
        Code::RankingState,
        "what is corrected now is the correction"
    );
    for n in [1, 3] {
        assert_eq!(city.differences(list(n)), []);
    }
}
