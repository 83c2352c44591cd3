//! Throughput of a message that comes in pieces: an algorithm for each way of hashing.

use criterion::{Criterion, Throughput};
use kms_offline::{KeySpec, SigningAlgorithm, VerifyingKey};
use signature::Signer as _;
use spki::EncodePublicKey as _;

const MESSAGE_LEN: usize = 64 << 20;

/// As a program reads a file.
const PIECE_LEN: usize = 64 << 10;

pub(crate) fn stream(criterion: &mut Criterion) {
    let message = vec![0x5a; MESSAGE_LEN];
    let keys: [fn(&[u8]) -> Signed; 6] = [sha256, sha384, sha512, sm3, shake256, ed25519];
    for sign in keys {
        let Signed { spec, algorithm, public_key, signature } = sign(&message);
        let key = VerifyingKey::from_der(public_key, spec).expect("a crate wrote the key");
        let verifier = key.verifier(algorithm).expect("the spec has the algorithm");
        let verify = || {
            let mut stream = verifier.stream(&signature);
            message.chunks(PIECE_LEN).for_each(|piece| stream.update(piece));
            stream.finish().map(drop)
        };
        assert!(verify().is_ok());
        let mut group = criterion.benchmark_group(format!("stream/{algorithm}/{spec}"));
        group.throughput(Throughput::Bytes(message.len().try_into().expect("64 bits")));
        group.sample_size(10);
        group.bench_function("kms-offline/64 MiB", |bencher| bencher.iter(verify));
        group.finish();
    }
}

struct Signed {
    spec: KeySpec,
    algorithm: SigningAlgorithm,
    public_key: Vec<u8>,
    signature: Vec<u8>,
}

/// A private key like any other, but for being known.
const SECRET: [u8; 32] = [1; 32];

macro_rules! ecdsa {
    ($name:ident, $curve:ident, $secret:expr, $spec:ident, $algorithm:ident) => {
        fn $name(message: &[u8]) -> Signed {
            let key = $curve::ecdsa::SigningKey::from_slice($secret).expect("below the order");
            let signature: $curve::ecdsa::Signature = key.sign(message);
            Signed {
                spec: KeySpec::$spec,
                algorithm: SigningAlgorithm::$algorithm,
                public_key: key.verifying_key().to_public_key_der().expect("a key").into_vec(),
                signature: signature.to_der().as_bytes().to_vec(),
            }
        }
    };
}

ecdsa!(sha256, p256, &SECRET, EccNistP256, EcdsaSha256);
ecdsa!(sha384, p384, &[1; 48], EccNistP384, EcdsaSha384);
ecdsa!(sha512, p521, &[1; 66], EccNistP521, EcdsaSha512);

fn sm3(message: &[u8]) -> Signed {
    let key = sm2::dsa::SigningKey::from_slice("1234567812345678", &SECRET).expect("below the order");
    let public_key = sm2::PublicKey::from(key.verifying_key());
    Signed {
        spec: KeySpec::Sm2,
        algorithm: SigningAlgorithm::Sm2Dsa,
        public_key: public_key.to_public_key_der().expect("a key").into_vec(),
        signature: key.sign(message).to_der().as_bytes().to_vec(),
    }
}

fn shake256(message: &[u8]) -> Signed {
    let key = ml_dsa::SigningKey::<ml_dsa::MlDsa44>::from_seed(&SECRET.into());
    let public_key = key.expanded_key().verifying_key();
    Signed {
        spec: KeySpec::MlDsa44,
        algorithm: SigningAlgorithm::MlDsaShake256,
        public_key: public_key.to_public_key_der().expect("a key").into_vec(),
        signature: key.sign(message).encode().to_vec(),
    }
}

fn ed25519(message: &[u8]) -> Signed {
    let key = ed25519_dalek::SigningKey::from_bytes(&SECRET);
    Signed {
        spec: KeySpec::EccNistEdwards25519,
        algorithm: SigningAlgorithm::Ed25519Sha512,
        public_key: key.verifying_key().to_public_key_der().expect("a key").into_vec(),
        signature: key.sign(message).to_vec(),
    }
}
