//! The photo crate from outside: every refusal, every turn, every odd kind of picture, and both stores.

mod evidence;
mod kinds;
mod make;
mod mutated;
mod refusals;
mod s3;
mod store;
mod upright;
