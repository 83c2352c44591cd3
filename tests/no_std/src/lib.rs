//! Verifies a signature without std, with an allocator and a panic handler of its own.
#![no_std]

use core::{
    alloc::{GlobalAlloc, Layout},
    panic::PanicInfo,
    ptr, slice,
};

use kms_offline::{Message, SigningAlgorithm, VerifyingKey};

/// 1 if the signature verifies, else 0.
///
/// # Safety
/// Each pointer is valid for reads of the length that follows it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify(
    response: *const u8,
    response_len: usize,
    message: *const u8,
    len: usize,
    signature: *const u8,
    signature_len: usize,
) -> i32 {
    // SAFETY: the caller promises it.
    let [response, message, signature] = [(response, response_len), (message, len), (signature, signature_len)]
        .map(|(start, len)| unsafe { slice::from_raw_parts(start, len) });
    let verified = VerifyingKey::from_json(response)
        .and_then(|key| key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature).map(drop));
    i32::from(verified.is_ok())
}

struct NoMemory;

// SAFETY: a null pointer is always an allowed response of `alloc`, so nothing is ever given back to `dealloc`.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
