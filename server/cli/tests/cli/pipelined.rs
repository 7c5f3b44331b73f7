//! What strangers can make the server's memory do by asking for much at once and reading none of it: budgets in megabytes,
//! as the kernel counts them for the process.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;

use crate::place::Place;
use crate::served::Served;
use crate::sign_in_storm::megabytes;

const CONNECTIONS: usize = 60;
const REQUESTS_EACH: usize = 2_000;
/// Above what it had before anybody asked.
const MOST_MB: u64 = 150;

#[tokio::test]
async fn requests_that_wait_for_an_answer_to_be_read_take_no_memory() {
    let city = Place::city();
    let server = Served::start(&mut city.command(&["serve"]));
    server.client().ready().await.unwrap();
    let before = megabytes(&server, "VmRSS");
    let plain = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".to_owned();
    // The end of a body and what comes after it are read together.
    let pieces = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
                  Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    let mut unread = Vec::new();
    for number in 0..CONNECTIONS {
        let first = if number % 2 == 0 { "" } else { pieces };
        let requests = first.to_owned() + &plain.repeat(REQUESTS_EACH);
        unread.push(asks_and_never_reads(&server.url, requests.as_bytes()));
    }
    // Others are answered meanwhile, and so many round trips are time enough for all of it to be worked on.
    for _ in 0..200 {
        server.client().ready().await.unwrap();
    }
    let most = megabytes(&server, "VmHWM");
    assert!(most < before + MOST_MB, "{before} MB, then {most} MB");
    drop(unread);
    server.stops();
}

/// As much of it as the other side takes.
fn asks_and_never_reads(url: &str, mut requests: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_nonblocking(true).unwrap();
    let mut refusals = 0;
    while !requests.is_empty() && refusals < 1_000 {
        match stream.write(requests) {
            Ok(taken) => requests = &requests[taken..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                refusals += 1;
                std::thread::yield_now();
            }
            Err(error) => panic!("{error}"),
        }
    }
    stream
}
