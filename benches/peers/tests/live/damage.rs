//! Changes of a signature or of its message.

use kms_offline::{KeySpec, MessageType};

use super::{Signed, integers, random};

/// A signature and a message, and whether they still belong together.
pub(super) struct Damage {
    pub(super) what: String,
    pub(super) message: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) valid: bool,
}

impl Damage {
    pub(super) fn none(signed: &Signed<'_>) -> Self {
        let (message, signature) = (signed.message.clone(), signed.signature.clone());
        Self { what: "genuine".into(), message, signature, valid: true }
    }

    /// Another signature, which must not verify.
    pub(super) fn signature(signed: &Signed<'_>, what: impl Into<String>, signature: Vec<u8>) -> Self {
        Self { what: what.into(), signature, valid: false, ..Self::none(signed) }
    }

    fn message(signed: &Signed<'_>, what: impl Into<String>, message: Vec<u8>) -> Self {
        Self { what: what.into(), message, valid: false, ..Self::none(signed) }
    }
}

/// Every damage that the scheme of the signature knows.
pub(super) fn all(signed: &Signed<'_>) -> Vec<Damage> {
    let mut damages = bytes(signed);
    damages.extend(messages(signed));
    damages.extend(match signed.spec {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => integers::rsa(signed),
        KeySpec::EccNistEdwards25519 => integers::ed25519(signed),
        KeySpec::MlDsa44 => ml_dsa_hints(signed, 80, 4),
        KeySpec::MlDsa65 => ml_dsa_hints(signed, 55, 6),
        KeySpec::MlDsa87 => ml_dsa_hints(signed, 75, 8),
        _ => integers::curve(signed),
    });
    damages
}

/// Changes of any signature.
fn bytes(signed: &Signed<'_>) -> Vec<Damage> {
    let genuine = &signed.signature;
    let bits = 8 * genuine.len();
    let flipped = [0, bits - 1].into_iter().chain((0..14).map(|_| below(bits))).map(|bit| {
        let what = format!("bit {bit} of the signature flipped");
        Damage::signature(signed, what, flip(genuine, bit))
    });
    let last = genuine.len() - 1;
    // Zeros in front of an RSA signature are the bytes that OpenSSL does not miss.
    let is_rsa = matches!(signed.spec, KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096);
    let zeros = if is_rsa { genuine.iter().take_while(|&&byte| byte == 0).count() } else { 0 };
    let cut = [
        ("no signature", vec![]),
        ("without the first byte", genuine[zeros + 1..].to_vec()),
        ("without the last byte", genuine[..last].to_vec()),
        ("behind a zero", [&[0], genuine.as_slice()].concat()),
        ("before a zero", [genuine.as_slice(), &[0]].concat()),
        ("twice", [genuine.as_slice(), genuine].concat()),
        ("all zeros", vec![0; genuine.len()]),
        ("all ones", vec![0xff; genuine.len()]),
        ("random", random(genuine.len())),
    ];
    flipped.chain(cut.map(|(what, signature)| Damage::signature(signed, what, signature))).collect()
}

/// Changes of the message. A digest keeps its length, because any other length is misuse.
fn messages(signed: &Signed<'_>) -> Vec<Damage> {
    let genuine = &signed.message;
    let mut damages = Vec::new();
    if !genuine.is_empty() {
        let bits = 8 * genuine.len();
        damages.extend([0, bits - 1, below(bits)].map(|bit| {
            let what = format!("bit {bit} of the message flipped");
            Damage::message(signed, what, flip(genuine, bit))
        }));
    }
    if signed.message_type == MessageType::Raw {
        damages.push(Damage::message(signed, "a zero behind the message", [genuine.as_slice(), &[0]].concat()));
        if let Some((_, shorter)) = genuine.split_last() {
            damages.push(Damage::message(signed, "without the message's last byte", shorter.to_vec()));
        }
    }
    damages
}

/// Encodings of the hint that HintBitUnpack rejects (FIPS 204, Algorithm 21): `omega` positions, ascending within each
/// of the `k` polynomials and zero after the last, then for each polynomial the number of positions so far.
fn ml_dsa_hints(signed: &Signed<'_>, omega: usize, k: usize) -> Vec<Damage> {
    let start = signed.signature.len() - omega - k;
    let hint = &signed.signature[start..];
    let ends: Vec<usize> = hint[omega..].iter().map(|&end| end.into()).collect();
    let with = |what: &str, change: &dyn Fn(&mut [u8])| {
        let mut signature = signed.signature.clone();
        change(&mut signature[start..]);
        Damage::signature(signed, what, signature)
    };
    let mut damages = vec![
        with("more hints than omega", &|hint| hint[omega + k - 1] = u8::try_from(omega).unwrap() + 1),
        with("a number of hints that falls", &|hint| {
            hint[omega + k - 2] = hint[omega + k - 1] + 1;
        }),
    ];
    if ends[k - 1] < omega {
        damages.push(with("a position behind the last hint", &|hint| hint[omega - 1] = 1));
    }
    let starts = [0].iter().chain(&ends).copied();
    if let Some(first) = starts.zip(&ends).find_map(|(start, end)| (end - start >= 2).then_some(start)) {
        damages.push(with("two positions of a hint swapped", &|hint| hint.swap(first, first + 1)));
        damages.push(with("a position of a hint repeated", &|hint| hint[first + 1] = hint[first]));
    }
    damages
}

fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[bit / 8] ^= 0x80 >> (bit % 8);
    flipped
}

/// A number below `limit`, random enough for choosing a bit.
fn below(limit: usize) -> usize {
    let drawn = random(size_of::<usize>()).try_into().map(usize::from_le_bytes);
    drawn.unwrap() % limit
}
