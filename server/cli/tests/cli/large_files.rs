//! What an administrator's files can make the server's memory do: budgets in megabytes, as the kernel counts them.

use reqwest::Client;
use serde_json::{Value, json};

use crate::place::Place;
use crate::served::Served;
use crate::sign_in_storm::megabytes;

const WORD: &str = "a long word";
/// Above what it had before; the file and its text for the answer are in it.
const MOST_MB: u64 = 120;
/// Of an answer, however wrong the file is.
const MOST_ANSWER_BYTES: usize = 200 * 1024;

#[tokio::test]
async fn a_file_takes_a_bounded_part_of_the_memory_whatever_is_in_it() {
    let city = Place::city();
    city.told(
        &format!("{WORD}\n"),
        &["user", "add", "boss", "--role", "admin"],
    )
    .ended(0);
    let server = Served::start(&mut city.command(&["serve"]));
    let token = signs_in(&server).await;
    let before = megabytes(&server, "VmRSS");
    let csv = "text/csv";
    let users = "username,display_name,role,unit,scope\n";
    let units = "code,name,kind,parent,ranking_group,leader\n";
    let tables: String = (0..1_500_000).map(|n| format!("[t{n}]\na=1\n")).collect();
    let wrong = [
        (
            "users",
            csv,
            users.to_owned() + &",,,,\n".repeat(900_000),
            422,
        ),
        (
            "units",
            csv,
            units.to_owned() + &"a,b,city,,,\n".repeat(400_000),
            422,
        ),
        ("users", csv, "a,".repeat(2_000_000), 422),
        (
            "users",
            csv,
            users.to_owned() + &",,,,\n".repeat(9_000_000),
            413,
        ),
        (
            "rulebook",
            "application/toml",
            tables[..250_000].to_owned(),
            422,
        ),
        ("rulebook", "application/toml", tables, 413),
    ];
    let mut sent = Vec::new();
    for (kind, media_type, file, expected) in &wrong {
        let url = format!("{}/api/v1/{kind}/import?dry_run=true", server.url);
        let request = Client::new().post(url).bearer_auth(&token);
        let request = request.header("Content-Type", *media_type);
        sent.push((kind, file.len(), expected, request.body(file.clone())));
    }
    for (kind, bytes, expected, request) in sent {
        // A refusal may come before the last byte was sent, and the sending end then.
        let Ok(answer) = request.send().await else {
            assert_eq!(*expected, 413, "{kind} {bytes}");
            continue;
        };
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap();
        assert_eq!(status, *expected, "{kind} {bytes}: {:.300}", body);
        assert!(body.len() < MOST_ANSWER_BYTES, "{} bytes", body.len());
    }
    let most = megabytes(&server, "VmHWM");
    assert!(most < before + MOST_MB, "{before} MB, then {most} MB");
    server.stops();
}

async fn signs_in(server: &Served) -> String {
    let url = format!("{}/api/v1/auth/login", server.url);
    let request = Client::new().post(url);
    let body = json!({"username": "boss", "password": WORD});
    let answer = request.json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}
