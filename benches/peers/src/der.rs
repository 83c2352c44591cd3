//! DER, and what is nearly DER, for signatures and keys that are tried on everybody.
//!
//! Every function panics on what is not of the keys and signatures that KMS has.

use spki::{
    SubjectPublicKeyInfoRef,
    der::{Encode as _, asn1::BitStringRef},
};

/// Tag, length and content, of less than 256 bytes.
#[must_use]
pub fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u8::try_from(content.len()).expect("r and s are short");
    let head: &[u8] = if len < 0x80 { &[tag, len] } else { &[tag, 0x81, len] };
    [head, content].concat()
}

/// The INTEGER of big-endian bytes, which may have zeros in front.
#[must_use]
pub fn integer(value: &[u8]) -> Vec<u8> {
    tagged(0x02, &content(value))
}

/// The shortest two's complement of a number that is not negative.
#[must_use]
pub fn content(value: &[u8]) -> Vec<u8> {
    let zeros = value.iter().take_while(|&&byte| byte == 0).count();
    let short = &value[zeros..];
    if short.first().is_none_or(|first| first & 0x80 != 0) { [&[0], short].concat() } else { short.to_vec() }
}

/// The same with a length of four bytes in the outermost place.
#[must_use]
pub fn with_long_length(der: &[u8]) -> Vec<u8> {
    let content = match der[1] {
        0x82 => &der[4..],
        0x81 => &der[3..],
        _ => &der[2..],
    };
    let len = u32::try_from(content.len()).expect("64 KiB at most").to_be_bytes();
    [&[der[0], 0x84], len.as_slice(), content].concat()
}

/// A SubjectPublicKeyInfo with another key in it.
#[must_use]
pub fn with_key_bytes(public_key: &[u8], bytes: &[u8]) -> Vec<u8> {
    change(public_key, |info| info.subject_public_key = BitStringRef::from_bytes(bytes).expect("short"))
}

/// A SubjectPublicKeyInfo without the algorithm's parameters.
#[must_use]
pub fn without_parameters(public_key: &[u8]) -> Vec<u8> {
    change(public_key, |info| info.algorithm.parameters = None)
}

fn change<'a>(public_key: &'a [u8], change: impl FnOnce(&mut SubjectPublicKeyInfoRef<'a>)) -> Vec<u8> {
    let mut info = SubjectPublicKeyInfoRef::try_from(public_key).expect("a key of the pool");
    change(&mut info);
    info.to_der().expect("lengths are short")
}
