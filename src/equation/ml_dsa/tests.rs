//! Verification against the `ml-dsa` crate: its signatures, damaged, and signatures forged under keys with t₁ = 0.
//!
//! Under t₁ = 0 the equation is w′₁ = UseHint(h, A·z), which anyone can meet with any z and h: so only the norm of z
//! and the encoding of h decide, which signatures of an honest signer never put to the test.

use alloc::vec::Vec;

use ml_dsa::MlDsaParams;
use shake::{ExtendableOutput as _, Update as _, XofReader as _};

use super::*;
use crate::arithmetic::{
    edge::Draw,
    ml_dsa::{MlDsa44, MlDsa65, MlDsa87},
};

/// How many cases for each parameter set.
const CASES: usize = if cfg!(debug_assertions) { 300 } else { 4_000 };
/// How many keys these are spread over.
const KEYS: usize = if cfg!(debug_assertions) { 2 } else { 20 };

/// A key in the `ml-dsa` crate, and in our arithmetic on each kind of vectors.
struct Both<P: ParameterSet, R: MlDsaParams> {
    reference: ml_dsa::VerifyingKey<R>,
    /// Fresh and prepared, the last one prepared.
    ours: Vec<MlDsa<P>>,
}

impl<P: ParameterSet, R: MlDsaParams> Both<P, R> {
    fn new(public_key: &[u8]) -> Self {
        let states = |vectors| {
            let fresh = MlDsa::with_vectors(&public_key.into(), vectors).unwrap();
            let prepared = fresh.prepared();
            [fresh, prepared]
        };
        let ours = Vectors::all().flat_map(states).collect();
        Self { reference: ml_dsa::VerifyingKey::decode(&public_key.try_into().unwrap()), ours }
    }

    /// The verdict, on which all agree.
    fn verify(&self, mu: &[u8; 64], signature: &[u8], case: &str) -> bool {
        let expected = ml_dsa::Signature::<R>::try_from(signature)
            .is_ok_and(|signature| self.reference.verify_mu(&(*mu).into(), &signature));
        for key in &self.ours {
            assert_eq!(key.verify(Signed::Mu(mu), signature) == Outcome::Holds, expected, "{case}, {key:?}");
        }
        #[cfg(feature = "explain")]
        {
            let commitment = Commitment::of::<P>(&self.ours[0].public_key, signature);
            assert_eq!(commitment.is_some_and(|commitment| commitment.holds_for(mu)), expected, "{case}");
        }
        expected
    }
}

/// Signatures by the `ml-dsa` crate, as they are and with one byte, μ or the length changed.
fn check_signed<P: ParameterSet, R: MlDsaParams>() {
    let mut draw = Draw::new(&[]);
    let (mut valid, mut invalid) = (0, 0);
    for _ in 0..KEYS {
        let signer = ml_dsa::SigningKey::<R>::from_seed(&draw.bytes::<32>().into());
        let key = Both::<P, R>::new(&signer.expanded_key().verifying_key().encode());
        for _ in 0..CASES / KEYS / 10 {
            let mu = draw.bytes::<64>();
            let signature = signer.expanded_key().sign_mu_deterministic(&mu.into()).encode().to_vec();
            assert!(key.verify(&mu, &signature, "as signed"));
            valid += 1;

            let parts = [0, P::C_TILDE, signature.len() - P::OMEGA - P::K, signature.len() - P::K, signature.len()];
            for part in parts.windows(2).cycle().take(7) {
                let mut damaged = signature.clone();
                let i = part[0] + draw.below(part[1] - part[0]);
                damaged[i] ^= 1 << draw.below(8);
                assert!(!key.verify(&mu, &damaged, "one bit changed"));
            }
            let mut other = mu;
            other[draw.below(64)] ^= 1 << draw.below(8);
            assert!(!key.verify(&other, &signature, "another message"));
            let cut = draw.below(signature.len());
            assert!(!key.verify(&mu, &signature[..cut], "cut short"));
            let longer: Vec<u8> = signature.iter().copied().chain([0]).collect();
            assert!(!key.verify(&mu, &longer, "a byte too long"));
            invalid += 10;
        }
    }
    assert!((valid, invalid) >= (CASES / 11, CASES / 11 * 9));
}

/// A signature under a key with t₁ = 0, in the making.
struct Forgery<P> {
    z: Vec<i64>,
    /// Positions of ones, in each row ascending.
    hint: Vec<Vec<u8>>,
    /// HintBitPack(h) (FIPS 204, algorithm 20), or what replaces it.
    y: Vec<u8>,
    parameters: PhantomData<P>,
}

impl<P: ParameterSet> Forgery<P> {
    /// Small z but for one coefficient, which is `outlier`, and a hint of `ones` ones.
    fn new(draw: &mut Draw, outlier: i64, ones: usize) -> Self {
        let mut z: Vec<i64> = (0..256 * P::L).map(|_| draw.below(2001) as i64 - 1000).collect();
        z[draw.below(256 * P::L)] = outlier;

        let mut hint = alloc::vec![Vec::new(); P::K];
        while hint.iter().map(Vec::len).sum::<usize>() < ones {
            let (row, [position]) = (draw.below(P::K), draw.bytes());
            if let Err(place) = hint[row].binary_search(&position) {
                hint[row].insert(place, position);
            }
        }
        let mut y = hint.concat();
        y.resize(P::OMEGA, 0);
        y.extend(hint.iter().scan(0, |end, row| {
            *end += row.len() as u8;
            Some(*end)
        }));
        Self { z, hint, y, parameters: PhantomData }
    }

    /// c̃ that fits z and h; z; y.
    fn sign(&self, key: &MlDsa<P>, mu: &[u8; 64]) -> Vec<u8> {
        let z_hat: Vec<Poly> = (self.z.chunks(256))
            .map(|z| {
                let mut poly = Poly::ZERO;
                for (a, z) in poly.coefficients_mut().iter_mut().zip(z) {
                    *a = z.rem_euclid(i64::from(Q)) as u32;
                }
                poly.ntt(key.vectors);
                poly
            })
            .collect();
        let mut hash = shake::Shake256::default();
        hash.update(mu);
        for (row, hint) in key.rows.as_ref().unwrap().chunks_exact(P::L + 1).zip(&self.hint) {
            let mut w = dot_product(&row[..P::L], &z_hat);
            w.inverse_ntt_montgomery(key.vectors);
            for (i, r) in (0..=255).zip(w.coefficients_mut()) {
                *r = if hint.contains(&i) { use_hint::<P>(*r) } else { high_bits::<P>(*r) };
            }
            hash.update(pack_w1::<P>(&w, &mut [0; 192]));
        }
        let mut signature = alloc::vec![0; P::C_TILDE];
        hash.finalize_xof().read(&mut signature);

        let width = P::GAMMA1.ilog2() as usize + 1;
        let bits = self.z.iter().flat_map(|z| (0..width).map(move |bit| (i64::from(P::GAMMA1) - z) >> bit & 1));
        let bits: Vec<u8> = bits.map(|bit| bit as u8).collect();
        signature.extend(bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |byte, bit| byte << 1 | bit)));
        signature.extend_from_slice(&self.y);
        signature
    }
}

/// Faults of a hint's encoding.
type Malform<P> = fn(&mut Forgery<P>);

/// Signatures that meet the equation, where only the norm or the hint's encoding can be wrong.
fn check_forged<P: ParameterSet, R: MlDsaParams>() {
    let mut draw = Draw::new(&[]);
    let largest = i64::from(P::GAMMA1) - P::TAU as i64 * i64::from(P::ETA) - 1;
    let gamma1 = i64::from(P::GAMMA1);
    for _ in 0..KEYS {
        let mut public_key = draw.bytes::<32>().to_vec();
        public_key.resize(32 + 320 * P::K, 0);
        let key = Both::<P, R>::new(&public_key);
        let ours = key.ours.last().unwrap();
        for _ in 0..CASES / KEYS / 40 {
            let mu = draw.bytes();

            for (outlier, ones) in [(largest, 3), (-largest, P::OMEGA), (0, 0), (1, 1)] {
                let signature = Forgery::<P>::new(&mut draw, outlier, ones).sign(ours, &mu);
                assert!(key.verify(&mu, &signature, "within the norm"), "{outlier} {ones}");
            }
            for outlier in [largest + 1, -largest - 1, gamma1, 1 - gamma1] {
                let signature = Forgery::<P>::new(&mut draw, outlier, 9).sign(ours, &mu);
                assert!(!key.verify(&mu, &signature, "beyond the norm"), "{outlier}");
            }

            let malformations: [(&str, Malform<P>); 8] = [
                ("a byte behind the last position", |forgery| forgery.y[P::OMEGA - 1] = 1),
                ("a byte right behind the last position", |forgery| forgery.y[20] = 255),
                ("two positions swapped", |forgery| {
                    let row = forgery.hint.iter().position(|row| row.len() > 1).unwrap();
                    let first = forgery.hint[..row].iter().map(Vec::len).sum::<usize>();
                    forgery.y.swap(first, first + 1);
                }),
                ("a position twice", |forgery| {
                    forgery.y.insert(20, forgery.y[19]);
                    forgery.y.remove(P::OMEGA);
                    let last = forgery.hint.iter().rposition(|row| !row.is_empty()).unwrap();
                    forgery.y[P::OMEGA + last..].fill(21);
                }),
                ("an end beyond ω", |forgery| forgery.y[P::OMEGA + P::K - 1] = P::OMEGA as u8 + 1),
                ("an end beyond the hint", |forgery| forgery.y[P::OMEGA + P::K - 1] = 255),
                ("an end too low", |forgery| forgery.y[P::OMEGA + P::K - 1] = 0),
                ("an end that the next goes below", |forgery| forgery.y[P::OMEGA] = 21),
            ];
            for (case, malform) in malformations {
                let mut forgery = Forgery::<P>::new(&mut draw, 0, 20);
                assert!(key.verify(&mu, &forgery.sign(ours, &mu), "well formed"));
                malform(&mut forgery);
                assert!(!key.verify(&mu, &forgery.sign(ours, &mu), case), "{case}");
            }
        }
    }
}

#[test]
fn signed_and_damaged_signatures_are_judged_as_by_the_reference() {
    check_signed::<MlDsa44, ml_dsa::MlDsa44>();
    check_signed::<MlDsa65, ml_dsa::MlDsa65>();
    check_signed::<MlDsa87, ml_dsa::MlDsa87>();
}

#[test]
fn norm_and_hint_decide_where_the_equation_holds() {
    check_forged::<MlDsa44, ml_dsa::MlDsa44>();
    check_forged::<MlDsa65, ml_dsa::MlDsa65>();
    check_forged::<MlDsa87, ml_dsa::MlDsa87>();
}

/// With t₁ = 2^10 − 1, t₁·2^13 is −1 mod q and c·t₁·2^13 at most τ away from 0, so w₁ seldom depends on c: it can be
/// forged with the greatest values that a key and z can have.
fn check_largest<P: ParameterSet, R: MlDsaParams>() {
    let mut draw = Draw::new(&[]);
    let largest = i64::from(P::GAMMA1) - P::TAU as i64 * i64::from(P::ETA) - 1;
    let mut valid = 0;
    for key in 0..KEYS {
        let mut public_key = draw.bytes::<32>().to_vec();
        // All coefficients, or those of every other group of eight bytes.
        public_key.extend((0..320 * P::K).map(|i| if key % 2 == 0 || i / 40 % 2 == 0 { 0xff } else { 0 }));
        let key = Both::<P, R>::new(&public_key);
        for case in 0..CASES / KEYS / 10 {
            let mu = draw.bytes();
            let mut forgery = Forgery::<P>::new(&mut draw, largest, [0, 1, P::OMEGA][case % 3]);
            for z in &mut forgery.z {
                *z = if case % 2 == 0 && draw.below(2) == 0 { -largest } else { largest };
            }
            let signature = forgery.sign(key.ours.last().unwrap(), &mu);
            valid += usize::from(key.verify(&mu, &signature, "largest values"));
        }
    }
    assert!(valid * 10 > CASES / 10 * 8, "only {valid} were forged");
}

#[test]
fn the_largest_key_and_z_are_judged_as_by_the_reference() {
    check_largest::<MlDsa44, ml_dsa::MlDsa44>();
    check_largest::<MlDsa65, ml_dsa::MlDsa65>();
    check_largest::<MlDsa87, ml_dsa::MlDsa87>();
}

/// SampleInBall (FIPS 204, algorithm 29), as it is written there, also where it needs more bytes than any τ of the
/// standard is ever seen to.
#[test]
fn sample_in_ball_is_algorithm_29() {
    let mut draw = Draw::new(&[]);
    for tau in [39, 49, 60, 120, 200, 250] {
        for _ in 0..CASES / 10 {
            let rho = draw.bytes::<64>();
            let mut ctx = shake::Shake256::default();
            ctx.update(&rho);
            let mut ctx = ctx.finalize_xof();
            let mut s = [0; 8];
            ctx.read(&mut s);
            let mut c = [0; 256];
            for i in 256 - tau..256 {
                let mut j = [0];
                ctx.read(&mut j);
                while usize::from(j[0]) > i {
                    ctx.read(&mut j);
                }
                let (j, h) = (usize::from(j[0]), i + tau - 256);
                c[i] = c[j];
                // The standard has 64 signs; beyond them ours are all positive.
                c[j] = if s.get(h / 8).is_some_and(|byte| byte >> (h % 8) & 1 == 1) { Q - 1 } else { 1 };
            }
            for vectors in Vectors::all() {
                assert_eq!(sample_in_ball(&rho, tau, vectors).coefficients(), c, "{tau}");
            }
        }
    }
}

#[test]
fn public_key_of_wrong_length_does_not_decode() {
    for length in [0, 31, 32, 1311, 1313, 1952, 2592] {
        assert!(MlDsa::<MlDsa44>::new(&alloc::vec![7; length].into()).is_none());
    }
}

#[test]
fn prepared_keys_hold_20_36_and_64_kib() {
    fn memory<P: ParameterSet>(public_key: &[u8]) -> [usize; 2] {
        let fresh = MlDsa::<P>::new(&public_key.into()).unwrap();
        assert_eq!(fresh.cost_of_preparing().unwrap().bytes, fresh.prepared().memory());
        [fresh.memory(), fresh.prepared().memory()]
    }
    // Polynomials have 1024 bytes, and more in a checking build.
    let kib = size_of::<Poly>();
    assert_eq!(kib == 1024, cfg!(not(magnitudes)));
    assert_eq!(memory::<MlDsa44>(&[0; 1312]), [0, 20 * kib]);
    assert_eq!(memory::<MlDsa65>(&[0; 1952]), [0, 36 * kib]);
    assert_eq!(memory::<MlDsa87>(&[0; 2592]), [0, 64 * kib]);
}

#[cfg(feature = "std")]
#[test]
fn a_stack_of_256_kib_is_enough() {
    let on_small_stack = || {
        for vectors in Vectors::all() {
            let fresh = MlDsa::<MlDsa87>::with_vectors(&[7; 2592].into(), vectors).unwrap();
            let prepared = fresh.prepared();
            let mut draw = Draw::new(&[]);
            let signature = Forgery::<MlDsa87>::new(&mut draw, 0, 0).sign(&prepared, &[0; 64]);
            assert_eq!(fresh.verify(Signed::Mu(&[0; 64]), &signature), Outcome::Fails);
            assert_eq!(prepared.verify(Signed::Mu(&[0; 64]), &signature), Outcome::Fails);
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(on_small_stack).unwrap().join().unwrap();
}
