//! Changes of a signature on its way.

use arbitrary::Arbitrary;
use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use kms_offline::{KeySpec, ecdsa_sig_value};
use kms_offline_vectors::to_hex;

/// A change of the bytes, or another way to write them.
#[derive(Arbitrary, Debug)]
pub(super) enum Reshape<'a> {
    FixedSize,
    Der,
    Swapped,
    Reversed,
    Base64,
    Base64Url,
    Base64Lines,
    Hex,
    UpperHex,
    Pem,
    SignResponse,
    TextOutput,
    Quoted,
    ByteList,
    LineFeed,
    CrLf,
    OctetString,
    LongLength,
    ZeroInFront,
    WithoutZeros,
    Cut(u8),
    CutInFront(u8),
    Flip { at: u16, bit: u8 },
    Overwrite { at: u16, with: &'a [u8] },
    Append(&'a [u8]),
}

impl Reshape<'_> {
    pub(super) fn apply(&self, spec: KeySpec, mut signature: Vec<u8>) -> Vec<u8> {
        match self {
            Self::FixedSize => ecdsa_sig_value::to_p1363(spec, &signature).unwrap_or(signature),
            Self::Der => ecdsa_sig_value::from_p1363(spec, &signature).unwrap_or(signature),
            Self::Swapped => {
                let fixed = ecdsa_sig_value::to_p1363(spec, &signature).unwrap_or_default();
                let (r, s) = fixed.split_at(fixed.len() / 2);
                ecdsa_sig_value::from_p1363(spec, [s, r].concat()).unwrap_or(signature)
            }
            Self::Reversed => signature.into_iter().rev().collect(),
            Self::Base64 => Base64::encode_string(&signature).into(),
            Self::Base64Url => Base64UrlUnpadded::encode_string(&signature).into(),
            Self::Base64Lines => lines(&signature),
            Self::Hex => to_hex(&signature).into(),
            Self::UpperHex => to_hex(&signature).to_uppercase().into(),
            Self::Pem => {
                [b"-----BEGIN SIGNATURE-----\n", &lines(&signature)[..], b"-----END SIGNATURE-----\n"].concat()
            }
            Self::SignResponse => {
                let text = Base64::encode_string(&signature);
                format!("{{\n    \"KeyId\": \"alias/a\",\n    \"Signature\": \"{text}\"\n}}\n").into()
            }
            Self::TextOutput => format!("alias/a\t{}\tECDSA_SHA_256\n", Base64::encode_string(&signature)).into(),
            Self::Quoted => [b"\"", &signature[..], b"\""].concat(),
            Self::ByteList => format!("{signature:?}").into(),
            Self::LineFeed => [&signature[..], b"\n"].concat(),
            Self::CrLf => [&signature[..], b"\r\n"].concat(),
            Self::OctetString => element(0x04, &signature),
            Self::LongLength => match &signature[..] {
                // BER: a length below 128 in two bytes.
                [0x30, length @ ..0x80, content @ ..] => [&[0x30, 0x81, *length], content].concat(),
                _ => signature,
            },
            Self::ZeroInFront => [&[0], &signature[..]].concat(),
            Self::WithoutZeros => signature.into_iter().skip_while(|byte| *byte == 0).collect(),
            Self::Cut(len) => {
                signature.truncate(signature.len().saturating_sub(usize::from(*len)));
                signature
            }
            Self::CutInFront(len) => signature.split_off(signature.len().min(usize::from(*len))),
            Self::Flip { at, bit } => {
                let len = signature.len().max(1);
                signature.iter_mut().skip(usize::from(*at) % len).take(1).for_each(|byte| *byte ^= 1 << (bit % 8));
                signature
            }
            Self::Overwrite { at, with } => {
                let len = signature.len().max(1);
                let place = signature.iter_mut().skip(usize::from(*at) % len);
                place.zip(*with).for_each(|(byte, with)| *byte = *with);
                signature
            }
            Self::Append(more) => [&signature[..], more].concat(),
        }
    }
}

fn lines(bytes: &[u8]) -> Vec<u8> {
    let text = Base64::encode_string(bytes);
    text.as_bytes().chunks(76).flat_map(|line| [line, b"\n"].concat()).collect()
}

/// A DER element; one that is too long for two bytes of length is left as it is.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = match u16::try_from(content.len()) {
        Ok(len) => len.to_be_bytes(),
        Err(_) => return content.to_vec(),
    };
    let length: &[u8] = match (high, low) {
        (0, 0..0x80) => &[low],
        (0, _) => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [&[tag], length, content].concat()
}
