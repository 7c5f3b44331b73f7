//! Who may not: by role, by department, by what they did themselves.

use app::action::city::import::Kind;
use harness::answer::refused;
use harness::people::{
    ADMIN, CHENGGUAN, CHENGGUAN_TWO, DISPATCHER, GULOU, GULOU_INSPECTOR, HUANWEI, LEADER, LIN,
    Person, SUN, WANGCHUAN_DISPATCHER, WEIBAN,
};
use harness::picture;
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD, SOUTH_RING};
use harness::sighting::{EVENTS, illegal_ad, sighting};
use harness::{TestCity, ask};
use mobile_api::action::{Action, ActionRequest};
use mobile_api::case::{Case, CaseState};
use mobile_api::error::Code;

use super::MONDAY;

#[tokio::test]
async fn a_role_does_its_own_work_only() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (chengguan, dispatcher) = (city.person(CHENGGUAN).await, city.person(DISPATCHER).await);
    let (leader, admin) = (city.person(LEADER).await, city.person(ADMIN).await);
    let case = lin.reports(illegal_ad()).await;
    let photo = lin.uploads(picture::fresh()).await;
    let before = city.holdings().await;
    let not_theirs: [(&Person, Vec<ActionRequest>); 5] = [
        (
            &lin,
            vec![
                ask::dispatch(&case, "huanwei"),
                ask::accept(&case),
                ask::handle(&case, &[photo]),
                ask::give_back(&case),
                ask::more_hours(&case, 1),
                ask::suspend(&case),
                ask::void(&case, None),
                ask::remind(&case),
                ask::confirm_falsified(&case),
            ],
        ),
        (
            &chengguan,
            vec![
                ask::dispatch(&case, "huanwei"),
                ask::grant(&case, 1),
                ask::suspend(&case),
                ask::void(&case, None),
                ask::remind(&case),
                ask::verify_pass(&case),
                ask::verify_fail(&case, &[photo]),
            ],
        ),
        (
            &dispatcher,
            vec![
                ask::accept(&case),
                ask::handle(&case, &[photo]),
                ask::give_back(&case),
                ask::more_hours(&case, 1),
            ],
        ),
        (
            &leader,
            vec![
                ask::dispatch(&case, "huanwei"),
                ask::accept(&case),
                ask::verify_pass(&case),
                ask::suspend(&case),
                ask::void(&case, None),
            ],
        ),
        (
            &admin,
            vec![
                ask::dispatch(&case, "huanwei"),
                ask::accept(&case),
                ask::verify_pass(&case),
                ask::comment(&case, "x"),
                ask::remind(&case),
                ask::void(&case, None),
            ],
        ),
    ];
    for (person, requests) in not_theirs {
        let offered = person.sees(&case).await.available_actions;
        for request in requests {
            assert!(
                !offered.contains(&request.action()),
                "{}: {request:?}",
                person.me.username
            );
            refused(person.tries(&case, request).await, Code::Forbidden);
        }
    }
    assert_eq!(city.holdings().await, before);
    assert_eq!(lin.sees(&case).await, case);
}

#[tokio::test]
async fn a_department_acts_on_its_own_cases_only() {
    let city = TestCity::at(MONDAY).await;
    let (lin, huanwei) = (city.person(LIN).await, city.person(HUANWEI).await);
    let (chengguan, weiban) = (city.person(CHENGGUAN).await, city.person(WEIBAN).await);
    let case = lin.reports(illegal_ad().at(SOUTH_RING)).await;
    assert_eq!(case.zone.as_ref().unwrap().unit.code, "weiban");

    // For another department it does not exist.
    refused(huanwei.client.case(case.id).await, Code::NotFound);
    refused(
        huanwei.tries(&case, ask::accept(&case)).await,
        Code::NotFound,
    );
    // The unit that adopted the zone sees it, and may say something; the work is not its own.
    let seen = weiban.sees(&case).await;
    assert_eq!(seen.available_actions, [Action::Comment]);
    refused(
        weiban.tries(&case, ask::accept(&case)).await,
        Code::Forbidden,
    );
    let commented = weiban.comments(&case, "已通知沿街单位").await;
    assert_eq!(
        chengguan.accepts(&commented).await.state,
        CaseState::Accepted
    );
}

#[tokio::test]
async fn nobody_verifies_the_own_work_nor_the_own_departments() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, two) = (
        city.person(CHENGGUAN).await,
        city.person(CHENGGUAN_TWO).await,
    );
    let handled = chengguan.handles(&lin.reports(illegal_ad()).await).await;
    for person in [&chengguan, &two] {
        let answer = person.tries(&handled, ask::verify_pass(&handled)).await;
        refused(answer, Code::Forbidden);
    }
    assert_eq!(sun.passes(&handled).await.state, CaseState::Closed);
}

/// 创建办 has inspectors and dispatchers, and now somebody who fixes things as well.
#[tokio::test]
async fn the_office_that_verifies_does_not_verify_what_it_fixed_itself() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let users =
        "username,display_name,role,unit,scope\nhandler-wenming,创建办经办人,handler,wenming,\n";
    let made = city.imports(Kind::Users, users).await.accounts;
    let own = city.person_with(&made[0].username, &made[0].password).await;
    let case = dispatcher
        .dispatches(&lin.reports(illegal_ad()).await, "wenming")
        .await;
    let handled = own.handles(&case).await;
    for person in [&lin, &dispatcher] {
        let offered = person.sees(&handled).await.available_actions;
        assert!(!offered.contains(&Action::VerifyPass) && !offered.contains(&Action::VerifyFail));
        let answer = person.tries(&handled, ask::verify_pass(&handled)).await;
        refused(answer, Code::Forbidden);
    }
}

#[tokio::test]
async fn what_one_may_not_see_does_not_exist() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let here = lin.reports(illegal_ad().at(RENMIN_ROAD)).await;
    let there = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    for (who, sees, does_not) in [
        (GULOU_INSPECTOR, &here, &there),
        (WANGCHUAN_DISPATCHER, &there, &here),
        (GULOU, &here, &there),
        (CHENGGUAN, &there, &here),
    ] {
        let person = city.person(who).await;
        assert_eq!(person.sees(sees).await.id, sees.id);
        hidden(&person, does_not).await;
    }
    for who in [LIN, SUN, DISPATCHER, LEADER, ADMIN] {
        let person = city.person(who).await;
        assert_eq!(person.sees(&here).await.id, here.id);
        assert_eq!(person.sees(&there).await.id, there.id);
    }
}

#[tokio::test]
async fn ones_own_reports_stay_in_sight() {
    let city = TestCity::at(MONDAY).await;
    let (street, huanwei) = (
        city.person(GULOU_INSPECTOR).await,
        city.person(HUANWEI).await,
    );
    let outside = street.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    assert_eq!(street.sees(&outside).await.id, outside.id);
    hidden(&huanwei, &outside).await;
    // A handler may report as well, and then sees the case of another department.
    let reported = huanwei
        .reports(sighting(EVENTS, "05-05").at(RENMIN_ROAD))
        .await;
    assert_eq!(reported.department.as_ref().unwrap().code, "jiaojing");
    assert_eq!(
        huanwei.sees(&reported).await.available_actions,
        [Action::Comment]
    );
}

async fn hidden(person: &Person, case: &Case) {
    refused(person.client.case(case.id).await, Code::NotFound);
    let events = person
        .client
        .case_events(case.id, &Default::default())
        .await;
    refused(events, Code::NotFound);
    refused(
        person.tries(case, ask::comment(case, "x")).await,
        Code::NotFound,
    );
    let page = person.client.cases(&Default::default()).await.unwrap();
    assert!(page.items.iter().all(|seen| seen.id != case.id));
    let photo = case.photos[0].sha256;
    let bytes = person
        .client
        .photo_bytes(photo, mobile_api::photo::PhotoCopy::Display)
        .await;
    refused(bytes, Code::NotFound);
}
