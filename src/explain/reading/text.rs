//! Signatures that are written as text.

use alloc::{string::String, vec::Vec};

use crate::{
    explain::finding::TextEncoding,
    input::{base64, pem},
};

/// What `given` decodes to, if it is text.
///
/// Hexadecimal text can be base64 as well and has then been decoded as such: the decoding is undone here.
pub(super) fn decodings(given: &[u8]) -> Vec<(Vec<u8>, TextEncoding)> {
    let mut found = Vec::new();
    found.extend(hex(&base64::encode(given)).map(|bytes| (bytes, TextEncoding::Hex)));
    let Ok(text) = core::str::from_utf8(given) else {
        return found;
    };
    let marked = text.starts_with('\u{feff}');
    let text = text.trim_start_matches('\u{feff}').trim();
    let base64 = if marked { TextEncoding::ByteOrderMark } else { TextEncoding::Base64Twice };
    found.extend(hex(text).map(|bytes| (bytes, TextEncoding::Hex)));
    found.extend(base64::decode(text).map(|bytes| (bytes, base64)));
    found.extend(base64_url(text).map(|bytes| (bytes, TextEncoding::Base64Url)));
    found.extend(pem::body(text).and_then(base64::decode).map(|bytes| (bytes, TextEncoding::Pem)));
    found.extend(text_output(text).map(|bytes| (bytes, TextEncoding::TextOutput)));
    found.extend(quoted(text).map(|bytes| (bytes, TextEncoding::Quoted)));
    found.extend(byte_list(text).map(|bytes| (bytes, TextEncoding::ByteList)));
    found.retain(|(bytes, _)| !bytes.is_empty());
    found
}

/// Hexadecimal digits of either case, behind `0x` or with colons or white space between the bytes.
pub(in crate::explain) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text).bytes().filter(|c| !(c.is_ascii_whitespace() || *c == b':'));
    let nibbles: Option<Vec<u8>> =
        digits.map(|c| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let pairs = nibbles?;
    let (pairs, rest) = pairs.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
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

/// KeyId, Signature and SigningAlgorithm in columns.
fn text_output(text: &str) -> Option<Vec<u8>> {
    let mut columns = text.split('\t');
    columns.find(|column| !column.contains([':', '_'])).filter(|column| *column != text).and_then(base64::decode)
}

/// `"…"` of JSON, `b'…'` of Python.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let inner = |quote: &str| text.strip_prefix(quote)?.strip_suffix(quote.trim_start_matches('b'));
    ["\"", "'", "b'", "b\""].into_iter().find_map(inner).and_then(base64::decode)
}

/// `[48, 69, …]`, with or without the brackets.
fn byte_list(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if !text.contains(',') {
        return None;
    }
    text.split(',').map(|value| value.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_recognised() {
        let signature = b"\x30\x06\x02\x01\x7f\x02\x01\xfb\xff\xbf";
        let texts = [
            ("MAYCAX8CAfv/vw==", TextEncoding::Base64Twice),
            ("\u{feff}MAYCAX8CAfv/vw==\r\n", TextEncoding::ByteOrderMark),
            ("MAYCAX8CAfv_vw", TextEncoding::Base64Url),
            ("300602017f0201fbffbf\n", TextEncoding::Hex),
            ("0x300602017F0201FBFFBF", TextEncoding::Hex),
            ("30:06:02:01:7f:02:01:fb:ff:bf", TextEncoding::Hex),
            ("-----BEGIN SIGNATURE-----\nMAYCAX8CAfv/vw==\n-----END SIGNATURE-----\n", TextEncoding::Pem),
            ("arn:aws:kms:eu-west-1:1:key/2\tMAYCAX8CAfv/vw==\tECDSA_SHA_256\n", TextEncoding::TextOutput),
            ("\"MAYCAX8CAfv/vw==\"", TextEncoding::Quoted),
            ("b'MAYCAX8CAfv/vw=='", TextEncoding::Quoted),
            ("[48, 6, 2, 1, 127, 2, 1, 251, 255, 191]", TextEncoding::ByteList),
        ];
        for (text, encoding) in texts {
            let found = decodings(text.as_bytes());
            assert!(found.contains(&(signature.to_vec(), encoding)), "{text}: {found:?}");
        }
    }

    #[test]
    fn hexadecimal_text_that_was_decoded_as_base64_is_recognised() {
        let given = base64::decode("30060201").unwrap();
        assert!(decodings(&given).contains(&(b"\x30\x06\x02\x01".to_vec(), TextEncoding::Hex)));
    }
}
