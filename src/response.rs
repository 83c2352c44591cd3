//! Responses of KMS: GetPublicKey in all the forms that people have in hand, and Sign.
//!
//! Everything in a GetPublicKey response is checked against everything else before a key comes out of it: the usage against
//! the spec, the lists against both, the deprecated CustomerMasterKeySpec against KeySpec, the key against the spec.

pub(crate) mod given;
mod members;
mod sign_response;
mod signature_file;

use alloc::{string::String, vec::Vec};

use serde_core::de::DeserializeSeed as _;

use self::members::{MAX_LIST_LEN, Members, Read, WithNames};
pub use self::sign_response::SignResponse;
pub use self::signature_file::SignatureFile;
use crate::{
    base64,
    error::{Error, Excerpt, Expected, Malformed, MemberProblem, Misuse},
    vocabulary::{KeyId, KeySpec, KeyUsage, Name, suggest},
};

/// The longest response that is read, in bytes. The longest that KMS can give stays below 16 KiB.
pub(crate) const MAX_RESPONSE_LEN: usize = 64 * 1024;

/// The longest SubjectPublicKeyInfo in KMS, in bytes (KMS API, GetPublicKey).
const MAX_PUBLIC_KEY_LEN: usize = 8192;

/// A GetPublicKey response as plain parts, as the struct of an SDK has them.
///
/// ```
/// # struct PublicKeyOutput;
/// # impl PublicKeyOutput {
/// #     fn key_id(&self) -> Option<&str> { None }
/// # }
/// use kms_offline::{GetPublicKeyParts, PublicKey};
///
/// // `output` is what `client.get_public_key().key_id(id).send().await?` of `aws-sdk-kms` returns:
/// //
/// // let algorithms: Vec<&str> = output.signing_algorithms().iter().map(|name| name.as_str()).collect();
/// // let key = PublicKey::from_parts(GetPublicKeyParts {
/// //     key_id: output.key_id(),
/// //     public_key: output.public_key().ok_or("no PublicKey")?.as_ref(),
/// //     key_spec: output.key_spec().ok_or("no KeySpec")?.as_str(),
/// //     key_usage: output.key_usage().ok_or("no KeyUsage")?.as_str(),
/// //     algorithms: &algorithms,
/// // })?;
/// let parts = GetPublicKeyParts {
///     key_id: None,
///     public_key: &[0; 44],
///     key_spec: "ECC_NIST_EDWARDS25519",
///     key_usage: "SIGN_VERIFY",
///     algorithms: &["ED25519_SHA_512"],
/// };
/// assert!(PublicKey::from_parts(parts).is_err(), "these are not the bytes of a key");
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "callers build it, and a GetPublicKey response has no other part")]
pub struct GetPublicKeyParts<'a> {
    /// KeyId, if there is one.
    pub key_id: Option<&'a str>,
    /// The DER SubjectPublicKeyInfo: the bytes, not their base64.
    pub public_key: &'a [u8],
    /// KeySpec
    pub key_spec: &'a str,
    /// KeyUsage
    pub key_usage: &'a str,
    /// The names in the list of that usage.
    pub algorithms: &'a [&'a str],
}

/// A GetPublicKey response whose names are read, and agree with each other as far as spec and usage go.
pub(crate) struct Response {
    pub(crate) key_id: Option<KeyId>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) spec: KeySpec,
    pub(crate) usage: KeyUsage,
    /// The names in the list of `usage`.
    pub(crate) algorithms: Vec<String>,
}

const KEY_ID: &str = "KeyId";
const PUBLIC_KEY: &str = "PublicKey";
const KEY_SPEC: &str = "KeySpec";
const CUSTOMER_MASTER_KEY_SPEC: &str = "CustomerMasterKeySpec";
const KEY_USAGE: &str = "KeyUsage";

/// The members of a GetPublicKey response (KMS API, GetPublicKey).
const MEMBERS: [&str; 9] = [
    KEY_ID,
    PUBLIC_KEY,
    KEY_SPEC,
    CUSTOMER_MASTER_KEY_SPEC,
    KEY_USAGE,
    KeyUsage::SignVerify.list_member(),
    KeyUsage::EncryptDecrypt.list_member(),
    KeyUsage::KeyAgreement.list_member(),
    KeyUsage::EncapsulateDecapsulate.list_member(),
];

impl Response {
    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self::from_members(read_json(bytes, Expected::GetPublicKeyResponse, MEMBERS)?)?)
    }

    pub(crate) fn from_parts(parts: GetPublicKeyParts<'_>) -> Result<Self, Error> {
        if parts.algorithms.len() > MAX_LIST_LEN {
            let found = parts.algorithms.len();
            return Err(Malformed::TooLong { input: Expected::AlgorithmList, found, limit: MAX_LIST_LEN }.into());
        }
        let usage = parse::<KeyUsage>(parts.key_usage)?;
        if parts.algorithms.is_empty() {
            return Err(Malformed::MissingList { usage }.into());
        }
        if parts.algorithms.contains(&"") {
            return Err(Malformed::Member { member: usage.list_member(), problem: MemberProblem::NotAList }.into());
        }
        Ok(Self {
            key_id: parts.key_id.map(key_id).transpose()?,
            public_key: check_public_key_len(parts.public_key)?.to_vec(),
            spec: parse(parts.key_spec)?,
            usage,
            algorithms: parts.algorithms.iter().map(|name| String::from(*name)).collect(),
        })
    }

    /// A key of which its holder says spec and usage: with every algorithm of that pair.
    pub(crate) fn from_der(der: &[u8], spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        let algorithms: Vec<_> = spec.algorithm_names(usage).into_iter().map(String::from).collect();
        if algorithms.is_empty() {
            return Err(Misuse::UsageOfSpec { spec, usage }.into());
        }
        Ok(Self { key_id: None, public_key: check_public_key_len(der)?.to_vec(), spec, usage, algorithms })
    }

    /// From any serde format that describes itself.
    #[cfg(feature = "serde")]
    pub(crate) fn deserialize<'de, D: serde_core::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Result<Self, Malformed>, D::Error> {
        Ok(WithNames(MEMBERS).deserialize(deserializer)?.and_then(Self::from_members))
    }

    fn from_members(mut members: Members<{ MEMBERS.len() }>) -> Result<Self, Malformed> {
        let given = members.given;
        let explain = |error| match (error, given) {
            (Malformed::Member { problem: MemberProblem::Missing, .. }, Some(given)) => {
                Malformed::Recognised { input: Expected::GetPublicKeyResponse, given }
            }
            (error, _) => error,
        };
        let text = members.required_base64(PUBLIC_KEY, Expected::PublicKey).map_err(explain)?;
        let usage = parse::<KeyUsage>(&members.required(KEY_USAGE).map_err(explain)?)?;
        let spec = key_spec(&mut members)?;
        let mut algorithms = Vec::new();
        for other in KeyUsage::ALL.iter().copied() {
            let list = members.list(other.list_member())?;
            if other == usage {
                algorithms = list;
            } else if !list.is_empty() {
                return Err(Malformed::ListOfOtherUsage { usage, other });
            }
        }
        if algorithms.is_empty() {
            return Err(Malformed::MissingList { usage });
        }
        let key_id = members.text(KEY_ID)?.map(|text| key_id(&text)).transpose()?;
        let public_key = decode_public_key(&text).map_err(|malformed| match malformed {
            Malformed::Base64 => Malformed::Member { member: PUBLIC_KEY, problem: MemberProblem::NotBase64 },
            malformed => malformed,
        })?;
        Ok(Self { key_id, public_key, spec, usage, algorithms })
    }
}

/// KeySpec, or CustomerMasterKeySpec where older clients print only that; they must agree.
///
/// CustomerMasterKeySpec is read with KeySpec's names, since KMS puts new specs into it that its own enum lacks.
fn key_spec(members: &mut Members<{ MEMBERS.len() }>) -> Result<KeySpec, Malformed> {
    let deprecated = members.text(CUSTOMER_MASTER_KEY_SPEC)?.map(|name| parse::<KeySpec>(&name)).transpose()?;
    let current = members.text(KEY_SPEC)?.map(|name| parse::<KeySpec>(&name)).transpose()?;
    match (current, deprecated) {
        (Some(key_spec), Some(customer_master_key_spec)) if key_spec != customer_master_key_spec => {
            Err(Malformed::SpecsDisagree { key_spec, customer_master_key_spec })
        }
        (Some(spec), _) | (None, Some(spec)) => Ok(spec),
        (None, None) => Err(Malformed::Member { member: KEY_SPEC, problem: MemberProblem::Missing }),
    }
}

/// Reads the members `names` of a JSON object that fills `bytes`; a byte order mark is skipped.
fn read_json<const N: usize>(bytes: &[u8], input: Expected, names: [&'static str; N]) -> Result<Members<N>, Malformed> {
    if bytes.len() > MAX_RESPONSE_LEN {
        return Err(Malformed::TooLong { input, found: bytes.len(), limit: MAX_RESPONSE_LEN });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(without_byte_order_mark(bytes));
    let read: Result<Read<N>, serde_json::Error> =
        WithNames(names).deserialize(&mut deserializer).and_then(|read| deserializer.end().map(|()| read));
    match read {
        Ok(read) => read,
        Err(error) => Err(match given::instead_of_json(bytes, input) {
            Some(given) => Malformed::Recognised { input, given },
            None => Malformed::Json { input, line: error.line(), column: error.column() },
        }),
    }
}

/// The text without the mark that some editors and shells put in front of UTF-8.
pub(crate) fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// The DER behind the base64 text of a response's member, or of a file.
pub(crate) fn decode_public_key(text: &str) -> Result<Vec<u8>, Malformed> {
    if let Some(given) = given::instead_of_base64(text) {
        return Err(Malformed::Recognised { input: Expected::PublicKey, given });
    }
    let der = base64::decode(text).ok_or(Malformed::Base64)?;
    check_public_key_len(&der)?;
    Ok(der)
}

fn check_public_key_len(der: &[u8]) -> Result<&[u8], Malformed> {
    if der.len() > MAX_PUBLIC_KEY_LEN {
        return Err(Malformed::TooLong { input: Expected::PublicKey, found: der.len(), limit: MAX_PUBLIC_KEY_LEN });
    }
    Ok(der)
}

fn key_id(text: &str) -> Result<KeyId, Malformed> {
    if text.len() > KeyId::MAX_LEN {
        return Err(Malformed::TooLong { input: Expected::KeyId, found: text.len(), limit: KeyId::MAX_LEN });
    }
    Ok(KeyId::new(text))
}

/// A name in a response.
fn parse<N: Name>(name: &str) -> Result<N, Malformed> {
    N::parse(name).ok_or_else(|| Malformed::UnknownName {
        vocabulary: N::VOCABULARY,
        found: Excerpt::of(name),
        suggestion: suggest(name, N::VOCABULARY.names()),
    })
}
