//! Inputs that may have been signed in place of a message.

use crate::explain::HashFunction;

/// A change to a message that tools make on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageForm {
    /// The signed message does not have the line end at the end.
    WithoutLineEnd,
    /// The signed message has a line feed more at its end.
    WithLineFeed,
    /// The signed message has CR LF more at its end.
    WithCrLf,
    /// The signed message has CR LF where this one has LF.
    CrLfLines,
    /// The signed message has LF where this one has CR LF.
    LfLines,
    /// The signed message does not begin with the UTF-8 byte order mark.
    WithoutByteOrderMark,
    /// The signed message begins with the UTF-8 byte order mark.
    WithByteOrderMark,
    /// The signed message is UTF-8 where this one is UTF-16.
    Utf8,
    /// The signed message is UTF-16, little-endian, without a byte order mark.
    Utf16Le,
    /// The signed message is UTF-16, big-endian, without a byte order mark.
    Utf16Be,
    /// The signed message is UTF-16, little-endian, after a byte order mark.
    Utf16LeWithMark,
    /// The signed message is UTF-16, big-endian, after a byte order mark.
    Utf16BeWithMark,
    /// The signed message is Latin-1 where this one is UTF-8.
    Latin1,
    /// The signed message is the UTF-8 of this one's bytes, taken for Latin-1.
    FromLatin1,
    /// The message is base64 text; its decoded bytes were signed.
    Base64Decoded,
    /// The base64 of the message was signed.
    Base64Encoded,
    /// The base64 of the message and a line feed were signed.
    Base64Line,
    /// The base64 of the message in lines was signed.
    Base64Lines,
    /// The message is hexadecimal text; its decoded bytes were signed.
    HexDecoded,
    /// The hexadecimal text of the message was signed.
    HexEncoded,
    /// The hexadecimal text of the message and a line feed were signed.
    HexLine,
    /// The hexadecimal text of the message in capitals was signed.
    UpperHexEncoded,
    /// The message is PEM; its decoded bytes were signed.
    PemDecoded,
    /// The message is a whole certificate, request or revocation list; the part to be signed was signed.
    ToBeSigned {
        /// Bytes in front of that part.
        offset: usize,
    },
    /// The message's pre-authentication encoding was signed (DSSE).
    Pae,
    /// The message is CMS's signed attributes, which are signed as a SET.
    CmsAttributesAsSet,
    /// CMS's signed attributes with the message's SHA-256 digest were signed.
    CmsAttributes,
    /// The signed attributes of the CMS SignedData that the signature came in were signed; they name the message's
    /// digest.
    CmsSignedAttributes {
        /// The function of that digest, by a field that is not signed.
        function: HashFunction,
        /// Where the attributes stand in the SignedData.
        attributes: AttributeSpan,
    },
    /// The message is a CMS SignedData, whose signed attributes were signed; they name its content's digest.
    SignedDataAttributes {
        /// The function of that digest, by a field that is not signed.
        function: HashFunction,
        /// Where the attributes stand in the SignedData.
        attributes: AttributeSpan,
        /// Bytes in front of the content, and the bytes of the content.
        content: (usize, usize),
    },
    /// The message is a CMS SignedData without its content, whose signed attributes were signed.
    SignedDataWithoutContent,
    /// The message is a CMS SignedData whose signed attributes were signed, with the digest of another content.
    SignedDataOtherContent,
    /// The message is a CMS SignedData, whose content was signed.
    SignedDataContent {
        /// Bytes in front of the content.
        offset: usize,
        /// Bytes of the content.
        len: usize,
    },
}

/// Where the signed attributes of a CMS SignedData stand in it (RFC 5652, 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "two places and a length")]
pub struct AttributeSpan {
    /// Bytes in front of the attributes.
    pub offset: usize,
    /// Bytes of the attributes.
    pub len: usize,
    /// Bytes of the attributes in front of the content's digest.
    pub digest_offset: usize,
}

/// The text that was signed in place of a token's `header.payload`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedInstead {
    /// The payload, as it was before it was encoded.
    Payload,
    /// The header and the payload as they were before they were encoded, with a dot between.
    HeaderAndPayload,
    /// The encoded payload alone.
    EncodedPayload,
    /// `header.payload` of the same JSON, written in another way.
    OtherJson,
    /// The payload of the same JSON, written in another way, and not encoded.
    OtherPayload,
    /// `header.payload` in base64 with padding, or in the standard alphabet.
    OtherBase64,
    /// `header.payload` in place of its digest. ECDSA covers only its first bytes.
    Unhashed,
}

/// How a digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestText {
    /// Its bytes.
    Bytes,
    /// The digits of hexadecimal text, which nobody decoded.
    UndecodedHex,
    /// Hexadecimal text.
    Hex,
    /// Hexadecimal text and a line feed.
    HexLine,
    /// Base64 text.
    Base64,
}

impl MessageForm {
    kinds! {
        "Message" []
        WithoutLineEnd WithLineFeed WithCrLf CrLfLines LfLines WithoutByteOrderMark WithByteOrderMark Utf8 Utf16Le Utf16Be
        Utf16LeWithMark Utf16BeWithMark Latin1 FromLatin1 Base64Decoded Base64Encoded Base64Line Base64Lines HexDecoded
        HexEncoded HexLine UpperHexEncoded PemDecoded ToBeSigned Pae CmsAttributesAsSet CmsAttributes
        CmsSignedAttributes SignedDataAttributes SignedDataWithoutContent SignedDataOtherContent SignedDataContent
    }
}
