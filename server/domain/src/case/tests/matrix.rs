//! Who may do what in which state, as tables to read: the snapshots beside this file are documentation.

use std::fmt::Write;

use crate::case::{Action, Command, Refusal, ReturnReason, possible_states};
use crate::permission::{Right, grant, holds};
use crate::role::{Actor, Role};
use crate::sample::*;

fn stages() -> Vec<(&'static str, Life)> {
    let stage = |name, prepare: fn(&mut Life)| {
        let mut life = Life::dispatched();
        prepare(&mut life);
        (name, life)
    };
    let mut stages = vec![("reported", Life::reported(at("2026-03-02T09:00"), None))];
    stages.extend([
        stage("returned", |life| {
            life.does(&chengguan(), returns("不是我们的"));
        }),
        stage("dispatched", |_| ()),
        stage("asked", |life| {
            life.does(&chengguan(), asks(4, "下雨"));
        }),
        stage("asked again", |life| {
            life.does(&chengguan(), asks(4, "下雨"));
            life.does(&dispatcher(), grants(4));
            life.does(&chengguan(), asks(4, "还在下雨"));
        }),
        stage("accepted", |life| {
            life.does(&chengguan(), Command::Accept);
        }),
        stage("handled", |life| {
            life.handled();
        }),
        stage("closed", |life| {
            life.handled().does(&lin(), passes());
        }),
        stage("suspended", |life| {
            life.does(&dispatcher(), suspends("待施工"));
        }),
        stage("voided", |life| {
            let reason = "误报".to_owned();
            life.does(
                &dispatcher(),
                Command::Void {
                    reason,
                    duplicate_of: None,
                },
            );
        }),
    ]);
    stages
}

fn people() -> Vec<(&'static str, Actor)> {
    let mut promoted = chengguan();
    promoted.role = Role::Inspector;
    promoted.unit = None;
    promoted.part_of.clear();
    vec![
        ("inspector", lin()),
        ("handler of the department", chengguan()),
        ("handler of another department", huanwei()),
        ("dispatcher", dispatcher()),
        (
            "dispatcher of the department",
            actor(8, Role::Dispatcher, Some(CHENGGUAN)),
        ),
        ("leader", leader()),
        (
            "leader of the department",
            actor(9, Role::Leader, Some(CHENGGUAN)),
        ),
        ("admin", admin()),
        ("inspector who handled it before", promoted),
    ]
}

fn complete(action: Action) -> Command {
    let reason = || "理由".to_owned();
    match action {
        Action::Dispatch => to(HUANWEI, "改派"),
        Action::Accept => Command::Accept,
        Action::Handle => Command::Handle {
            photos: vec![photo(99)],
            note: reason(),
        },
        Action::Return => Command::Return {
            reason_code: ReturnReason::NotOurs,
            reason: reason(),
        },
        Action::VerifyPass => passes(),
        Action::VerifyFail => fails("不行"),
        Action::RequestExtension => asks(4, "下雨"),
        Action::GrantExtension => grants(4),
        Action::RefuseExtension => Command::RefuseExtension { reason: reason() },
        Action::Suspend => suspends("待施工"),
        Action::Resume => resumes(),
        Action::Void => Command::Void {
            reason: reason(),
            duplicate_of: None,
        },
        Action::Comment => Command::Comment {
            text: reason(),
            photos: vec![],
        },
        Action::Remind => Command::Remind { text: reason() },
        Action::ConfirmFalsified => Command::ConfirmFalsified { reason: reason() },
        Action::Report | Action::CorrectTime | Action::Escalate => {
            unreachable!("no command of the rules")
        }
    }
}

fn outcome(life: &Life, who: &Actor, action: Action) -> String {
    let mut life = life.clone();
    match life.tries(who, complete(action)) {
        Ok(life) => format!("→ {}", life.case.state.name()),
        Err(Refusal::WrongRole { .. }) => "role".to_owned(),
        Err(Refusal::NotAllowedInState { .. }) => "state".to_owned(),
        Err(Refusal::NotYourDepartment { .. }) => "department".to_owned(),
        Err(Refusal::SameDepartmentMayNotJudge) => "same dept".to_owned(),
        Err(Refusal::HandlerMayNotVerify) => "own work".to_owned(),
        Err(Refusal::SecondExtensionNeedsLeader) => "leader's".to_owned(),
        Err(Refusal::NoExtensionPending) => "not asked".to_owned(),
        Err(Refusal::ExtensionAlreadyPending) => "asked".to_owned(),
        Err(other) => panic!("{action}: {other:?}"),
    }
}

#[test]
fn transitions() {
    let stages = stages();
    let mut text = String::from(
        "→ state: done, and the state after. Otherwise why not: role (the role never may), department (another\n\
         department's case), same dept, own work (nobody judges the own), leader's (a further extension),\n\
         state (not now), not asked, asked (an extension is not, or already, asked for).\n",
    );
    for (name, who) in people() {
        write!(text, "\n{name}\n{:18}", "").unwrap();
        for (stage, _) in &stages {
            write!(text, "{stage:13}").unwrap();
        }
        for action in Action::on_a_case() {
            write!(text, "\n{:18}", action.as_str()).unwrap();
            for (_, life) in &stages {
                write!(text, "{:13}", outcome(life, &who, action)).unwrap();
            }
        }
        text.push('\n');
    }
    let text: Vec<&str> = text.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn permissions() {
    let mut text = format!("{:18}", "");
    for role in Role::ALL {
        write!(text, "{:12}", role.as_str()).unwrap();
    }
    write!(text, "extent").unwrap();
    for right in Right::ALL {
        write!(text, "\n{:18}", right.as_str()).unwrap();
        for role in Role::ALL {
            write!(text, "{:12}", if holds(role, right) { "yes" } else { "-" }).unwrap();
        }
        write!(text, "{}", grant(right).extent.as_str()).unwrap();
    }
    let text: Vec<&str> = text.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn the_handbook_has_the_table_of_rights() {
    let handbook = include_str!("../../../../../docs/operations.md");
    for right in Right::ALL {
        let grant = grant(right);
        let roles: Vec<&str> = grant.holders.iter().map(|role| role.as_str()).collect();
        let (name, roles, reach) = (right.as_str(), roles.join(", "), grant.extent.as_str());
        let row = format!("| `{name}` | {roles} | {reach} |");
        assert!(handbook.contains(&row), "docs/operations.md lacks: {row}");
    }
}

#[test]
fn every_action_is_possible_somewhere_except_reporting_what_is_reported() {
    for action in Action::ALL {
        assert_eq!(
            possible_states(action).is_empty(),
            action == Action::Report,
            "{action}"
        );
    }
}
