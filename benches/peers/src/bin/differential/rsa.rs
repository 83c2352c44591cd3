//! RSASSA-PKCS1-v1_5 and RSASSA-PSS: keys of the corpus, signing, and signatures of encodings that are not quite right.

mod edge;
mod encoding;

use std::{collections::BTreeMap, sync::Mutex};

use kms_offline::{KeySpec, SigningAlgorithm};
use kms_offline_peers::der;
use kms_offline_vectors::CorpusKey;
use openssl::{
    bn::{BigNum, BigNumContext, BigNumRef},
    error::ErrorStack,
    hash::MessageDigest,
    pkey::{PKey, Private},
    rsa::{Padding, Rsa},
};
use rand::RngExt as _;

use self::encoding::{Encoding, Scheme};
use super::{
    case::{Case, Random, bytes, one},
    key::{Secret, long_length},
    rule::Rule,
};

struct Key(Rsa<Private>);

/// The private keys that the corpus has of this size, for each another one with the same modulus, and keys at an edge
/// of the radix.
pub(super) fn secrets(spec: KeySpec) -> Vec<Box<dyn Secret>> {
    // Primes are not found in no time.
    static KEYS: Mutex<BTreeMap<KeySpec, Vec<Rsa<Private>>>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().expect("no thread panics");
    let keys = keys.entry(spec).or_insert_with(|| keys_of(spec)).iter();
    keys.map(|key| Box::new(Key(key.clone())) as Box<dyn Secret>).collect()
}

fn keys_of(spec: KeySpec) -> Vec<Rsa<Private>> {
    let read = |name: &str| {
        let pem = CorpusKey::named(&format!("{spec}-{name}")).private_key_pem();
        PKey::private_key_from_pem(pem.as_bytes()).and_then(|key| key.rsa()).expect("the corpus holds keys")
    };
    let names = ["sign-1", "sign-2", "encrypt-1", "encrypt-2"];
    let exponents: [&[u32]; 4] =
        [&[3, 5, 7, 11, 17, 257], &[17, 257, 641], &[0xffff_fffb, 0xffff_ffef], &[5, 7, 11, 13]];
    let keys = names.iter().zip(exponents).flat_map(|(name, exponents)| {
        let key = read(name);
        let other = exponents.iter().find_map(|&e| with_exponent(&key, e).ok());
        [Some(key), other]
    });
    keys.flatten().chain(edge::keys(spec)).collect()
}

/// The key with this public exponent, if that has no factor in common with p − 1 and q − 1.
fn with_exponent(key: &Rsa<Private>, e: u32) -> Result<Rsa<Private>, ErrorStack> {
    let (p, q) = (key.p().expect("in the corpus"), key.q().expect("in the corpus"));
    private_key(p.to_owned()?, q.to_owned()?, e)
}

/// The key of two primes, if its public exponent has no factor in common with p − 1 and q − 1.
fn private_key(p: BigNum, q: BigNum, e: u32) -> Result<Rsa<Private>, ErrorStack> {
    let (one, e) = (BigNum::from_u32(1)?, BigNum::from_u32(e)?);
    let (less_p, less_q) = (&p - &one, &q - &one);
    let mut context = BigNumContext::new()?;
    let mut inverse = |a: &BigNumRef, modulus: &BigNumRef| {
        let mut inverse = BigNum::new()?;
        inverse.mod_inverse(a, modulus, &mut context)?;
        Ok::<_, ErrorStack>(inverse)
    };
    let d = inverse(&e, &(&less_p * &less_q))?;
    let (d_p, d_q, q_inverse) = (inverse(&e, &less_p)?, inverse(&e, &less_q)?, inverse(&q, &p)?);
    Rsa::from_private_components(&p * &q, e, d, p, q, d_p, d_q, q_inverse)
}

impl Secret for Key {
    fn public_key(&self) -> Vec<u8> {
        PKey::from_rsa(self.0.clone()).and_then(|key| key.public_key_to_der()).expect("OpenSSL writes a key")
    }

    fn sign(&self, case: &Case, input: &[u8], random: &mut Random) -> Vec<u8> {
        self.encrypt(&self.encoding(case, input).right(random)).expect("below n")
    }

    fn change(&self, genuine: &Case, input: &[u8], random: &mut Random) -> Option<Case> {
        // The private key's operation is the dearest part of a case.
        let (what, signature) = if random.random_ratio(1, 3) {
            let (what, encoded) = self.encoding(genuine, input).wrong(random);
            (what, self.encrypt(&encoded)?)
        } else {
            self.other_number(&genuine.signature, random)?
        };
        Some(genuine.with_signature(what, signature))
    }

    fn other_form(&self, genuine: &Case, random: &mut Random) -> Option<Case> {
        if random.random() {
            return Some(long_length(genuine));
        }
        let public_key = der::without_parameters(&genuine.public_key);
        Some(genuine.with_key("key: without NULL", public_key, Some(Rule::RsaWithoutNull)))
    }
}

impl Key {
    fn encoding<'a>(&self, case: &Case, digest: &'a [u8]) -> Encoding<'a> {
        let (scheme, hash) = match case.algorithm {
            SigningAlgorithm::RsassaPkcs1V15Sha256 => (Scheme::Pkcs1, MessageDigest::sha256()),
            SigningAlgorithm::RsassaPkcs1V15Sha384 => (Scheme::Pkcs1, MessageDigest::sha384()),
            SigningAlgorithm::RsassaPkcs1V15Sha512 => (Scheme::Pkcs1, MessageDigest::sha512()),
            SigningAlgorithm::RsassaPssSha256 => (Scheme::Pss, MessageDigest::sha256()),
            SigningAlgorithm::RsassaPssSha384 => (Scheme::Pss, MessageDigest::sha384()),
            SigningAlgorithm::RsassaPssSha512 => (Scheme::Pss, MessageDigest::sha512()),
            other => panic!("{other} is not RSA's"),
        };
        Encoding { scheme, hash, digest, len: self.len() }
    }

    /// RSASP1 (RFC 8017, 5.2.1) of an encoded message; `None` if it is not below n.
    fn encrypt(&self, encoded: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.len()];
        self.0.private_encrypt(encoded, &mut signature, Padding::NONE).ok()?;
        Some(signature)
    }

    /// s at the edges of [0, n − 1] (RFC 8017, 5.2.2), others that are s modulo n, and other lengths.
    fn other_number(&self, signature: &[u8], random: &mut Random) -> Option<(&'static str, Vec<u8>)> {
        let small = |value| BigNum::from_u32(value).expect(MEMORY);
        let (s, n) = (BigNum::from_slice(signature).expect(MEMORY), self.0.n());
        let (what, value) = match random.random_range(0..10) {
            0 => ("s = 0", small(0)),
            1 => ("s = 1", small(1)),
            2 => ("s = n − 1", n - &small(1)),
            3 => ("s = n", n + &small(0)),
            4 => ("s = n + 1", n + &small(1)),
            5 => ("n − s", n - &s),
            6 => ("s + n", &s + n),
            7 => return Some(("s: zeros in front", [&vec![0; one(random, &[1, 2, 8])], signature].concat())),
            8 => return Some(("s: without its zeros in front", s.to_vec())),
            _ => ("s: random", BigNum::from_slice(&bytes(random, self.len())).expect(MEMORY)),
        };
        // s + n needs a bit more for some signatures: they are a byte longer.
        let len = self.len().max(value.to_vec().len());
        Some((what, value.to_vec_padded(i32::try_from(len).expect("513 at most")).expect("it fits")))
    }

    fn len(&self) -> usize {
        usize::try_from(self.0.size()).expect("512 at most")
    }
}

const MEMORY: &str = "OpenSSL has memory";
