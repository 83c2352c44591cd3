//! Sets and signatures without a token: a KeyId selects, it never widens.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use kms_offline::{
    Error, GetPublicKeyParts, KeyId, Message, MessageType, SignResponse, SigningAlgorithm, Verified, VerifyingKey,
    error::Misuse, jose::KeySet,
};
use p256::ecdsa::Signature;
use sha2::Digest as _;

use crate::corpus::{P256, key, key_for, sign};

const OTHER: &str = "ECC_NIST_P256-sign-2";
const RSA: &str = "RSA_2048-sign-1";
const MESSAGE: &[u8] = b"message";
const MULTI_REGION: &str = "mrk-1234abcd12ab34cd56ef1234567890ab";
const SINGLE_REGION: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";

fn arn(region: &str, id: &str) -> String {
    format!("arn:aws:kms:{region}:111122223333:key/{id}")
}

/// A signature of [`P256`] over [`MESSAGE`].
fn signature() -> Vec<u8> {
    let fixed = Base64UrlUnpadded::decode_vec(&sign(str::from_utf8(MESSAGE).unwrap())).unwrap();
    Signature::from_slice(&fixed).unwrap().to_der().as_bytes().to_vec()
}

/// The key of the corpus with another KeyId.
fn called(name: &str, key_id: &str) -> VerifyingKey {
    let key = key(name);
    let parts = GetPublicKeyParts::new(key.as_der()).key_id(key_id).key_spec("ECC_NIST_P256").key_usage("SIGN_VERIFY");
    VerifyingKey::from_parts(parts.signing_algorithms(["ECDSA_SHA_256"])).unwrap()
}

fn set(entries: impl IntoIterator<Item = (&'static str, VerifyingKey)>) -> KeySet {
    let mut keys = KeySet::new();
    entries.into_iter().for_each(|(label, key)| keys.insert(label, key).unwrap());
    keys
}

/// The label of the key that verifies a genuine response of [`P256`] with this KeyId.
fn label<'k>(keys: &'k KeySet, key_id: Option<&str>) -> Result<&'k str, Error> {
    let response = SignResponse::from_parts(key_id, signature(), "ECDSA_SHA_256").unwrap();
    let verified = keys.verify_response(&response, None, Message::Raw(MESSAGE));
    // The verifiers for streams are the keys that were tried.
    let streams = keys.verifiers(Some(&response), None).and_then(|verifiers| {
        let is_signer = |verifier: &kms_offline::Verifier| {
            let mut stream = verifier.stream(response.signature());
            stream.update(MESSAGE);
            stream.finish().is_ok()
        };
        verifiers.into_iter().find(|(_, verifier)| is_signer(verifier)).ok_or(Error::NotVerified)
    });
    let verified = verified.map(|verified| verified.label().expect("a set has labels"));
    assert_eq!(streams.map(|(label, _)| label), verified);
    verified
}

#[test]
fn a_key_id_selects_its_key_and_no_other() {
    let keys = set([("b", key(OTHER)), ("a", key(P256))]);
    let id = |name: &str| key(name).key_id().unwrap().as_str().to_owned();
    assert_eq!(label(&keys, Some(&id(P256))), Ok("a"));
    assert_eq!(label(&keys, Some(id(P256).rsplit('/').next().unwrap())), Ok("a"));
    // The KeyId of b over a signature of a: a is not tried.
    assert_eq!(label(&keys, Some(&id(OTHER))), Err(Error::NotVerified));
    assert_eq!(label(&keys, None), Ok("a"));
}

#[test]
fn a_key_id_that_is_not_in_the_set_is_misuse() {
    let mut keys = set([("a", called(P256, &arn("us-west-2", SINGLE_REGION)))]);
    keys.insert_with_kids("kid", key(OTHER), ["alias/kid"]).unwrap();
    for key_id in ["alias/release", "alias/kid", "a", &arn("eu-west-1", SINGLE_REGION), &arn("us-west-2", MULTI_REGION)]
    {
        let expected = Misuse::KeyIdNotInSet { key_id: key_id.into() };
        assert_eq!(label(&keys, Some(key_id)), Err(Error::Misuse(expected)), "{key_id}");
    }
}

#[test]
fn a_multi_region_key_id_selects_its_replicas() {
    let keys = set([("a", called(P256, &arn("us-west-2", MULTI_REGION))), ("b", key(OTHER))]);
    assert_eq!(label(&keys, Some(&arn("eu-central-1", MULTI_REGION))), Ok("a"));
    assert_eq!(keys.with_key_id(&arn("eu-central-1", MULTI_REGION).as_str().into()).unwrap().len(), 1);
}

#[test]
fn a_key_id_that_fits_different_public_keys_is_misuse() {
    let one_id = [arn("us-west-2", SINGLE_REGION), arn("eu-west-1", SINGLE_REGION)];
    let keys = set([("a", called(P256, &one_id[0])), ("b", called(OTHER, &one_id[1]))]);
    let error = label(&keys, Some(SINGLE_REGION)).unwrap_err();
    assert!(matches!(error, Error::Misuse(Misuse::AmbiguousKeyId { .. })), "{error:?}");
    assert_eq!(label(&keys, Some(&one_id[0])), Ok("a"));
    assert_eq!(label(&keys, Some(&one_id[1])), Err(Error::NotVerified));

    let alias = "alias/release";
    assert_eq!(label(&set([("a", called(P256, alias)), ("b", key(OTHER))]), Some(alias)), Ok("a"));
    let keys = set([("a", called(P256, alias)), ("b", called(OTHER, alias))]);
    let error = label(&keys, Some(alias)).unwrap_err();
    assert_eq!(error.to_string(), "the KeyId alias/release names \"a\" and \"b\", which are different public keys");
    // One public key twice is not a contradiction.
    assert_eq!(label(&set([("a", called(P256, alias)), ("b", called(P256, alias))]), Some(alias)), Ok("a"));
}

#[test]
fn a_bare_signature_is_tried_with_the_keys_that_list_the_algorithm() {
    let keys = set([("rsa", key(RSA)), ("b", key(OTHER)), ("a", key(P256)), ("c", key("ML_DSA_44-sign-1"))]);
    let verify = |algorithm, message, signature: &[u8]| keys.verify(algorithm, message, signature).map(|v| proof(&v));
    let raw = Message::Raw(MESSAGE);
    let ecdsa = SigningAlgorithm::EcdsaSha256;
    assert_eq!(verify(ecdsa, raw, &signature()), Ok(("a".to_owned(), ecdsa, MessageType::Raw)));
    assert_eq!(verify(ecdsa, Message::Raw(b"other"), &signature()), Err(Error::NotVerified));
    assert_eq!(verify(ecdsa, raw, b""), Err(Error::NotVerified));
    assert_eq!(verify(SigningAlgorithm::MlDsaShake256, raw, &signature()), Err(Error::NotVerified));
    let not_listed = verify(SigningAlgorithm::EcdsaSha384, raw, &signature());
    assert!(matches!(not_listed, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))), "{not_listed:?}");
    let external_mu = verify(ecdsa, Message::ExternalMu(&[0; 64]), &signature());
    assert!(matches!(external_mu, Err(Error::Misuse(Misuse::MessageType { .. }))), "{external_mu:?}");
    // No algorithm is named anywhere, and one key lists several.
    let response = SignResponse::from_parts(None, signature(), None).unwrap();
    let unnamed = keys.verify_response(&response, None, raw).map(|verified| proof(&verified));
    assert!(matches!(unnamed, Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))), "{unnamed:?}");
    assert!(matches!(keys.verifiers(None, None), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
    assert_eq!(KeySet::new().verify(ecdsa, raw, signature()).map(|v| proof(&v)), Err(Error::NotVerified));
}

fn proof(verified: &Verified<'_>) -> (String, SigningAlgorithm, MessageType) {
    (verified.label().unwrap().to_owned(), verified.algorithm(), verified.message_type())
}

#[test]
fn a_key_that_does_not_accept_the_message_leaves_the_verdict_to_others() {
    let digest: [u8; 32] = sha2::Sha256::digest(MESSAGE).into();
    let response = SignResponse::from_parts(None, signature(), None).unwrap();
    let sha_512 = ("c", key("ECC_NIST_P521-sign-1"));
    let sets = [
        [sha_512.clone(), ("a", key(P256))],
        [("a", key(P256)), sha_512.clone()],
        [sha_512.clone(), ("a", key(OTHER))],
        [("a", key(OTHER)), sha_512.clone()],
    ];
    let labels = sets.map(|entries| {
        let keys = set(entries);
        keys.verify_response(&response, None, Message::Digest(&digest)).map(|verified| proof(&verified).0)
    });
    let a = Ok("a".to_owned());
    assert_eq!(labels, [a.clone(), a, Err(Error::NotVerified), Err(Error::NotVerified)]);
    let keys = set([sha_512]);
    let error = keys.verify_response(&response, None, Message::Digest(&digest)).map(|verified| proof(&verified));
    assert!(matches!(error, Err(Error::Misuse(Misuse::DigestLength { .. }))), "{error:?}");
}

#[test]
fn lists_of_one_key_are_not_united() {
    let keys = set([("RS256", key_for(RSA, "RS256")), ("PS256", key_for(RSA, "PS256"))]);
    let key_id = key(RSA).key_id().unwrap().as_str().to_owned();
    let labels = |name: Option<&str>, algorithm| {
        let response = SignResponse::from_parts(key_id.as_str(), [0; 256], name).unwrap();
        let verifiers = keys.verifiers(Some(&response), algorithm)?;
        Ok::<_, Error>(verifiers.iter().map(|(label, verifier)| (*label, verifier.algorithm())).collect::<Vec<_>>())
    };
    let (pkcs1, pss) = (SigningAlgorithm::RsassaPkcs1V15Sha256, SigningAlgorithm::RsassaPssSha256);
    assert_eq!(labels(Some(pss.as_str()), None), Ok(vec![("PS256", pss)]));
    assert_eq!(labels(None, Some(pkcs1)), Ok(vec![("RS256", pkcs1)]));
    assert_eq!(labels(None, None), Ok(vec![("RS256", pkcs1), ("PS256", pss)]));
    let not_listed = labels(None, Some(SigningAlgorithm::RsassaPssSha512));
    assert!(matches!(not_listed, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))), "{not_listed:?}");
    let contradicted = labels(Some(pss.as_str()), Some(pkcs1));
    assert!(matches!(contradicted, Err(Error::Misuse(Misuse::AlgorithmContradicted { .. }))), "{contradicted:?}");
    assert_eq!(
        keys.with_fingerprint(&key(RSA).fingerprint()).map(|(label, _)| label).collect::<Vec<_>>(),
        ["RS256", "PS256"]
    );
    assert_eq!(keys.with_fingerprint(&key(P256).fingerprint()).count(), 0);
}

#[test]
fn a_bare_signature_has_at_most_64_candidates() {
    let mut keys = KeySet::new();
    for n in 0..64 {
        keys.insert(&n.to_string(), key(P256)).unwrap();
    }
    assert_eq!(label(&keys, None), Ok("0"));
    keys.insert("64", key(P256)).unwrap();
    assert_eq!(label(&keys, None), Err(Error::NotVerified));
}

#[test]
fn many_have_the_results_that_they_have_one_by_one() {
    let (a, b) = (arn("us-west-2", SINGLE_REGION), arn("us-west-2", MULTI_REGION));
    let keys = set([("b", called(OTHER, &b)), ("a", called(P256, &a)), ("p384", key("ECC_NIST_P384-sign-1"))]);
    let (genuine, digest) = (signature(), sha2::Sha256::digest(MESSAGE));
    let ids: Vec<Option<KeyId>> = [None, Some(a.as_str()), Some(&b), Some("alias/unknown"), Some(SINGLE_REGION)]
        .map(|id| id.map(KeyId::new))
        .into();
    let messages = [
        Message::Raw(MESSAGE),
        Message::Raw(b"other"),
        Message::Digest(&digest),
        Message::Digest(b"short"),
        Message::ExternalMu(&[0; 64]),
    ];
    let mut items = Vec::new();
    for id in &ids {
        for message in messages {
            for signature in [genuine.as_slice(), b"", b"0\x06\x02\x01\x01\x02\x01\x01"] {
                items.push((id.as_ref(), message, signature));
            }
        }
    }
    let algorithm = SigningAlgorithm::EcdsaSha256;
    let one = |&(id, message, signature): &(Option<&KeyId>, Message<'_>, &[u8])| match id {
        None => keys.verify(algorithm, message, signature).map(|verified| verified.to_record()),
        // A Sign response cannot be without a signature.
        Some(id) => {
            SignResponse::from_parts(id.as_str(), if signature.is_empty() { b"x" } else { signature }, "ECDSA_SHA_256")
                .and_then(|response| keys.verify_response(&response, Some(algorithm), message).map(|v| v.to_record()))
        }
    };
    let many = keys.verify_many(algorithm, &items);
    assert_eq!(many.len(), items.len());
    let (mut valid, mut misuse) = (0, 0);
    for (item, result) in items.iter().zip(&many) {
        let result = result.as_ref().map(Verified::to_record).map_err(Clone::clone);
        valid += usize::from(result.is_ok());
        misuse += usize::from(matches!(result, Err(Error::Misuse(_))));
        assert_eq!(result, one(item), "{item:?}");
    }
    // The message and its digest, without a KeyId and with two of the key; whatever cannot be asked.
    assert_eq!((valid, misuse), (6, 2 * 3 * 4 + 5 * 3));
    assert_eq!(many[0].as_ref().unwrap().label(), Some("a"));
    // In any order, and many times over the lanes.
    let mut longer: Vec<_> = std::iter::repeat_n(&items, 3).flatten().copied().collect();
    longer.reverse();
    for (item, result) in longer.iter().zip(keys.verify_many(algorithm, &longer)) {
        assert_eq!(result.map(|verified| verified.to_record()), one(item), "{item:?}");
    }
    let other = keys.verify_many(SigningAlgorithm::EcdsaSha512, &items[..1]);
    assert!(matches!(other.as_slice(), [Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))]), "{other:?}");
    assert!(keys.verify_many(algorithm, &[]).is_empty());
}
