//! Changes of a message on its way.

use arbitrary::Arbitrary;
use base64ct::{Base64, Encoding as _};
use kms_offline_vectors::to_hex;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A change of a message.
#[derive(Arbitrary, Debug)]
pub(super) enum Change {
    LineFeed,
    CrLf,
    WithoutLineEnd,
    CrLfLines,
    LfLines,
    ByteOrderMark,
    WithoutByteOrderMark,
    Utf16,
    Base64,
    FromBase64,
    Hex,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Flip { at: u16, bit: u8 },
    Zeros(u16),
}

impl Change {
    pub(super) fn apply(&self, mut message: Vec<u8>) -> Vec<u8> {
        match self {
            Self::LineFeed => [&message[..], b"\n"].concat(),
            Self::CrLf => [&message[..], b"\r\n"].concat(),
            Self::WithoutLineEnd => {
                let line = message.strip_suffix(b"\n").unwrap_or(&message);
                line.strip_suffix(b"\r").unwrap_or(line).to_vec()
            }
            Self::CrLfLines => String::from_utf8_lossy(&message).replace('\n', "\r\n").into(),
            Self::LfLines => String::from_utf8_lossy(&message).replace("\r\n", "\n").into(),
            Self::ByteOrderMark => [b"\xef\xbb\xbf", &message[..]].concat(),
            Self::WithoutByteOrderMark => message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&message).to_vec(),
            Self::Utf16 => {
                let units =
                    String::from_utf8_lossy(&message).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
                [b"\xff\xfe", &units[..]].concat()
            }
            Self::Base64 => Base64::encode_string(&message).into(),
            Self::FromBase64 => {
                std::str::from_utf8(&message).ok().and_then(|text| Base64::decode_vec(text).ok()).unwrap_or(message)
            }
            Self::Hex => to_hex(&message).into(),
            Self::Sha1 => Sha1::digest(&message).to_vec(),
            Self::Sha256 => Sha256::digest(&message).to_vec(),
            Self::Sha384 => Sha384::digest(&message).to_vec(),
            Self::Sha512 => Sha512::digest(&message).to_vec(),
            Self::Flip { at, bit } => {
                let len = message.len().max(1);
                message.iter_mut().skip(usize::from(*at) % len).take(1).for_each(|byte| *byte ^= 1 << (bit % 8));
                message
            }
            Self::Zeros(more) => {
                message.resize(message.len() + usize::from(*more), 0);
                message
            }
        }
    }
}
