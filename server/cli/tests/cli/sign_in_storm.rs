//! What strangers can make the server's memory do by signing in, with whatever they send: budgets in megabytes, as the
//! kernel counts them for the process.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use futures_util::future::join_all;
use mobile_api::error::Code;

use crate::place::Place;
use crate::served::Served;

const AT_ONCE: usize = 120;
const EACH: usize = 8;
/// Whatever strangers send.
const MOST_MB: u64 = 250;
/// When it is over.
const LEFT_MB: u64 = 120;

#[tokio::test]
async fn wrong_sign_ins_take_little_memory_and_give_it_back() {
    let city = Place::city();
    let server = Served::start(&mut unlimited(&city));
    let storm = (0..AT_ONCE).map(|_| server.client()).map(async |client| {
        let mut refused = 0;
        for _ in 0..EACH {
            let error = client.login("admin", "not it").await.unwrap_err();
            let code = error.code();
            assert!(
                matches!(code, Some(Code::CredentialsWrong | Code::Overloaded)),
                "{error:?}"
            );
            refused += usize::from(code == Some(Code::CredentialsWrong));
        }
        refused
    });
    let checked: usize = join_all(storm).await.into_iter().sum();
    assert!(checked > AT_ONCE, "{checked} passwords were checked");
    let statuses = join_all((0..AT_ONCE).map(|number| {
        let url = server.url.clone();
        tokio::task::spawn_blocking(move || large(&url, number))
    }));
    for status in statuses.await {
        let status = status.unwrap();
        assert!(
            ["413", "422", "400", "reset"].contains(&status.as_str()),
            "{status}"
        );
    }
    let most = megabytes(&server, "VmHWM");
    assert!(most < MOST_MB, "{most} MB at the most");
    // Given back by the thread that had it, which may be a moment behind the last answer.
    for _ in 0..500 {
        if megabytes(&server, "VmRSS") < LEFT_MB {
            break;
        }
        server.client().ready().await.unwrap();
    }
    let left = megabytes(&server, "VmRSS");
    assert!(left < LEFT_MB, "{left} MB afterwards");
    server.stops();
}

/// A sign-in larger than any has to be, of several kinds; the status it is answered with.
fn large(url: &str, number: usize) -> String {
    let long = "长".repeat(80_000);
    let body = match number % 4 {
        0 => format!(r#"{{"username": "{long}", "password": "x"}}"#),
        1 => format!(r#"{{"username": "admin", "password": "{long}"}}"#),
        2 => "[".repeat(240_000),
        _ => format!(
            r#"{{"username": "admin", "password": "{}"}}"#,
            &long[..6_000]
        ),
    };
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n\
         Content-Type: application/json\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // It may be refused before the last byte.
    let _ = stream.write_all(body.as_bytes());
    let mut status = [0; 12];
    if stream.read_exact(&mut status).is_err() {
        return "reset".to_owned(); // before all of it was sent
    }
    String::from_utf8_lossy(&status[9..]).into_owned()
}

/// The limits by address are another thing: strangers have many addresses.
fn unlimited(city: &Place) -> Command {
    let mut command = city.command(&["serve"]);
    for limit in ["SIGN_INS_PER_MINUTE", "SIGN_INS_PER_MINUTE_AND_ADDRESS"] {
        command.env(format!("XUNCHENG_LIMITS_{limit}"), "100000000");
    }
    command
}

pub fn megabytes(server: &Served, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = line.unwrap().trim_matches([':', ' ', '\t']);
    let kilobytes: u64 = kilobytes.trim_end_matches(" kB").parse().unwrap();
    kilobytes / 1024
}
