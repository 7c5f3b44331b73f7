//! What the tests are told from outside, and the only place that reads it: on which engine they run, and where the
//! servers are. Told nothing, they run on SQLite and a folder.

/// Which database the suite runs on: `XUNCHENG_TEST_ENGINE`, `sqlite` (default) or `postgres`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub fn engine() -> Engine {
    match told("XUNCHENG_TEST_ENGINE").as_deref() {
        None | Some("sqlite") => Engine::Sqlite,
        Some("postgres") => Engine::Postgres,
        Some(other) => panic!("XUNCHENG_TEST_ENGINE is `{other}`: sqlite or postgres"),
    }
}

/// The address of a PostgreSQL role that may create databases.
pub fn postgres() -> String {
    told("XUNCHENG_TEST_POSTGRES")
        .expect("XUNCHENG_TEST_POSTGRES names no server: `cargo xtask test` starts one")
}

/// An S3 endpoint and a bucket on it. Photos then lie there instead of in a folder.
#[derive(Clone, Debug)]
pub struct S3 {
    pub endpoint: String,
    pub bucket: String,
}

pub fn s3() -> Option<S3> {
    let endpoint = told("XUNCHENG_TEST_S3")?;
    let bucket = told("XUNCHENG_TEST_S3_BUCKET").unwrap_or_else(|| "xuncheng-test".to_owned());
    Some(S3 { endpoint, bucket })
}

/// Whether web/phone/place/vectors.json is to be written again: `XUNCHENG_TEST_UPDATE_VECTORS`, by `cargo xtask fixtures`.
pub fn update_vectors() -> bool {
    told("XUNCHENG_TEST_UPDATE_VECTORS").is_some()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where tests read the environment"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
