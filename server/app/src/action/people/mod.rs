//! Accounts: kept by administrators, by their owners and from the command line; signing in and staying signed in.

pub mod account;
pub mod allowed;
pub mod keep;
pub mod own;
pub mod sign_in;
