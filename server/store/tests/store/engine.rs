//! A fresh database per test on each engine there is, with the reference rows of a small city in it. Gone when dropped.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use store::{Db, Options};
use uuid::Uuid;

use crate::bench_city;

pub struct TestDb {
    pub db: Option<Db>,
    pub url: String,
    admin: Option<(String, String)>,
    folder: tempfile::TempDir,
}

impl std::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("open")
    }
}

impl TestDb {
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db = None;
        if let Some((admin, name)) = &self.admin {
            let mut conn = PgConnection::establish(admin).expect("the admin database answers");
            conn.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .expect("the test's database can be dropped");
        }
    }
}

/// Runs the test on every engine, each time on an empty database that nobody has opened yet.
pub fn on_empty(test: impl Fn(&mut TestDb)) {
    test(&mut sqlite());
    if let Some(mut postgres) = postgres() {
        test(&mut postgres);
    }
}

/// The same, opened and with the small city in it.
pub fn on_each(test: impl Fn(&TestDb)) {
    on_empty(|empty| {
        let db = open(&empty.url);
        db.write_blocking(bench_city::insert)
            .expect("the city goes in");
        empty.db = Some(db);
        test(empty);
    });
}

/// Only where the question is about SQLite itself.
pub fn on_sqlite(test: impl Fn(&TestDb)) {
    let mut empty = sqlite();
    let db = open(&empty.url);
    db.write_blocking(bench_city::insert)
        .expect("the city goes in");
    empty.db = Some(db);
    test(&empty);
}

pub fn open(url: &str) -> Db {
    Db::open(url, Options::default()).expect("the database opens")
}

fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("city.db").display());
    TestDb {
        db: None,
        url,
        admin: None,
        folder,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "which engines there are is for whoever starts the tests to say"
)]
fn postgres() -> Option<TestDb> {
    let admin = std::env::var("XUNCHENG_TEST_POSTGRES")
        .ok()
        .filter(|url| !url.is_empty())?;
    let name = format!("store_test_{}", Uuid::now_v7().simple());
    let mut conn = PgConnection::establish(&admin).expect("XUNCHENG_TEST_POSTGRES answers");
    conn.batch_execute(&format!("CREATE DATABASE {name}"))
        .expect("a database can be created");
    let url = named(&admin, &name);
    Some(TestDb {
        db: None,
        url,
        admin: Some((admin, name)),
        folder: tempfile::tempdir().expect("a folder"),
    })
}

/// The same server, another database: `postgres://user@host:port/name?options`.
fn named(admin: &str, name: &str) -> String {
    let (address, options) = admin
        .split_once('?')
        .map_or((admin, None), |(address, options)| (address, Some(options)));
    let (scheme, rest) = address.split_once("://").expect("a URL");
    let server = rest.split_once('/').map_or(rest, |(server, _)| server);
    let options = options
        .map(|options| format!("?{options}"))
        .unwrap_or_default();
    format!("{scheme}://{server}/{name}{options}")
}

#[test]
fn another_database_of_the_same_server() {
    assert_eq!(
        named("postgres://a:b@h:1/postgres", "x"),
        "postgres://a:b@h:1/x"
    );
    assert_eq!(named("postgres://h", "x"), "postgres://h/x");
    assert_eq!(
        named("postgres:///postgres?host=/tmp/s&port=1", "x"),
        "postgres:///x?host=/tmp/s&port=1"
    );
}
