//! JSON Web Encryption (RFC 7516) to KMS keys, in the compact serialization.
//!
//! `alg` is RSA-OAEP-256, RSA-OAEP or direct ECDH-ES (RFC 7518, 4.3 and 4.6), `enc` is A256GCM (5.3).

mod decrypt;
mod encrypt;
mod parse;

pub use self::{decrypt::DecryptedJwe, encrypt::JweEncrypter, parse::Jwe};
use crate::kms::{EncryptionAlgorithm, Family, KeySpec, OfSpec as _};

/// The only `enc`.
const A256GCM: &str = "A256GCM";

/// Direct key agreement: the derived key is the content key.
const ECDH_ES: &str = "ECDH-ES";

/// The longest plaintext, in bytes: 64 MiB. Neither side can stream a JWE, because its tag comes last.
const MAX_PLAINTEXT_LEN: usize = 64 << 20;

/// The `alg` of an algorithm of RSA keys, of whatever length.
fn alg_of(algorithm: EncryptionAlgorithm) -> Option<&'static str> {
    algorithm.jose_name(KeySpec::Rsa2048)
}

/// The `crv` of ECDH-ES (RFC 7518, 6.2.1.1) with keys of `spec`; `None` if KMS or JOSE does not agree on such a curve.
fn crv_of(spec: KeySpec) -> Option<&'static str> {
    match spec.facts().family {
        Family::Ec(curve) if !spec.key_agreement_algorithms().is_empty() => curve.jose_name(),
        Family::Rsa | Family::Ec(_) | Family::Ed25519 | Family::MlDsa(_) | Family::MlKem(_) => None,
    }
}

/// Bytes of a coordinate on a curve of `spec`, and of the raw shared secret.
const fn coordinate_len(spec: KeySpec) -> usize {
    spec.facts().key_len / 2
}
