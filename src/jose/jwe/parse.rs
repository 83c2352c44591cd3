//! Tokens in their five parts (RFC 7516, 5.2, steps 1 to 8, and 7.1).

use alloc::vec::Vec;
use core::fmt;

use super::{A256GCM, ECDH_ES, MAX_PLAINTEXT_LEN, alg_of, coordinate_len, crv_of};
use crate::{
    error::{Error, Expected, InputKind, JweProblem, JwkProblem, Malformed, Recognised, TokenPart, TokenProblem},
    input::recognise,
    jose::{
        base64url,
        header::{Header, NotText, decode_part},
        json::{Object, Value},
        jwk,
    },
    kms::{EncryptionAlgorithm, Excerpt, KeySpec},
    material,
    secret::content_encryption::{IV_LEN, KEY_LEN, TAG_LEN},
};

/// A compact JWE that **nothing has decrypted or authenticated**: anyone can have written it.
///
/// One call of KMS and no private key is needed to decrypt it. For RSA keys, KMS Decrypt returns the content key for
/// the [encrypted key](Self::encrypted_key). For keys on NIST curves, KMS DeriveSharedSecret returns the shared secret
/// for the [ephemeral public key](Self::ephemeral_public_key).
///
/// Its parts are parsed as strictly as those of a JWS. `alg` must be RSA-OAEP-256, RSA-OAEP or ECDH-ES, and `enc`
/// A256GCM. `crit` and `zip` are rejected. `kid` chooses no key: compare it with the keys that you expect.
///
/// ```
/// # let response = include_bytes!("../../../tests/vectors/example/encryption-key.json");
/// # let content_key = [7; 32];
/// # #[cfg(feature = "std")]
/// # {
/// use kms_offline::{EncryptionKey, Error, jose::Jwe};
///
/// let token = EncryptionKey::from_json(response)?.encrypt_jwe(b"a file")?;
///
/// let jwe = Jwe::parse(&token)?;
/// assert_eq!(jwe.encrypted_key().map(<[u8]>::len), Some(256)); // for `aws kms decrypt --ciphertext-blob`
/// let decrypted = jwe.decrypt_with_content_key(&content_key); // the Plaintext that it returned
/// # assert_eq!(decrypted.unwrap_err(), Error::NotAuthentic);
/// # }
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub struct Jwe {
    pub(super) header: Header,
    /// The first part as it was received, over which the tag is.
    pub(super) encoded_header: Vec<u8>,
    pub(super) key: KeyManagement,
    pub(super) iv: [u8; IV_LEN],
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: [u8; TAG_LEN],
}

/// How the receiver obtains the content key.
pub(super) enum KeyManagement {
    /// KMS Decrypt returns it.
    Encrypted { spec: KeySpec, algorithm: EncryptionAlgorithm, encrypted_key: Vec<u8> },
    /// It is derived from the shared secret that KMS DeriveSharedSecret returns.
    Agreed { spec: KeySpec, public_key: Vec<u8>, apu: Vec<u8>, apv: Vec<u8> },
}

impl Jwe {
    /// Parses a compact JWE with a plaintext of at most 64 MiB.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not one, or not one that KMS can help to decrypt.
    pub fn parse(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        let [header, encrypted_key, iv, ciphertext, tag] = split(token.as_ref())?;
        let encoded_header = header.to_vec();
        let header = Header::parse(header, Expected::Jwe)?;
        let key = KeyManagement::of(&header, encrypted_key).map_err(|problem| match problem {
            Problem::Header(problem) => malformed(problem),
            Problem::Part(malformed) => malformed,
        })?;
        let iv = exactly(iv, TokenPart::InitializationVector, "12")?;
        let tag = exactly(tag, TokenPart::AuthenticationTag, "16")?;
        if ciphertext.len() > base64url::encoded_len(MAX_PLAINTEXT_LEN) {
            let limit = base64url::encoded_len(MAX_PLAINTEXT_LEN);
            return Err(Malformed::TooLong { expected: Expected::JweCiphertext, found: ciphertext.len(), limit }.into());
        }
        let ciphertext = decode_part(ciphertext, TokenPart::Ciphertext, Expected::Jwe)?;
        Ok(Self { header, encoded_header, key, iv, ciphertext, tag })
    }

    /// Returns the protected header's JSON, which nothing has authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &str {
        self.header.text()
    }

    /// Returns the header's `kid`, which nothing has authenticated.
    #[must_use]
    pub fn unverified_kid(&self) -> Option<&str> {
        self.header.get_text("kid")
    }

    /// Returns the encrypted key, the CiphertextBlob for KMS Decrypt; `None` for ECDH-ES.
    #[must_use]
    pub fn encrypted_key(&self) -> Option<&[u8]> {
        match &self.key {
            KeyManagement::Encrypted { encrypted_key, .. } => Some(encrypted_key),
            KeyManagement::Agreed { .. } => None,
        }
    }

    /// Returns the algorithm of the encrypted key, the EncryptionAlgorithm for KMS Decrypt; `None` for ECDH-ES.
    #[must_use]
    pub const fn encryption_algorithm(&self) -> Option<EncryptionAlgorithm> {
        match &self.key {
            KeyManagement::Encrypted { algorithm, .. } => Some(*algorithm),
            KeyManagement::Agreed { .. } => None,
        }
    }

    /// Returns the ephemeral public key `epk` as DER SubjectPublicKeyInfo, the PublicKey for KMS DeriveSharedSecret;
    /// `None` for RSA-OAEP.
    #[must_use]
    pub fn ephemeral_public_key(&self) -> Option<&[u8]> {
        match &self.key {
            KeyManagement::Encrypted { .. } => None,
            KeyManagement::Agreed { public_key, .. } => Some(public_key),
        }
    }

    /// Returns the KeySpec of the keys that the token can be for: the curve of `epk`, or the length of the encrypted
    /// key.
    #[must_use]
    pub fn key_spec(&self) -> KeySpec {
        match &self.key {
            KeyManagement::Encrypted { spec, .. } | KeyManagement::Agreed { spec, .. } => *spec,
        }
    }

    /// Returns the length of the secret that KMS returns for the token: 32 bytes of a content key; 32, 48 or 66 of a
    /// shared secret.
    #[must_use]
    pub const fn secret_len(&self) -> usize {
        match &self.key {
            KeyManagement::Encrypted { .. } => KEY_LEN,
            KeyManagement::Agreed { spec, .. } => coordinate_len(*spec),
        }
    }
}

impl fmt::Debug for Jwe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwe").field("unverified_header", &Excerpt::of(self.header.text())).finish_non_exhaustive()
    }
}

/// A problem with the header, or with the part that depends on it.
enum Problem {
    Header(JweProblem),
    Part(Malformed),
}

impl From<JweProblem> for Problem {
    fn from(problem: JweProblem) -> Self {
        Self::Header(problem)
    }
}

impl KeyManagement {
    /// Checks the header (RFC 7516, 4.1; RFC 7518, 4.3 and 4.6.1) and the encrypted key beside it.
    fn of(header: &Header, encrypted_key: &[u8]) -> Result<Self, Problem> {
        if let Some(member) = ["crit", "zip"].into_iter().find(|member| header.get(member).is_some()) {
            return Err(JweProblem::Unsupported { member }.into());
        }
        if header.get_text("enc") != Some(A256GCM) {
            return Err(JweProblem::Enc { found: header.get_text("enc").map(Excerpt::of) }.into());
        }
        header.optional_text("kid").map_err(|NotText| JweProblem::NotText { member: "kid" })?;
        let encrypted_key =
            decode_part(encrypted_key, TokenPart::EncryptedKey, Expected::Jwe).map_err(Problem::Part)?;
        let length =
            |expected| JweProblem::Length { part: TokenPart::EncryptedKey, found: encrypted_key.len(), expected };
        let alg = header.get_text("alg");
        if alg == Some(ECDH_ES) {
            if !encrypted_key.is_empty() {
                return Err(length("0 with ECDH-ES").into());
            }
            let (spec, public_key) = ephemeral_key(header)?;
            return Ok(Self::Agreed { spec, public_key, apu: party(header, "apu")?, apv: party(header, "apv")? });
        }
        let mut rsa = [EncryptionAlgorithm::RsaesOaepSha256, EncryptionAlgorithm::RsaesOaepSha1].into_iter();
        let algorithm = rsa.find(|algorithm| alg.is_some() && alg_of(*algorithm) == alg);
        let algorithm = algorithm.ok_or_else(|| JweProblem::Alg { found: alg.map(Excerpt::of) })?;
        let spec = KeySpec::of_rsa(encrypted_key.len()).ok_or_else(|| length("256, 384 or 512"))?;
        Ok(Self::Encrypted { spec, algorithm, encrypted_key })
    }
}

/// `epk` (RFC 7518, 4.6.1.1) as SubjectPublicKeyInfo: a public key with coordinates of full width, on its curve.
fn ephemeral_key(header: &Header) -> Result<(KeySpec, Vec<u8>), JweProblem> {
    let Some(Value::Object(epk)) = header.get("epk") else { return Err(JweProblem::NoEphemeralKey) };
    let (spec, der) = nist_key(epk).map_err(JweProblem::EphemeralKey)?;
    material::from_spki(&der, spec).map_err(|_| JweProblem::NotAPoint)?;
    Ok((spec, der))
}

fn nist_key(epk: &Object) -> Result<(KeySpec, Vec<u8>), JwkProblem> {
    jwk::check_public(epk)?;
    let (spec, der) = jwk::subject_public_key_info(epk, None)?;
    match crv_of(spec) {
        Some(_) => Ok((spec, der)),
        None => Err(JwkProblem::KeyType { found: Excerpt::of(spec.as_str()) }),
    }
}

/// `apu` or `apv` (RFC 7518, 4.6.1.2 and 4.6.1.3), decoded; empty if it is absent.
fn party(header: &Header, member: &'static str) -> Result<Vec<u8>, JweProblem> {
    match header.get(member) {
        None => Ok(Vec::new()),
        Some(Value::Text(text)) => base64url::decode(text.as_bytes()).ok_or(JweProblem::NotBase64Url { member }),
        Some(_) => Err(JweProblem::NotText { member }),
    }
}

/// A part of exactly `N` bytes.
fn exactly<const N: usize>(text: &[u8], part: TokenPart, expected: &'static str) -> Result<[u8; N], Malformed> {
    let length = |found| malformed(JweProblem::Length { part, found, expected });
    // Not decoded where that would only show by how much it is too long.
    if text.len() > MAX_FIXED_LEN {
        return Err(length(text.len() / 4 * 3));
    }
    let bytes = decode_part(text, part, Expected::Jwe)?;
    bytes.try_into().map_err(|bytes: Vec<u8>| length(bytes.len()))
}

/// The longest text of a part of fixed length that is decoded, in bytes.
const MAX_FIXED_LEN: usize = 1024;

fn malformed(problem: JweProblem) -> Malformed {
    Malformed::Token { expected: Expected::Jwe, problem: TokenProblem::Jwe(problem) }
}

/// The five parts.
fn split(token: &[u8]) -> Result<[&[u8]; 5], Malformed> {
    let mut parts = token.split(|byte| *byte == b'.');
    let five = [(); 5].map(|()| parts.next());
    if let ([Some(a), Some(b), Some(c), Some(d), Some(e)], None) = (five, parts.next()) {
        return Ok([a, b, c, d, e]);
    }
    let recognised = |found| Err(Malformed::Recognised { expected: Expected::Jwe, found });
    if token.trim_ascii_start().starts_with(b"{") {
        return recognised(recognise::recognise(token, None).unwrap_or(Recognised::new(InputKind::OtherJson)));
    }
    match five.iter().flatten().count() {
        3 => recognised(Recognised::new(InputKind::Jws)),
        found => {
            let found = if found == 5 { 6 } else { found };
            let problem = TokenProblem::Parts { found, expected: 5 };
            Err(Malformed::Token { expected: Expected::Jwe, problem })
        }
    }
}
