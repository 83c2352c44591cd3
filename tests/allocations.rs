//! Memory in proportion: the allocations of rejecting input, and of parsing keys.
//!
//! A binary of its own, since it counts every allocation of the process. One test, so that nothing runs beside it.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    unsafe_code,
    reason = "a test has std, and fails by panicking; `GlobalAlloc` is unsafe to implement"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use kms_offline::{DistinguishingId, KeySpec, KeyUsage, PublicKey, SignResponse};
use kms_offline_vectors::CorpusKey;

/// Counts the bytes that are asked for.
struct Counting;

static ALLOCATED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on unchanged to `System`, which upholds the contract of `GlobalAlloc`.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller upholds the contract of `alloc`, which is `System`'s too.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: `pointer` came from `System` with this `layout`, since `alloc` hands on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that `work` allocates.
fn allocated<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATED.load(Relaxed);
    let result = work();
    (ALLOCATED.load(Relaxed) - before, result)
}

/// A response of a key of this name in the corpus.
fn response(name: &str) -> &'static str {
    CorpusKey::named(name).response()
}

#[test]
fn allocations_are_in_proportion() {
    rejected_input_allocates_next_to_nothing();
    rejected_text_allocates_no_more_than_a_few_times_its_length();
    parsing_a_key_expands_nothing();
    #[cfg(feature = "jose")]
    rejected_tokens_allocate_next_to_nothing();
    #[cfg(feature = "arithmetic")]
    preparing_again_allocates_nothing();
}

fn rejected_input_allocates_next_to_nothing() {
    const NEXT_TO_NOTHING: usize = 1024;
    let large: [Vec<u8>; 4] = [
        vec![b'['; 10_000_000],
        [b"{\"PublicKey\":\"".to_vec(), vec![b'A'; 10_000_000]].concat(),
        vec![b' '; 10_000_000],
        vec![0x30; 10_000_000],
    ];
    for document in &large {
        let (bytes, _) = allocated(|| PublicKey::from_json(document).unwrap_err());
        assert!(bytes < NEXT_TO_NOTHING, "{bytes}");
        let (bytes, _) = allocated(|| SignResponse::from_json(document).unwrap_err());
        assert!(bytes < NEXT_TO_NOTHING, "{bytes}");
        let parse = || PublicKey::from_der(document, KeySpec::Rsa4096, KeyUsage::SignVerify).unwrap_err();
        let (bytes, _) = allocated(parse);
        assert!(bytes < NEXT_TO_NOTHING, "{bytes}");
        let (bytes, _) = allocated(|| DistinguishingId::new(document).unwrap_err());
        assert!(bytes < NEXT_TO_NOTHING, "{bytes}");
    }
}

fn rejected_text_allocates_no_more_than_a_few_times_its_length() {
    let pem = |len: usize| format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", "A".repeat(len));
    let texts = [
        "{\"a\":".repeat(10_000),
        format!("{{\"PublicKey\":\"{}\"}}", "\\u0041".repeat(10_000)),
        format!("{{\"SigningAlgorithms\":[{}\"\"]}}", "\"A\",".repeat(15_000)),
        pem(60_000),
        pem(4_000_000),
        "A".repeat(4_000_000),
        "\u{202e}".repeat(20_000),
    ];
    for text in &texts {
        let limit = 4 * text.len() + 4096;
        let (bytes, _) = allocated(|| PublicKey::from_json(text).unwrap_err());
        assert!(bytes < limit, "{bytes} for {}", text.len());
        let parse = || PublicKey::from_pem_der_or_base64(text, KeySpec::Rsa2048, KeyUsage::SignVerify).unwrap_err();
        let (bytes, _) = allocated(parse);
        assert!(bytes < limit, "{bytes} for {}", text.len());
    }
}

#[cfg(feature = "jose")]
fn rejected_tokens_allocate_next_to_nothing() {
    use kms_offline::{
        VerifyingKey,
        jose::{JwkSet, UnverifiedJws},
    };

    let key = VerifyingKey::from_json(response("ECC_NIST_P256-sign-1")).unwrap();
    let tokens = [
        vec![b'.'; 10_000_000],
        vec![b'A'; 10_000_000],
        [&vec![b'A'; 10_000_000], &b".e30.AA"[..]].concat(),
        [b"{\"payload\":\"".to_vec(), vec![b'['; 20_000_000]].concat(),
    ];
    for token in &tokens {
        let calls: [fn(&VerifyingKey, &[u8]) -> bool; 6] = [
            |key, token| key.verify_jws(token).is_err(),
            |key, token| key.verify_detached_jws(token, "").is_err(),
            |key, token| key.verify_flattened_jws(token).is_err(),
            |key, token| key.verify_general_jws(token).is_err(),
            |_, token| UnverifiedJws::parse(token).is_err(),
            |_, token| JwkSet::from_json(token).is_err(),
        ];
        for (number, rejects) in calls.iter().enumerate() {
            let (bytes, is_rejected) = allocated(|| rejects(&key, token));
            assert!(is_rejected && bytes < 1024, "{bytes} for {number}, {:?}", &token[..8]);
        }
    }
}

/// ML-DSA's matrix has 16, 30 and 56 KiB: it is not part of a parsed key.
fn parsing_a_key_expands_nothing() {
    for name in ["ML_DSA_44-sign-1", "ML_DSA_65-sign-1", "ML_DSA_87-sign-1", "RSA_4096-sign-1", "ECC_NIST_P256-sign-1"]
    {
        let response = response(name);
        let (bytes, key) = allocated(|| PublicKey::from_json(response).unwrap());
        assert!(bytes < 4 * response.len() + 8192, "{bytes} for {} of {name}", response.len());
        let (bytes, _) = allocated(|| key.clone());
        assert_eq!(bytes, 0, "clones share everything");
    }
}

/// RSA and ML-DSA keys are prepared in one way only, so another table asks for nothing new.
#[cfg(feature = "arithmetic")]
fn preparing_again_allocates_nothing() {
    use kms_offline::{Precomputation, VerifyingKey};

    for name in ["ML_DSA_44-sign-1", "ML_DSA_65-sign-1", "ML_DSA_87-sign-1", "RSA_2048-sign-1", "ECC_NIST_P256-sign-1"]
    {
        let prepared = VerifyingKey::from_json(response(name)).unwrap().precompute();
        assert_eq!(allocated(|| prepared.precompute()).0, 0, "{name}");
        let (bytes, _) = allocated(|| prepared.precompute_with(Precomputation::Minimal));
        assert_eq!(bytes == 0, !name.starts_with("ECC"), "{bytes} for {name}");
    }
}
