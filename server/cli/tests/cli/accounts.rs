//! `xuncheng user`: done at the machine, it holds in the server that is running.

use crate::place::Place;
use crate::served::Served;

#[tokio::test]
async fn accounts_are_made_changed_and_closed_while_the_server_runs() {
    let city = Place::city();
    let server = Served::start(&mut city.command(&["serve"]));
    let add = [
        "user",
        "add",
        "lin",
        "--role",
        "inspector",
        "--display-name",
        "林",
    ];
    let added = city
        .told("a long violet word\n", &add)
        .ended(0)
        .keeping("a long violet word");
    assert!(added.out.contains("lin"), "{}", added.out);
    assert!(server.signs_in("lin", "a long violet word").await);
    assert!(!server.signs_in("lin", "another mossy word").await);

    let made = city.told("\n", &["user", "passwd", "lin"]).ended(0).out;
    let word = made.split("now): ").nth(1).unwrap().trim();
    assert!(server.signs_in("lin", word).await);
    let listed = city.does(&["user", "list"]);
    let line = |name: &str| {
        let begins = format!("{name}\t");
        let line = listed.lines().find(|line| line.starts_with(&begins));
        line.unwrap_or_else(|| panic!("{name}: {listed}"))
    };
    for said in ["林", "inspector", "全市", "启用", "须修改"] {
        assert!(line("lin").contains(said), "{}", line("lin"));
    }
    assert!(!server.signs_in("lin", "a long violet word").await);

    city.told("", &["user", "disable", "lin"]).ended(0);
    let listed = city.does(&["user", "list"]);
    assert!(listed.contains("停用"), "{listed}");
    assert!(!server.signs_in("lin", word).await);
    city.told("", &["user", "enable", "lin"]).ended(0);
    assert!(server.signs_in("lin", word).await);
    server.stops();
}

#[test]
fn what_is_wrong_with_an_account_is_said_and_nothing_is_made() {
    let city = Place::city();
    let refused = |input: &str, words: &[&str], code, said: &str| {
        city.told(input, words)
            .ended(code)
            .saying(&[said])
            .keeping("hunter2");
    };
    refused(
        "hunter2\n",
        &["user", "add", "lin", "--role", "inspector"],
        1,
        "password",
    );
    let add = ["user", "add", "lin", "--role", "inspector"];
    refused("hunter2hunter2\n", &add, 1, "猜到");
    let handler = ["user", "add", "lin", "--role", "handler"];
    refused("hunter2-violet-sofa\n", &handler, 1, "--unit 单位代码 必填");
    let nowhere = [
        "user", "add", "lin", "--role", "handler", "--unit", "nowhere",
    ];
    refused("hunter2-violet-sofa\n", &nowhere, 1, "nowhere");
    refused(
        "hunter2-violet-sofa\n",
        &["user", "add", "admin", "--role", "admin"],
        1,
        "用户名“admin”已存在",
    );
    refused(
        "",
        &["user", "add", "lin", "--role", "king"],
        2,
        "inspector, handler",
    );
    let absent = "账号“lin”不存在";
    let passwd = ["user", "passwd", "lin"];
    refused("hunter2-violet-sofa\n", &passwd, 1, absent);
    refused("", &["user", "disable", "lin"], 1, absent);
    refused("", &["user", "enable", "lin"], 1, absent);
    let said = city.told("hunter2\n", &add).ended(1).err;
    assert_eq!(said.lines().count(), 1, "said once: {said}");
}

#[test]
fn a_list_that_is_not_there_is_named() {
    let city = Place::city();
    let id = "01890b2c-7d4e-7000-8000-000000000001";
    for words in [["ranking", "verify", id], ["ranking", "publish", id]] {
        let said = format!("榜单 {id} 不存在");
        city.runs(&words).ended(1).saying(&[&said]);
    }
    let wrong = city.runs(&["ranking", "verify", "2026-W47"]).ended(2);
    wrong.saying(&["应为榜单编号"]);
}
