//! JSON Web Encryption (RFC 7516) to KMS keys, in the compact serialization.
//!
//! `alg` is RSA-OAEP-256, RSA-OAEP or direct ECDH-ES (RFC 7518, 4.3 and 4.6), `enc` is A256GCM (5.3).

mod decrypt;
mod encrypt;
mod parse;

pub use self::{decrypt::DecryptedJwe, encrypt::JweEncrypter, parse::Jwe};
use crate::kms::{EncryptionAlgorithm, KeySpec};

/// The only `enc`.
const A256GCM: &str = "A256GCM";

/// Direct key agreement: the derived key is the content key.
const ECDH_ES: &str = "ECDH-ES";

/// The longest plaintext, in bytes: 64 MiB. Neither side can stream a JWE, because its tag comes last.
const MAX_PLAINTEXT_LEN: usize = 64 << 20;

/// The `alg` of an algorithm of RSA keys.
const fn alg_of(algorithm: EncryptionAlgorithm) -> Option<&'static str> {
    match algorithm {
        EncryptionAlgorithm::RsaesOaepSha256 => Some("RSA-OAEP-256"),
        EncryptionAlgorithm::RsaesOaepSha1 => Some("RSA-OAEP"),
        EncryptionAlgorithm::Sm2Pke => None,
    }
}

/// The curves of ECDH-ES (RFC 7518, 6.2.1.1) that KMS agrees on.
const CURVES: [(&str, KeySpec); 3] =
    [("P-256", KeySpec::EccNistP256), ("P-384", KeySpec::EccNistP384), ("P-521", KeySpec::EccNistP521)];

/// Bytes of a coordinate on a curve of `spec`, and of the raw shared secret.
const fn coordinate_len(spec: KeySpec) -> usize {
    spec.facts().key_len / 2
}
