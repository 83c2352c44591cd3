//! Signatures that forgers and clumsy signers can make, for every family: no finding is untrue, suggests one, or
//! contradicts another.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use base64ct::Encoding as _;
use elliptic_curve::{PrimeField as _, point::DecompressPoint as _, subtle::Choice};
use kms_offline::{
    DistinguishingId, KeySpec, Message, MessageType, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::Excerpt,
    explain::{Explainer, Explanation, Finding},
};
use kms_offline_vectors::to_hex;
use num_bigint::BigUint;
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use pkcs8::EncodePublicKey as _;
use sha2::{Digest as _, Sha256};
use shake::{ExtendableOutput as _, Shake256, Update as _};

use crate::corpus::{assert_consistent, case, cases, verifying_key};

fn explain(
    key: &VerifyingKey,
    algorithm: SigningAlgorithm,
    signature: &[u8],
    message_type: MessageType,
    message: &[u8],
    say: impl FnOnce(Explainer) -> Explainer,
) -> Vec<Finding> {
    explanation(key, algorithm, signature, message_type, message, say).findings().to_vec()
}

fn explanation(
    key: &VerifyingKey,
    algorithm: SigningAlgorithm,
    signature: &[u8],
    message_type: MessageType,
    message: &[u8],
    say: impl FnOnce(Explainer) -> Explainer,
) -> Explanation {
    let verifier = key.verifier(algorithm).unwrap();
    let explainer = say(Explainer::new(&verifier, signature, message_type));
    let mut examination = explainer.examine();
    examination.update(message);
    let explanation = examination.finish();
    assert_consistent(&explanation);
    explanation
}

fn names(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(Finding::kind).collect()
}

/// The first key of the corpus with its modulus, and another exponent.
fn with_exponent(exponent: u8) -> VerifyingKey {
    const SPKI: &[u8] =
        b"\x30\x82\x01\x20\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0d\x00\
        \x30\x82\x01\x08\x02\x82\x01\x01\x00";
    let key = verifying_key("RSA_2048-sign-1");
    VerifyingKey::from_der([SPKI, &key.as_der()[33..289], &[2, 1, exponent]].concat(), KeySpec::Rsa2048).unwrap()
}

/// A number whose cube, below 2^2041, begins with the padding: what follows it stands where a digest belongs, and is of
/// the forger's making.
#[test]
fn a_cube_around_a_bare_digest_comes_with_the_warning_that_anyone_can_make_it() {
    let key = with_exponent(3);
    let begin = b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\x80";
    let power_of_two = |exponent: usize| BigUint::from(1_u8) << exponent;
    let root = ((BigUint::from_bytes_be(begin)) << (2040 - 8 * begin.len())).cbrt() + 1_u8;
    let cube = root.pow(3);
    assert!(cube < power_of_two(2041));
    let cube = cube.to_bytes_be();
    assert!(cube.starts_with(&begin[..10]) && cube.len() == 255, "{cube:02x?}");
    let signature = [vec![0; 256 - root.to_bytes_be().len()], root.to_bytes_be()].concat();
    let digest = &cube[10..];
    let algorithm = SigningAlgorithm::RsassaPkcs1V15Sha256;
    let hex = to_hex(digest);
    for message in [digest, hex.as_bytes()] {
        for (how, signature) in [("as it is", signature.clone()), ("with a zero", [&[0], &signature[..]].concat())] {
            let found = explanation(&key, algorithm, &signature, MessageType::Raw, message, |explainer| explainer);
            let findings = found.findings();
            assert!(matches!(findings[0], Finding::MessageIsDigest { forgeable: true, .. }), "{how}: {findings:?}");
            assert!(findings[0].to_string().contains("ANYONE"), "{findings:?}");
            for finding in findings {
                assert!(found.advice(finding).contains("ask for the message itself"), "{findings:?}");
                assert_eq!(found.command(finding), None, "{findings:?}");
            }
        }
    }
    // Over another message such a block says nothing.
    for message in [&b"another"[..], b""] {
        assert_eq!(explain(&key, algorithm, &signature, MessageType::Raw, message, |explainer| explainer), []);
    }
    // With KMS's exponent the number is nothing at all.
    let key = verifying_key("RSA_2048-sign-1");
    assert_eq!(explain(&key, algorithm, &signature, MessageType::Raw, digest, |explainer| explainer), []);
}

/// The same with a whole DigestInfo in front, whose OCTET STRING holds what the root leaves: no digest is that long.
#[test]
fn a_cube_around_an_overlong_digest_is_not_a_signature_over_it() {
    let key = with_exponent(3);
    let begin = b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\
        \x30\x81\xf2\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x81\xe0\x80";
    let root = ((BigUint::from_bytes_be(begin)) << (2040 - 8 * begin.len())).cbrt() + 1_u8;
    let cube = root.pow(3).to_bytes_be();
    assert!(cube.starts_with(&begin[..31]) && cube.len() == 255, "{cube:02x?}");
    let signature = [vec![0; 256 - root.to_bytes_be().len()], root.to_bytes_be()].concat();
    let digest = &cube[31..];
    let hex = to_hex(digest);
    for algorithm in [SigningAlgorithm::RsassaPkcs1V15Sha256, SigningAlgorithm::RsassaPkcs1V15Sha384] {
        for message in [digest, hex.as_bytes()] {
            assert_eq!(explain(&key, algorithm, &signature, MessageType::Raw, message, |explainer| explainer), []);
        }
    }
}

/// Runs shell commands in a folder of their own, and returns what they wrote to these files.
fn made<const N: usize>(script: &str, files: [&str; N]) -> [Vec<u8>; N] {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("hostile-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let status = Command::new("sh").args(["-ec", script]).current_dir(&folder).status().unwrap();
    assert!(status.success(), "{script}");
    let made = files.map(|file| fs::read(folder.join(file)).unwrap());
    let _left_behind = fs::remove_dir_all(&folder);
    made
}

/// A genuine signature with the exponent 3 is not told from a forged one, so its block proves no key and no digest.
#[test]
fn a_block_under_a_small_exponent_proves_nothing() {
    let script = "openssl genrsa -3 -out key 2048; openssl rsa -in key -pubout -outform DER -out der
        printf m | openssl dgst -sha256 -sign key > s; printf m | openssl dgst -sha1 -sign key > t";
    let [der, sha256, sha1] = made(script, ["der", "s", "t"]);
    let key = VerifyingKey::from_der(der, KeySpec::Rsa2048).unwrap();
    let algorithm = SigningAlgorithm::RsassaPkcs1V15Sha256;
    key.verify(algorithm, Message::Raw(b"m"), &sha256).unwrap();
    for signature in [&sha256, &sha1] {
        assert_eq!(explain(&key, algorithm, signature, MessageType::Raw, b"another", |explainer| explainer), []);
    }
    // Over the message itself it is computed, not given.
    assert_eq!(names(&explain(&key, algorithm, &sha1, MessageType::Raw, b"m", |explainer| explainer)), ["OtherHash"]);
}

#[test]
fn a_digest_info_of_an_unknown_function_is_not_our_fault() {
    let script = "openssl genrsa -out key 2048; openssl rsa -in key -pubout -outform DER -out der
        (printf '0+0\\007\\006\\003*\\003\\004\\005\\000\\004 '; printf m | openssl dgst -sha256 -binary) > info
        openssl pkeyutl -sign -inkey key -in info -out s";
    let [der, signature] = made(script, ["der", "s"]);
    let key = VerifyingKey::from_der(der, KeySpec::Rsa2048).unwrap();
    let algorithm = SigningAlgorithm::RsassaPkcs1V15Sha256;
    assert!(key.verify(algorithm, Message::Raw(b"m"), &signature).is_err());
    let found = explain(&key, algorithm, &signature, MessageType::Raw, b"m", |explainer| explainer);
    assert_eq!(found, [Finding::Pkcs1HashName { function: kms_offline::explain::HashFunction::Sha256, named: None }]);
    let found = explain(&key, algorithm, &signature, MessageType::Raw, b"another", |explainer| explainer);
    assert_eq!(found, [], "the parameters and the function are not known, so it is not a proof");
}

/// Signatures of 1 and n − 1 and others whose powers anyone knows.
#[test]
fn powers_that_anyone_knows_prove_nothing() {
    for spec in ["RSA_2048", "RSA_3072", "RSA_4096"] {
        let key = verifying_key(&format!("{spec}-sign-1"));
        let len = usize::from(spec.split_once('_').unwrap().1.parse::<u16>().unwrap()) / 8;
        let modulus = &key.as_der()[33..33 + len];
        let mut minus_one = modulus.to_vec();
        minus_one[len - 1] -= 1;
        let one = [vec![0; len - 1], vec![1]].concat();
        for signature in [vec![0; len], one, minus_one] {
            for message in [&b"m"[..], b"", &signature] {
                let algorithm = SigningAlgorithm::RsassaPssSha256;
                let found = explain(&key, algorithm, &signature, MessageType::Raw, message, |explainer| explainer);
                assert_eq!(found, [], "{spec}");
            }
        }
    }
}

/// A key for which `r, s` verifies over `digest`: Q = r⁻¹(sR − eG) for a point R with this x coordinate (SEC 1, 4.1.6).
fn recovered(x: &FieldBytes, s: Scalar, digest: &[u8]) -> Option<(VerifyingKey, Vec<u8>)> {
    let point = Option::<AffinePoint>::from(AffinePoint::decompress(x, Choice::from(0)))?;
    let r = <Scalar as elliptic_curve::ops::Reduce<FieldBytes>>::reduce(x);
    let e = <Scalar as elliptic_curve::ops::Reduce<FieldBytes>>::reduce(&FieldBytes::try_from(digest).unwrap());
    let q = (ProjectivePoint::from(point) * s - ProjectivePoint::GENERATOR * e) * Option::<Scalar>::from(r.invert())?;
    let key = p256::PublicKey::from_affine(q.to_affine()).ok()?;
    let key = VerifyingKey::from_der(key.to_public_key_der().unwrap().as_bytes(), KeySpec::EccNistP256).unwrap();
    let fixed = [r.to_repr(), s.to_repr()].concat();
    Some((key, ecdsa_sig_value::from_p1363(KeySpec::EccNistP256, fixed).unwrap()))
}

/// A key that someone computed from a signature is named as any other key: which one was agreed upon, its owner says.
#[test]
fn a_recovered_key_is_another_key_and_nothing_asks_to_accept_it() {
    let asked = verifying_key("ECC_NIST_P256-sign-1");
    let genuine = case("ECC_NIST_P256", "genuine", "ECDSA_SHA_256", "RAW");
    let fixed = ecdsa_sig_value::to_p1363(KeySpec::EccNistP256, genuine.signature()).unwrap();
    let x = FieldBytes::try_from(&fixed[..32]).unwrap();
    let s = Scalar::from_repr(FieldBytes::try_from(&fixed[32..]).unwrap()).unwrap();
    let (key, signature) = recovered(&x, s, &Sha256::digest(b"forged")).unwrap();
    let algorithm = SigningAlgorithm::EcdsaSha256;
    key.verify(algorithm, Message::Raw(b"forged"), &signature).unwrap();
    let also_try = |explainer: Explainer| explainer.also_try([(Excerpt::of("recovered.pem"), key.clone())]);
    let found = explanation(&asked, algorithm, &signature, MessageType::Raw, b"forged", also_try);
    assert_eq!(names(found.findings()), ["OtherKey"]);
    let advice = found.advice(&found.findings()[0]);
    assert!(
        advice.starts_with("find out which key was agreed upon, and get it from a place that you trust"),
        "{advice}"
    );
    assert!(advice.ends_with("anyone can make a key that fits an ECDSA signature"), "{advice}");
    let digest = Sha256::digest(b"forged");
    let found = explanation(&asked, algorithm, &signature, MessageType::Digest, &digest, also_try);
    assert_eq!(names(found.findings()), ["GivenDigest", "OtherKey"]);
    for finding in found.findings() {
        assert!(found.advice(finding).contains("ask for the message itself"), "{found:?}");
    }
}

/// R may have an x coordinate from n to p − 1, and r is then less by n: an explanation reads r as a verification does.
#[test]
fn an_x_coordinate_above_the_order_is_explained_as_it_is_verified() {
    let order_minus_one = (-Scalar::ONE).to_repr();
    let (mut found, mut above) = (0, BigUint::from_bytes_be(&order_minus_one));
    while found < 3 {
        above += 1_u8;
        let x = FieldBytes::try_from(&above.to_bytes_be()[..]).unwrap();
        let Some((key, signature)) = recovered(&x, Scalar::from(7_u64), &Sha256::digest(b"m")) else { continue };
        let algorithm = SigningAlgorithm::EcdsaSha256;
        key.verify(algorithm, Message::Raw(b"m"), &signature).unwrap();
        let explained = explain(&key, algorithm, &signature, MessageType::Raw, b"m\n", |explainer| explainer);
        assert_eq!(names(&explained), ["MessageWithoutLineEnd"]);
        found += 1;
    }
}

/// An r that no point has is reported. A flipped bit leads to one half of the time, and is never explained otherwise.
#[test]
fn a_damaged_r_is_reported_where_no_key_can_have_made_it() {
    let mut told = 0;
    for spec in ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"] {
        let hash = if spec.ends_with("256") || spec.ends_with("K1") { 256 } else { spec[10..].parse().unwrap_or(512) };
        let algorithm = format!("ECDSA_SHA_{}", if hash == 521 { 512 } else { hash });
        let genuine = case(spec, "genuine", &algorithm, "RAW");
        let (key, algorithm) = (genuine.key(), genuine.algorithm());
        let fixed = ecdsa_sig_value::to_p1363(key.spec(), genuine.signature()).unwrap();
        for bit in 0..8 {
            let mut damaged = fixed.clone();
            damaged[20] ^= 1 << bit;
            let der = ecdsa_sig_value::from_p1363(key.spec(), damaged).unwrap();
            let found = explain(&key, algorithm, &der, MessageType::Raw, &genuine.message(), |explainer| explainer);
            assert!(matches!(names(&found)[..], [] | ["NotOnCurve"]), "{spec}: {found:?}");
            told += found.len();
        }
    }
    assert!((6..=26).contains(&told), "{told} of 32");
}

/// A forger who may choose the ID cannot choose one that an explanation tries: e is fixed before.
#[test]
fn forged_sm2_digests_are_not_a_message_under_any_id() {
    let key = verifying_key("SM2-sign-1");
    let forged = ecdsa_sig_value::from_p1363(KeySpec::Sm2, [[0x55; 32], [0x33; 32]].concat()).unwrap();
    for id in ["", "ALICE123@YAHOO.COM", "forger", &"x".repeat(100)] {
        let id = DistinguishingId::new(id).unwrap();
        for message in [&b"m"[..], b"", id.as_bytes()] {
            let found = explain(&key, SigningAlgorithm::Sm2Dsa, &forged, MessageType::Raw, message, |explainer| {
                explainer.distinguishing_id(&id)
            });
            assert_eq!(found, []);
        }
    }
}

/// Points of small order and their sums with a key: with one as the key, S = 0 and R of small order would verify for
/// everything.
#[test]
fn torsion_makes_no_key_and_no_finding() {
    use curve25519_dalek::{constants::EIGHT_TORSION, edwards::CompressedEdwardsY};

    let prefix = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
    let parse = |point: &[u8]| VerifyingKey::from_der([prefix, point].concat(), KeySpec::EccNistEdwards25519);
    let genuine = case("ECC_NIST_EDWARDS25519", "genuine", "ED25519_SHA_512", "RAW");
    let key = genuine.key();
    let point = |bytes: &[u8]| CompressedEdwardsY::from_slice(bytes).unwrap().decompress().unwrap();
    let a = point(&key.as_der()[12..]);
    for torsion in EIGHT_TORSION {
        assert!(parse(torsion.compress().as_bytes()).is_err(), "a key of small order");
        let forged = [torsion.compress().to_bytes(), [0; 32]].concat();
        for algorithm in [SigningAlgorithm::Ed25519Sha512, SigningAlgorithm::Ed25519PhSha512] {
            let found = explain(&key, algorithm, &forged, MessageType::Raw, b"m", |explainer| explainer);
            assert_eq!(found, []);
        }
        // With A + T the genuine signature is of another key, whatever k·T is.
        let mixed = parse((a + torsion).compress().as_bytes()).unwrap();
        let (algorithm, signature) = (genuine.algorithm(), genuine.signature());
        if mixed.verify(algorithm, Message::Raw(&genuine.message()), &signature).is_err() {
            let found = explain(&mixed, algorithm, &signature, MessageType::Raw, &genuine.message(), |explainer| {
                explainer.also_try([(Excerpt::of("genuine"), key.clone())])
            });
            assert_eq!(names(&found), ["OtherKey"]);
        }
        // R + T is another R, and so another k.
        let r = (point(&signature[..32]) + torsion).compress();
        let moved = [r.as_bytes(), &signature[32..]].concat();
        if moved != signature {
            let found = explain(&key, algorithm, &moved, MessageType::Raw, &genuine.message(), |explainer| explainer);
            assert_eq!(found, []);
        }
    }
}

/// Genuine signatures with one bit of the message, the digest or the signature changed: a bit that is wrong is never
/// explained away.
#[test]
fn one_wrong_bit_is_never_explained_by_another_key_or_message() {
    let keys =
        ["ECC_NIST_P256-sign-2", "ECC_NIST_EDWARDS25519-sign-2", "SM2-sign-2", "RSA_2048-sign-2", "ML_DSA_44-sign-2"];
    let mut seen = std::collections::BTreeSet::new();
    for genuine in cases().iter().filter(|case| case.kind() == "genuine" && case.key_name.ends_with("-1")) {
        // One case of each algorithm and type is enough.
        if !seen.insert((genuine.key_name.clone(), genuine.algorithm(), genuine.text("MessageType").to_owned())) {
            continue;
        }
        let mut signature = genuine.signature();
        let last = signature.len() - 1;
        signature[last] ^= 1;
        let found = explain(
            &genuine.key(),
            genuine.algorithm(),
            &signature,
            genuine.message_type(),
            &genuine.message(),
            |explainer| {
                explainer.also_try(
                    keys.iter().take(4).map(|key| (Excerpt::of(key), verifying_key(key.trim_start_matches("keys/")))),
                )
            },
        );
        assert!(matches!(names(&found)[..], [] | ["OutOfRange"]), "{genuine}: {found:?}");
    }
}

/// A message in which the signed bytes stand amid text that nobody signed is no form of the signed one.
#[test]
fn text_around_the_signed_bytes_is_not_explained_away() {
    let genuine = case("ECC_NIST_P256", "genuine", "ECDSA_SHA_256", "RAW");
    let (key, algorithm, signature) = (genuine.key(), genuine.algorithm(), genuine.signature());
    let (hex, base64) = (to_hex(genuine.message()), base64ct::Base64::encode_string(&genuine.message()));
    let pem = format!("-----BEGIN MESSAGE-----\n{base64}\n-----END MESSAGE-----\n");
    for (text, kind) in [(&hex, "MessageHexDecoded"), (&pem, "MessagePemDecoded"), (&base64, "MessageBase64Decoded")] {
        let found = explain(&key, algorithm, &signature, MessageType::Raw, text.as_bytes(), |explainer| explainer);
        assert_eq!(names(&found), [kind]);
    }
    for forged in [
        format!("pay a million (invoice)= {hex}"),
        format!("pay a million {{ {hex} }}"),
        format!("pay a million\n{pem}"),
        format!("{pem}pay a million\n"),
        format!("pay a million {base64}"),
    ] {
        let found = explain(&key, algorithm, &signature, MessageType::Raw, forged.as_bytes(), |explainer| explainer);
        assert_eq!(found, [], "{forged}");
    }
}

/// A signature of one curve given to a key on another is reported as that, whether or not r is an x coordinate there.
#[test]
fn a_signature_of_another_curve_is_reported_as_that() {
    let of = [
        ("ECC_NIST_P256", "ECDSA_SHA_256", 32),
        ("ECC_SECG_P256K1", "ECDSA_SHA_256", 32),
        ("ECC_NIST_P384", "ECDSA_SHA_384", 48),
        ("ECC_NIST_P521", "ECDSA_SHA_512", 66),
    ];
    for (signer, hash, found) in of {
        for genuine in cases().iter().filter(|case| {
            case.kind() == "genuine" && case.key_name.starts_with(signer) && case.text("MessageType") == "RAW"
        }) {
            for (asked, algorithm, expected) in of.iter().filter(|(.., len)| *len != found) {
                let key = verifying_key(&format!("{asked}-sign-1"));
                let algorithm = algorithm.parse().unwrap();
                let explained =
                    explain(&key, algorithm, &genuine.signature(), MessageType::Raw, &genuine.message(), |explainer| {
                        explainer
                    });
                // Both may have lost a byte: P-521's first ones have one bit.
                let [Finding::OtherCurve { found: longest, expected: len }] = explained[..] else {
                    panic!("{genuine}: {asked}: {explained:?}")
                };
                assert!((found - 7..=found).contains(&longest) && len == *expected, "{genuine}: {longest}");
            }
            assert_eq!(genuine.algorithm().as_str(), hash);
        }
    }
    // Integers of no curve's size are not called another curve's.
    let key = verifying_key("ECC_NIST_P384-sign-1");
    for der in [
        &b"\x30\x06\x02\x01\x02\x02\x01\x03"[..],
        &[&[0x30, 43, 2, 20, 7][..], &[9; 19], &[2, 19, 7], &[9; 18]].concat(),
    ] {
        let found = explain(&key, SigningAlgorithm::EcdsaSha384, der, MessageType::Raw, b"m", |explainer| explainer);
        assert!(matches!(names(&found)[..], [] | ["NotOnCurve"]), "{found:?}");
    }
}

/// The positions of SampleInBall's coefficients that are not 0 (FIPS 204, algorithm 29), and their signs.
fn challenge(c_tilde: &[u8], tau: usize) -> Vec<(usize, bool)> {
    let stream = shake256(&[c_tilde], 2048);
    let signs = u64::from_le_bytes(stream[..8].try_into().unwrap());
    let (mut c, mut bytes) = ([None; 256], stream[8..].iter().map(|byte| usize::from(*byte)));
    for at in 256 - tau..256 {
        let j = bytes.find(|j| *j <= at).unwrap();
        c[at] = c[j];
        c[j] = Some(signs >> (at + tau - 256) & 1 == 1);
    }
    c.iter().enumerate().filter_map(|(at, is_minus)| Some((at, (*is_minus)?))).collect()
}

/// With one coefficient in a row, w' is that multiple of c: as long as it is at most 2·γ₂ and there are no more than ω
/// of them, hints correct every coefficient.
#[test]
fn a_key_whose_few_coefficients_hints_correct_is_forgeable() {
    let genuine = verifying_key("ML_DSA_44-sign-1");
    let der = genuine.as_der();
    let head = der.len() - 1312;
    let mut t1 = vec![0; 1280];
    // 23·2^13 is between γ₂ and 2·γ₂. Two rows have it, which takes 78 of the 80 hints.
    (t1[0], t1[320]) = (23, 23);
    let key = VerifyingKey::from_der([&der[..head + 32], &t1].concat(), KeySpec::MlDsa44).unwrap();
    let mut signature = forge_ml_dsa(&key.as_der()[head..], b"forged");
    let positions: Vec<u8> = challenge(&signature[..32], 39).iter().map(|(at, _)| u8::try_from(*at).unwrap()).collect();
    let hints = signature.len() - 84;
    signature[hints..hints + 78].copy_from_slice(&positions.repeat(2));
    signature[hints + 80..].copy_from_slice(&[39, 78, 78, 78]);
    key.verify(SigningAlgorithm::MlDsaShake256, Message::Raw(b"forged"), &signature).unwrap();
    assert!(key.is_forgeable());
}

/// Tokens that nobody with a private key made: whatever else is wrong with them, the warning comes first.
#[cfg(feature = "jose")]
#[test]
fn a_token_of_a_key_that_anyone_can_sign_for_comes_with_the_warning_first() {
    use base64ct::Base64UrlUnpadded;
    use kms_offline::{explain::JwsExplainer, jose::KeySet};

    let genuine = verifying_key("ML_DSA_44-sign-1");
    let head = genuine.as_der().len() - 1312;
    let der = [&genuine.as_der()[..head + 32], &[0; 1280]].concat();
    let key = VerifyingKey::from_der(der, KeySpec::MlDsa44).unwrap();
    let verifier = key.verifier(SigningAlgorithm::MlDsaShake256).unwrap();
    let mut set = KeySet::new();
    set.insert("forgeable", key.clone()).unwrap();
    let token = |header: &str, payload: &str| {
        let input = [header, payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes())).join(".");
        let signature = forge_ml_dsa(&key.as_der()[head..], input.as_bytes());
        format!("{input}.{}", Base64UrlUnpadded::encode_string(&signature))
    };
    for (header, kind) in [(r#"{"alg":"ES256"}"#, "TokenAlgorithm"), (r#"{"alg":"none"}"#, "TokenAlgorithm")] {
        for explainer in [JwsExplainer::new(&verifier), JwsExplainer::of_set(&set)] {
            let explanation = explainer.explain(token(header, "{}")).unwrap();
            assert_eq!(names(explanation.findings()), ["ForgeableKey", kind]);
            let advice = explanation.advice(&explanation.findings()[1]);
            assert!(advice.starts_with("do not trust the signature"), "{advice}");
        }
    }
    // Nor is it another key, for the kid of none.
    let explanation = JwsExplainer::of_set(&set).explain(token(r#"{"alg":"ML-DSA-44","kid":"nobody"}"#, "{}")).unwrap();
    assert_eq!(names(explanation.findings()), ["TokenKid"]);
}

/// A signature that verifies with a key whose t1 is short, made without a private key: z = 0, no hints, and w1 = 0
/// (FIPS 204, algorithm 8).
fn forge_ml_dsa(public_key: &[u8], message: &[u8]) -> Vec<u8> {
    // c̃, ℓ polynomials of z in γ₁ − z, ω + k bytes of hints; w1Encode(0).
    let (c_tilde, z, hints, w1) = match public_key.len() {
        1312 => (32, [0, 0, 2, 0, 8, 0, 32, 0, 128].repeat(64 * 4), 80 + 4, 192 * 4),
        1952 => (48, [0, 0, 8, 0, 128].repeat(128 * 5), 55 + 6, 128 * 6),
        _ => (64, [0, 0, 8, 0, 128].repeat(128 * 7), 75 + 8, 128 * 8),
    };
    let mu = shake256(&[&shake256(&[public_key], 64), &[0, 0], message], 64);
    [shake256(&[&mu, &vec![0; w1]], c_tilde), z, vec![0; hints]].concat()
}

fn shake256(parts: &[&[u8]], len: usize) -> Vec<u8> {
    let mut hash = Shake256::default();
    parts.iter().for_each(|part| hash.update(part));
    let mut output = vec![0; len];
    hash.finalize_xof_into(&mut output);
    output
}

/// FIPS 204 accepts every t1, and so does a verification. With a short one, no private key is needed.
#[test]
fn a_key_that_anyone_can_sign_for_comes_with_the_warning_first() {
    let algorithm = SigningAlgorithm::MlDsaShake256;
    for (spec, row) in [(KeySpec::MlDsa44, 4), (KeySpec::MlDsa65, 6), (KeySpec::MlDsa87, 8)] {
        let genuine = verifying_key(&format!("{spec}-sign-1"));
        assert!(!genuine.is_forgeable());
        let der = genuine.as_der();
        let (head, rho) = (der.len() - 320 * row - 32, 32);
        let one = |first: u8| [vec![first], vec![0; 320 * row - 1]].concat();
        // 0; −1 modulo q, which 1023 · 2^13 is, in every coefficient; 1 and 3 in one of them.
        for t1 in [one(0), vec![0xff; 320 * row], one(1), one(3)] {
            let key = VerifyingKey::from_der([&der[..head + rho], &t1].concat(), spec).unwrap();
            assert!(key.is_forgeable());
            let signature = forge_ml_dsa(&key.as_der()[head..], b"forged");
            key.verify(algorithm, Message::Raw(b"forged"), &signature).unwrap();
            let found = explanation(&key, algorithm, &signature, MessageType::Raw, b"forged\n", |explainer| explainer);
            assert_eq!(names(found.findings()), ["ForgeableKey", "MessageWithoutLineEnd"]);
            assert!(found.findings()[0].to_string().contains("ANYONE can sign"));
            assert_eq!(found.advice(&found.findings()[0]), "do not use this key; get the public key from KMS again");
            assert!(found.advice(&found.findings()[1]).starts_with("do not trust the signature"));
            // Also where nothing else is found; and no finding claims that such a key signed.
            let found = explain(&key, algorithm, &signature, MessageType::Raw, b"another", |explainer| explainer);
            assert_eq!(names(&found), ["ForgeableKey"]);
            let found = explain(&genuine, algorithm, &signature, MessageType::Raw, b"forged", |explainer| {
                explainer.also_try([(Excerpt::of("forged.pem"), key.clone())])
            });
            assert_eq!(found, []);
        }
        let long = VerifyingKey::from_der([&der[..head + rho], &[0x55; 320].repeat(row)].concat(), spec).unwrap();
        assert!(!long.is_forgeable());
    }
}
