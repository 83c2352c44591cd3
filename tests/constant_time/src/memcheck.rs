//! Requests to valgrind's memcheck (valgrind.h, memcheck.h). Outside valgrind they do nothing.

#![allow(unsafe_code, reason = "a request is a sequence of instructions")]

/// Marks bytes as undefined: memcheck then reports every branch and every address that depends on them.
pub(crate) fn mark_secret(bytes: &[u8]) {
    request(MAKE_MEM_UNDEFINED, bytes.as_ptr().expose_provenance(), bytes.len());
}

/// Marks bytes as defined, for what the operation makes public.
pub(crate) fn mark_public(bytes: &[u8]) {
    request(MAKE_MEM_DEFINED, bytes.as_ptr().expose_provenance(), bytes.len());
}

/// Marks a value itself as defined, such as the length in a `Vec`.
pub(crate) fn mark_value_public<T>(value: &T) {
    request(MAKE_MEM_DEFINED, std::ptr::from_ref(value).expose_provenance(), size_of::<T>());
}

/// Whether this runs under valgrind.
pub(crate) fn is_watching() -> bool {
    request(RUNNING_ON_VALGRIND, 0, 0) > 0
}

#[cfg(target_arch = "x86_64")]
fn request(code: usize, address: usize, len: usize) -> usize {
    let arguments = [code, address, len, 0, 0, 0];
    let mut result = 0_usize;
    // SAFETY: four rotations by 128 bits in all restore rdi, and rbx is exchanged with itself, so that without valgrind
    // nothing changes but the flags. With it, rdx is set; a request changes valgrind's own knowledge of the memory at
    // `address`.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            inout("rdx") result, in("rax") arguments.as_ptr(),
        );
    }
    result
}

/// No request is known here for other processors, so that nothing is watched.
#[cfg(not(target_arch = "x86_64"))]
fn request(_code: usize, _address: usize, _len: usize) -> usize {
    0
}

const RUNNING_ON_VALGRIND: usize = 0x1001;
/// `VG_USERREQ_TOOL_BASE('M', 'C')` and its second and third request.
const MAKE_MEM_UNDEFINED: usize = 0x4d43_0001;
const MAKE_MEM_DEFINED: usize = 0x4d43_0002;
