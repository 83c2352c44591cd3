//! CMS SignedData (RFC 5652, 5): its signatures, and the attributes or the content that they are over.

use alloc::vec::Vec;

use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _, asn1::AnyRef};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};

use super::{finding::AttributeSpan, function::HashFunction};

/// The OID of SignedData in `ContentInfo` (RFC 5652, 5.1).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// The attribute that has the content's digest (RFC 5652, 11.2).
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// The most signers that are looked at.
const MAX_SIGNERS: usize = 8;

/// A SignedData that fills its input.
pub(super) struct SignedData<'a> {
    /// The content, unless it is detached.
    pub(super) content: Option<Part<'a>>,
    pub(super) signers: Vec<Signer<'a>>,
}

/// A SignerInfo.
pub(super) struct Signer<'a> {
    pub(super) signature: Part<'a>,
    /// The signed attributes; without them the signature is over the content.
    pub(super) attributes: Option<SignedAttributes>,
}

/// Bytes of the SignedData.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) bytes: &'a [u8],
    /// Bytes in front of them.
    pub(super) offset: usize,
}

/// SignedAttributes, as they are signed: a SET OF, whose tag is `[0]` in SignerInfo (RFC 5652, 5.4).
#[derive(Clone)]
pub(super) struct SignedAttributes {
    pub(super) signed: Vec<u8>,
    /// Bytes in front of them, where they stand with the other tag.
    pub(super) offset: usize,
    /// The function of the content's digest, if it is known.
    pub(super) function: Option<HashFunction>,
    /// The digest of the content.
    pub(super) message_digest: Option<Vec<u8>>,
    /// Bytes of `signed` in front of that digest.
    pub(super) digest_offset: usize,
}

impl SignedAttributes {
    /// The function whose digest of `content` the attributes have, if it is the one that the SignedData names.
    pub(super) fn function_over(&self, content: &[u8]) -> Option<HashFunction> {
        let (function, digest) = (self.function?, self.message_digest.as_ref()?);
        (function.digest(content) == *digest).then_some(function)
    }

    /// Where they stand, for a command.
    pub(super) fn span(&self) -> AttributeSpan {
        AttributeSpan { offset: self.offset, len: self.signed.len(), digest_offset: self.digest_offset }
    }
}

impl<'a> SignedData<'a> {
    /// Reads `ContentInfo` with a SignedData in DER.
    pub(super) fn read(whole: &'a [u8]) -> Option<Self> {
        let place = |part: &'a [u8]| {
            // Both are parts of one slice: `part` is borrowed from `whole`.
            let offset = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
            Some(Part { bytes: part, offset })
        };
        let [content_type, content] = elements(of(whole, Tag::Sequence)?)?.try_into().ok()?;
        if ObjectIdentifier::from_der(content_type).ok()? != SIGNED_DATA {
            return None;
        }
        let signed_data = elements(of(explicit(content, 0)?, Tag::Sequence)?)?;
        let [_version, _digests, encapsulated, .., infos] = &signed_data[..] else { return None };
        let content = match elements(of(encapsulated, Tag::Sequence)?)?[..] {
            [_, content] => Some(place(of(explicit(content, 0)?, Tag::OctetString)?)?),
            [_] => None,
            _ => return None,
        };
        let infos = elements(of(infos, Tag::Set)?)?;
        let signers: Option<Vec<_>> = infos.into_iter().take(MAX_SIGNERS).map(|info| signer(info, place)).collect();
        Some(Self { content, signers: signers? })
    }
}

/// `SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs OPTIONAL, signatureAlgorithm, signature, [1]
/// unsignedAttrs OPTIONAL }`
fn signer<'a>(info: &'a [u8], place: impl Fn(&'a [u8]) -> Option<Part<'a>>) -> Option<Signer<'a>> {
    let parts = elements(of(info, Tag::Sequence)?)?;
    let [_version, _signer, digest, rest @ ..] = &parts[..] else { return None };
    let (attributes, rest) = match rest {
        [first, rest @ ..] if first.first() == Some(&CONTEXT_0) => (Some(*first), rest),
        rest => (None, rest),
    };
    let [_algorithm, signature, ..] = rest else { return None };
    let signature = place(of(signature, Tag::OctetString)?)?;
    let attributes = match attributes {
        Some(attributes) => Some(signed_attributes(place(attributes)?, algorithm(digest))?),
        None => None,
    };
    Some(Signer { signature, attributes })
}

/// The hash function of an AlgorithmIdentifier.
fn algorithm(identifier: &[u8]) -> Option<HashFunction> {
    AlgorithmIdentifierRef::from_der(identifier).ok().and_then(|identifier| HashFunction::of_oid(identifier.oid))
}

fn signed_attributes(part: Part<'_>, function: Option<HashFunction>) -> Option<SignedAttributes> {
    let (_, rest) = part.bytes.split_first()?;
    let signed = [&[SET], rest].concat();
    let message_digest = elements(of(&signed, Tag::Set)?)?.into_iter().find_map(|attribute| {
        let [name, values] = elements(of(attribute, Tag::Sequence)?)?.try_into().ok()?;
        let is_digest = ObjectIdentifier::from_der(name).ok()? == MESSAGE_DIGEST;
        let [value] = elements(of(values, Tag::Set)?)?.try_into().ok()?;
        of(value, Tag::OctetString).filter(|_| is_digest)
    });
    // The digest is a part of `signed`.
    let in_front = message_digest.and_then(|digest| digest.as_ptr().addr().checked_sub(signed.as_ptr().addr()));
    let (digest_offset, message_digest) = (in_front.unwrap_or_default(), message_digest.map(<[u8]>::to_vec));
    Some(SignedAttributes { signed, offset: part.offset, function, message_digest, digest_offset })
}

/// The tags of `[0]`, constructed, and of SET.
const CONTEXT_0: u8 = 0xa0;
const SET: u8 = 0x31;

/// The content of the element that fills `bytes`, if it has this tag.
fn of(bytes: &[u8], tag: Tag) -> Option<&[u8]> {
    let whole = AnyRef::from_der(bytes).ok()?;
    if whole.tag() == tag { Some(whole.value()) } else { None }
}

/// The content of `[number]`.
fn explicit(bytes: &[u8], number: u8) -> Option<&[u8]> {
    if bytes.first() == Some(&(CONTEXT_0 | number)) {
        AnyRef::from_der(bytes).ok().map(|whole| whole.value())
    } else {
        None
    }
}

/// The elements of a constructed value, each with its header.
fn elements(value: &[u8]) -> Option<Vec<&[u8]>> {
    const MOST: usize = 64;
    let mut reader = SliceReader::new(value).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() && elements.len() < MOST {
        elements.push(reader.tlv_bytes().ok()?);
    }
    reader.is_finished().then_some(elements)
}
