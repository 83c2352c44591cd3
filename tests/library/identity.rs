//! Which key it is: KeyIds, fingerprints, equality, and keys that were narrowed.

use kms_offline::{
    Error, Fingerprint, KeyId, KeySpec, KeyUsage, PublicKey, Sameness, SigningAlgorithm, VerifyingKey, error::Misuse,
};
use sha2::{Digest as _, Sha256};

use crate::corpus::{CorpusKey, SIGNING, verifying_key};

/// KeyIds that name the same key, compared both ways.
#[test]
fn key_ids_name_the_same_key_as_kms_means_them() {
    const ARN: &str = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";
    const MRK: &str = "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    const MRK_ID: &str = "mrk-1234abcd12ab34cd56ef1234567890ab";
    let table = [
        (ARN, ARN, Sameness::Same),
        (ARN, ID, Sameness::Same),
        (ID, ID, Sameness::Same),
        (MRK, MRK_ID, Sameness::Same),
        (MRK, "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab", Sameness::Same),
        ("arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", ID, Sameness::Same),
        // one part differs
        (ARN, "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::Different),
        (ARN, "arn:aws:kms:us-west-2:999922223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::Different),
        (ARN, "arn:aws-cn:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::Different),
        (ARN, "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ac", Sameness::Different),
        (ARN, "1234abcd-12ab-34cd-56ef-1234567890ac", Sameness::Different),
        (MRK, "arn:aws:kms:us-west-2:999922223333:key/mrk-1234abcd12ab34cd56ef1234567890ab", Sameness::Different),
        (MRK, "arn:aws-cn:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab", Sameness::Different),
        (MRK, "mrk-1234abcd12ab34cd56ef1234567890ac", Sameness::Different),
        (MRK, ARN, Sameness::Different),
        // says nothing
        (ARN, "alias/release", Sameness::CannotTell),
        (ARN, "arn:aws:kms:us-west-2:111122223333:alias/release", Sameness::CannotTell),
        (ARN, "", Sameness::CannotTell),
        (ARN, "arn:aws:s3:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::CannotTell),
        (ARN, "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab:x", Sameness::CannotTell),
        (ARN, "arn:aws:kms:us-west-2:111122223333:key/../1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::CannotTell),
        (ARN, " 1234abcd-12ab-34cd-56ef-1234567890ab", Sameness::CannotTell),
        (ID, "1234abcd12ab34cd56ef1234567890ab", Sameness::CannotTell),
        (ID, "g234abcd-12ab-34cd-56ef-1234567890ab", Sameness::CannotTell),
        ("alias/release", "alias/release", Sameness::CannotTell),
    ];
    for (a, b, expected) in table {
        assert_eq!(KeyId::new(a).same_key_as(&KeyId::new(b)), expected, "{a} {b}");
        assert_eq!(KeyId::new(b).same_key_as(&KeyId::new(a)), expected, "{b} {a}");
    }
}

/// Fingerprints as `openssl dgst -sha256` prints them for the DER.
const FINGERPRINTS: [(&str, &str); 7] = [
    ("RSA_2048-sign-1", "75574db448b9f4bf2aa567b4f4bedb21be4c34ffeca055de143055c11c5cdd81"),
    ("ECC_NIST_P256-sign-1", "9cb1495ded95ec67e582fdf289d97477c4619bbe06cacd659864beb12499fb72"),
    ("ECC_NIST_EDWARDS25519-sign-1", "5affe2cd6c018b6b956b4aa7b29180d6caa0cfcd6564215be7653eb6d85939f8"),
    ("SM2-encrypt-1", "68814ed965f1a1654944da5eb59bf9b0ecce16788210cc5a335e29f8bd1bf69c"),
    ("ML_DSA_44-sign-1", "fc4894ed3e2019677cada430d7f043bd2ab0c031cc34f343c8157f8067f8c667"),
    ("ML_KEM_512-encapsulate-1", "b28bad441a909f80cc08151f0c30eae4c1ca964a6100767ecc1e21a754d6abcb"),
    ("ECC_NIST_P384-agree-1", "1c416503997914f9774378283bcbc0ffff440c7ba95f99eb2649c9aaea996de6"),
];

#[test]
fn fingerprint_is_sha_256_of_the_der_as_openssl_has_it() {
    for (name, fingerprint) in FINGERPRINTS {
        let key = PublicKey::from_json(CorpusKey::named(name).response()).unwrap();
        assert_eq!(key.fingerprint().to_string(), fingerprint, "{name}");
        assert_eq!(key.fingerprint().as_bytes()[..], Sha256::digest(key.as_der())[..], "{name}");
        key.check_fingerprint(fingerprint.parse().unwrap()).unwrap();
        key.check_fingerprint(fingerprint.to_uppercase().parse().unwrap()).unwrap();
    }
}

#[test]
fn every_other_fingerprint_is_misuse() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let found = key.fingerprint();
    for bit in 0..256 {
        let mut bytes = *found.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let wanted = Fingerprint::new(bytes);
        let error = key.check_fingerprint(wanted).unwrap_err();
        assert!(
            matches!(error, Error::Misuse(Misuse::Fingerprint { wanted: w, found: f }) if w == wanted && f == found)
        );
    }
}

#[test]
fn text_that_is_not_a_fingerprint_is_rejected() {
    let digits = verifying_key("ECC_NIST_P256-sign-1").fingerprint().to_string();
    let colons = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap()).collect::<Vec<_>>().join(":");
    let sign = format!("+{}", &digits[1..]);
    assert_eq!(colons.parse::<Fingerprint>().unwrap().to_string(), digits);
    let odd_colons = format!("{}:{}", &digits[..1], &digits[1..]);
    for text in [
        "",
        &digits[1..],
        &format!("{digits}0"),
        &format!(" {digits}"),
        &format!("{colons}:"),
        &odd_colons,
        &sign,
        &digits.replace('a', "é"),
    ] {
        let error = text.parse::<Fingerprint>().unwrap_err();
        assert!(matches!(error, kms_offline::error::NotAFingerprint { .. }), "{text}: {error}");
    }
}

#[test]
fn only_narrows_and_never_widens() {
    let wide = verifying_key("RSA_2048-sign-1");
    let (pss, pkcs1) = (SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPkcs1V15Sha256);
    let narrow = wide.restrict_to(&[pss]).unwrap();
    assert_eq!(narrow.algorithms(), [pss]);
    assert!(wide.algorithms().contains(&pkcs1), "the wide key stays as it is");
    let refused =
        |result: Result<VerifyingKey, Error>| matches!(result, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. })));
    assert!(refused(narrow.restrict_to(&[pkcs1])));
    assert!(refused(narrow.restrict_to(&[pss, pkcs1])));
    assert!(matches!(wide.restrict_to(&[]), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
    assert!(narrow.verifier(pkcs1).is_err());
    assert!(narrow.verifier(pss).is_ok());
    assert_eq!(wide.restrict_to(&[pss, pkcs1]).unwrap(), wide.restrict_to(&[pkcs1, pss, pkcs1]).unwrap());
    let named = PublicKey::from(wide).restrict_to_named(&["RSASSA_PSS_SHA_256"]).unwrap();
    assert_eq!(VerifyingKey::try_from(named).unwrap(), narrow);
}

#[test]
fn a_narrow_key_stays_narrow_when_written_and_read() {
    let narrow = verifying_key("RSA_2048-sign-1").restrict_to(&[SigningAlgorithm::RsassaPssSha256]).unwrap();
    assert_eq!(VerifyingKey::from_json(narrow.to_json()).unwrap(), narrow);
}

/// A later version may know the name, and would widen the key.
#[test]
fn a_narrow_key_has_no_unknown_algorithms() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let listed = "\"ECDSA_SHA_256\", \"FUTURE\", \"FUTURE\"";
    let wide = PublicKey::from_json(key.to_json().replace("\"ECDSA_SHA_256\"", listed)).unwrap();
    assert!(wide.unknown_algorithms().eq(["FUTURE"]), "the list is a set");
    let typed = VerifyingKey::try_from(wide.clone()).unwrap().restrict_to(&[SigningAlgorithm::EcdsaSha256]).unwrap();
    for narrow in [wide.restrict_to_named(&["ECDSA_SHA_256"]).unwrap(), typed.into()] {
        assert_eq!(narrow.unknown_algorithms().count(), 0);
        assert_eq!(PublicKey::from_json(narrow.to_json()).unwrap().unknown_algorithms().count(), 0);
    }
    assert_eq!(wide.unknown_algorithms().count(), 1, "the key itself stays as it is");
}

fn hash(key: &PublicKey) -> u64 {
    std::hash::BuildHasher::hash_one(&std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default(), key)
}

#[test]
fn keys_are_equal_only_with_spec_usage_der_and_algorithms() {
    let sm2 = verifying_key("SM2-sign-1");
    let der = sm2.as_der();
    let of_usage = |usage| PublicKey::from_der(der, KeySpec::Sm2, usage).unwrap();
    let mut keys: Vec<PublicKey> =
        [KeyUsage::SignVerify, KeyUsage::EncryptDecrypt, KeyUsage::KeyAgreement].into_iter().map(of_usage).collect();
    for name in SIGNING {
        let key = verifying_key(name);
        keys.extend(key.algorithms().iter().map(|algorithm| key.restrict_to(&[*algorithm]).unwrap().into()));
        keys.push(key.into());
    }
    let mut different: Vec<PublicKey> = Vec::new();
    for key in keys {
        if !different.contains(&key) {
            different.push(key);
        }
    }
    let hashes: std::collections::HashSet<u64> = different.iter().map(hash).collect();
    assert_eq!(hashes.len(), different.len());
    // The SM2 key of SIGNING is the first of the three; keys with one algorithm are equal to themselves narrowed.
    let (other_usages_of_sm2, rsa, narrowed_rsa, others, narrowed_ed25519) = (2, 3, 3 * 6, 9, 2);
    assert_eq!(different.len(), other_usages_of_sm2 + rsa + narrowed_rsa + others + narrowed_ed25519);
}

#[test]
fn the_key_id_does_not_count_for_equality_and_its_own_equality_is_of_the_text() {
    let response = CorpusKey::named("ECC_NIST_P256-sign-1").response();
    let key = VerifyingKey::from_json(response).unwrap();
    let renamed = VerifyingKey::from_json(response.replace("us-west-2", "eu-west-1")).unwrap();
    assert_eq!(key, renamed);
    assert_ne!(key.key_id(), renamed.key_id());
    let id = key.key_id().unwrap().as_str().rsplit('/').next().map(KeyId::new).unwrap();
    assert_eq!(key.key_id().unwrap().same_key_as(&id), Sameness::Same);
    assert_ne!(*key.key_id().unwrap(), id);
}

/// A KeyId of a known form is shown whole, so every field of an ARN has harmless characters, and not too many.
#[test]
fn key_ids_are_shown_whole_only_in_a_form_that_is_harmless() {
    const ID: &str = "key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let shown = |text: &str| (KeyId::new(text).to_string(), format!("{:?}", KeyId::new(text)));
    let arn = format!("arn:aws:kms:us-west-2:111122223333:{ID}");
    assert_eq!(shown(&arn), (arn.clone(), format!("KeyId({arn})")));
    for field in ["", "us\u{1b}west", "US-WEST-2", &"a".repeat(33)] {
        let text = format!("arn:aws:kms:{field}:111122223333:{ID}");
        assert_eq!(KeyId::new(&text).same_key_as(&KeyId::new(&arn)), Sameness::CannotTell, "{text:?}");
        assert!(shown(&text).0.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?}");
    }
}
