//! JSON Web Signatures (RFC 7515) by KMS keys, JSON Web Encryption (RFC 7516) to them, and JSON Web Keys (RFC 7517).
//!
//! A token is an attacker's data. The algorithm comes from the key, and the token's `alg` can only make verification
//! fail. Keys inside tokens (`jwk`, `jku`, `x5c`, `x5u`) are never used. Payload and header exist only inside the proof
//! that they were signed; [`UnverifiedJws`] is the one exception, and each of its methods says `unverified`.
//!
//! | input | result |
//! | --- | --- |
//! | not a JWS: its parts, base64url, JSON, or a repeated member name | [`Error::Malformed`] |
//! | a JWS that this key cannot have made: `alg`, `crit`, `b64`, `kid`, the signature | [`Error::NotVerified`] |
//! | a key that lists several algorithms, or none that JOSE has a name for | [`Error::Misuse`] |
//! | a JWE that does not decrypt | [`Error::NotAuthentic`] |
//!
//! [`Error::Malformed`]: crate::Error::Malformed
//! [`Error::NotVerified`]: crate::Error::NotVerified
//! [`Error::Misuse`]: crate::Error::Misuse
//! [`Error::NotAuthentic`]: crate::Error::NotAuthentic
//!
//! **Claims are not checked.** The payload is bytes: whoever reads a JSON Web Token (RFC 7519) from it must compare
//! `exp`, `nbf`, `aud` and `iss` with what it expects.
//!
//! **Tokens are not unique.** From a valid ECDSA token anyone can make a second valid one with another signature. Key
//! replay caches and revocation lists by `jti` or by the signed part, never by the token's text.
//!
//! **Encryption authenticates nobody.** Anyone who has the public key can make a JWE. See [`Jwe`] for the other end,
//! which needs one call of KMS and no private key.
//!
//! It may use keys, their verification, secrets, and all below.

mod base64url;
mod header;
mod json;
mod jwe;
mod jwk;
mod jws;
mod key_set;
mod names;

#[cfg(feature = "explain")]
pub(crate) use self::{
    json::has_unique_names,
    names::{algorithm_of_jws_alg, jws_alg},
};
pub use self::{
    jwe::{DecryptedJwe, Jwe, JweEncrypter},
    jwk::{Jwk, JwkSet, SkippedJwk},
    jws::{DetachedJwsStream, UnverifiedJws, VerifiedDetachedJws, VerifiedJws},
    key_set::KeySet,
};
