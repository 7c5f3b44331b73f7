//! Tests of the whole process over HTTP, one file for each area of server/app/src/http; on SQLite or PostgreSQL, as told.

mod auth;
mod away;
mod budget;
mod cases;
mod edge;
mod escalation;
mod guard;
mod health;
mod history;
mod imports;
mod jobs;
mod log;
mod notices;
mod openapi;
mod patrol;
mod phone;
mod photos;
mod ranking_crowd;
mod rankings;
mod reference;
mod refresh;
mod security;
mod sweep;
mod traps;
mod vectors;
mod zones;
