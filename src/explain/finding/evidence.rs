//! The evidence of a finding, in a sentence.

use core::fmt;

use super::{Change, Container, DigestText, Finding, Looseness, MessageForm, SignedInstead, TextEncoding};
use crate::{error::Excerpt, explain::HashFunction, kms::MessageType};

/// The reason why a caller's digest proves nothing with ECDSA and SM2DSA.
const ANYONE: &str = "; ANYONE can make such a pair of digest and signature without the key";

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASignature { given } => write!(f, "found {given} in place of a signature"),
            Self::SignatureLength { found, expected } => {
                write!(f, "the signature has {found} bytes, but signatures of this key have {expected}")
            }
            Self::NotDer { found, longest } => write!(
                f,
                "the signature is not DER of two integers, at most {longest} bytes that begin with 30; found {found} bytes"
            ),
            Self::ArithmeticsDisagree => f.write_str(
                "our own arithmetic rejects the signature and the RustCrypto crates do not: this is a fault of kms-offline",
            ),
            Self::TokenAlgorithm { found: None, name, .. } => {
                write!(f, "the token has no alg, but tokens of this key and algorithm have {name}")
            }
            Self::TokenAlgorithm { found: Some(found), name, algorithm, named } => {
                let whose = if named.is_some_and(|named| found.as_str() == named.as_str()) { ", KMS's name" } else { "" };
                write!(f, "the token's alg is {found}{whose}, but tokens of this key have {name} for {algorithm}")
            }
            Self::TokenHeader { problem } => write!(f, "no key verifies a token with this header because {problem}"),
            Self::TokenKid { found } => write!(f, "no key of the set has the token's kid {found}"),
            Self::TokenSignature { is_der: true, .. } => f.write_str(
                "the token's signature is DER, as KMS returns it; it verifies as r || s, as JOSE requires (RFC 7518, 3.4)",
            ),
            Self::TokenSignature { is_der: false, .. } => f.write_str(
                "the token's signature verifies once it is r || s in full length and in this order (RFC 7518, 3.4)",
            ),
            Self::TokenSigned { instead } => write!(f, "the signature is not over header.payload, but over {instead}"),
            Self::TokenHash { function, expected, name } => {
                write!(f, "the token was signed with {function} as the hash function, but {name} uses {expected}")
            }
            Self::TokenAlgorithmWithoutName { algorithm } => {
                write!(f, "the token was signed with {algorithm}, for which JOSE has no name")
            }
            Self::ForgeableKey => f.write_str(
                "ANYONE can sign for this key without a private key, because its t1 is too small (FIPS 204, algorithm 8)",
            ),
            Self::OutOfRange => {
                f.write_str("a part of the signature is out of range, so no signer made it with this key")
            }
            Self::NotOnCurve => f.write_str(
                "as r, s, the first integer is not the x coordinate of a point on the key's curve: \
                 no key on that curve made such a signature",
            ),
            Self::OtherCurve { found, expected } => write!(
                f,
                "r and s have at most {found} bytes, and those of this key {expected}: the signature is of a key on another curve"
            ),
            Self::TextEncoding { encoding, .. } => write!(f, "the signature has to be decoded: it is {encoding}"),
            Self::FixedSize { .. } => f.write_str("the signature verifies as r || s (IEEE P1363, JOSE), not as DER"),
            Self::DroppedZeros { r_len, s_len, .. } => write!(
                f,
                "the signature verifies as r || s with r of {r_len} and s of {s_len} bytes: leading zeros were dropped"
            ),
            Self::LooseDer { looseness, .. } => {
                f.write_str("the signature verifies in strict DER, but it was encoded with ")?;
                let mut between = "";
                looseness.iter().try_for_each(|problem| {
                    write!(f, "{between}{problem}")?;
                    between = ", ";
                    Ok(())
                })
            }
            Self::Swapped { .. } => f.write_str("the signature verifies with r and s swapped"),
            Self::Wrapped { container } => write!(f, "the signature has to be extracted from {container}"),
            Self::SignatureIsMessage => f.write_str(
                "the signature and the message are swapped: it verifies the other way round",
            ),
            Self::LostInText { replaced } => write!(
                f,
                "the signature was decoded as text somewhere, and {replaced} of its characters are U+FFFD: \
                 the bytes in their place are lost"
            ),
            Self::Resized { found, expected, change } => {
                write!(f, "the signature has {found} bytes and needs {expected}: {change}")
            }
            Self::ByteOrder => f.write_str("the bytes of the signature are in reverse (CryptoAPI's order)"),
            Self::OtherAlgorithm { algorithm, listed: true } => {
                write!(f, "it verifies as {algorithm}, which the key lists")
            }
            Self::OtherAlgorithm { algorithm, listed: false } => write!(
                f,
                "it verifies as {algorithm}, which the key does not list: KMS cannot have made it with this key's list"
            ),
            Self::OtherHash { function, possible_as_digest: true } => write!(
                f,
                "it verifies with {function} as the hash function, which KMS can only have signed as a DIGEST"
            ),
            Self::OtherHash { function, possible_as_digest: false } => write!(
                f,
                "it verifies with {function} as the hash function: KMS cannot have made it with this key's list"
            ),
            Self::EthereumMessage => f.write_str(
                "the message was signed in Ethereum's envelope \"\\x19Ethereum Signed Message:\\n\" (EIP-191)",
            ),
            Self::Pkcs1WithoutDigestInfo => f.write_str(
                "the signature has PKCS#1 v1.5 padding around the bare digest, without DigestInfo (RFC 8017, 9.2): \
                 KMS cannot have made it with this key's list",
            ),
            Self::Pkcs1WithoutNull => {
                f.write_str("the DigestInfo in the signature lacks the NULL parameters: KMS always writes them")
            }
            Self::Pkcs1HashName { function, named } => {
                let named = named.map_or("another hash function", HashFunction::name);
                write!(f, "the DigestInfo in the signature names {named}, but its digest was computed with {function}")
            }
            Self::PssSaltLength { found, expected } => {
                write!(f, "the PSS salt has {found} bytes, but KMS uses {expected}, as many as the digest has")
            }
            Self::PssMaskHash { found, expected } => {
                write!(f, "the PSS mask (MGF1) was computed with {found}, but KMS uses {expected}, as for the digest")
            }
            Self::EcdsaOnSm2Curve => f.write_str("the signature is ECDSA on the SM2 curve, not SM2DSA"),
            Self::ChangedMessage { form } => write!(f, "the signed message is this one after a change: {form}"),
            Self::GivenDigest { message_type, forgeable } => {
                let name = if *message_type == MessageType::ExternalMu { "mu" } else { "a digest" };
                write!(f, "you passed {name}, so the other findings prove nothing unless you computed it yourself")?;
                if *forgeable { f.write_str(ANYONE) } else { Ok(()) }
            }
            Self::MessageIsDigest { text, is_mu: true, .. } => {
                write!(f, "it verifies if the message is mu itself, as {text}")
            }
            Self::MessageIsDigest { text, forgeable, .. } => {
                write!(f, "it verifies if the message is the digest itself, as {text}")?;
                if *forgeable { write!(f, "{ANYONE}, so this proves nothing") } else { Ok(()) }
            }
            Self::DigestSignedAsMessage => {
                f.write_str("it verifies if the digest is a RAW message, which is hashed again")
            }
            Self::MessageHashedTwice { function, text } => write!(
                f,
                "it verifies over the {function} digest of the message, as {text}, signed as a RAW message"
            ),
            Self::HexSignedAsDigest { function } => {
                write!(f, "the signer signed the hexadecimal text of the {function} digest as the digest")
            }
            Self::OtherMessage { algorithm, digest, is_function_signed } => {
                f.write_str("the signature is this key's")?;
                if let Some(algorithm) = algorithm {
                    write!(f, ", made with {algorithm}")?;
                }
                f.write_str(", but over another message")?;
                match digest {
                    Some((function, digest)) if *is_function_signed => {
                        write!(f, ", one whose {function} digest is {}", Hex(digest))
                    }
                    Some((function, digest)) => {
                        let digest = Hex(digest);
                        write!(f, ", one whose digest is {digest} ({function}, according to an unsigned field)")
                    }
                    None => Ok(()),
                }
            }
            Self::OtherDistinguishingId { id } if id.as_bytes().is_empty() => {
                f.write_str("it verifies with the empty distinguishing ID (OpenSSL's default)")
            }
            Self::OtherDistinguishingId { id } => {
                write!(f, "it verifies with the distinguishing ID {}", Text(id.as_bytes()))
            }
            Self::WithoutZa => f.write_str("it verifies over SM3(M), without the signer's ZA in front"),
            Self::TruncatedEntl { id } => write!(
                f,
                "it verifies with the ID {} and only the low byte of its length in bits (ENTL), as AWS's Java sample writes it",
                Text(id.as_bytes())
            ),
            Self::Ed25519phOnce => f.write_str(
                "it verifies as Ed25519ph of the message hashed once (RFC 8032); KMS hashes the digest once more",
            ),
            Self::Context { context } => {
                write!(f, "it verifies with the context {}, but KMS uses no context", Text(context))
            }
            Self::HashMlDsa { function } => {
                write!(f, "it verifies as HashML-DSA with {function} (FIPS 204, 5.4): KMS makes pure ML-DSA only")
            }
            Self::MuAsMessage => f.write_str("it verifies over the message's mu, signed as a RAW message"),
            Self::DigestAsMu { function } => {
                write!(f, "it verifies over the {function} digest of the message in place of mu")
            }
            Self::MuOverSpki => {
                f.write_str("it verifies with a mu that hashes the SubjectPublicKeyInfo in place of the bare key")
            }
            Self::InternalInterface => f.write_str(
                "it verifies without the two bytes in front of the message: ML-DSA's internal interface (FIPS 204, 6)",
            ),
            Self::OtherKey { name, fingerprint, algorithm, forgeable } => {
                if *forgeable {
                    f.write_str("over the digest that you passed, which proves nothing, ")?;
                }
                write!(
                    f,
                    "it verifies with another key, that of {name}, with {algorithm}; fingerprint {fingerprint}"
                )
            }
            Self::OtherKeyId { answered, key } => {
                write!(f, "the Sign response names the key {answered}, but this is the key {key}")
            }
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64Twice => "base64 of base64",
            Self::ByteOrderMark => "text after a byte order mark",
            Self::HexAsBase64 => "hexadecimal text that was decoded as base64",
            Self::HexDump => "a hex dump",
            Self::WordDump => "a dump of od or hexdump",
            Self::Base64AmidText => "base64 amid other text",
            Self::Utf16 => "text in UTF-16",
            Self::JsonEscapes => "text with the escapes of JSON",
            Self::PercentSigns => "percent-encoded, as in URLs",
            Self::PlusAsSpace => "base64 whose plus signs were turned into spaces",
            Self::VaultPrefix => "text after the prefix of HashiCorp Vault",
            Self::YamlOutput => "the output of `aws kms sign --output yaml`",
            Self::TableOutput => "the output of `aws kms sign --output table`",
            Self::PythonDict => "a Python dictionary, printed",
            Self::Latin1 => "bytes that were decoded as Latin-1 and encoded as UTF-8",
            Self::Base64Url => "base64 in the URL-safe alphabet, or without padding",
            Self::Hex => "hexadecimal text",
            Self::Pem => "PEM",
            Self::TextOutput => "the line that `aws kms sign --output text` prints",
            Self::Quoted => "text in quotes",
            Self::ByteList => "a list of byte values",
        })
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OctetString { .. } => "a DER OCTET STRING",
            Self::BitString { .. } => "a DER BIT STRING",
            Self::UnusedBits => "a BIT STRING's content, which begins with a zero byte",
            Self::Integers { .. } => "a DER SEQUENCE of two INTEGERs",
            Self::RecoveryIdInFront => "r || s with a recovery ID in front",
            Self::RecoveryIdBehind => "r || s with a recovery ID at its end",
            Self::FlagAndKey { .. } => "a flag, the signature and the public key in a row",
            Self::BytesBehind { .. } => "bytes that go on after it, such as the message or the public key",
            Self::SignedData { .. } => "a CMS SignedData (RFC 5652, 5)",
        })
    }
}

impl fmt::Display for Looseness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Set => "a SET in place of the SEQUENCE",
            Self::IndefiniteLength => "an indefinite length (BER)",
            Self::LongLength => "a length in more bytes than needed (BER)",
            Self::PaddedInteger => "a redundant zero byte in an integer",
            Self::NegativeInteger => "an integer without the zero byte that makes it positive",
            Self::TrailingBytes => "trailing bytes after r and s",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ZerosDropped => "leading zero bytes were dropped",
            Self::ZerosAdded => "zero bytes were prepended",
            Self::LineEndAdded => "a line end was appended",
        })
    }
}

impl fmt::Display for MessageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CmsSignedAttributes { function, .. } => {
                return write!(
                    f,
                    "the signed attributes in that SignedData were signed (RFC 5652, 5.4), whose messageDigest is the \
                     message's {function} digest{}",
                    if_broken(*function)
                );
            }
            Self::WithoutLineEnd => "the line end at its end was dropped",
            Self::WithLineFeed => "a line feed was appended",
            Self::WithCrLf => "a CR LF was appended",
            Self::CrLfLines => "its line ends became CR LF",
            Self::LfLines => "its line ends became LF",
            Self::WithoutByteOrderMark => "its byte order mark was dropped",
            Self::WithByteOrderMark => "a UTF-8 byte order mark was prepended",
            Self::Utf8 => "its UTF-16 text became UTF-8",
            Self::Utf16Le => "its text became UTF-16, little-endian, without a byte order mark",
            Self::Utf16Be => "its text became UTF-16, big-endian, without a byte order mark",
            Self::Utf16LeWithMark => "its text became UTF-16, little-endian, after a byte order mark",
            Self::Utf16BeWithMark => "its text became UTF-16, big-endian, after a byte order mark",
            Self::Latin1 => "its UTF-8 text became Latin-1",
            Self::FromLatin1 => "it was decoded as Latin-1 and encoded as UTF-8",
            Self::Base64Decoded => "its base64 text was decoded",
            Self::Base64Encoded => "it was encoded in base64",
            Self::Base64Line => "it was encoded in base64, with a line feed at the end",
            Self::Base64Lines => "it was encoded in lines of base64, as base64 and openssl print it",
            Self::HexDecoded => "its hexadecimal text was decoded",
            Self::HexEncoded => "it was encoded in hexadecimal",
            Self::HexLine => "it was encoded in hexadecimal, with a line feed at the end",
            Self::UpperHexEncoded => "it was encoded in hexadecimal with capitals",
            Self::PemDecoded => "its PEM was decoded",
            Self::ToBeSigned { .. } => {
                "of the whole certificate, request or revocation list, only the part to be signed (TBS) was signed"
            }
            Self::Pae => "DSSE's pre-authentication encoding of it was signed",
            Self::CmsAttributesAsSet => {
                "the tag of CMS's signed attributes became that of a SET, as they are signed (RFC 5652, 5.4)"
            }
            Self::CmsAttributes => "CMS's signed attributes with its digest were signed (RFC 5652, 5.4)",
            Self::SignedDataAttributes { function, .. } => {
                return write!(
                    f,
                    "of the CMS SignedData, the signed attributes were signed (RFC 5652, 5.4), whose messageDigest is \
                     the content's {function} digest{}",
                    if_broken(*function)
                );
            }
            Self::SignedDataWithoutContent => {
                "of the CMS SignedData, the signed attributes were signed, and the content is not in it"
            }
            Self::SignedDataOtherContent => {
                "of the CMS SignedData, the signed attributes were signed, with the digest of ANOTHER content"
            }
            Self::SignedDataContent { .. } => "of the CMS SignedData, the content was signed",
        })
    }
}

impl fmt::Display for DigestText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::UndecodedHex => "hexadecimal digits that nobody decoded",
            Self::Hex => "hexadecimal text",
            Self::HexLine => "hexadecimal text and a line feed",
            Self::Base64 => "base64 text",
        })
    }
}

/// A warning about a digest that other messages may have too.
const fn if_broken(function: HashFunction) -> &'static str {
    if function.is_broken() { ", which others can have too, because it is broken" } else { "" }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Bytes from input: an excerpt of the text that they are, or how many there are.
struct Text<'a>(&'a [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(self.0) {
            Ok(text) => Excerpt::of(text).fmt(f),
            Err(_) => write!(f, "of {} bytes", self.0.len()),
        }
    }
}

impl fmt::Display for SignedInstead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Payload => "the decoded payload",
            Self::HeaderAndPayload => "the decoded header and payload",
            Self::EncodedPayload => "the encoded payload alone",
            Self::OtherJson => "header.payload of the same JSON with other white space, escapes or order of members",
            Self::OtherPayload => "the payload's JSON with other white space, escapes or order of members",
            Self::Unhashed => {
                "its characters themselves in the place of their digest (ECDSA then covers the first bytes only)"
            }
            Self::OtherBase64 => "header.payload in another base64 (RFC 4648, 4) or with padding",
        })
    }
}
