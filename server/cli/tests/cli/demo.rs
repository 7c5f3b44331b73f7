//! `xuncheng demo`: makes its city once, then is a server like any other, in the process that was started.

use std::fs;

use crate::place::Place;
use crate::ran::Ran;
use crate::served::Served;

#[tokio::test]
async fn a_demo_is_made_once_and_served_by_the_process_that_was_started() {
    let place = Place::empty();
    let words = "demo --data demo --listen 127.0.0.1:0 --weeks 0 --cases-per-day 2";
    let words: Vec<&str> = words.split(' ').collect();
    let first = Served::start(&mut place.bare(&words));
    let accounts: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(place.path("demo/accounts.json")).unwrap()).unwrap();
    let admin = accounts
        .iter()
        .find(|account| account["username"] == "admin")
        .unwrap();
    let word = admin["password"].as_str().unwrap();
    assert!(first.signs_in("admin", word).await);
    // What it did to make the city is gone from its memory: this image has only served.
    let peak = peak_memory_kb(first.process());
    let said = first.stops();
    assert_eq!(said.out.matches(word).count(), 1, "{}", said.out);
    assert_eq!(
        said.err.matches("making the demo city").count(),
        1,
        "{}",
        said.err
    );

    let again = Served::start(&mut place.bare(&words));
    assert!(again.signs_in("admin", word).await);
    let plain = peak_memory_kb(again.process());
    let said = again.stops();
    assert_eq!(said.out.matches(word).count(), 1);
    assert!(!said.err.contains("making the demo city"), "{}", said.err);
    // The fixture's calendar ends with 2026, and the year after the present one counts too.
    assert!(said.err.contains("calendar not published"), "{}", said.err);
    assert!(
        peak < plain * 3 / 2,
        "{peak} kB after making, {plain} kB without"
    );
}

/// Of the program as it runs now: it starts anew with each exec.
fn peak_memory_kb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_folder_with_anything_else_in_it_is_left_alone() {
    let place = Place::empty();
    fs::create_dir(place.path("demo")).unwrap();
    let thesis = place.file("demo/thesis.txt", "precious");
    Ran::of(place.bare(&["demo", "--data", "demo"]).output().unwrap())
        .ended(1)
        .saying(&["不是演示数据"]);
    assert_eq!(fs::read_to_string(thesis).unwrap(), "precious");
}
