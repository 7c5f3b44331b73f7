//! Has this crate built again when the web part has been: a release carries the phone app's files inside.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A path that is not there would count as changed every time; the folder always is, its contents come and go.
    if Path::new("../../web/dist").exists() {
        println!("cargo:rerun-if-changed=../../web/dist");
    }
}
