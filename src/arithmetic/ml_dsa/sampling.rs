//! The pseudorandom challenge (FIPS 204, section 7.3).

use shake::{ExtendableOutput as _, Shake256, Update as _, XofReader as _};

use super::{field::Q, ntt::Poly};

/// SampleInBall (FIPS 204, algorithm 29): `tau` coefficients are 1 or q − 1, the others 0.
pub(crate) fn sample_in_ball(c_tilde: &[u8], tau: usize) -> Poly {
    let mut hash = Shake256::default();
    hash.update(c_tilde);
    let mut bytes = hash.finalize_xof();
    let mut block = [0; 136];
    bytes.read(&mut block);
    let (signs, mut rest) = block.split_at(8);
    let mut signs = signs.iter().rev().fold(0, |signs, &byte| signs << 8 | u64::from(byte));
    let mut refill = [0; 136];

    let mut poly = Poly::ZERO;
    let c = poly.coefficients_mut();
    for i in 256 - tau..256 {
        let j = loop {
            let Some((&j, after)) = rest.split_first() else {
                bytes.read(&mut refill);
                rest = &refill;
                continue;
            };
            rest = after;
            if usize::from(j) <= i {
                break usize::from(j);
            }
        };
        c[i] = c[j];
        c[j] = if signs & 1 == 0 { 1 } else { Q - 1 };
        signs >>= 1;
    }
    poly
}
