//! The other side's operations that the `openssl` crate has no safe call for: opening SM2PKE with a hash of
//! one's choice, and decapsulation.

use std::ffi::CStr;

use foreign_types_shared::ForeignTypeRef as _;
use openssl::{
    error::ErrorStack,
    pkey::{PKeyRef, Private},
    pkey_ctx::PkeyCtx,
};

use super::parameter::Parameter;

/// Opens an SM2 ciphertext whose hash is `hash`; KMS's is SM3.
///
/// # Errors
/// OpenSSL's, if it does not open.
pub fn open_sm2pke(key: &PKeyRef<Private>, hash: &CStr, ciphertext: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let (mut context, mut plaintext) = (PkeyCtx::new(key)?, Vec::new());
    context.decrypt_init()?;
    Parameter::Text(c"digest", hash).set(&mut context)?;
    context.decrypt_to_vec(ciphertext, &mut plaintext)?;
    Ok(plaintext)
}

/// Decapsulates an ML-KEM ciphertext.
///
/// # Errors
/// OpenSSL's, if the ciphertext has a wrong length.
#[allow(unsafe_code, reason = "OpenSSL's C interface")]
pub fn decapsulate(key: &PKeyRef<Private>, ciphertext: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let context = PkeyCtx::new(key)?;
    // SAFETY: the context is live, and the call passes no parameters.
    let begun = unsafe { openssl_sys::EVP_PKEY_decapsulate_init(context.as_ptr(), std::ptr::null()) };
    let (mut secret, mut len) = ([0; 32], 32);
    if begun != 1 {
        return Err(ErrorStack::get());
    }
    // SAFETY: the operation was begun; both buffers are as long as the arguments say, and `len` holds the length of the
    // first.
    let done = unsafe {
        openssl_sys::EVP_PKEY_decapsulate(
            context.as_ptr(),
            secret.as_mut_ptr(),
            &mut len,
            ciphertext.as_ptr(),
            ciphertext.len(),
        )
    };
    if done == 1 && len == 32 { Ok(secret.to_vec()) } else { Err(ErrorStack::get()) }
}
