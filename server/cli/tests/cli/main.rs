//! The program `xuncheng` as a script sees it: the real binary with its arguments, files, output and exit codes. What
//! its commands do is tried beside their code; here, that a script can rely on them. Always on SQLite and a folder.

mod accounts;
mod alone;
mod config;
mod demo;
mod full_disk;
mod imports;
mod large_files;
mod newer;
mod pipelined;
mod place;
mod ran;
mod served;
mod sign_in_storm;
mod weeks;
