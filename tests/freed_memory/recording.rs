//! An allocator that keeps what is freed.

#![allow(unsafe_code, reason = "a global allocator")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    ptr,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering},
};

/// The result of `operation`, and the contents of all memory that was freed meanwhile.
///
/// One thread at a time may call it.
pub(crate) fn freed_by<T>(operation: impl FnOnce() -> T) -> (T, Vec<u8>) {
    let mut record = vec![0; CAPACITY];
    USED.store(0, Ordering::SeqCst);
    RECORD.store(record.as_mut_ptr(), Ordering::SeqCst);
    RECORDING.store(true, Ordering::SeqCst);
    let result = operation();
    RECORDING.store(false, Ordering::SeqCst);
    let used = USED.load(Ordering::SeqCst);
    assert!(used <= CAPACITY, "{used} bytes were freed, which is more than can be recorded");
    record.truncate(used);
    (result, record)
}

struct Recorder;

// SAFETY: every call goes to the system's allocator unchanged. `realloc` is the trait's own, which frees through
// `dealloc`.
unsafe impl GlobalAlloc for Recorder {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the one of this call.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if RECORDING.load(Ordering::SeqCst) {
            let len = layout.size();
            let at = USED.fetch_add(len, Ordering::SeqCst);
            if at.saturating_add(len) <= CAPACITY {
                let record = RECORD.load(Ordering::SeqCst).wrapping_add(at);
                // SAFETY: `block` has `len` bytes until it is freed below; as many are left in the record, which lives
                // while recording is on.
                unsafe { ptr::copy_nonoverlapping(block, record, len) };
            }
        }
        // SAFETY: the caller's contract is the one of this call.
        unsafe { System.dealloc(block, layout) };
    }
}

#[global_allocator]
static RECORDER: Recorder = Recorder;
static RECORDING: AtomicBool = AtomicBool::new(false);
static RECORD: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
static USED: AtomicUsize = AtomicUsize::new(0);
const CAPACITY: usize = 16 << 20;
