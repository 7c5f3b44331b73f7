//! Being stopped: Ctrl-C, SIGTERM or a lost terminal end the command that is running, so that its step fails, the
//! guards of the servers we started run, and nothing is left behind. What is to be cleaned up the guards know.

#![allow(
    unsafe_code,
    reason = "signals, process groups and the parent-death signal have no safe door in std"
)]

use std::mem::MaybeUninit;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, Ordering};
use std::{io, ptr, thread};

use anyhow::{Context, Result, bail};

/// The signal that asked us to stop; 0 while none has.
static ASKED: AtomicI32 = AtomicI32::new(0);
/// The process groups of the commands we are waiting for. Servers are not here: their guards stop them.
static WAITING_FOR: Mutex<Vec<i32>> = Mutex::new(Vec::new());

/// From here on a thread of its own takes the signals, and everybody else is spared them.
pub fn watch() -> Result<()> {
    let signals = stop_signals();
    mask(libc::SIG_BLOCK).context("block signals")?;
    let taker = move || loop {
        let mut signal = 0;
        // SAFETY: both pointers are valid for the call.
        if unsafe { libc::sigwait(&signals, &mut signal) } != 0 {
            continue;
        }
        let second = ASKED.swap(signal, Ordering::SeqCst) != 0;
        let ask = if second { libc::SIGKILL } else { libc::SIGTERM };
        waiting_for().iter().for_each(|group| send(-group, ask));
    };
    thread::Builder::new()
        .name("signals".into())
        .spawn(taker)
        .context("start the signal thread")?;
    Ok(())
}

/// Fails once we were asked to stop: called wherever waiting goes on without a command.
pub fn check() -> Result<()> {
    match ASKED.load(Ordering::SeqCst) {
        0 => Ok(()),
        signal => bail!("已中止 · stopped by signal {signal}"),
    }
}

/// What a shell expects to see: 128 + the signal when stopped by one, else 1.
pub fn exit_code() -> u8 {
    match ASKED.load(Ordering::SeqCst) {
        0 => 1,
        signal => u8::try_from(128 + signal).unwrap_or(1),
    }
}

/// Gives the command a process group of its own, ends it with us even when we are killed, and lets it receive signals.
pub fn tie(command: &mut Command, when_we_die: i32) {
    command.process_group(0);
    // SAFETY: between fork and exec only async-signal-safe calls are made.
    unsafe {
        command.pre_exec(move || {
            libc::prctl(libc::PR_SET_PDEATHSIG, when_we_die as libc::c_ulong);
            mask(libc::SIG_UNBLOCK)
        });
    }
}

/// While `wait` runs, being stopped ends this process group.
pub fn waiting<T>(group: u32, wait: impl FnOnce() -> T) -> T {
    let group = group as i32;
    waiting_for().push(group);
    if check().is_err() {
        send(-group, libc::SIGTERM);
    }
    let waited = wait();
    waiting_for().retain(|other| *other != group);
    waited
}

/// Becomes the command: the same process from now on, so that signals reach it without us in between.
pub fn become_command(command: &mut Command) -> Result<()> {
    check()?;
    mask(libc::SIG_UNBLOCK).context("unblock signals")?;
    Err(command.exec()).with_context(|| format!("run {}", command.get_program().display()))
}

/// To a process, or to a whole group when negative. One that is gone already is no fault.
pub fn send(process: i32, signal: i32) {
    // SAFETY: kill takes plain numbers.
    unsafe { libc::kill(process, signal) };
}

fn waiting_for() -> std::sync::MutexGuard<'static, Vec<i32>> {
    WAITING_FOR
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn mask(how: i32) -> io::Result<()> {
    let signals = stop_signals();
    // SAFETY: the set is initialised, and the old mask is not asked for.
    match unsafe { libc::pthread_sigmask(how, &signals, ptr::null_mut()) } {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(code)),
    }
}

fn stop_signals() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: sigemptyset initialises the set that the others change.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            libc::sigaddset(set.as_mut_ptr(), signal);
        }
        set.assume_init()
    }
}
