//! The most that a decode takes, measured: extreme shapes of every format, each either refused by its headers or decoded
//! within the budget. A program of its own, since it counts every byte that its threads have.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use photo::{Error, Limits, MEMORY_BYTES, derive, inspect};

#[path = "memory/traps.rs"]
mod traps;

struct Counted;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn more(bytes: usize) {
    let held = HELD.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(held, Ordering::Relaxed);
}

// SAFETY: every call goes on to the system's allocator as it came; only sizes are noted.
#[expect(unsafe_code, reason = "an allocator cannot be written without")]
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // What grows may have to move: both are there for a moment. What shrinks stays where it is.
        if size > layout.size() {
            more(size);
            HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        } else {
            HELD.fetch_sub(layout.size() - size, Ordering::Relaxed);
        }
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(old, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// What came of a file, and the most bytes that were held over before while it was looked at.
fn weigh(file: &[u8]) -> (Result<(u32, u32), Error>, usize) {
    let before = HELD.load(Ordering::SeqCst);
    MOST.store(before, Ordering::SeqCst);
    let done = inspect(file, &Limits::default())
        .and_then(|facts| derive(file, &facts))
        .map(|derived| (derived.width, derived.height));
    (done, MOST.load(Ordering::SeqCst) - before)
}

/// One test: two would count each other's bytes.
#[test]
fn no_picture_takes_more_than_its_budget() {
    let mut faults = Vec::new();
    for trap in traps::all() {
        let (done, most) = weigh(&trap.file);
        let said = match &done {
            Ok(size) => format!("shown {size:?}"),
            Err(error) => error.to_string(),
        };
        let line = format!(
            "{:<44} {:>9} bytes, {:>6.1} MiB: {said}",
            trap.what,
            trap.file.len(),
            most as f64 / (1 << 20) as f64
        );
        eprintln!("{line}");
        let as_expected = match trap.shown {
            true => done.is_ok(),
            false => done.is_err(),
        };
        if !as_expected || most as u64 > MEMORY_BYTES {
            faults.push(line);
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
