//! Reads the test vectors beside this crate, whose format `README.md` describes.
//!
//! For tests, benchmarks and fuzz targets: every function panics if a vector is not there or is not what it should be.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "reads the vectors of tests, which fail where a vector is missing or wrong"
)]

mod case;
mod key;
mod source;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use base64ct::{Base64, Encoding as _};

pub use self::{
    case::{Case, expectations, list},
    key::CorpusKey,
    source::{Bytes, Exhausted},
};

/// The path of a file, by its path in the folder `tests/vectors`.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(name)
}

/// The bytes of a file, by its path in the folder `tests/vectors`.
pub fn file(name: &str) -> Vec<u8> {
    let path = path(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The corpus's GetPublicKey responses, to accept or to reject.
pub fn responses() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| list("corpus/responses.jsonl"));
    &CASES
}

/// The corpus's Sign responses, good and bad.
pub fn sign_responses() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| list("corpus/sign-responses.jsonl"));
    &CASES
}

/// The names of the first SIGN_VERIFY key of each spec.
pub const SIGNING: [&str; 12] = [
    "RSA_2048-sign-1",
    "RSA_3072-sign-1",
    "RSA_4096-sign-1",
    "ECC_NIST_P256-sign-1",
    "ECC_NIST_P384-sign-1",
    "ECC_NIST_P521-sign-1",
    "ECC_SECG_P256K1-sign-1",
    "SM2-sign-1",
    "ECC_NIST_EDWARDS25519-sign-1",
    "ML_DSA_44-sign-1",
    "ML_DSA_65-sign-1",
    "ML_DSA_87-sign-1",
];

/// Decodes standard base64.
pub fn from_base64(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).unwrap_or_else(|error| panic!("{text:?} is not base64: {error}"))
}

/// The bytes that hexadecimal digits stand for; white space between the digits is ignored.
pub fn from_hex(digits: &str) -> Vec<u8> {
    let value = |digit: char| digit.to_digit(16).unwrap_or_else(|| panic!("{digit:?} is not a hexadecimal digit"));
    let values: Vec<u32> = digits.chars().filter(|c| !c.is_ascii_whitespace()).map(value).collect();
    let (pairs, []) = values.as_chunks::<2>() else { panic!("{digits:?} has an odd number of digits") };
    pairs.iter().map(|[high, low]| (high << 4 | low) as u8).collect()
}

/// The hexadecimal digits of bytes, in lower case.
pub fn to_hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
