//! The keys of a family.

use kms_offline::{Arithmetic, KeySpec, Message, MessageType, VerifyingKey};
use kms_offline_peers::{der, kms_key};
use rand::RngExt as _;

use super::{
    case::{Case, Random, bytes, one},
    curve, ed25519,
    family::Family,
    ml_dsa,
    panel::{Asked, states},
    rsa,
    rule::Rule,
};

/// A private key: it signs with the equations of its scheme, so that the seed alone makes the signatures.
pub(crate) trait Secret {
    /// SubjectPublicKeyInfo.
    fn public_key(&self) -> Vec<u8>;

    /// Signs what the algorithm signs in the message's place; for ED25519_SHA_512 that is the message itself.
    fn sign(&self, case: &Case, input: &[u8], random: &mut Random) -> Vec<u8>;

    /// Does something that only this scheme knows to a genuine signature over `input`; `None` if it does not fit this
    /// one.
    fn change(&self, genuine: &Case, input: &[u8], random: &mut Random) -> Option<Case>;

    /// The key in a form that KMS does not have.
    fn other_form(&self, genuine: &Case, random: &mut Random) -> Option<Case>;
}

/// A key with everything that is asked about it.
pub(crate) struct Key {
    pub(crate) public_key: Vec<u8>,
    pub(crate) secret: Box<dyn Secret>,
    pub(crate) states: Vec<(&'static str, VerifyingKey)>,
    /// Whether OpenSSL is asked where AWS-LC can be.
    pub(crate) asks_openssl: bool,
}

impl Key {
    /// Whether the arithmetic of the RustCrypto crates is asked about this key.
    pub(crate) fn has_reference(&self) -> bool {
        self.states.iter().any(|(_, state)| state.arithmetic() == Arithmetic::RustCrypto)
    }

    /// Signs a new message, and tells what the algorithm signs in its place.
    pub(crate) fn sign(&self, family: &Family, random: &mut Random) -> (Case, Vec<u8>) {
        let algorithm = one(random, family.algorithms);
        let message_type = one(random, algorithm.message_types());
        let message = match algorithm.digest_len() {
            Some(len) if message_type != MessageType::Raw => bytes(random, len),
            _ => {
                let len = if random.random_ratio(1, 50) { 5_000 } else { random.random_range(0..=200) };
                bytes(random, len)
            }
        };
        let unsigned = Case {
            what: "genuine",
            spec: family.spec,
            public_key: self.public_key.clone(),
            algorithm,
            message_type,
            message,
            signature: Vec::new(),
            rule: None,
        };
        let input = self.input(&unsigned);
        let signature = self.secret.sign(&unsigned, &input, random);
        (unsigned.with_signature("genuine", signature), input)
    }

    fn input(&self, case: &Case) -> Vec<u8> {
        match case.message() {
            Message::Raw(message) if case.algorithm.digest_len().is_some() => {
                let digest = self.states[0].1.digest(case.algorithm, message);
                digest.expect("the algorithm has a digest").as_bytes().to_vec()
            }
            message => message.as_bytes().to_vec(),
        }
    }
}

/// The keys for this number of cases; the first of them are odd where a scheme has odd keys.
pub(crate) fn pool(family: &Family, cases: u64, reference: bool, random: &mut Random) -> Vec<Key> {
    let count = usize::try_from(cases / 1_000).expect("64 bits").clamp(8, 64);
    let secrets: Vec<Box<dyn Secret>> = match family.spec {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => rsa::secrets(family.spec),
        KeySpec::EccNistEdwards25519 => (0..count).map(|i| ed25519::secret(i, random)).collect(),
        KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => {
            (0..count).map(|_| ml_dsa::secret(family.spec, random)).collect()
        }
        _ => (0..count).map(|i| curve::secret(family.spec, i, random)).collect(),
    };
    let key = |(i, secret): (usize, Box<dyn Secret>)| {
        let public_key = secret.public_key();
        let states = states(kms_key(family.spec, &public_key), Asked { large: i % 4 == 0, reference });
        // A long run has more cases in the same time.
        let asks_openssl = reference || !OPENSSL_IS_SLOW.contains(&family.spec) || i % 4 == 1;
        Key { public_key, secret, states, asks_openssl }
    };
    secrets.into_iter().enumerate().map(key).collect()
}

const OPENSSL_IS_SLOW: [KeySpec; 3] = [KeySpec::EccNistP384, KeySpec::EccNistP521, KeySpec::EccSecgP256k1];

/// The case of a key whose outer length is written in more bytes than it needs.
pub(crate) fn long_length(genuine: &Case) -> Case {
    let public_key = der::with_long_length(&genuine.public_key);
    genuine.with_key("key: a length in more bytes than needed", public_key, Some(Rule::NonDerKey))
}
