//! What happens to the tens of megabytes that a decoded photo took. Given back after each photo, the next one pays a
//! seventh of its time to get them again; kept for good, an idle server looks as large as its busiest moment. So the
//! C library keeps them while photos are being decoded, and gives them back when none is.

/// For the whole process, once. Both are where the C library's own tuning would end after the first large photos.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no safe name for it")]
pub(crate) fn keep_while_busy() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    const MEGABYTE: libc::c_int = 1024 * 1024;
    ONCE.call_once(|| {
        // SAFETY: takes no pointer and may be called at any time; a refused value changes nothing.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, 32 * MEGABYTE);
            libc::mallopt(libc::M_TRIM_THRESHOLD, 64 * MEGABYTE);
        }
    });
}

/// Costs milliseconds, and as much again when the memory is next wanted: for when the work that took it is done.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no safe name for it")]
pub fn give_back() {
    // SAFETY: takes no pointer and may be called at any time from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn keep_while_busy() {}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
