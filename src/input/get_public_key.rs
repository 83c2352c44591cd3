//! GetPublicKey responses: JSON, and the parts that an SDK's struct has.
//!
//! Everything in a response is checked against everything else before a key comes out of it: the usage against the
//! spec, the lists against both, the deprecated CustomerMasterKeySpec against KeySpec, the key against the spec.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use der::{Decode as _, asn1::AnyRef};

use super::{
    base64,
    json::{KEY_ID, key_id, name, named, read_json},
    members::{MAX_LIST_LEN, Members},
    recognise,
};
use crate::{
    error::{Error, Expected, InputKind, Layer, Malformed, MemberProblem, Misuse, Recognised},
    kms::{KeyId, KeySpec, KeyUsage},
};

/// The longest SubjectPublicKeyInfo in KMS, in bytes (KMS API, GetPublicKey).
const MAX_PUBLIC_KEY_LEN: usize = 8192;

/// The parts of a GetPublicKey response, as an SDK's struct has them.
///
/// Pass all four lists as the SDK has them: the usage decides which of them counts, and another one that is filled
/// contradicts it.
///
/// ```
/// use kms_offline::{GetPublicKeyParts, PublicKey};
///
/// // For what `client.get_public_key().key_id(id).send().await?` of `aws-sdk-kms` returns:
/// //
/// // fn public_key(output: &GetPublicKeyOutput) -> Result<PublicKey, kms_offline::Error> {
/// //     let parts = GetPublicKeyParts::new(output.public_key().map_or(&[], |key| key.as_ref()))
/// //         .key_id(output.key_id())
/// //         .key_spec(output.key_spec().map(|name| name.as_str()))
/// //         .key_usage(output.key_usage().map(|name| name.as_str()))
/// //         .signing_algorithms(output.signing_algorithms().iter().map(|name| name.as_str()))
/// //         .encryption_algorithms(output.encryption_algorithms().iter().map(|name| name.as_str()))
/// //         .key_agreement_algorithms(output.key_agreement_algorithms().iter().map(|name| name.as_str()))
/// //         .encapsulation_algorithms(output.encapsulation_algorithms().iter().map(|name| name.as_str()));
/// //     PublicKey::from_parts(parts)
/// // }
/// # use kms_offline::VerifyingKey;
/// # let der = VerifyingKey::from_json(include_bytes!("../../tests/vectors/example/public-key.json"))?.as_der().to_vec();
/// let parts = GetPublicKeyParts::new(&der)
///     .key_spec("ECC_NIST_P256")
///     .key_usage("SIGN_VERIFY")
///     .signing_algorithms(["ECDSA_SHA_256"]);
/// let key = PublicKey::from_parts(parts)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "parts become a key with `from_parts`"]
pub struct GetPublicKeyParts<'a> {
    key_id: Option<&'a str>,
    public_key: &'a [u8],
    key_spec: Option<&'a str>,
    key_usage: Option<&'a str>,
    lists: Lists<&'a str>,
}

impl<'a> GetPublicKeyParts<'a> {
    /// Creates parts with this PublicKey: the bytes of the DER SubjectPublicKeyInfo, not their base64.
    pub fn new(public_key: &'a [u8]) -> Self {
        Self { key_id: None, public_key, key_spec: None, key_usage: None, lists: Lists::default() }
    }

    /// Sets KeyId, which may be absent or, as some SDKs have it, empty.
    pub fn key_id(mut self, key_id: impl Into<Option<&'a str>>) -> Self {
        self.key_id = key_id.into().filter(|key_id| !key_id.is_empty());
        self
    }

    /// Sets KeySpec.
    pub fn key_spec(mut self, key_spec: impl Into<Option<&'a str>>) -> Self {
        self.key_spec = key_spec.into();
        self
    }

    /// Sets KeyUsage.
    pub fn key_usage(mut self, key_usage: impl Into<Option<&'a str>>) -> Self {
        self.key_usage = key_usage.into();
        self
    }

    /// Sets SigningAlgorithms.
    pub fn signing_algorithms(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.algorithms(KeyUsage::SignVerify, names)
    }

    /// Sets EncryptionAlgorithms.
    pub fn encryption_algorithms(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.algorithms(KeyUsage::EncryptDecrypt, names)
    }

    /// Sets KeyAgreementAlgorithms.
    pub fn key_agreement_algorithms(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.algorithms(KeyUsage::KeyAgreement, names)
    }

    /// Sets EncapsulationAlgorithms.
    pub fn encapsulation_algorithms(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.algorithms(KeyUsage::EncapsulateDecapsulate, names)
    }

    /// Sets the list of algorithms of a usage.
    pub fn algorithms(mut self, usage: KeyUsage, names: impl IntoIterator<Item = &'a str>) -> Self {
        *self.lists.of_mut(usage) = names.into_iter().collect();
        self
    }
}

/// The four lists of algorithms.
#[derive(Clone, Debug)]
struct Lists<T> {
    signing: Vec<T>,
    encryption: Vec<T>,
    key_agreement: Vec<T>,
    encapsulation: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { signing: Vec::new(), encryption: Vec::new(), key_agreement: Vec::new(), encapsulation: Vec::new() }
    }
}

impl<T> Lists<T> {
    const fn of_mut(&mut self, usage: KeyUsage) -> &mut Vec<T> {
        match usage {
            KeyUsage::SignVerify => &mut self.signing,
            KeyUsage::EncryptDecrypt => &mut self.encryption,
            KeyUsage::KeyAgreement => &mut self.key_agreement,
            KeyUsage::EncapsulateDecapsulate => &mut self.encapsulation,
        }
    }

    /// The list of `usage`, which must be the only one that is filled.
    fn only(mut self, usage: KeyUsage) -> Result<Vec<T>, Malformed> {
        let list = core::mem::take(self.of_mut(usage));
        for other in KeyUsage::ALL.iter().copied().filter(|other| *other != usage) {
            if !self.of_mut(other).is_empty() {
                return Err(Malformed::ListOfOtherUsage { usage, other });
            }
        }
        if list.is_empty() { Err(Malformed::MissingList { usage }) } else { Ok(list) }
    }
}

/// A GetPublicKey response whose names are known, and agree with each other as far as spec and usage go.
pub(crate) struct Response {
    pub(crate) key_id: Option<KeyId>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) spec: KeySpec,
    pub(crate) usage: KeyUsage,
    pub(crate) algorithms: Listed,
    /// The layers around the DER of the public key, from the outermost.
    pub(crate) layers: &'static [Layer],
}

/// The algorithms that a key may be used with.
pub(crate) enum Listed {
    /// Those with these names, in the list of the usage.
    Names(Vec<String>),
    /// Those with these names, which the caller supplies because the response has no list.
    Supplied(Vec<String>),
    /// Every algorithm of the spec and the usage, for a key whose caller supplies both.
    All,
}

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
    /// Parses a response. If it has no list, `supplied` takes the list's place.
    pub(crate) fn from_json(bytes: &[u8], supplied: Option<&[&str]>) -> Result<Self, Error> {
        let expected = Expected::GetPublicKeyResponse;
        let members = read_json(bytes, expected, MEMBERS)?;
        Ok(Self::from_members(members, supplied)
            .map_err(|error| named(error, bytes, expected, InputKind::GetPublicKeyResponse))?)
    }

    pub(crate) fn from_parts(parts: GetPublicKeyParts<'_>) -> Result<Self, Error> {
        let mut parts = parts;
        for usage in KeyUsage::ALL.iter().copied() {
            let list = parts.lists.of_mut(usage);
            if list.len() > MAX_LIST_LEN {
                let expected = Expected::AlgorithmList;
                return Err(Malformed::TooLong { expected, found: list.len(), limit: MAX_LIST_LEN }.into());
            }
            if list.contains(&"") {
                return Err(Malformed::Member { member: usage.list_member(), problem: MemberProblem::NotAList }.into());
            }
        }
        let usage = name::<KeyUsage>(required(KEY_USAGE, parts.key_usage)?)?;
        let spec = name::<KeySpec>(required(KEY_SPEC, parts.key_spec)?)?;
        let names = parts.lists.only(usage)?;
        Ok(Self {
            key_id: parts.key_id.map(key_id).transpose()?,
            public_key: check_public_key_len(parts.public_key)?.to_vec(),
            spec,
            usage,
            algorithms: Listed::Names(names.into_iter().map(str::to_owned).collect()),
            layers: &[],
        })
    }

    /// For a bare key: the caller supplies spec and usage, and the key gets every algorithm that KMS defines for them.
    pub(crate) fn from_der(der: &[u8], spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        if !spec.usages().any(|possible| possible == usage) {
            return Err(Misuse::UsageOfSpec { spec, usage }.into());
        }
        let public_key = check_public_key_len(der)?.to_vec();
        Ok(Self { key_id: None, public_key, spec, usage, algorithms: Listed::All, layers: &[] })
    }

    /// From any serde format that describes itself.
    #[cfg(feature = "serde")]
    pub(crate) fn deserialize<'de, D: serde_core::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Result<Self, Malformed>, D::Error> {
        use serde_core::de::DeserializeSeed as _;

        Ok(super::members::WithNames(MEMBERS)
            .deserialize(deserializer)?
            .and_then(|members| Self::from_members(members, None)))
    }

    fn from_members(mut members: Members<{ MEMBERS.len() }>, supplied: Option<&[&str]>) -> Result<Self, Malformed> {
        let text = members.required_base64(PUBLIC_KEY, Expected::PublicKey)?;
        let usage = name::<KeyUsage>(&members.required(KEY_USAGE)?)?;
        let spec = key_spec(&mut members)?;
        let mut lists = Lists::default();
        for usage in KeyUsage::ALL.iter().copied() {
            *lists.of_mut(usage) = members.list(usage.list_member())?;
        }
        let algorithms = match (lists.only(usage), supplied) {
            (Err(Malformed::MissingList { .. }), Some(names)) => {
                Listed::Supplied(names.iter().map(|name| (*name).to_owned()).collect())
            }
            (names, _) => Listed::Names(names?),
        };
        let key_id = members.text(KEY_ID)?.map(|text| key_id(&text)).transpose()?;
        let public_key = decode_public_key(&text, spec).map_err(|malformed| match malformed {
            Malformed::Base64 => Malformed::Member { member: PUBLIC_KEY, problem: MemberProblem::NotBase64 },
            Malformed::Recognised { expected, found } => {
                Malformed::Recognised { expected, found: found.within(Layer::InPublicKey) }
            }
            malformed => malformed,
        })?;
        Ok(Self { key_id, public_key, spec, usage, algorithms, layers: &[Layer::InPublicKey, Layer::Base64] })
    }
}

/// KeySpec, or CustomerMasterKeySpec where older clients print only that; they must agree.
///
/// CustomerMasterKeySpec is parsed with KeySpec's names, since KMS puts new specs into it that its own enum lacks.
fn key_spec(members: &mut Members<{ MEMBERS.len() }>) -> Result<KeySpec, Malformed> {
    let deprecated = members.text(CUSTOMER_MASTER_KEY_SPEC)?.map(|text| name::<KeySpec>(&text)).transpose()?;
    let current = members.text(KEY_SPEC)?.map(|text| name::<KeySpec>(&text)).transpose()?;
    match (current, deprecated) {
        (Some(key_spec), Some(customer_master_key_spec)) if key_spec != customer_master_key_spec => {
            Err(Malformed::SpecsDisagree { key_spec, customer_master_key_spec })
        }
        (Some(spec), _) | (None, Some(spec)) => Ok(spec),
        (None, None) => required(KEY_SPEC, None),
    }
}

/// A part that must be there.
fn required<T>(member: &'static str, part: Option<T>) -> Result<T, Malformed> {
    part.ok_or(Malformed::Member { member, problem: MemberProblem::Missing })
}

/// Returns the bytes of PublicKey in a response, and parses nothing else: for keys that are named by fingerprint.
#[cfg(feature = "jose")]
pub(crate) fn public_key_alone(response: &[u8]) -> Option<Vec<u8>> {
    let mut members = read_json(response, Expected::GetPublicKeyResponse, [PUBLIC_KEY]).ok()?;
    base64::decode(&members.text(PUBLIC_KEY).ok()??)
}

/// The DER in the base64 text of a response's member, or of a file.
pub(crate) fn decode_public_key(text: &str, spec: KeySpec) -> Result<Vec<u8>, Malformed> {
    match base64::decode(text) {
        // Anything else, as hexadecimal digits, can be base64 as well; so can what is left where four plus signs became
        // spaces.
        Some(der) if der.first() == Some(&SEQUENCE) && (!text.contains(' ') || AnyRef::from_der(&der).is_ok()) => {
            check_public_key_len(&der)?;
            Ok(der)
        }
        decoded => Err(match recognise::recognise(text.as_bytes(), spec) {
            // Digits or a word, which are JSON too, but not a response.
            Some(found) if found.kind() == InputKind::JsonNotObject => Malformed::Base64,
            Some(found) if decoded.is_none() || found.kind() != InputKind::Bytes || !is_base64(&found) => {
                Malformed::Recognised { expected: Expected::PublicKey, found }
            }
            _ if decoded.is_none() => Malformed::Base64,
            _ => return decoded.ok_or(Malformed::Base64),
        }),
    }
}

/// The first byte of a SubjectPublicKeyInfo.
const SEQUENCE: u8 = 0x30;

/// Whether it is the base64 of something unknown, which the reader of DER rejects.
fn is_base64(found: &Recognised) -> bool {
    found.layers().eq([Layer::Base64])
}

fn check_public_key_len(der: &[u8]) -> Result<&[u8], Malformed> {
    if der.len() > MAX_PUBLIC_KEY_LEN {
        return Err(Malformed::TooLong { expected: Expected::PublicKey, found: der.len(), limit: MAX_PUBLIC_KEY_LEN });
    }
    Ok(der)
}
