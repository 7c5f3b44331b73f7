//! A wrong clock: nothing acts by it, what people do goes on with a mark, and what one did before is set right.

use app::action::case::correct;
use app::action::case::correct::{Remembered, Repair};
use app::auth::caller::acting;
use app::error::AppError;
use cli::command::clock::{ClockAction, RepairArgs, perform};
use domain::id::CaseId;
use domain::time::{Micros, Span, days};
use harness::answer::{refused, refused_at};
use harness::city::{instant, time};
use harness::people::{ADMIN, CHENGGUAN, DISPATCHER, LEADER, LIN, Person, SUN};
use harness::replay::rows_are_the_fold_of_events;
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours, minutes};
use mobile_api::action::{Action, ActionRequest};
use mobile_api::case::{Case, CaseQuery, CaseState};
use mobile_api::error::Code;
use mobile_api::event::{CaseEvent, EventData, Rung, clock_suspect, verify_chain};
use mobile_api::health::{ClockHealth, Health};
use mobile_api::notice::NoticeKind;
use mobile_api::page::PageQuery;
use mobile_api::ranking::{Board, BuildRequest};
use mobile_api::time::Time;
use serde_json::json;
use std::process::ExitCode;
use store::clock::IncidentRow;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";

async fn rungs(person: &Person, case: &Case) -> Vec<Rung> {
    let events = person.events(case).await;
    let rungs = events.iter().filter_map(|event| match event.typed() {
        Ok(EventData::Escalate { rung }) => Some(rung),
        _ => None,
    });
    rungs.collect()
}

fn marked(events: &[CaseEvent]) -> Vec<i64> {
    let marked = events.iter().filter(|event| clock_suspect(&event.data));
    marked.map(|event| event.seq).collect()
}

#[tokio::test]
async fn four_seconds_of_a_clock_a_hundred_hours_ahead_ruin_nothing() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let left = lin.reports(illegal_ad()).await;
    let taken = lin.reports(illegal_ad()).await;
    city.advance(hours(1)).await;

    city.wall_jumps(hours(100));
    city.run_due_jobs().await;
    let ready = city.stranger().ready().await.unwrap();
    assert_eq!(
        (ready.status, ready.clock),
        (Health::Ok, ClockHealth::Suspect)
    );
    // What people do goes on, at the time it is, and says that the clock was in doubt.
    let handled = chengguan.handles(&taken).await;
    assert_eq!((handled.on_time, handled.clock_suspect), (Some(true), true));
    assert!(handled.handled_at < Some(time("2026-03-02T10:01+08:00")));
    let reported = lin.reports(illegal_ad()).await;
    assert!(reported.deadline_at < Some(time("2026-03-03T10:01+08:00")));
    city.time_passes(domain::time::seconds(4));
    city.run_due_jobs().await;

    city.wall_jumps(Span(-hours(100).0));
    city.advance(minutes(1)).await;
    city.advance(minutes(5)).await;
    let ready = city.stranger().ready().await.unwrap();
    assert_eq!(ready.clock, ClockHealth::Ok, "it agrees for five minutes");
    for case in [&left, &taken, &reported] {
        assert_eq!(rungs(&lin, case).await, [], "nothing was climbed");
    }
    let events = lin.events(&handled).await;
    assert_eq!(marked(&events), [3]);
    verify_chain(taken.id, &events).unwrap();
    assert_eq!(marked(&lin.events(&reported).await), [1, 2]);
    city.person(SUN).await.passes(&handled).await;

    // From here on all is as ever: each rung at its true time.
    city.set_clock("2026-03-02T20:59+08:00");
    city.run_due_jobs().await;
    assert_eq!(rungs(&lin, &left).await, []);
    city.advance(minutes(2)).await;
    let lin = city.person(LIN).await;
    assert_eq!(rungs(&lin, &left).await, [Rung::Remind50]);
    assert_eq!(rows_are_the_fold_of_events(&city).await, 3);
    let admin = city.signed_in(ADMIN).await;
    let said = admin.get("/api/v1/clock").await.json();
    assert_eq!(said["suspect"], json!(false));
    assert_eq!(said["incidents"].as_array().unwrap().len(), 1);
    assert_eq!(said["incidents"][0]["why"], json!("jumped"));
    assert_ne!(said["incidents"][0]["ended_at"], json!(null));
}

#[tokio::test]
async fn a_clock_that_stays_away_waits_for_an_administrators_word() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    city.wall_jumps(hours(100));
    city.run_due_jobs().await;
    city.advance(hours(2)).await;
    assert_eq!(rungs(&city.person(LIN).await, &case).await, []);

    let (dispatcher, admin) = (
        city.signed_in(DISPATCHER).await,
        city.signed_in(ADMIN).await,
    );
    let word = json!({"reason": "与国家授时中心核对，现在的时间正确"});
    let path = "/api/v1/clock/confirm";
    dispatcher.post(path, &word).await.refused(Code::Forbidden);
    let empty = admin.post(path, &json!({"reason": " "})).await;
    empty.refused_at(Code::InvalidField, &["/reason"]);
    let told = async |who: &harness::raw::Raw| {
        let page = who.get("/api/v1/notices").await.json();
        page["alerts"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((told(&admin).await, told(&dispatcher).await), (1, 0));
    let said = admin.post(path, &word).await;
    assert_eq!(told(&admin).await, 0);
    assert_eq!((said.status, &said.json()["suspect"]), (200, &json!(false)));
    city.run_due_jobs().await;
    let admin = city.signed_in(ADMIN).await;
    let again = admin.post(path, &word).await;
    again.refused(Code::ActionNotAllowed);
    let lin = city.person(LIN).await;
    assert_eq!(rungs(&lin, &case).await, Rung::ALL, "102 hours did pass");
}

#[tokio::test]
async fn the_sweep_does_not_wait_for_the_hour_a_clock_that_was_ahead_had_put_it_off_to() {
    // In the queue; and held by a runner that vanished, with another one waiting that was asked for meanwhile.
    for held in [false, true] {
        let city = TestCity::at(MONDAY).await;
        city.wall_jumps(hours(20));
        city.app.clock.confirm();
        city.run_due_jobs().await;
        if held {
            let now = city.app.clock.now() + days(2);
            let taken = city.app.db.write(move |conn| {
                let taken = store::jobs::lease(conn, now, now + minutes(5), 20)?;
                app::job::runner::ask(conn, app::job::Kind::Sweep, "", now, now)?;
                Ok::<_, AppError>(taken.len())
            });
            assert!(taken.await.expect("the jobs") > 3);
        }
        city.wall_jumps(Span(-hours(20).0));
        city.run_due_jobs().await;
        assert!(city.app.clock.is_suspect());
        let admin = city.signed_in(ADMIN).await;
        // Behind what is recorded: only with the time that was read.
        let (path, reason) = ("/api/v1/clock/confirm", "时钟曾快二十小时，已校正");
        let behind = admin.post(path, &json!({"reason": reason})).await;
        let words = behind.text();
        for shown in ["2026-03-02 09:0", "2026-03-03 05:0"] {
            assert!(words.contains(shown), "{words}");
        }
        behind.refused(Code::ClockSuspect);
        let misread = json!({"reason": reason, "wall": "2026-03-02T09:05:00+08:00"});
        let misread = admin.post(path, &misread).await;
        misread.refused_at(Code::ClockSuspect, &["/wall"]);
        assert!(city.app.clock.is_suspect());
        let word = json!({"reason": reason, "wall": "2026-03-02T09:01:00+08:00"});
        let said = admin.post(path, &word).await;
        assert_eq!(said.status, 200, "{}", said.text());
        city.run_due_jobs().await;
        let lin = city.person(LIN).await;
        let case = lin.reports(illegal_ad()).await;
        city.advance(hours(12) + minutes(1)).await;
        let lin = city.person(LIN).await;
        assert_eq!(rungs(&lin, &case).await, [Rung::Remind50], "held: {held}");
        let waiting = city.app.clock.now();
        let stats = city
            .app
            .db
            .read(move |conn| store::jobs::stats(conn, waiting));
        assert_eq!(stats.await.expect("jobs").due, 0, "held: {held}");
    }
}

#[tokio::test]
async fn where_a_database_tells_the_time_nobody_waits_for_a_machine_that_is_gone() {
    let city = TestCity::at(MONDAY).await;
    city.app.clock.database_shows(Span(0));
    let now = city.app.clock.now();
    let doubt = |n: u128, boot: &str, began_at: Micros, renewed_at| IncidentRow {
        id: Uuid::from_u128(n),
        boot: boot.into(),
        why: "against_database".into(),
        began_at,
        wall_at: began_at + hours(3),
        steady_us: 0,
        ended_at: None,
        ended_by: None,
        reason: String::new(),
        records_to: None,
        wrote_from: None,
        wrote_to: None,
        renewed_at,
    };
    let hour_ago = now - hours(1);
    let rows = [
        doubt(1, "gone", hour_ago - minutes(1), None),
        doubt(2, "still there", hour_ago - days(1), Some(now)),
        doubt(
            3,
            "gone long",
            hour_ago - days(9),
            Some(hour_ago - minutes(1)),
        ),
    ];
    let inserted = city.app.db.write(move |conn| {
        let mut rows = rows.iter();
        rows.try_for_each(|row| store::clock::insert(conn, row))
    });
    inserted.await.expect("incidents");
    let open = async || {
        let open = city.app.db.read(store::clock::open).await.unwrap();
        let numbers = open.iter().map(|row| (row.id.as_u128(), row.renewed_at));
        numbers.collect::<Vec<_>>()
    };
    // While one's own clock is wrong nobody can tell.
    city.wall_jumps(hours(2));
    city.run_due_jobs().await;
    assert_eq!(open().await.len(), 4);
    // Who doubts says so now and then.
    city.advance(minutes(11)).await;
    let renewed = |rows: &[(u128, Option<Micros>)]| {
        let own = rows.iter().find(|(id, _)| *id > 3).expect("one's own");
        own.1
    };
    assert!(renewed(&open().await).is_some_and(|at| at - now < minutes(12)));
    city.wall_jumps(Span(-hours(2).0));
    city.advance(minutes(1)).await;
    city.advance(minutes(5)).await;
    city.run_due_jobs().await;
    let left: Vec<u128> = open().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [2]);
    let admin = city.signed_in(ADMIN).await;
    let said = admin.get("/api/v1/clock").await.json();
    let reasons = said["incidents"].as_array().unwrap().iter();
    let gone = reasons.filter(|row| {
        row["reason"]
            .as_str()
            .is_some_and(|why| why.contains("该机器"))
    });
    assert_eq!(gone.count(), 2);
}

#[tokio::test]
async fn a_word_for_a_clock_that_the_database_contradicts_is_not_gone_by_for_a_moment() {
    let city = TestCity::at(MONDAY).await;
    city.app.clock.database_shows(Span(0));
    city.run_due_jobs().await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    city.wall_jumps(hours(100));
    city.run_due_jobs().await;
    let admin = city.signed_in(ADMIN).await;
    let word = json!({"reason": "看过了"});
    let said = admin.post("/api/v1/clock/confirm", &word).await;
    assert_eq!(said.status, 200, "{}", said.text());
    city.run_due_jobs().await;
    assert!(city.app.clock.is_suspect());
    assert!(city.app.clock.now() - Micros(case.reported_at.0) < minutes(5));
    assert_eq!(rungs(&lin, &case).await, []);
}

#[tokio::test]
async fn a_restart_in_the_middle_forgets_no_doubt_and_the_databases_clock_ends_it() {
    let city = TestCity::at(MONDAY).await;
    city.advance(minutes(1)).await;
    let truth = city.now();
    city.wall_jumps(hours(100));
    city.run_due_jobs().await;

    let started = async || {
        let clock = city.app.clock.restarted();
        let asked = clock.clone();
        let start = city
            .app
            .db
            .read(move |conn| app::action::clock::start(conn, &asked));
        clock.begin(start.await.expect("a start"));
        clock
    };
    let clock = started().await;
    assert!(clock.is_suspect());
    assert!(clock.now() - Micros(truth.0) < minutes(1), "time goes on");

    // The same with a database that has a clock of its own: it says that the wall clock is right.
    city.app.clock.database_shows(hours(100));
    city.advance(minutes(1)).await;
    assert!(city.app.clock.is_suspect());
    city.advance(minutes(5)).await;
    assert!(!city.app.clock.is_suspect());
    assert!(!started().await.is_suspect());
    // And when it says another time, nobody needs to have seen a jump.
    city.app.clock.database_shows(Span(0));
    city.run_due_jobs().await;
    assert!(city.app.clock.is_suspect());
}

#[tokio::test]
async fn who_starts_before_what_is_recorded_is_not_believed() {
    let city = TestCity::at(MONDAY).await;
    city.person(LIN).await.reports(illegal_ad()).await;
    for (moment, suspect) in [
        ("2026-03-02T08:00+08:00", true),
        ("2026-03-02T08:59+08:00", false),
        // After a long holiday, or with a clock that is wrong: nobody can tell.
        ("2026-03-09T09:00+08:00", false),
        ("2010-01-01T00:00+08:00", true),
    ] {
        city.set_clock(moment);
        let clock = city.app.clock.restarted();
        let asked = clock.clone();
        let start = city
            .app
            .db
            .read(move |conn| app::action::clock::start(conn, &asked));
        clock.begin(start.await.expect("a start"));
        assert_eq!(clock.is_suspect(), suspect, "{moment}");
    }
}

#[tokio::test]
async fn a_report_whose_time_is_set_right_is_listed_and_found_in_order_by_it() {
    let city = TestCity::at(MONDAY).await;
    let (lin, before) = (city.person(LIN).await, time("2026-03-02T09:02+08:00"));
    city.advance(minutes(10)).await;
    let sound = lin.reports(illegal_ad()).await;
    city.wall_jumps(hours(100));
    city.time_passes(minutes(10));
    let marked = lin.reports(illegal_ad()).await;
    assert!(marked.clock_suspect && marked.reported_at > sound.reported_at);
    city.wall_jumps(Span(-hours(100).0));
    city.advance(minutes(1)).await;
    city.advance(minutes(5)).await;

    let admin = city.person(ADMIN).await;
    let seen = admin.sees(&marked).await;
    let right = ask::correct_time_of(&seen, &[(1, before), (2, before)]);
    let corrected = admin.does(&seen, right).await;
    assert_eq!(corrected.reported_at, before);
    let lin = city.person(LIN).await;
    assert_eq!(lin.sees(&marked).await.reported_at, before);
    let listed = lin.client.cases(&CaseQuery::default()).await.unwrap();
    let listed: Vec<_> = listed.items.iter().map(|case| case.id).collect();
    assert_eq!(listed, [sound.id, marked.id], "the latest first");
    assert_eq!(rows_are_the_fold_of_events(&city).await, 2);
    let app = city.app.clone();
    let checked = tokio::task::spawn_blocking(move || cli::check::cases::section(&app));
    assert_eq!(checked.await.unwrap().unwrap().findings, []);
}

#[tokio::test]
async fn the_databases_own_clock_is_asked_where_it_has_one() {
    let city = TestCity::at(MONDAY).await;
    let shown = city.app.db.read(store::clock::database_now).await.unwrap();
    assert_eq!(shown.is_some(), city.app.db.engine_name() == "postgres");
    if let Some(shown) = shown {
        let off = app::clock::Clock::system().wall() - shown;
        assert!(off < minutes(2) && off > Span(-minutes(2).0), "{off:?}");
    }
}

#[tokio::test]
async fn no_list_is_built_by_a_clock_in_doubt() {
    let city = TestCity::at(MONDAY).await;
    let dispatcher = city.person(DISPATCHER).await;
    city.wall_jumps(hours(24 * 8));
    let request = BuildRequest {
        board: Board::Department,
        period: "2026-W09".into(),
    };
    let built = dispatcher.client.build_ranking(Uuid::now_v7(), &request);
    refused(built.await, Code::ClockSuspect);
}

/// What happened before there was this guard: the sweep and people went by a clock a hundred hours ahead.
async fn ruined(city: &TestCity) -> (Case, Case) {
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let left = lin.reports(illegal_ad()).await;
    let taken = lin.reports(illegal_ad()).await;
    city.time_passes(hours(1));
    city.wall_jumps(hours(100));
    city.app.clock.confirm();
    let chengguan = city
        .person_with(&chengguan.me.username, harness::people::PASSWORD)
        .await;
    let taken = chengguan.handles(&taken).await;
    city.run_due_jobs().await;
    city.wall_jumps(Span(-hours(100).0));
    city.app.clock.confirm();
    // The sweep had put itself off until the wrong time comes; confirming or repairing brings it forward.
    let (now, app) = (Micros(city.now().0), city.app.clone());
    let brought = city
        .app
        .db
        .write(move |conn| app::job::bring_forward(conn, &app.config, now));
    brought.await.expect("the jobs");
    (left, taken)
}

fn repair() -> Repair {
    Repair {
        from: instant("2026-03-06T13:59+08:00"),
        to: instant("2026-03-06T14:05+08:00"),
        shift: Span(-hours(100).0),
        reason: "时钟快了一百小时".into(),
    }
}

async fn remembered(city: &TestCity) {
    let app = city.app.clone();
    let done = city
        .app
        .db
        .write(move |conn| correct::remember(conn, &app, &repair(), None));
    assert_eq!(done.await.expect("an answer"), Remembered::Done);
}

async fn repaired(city: &TestCity, case: &Case, apply: bool) -> Option<correct::Repaired> {
    let (app, id) = (city.app.clone(), CaseId(case.id));
    if apply {
        remembered(city).await;
    }
    let done = city.app.db.write(move |conn| {
        let admin = store::users::by_username(conn, ADMIN.0)?.expect("an admin");
        let admin = acting(conn, admin, &app)?;
        correct::repair(conn, &app, &admin, id, &repair(), apply)
    });
    done.await.expect("a repair")
}

#[tokio::test]
async fn what_a_wrong_clock_did_is_set_right_case_by_case_once() {
    let city = TestCity::at(MONDAY).await;
    let (left, taken) = ruined(&city).await;
    let lin = city.person(LIN).await;
    assert_eq!(rungs(&lin, &left).await, Rung::ALL);
    assert_eq!(lin.sees(&taken).await.on_time, Some(false));
    // Whoever acts next is not dated four days ahead.
    let passed = city.person(SUN).await.passes(&taken).await;
    assert!(passed.closed_at < Some(time("2026-03-02T10:10+08:00")));
    assert_eq!(
        passed.on_time,
        Some(false),
        "what was written stands until it is corrected"
    );

    let told = repaired(&city, &left, false)
        .await
        .expect("something is wrong");
    assert_eq!((told.before.letter_count, told.after.letter_count), (1, 0));
    assert_eq!(
        lin.sees(&left).await.version,
        told.before.version,
        "only told"
    );
    repaired(&city, &left, true).await.expect("a correction");
    repaired(&city, &taken, true).await.expect("a correction");
    assert!(repaired(&city, &left, true).await.is_none(), "once");
    assert!(repaired(&city, &taken, true).await.is_none());

    let taken = lin.sees(&taken).await;
    assert_eq!(
        (taken.state, taken.on_time),
        (CaseState::Closed, Some(true))
    );
    assert!(taken.time_corrected && taken.handled_at < Some(time("2026-03-02T10:01+08:00")));
    let events = lin.events(&left).await;
    verify_chain(left.id, &events).unwrap();
    let Ok(EventData::CorrectTime { events: said, .. }) = events.last().unwrap().typed() else {
        panic!("{:?}", events.last());
    };
    assert!(
        said.iter()
            .all(|one| one.annulled && one.was.0 - one.at.0 == hours(100).0)
    );
    // The ladder is climbed again, each rung at its true time and once.
    city.set_clock("2026-03-02T21:01+08:00");
    city.run_due_jobs().await;
    let lin = city.person(LIN).await;
    let mut climbed = Rung::ALL.to_vec();
    climbed.push(Rung::Remind50);
    assert_eq!(rungs(&lin, &left).await, climbed);
    city.run_due_jobs().await;
    assert_eq!(rungs(&lin, &left).await, climbed);
    assert_eq!(rows_are_the_fold_of_events(&city).await, 2);
    // The department and the leaders hear of it.
    let leader = city.person(LEADER).await;
    let notices = leader.client.notices(&PageQuery::default()).await.unwrap();
    let told = notices
        .items
        .iter()
        .filter(|notice| notice.kind == NoticeKind::TimeCorrected);
    assert_eq!(told.count(), 2);
}

/// At the machine itself.
async fn commands(city: &TestCity, action: ClockAction) -> anyhow::Result<(ExitCode, String)> {
    let app = city.app.clone().into_inner();
    let run = move || {
        let mut out = Vec::new();
        let code = perform(&app, action, &mut out)?;
        Ok((code, String::from_utf8(out)?))
    };
    tokio::task::spawn_blocking(run).await?
}

fn repairing(by: &str, apply: bool) -> RepairArgs {
    let Repair {
        from,
        to,
        shift,
        reason,
    } = repair();
    let by = by.to_owned();
    RepairArgs {
        from,
        to,
        shift,
        reason,
        by,
        apply,
    }
}

#[tokio::test]
async fn a_repair_is_remembered_with_what_it_set_right_and_by_whom() {
    let city = TestCity::at(MONDAY).await;
    ruined(&city).await;
    let incidents = async || {
        let found = city.app.db.read(|conn| store::clock::latest(conn, 9));
        found.await.expect("the incidents")
    };
    for apply in [false, true] {
        let order = ClockAction::Repair(repairing(DISPATCHER.0, apply));
        commands(&city, order).await.expect_err("no right");
    }
    let mut turned = repairing(ADMIN.0, true);
    std::mem::swap(&mut turned.from, &mut turned.to);
    commands(&city, ClockAction::Repair(turned))
        .await
        .expect_err("turned round");
    let refused = RepairArgs {
        reason: " ".into(),
        ..repairing(ADMIN.0, true)
    };
    let (code, said) = commands(&city, ClockAction::Repair(refused)).await.unwrap();
    assert_eq!(code, ExitCode::FAILURE, "{said}");
    commands(&city, ClockAction::Repair(repairing(ADMIN.0, false)))
        .await
        .unwrap();
    assert_eq!(incidents().await, [], "nothing was set right");

    let (code, said) = commands(&city, ClockAction::Repair(repairing(ADMIN.0, true)))
        .await
        .unwrap();
    assert_eq!(code, ExitCode::SUCCESS, "{said}");
    let remembered = incidents().await;
    assert_eq!(remembered.len(), 1);
    assert!(remembered[0].ended_by.is_some(), "{remembered:?}");
    let (_, said) = commands(&city, ClockAction::Status).await.unwrap();
    for words in [
        "时钟 (clock)：正常",
        "人工登记的走错时段",
        "快 100 小时 0 分 0 秒",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test]
async fn the_state_of_a_clock_in_doubt_is_told_with_what_to_do() {
    let city = TestCity::at(MONDAY).await;
    city.advance(minutes(1)).await;
    city.wall_jumps(hours(100));
    city.run_due_jobs().await;
    let (_, said) = commands(&city, ClockAction::Status).await.unwrap();
    let told = [
        "时钟 (clock)：存疑",
        "服务器时钟 (wall clock)：2026-03-06 13:01",
        "巡城时间 (the time it goes by)：2026-03-02 09:01",
        "时钟突然改变",
        "快 100 小时",
        "xuncheng clock confirm --reason",
    ];
    for words in told {
        assert!(said.contains(words), "{words}: {said}");
    }
    let confirm = ClockAction::Confirm {
        reason: "与授时中心核对".into(),
        time_is: None,
    };
    let (_, said) = commands(&city, confirm).await.unwrap();
    assert!(
        said.starts_with("将确认当前时间 2026-03-06 13:01"),
        "{said}"
    );
}

#[tokio::test]
async fn a_repair_that_is_run_again_late_leaves_alone_what_was_honestly_dated_meanwhile() {
    let city = TestCity::at(MONDAY).await;
    let (left, _) = ruined(&city).await;
    repaired(&city, &left, true).await.expect("a correction");
    // The true time has come to where the wrong clock was.
    city.set_clock("2026-03-06T14:01+08:00");
    let honest = city.person(LIN).await.reports(illegal_ad()).await;
    assert!(repaired(&city, &honest, true).await.is_none());
    assert!(repaired(&city, &honest, false).await.is_none());
    let admin = city.person(ADMIN).await;
    let seen = admin.sees(&honest).await;
    assert!(!seen.clock_suspect);
    let earlier = time("2026-03-02T10:01+08:00");
    let tries = admin.tries(&honest, ask::correct_time_of(&seen, &[(2, earlier)]));
    refused_at(tries.await, Code::InvalidField, &["/events/0/seq"]);
    // Nor is another stretch begun that has honest times in it.
    let app = city.app.clone();
    let late = city.app.db.write(move |conn| {
        let wider = Repair {
            to: instant("2026-03-06T14:09+08:00"),
            ..repair()
        };
        correct::remember(conn, &app, &wider, None)
    });
    assert_eq!(late.await.expect("an answer"), Remembered::TooLate);
}

#[tokio::test]
async fn a_list_from_before_a_correction_verifies_as_it_was_and_a_later_one_heeds_it() {
    let city = TestCity::at(MONDAY).await;
    let (_, taken) = ruined(&city).await;
    remembered(&city).await;
    city.set_clock("2026-03-09T09:00+08:00");
    let build = async || {
        let dispatcher = city.person(DISPATCHER).await;
        let request = BuildRequest {
            board: Board::Department,
            period: "2026-W10".into(),
        };
        let list = dispatcher
            .client
            .build_ranking(Uuid::now_v7(), &request)
            .await;
        let list = list.unwrap();
        let row = list.rows.iter().find(|row| row.unit.code == "chengguan");
        (list.id.unwrap(), row.expect("a row").on_time)
    };
    let verified = async |id: Uuid| {
        let id = domain::id::RankingId(id);
        let verdict = city
            .app
            .db
            .read(move |conn| app::action::ranking::verify(conn, id))
            .await
            .unwrap();
        verdict.agrees().unwrap();
    };
    let (before, on_time) = build().await;
    assert_eq!(on_time, 0);
    repaired(&city, &taken, true).await.expect("a correction");
    let (after, on_time) = build().await;
    assert_eq!(on_time, 1);
    verified(before).await;
    verified(after).await;
}

#[tokio::test]
async fn a_list_that_a_clock_ahead_dated_verifies_whatever_its_cases_go_through_afterwards() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad()).await;
    city.time_passes(hours(1));
    city.wall_jumps(hours(100));
    city.app.clock.confirm();
    let request = BuildRequest {
        board: Board::Department,
        period: "2026-W10".into(),
    };
    let dispatcher = city.person(DISPATCHER).await;
    let built = dispatcher
        .client
        .build_ranking(Uuid::now_v7(), &request)
        .await;
    let list = built.expect("a list").id.expect("its id");
    city.wall_jumps(Span(-hours(100).0));
    city.run_due_jobs().await;
    let admin = city.signed_in(ADMIN).await;
    let word = json!({"reason": "时钟曾快一百小时，已校正", "wall": "2026-03-02T10:00:00+08:00"});
    let said = admin.post("/api/v1/clock/confirm", &word).await;
    assert_eq!(said.status, 200, "{}", said.text());
    city.run_due_jobs().await;
    // By the clock set right it happens before the list was built.
    let handled = city.person(CHENGGUAN).await.handles(&case).await;
    city.person(SUN).await.passes(&handled).await;
    let verdict = city
        .app
        .db
        .read(move |conn| app::action::ranking::verify(conn, domain::id::RankingId(list)));
    verdict.await.unwrap().agrees().unwrap();
}

#[tokio::test]
async fn only_who_has_the_whole_city_corrects_and_only_what_is_in_doubt() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let admin = city.person(ADMIN).await;
    let sound = admin.sees(&case).await;
    assert!(!sound.available_actions.contains(&Action::CorrectTime));
    let at = |moment: &str| time(moment);
    let request = |case: &Case, seq: i64, at: Time| ask::correct_time_of(case, &[(seq, at)]);
    let tries = admin.tries(&case, request(&sound, 2, at(MONDAY))).await;
    refused_at(tries, Code::InvalidField, &["/events/0/seq"]);

    // The clock jumps back a day, and is believed to have been wrong before.
    city.time_passes(hours(30));
    city.wall_jumps(Span(-hours(26).0));
    let chengguan = city
        .person_with(&chengguan.me.username, harness::people::PASSWORD)
        .await;
    let handled = chengguan.handles(&case).await;
    assert_eq!(
        (handled.on_time, handled.clock_suspect),
        (Some(false), true)
    );
    let (admin, dispatcher) = (city.person(ADMIN).await, city.person(DISPATCHER).await);
    let word = json!({"reason": "此前的时间快了二十六小时"});
    let confirmed = admin.raw.post("/api/v1/clock/confirm", &word).await;
    assert_eq!(confirmed.status, 200);

    let seen = admin.sees(&handled).await;
    assert!(seen.available_actions.contains(&Action::CorrectTime));
    let right = at("2026-03-02T12:59+08:00");
    let tries = dispatcher
        .tries(&seen, request(&seen, seen.version, right))
        .await;
    refused(tries, Code::Forbidden);
    let early = admin.tries(
        &seen,
        request(&seen, seen.version, at("2026-03-02T08:59+08:00")),
    );
    refused_at(early.await, Code::TimeOutOfRange, &["/events/0/at"]);
    let ahead = admin.tries(
        &seen,
        request(&seen, seen.version, at("2026-03-02T23:59+08:00")),
    );
    refused_at(ahead.await, Code::TimeOutOfRange, &["/events/0/at"]);
    let none = ActionRequest::CorrectTime(mobile_api::action::CorrectTimeRequest {
        expected_version: seen.version,
        reason: "无".into(),
        events: vec![],
    });
    refused_at(
        admin.tries(&seen, none).await,
        Code::InvalidField,
        &["/events"],
    );
    let corrected = admin.does(&seen, request(&seen, seen.version, right)).await;
    assert_eq!(corrected.on_time, Some(true));
    assert_eq!(corrected.handled_at, Some(right));
    assert!(corrected.time_corrected);
    assert_eq!(rows_are_the_fold_of_events(&city).await, 1);
    verify_chain(case.id, &city.person(LIN).await.events(&case).await).unwrap();
}
