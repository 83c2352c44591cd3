//! The right r and s in forms that are not strict DER (X.690, 10 and 11), or not DER at all.

use kms_offline_peers::der::{content, integer, tagged, with_long_length};
use rand::RngExt as _;

use crate::case::Random;

/// Draws one of the forms; `len` is the length of r ‖ s's halves.
pub(super) fn form(r: &[u8], s: &[u8], len: usize, random: &mut Random) -> (&'static str, Vec<u8>) {
    let (strict_r, strict_s) = (integer(r), integer(s));
    let body = [strict_r.as_slice(), &strict_s].concat();
    let strict = tagged(0x30, &body);
    let sequence = |r: &[u8], s: &[u8]| tagged(0x30, &[r, s].concat());
    let of_both = |what_r, what_s, change: &dyn Fn(&[u8]) -> Vec<u8>, random: &mut Random| {
        if random.random() {
            (what_r, sequence(&change(r), &strict_s))
        } else {
            (what_s, sequence(&strict_r, &change(s)))
        }
    };
    match random.random_range(0..14) {
        0 => of_both("DER: r with a zero too many", "DER: s with a zero too many", &padded, random),
        1 => of_both("DER: r without its zero", "DER: s without its zero", &without_zero, random),
        2 => of_both("DER: −r", "DER: −s", &negative, random),
        3 => of_both("DER: r's length longer", "DER: s's length longer", &with_longer_length, random),
        4 => of_both("DER: r an OCTET STRING", "DER: s an OCTET STRING", &|value| tagged(4, &content(value)), random),
        5 => of_both("DER: r empty", "DER: s empty", &|_| vec![2, 0], random),
        6 => ("DER: length longer", with_long_length(&strict)),
        7 => ("DER: indefinite length", [&[0x30, 0x80], body.as_slice(), &[0, 0]].concat()),
        8 => ("DER: a NULL behind s", sequence(&body, &[5, 0])),
        9 => ("DER: a byte behind s", sequence(&body, &[random.random()])),
        10 => ("DER: a SET", tagged(0x31, &body)),
        11 => ("DER: one number", tagged(0x30, if random.random() { &strict_r } else { &strict_s })),
        12 => ("r ‖ s", [fixed(r, len), fixed(s, len)].concat()),
        _ => {
            let mut wrong = strict;
            let delta = if random.random() { 1 } else { 0xff };
            wrong[1] = wrong[1].wrapping_add(delta);
            ("DER: length off by one", wrong)
        }
    }
}

fn padded(value: &[u8]) -> Vec<u8> {
    tagged(2, &[&[0], content(value).as_slice()].concat())
}

/// For a value with its highest bit set that is another, negative one.
fn without_zero(value: &[u8]) -> Vec<u8> {
    let content = content(value);
    tagged(2, content.strip_prefix(&[0]).unwrap_or(&content))
}

/// The two's complement of −`value`.
fn negative(value: &[u8]) -> Vec<u8> {
    let mut content = content(value);
    let mut carry = true;
    for byte in content.iter_mut().rev() {
        let (sum, more) = (!*byte).overflowing_add(u8::from(carry));
        (*byte, carry) = (sum, more);
    }
    tagged(2, &content)
}

fn with_longer_length(value: &[u8]) -> Vec<u8> {
    let content = content(value);
    [&[2, 0x81, u8::try_from(content.len()).expect("66 at most")], content.as_slice()].concat()
}

fn fixed(value: &[u8], len: usize) -> Vec<u8> {
    let zeros = value.iter().take_while(|&&byte| byte == 0).count();
    let short = &value[zeros..];
    [&vec![0; len - short.len()], short].concat()
}
