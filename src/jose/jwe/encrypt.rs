//! Encryption to RSA keys and to keys on NIST curves.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use rand_core::TryCryptoRng;
use serde_json::Value;

use super::{A256GCM, ECDH_ES, MAX_PLAINTEXT_LEN, alg_of, coordinate_len, crv_of};
use crate::{
    error::{Error, Misuse},
    jose::{base64url, header::MAX_HEADER_LEN},
    key::{AgreementKey, EncryptDecrypt, EncryptionKey, Key, KeyAgreement, Usage},
    kms::{EncryptionAlgorithm, KeyAgreementAlgorithm, KeyId, KeySpec},
    secret::{
        Source,
        concat_kdf::{self, OtherInfo},
        content_encryption::{ContentKey, IV_LEN},
    },
};

/// The choices for a JWE to one key; by default its `kid` is the key's KeyId.
///
/// **A KeyId that is an ARN shows account and Region** to everyone who sees the token. Choose another `kid` or none
/// where that matters.
///
/// ```
/// # let response = include_bytes!("../../../tests/vectors/example/encryption-key.json");
/// # #[cfg(feature = "std")]
/// # {
/// use kms_offline::{EncryptionKey, jose::Jwe};
///
/// let key = EncryptionKey::from_json(response)?; // what `aws kms get-public-key` printed
/// let token = key.jwe_encrypter().with_kid("backup-2026").encrypt(b"a file of up to 64 MiB")?;
/// assert_eq!(Jwe::parse(&token)?.unverified_kid(), Some("backup-2026"));
/// # }
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "an encrypter does nothing until it gets a plaintext"]
pub struct JweEncrypter<'k, U: Usage> {
    key: &'k Key<U>,
    algorithm: Option<U::Algorithm>,
    kid: Kid,
}

/// The `kid` of the header.
#[derive(Clone, Debug)]
enum Kid {
    /// The key's KeyId, if it has one.
    KeyId,
    Text(String),
    None,
}

impl<'k, U: Usage> JweEncrypter<'k, U> {
    const fn new(key: &'k Key<U>) -> Self {
        Self { key, algorithm: None, kid: Kid::KeyId }
    }

    /// Encrypts the content key with this algorithm.
    ///
    /// RSA keys use RSAES_OAEP_SHA_256 by default. RSAES_OAEP_SHA_1 is the `alg` RSA-OAEP, for receivers that support
    /// no other. ECDH is the only algorithm of agreement keys.
    pub fn with_algorithm(self, algorithm: U::Algorithm) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// Writes this `kid` into the header, of at most 2,048 bytes.
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Kid::Text(kid.into()), ..self }
    }

    /// Writes no `kid` into the header.
    pub fn without_kid(self) -> Self {
        Self { kid: Kid::None, ..self }
    }

    /// The `kid`, if there is one.
    fn kid(&self) -> Option<&str> {
        match &self.kid {
            Kid::KeyId => self.key.key_id().map(KeyId::as_str),
            Kid::Text(text) => Some(text),
            Kid::None => None,
        }
    }

    /// The error for keys that JOSE cannot encrypt to.
    fn no_jwe(&self) -> Error {
        Misuse::NoJwe { spec: self.key.spec(), usage: self.key.usage() }.into()
    }
}

/// The methods that encrypt, for keys of a usage.
macro_rules! encrypt {
    ($usage:ident, $key:ident) => {
        impl JweEncrypter<'_, $usage> {
            /// Encrypts `plaintext` with the operating system's random source.
            ///
            /// # Errors
            #[doc = concat!("As [`", stringify!($key), "::encrypt_jwe`].")]
            #[cfg(feature = "std")]
            pub fn encrypt(&self, plaintext: &(impl AsRef<[u8]> + ?Sized)) -> Result<String, Error> {
                self.encrypt_with_rng(&mut getrandom::SysRng, plaintext)
            }

            /// Works like [`encrypt`](Self::encrypt), with another random source.
            ///
            /// # Errors
            /// As there.
            pub fn encrypt_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                plaintext: &(impl AsRef<[u8]> + ?Sized),
            ) -> Result<String, Error> {
                self.encrypt_from(&mut Source::new(rng), plaintext.as_ref())
            }
        }

        impl $key {
            /// Encrypts `plaintext` as [`encrypt_jwe`](Self::encrypt_jwe) does, with another random source.
            ///
            /// # Errors
            /// As there.
            pub fn encrypt_jwe_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                plaintext: &(impl AsRef<[u8]> + ?Sized),
            ) -> Result<String, Error> {
                self.jwe_encrypter().encrypt_with_rng(rng, plaintext)
            }

            /// Returns the choices for a JWE to this key: its algorithm and its `kid`.
            pub const fn jwe_encrypter(&self) -> JweEncrypter<'_, $usage> {
                JweEncrypter::new(self)
            }
        }
    };
}

encrypt!(EncryptDecrypt, EncryptionKey);
encrypt!(KeyAgreement, AgreementKey);

impl EncryptionKey {
    /// Encrypts `plaintext`, of at most 64 MiB, as a compact JWE (RFC 7516) with the operating system's random source.
    ///
    /// A fresh content key encrypts it with A256GCM; RSA-OAEP-256 encrypts the content key. KMS Decrypt and any JOSE
    /// library open it: see [`Jwe`](crate::jose::Jwe). The header's `kid` is the KeyId, **whose ARN shows account and
    /// Region**; see [`jwe_encrypter`](Self::jwe_encrypter) for another, and for RSA-OAEP with SHA-1.
    ///
    /// The token has 4/3 of the plaintext's size. It does not prove who encrypted it, because anyone who has the public
    /// key can. Everyone who can use the KMS key can decrypt all tokens ever made for it.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key is an SM2 key, does not list RSAES_OAEP_SHA_256, or if `plaintext` is longer than
    /// 64 MiB; [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/encryption-key.json");
    /// let key = kms_offline::EncryptionKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let token = key.encrypt_jwe(b"a file of up to 64 MiB")?;
    /// assert_eq!(token.split('.').count(), 5);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn encrypt_jwe(&self, plaintext: &(impl AsRef<[u8]> + ?Sized)) -> Result<String, Error> {
        self.jwe_encrypter().encrypt(plaintext)
    }
}

impl AgreementKey {
    /// Encrypts `plaintext`, of at most 64 MiB, as a compact JWE (RFC 7516) with the operating system's random source.
    ///
    /// The content key is derived from a key agreement with a fresh private key (direct ECDH-ES, RFC 7518, 4.6), and
    /// encrypts with A256GCM. KMS DeriveSharedSecret and any JOSE library open it: see [`Jwe`](crate::jose::Jwe). The
    /// header's `kid` is the KeyId, **whose ARN shows account and Region**; see [`jwe_encrypter`](Self::jwe_encrypter)
    /// for another.
    ///
    /// The token has 4/3 of the plaintext's size. It does not prove who encrypted it, because anyone who has the public
    /// key can. Everyone who can use the KMS key can decrypt all tokens ever made for it.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key is an SM2 key, does not list ECDH, or if `plaintext` is longer than 64 MiB;
    /// [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/agreement-key.json");
    /// let key = kms_offline::AgreementKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let token = key.encrypt_jwe(b"a file of up to 64 MiB")?;
    /// assert_eq!(token.split('.').nth(1), Some("")); // no encrypted key: the header has an ephemeral public key
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn encrypt_jwe(&self, plaintext: &(impl AsRef<[u8]> + ?Sized)) -> Result<String, Error> {
        self.jwe_encrypter().encrypt(plaintext)
    }
}

impl JweEncrypter<'_, EncryptDecrypt> {
    fn encrypt_from<R>(&self, source: &mut Source<'_, R>, plaintext: &[u8]) -> Result<String, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        if self.key.spec() == KeySpec::Sm2 {
            return Err(self.no_jwe());
        }
        let algorithm = self.algorithm.unwrap_or(EncryptionAlgorithm::RsaesOaepSha256);
        self.key.check_listed(algorithm)?;
        check_len(plaintext)?;
        let header = encode_header(alg_of(algorithm).ok_or_else(|| self.no_jwe())?, None, self.kid())?;

        let content_key = ContentKey::generate(source)?;
        let encrypted_key = self.key.encrypt_with_rng(source, algorithm, content_key.as_bytes())?;
        let token = Token { header, encrypted_key, content_key };
        token.seal(source, plaintext)
    }
}

impl JweEncrypter<'_, KeyAgreement> {
    fn encrypt_from<R>(&self, source: &mut Source<'_, R>, plaintext: &[u8]) -> Result<String, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        let spec = self.key.spec();
        let crv = crv_of(spec).ok_or_else(|| self.no_jwe())?;
        self.key.check_listed(self.algorithm.unwrap_or(KeyAgreementAlgorithm::Ecdh))?;
        check_len(plaintext)?;
        // A coordinate of this curve is as long as every other one, so the header's length is known before it is drawn.
        let epk = |x: &[u8], y: &[u8]| EphemeralKey { crv, x: base64url::encode(x), y: base64url::encode(y) };
        let len = coordinate_len(spec);
        let zeros = alloc::vec![0; len];
        encode_header(ECDH_ES, Some(&epk(&zeros, &zeros)), self.kid())?;

        let agreement = self.key.agree_ephemeral_with_rng(source)?;
        // An uncompressed point ends the SubjectPublicKeyInfo.
        let point = agreement.public_key.len().checked_sub(2 * len).and_then(|at| agreement.public_key.get(at..));
        let (x, y) = point.and_then(|point| point.split_at_checked(len)).ok_or_else(|| self.no_jwe())?;
        let header = encode_header(ECDH_ES, Some(&epk(x, y)), self.kid())?;
        let info = OtherInfo { algorithm: A256GCM.as_bytes(), apu: b"", apv: b"", key_bits: 256 };
        let content_key = concat_kdf::derive_content_key(agreement.secret.as_bytes(), &info);
        Token { header, encrypted_key: Vec::new(), content_key }.seal(source, plaintext)
    }
}

fn check_len(plaintext: &[u8]) -> Result<(), Error> {
    if plaintext.len() > MAX_PLAINTEXT_LEN { Err(too_long(plaintext)) } else { Ok(()) }
}

fn too_long(plaintext: &[u8]) -> Error {
    Misuse::JwePlaintextLength { found: plaintext.len(), limit: MAX_PLAINTEXT_LEN }.into()
}

/// The public half of the sender's fresh private key, as a JWK (RFC 7518, 6.2.1).
struct EphemeralKey {
    crv: &'static str,
    x: String,
    y: String,
}

/// The protected header in base64url.
fn encode_header(alg: &str, epk: Option<&EphemeralKey>, kid: Option<&str>) -> Result<String, Error> {
    let mut header = alloc::format!(r#"{{"alg":"{alg}","enc":"{A256GCM}""#);
    if let Some(EphemeralKey { crv, x, y }) = epk {
        header.push_str(&alloc::format!(r#","epk":{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#));
    }
    if let Some(kid) = kid {
        let too_long = Misuse::KidLength { found: kid.len(), limit: KeyId::MAX_LEN };
        if kid.len() > KeyId::MAX_LEN {
            return Err(too_long.into());
        }
        header.push_str(&alloc::format!(r#","kid":{}"#, Value::String(kid.to_owned())));
    }
    header.push('}');
    let encoded = base64url::encode(header.as_bytes());
    if encoded.len() > MAX_HEADER_LEN {
        let found = kid.map_or(0, str::len);
        return Err(Misuse::KidLength { found, limit: KeyId::MAX_LEN }.into());
    }
    Ok(encoded)
}

/// All of a token but what its plaintext decides.
struct Token {
    header: String,
    encrypted_key: Vec<u8>,
    content_key: ContentKey,
}

impl Token {
    /// Steps 9 to 19 of RFC 7516, 5.1, with the tag over the encoded header.
    ///
    /// The ciphertext is made at the end of its part of the token and encoded towards the start, which saves a second
    /// copy of it.
    fn seal<R>(&self, source: &mut Source<'_, R>, plaintext: &[u8]) -> Result<String, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        let mut iv = [0; IV_LEN];
        source.fill(&mut iv)?;
        let [encrypted_key, iv_text] = [&*self.encrypted_key, &iv].map(base64url::encode);
        let before = [&*self.header, &encrypted_key, &iv_text, ""].join(".");
        let ciphertext_len = base64url::encoded_len(plaintext.len());

        // The tag with its dot, and a line feed that a caller may want to append.
        let mut token = Vec::with_capacity(before.len() + ciphertext_len + 24);
        token.extend_from_slice(before.as_bytes());
        token.resize(before.len() + ciphertext_len, 0);
        let text = token.get_mut(before.len()..).unwrap_or_default();
        let ciphertext = text.get_mut(ciphertext_len - plaintext.len()..).unwrap_or_default();
        // Never `None`: both have the same length, far below the limit of the mode.
        let tag = self.content_key.encrypt(&iv, self.header.as_bytes(), plaintext, ciphertext);
        let tag = tag.ok_or_else(|| too_long(plaintext))?;
        base64url::encode_in_place(text, plaintext.len());
        token.push(b'.');
        token.extend_from_slice(base64url::encode(&tag).as_bytes());
        // Never `Err`: all of it is base64url and dots.
        String::from_utf8(token).map_err(|_| too_long(plaintext))
    }
}
