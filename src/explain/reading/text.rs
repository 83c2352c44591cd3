//! Layers of text around a signature or a digest: each step takes one off.

mod hex;
mod output;

use alloc::{string::String, vec::Vec};

pub(in crate::explain) use self::hex::{hex, hex_alone};
use crate::{
    explain::finding::TextEncoding,
    input::{base64, pem, recognise},
};

/// The content of a layer.
pub(super) struct Below {
    pub(super) bytes: Vec<u8>,
    pub(super) encoding: TextEncoding,
    /// Whether the text below was base64, and is decoded.
    pub(super) base64: bool,
}

/// Everything that `given` may be the text of, a layer deep.
///
/// A layer that is only a wrapper of text (quotes, a byte order mark, the output of a tool) leaves text: if that is
/// standard base64, as everybody reads it, its bytes are below the same layer.
pub(super) fn layers(given: &[u8]) -> Vec<Below> {
    let mut found = Vec::new();
    let mut add = |encoding, base64, bytes: Option<Vec<u8>>| {
        found.extend(bytes.filter(|bytes| !bytes.is_empty()).map(|bytes| Below { bytes, encoding, base64 }));
    };
    for encoding in TextEncoding::ALL.iter().copied() {
        match encoding.layer() {
            Layer::Decodes(decode) => add(encoding, false, decode(given)),
            Layer::Unwraps(unwrap) => {
                let text = unwrap(given).filter(|text| text != given);
                add(encoding, true, text.as_deref().and_then(decode_base64));
                add(encoding, false, text);
            }
        }
    }
    found
}

/// A kind of layer.
enum Layer {
    /// Text that stands for bytes.
    Decodes(fn(&[u8]) -> Option<Vec<u8>>),
    /// Something around text, or another way to write its characters.
    Unwraps(fn(&[u8]) -> Option<Vec<u8>>),
}

impl TextEncoding {
    /// The function that removes it.
    const fn layer(self) -> Layer {
        match self {
            Self::Hex => Layer::Decodes(|given| hex(as_text(given)?)),
            Self::HexDump => Layer::Decodes(|given| hex::dump(as_text(given)?)),
            Self::HexAsBase64 => Layer::Decodes(|given| hex(&base64::encode(given))),
            Self::Base64Twice => Layer::Decodes(decode_base64),
            Self::Base64Url => Layer::Decodes(|given| base64_url(as_text(given)?)),
            Self::ByteList => Layer::Decodes(|given| Some(recognise::byte_list(as_text(given)?)?.to_vec())),
            Self::WordDump => Layer::Decodes(|given| Some(recognise::dump(as_text(given)?)?.to_vec())),
            Self::Base64AmidText => Layer::Decodes(|given| Some(recognise::base64_amid(as_text(given)?)?.to_vec())),
            Self::Latin1 => Layer::Decodes(latin1),
            Self::ByteOrderMark => {
                Layer::Unwraps(|given| given.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec))
            }
            Self::Utf16 => Layer::Unwraps(|given| utf16(given).map(String::into_bytes)),
            Self::Pem => Layer::Unwraps(|given| pem::body(as_text(given)?).map(|body| body.as_bytes().to_vec())),
            Self::Quoted => Layer::Unwraps(|given| quoted(as_text(given)?)),
            Self::JsonEscapes => Layer::Unwraps(|given| json_escapes(as_text(given)?)),
            Self::PercentSigns => Layer::Unwraps(|given| percent_signs(as_text(given)?)),
            Self::PlusAsSpace => Layer::Unwraps(|given| plus_as_space(core::str::from_utf8(given).ok()?)),
            Self::VaultPrefix => Layer::Unwraps(|given| vault_prefix(as_text(given)?)),
            Self::TextOutput => Layer::Unwraps(|given| output::columns(as_text(given)?)),
            Self::YamlOutput => Layer::Unwraps(|given| output::yaml(as_text(given)?)),
            Self::TableOutput => Layer::Unwraps(|given| output::table(as_text(given)?)),
            Self::PythonDict => Layer::Unwraps(|given| output::python_dict(as_text(given)?)),
        }
    }
}

/// The text without white space around it, if it is text.
fn as_text(given: &[u8]) -> Option<&str> {
    core::str::from_utf8(given).ok().map(str::trim)
}

fn decode_base64(given: &[u8]) -> Option<Vec<u8>> {
    base64::decode(as_text(given)?)
}

/// Base64 in the URL-safe alphabet or without padding (RFC 4648, 5 and 3.2).
fn base64_url(text: &str) -> Option<Vec<u8>> {
    let mut standard: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != '=')
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            c => c,
        })
        .collect();
    standard.extend(core::iter::repeat_n('=', (4 - standard.len() % 4) % 4));
    if standard == text { None } else { base64::decode(&standard) }
}

/// UTF-8 whose characters are bytes that some tool decoded as Latin-1.
fn latin1(given: &[u8]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(given).ok().filter(|text| !text.is_ascii())?;
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// UTF-16 after its byte order mark, or without one if every other byte is zero, as it is for ASCII.
pub(in crate::explain) fn utf16(given: &[u8]) -> Option<String> {
    let (pairs, rest) = given.as_chunks::<2>();
    let little = |pairs: &[[u8; 2]]| pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect::<Vec<_>>();
    let big = |pairs: &[[u8; 2]]| pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect::<Vec<_>>();
    let units = match pairs {
        _ if !rest.is_empty() => return None,
        [[0xff, 0xfe], text @ ..] => little(text),
        [[0xfe, 0xff], text @ ..] => big(text),
        [] => return None,
        text if text.iter().all(|[low, high]| *high == 0 && is_text(*low)) => little(text),
        text if text.iter().all(|[high, low]| *high == 0 && is_text(*low)) => big(text),
        _ => return None,
    };
    String::from_utf16(&units).ok()
}

const fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// The text between `"…"` or `'…'`, or the bytes that Python's `b'…'` stands for.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let inner = |text: &str, quote: char| Some(text.strip_prefix(quote)?.strip_suffix(quote)?.as_bytes().to_vec());
    match text.strip_prefix('b') {
        Some(text) if text.starts_with(['\'', '"']) => python_bytes(text).map(|(bytes, _)| bytes),
        _ => inner(text, '"').or_else(|| inner(text, '\'')),
    }
}

/// The bytes of a Python literal that begins with its quote, and what follows it.
fn python_bytes(text: &str) -> Option<(Vec<u8>, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut bytes = Vec::new();
    let mut rest = text.strip_prefix(quote)?;
    loop {
        let c = rest.chars().next()?;
        rest = rest.get(c.len_utf8()..)?;
        match c {
            c if c == quote => return Some((bytes, rest)),
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = rest.get(escaped.len_utf8()..)?;
                bytes.push(match escaped {
                    'n' => b'\n',
                    'r' => b'\r',
                    't' => b'\t',
                    'x' => {
                        let (digits, behind) = rest.split_at_checked(2)?;
                        rest = behind;
                        u8::from_str_radix(digits, 16).ok()?
                    }
                    other => u8::try_from(other).ok()?,
                });
            }
            c => bytes.push(u8::try_from(c).ok().filter(u8::is_ascii)?),
        }
    }
}

/// Text with the escapes of JSON (RFC 8259, 7) outside of a string: `\/`, `\n`, `\u002B`.
fn json_escapes(text: &str) -> Option<Vec<u8>> {
    if !text.contains('\\') || text.contains('"') {
        return None;
    }
    serde_json::from_str::<String>(&alloc::format!("\"{text}\"")).ok().map(String::into_bytes)
}

/// Percent-encoded text (RFC 3986, 2.1).
fn percent_signs(text: &str) -> Option<Vec<u8>> {
    let (first, rest) = text.split_once('%')?;
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.split('%') {
        let (digits, behind) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(behind.as_bytes());
    }
    Some(bytes)
}

/// Base64 whose plus signs a URL or a form turned into spaces, the first and the last character too.
fn plus_as_space(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_matches(['\r', '\n']);
    let is_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'/' | b'+' | b'=' | b'\r' | b'\n');
    (text.contains(' ') && text.bytes().all(is_base64)).then(|| text.replace(' ', "+").into_bytes())
}

/// `vault:v1:` in front, as HashiCorp Vault's transit engine writes it.
fn vault_prefix(text: &str) -> Option<Vec<u8>> {
    let (version, signature) = text.strip_prefix("vault:v")?.split_once(':')?;
    version.bytes().all(|digit| digit.is_ascii_digit()).then(|| signature.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SIGNATURE` in base64 is `MAYCAX8CAfv/v+8=`, with every character that travels badly.
    const SIGNATURE: &[u8] = b"\x30\x06\x02\x01\x7f\x02\x01\xfb\xff\xbf\xef";

    #[test]
    fn each_encoding_is_recognised() {
        let latin1: String = SIGNATURE.iter().copied().map(char::from).collect();
        let utf16 = |unit: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
            alloc::format!("{mark}MAYCAX8CAfv/v+8=\r\n").encode_utf16().flat_map(unit).collect()
        };
        let texts: &[(&[u8], TextEncoding)] = &[
            (b"MAYCAX8CAfv/v+8=", TextEncoding::Base64Twice),
            ("\u{feff}MAYCAX8CAfv/v+8=\r\n".as_bytes(), TextEncoding::ByteOrderMark),
            (b"MAYCAX8CAfv_v-8", TextEncoding::Base64Url),
            (b"300602017f0201fbffbfef\n", TextEncoding::Hex),
            (b"0x300602017F0201FBFFBFEF", TextEncoding::Hex),
            (b"30:06:02:01:7f:02:01:fb:ff:bf:ef", TextEncoding::Hex),
            (b"30-06-02-01-7F-02-01-FB-FF-BF-EF", TextEncoding::Hex),
            (b"    30:06:02:01:7f:02:\n    01:fb:ff:bf:ef\n", TextEncoding::Hex),
            (b"EC-SHA2-256(m)= 300602017f0201fbffbfef\n", TextEncoding::Hex),
            (b"unsigned char s[] = {\n  0x30, 0x06, 0x02, 0x01, 0x7f, 0x02,\n  0x01, 0xfb, 0xff, 0xbf, 0xef\n};\nunsigned int s_len = 11;\n", TextEncoding::Hex),
            (b"\\x30\\x06\\x02\\x01\\x7f\\x02\\x01\\xfb\\xff\\xbf\\xef", TextEncoding::Hex),
            (b"00000000: 3006 0201 7f02 01fb ffbf ef              0...........\n", TextEncoding::HexDump),
            (b"00000000  30 06 02 01 7f 02 01 fb  ff bf ef                 |0..........|\n0000000b\n", TextEncoding::HexDump),
            (b"0000 - 30 06 02 01 7f 02 01 fb-ff bf ef                  0..........\n", TextEncoding::HexDump),
            (b"-----BEGIN SIGNATURE-----\nMAYCAX8CAfv/v+8=\n-----END SIGNATURE-----\n", TextEncoding::Pem),
            (b"arn:aws:kms:eu-west-1:1:key/2\tMAYCAX8CAfv/v+8=\tECDSA_SHA_256\n", TextEncoding::TextOutput),
            (b"KeyId: arn:aws:kms:eu-west-1:1:key/2\nSignature: MAYCAX8CAfv/v+8=\nSigningAlgorithm: ECDSA_SHA_256\n", TextEncoding::YamlOutput),
            (b"- KeyId: alias/a\n  Signature: MAYCAX8CAfv/v+8=\n  SigningAlgorithm: ECDSA_SHA_256\n", TextEncoding::YamlOutput),
            (b"-----\n|   Sign   |\n+----+----+\n|  KeyId            |  alias/a          |\n|  Signature        |  MAYCAX8CAfv/v+8= |\n", TextEncoding::TableOutput),
            (b"{'KeyId': 'alias/a', 'Signature': b'0\\x06\\x02\\x01\\x7f\\x02\\x01\\xfb\\xff\\xbf\\xef', 'SigningAlgorithm': 'ECDSA_SHA_256'}", TextEncoding::PythonDict),
            (b"{'Signature': 'MAYCAX8CAfv/v+8='}", TextEncoding::PythonDict),
            (b"\"MAYCAX8CAfv/v+8=\"", TextEncoding::Quoted),
            (b"b'MAYCAX8CAfv/v+8='", TextEncoding::Quoted),
            (b"b'0\\x06\\x02\\x01\\x7f\\x02\\x01\\xfb\\xff\\xbf\\xef'", TextEncoding::Quoted),
            (b"[48, 6, 2, 1, 127, 2, 1, 251, 255, 191, 239]", TextEncoding::ByteList),
            (b"[48, 6, 2, 1, 127, 2, 1, -5, -1, -65, -17]", TextEncoding::ByteList),
            (b"MAYCAX8CAfv/v 8=\n", TextEncoding::PlusAsSpace),
            (b"MAYCAX8CAfv%2Fv%2B8%3D", TextEncoding::PercentSigns),
            (b"MAYCAX8CAfv\\/v\\u002B8=", TextEncoding::JsonEscapes),
            (b"MAYCAX8C\\nAfv/v+8=\\n", TextEncoding::JsonEscapes),
            (b"vault:v1:MAYCAX8CAfv/v+8=\n", TextEncoding::VaultPrefix),
            (latin1.as_bytes(), TextEncoding::Latin1),
            (&utf16(u16::to_le_bytes, "\u{feff}"), TextEncoding::Utf16),
            (&utf16(u16::to_be_bytes, "\u{feff}"), TextEncoding::Utf16),
            (&utf16(u16::to_le_bytes, ""), TextEncoding::Utf16),
            (&utf16(u16::to_be_bytes, ""), TextEncoding::Utf16),
        ];
        for (text, encoding) in texts {
            let is_found = layers(text).iter().any(|below| below.bytes == SIGNATURE && below.encoding == *encoding);
            assert!(is_found, "{}: {encoding:?}", String::from_utf8_lossy(text));
        }
        for encoding in TextEncoding::ALL.iter().copied() {
            let is_tried = texts.iter().any(|(_, tried)| *tried == encoding);
            let is_tried_below =
                matches!(encoding, TextEncoding::HexAsBase64 | TextEncoding::WordDump | TextEncoding::Base64AmidText);
            assert!(is_tried || is_tried_below, "{encoding:?}");
        }
    }

    #[test]
    fn plus_signs_at_both_ends_come_back() {
        let found = layers(b" wYCAX8 \n");
        let bytes = b"\xfb\x06\x02\x01\x7f\x3e";
        assert!(found.iter().any(|below| below.bytes == bytes && below.encoding == TextEncoding::PlusAsSpace));
    }

    #[test]
    fn longer_text_of_other_tools_is_recognised() {
        let bytes: Vec<u8> = (0x30..0x4f).collect();
        let is_found = |text: &str, encoding| {
            layers(text.as_bytes()).iter().any(|below| below.bytes == bytes && below.encoding == encoding)
        };
        let words = |print: fn(u16) -> String| -> String {
            let padded = [&bytes[..], &[0]].concat();
            padded.as_chunks().0.iter().map(|word| alloc::format!(" {}", print(u16::from_le_bytes(*word)))).collect()
        };
        let (octal, hex) = (words(|word| alloc::format!("{word:06o}")), words(|word| alloc::format!("{word:04x}")));
        let in_octal: String = bytes.iter().map(|byte| alloc::format!(" {byte:03o}")).collect();
        for text in [
            alloc::format!("0000000{octal}\n0000037\n"),
            alloc::format!("0000000{hex}\n000001f\n"),
            alloc::format!("0000000{in_octal}\n0000037\n"),
            octal,
            in_octal,
        ] {
            assert!(is_found(&text, TextEncoding::WordDump), "{text}");
        }
        let column: String = bytes.iter().map(|byte| alloc::format!("{byte}\r\n")).collect();
        assert!(is_found(&column, TextEncoding::ByteList), "{column}");
        let base64 = base64::encode(&bytes);
        for text in [alloc::format!("$ aws kms sign\n{base64}\n$ "), alloc::format!("SIG={base64}")] {
            assert!(is_found(&text, TextEncoding::Base64AmidText), "{text}");
        }
        let two = alloc::format!("{base64} {base64}");
        assert!(!is_found(&two, TextEncoding::Base64AmidText), "{two}");
    }

    #[test]
    fn hexadecimal_text_that_was_decoded_as_base64_is_recognised() {
        let given = base64::decode("30060201").unwrap();
        let below = layers(&given).into_iter().find(|below| below.encoding == TextEncoding::HexAsBase64).unwrap();
        assert_eq!(below.bytes, b"\x30\x06\x02\x01");
    }
}
