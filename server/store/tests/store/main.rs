//! The store's tests: on SQLite always, and on PostgreSQL when XUNCHENG_TEST_POSTGRES names a database
//! whose owner may create others. Each test has a database of its own.

mod backup;
mod bench_city;
mod cases;
mod conflicts;
mod constraints;
mod engine;
mod events;
mod group_commit;
mod jobs;
mod keyset;
mod many;
mod migrations;
mod notices;
mod nouns;
mod patrol;
mod photos;
mod plans;
mod rankings;
mod schema;
mod search;
