//! The output of `aws kms sign`.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use super::{
    base64,
    json::{KEY_ID, MAX_RESPONSE_LEN, key_id, named, read_json},
    members::Members,
};
use crate::{
    error::{Error, Expected, InputKind, Malformed, MemberProblem},
    kms::KeyId,
};

/// A Sign response: a signature, and the key and algorithm that KMS claims to have used.
///
/// Nothing in it is signed. Its algorithm and KeyId are therefore hints that can only make a verification fail, never
/// allow more than the key and the caller do: see
/// [`VerifyingKey::verify_response`](crate::VerifyingKey::verify_response).
///
/// ```
/// let response = kms_offline::SignResponse::from_json(br#"{"Signature": "MAA=", "SigningAlgorithm": "ECDSA_SHA_256"}"#)?;
/// assert_eq!(response.signature(), [0x30, 0]);
/// assert_eq!(response.signing_algorithm(), Some("ECDSA_SHA_256"));
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignResponse {
    key_id: Option<KeyId>,
    signature: Vec<u8>,
    signing_algorithm: Option<String>,
}

const SIGNATURE: &str = "Signature";
const SIGNING_ALGORITHM: &str = "SigningAlgorithm";

/// The members of a Sign response (KMS API, Sign).
const MEMBERS: [&str; 3] = [KEY_ID, SIGNATURE, SIGNING_ALGORITHM];

/// The longest signature whose base64 is no longer than a response, in bytes.
const MAX_SIGNATURE_LEN: usize = MAX_RESPONSE_LEN / 4 * 3;

fn check_len(expected: Expected, found: usize, limit: usize) -> Result<(), Malformed> {
    if found > limit { Err(Malformed::TooLong { expected, found, limit }) } else { Ok(()) }
}

impl SignResponse {
    /// Reads the JSON that `aws kms sign` prints, at most 64 KiB of it.
    ///
    /// White space in the base64 of the signature is skipped; KeyId and SigningAlgorithm may be missing.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not a Sign response: not one JSON object, a repeated member, or without a
    /// signature.
    pub fn from_json(response: impl AsRef<[u8]>) -> Result<Self, Error> {
        let (response, expected) = (response.as_ref(), Expected::SignResponse);
        let members = read_json(response, expected, MEMBERS)?;
        Ok(Self::from_members(members).map_err(|error| named(error, response, expected, InputKind::SignResponse))?)
    }

    /// Creates a response from the parts that an SDK's struct has: the bytes of the signature, not their base64.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the signature is empty, or a part is longer than [`from_json`](Self::from_json) accepts.
    ///
    /// ```
    /// use kms_offline::SignResponse;
    ///
    /// // For what `client.sign()…send().await?` of `aws-sdk-kms` returns:
    /// //
    /// // fn response(output: &SignOutput) -> Result<SignResponse, kms_offline::Error> {
    /// //     SignResponse::from_parts(
    /// //         output.key_id(),
    /// //         output.signature().map_or(&[][..], |signature| signature.as_ref()),
    /// //         output.signing_algorithm().map(|name| name.as_str()),
    /// //     )
    /// // }
    /// let response = SignResponse::from_parts("alias/release", [0x30, 0], "ECDSA_SHA_256")?;
    /// assert_eq!(response.signature(), [0x30, 0]);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn from_parts<'a>(
        key_id: impl Into<Option<&'a str>>,
        signature: impl Into<Vec<u8>>,
        signing_algorithm: impl Into<Option<&'a str>>,
    ) -> Result<Self, Error> {
        let present = |text: Option<&'a str>| text.filter(|text| !text.is_empty());
        let algorithm = present(signing_algorithm.into()).map(str::to_owned);
        Ok(Self::checked(present(key_id.into()), signature.into(), algorithm)?)
    }

    fn from_members(mut members: Members<{ MEMBERS.len() }>) -> Result<Self, Malformed> {
        let signature = members.required_base64(SIGNATURE, Expected::Signature)?;
        let not_base64 = Malformed::Member { member: SIGNATURE, problem: MemberProblem::NotBase64 };
        let (key_id, signing_algorithm) = (members.text(KEY_ID)?, members.text(SIGNING_ALGORITHM)?);
        Self::checked(key_id.as_deref(), base64::decode(&signature).ok_or(not_base64)?, signing_algorithm)
    }

    /// The one constructor. Parts that are present are not empty.
    fn checked(key: Option<&str>, signature: Vec<u8>, signing_algorithm: Option<String>) -> Result<Self, Malformed> {
        if signature.is_empty() {
            return Err(Malformed::Member { member: SIGNATURE, problem: MemberProblem::Missing });
        }
        check_len(Expected::Signature, signature.len(), MAX_SIGNATURE_LEN)?;
        let name_len = signing_algorithm.as_ref().map_or(0, String::len);
        check_len(Expected::AlgorithmName, name_len, MAX_RESPONSE_LEN)?;
        Ok(Self { key_id: key.map(key_id).transpose()?, signature, signing_algorithm })
    }

    /// Returns the KeyId of the key that KMS claims to have signed with.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// Returns the signature, in KMS's encoding.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Returns the name of the algorithm that KMS claims to have used, which may be any text.
    #[must_use]
    pub fn signing_algorithm(&self) -> Option<&str> {
        self.signing_algorithm.as_deref()
    }
}

#[cfg(feature = "serde")]
impl serde_core::Serialize for SignResponse {
    /// As a map with the names of KMS's members: KeyId, Signature in base64, SigningAlgorithm.
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::SerializeMap as _;

        let mut response = serializer.serialize_map(None)?;
        if let Some(key_id) = &self.key_id {
            response.serialize_entry(KEY_ID, key_id)?;
        }
        response.serialize_entry(SIGNATURE, &base64::encode(&self.signature))?;
        if let Some(name) = &self.signing_algorithm {
            response.serialize_entry(SIGNING_ALGORITHM, name)?;
        }
        response.end()
    }
}

#[cfg(feature = "serde")]
impl<'de> serde_core::Deserialize<'de> for SignResponse {
    /// From a map with the members of a Sign response, checked as [`SignResponse::from_json`] checks it.
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde_core::de::{DeserializeSeed as _, Error as _};

        use crate::error::WithAdvice;

        super::members::WithNames(MEMBERS)
            .deserialize(deserializer)?
            .and_then(Self::from_members)
            .map_err(|malformed| D::Error::custom(WithAdvice(malformed)))
    }
}
