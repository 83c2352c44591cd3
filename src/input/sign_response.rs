//! What `aws kms sign` prints.

use alloc::{string::String, vec::Vec};

use super::{
    base64,
    json::{KEY_ID, key_id, read_json},
};
use crate::{
    error::{Error, Expected, Malformed, MemberProblem, Recognised},
    kms::KeyId,
};

/// A Sign response: a signature, and what KMS says it was made with.
///
/// Nothing in it is signed. Its algorithm and KeyId are therefore hints that can only make a verification refuse, never
/// allow more than the key and the caller do: see [`VerifyingKey::verify_response`](crate::VerifyingKey::verify_response).
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

impl SignResponse {
    /// Reads the JSON that `aws kms sign` prints, at most 64 KiB of it.
    ///
    /// White space in the base64 of the signature is skipped; KeyId and SigningAlgorithm may be missing.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not a Sign response: not one JSON object, a member given twice, no signature.
    pub fn from_json(response: impl AsRef<[u8]>) -> Result<Self, Error> {
        let mut members = read_json(response.as_ref(), Expected::SignResponse, [KEY_ID, SIGNATURE, SIGNING_ALGORITHM])?;
        let given = members.recognised.filter(|given| *given != Recognised::SignResponse);
        let signature = match (members.required_base64(SIGNATURE, Expected::Signature), given) {
            (Err(Malformed::Member { problem: MemberProblem::Missing, .. }), Some(found)) => {
                return Err(Malformed::Recognised { expected: Expected::SignResponse, found }.into());
            }
            (signature, _) => signature?,
        };
        let not_base64 = Malformed::Member { member: SIGNATURE, problem: MemberProblem::NotBase64 };
        Ok(Self {
            key_id: members.text(KEY_ID)?.map(|text| key_id(&text)).transpose()?,
            signature: base64::decode(&signature).ok_or(not_base64)?,
            signing_algorithm: members.text(SIGNING_ALGORITHM)?,
        })
    }

    /// The key that KMS says it signed with.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// The signature, in KMS's encoding.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The name of the algorithm that KMS says it used, which may be any text.
    #[must_use]
    pub fn signing_algorithm(&self) -> Option<&str> {
        self.signing_algorithm.as_deref()
    }
}
