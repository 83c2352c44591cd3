//! Pseudorandom polynomials (FIPS 204, section 7.3).

use shake::{ExtendableOutput as _, Shake128, Shake256, Update as _, XofReader as _};

use super::{field::Q, ntt::Poly};

/// RejNTTPoly (FIPS 204, algorithm 30) of ρ‖s‖r, the entry in row r, column s of Â; coefficients < q.
pub(crate) fn reject_ntt_poly(rho: &[u8; 32], s: u8, r: u8) -> Poly {
    let mut hash = Shake128::default();
    hash.update(rho);
    hash.update(&[s, r]);
    let mut bytes = hash.finalize_xof();
    let mut poly = Poly::ZERO;
    let mut count = 0;
    while count < 256 {
        let mut block = [0; 168];
        bytes.read(&mut block);
        for &[low, middle, high] in block.as_chunks().0 {
            // CoeffFromThreeBytes (algorithm 14)
            let z = u32::from_le_bytes([low, middle, high & 0x7f, 0]);
            if z < Q && count < 256 {
                poly.0[count % 16][count / 16] = z;
                count += 1;
            }
        }
    }
    poly
}

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
