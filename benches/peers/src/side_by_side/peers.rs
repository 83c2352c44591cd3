//! The peers, each called in the way that its own documentation recommends for one key and many signatures: the key is
//! parsed, the message comes as it is and is hashed by whoever is timed.

use aws_lc_rs::signature::ParsedPublicKey;
use graviola::{
    hashing,
    signing::{ecdsa as graviola_ecdsa, eddsa::Ed25519VerifyingKey, rsa as graviola_rsa},
};
use kms_offline::{KeySpec, SigningAlgorithm};
use kms_offline_peers::{aws_lc_verification, kms_key};
use libcrux_ml_dsa::{ml_dsa_44, ml_dsa_65, ml_dsa_87};
use openssl::{
    md::Md,
    pkey::PKey,
    pkey_ctx::PkeyCtx,
    rsa::Padding,
    sha::{sha256, sha384, sha512},
    sign::{self, RsaPssSaltlen},
};
use ring::signature as ring_signature;
use spki::SubjectPublicKeyInfoRef;

use super::{
    Row,
    contender::{Case, Column, Contender},
    direct,
};

const RUSTCRYPTO: Column = Column::peer("RustCrypto", (183, 65, 14));
const AWS_LC: Column = Column::peer("aws-lc-rs", (230, 145, 20));
const OPENSSL: Column = Column::peer("OpenSSL", (150, 20, 60));
const RING: Column = Column::peer("ring", (120, 80, 180));
const GRAVIOLA: Column = Column::peer("graviola", (20, 130, 110));
const LIBSECP256K1: Column = Column::peer("libsecp256k1", (40, 90, 200));
const LIBCRUX: Column = Column::peer("libcrux", (60, 150, 40));

/// The columns of the peers that have the row.
pub(super) fn contenders(row: &Row, public_key: &[u8]) -> Vec<Contender> {
    let info = SubjectPublicKeyInfoRef::try_from(public_key).expect("OpenSSL writes a SubjectPublicKeyInfo");
    let raw = info.subject_public_key.raw_bytes();
    let found = [
        Some(rustcrypto(row, public_key)),
        aws_lc(row, public_key),
        Some(openssl(row, public_key)),
        ring(row, raw),
        graviola(row, raw),
        libsecp256k1(row.spec, raw),
        libcrux(row.spec, raw),
    ];
    found.into_iter().flatten().collect()
}

/// The crate that our reference calls.
fn rustcrypto(row: &Row, public_key: &[u8]) -> Contender {
    let verify = direct::verification(row.spec, row.algorithm, public_key);
    Contender::new(RUSTCRYPTO, move |case| verify(&case.message, &case.signature))
}

fn aws_lc(row: &Row, public_key: &[u8]) -> Option<Contender> {
    let key = ParsedPublicKey::new(aws_lc_verification(row.spec, row.algorithm)?, public_key).expect(READ);
    Some(Contender::new(AWS_LC, move |case| key.verify_sig(&case.message, &case.signature).is_ok()))
}

/// OpenSSL, where it can with a context that is made ready once, and fed with digests.
fn openssl(row: &Row, public_key: &[u8]) -> Contender {
    let key = PKey::public_key_from_der(public_key).expect(READ);
    if matches!(row.algorithm, SigningAlgorithm::Ed25519Sha512 | SigningAlgorithm::MlDsaShake256) {
        return Contender::new(OPENSSL, move |case| {
            let verifier = sign::Verifier::new_without_digest(&key);
            verifier.is_ok_and(|mut verifier| verifier.verify_oneshot(&case.signature, &case.message).unwrap_or(false))
        });
    }
    let mut context = PkeyCtx::new(&key).expect(READ);
    context.verify_init().expect(READ);
    match row.algorithm {
        SigningAlgorithm::RsassaPkcs1V15Sha256 => {
            context.set_rsa_padding(Padding::PKCS1).expect(READ);
            context.set_signature_md(Md::sha256()).expect(READ);
        }
        SigningAlgorithm::RsassaPssSha256 => {
            context.set_rsa_padding(Padding::PKCS1_PSS).expect(READ);
            context.set_signature_md(Md::sha256()).expect(READ);
            context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).expect(READ);
        }
        _ => {}
    }
    let (algorithm, kms) = (row.algorithm, kms_key(row.spec, public_key));
    Contender::new(OPENSSL, move |case| {
        let mut verify = |digest: &[u8]| context.verify(digest, &case.signature).unwrap_or(false);
        match algorithm {
            SigningAlgorithm::EcdsaSha384 => verify(&sha384(&case.message)),
            SigningAlgorithm::EcdsaSha512 => verify(&sha512(&case.message)),
            // Its own would compute ZA anew for each signature.
            SigningAlgorithm::Sm2Dsa => kms.digest(algorithm, &case.message).is_ok_and(|e| verify(e.as_bytes())),
            _ => verify(&sha256(&case.message)),
        }
    })
}

/// ring, which has no parsed form of a key.
fn ring(row: &Row, raw: &[u8]) -> Option<Contender> {
    let algorithm: &'static dyn ring_signature::VerificationAlgorithm = match (row.spec, row.algorithm) {
        (_, SigningAlgorithm::RsassaPkcs1V15Sha256) => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
        (_, SigningAlgorithm::RsassaPssSha256) => &ring_signature::RSA_PSS_2048_8192_SHA256,
        (KeySpec::EccNistP256, _) => &ring_signature::ECDSA_P256_SHA256_ASN1,
        (KeySpec::EccNistP384, _) => &ring_signature::ECDSA_P384_SHA384_ASN1,
        (KeySpec::EccNistEdwards25519, _) => &ring_signature::ED25519,
        _ => return None,
    };
    let key = ring_signature::UnparsedPublicKey::new(algorithm, raw.to_vec());
    Some(Contender::new(RING, move |case| key.verify(&case.message, &case.signature).is_ok()))
}

fn graviola(row: &Row, raw: &[u8]) -> Option<Contender> {
    fn contender(verify: impl Fn(&Case) -> Result<(), graviola::Error> + 'static) -> Option<Contender> {
        Some(Contender::new(GRAVIOLA, move |case| verify(case).is_ok()))
    }
    if !graviola::util::is_cpu_supported() {
        return None;
    }
    match (row.spec, row.algorithm) {
        (_, SigningAlgorithm::RsassaPkcs1V15Sha256) => {
            let key = graviola_rsa::VerifyingKey::from_pkcs1_der(raw).expect(READ);
            contender(move |case| key.verify_pkcs1_sha256(&case.signature, &case.message))
        }
        (_, SigningAlgorithm::RsassaPssSha256) => {
            let key = graviola_rsa::VerifyingKey::from_pkcs1_der(raw).expect(READ);
            contender(move |case| key.verify_pss_sha256(&case.signature, &case.message))
        }
        (KeySpec::EccNistP256, _) => {
            let key = graviola_ecdsa::VerifyingKey::<graviola_ecdsa::P256>::from_x962_uncompressed(raw).expect(READ);
            contender(move |case| key.verify_asn1::<hashing::Sha256>(&[&case.message], &case.signature))
        }
        (KeySpec::EccNistP384, _) => {
            let key = graviola_ecdsa::VerifyingKey::<graviola_ecdsa::P384>::from_x962_uncompressed(raw).expect(READ);
            contender(move |case| key.verify_asn1::<hashing::Sha384>(&[&case.message], &case.signature))
        }
        (KeySpec::EccNistEdwards25519, _) => {
            let key = Ed25519VerifyingKey::from_bytes(raw).expect(READ);
            contender(move |case| key.verify(&case.signature, &case.message))
        }
        _ => None,
    }
}

/// libsecp256k1, which takes no high s and no message, but its digest.
fn libsecp256k1(spec: KeySpec, raw: &[u8]) -> Option<Contender> {
    if spec != KeySpec::EccSecgP256k1 {
        return None;
    }
    let key = secp256k1::PublicKey::from_slice(raw).expect(READ);
    Some(Contender::new(LIBSECP256K1, move |case| {
        let digest = secp256k1::Message::from_digest(sha256(&case.message));
        secp256k1::ecdsa::Signature::from_der(&case.signature).is_ok_and(|mut signature| {
            signature.normalize_s();
            signature.verify(digest, &key).is_ok()
        })
    }))
}

fn libcrux(spec: KeySpec, raw: &[u8]) -> Option<Contender> {
    macro_rules! ml_dsa {
        ($set:ident, $key:ident, $signature:ident) => {{
            let key = $set::$key::new(raw.try_into().expect(READ));
            Contender::new(LIBCRUX, move |case| {
                case.signature.as_slice().try_into().is_ok_and(|signature| {
                    $set::verify(&key, &case.message, &[], &$set::$signature::new(signature)).is_ok()
                })
            })
        }};
    }
    Some(match spec {
        KeySpec::MlDsa44 => ml_dsa!(ml_dsa_44, MLDSA44VerificationKey, MLDSA44Signature),
        KeySpec::MlDsa65 => ml_dsa!(ml_dsa_65, MLDSA65VerificationKey, MLDSA65Signature),
        KeySpec::MlDsa87 => ml_dsa!(ml_dsa_87, MLDSA87VerificationKey, MLDSA87Signature),
        _ => return None,
    })
}

const READ: &str = "a peer reads what OpenSSL wrote";
