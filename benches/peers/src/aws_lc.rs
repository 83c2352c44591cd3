//! AWS-LC, through `aws-lc-rs`.

use aws_lc_rs::{
    digest::{self, Digest},
    encoding::{AsDer as _, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::{self, KeySize},
    signature::{
        self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, ParsedPublicKey, PqdsaKeyPair, RsaEncoding,
        VerificationAlgorithm,
    },
};
use kms_offline::{KeySpec, Message, MessageType, SigningAlgorithm};

/// A private key.
pub(crate) struct Key {
    spec: KeySpec,
    pair: Pair,
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    MlDsa(PqdsaKeyPair),
}

impl Key {
    /// `None` for specs that AWS-LC does not have.
    pub(crate) fn generate(spec: KeySpec) -> Option<Self> {
        let rsa = |size| rsa::KeyPair::generate(size).map(Pair::Rsa);
        let ecdsa = |algorithm| EcdsaKeyPair::generate(algorithm).map(Pair::Ecdsa);
        let ml_dsa = |algorithm| PqdsaKeyPair::generate(algorithm).map(Pair::MlDsa);
        let pair = match spec {
            KeySpec::Rsa2048 => rsa(KeySize::Rsa2048),
            KeySpec::Rsa3072 => rsa(KeySize::Rsa3072),
            KeySpec::Rsa4096 => rsa(KeySize::Rsa4096),
            KeySpec::EccNistP256 => ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING),
            KeySpec::EccNistP384 => ecdsa(&signature::ECDSA_P384_SHA384_ASN1_SIGNING),
            KeySpec::EccNistP521 => ecdsa(&signature::ECDSA_P521_SHA512_ASN1_SIGNING),
            KeySpec::EccSecgP256k1 => ecdsa(&signature::ECDSA_P256K1_SHA256_ASN1_SIGNING),
            KeySpec::EccNistEdwards25519 => Ed25519KeyPair::generate().map(Pair::Ed25519),
            KeySpec::MlDsa44 => ml_dsa(&signature::ML_DSA_44_SIGNING),
            KeySpec::MlDsa65 => ml_dsa(&signature::ML_DSA_65_SIGNING),
            KeySpec::MlDsa87 => ml_dsa(&signature::ML_DSA_87_SIGNING),
            _ => return None,
        };
        Some(Self { spec, pair: pair.expect("AWS-LC generates a key") })
    }
}

impl crate::SigningKey for Key {
    fn public_key(&self) -> Vec<u8> {
        let der: Result<PublicKeyX509Der<'_>, _> = match &self.pair {
            Pair::Rsa(key) => key.public_key().as_der(),
            Pair::Ecdsa(key) => key.public_key().as_der(),
            Pair::Ed25519(key) => key.public_key().as_der(),
            Pair::MlDsa(key) => key.public_key().as_der(),
        };
        der.expect("AWS-LC writes a public key").as_ref().to_vec()
    }

    fn has(&self, algorithm: SigningAlgorithm, message_type: MessageType) -> bool {
        verification(self.spec, algorithm).is_some()
            && algorithm.message_types().contains(&message_type)
            && message_type != MessageType::ExternalMu
    }

    fn sign(&self, algorithm: SigningAlgorithm, message: Message<'_>) -> Vec<u8> {
        let (random, bytes) = (SystemRandom::new(), message.as_bytes());
        match &self.pair {
            Pair::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let encoding = rsa_encoding(algorithm);
                match message {
                    Message::Digest(_) => key.sign_digest(encoding, &digest(algorithm, bytes), &mut signature),
                    _ => key.sign(encoding, &random, bytes, &mut signature),
                }
                .map(|()| signature)
            }
            Pair::Ecdsa(key) => match message {
                Message::Digest(_) => key.sign_digest(&digest(algorithm, bytes)),
                _ => key.sign(&random, bytes),
            }
            .map(|signature| signature.as_ref().to_vec()),
            Pair::Ed25519(key) => key.try_sign(bytes).map(|signature| signature.as_ref().to_vec()),
            Pair::MlDsa(key) => {
                let mut signature = vec![0; key.algorithm().signature_len()];
                key.sign(bytes, &mut signature).map(|len| signature[..len].to_vec())
            }
        }
        .expect("AWS-LC signs")
    }

    fn verifies(&self, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
        verifies_by(self.spec, &self.public_key(), algorithm, message, signature).expect("only asked what it has")
    }
}

/// The verdict on a signature of the key in a SubjectPublicKeyInfo; `None` for what AWS-LC does not have.
pub(crate) fn verifies_by(
    spec: KeySpec,
    public_key: &[u8],
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
) -> Option<bool> {
    let key =
        ParsedPublicKey::new(verification(spec, algorithm)?, public_key).expect("AWS-LC reads the keys that KMS has");
    let verdict = match message {
        Message::ExternalMu(_) => return None,
        Message::Digest(bytes) => key.verify_digest_sig(&digest(algorithm, bytes), signature),
        _ => key.verify_sig(message.as_bytes(), signature),
    };
    Some(verdict.is_ok())
}

/// The algorithm of AWS-LC; `None` if it does not have one.
pub(crate) fn verification(spec: KeySpec, algorithm: SigningAlgorithm) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (spec, algorithm) {
        (_, SigningAlgorithm::RsassaPkcs1V15Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (_, SigningAlgorithm::RsassaPkcs1V15Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (_, SigningAlgorithm::RsassaPkcs1V15Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (_, SigningAlgorithm::RsassaPssSha256) => &signature::RSA_PSS_2048_8192_SHA256,
        (_, SigningAlgorithm::RsassaPssSha384) => &signature::RSA_PSS_2048_8192_SHA384,
        (_, SigningAlgorithm::RsassaPssSha512) => &signature::RSA_PSS_2048_8192_SHA512,
        (KeySpec::EccNistP256, SigningAlgorithm::EcdsaSha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (KeySpec::EccNistP384, SigningAlgorithm::EcdsaSha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (KeySpec::EccNistP521, SigningAlgorithm::EcdsaSha512) => &signature::ECDSA_P521_SHA512_ASN1,
        (KeySpec::EccSecgP256k1, SigningAlgorithm::EcdsaSha256) => &signature::ECDSA_P256K1_SHA256_ASN1,
        (_, SigningAlgorithm::Ed25519Sha512) => &signature::ED25519,
        (KeySpec::MlDsa44, SigningAlgorithm::MlDsaShake256) => &signature::ML_DSA_44,
        (KeySpec::MlDsa65, SigningAlgorithm::MlDsaShake256) => &signature::ML_DSA_65,
        (KeySpec::MlDsa87, SigningAlgorithm::MlDsaShake256) => &signature::ML_DSA_87,
        _ => return None,
    })
}

fn rsa_encoding(algorithm: SigningAlgorithm) -> &'static dyn RsaEncoding {
    match algorithm {
        SigningAlgorithm::RsassaPkcs1V15Sha256 => &signature::RSA_PKCS1_SHA256,
        SigningAlgorithm::RsassaPkcs1V15Sha384 => &signature::RSA_PKCS1_SHA384,
        SigningAlgorithm::RsassaPkcs1V15Sha512 => &signature::RSA_PKCS1_SHA512,
        SigningAlgorithm::RsassaPssSha256 => &signature::RSA_PSS_SHA256,
        SigningAlgorithm::RsassaPssSha384 => &signature::RSA_PSS_SHA384,
        SigningAlgorithm::RsassaPssSha512 => &signature::RSA_PSS_SHA512,
        other => panic!("{other} is not RSA's"),
    }
}

fn digest(algorithm: SigningAlgorithm, digest: &[u8]) -> Digest {
    let hash = match algorithm.digest_len() {
        Some(32) => &digest::SHA256,
        Some(48) => &digest::SHA384,
        _ => &digest::SHA512,
    };
    Digest::import_less_safe(digest, hash).expect("a digest has its algorithm's length")
}
