//! ML-DSA: keys, signing, and the encoding of the hint.

mod forged;

use kms_offline::{KeySpec, MessageType};
use kms_offline_peers::der;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams, SigningKey, VerifyingKey};
use rand::RngExt as _;
use spki::EncodePublicKey;

use super::{
    case::{Case, Random},
    key::{Secret, long_length},
};

struct MlDsa<P: MlDsaParams> {
    key: SigningKey<P>,
    /// Hints in all.
    omega: usize,
    /// Polynomials of the hint.
    k: usize,
}

pub(super) fn secret(spec: KeySpec, random: &mut Random) -> Box<dyn Secret> {
    let mut seed = [0; 32];
    random.fill(&mut seed);
    // FIPS 204, Precomputation 1.
    match spec {
        KeySpec::MlDsa44 => Box::new(MlDsa { key: SigningKey::<MlDsa44>::from_seed(&seed.into()), omega: 80, k: 4 }),
        KeySpec::MlDsa65 => Box::new(MlDsa { key: SigningKey::<MlDsa65>::from_seed(&seed.into()), omega: 55, k: 6 }),
        KeySpec::MlDsa87 => Box::new(MlDsa { key: SigningKey::<MlDsa87>::from_seed(&seed.into()), omega: 75, k: 8 }),
        other => panic!("{other} is not ML-DSA's"),
    }
}

impl<P: MlDsaParams> Secret for MlDsa<P>
where
    VerifyingKey<P>: EncodePublicKey,
{
    fn public_key(&self) -> Vec<u8> {
        self.key.expanded_key().verifying_key().to_public_key_der().expect("the crate writes a key").into_vec()
    }

    fn sign(&self, _: &Case, input: &[u8], _: &mut Random) -> Vec<u8> {
        let mu: [u8; 64] = input.try_into().expect("μ has 64 bytes");
        self.key.expanded_key().sign_mu_deterministic(&mu.into()).encode().to_vec()
    }

    fn change(&self, genuine: &Case, _: &[u8], random: &mut Random) -> Option<Case> {
        if random.random_ratio(1, 4) {
            let forged::Forged { what, public_key, message, signature } = forged::forge(genuine.spec, random);
            let public_key = der::with_key_bytes(&genuine.public_key, &public_key);
            let message_type = MessageType::Raw;
            return Some(Case { what, public_key, message_type, message, signature, ..genuine.clone() });
        }
        let mut signature = genuine.signature.clone();
        let start = signature.len() - self.omega - self.k;
        let what = match random.random_range(0..8) {
            0 => {
                let hint = random.random_range(start..signature.len());
                signature[hint] = random.random();
                "hint: another byte"
            }
            // An encoding of z that is at or over the bound: γ1 is all zeros.
            1 => {
                let begin = random.random_range(64..start - 8);
                signature[begin..begin + 8].fill(if random.random() { 0 } else { 0xff });
                "z: a coefficient of γ1 or 1 − γ1"
            }
            _ => self.change_hint(&mut signature[start..], random)?,
        };
        Some(genuine.with_signature(what, signature))
    }

    fn other_form(&self, genuine: &Case, _: &mut Random) -> Option<Case> {
        Some(long_length(genuine))
    }
}

impl<P: MlDsaParams> MlDsa<P> {
    /// Makes an encoding that HintBitUnpack rejects (FIPS 204, Algorithm 21), or another hint: `omega` positions,
    /// ascending within each of the `k` polynomials and zero after the last, then for each polynomial the number of
    /// positions so far.
    fn change_hint(&self, hint: &mut [u8], random: &mut Random) -> Option<&'static str> {
        let (omega, k) = (self.omega, self.k);
        let ends: Vec<usize> = hint[omega..].iter().map(|&end| end.into()).collect();
        let polynomial = random.random_range(..k);
        let first = if polynomial == 0 { 0 } else { ends[polynomial - 1] };
        let count = ends[polynomial] - first;
        Some(match random.random_range(0..7) {
            0 => {
                hint[omega + k - 1] = u8::try_from(omega).expect("80 at most") + random.random_range(1..=8);
                "hint: more than omega"
            }
            1 if polynomial > 0 => {
                hint[omega + polynomial - 1] = hint[omega + polynomial] + 1;
                "hint: a number that falls"
            }
            2 if ends[k - 1] < omega => {
                hint[random.random_range(ends[k - 1]..omega)] = random.random_range(1..=255);
                "hint: a position behind the last"
            }
            3 if count >= 2 => {
                hint.swap(first, first + 1);
                "hint: positions swapped"
            }
            4 if count >= 2 => {
                hint[first + 1] = hint[first];
                "hint: a position repeated"
            }
            5 if ends[k - 1] > 0 => {
                hint[ends[k - 1] - 1] = 0;
                hint[omega + k - 1] -= 1;
                "hint: one less"
            }
            6 if polynomial + 1 < k && count > 0 => {
                hint[omega + polynomial] -= 1;
                "hint: a position in the next polynomial"
            }
            _ => return None,
        })
    }
}
