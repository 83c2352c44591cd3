//! The remedy for a finding.

use alloc::{
    format,
    string::{String, ToString as _},
};

use super::{Change, Container, DigestText, Finding, MessageForm, SignedInstead, TextEncoding};
use crate::{
    explain::HashFunction,
    input::base64,
    kms::{MessageType, SigningAlgorithm},
};

impl Finding {
    /// The remedy, in a sentence, where nothing warns of a forgery. `asked` is the algorithm that was asked for.
    pub(in crate::explain) fn advice(&self, asked: Option<SigningAlgorithm>) -> String {
        match self {
            Self::NotASignature { given } => given.as_signature().replace("FILE", "SIG"),
            Self::NotDer { .. } => "look for what changed the signature, or whether it is another key's".to_string(),
            Self::SignatureLength { .. } => {
                "look for what cut or extended the signature, or whether it is another key's".to_string()
            }
            Self::ArithmeticsDisagree => {
                "trust neither; report the key, the message and the signature to the maintainers of kms-offline"
                    .to_string()
            }
            Self::TokenAlgorithm { found, name, named, .. } => match (found, named) {
                (Some(found), Some(named)) if found.as_str() != named.as_str() => {
                    format!("if {found} was agreed upon, name {named} as the algorithm; else sign with {name}")
                }
                (Some(found), None) if is_no_signature(found.as_str()) => {
                    "do not trust the token: whoever made it did not sign it with this key".to_string()
                }
                _ => format!("have the issuer write {name} into the header, and sign that"),
            },
            Self::TokenHeader { .. } => "have the issuer leave these members out, and sign that header".to_string(),
            Self::TokenKid { .. } => {
                "ask the issuer which key the kid names; if you trust it, add its GetPublicKey response, or declare the kid"
                    .to_string()
            }
            Self::TokenSignature { fixed, .. } => match fixed {
                Some(fixed) => format!(
                    "have the issuer convert the signature, as `jws assemble` does; this one, in base64url, is {fixed}"
                ),
                None => "have the issuer convert the signature, as `jws assemble` does".to_string(),
            },
            Self::TokenSigned { instead: SignedInstead::Unhashed } => {
                "do not trust the token, whose payload the signature may not cover; have the issuer hash header.payload"
                    .to_string()
            }
            Self::TokenSigned { .. } => {
                "have the issuer sign the characters of header.payload, as they stand in the token".to_string()
            }
            Self::TokenHash { expected, .. } => format!("have the issuer sign with {expected}"),
            Self::TokenAlgorithmWithoutName { .. } => {
                "have the issuer sign with ED25519_SHA_512, the message type RAW and the alg EdDSA or Ed25519".to_string()
            }
            Self::ForgeableKey => "do not use this key; get the public key from KMS again".to_string(),
            Self::OutOfRange => "get the signature again from its signer, and do not trust this one".to_string(),
            Self::NotOnCurve => {
                "get the signature again from its signer, because it is damaged, has s first, or is of a key on another curve"
                    .to_string()
            }
            Self::OtherCurve { .. } => {
                "find out which key was agreed upon, and get the signature from its signer or the key from a place that you trust"
                    .to_string()
            }
            Self::TextEncoding { encoding, .. } => match encoding {
                TextEncoding::Base64Twice => "decode the signature once, and encode it once only".to_string(),
                TextEncoding::ByteOrderMark => "save the signature without the mark, as UTF-8 or ASCII".to_string(),
                TextEncoding::Utf16 => "save the signature as UTF-8 or ASCII, without a byte order mark".to_string(),
                TextEncoding::TextOutput => {
                    "pass the second column alone, or print JSON with --output json".to_string()
                }
                TextEncoding::YamlOutput | TextEncoding::TableOutput => {
                    "print JSON with --output json, and pass that".to_string()
                }
                TextEncoding::PlusAsSpace => {
                    "replace the spaces with +; in a URL or a form, write + as %2B".to_string()
                }
                TextEncoding::Latin1 => {
                    "get the signature again as bytes, because somewhere it is written as if it were text".to_string()
                }
                _ => "pass the signature as bytes or in standard base64".to_string(),
            },
            Self::Swapped { der } => match der {
                Some(der) => {
                    format!("have the signer write r first; this signature so, in base64, is {}", base64::encode(der))
                }
                None => "have the signer write r first".to_string(),
            },
            Self::FixedSize { der } | Self::DroppedZeros { der, .. } => match der {
                Some(der) => {
                    format!("have the signer write DER; this signature in DER, in base64, is {}", base64::encode(der))
                }
                None => "have the signer write DER".to_string(),
            },
            Self::LooseDer { der, .. } => match der {
                Some(der) => format!(
                    "have the signer write strict DER; this signature in it, in base64, is {}",
                    base64::encode(der)
                ),
                None => "have the signer write strict DER".to_string(),
            },
            Self::Wrapped { container: Container::UnusedBits } => {
                "pass the signature without the zero byte in front".to_string()
            }
            Self::Wrapped { .. } => "pass the signature alone, without its container".to_string(),
            Self::SignatureIsMessage => {
                "swap the two files: the signature after --signature, the message last".to_string()
            }
            Self::LostInText { .. } => {
                "get the signature again as bytes or base64, because the lost bytes cannot be restored".to_string()
            }
            Self::Resized { change: Change::ZerosAdded, .. } => {
                "pass the signature without the zero bytes in front (a BIT STRING's content begins with one)"
                    .to_string()
            }
            Self::Resized { change: Change::LineEndAdded, .. } => {
                "pass the signature without the line end at its end".to_string()
            }
            Self::Resized { .. } => {
                "have the signer keep leading zeros, because a signature is as long as the key's modulus".to_string()
            }
            Self::ByteOrder => "reverse the bytes of the signature".to_string(),
            Self::OtherAlgorithm { algorithm, listed: true } => {
                format!("find out which algorithm was agreed upon; if it is this one, pass --algorithm {algorithm}")
            }
            Self::OtherAlgorithm { .. } => {
                "sign with an algorithm that the key lists; do not widen the list for a signature's sake".to_string()
            }
            Self::OtherHash { function, possible_as_digest: true } => {
                format!(
                    "if {function} was agreed upon, compute it from the message yourself, and verify that with --message-type digest"
                )
            }
            Self::OtherHash { .. } => "sign with the hash function of the key's algorithm".to_string(),
            Self::EthereumMessage => {
                "put the message into the envelope, compute its Keccak-256 yourself, and verify that as DIGEST"
                    .to_string()
            }
            Self::Pkcs1WithoutDigestInfo => {
                "name the digest to the signing tool (openssl pkeyutl: -pkeyopt digest:sha256)".to_string()
            }
            Self::Pkcs1WithoutNull | Self::Pkcs1HashName { .. } => {
                "have the signer write DigestInfo as RFC 8017 (9.2) shows it".to_string()
            }
            Self::PssSaltLength { expected, .. } => {
                format!(
                    "sign with a salt of {expected} bytes (OpenSSL: rsa_pss_saltlen:digest); emulators use the longest"
                )
            }
            Self::PssMaskHash { expected, .. } => format!("sign with {expected} for MGF1 too"),
            Self::EcdsaOnSm2Curve => "sign with SM2DSA over SM3(ZA || M)".to_string(),
            Self::ChangedMessage { form } => form.advice().to_string(),
            Self::MessageIsDigest { forgeable: true, text: DigestText::Bytes, .. } => format!(
                "ask for the message itself, and verify the signature over that; if this is the message, have the signer hash it{}",
                asked.map(hashing_option).unwrap_or_default()
            ),
            Self::GivenDigest { forgeable: true, .. }
            | Self::MessageIsDigest { forgeable: true, .. }
            | Self::OtherKey { forgeable: true, .. } => {
                "ask for the message itself, and verify the signature over that".to_string()
            }
            Self::GivenDigest { .. } | Self::MessageIsDigest { .. } => {
                "get the message and verify over that, because a digest is worth verifying only if you computed it"
                    .to_string()
            }
            Self::DigestSignedAsMessage => {
                format!("have the signer pass these bytes as {}, or verify them with --message-type raw", given_as(asked))
            }
            Self::MessageHashedTwice { .. } => {
                format!("have the signer pass {}", passing(asked))
            }
            Self::HexSignedAsDigest { .. } => {
                format!("have the signer pass {}", passing(asked))
            }
            Self::OtherMessage { .. } => {
                "find the message that was signed: compare the digests of the versions that you have".to_string()
            }
            Self::OtherDistinguishingId { .. } => {
                "agree on the ID: KMS signs RAW with 1234567812345678 only; --distinguishing-id sets another"
                    .to_string()
            }
            Self::WithoutZa => "have the signer sign what kms-offline digest --raw prints, as DIGEST".to_string(),
            Self::TruncatedEntl { .. } => {
                "have the signer sign what kms-offline digest --raw prints with the same --distinguishing-id, as DIGEST"
                    .to_string()
            }
            Self::Ed25519phOnce => {
                "sign with KMS's ED25519_PH_SHA_512, and pass the SHA-512 digest as DIGEST".to_string()
            }
            Self::Context { .. } => "sign without a context".to_string(),
            Self::HashMlDsa { .. } => {
                "sign with pure ML-DSA; for long messages sign what kms-offline digest --raw prints, as EXTERNAL_MU"
                    .to_string()
            }
            Self::MuAsMessage => "have the signer pass mu as EXTERNAL_MU, or the message as RAW".to_string(),
            Self::DigestAsMu { .. } | Self::MuOverSpki => "sign what kms-offline digest --raw prints, as EXTERNAL_MU".to_string(),
            Self::InternalInterface => "sign with ML-DSA.Sign (FIPS 204, 5.2), not its internal function".to_string(),
            Self::OtherKey {
                algorithm: SigningAlgorithm::EcdsaSha256 | SigningAlgorithm::EcdsaSha384 | SigningAlgorithm::EcdsaSha512,
                ..
            } => {
                "find out which key was agreed upon, and get it from a place that you trust, because an alias may have moved to \
                 another key, and anyone can make a key that fits an ECDSA signature"
                    .to_string()
            }
            Self::OtherKey { .. } => {
                "find out which key was agreed upon, and get it from a place that you trust, because an alias may have moved to \
                 another key, and anyone can sign with a key of their own"
                    .to_string()
            }
            Self::OtherKeyId { .. } => {
                "fetch the public key of the key that signed, if it is the agreed one".to_string()
            }
        }
    }
}

/// How KMS takes what it signs without hashing.
fn given_as(asked: Option<SigningAlgorithm>) -> MessageType {
    asked.map_or(MessageType::Digest, SigningAlgorithm::digest_type)
}

/// The ways to pass a message to KMS.
fn passing(asked: Option<SigningAlgorithm>) -> String {
    let digest = format!("what kms-offline digest --raw prints, as {}", given_as(asked));
    match asked.map(SigningAlgorithm::message_types) {
        Some([MessageType::Raw]) => "the message as RAW".to_string(),
        Some([MessageType::Digest]) => digest,
        _ => format!("the message as RAW, or {digest}"),
    }
}

/// OpenSSL's options that hash what is signed.
fn hashing_option(asked: SigningAlgorithm) -> String {
    format!(" (openssl pkeyutl: -rawin -digest {})", HashFunction::from(asked.hash()).openssl_name())
}

impl MessageForm {
    const fn advice(self) -> &'static str {
        match self {
            Self::WithoutLineEnd | Self::WithLineFeed | Self::WithCrLf => {
                "sign and verify the same file; in a shell use printf instead of echo"
            }
            Self::CrLfLines | Self::LfLines => {
                "sign and verify the same bytes: look for line ends converted on the way (git, FTP, editors)"
            }
            Self::WithoutByteOrderMark | Self::WithByteOrderMark | Self::Utf8 => {
                "sign and verify the same bytes: look for an editor or shell that re-encodes text"
            }
            Self::Base64Decoded => {
                "the AWS CLI decodes an inline --message from base64: pass files with fileb:// on both sides"
            }
            Self::Utf16Le
            | Self::Utf16Be
            | Self::Utf16LeWithMark
            | Self::Utf16BeWithMark
            | Self::Latin1
            | Self::FromLatin1 => "agree on one encoding of the text for the signer and the verifier",
            Self::Base64Encoded
            | Self::Base64Line
            | Self::Base64Lines
            | Self::HexDecoded
            | Self::HexEncoded
            | Self::HexLine
            | Self::UpperHexEncoded
            | Self::PemDecoded => "sign and verify the same bytes, without re-encoding them",
            Self::Pae => {
                "verify over the pre-authentication encoding: DSSEv1, payload type and payload with their lengths"
            }
            Self::CmsAttributes => "verify over the signed attributes, and compare their digest with the message's",
            Self::CmsAttributesAsSet => "replace the first byte of the attributes (A0) with 31 before verifying",
            Self::ToBeSigned { .. } | Self::SignedDataContent { .. } => "verify over the part that was signed",
            Self::CmsSignedAttributes { function, .. } | Self::SignedDataAttributes { function, .. }
                if function.is_broken() =>
            {
                "have the signer use SHA-256, because others can make another message with the same digest"
            }
            Self::CmsSignedAttributes { .. } => {
                "verify over the attributes, with the digest in them that you compute from the message"
            }
            Self::SignedDataAttributes { .. } => {
                "verify over the attributes, with the digest in them that you compute from the content"
            }
            Self::SignedDataWithoutContent => "pass the content as the message, and the SignedData as the signature",
            Self::SignedDataOtherContent => "do not trust the content, because the signature does not cover it",
        }
    }
}

/// Whether an `alg` is `none` in any case, or that of a MAC.
fn is_no_signature(alg: &str) -> bool {
    alg.eq_ignore_ascii_case("none") || alg.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("HS"))
}
