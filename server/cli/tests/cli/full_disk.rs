//! A disk that is really full: a small one of its own, under a server of its own. Where such a disk may not be mounted
//! (it takes root, or a user namespace), that is said and nothing is tried.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use app::clock::Clock;
use mobile_api::auth::{SessionKind, TokenAnswer};
use mobile_api::case::{CaseQuery, Mode, ReportRequest};
use mobile_api::category::CategoryKey;
use mobile_api::client::{Client, Result};
use mobile_api::error::Code;
use mobile_api::event::verify_chain;
use mobile_api::hash::Sha256;
use mobile_api::page::PageQuery;
use mobile_api::photo::PhotoCopy;
use mobile_api::position::{Crs, PositionSource, RawPosition};
use mobile_api::time::Time;
use serde_json::json;
use uuid::Uuid;

use crate::place::{PROGRAM, Place};
use crate::ran::Ran;
use crate::served::Served;

const SIZE: &str = "size=24m";
const WORD: &str = "a long violet word";

#[tokio::test]
async fn a_full_disk_is_said_reading_goes_on_and_so_does_writing_once_there_is_room() {
    let city = Place::city();
    city.told(
        &format!("{WORD}\n"),
        &["user", "add", "lin", "--role", "inspector"],
    )
    .ended(0);
    fs::create_dir(city.path("disk")).unwrap();
    let Some(way) = WAYS.into_iter().find(|way| can_mount(way, &city)) else {
        // Past the test's captured output: somebody should know.
        let _ = writeln!(
            io::stderr(),
            "a full disk was not tried: no way to mount one"
        );
        return;
    };
    let server = Served::start(&mut serving_from_the_disk(way, &city));
    let disk = seen_from_here(server.process(), &city.path("disk"));
    let lin = server.client();
    lin.login("lin", WORD).await.unwrap();
    let before = lin
        .put_photo(picture("illegal-adverts-before.jpg"))
        .await
        .unwrap()
        .sha256;
    let case = lin.report(Uuid::now_v7(), &report(before)).await.unwrap();

    let kept = signs_in(&server).await;
    let filler = fill(&disk);
    let (later, another) = (Uuid::now_v7(), picture("parked-cars-before.jpg"));
    for _ in 0..3 {
        full(lin.put_photo(another.clone()).await);
        full(lin.report(later, &report(before)).await);
    }
    let temporary = reads_all_the_same(&server, kept).await;
    assert_eq!(lin.case(case.id).await.unwrap(), case);
    assert_eq!(cases(&lin).await, 1);
    assert!(!lin.has_photo(Sha256::of(&another)).await.unwrap());
    for copy in [
        PhotoCopy::Original,
        PhotoCopy::Display,
        PhotoCopy::Thumbnail,
    ] {
        assert!(!lin.photo_bytes(before, copy).await.unwrap().is_empty());
    }
    lin.ready().await.unwrap();
    assert_eq!(
        fs::read_dir(disk.join("photos/.staging")).unwrap().count(),
        0
    );

    fs::remove_file(filler).unwrap();
    goes_on_for_good(&server, temporary).await;
    let sent = lin.put_photo(another).await.unwrap().sha256;
    let reported = lin.report(later, &report(sent)).await.unwrap();
    assert_eq!((reported.id, cases(&lin).await), (later, 2));
    let chain = lin.case_events(later, &PageQuery::default()).await.unwrap();
    verify_chain(later, &chain.items).unwrap();
    in_order(way, &city, &server);
    let said = server.stops();
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

/// Whoever has an account still signs in, stays signed in, and reads. What the two sessions have afterwards.
async fn reads_all_the_same(server: &Served, kept: TokenAnswer) -> [TokenAnswer; 2] {
    let wrong = json!({"username": "lin", "password": "not it"});
    assert_eq!(asks(server, "/auth/login", &wrong).await.unwrap_err(), 401);

    let temporary = signs_in(server).await;
    assert_eq!(temporary.session, SessionKind::Temporary);
    assert!(reads(server, &temporary).await);
    // As the phone does when a quarter of an hour is over, and again.
    let temporary = refreshes(server, &temporary).await.unwrap();
    let temporary = refreshes(server, &temporary).await.unwrap();
    assert_eq!(temporary.session, SessionKind::Temporary);
    assert!(reads(server, &temporary).await);

    // A session of before, whose token can't be exchanged now, and is not used up by trying.
    let before = kept.refresh_token.clone();
    let kept = refreshes(server, &kept).await.unwrap();
    assert_eq!(
        (kept.session, &kept.refresh_token),
        (SessionKind::Lasting, &before)
    );
    assert!(reads(server, &kept).await);

    // Neither token passes for the other, and signing out holds.
    let crossed = TokenAnswer {
        access_token: temporary.refresh_token.clone(),
        refresh_token: temporary.access_token.clone(),
        ..temporary.clone()
    };
    assert!(!reads(server, &crossed).await);
    assert_eq!(refreshes(server, &crossed).await.unwrap_err(), 401);
    let other = signs_in(server).await;
    assert!(signs_out(server, &other).await);
    assert!(!reads(server, &other).await);
    assert_eq!(refreshes(server, &other).await.unwrap_err(), 401);
    [temporary, kept]
}

/// With room again, the first refresh makes a session a lasting one, once.
async fn goes_on_for_good(server: &Served, sessions: [TokenAnswer; 2]) {
    for before in sessions {
        assert!(reads(server, &before).await);
        let lasting = refreshes(server, &before).await.unwrap();
        assert_eq!(lasting.session, SessionKind::Lasting);
        assert_ne!(lasting.refresh_token, before.refresh_token);
        assert!(reads(server, &before).await && reads(server, &lasting).await);
        assert_eq!(
            refreshes(server, &before).await.unwrap_err(),
            401,
            "it works once"
        );
    }
}

async fn signs_in(server: &Served) -> TokenAnswer {
    let sign_in = json!({"username": "lin", "password": WORD});
    asks(server, "/auth/login", &sign_in).await.unwrap()
}

async fn refreshes(server: &Served, tokens: &TokenAnswer) -> std::result::Result<TokenAnswer, u16> {
    let refresh = json!({"refresh_token": tokens.refresh_token});
    asks(server, "/auth/refresh", &refresh).await
}

async fn asks(
    server: &Served,
    path: &str,
    body: &serde_json::Value,
) -> std::result::Result<TokenAnswer, u16> {
    let request = http().post(format!("{}/api/v1{path}", server.url));
    let answer = request.json(body).send().await.unwrap();
    match answer.status().as_u16() {
        200 => Ok(answer.json().await.unwrap()),
        status => Err(status),
    }
}

async fn reads(server: &Served, tokens: &TokenAnswer) -> bool {
    let request = http().get(format!("{}/api/v1/cases", server.url));
    let answer = request.bearer_auth(&tokens.access_token).send().await;
    answer.unwrap().status() == 200
}

async fn signs_out(server: &Served, tokens: &TokenAnswer) -> bool {
    let request = http().post(format!("{}/api/v1/auth/logout", server.url));
    let answer = request.bearer_auth(&tokens.access_token).send().await;
    answer.unwrap().status() == 204
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[track_caller]
fn full<T: std::fmt::Debug>(answer: Result<T>) {
    let error = answer.unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(507), Some(Code::StorageFull)),
        "{error:?}"
    );
}

async fn cases(client: &Client) -> usize {
    client
        .cases(&CaseQuery::default())
        .await
        .unwrap()
        .items
        .len()
}

fn picture(name: &str) -> Vec<u8> {
    fixtures::files::photo(name).unwrap()
}

fn report(photo: Sha256) -> ReportRequest {
    ReportRequest {
        category: CategoryKey {
            scheme: "GBT30428-2013-event".into(),
            code: "02-01".into(),
        },
        position: RawPosition {
            lon: 105.734_051_6,
            lat: 34.580_873_4,
            crs: Crs::Wgs84,
            accuracy_m: Some(8.0),
            source: PositionSource::Device,
        },
        captured_at: Time(Clock::system().now().0),
        address: None,
        description: String::new(),
        photos: vec![photo],
        mode: Mode::Routine,
        campaign_id: None,
    }
}

/// A shell that is root among mounts of its own, which are gone with it and what it became.
fn among_own_mounts(way: &[&str], city: &Place, script: &str) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(way)
        .args(["sh", "-e", "-c", script, "sh"])
        .arg(city.path("disk"));
    on_the_disk(&mut command, city);
    command
}

/// As root, or as anybody where users may have a root of their own.
const WAYS: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];

fn can_mount(way: &[&str], city: &Place) -> bool {
    let script = format!("mount -t tmpfs -o {SIZE} tmpfs \"$1\"");
    let tried = among_own_mounts(way, city, &script).output();
    tried.is_ok_and(|output| output.status.success())
}

fn serving_from_the_disk(way: &[&str], city: &Place) -> Command {
    let script =
        format!("mount -t tmpfs -o {SIZE} tmpfs \"$1\"; cp city.db \"$1\"; exec \"$2\" serve");
    let mut command = among_own_mounts(way, city, &script);
    command.arg(PROGRAM);
    command
}

/// The disk is mounted for that process alone; the kernel shows it below the process's number.
fn seen_from_here(process: u32, disk: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{process}/root"));
    root.join(disk.strip_prefix("/").unwrap())
}

/// To the last byte.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = File::create(&path).unwrap();
    for size in [1 << 20, 4096, 1] {
        let block = vec![0; size];
        loop {
            match file.write_all(&block) {
                Ok(()) => {}
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
                    break;
                }
            }
        }
    }
    path
}

/// What is on the disk is whole, by the program's own judgement: called where the server is, since only it has the disk.
fn in_order(way: &[&str], city: &Place, server: &Served) {
    let mut check = Command::new("nsenter");
    check.arg("--target").arg(server.process().to_string());
    check.args(way.iter().filter(|flag| **flag != "--map-root-user"));
    if way.contains(&"--user") {
        check.arg("--preserve-credentials");
    }
    check.arg(PROGRAM).args(["check", "--deep"]);
    let Ran { out, err, .. } = Ran::of(on_the_disk(&mut check, city).output().unwrap());
    for section in ["案件", "照片"] {
        let line = out.lines().find(|line| line.starts_with(section));
        let verdict = line.unwrap_or(&err);
        assert!(verdict.contains("检查 2 项，正常"), "{verdict}\n{out}");
    }
}

/// As the server of the disk is configured.
fn on_the_disk<'a>(command: &'a mut Command, city: &Place) -> &'a mut Command {
    let on_disk =
        |kind: &str, name: &str| format!("{kind}:{}", city.path("disk").join(name).display());
    command
        .current_dir(city.folder())
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("XUNCHENG_DATABASE_URL", on_disk("sqlite", "city.db"))
        .env("XUNCHENG_PHOTOS_URL", on_disk("file", "photos"))
        .env("XUNCHENG_AUTH_KEY_FILE", city.path("auth.key"))
        .env("XUNCHENG_HTTP_LISTEN", "127.0.0.1:0")
}
