//! Configuration as an operator gets it wrong: told by line and key, with what was meant, and never with a value.

use crate::place::Place;
use crate::ran::Ran;

#[test]
fn a_typo_in_the_file_is_told_with_its_line_and_the_nearest_key() {
    let place = Place::empty();
    place.file(
        "city.toml",
        "[http]\nlisten = \"127.0.0.1:0\"\nworkesr = 3\n[databse]\nurl = \"sqlite:x\"\n",
    );
    for command in [
        &["serve"][..],
        &["check"],
        &["backup", "x"],
        &["demo", "--data", "x"],
    ] {
        place.runs(command).ended(1).saying(&[
            "city.toml",
            "第 3 行",
            "http.workesr",
            "http.workers",
            "第 4 行",
            "[databse]",
            "[database]",
        ]);
    }
    assert!(!place.path("x").exists(), "nothing was begun");
}

#[test]
fn a_typo_in_the_environment_is_told_too() {
    let place = Place::empty();
    let output = place
        .command(&["check"])
        .env("XUNCHENG_PHOTO_URL", "file:photos")
        .output();
    Ran::of(output.unwrap())
        .ended(1)
        .saying(&["XUNCHENG_PHOTO_URL", "XUNCHENG_PHOTOS_URL"]);
    // Those are for the tests, and no configuration.
    let mut document = place.command(&["openapi"]);
    let output = document.env("XUNCHENG_TEST_ENGINE", "sqlite").output();
    Ran::of(output.unwrap()).ended(0);
}

#[test]
fn a_password_in_the_configuration_is_never_said() {
    let place = Place::empty();
    for text in [
        "[photos]\ns3_secret_access_keey = \"hunter2\"\n",
        "[database]\nurl = postgres://city:hunter2@127.0.0.1:1/city\n",
        "[database]\nurl = \"postgres://city:hunter2@127.0.0.1:1/city\"\n",
        "[database]\nurl = \"postgres://city:hunter2@127.0.0.1:port/city\"\n",
        "[database]\nurl = \"mysql://city:hunter2@127.0.0.1/city\"\n",
        "[database]\nurl = \"city:hunter2@127.0.0.1\"\n",
    ] {
        place.file("city.toml", text);
        for command in [
            &["serve"][..],
            &["check"],
            &["backup", "x"],
            &["restore", "x"],
        ] {
            place.runs(command).ended(1).keeping("hunter2");
        }
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let place = Place::city();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = place
        .command(&["serve"])
        .env("XUNCHENG_HTTP_LISTEN", &address)
        .output();
    Ran::of(output.unwrap()).ended(1).saying(&[&address]);
}
