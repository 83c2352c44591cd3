//! The parameters of a signature context that have no setter in the `openssl` crate.
#![allow(unsafe_code, reason = "OpenSSL's C interface")]

use std::ffi::CStr;

use foreign_types_shared::ForeignTypeRef as _;
use openssl::{error::ErrorStack, pkey_ctx::PkeyCtxRef};
use openssl_sys::{
    EVP_PKEY_CTX_set_params, OSSL_PARAM_BLD_free, OSSL_PARAM_BLD_new, OSSL_PARAM_BLD_push_octet_string,
    OSSL_PARAM_BLD_push_uint, OSSL_PARAM_BLD_push_utf8_string, OSSL_PARAM_BLD_to_param, OSSL_PARAM_free,
};

/// A parameter with its name.
pub(super) enum Parameter<'a> {
    Octets(&'a CStr, &'a [u8]),
    Text(&'a CStr, &'a CStr),
    Number(&'a CStr, u32),
}

impl Parameter<'_> {
    /// Sets it in a context whose operation was begun.
    pub(super) fn set<T>(&self, context: &mut PkeyCtxRef<T>) -> Result<(), ErrorStack> {
        // SAFETY: has no precondition.
        let builder = unsafe { OSSL_PARAM_BLD_new() };
        if builder.is_null() {
            return Err(ErrorStack::get());
        }
        let pushed = match *self {
            Parameter::Octets(name, value) => {
                // SAFETY: `builder` is one; name and value, which it refers to, live until `to_param` has copied them.
                unsafe { OSSL_PARAM_BLD_push_octet_string(builder, name.as_ptr(), value.as_ptr().cast(), value.len()) }
            }
            Parameter::Text(name, value) => {
                // SAFETY: as above; both strings end in NUL, and a length of 0 has it measured.
                unsafe { OSSL_PARAM_BLD_push_utf8_string(builder, name.as_ptr(), value.as_ptr(), 0) }
            }
            Parameter::Number(name, value) => {
                // SAFETY: as above.
                unsafe { OSSL_PARAM_BLD_push_uint(builder, name.as_ptr(), value) }
            }
        };
        // SAFETY: `builder` is one, and what was pushed still lives.
        let parameters = unsafe { OSSL_PARAM_BLD_to_param(builder) };
        // SAFETY: `builder` came from `OSSL_PARAM_BLD_new`, and nothing uses it from here on.
        unsafe { OSSL_PARAM_BLD_free(builder) };
        if parameters.is_null() {
            return Err(ErrorStack::get());
        }
        // SAFETY: the reference stands for a live context that nobody else uses; `parameters` ends in an empty entry.
        let set = unsafe { EVP_PKEY_CTX_set_params(context.as_ptr(), parameters) };
        // SAFETY: `parameters` came from `OSSL_PARAM_BLD_to_param`; the context has copied what it needs.
        unsafe { OSSL_PARAM_free(parameters) };
        if pushed == 1 && set == 1 { Ok(()) } else { Err(ErrorStack::get()) }
    }
}
