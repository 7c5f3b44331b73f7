//! Giving freed memory back to the system. A decoded photo is tens of megabytes; the C library keeps them for the
//! next one, in a pool per thread, and an idle server would look as large as its busiest moment.

/// Costs milliseconds, and as much again when the memory is next wanted: for when nothing is being decoded.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no safe name for it")]
pub(crate) fn give_back() {
    // SAFETY: takes no pointer and may be called at any time from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_back() {}
