//! The caller's private keys: every form that fits is read, every other is misuse that says what is wrong.

use elliptic_curve::{
    SecretKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use kms_offline::{
    AgreementKey, Error, KeySpec, PrivateKey,
    error::{InputKind, Misuse, PemProblem, PrivateKeyProblem},
};
use kms_offline_vectors::{CorpusKey, from_hex};
use pkcs8::DecodePrivateKey as _;

fn problem(result: Result<PrivateKey, Error>) -> PrivateKeyProblem {
    match result {
        Err(Error::Misuse(Misuse::PrivateKey { problem, .. })) => problem,
        other => panic!("{other:?}"),
    }
}

/// Whether it is the problem that this kind of input was found.
fn is(kind: InputKind, problem: &PrivateKeyProblem) -> bool {
    matches!(problem, PrivateKeyProblem::Recognised { found } if found.kind() == kind)
}

/// A private key of P-256, as the crate reads it.
fn p256_key() -> SecretKey<p256::NistP256> {
    SecretKey::from_pkcs8_der(&CorpusKey::named("ECC_NIST_P256-agree-2").private_key_der()).unwrap()
}

/// ECPrivateKey (RFC 5915) with or without parameters and public key.
fn sec1_of(parameters: bool, public_key: bool) -> Vec<u8> {
    use der::Encode as _;
    use elliptic_curve::sec1::ToSec1Point as _;
    let (d, point) = (p256_key().to_bytes(), p256_key().public_key().to_sec1_point(true));
    sec1::EcPrivateKey {
        private_key: &d,
        parameters: parameters.then(|| sec1::EcParameters::NamedCurve("1.2.840.10045.3.1.7".parse().unwrap())),
        public_key: public_key.then_some(point.as_bytes()),
    }
    .to_der()
    .unwrap()
}

#[test]
fn every_form_of_one_private_key_agrees_on_the_same_secret() {
    let key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P256-agree-1").response()).unwrap();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("PKCS#8 DER", p256_key().to_pkcs8_der().unwrap().as_bytes().to_vec()),
        ("PKCS#8 PEM", CorpusKey::named("ECC_NIST_P256-agree-2").private_key_pem().into()),
        ("PEM with CRLF", p256_key().to_pkcs8_pem(LineEnding::CRLF).unwrap().as_bytes().to_vec()),
        ("PEM on one line", CorpusKey::named("ECC_NIST_P256-agree-2").private_key_pem().replace('\n', "").into_bytes()),
        ("SEC 1 DER", p256_key().to_sec1_der().unwrap().to_vec()),
        ("SEC 1 PEM", p256_key().to_sec1_pem(LineEnding::LF).unwrap().as_bytes().to_vec()),
        ("SEC 1 PEM after text", format!("a key\n{}", *p256_key().to_sec1_pem(LineEnding::LF).unwrap()).into_bytes()),
        ("parameters and public key", sec1_of(true, true)),
        ("parameters", sec1_of(true, false)),
        ("public key", sec1_of(false, true)),
        ("neither", sec1_of(false, false)),
    ];
    let expected = p256_key();
    for (form, bytes) in forms {
        let private_key =
            PrivateKey::from_pem_or_der(&bytes, key.spec()).unwrap_or_else(|error| panic!("{form}: {error}"));
        let secret = key.agree(&private_key).unwrap();
        let point = p256::PublicKey::from_sec1_bytes(&key.as_der()[26..]).unwrap();
        assert_eq!(secret.as_bytes(), expected.diffie_hellman(&point).raw_secret_bytes().as_slice(), "{form}");
    }
}

/// OneAsymmetricKey (RFC 5958, section 2) has a public key beside the ECPrivateKey, which may have one too.
#[test]
fn both_public_keys_of_a_file_must_be_those_of_the_private_key() {
    use der::{Encode as _, asn1::BitStringRef};
    use elliptic_curve::sec1::ToSec1Point as _;
    let right = p256_key().public_key().to_sec1_point(false);
    let wrong = p256::PublicKey::from_affine(p256::AffinePoint::GENERATOR).unwrap().to_sec1_point(false);
    let [id_ec_public_key, curve] = ["1.2.840.10045.2.1", "1.2.840.10045.3.1.7"].map(|oid| oid.parse().unwrap());
    let curve: spki::ObjectIdentifier = curve;
    let read = |inner: Option<&[u8]>, outer: Option<&[u8]>| {
        let d = p256_key().to_bytes();
        let key = sec1::EcPrivateKey { private_key: &d, parameters: None, public_key: inner }.to_der().unwrap();
        let info = pkcs8::PrivateKeyInfoRef {
            algorithm: spki::AlgorithmIdentifierRef { oid: id_ec_public_key, parameters: Some((&curve).into()) },
            private_key: (&*key).try_into().unwrap(),
            public_key: outer.map(|point| BitStringRef::from_bytes(point).unwrap()),
        };
        PrivateKey::from_der(&info.to_der().unwrap(), KeySpec::EccNistP256)
    };
    let (right, wrong) = (right.as_bytes(), wrong.as_bytes());
    for (inner, outer) in [(None, None), (Some(right), None), (None, Some(right)), (Some(right), Some(right))] {
        read(inner, outer).unwrap();
    }
    for (inner, outer) in [
        (Some(wrong), None),
        (None, Some(wrong)),
        (Some(right), Some(wrong)),
        (Some(wrong), Some(right)),
        (None, Some(&right[..64])),
    ] {
        assert!(matches!(problem(read(inner, outer)), PrivateKeyProblem::PublicKey), "{inner:x?} {outer:x?}");
    }
}

#[test]
fn private_keys_of_every_curve_are_read_from_their_pem() {
    for entry in CorpusKey::of_usage("KEY_AGREEMENT") {
        let key = AgreementKey::from_json(entry.response()).unwrap();
        let private_key = PrivateKey::from_pem(entry.private_key_pem(), key.spec()).unwrap();
        assert_eq!(key.public_key_of(&private_key).unwrap(), key.as_der(), "{}", entry.name());
        assert_eq!(private_key.spec(), key.spec());
    }
}

#[test]
fn input_that_is_not_a_private_key_of_the_curve_is_named() {
    let read = |bytes: &[u8]| problem(PrivateKey::from_pem_or_der(bytes, KeySpec::EccNistP256));
    let sec1 = sec1_of(true, true);
    let with = |at: usize, byte: u8| {
        let mut changed = sec1.clone();
        changed[at] = byte;
        changed
    };
    assert!(is(InputKind::Nothing, &read(b"")));
    assert!(matches!(read(b"hello"), PrivateKeyProblem::NotDer));
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| "\u{feff}  ".encode_utf16().flat_map(to_bytes).collect::<Vec<_>>();
    assert!(is(InputKind::Nothing, &read(&utf16(u16::to_le_bytes))));
    assert!(is(InputKind::Nothing, &read(&utf16(u16::to_be_bytes))));
    assert!(matches!(read(&sec1[..sec1.len() - 1]), PrivateKeyProblem::NotDer));
    assert!(matches!(read(&[sec1.as_slice(), &[0]].concat()), PrivateKeyProblem::NotDer));
    assert!(matches!(read(&with(4, 2)), PrivateKeyProblem::NotDer), "version 2");
    assert!(matches!(read(&with(7, sec1[7] ^ 1)), PrivateKeyProblem::PublicKey), "another d");
    let curve = read(&CorpusKey::named("SM2-agree-1").private_key_der());
    assert!(matches!(curve, PrivateKeyProblem::Curve { .. }));
    let curve = problem(PrivateKey::from_der(&sec1, KeySpec::Sm2));
    assert!(matches!(curve, PrivateKeyProblem::Curve { .. }), "SEC 1 with parameters names its curve");
    let algorithm = read(&CorpusKey::named("RSA_2048-encrypt-1").private_key_der());
    assert!(matches!(algorithm, PrivateKeyProblem::Algorithm { .. }));
    let kem = read(&CorpusKey::named("ML_KEM_768-encapsulate-1").private_key_der());
    assert!(matches!(kem, PrivateKeyProblem::Algorithm { .. }));
    let public_key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P256-agree-1").response()).unwrap();
    assert!(is(InputKind::PublicKey, &read(public_key.as_der())));
    assert!(matches!(read(&vec![0xb0; 65536]), PrivateKeyProblem::NotDer));
    assert!(matches!(read(&vec![0x30; 65537]), PrivateKeyProblem::TooLong { found: 65537, limit: 65536 }));
    for spec in [KeySpec::Rsa2048, KeySpec::MlKem768, KeySpec::EccNistEdwards25519, KeySpec::EccSecgP256k1] {
        let refused =
            matches!(problem(PrivateKey::from_der(&sec1_of(false, false), spec)), PrivateKeyProblem::NoAgreement);
        assert!(refused, "{spec}");
    }
}

#[test]
fn numbers_that_are_not_a_private_key_are_out_of_range() {
    use der::Encode as _;
    const N: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let n = from_hex(N);
    let of = |d: &[u8]| {
        let key = sec1::EcPrivateKey { private_key: d, parameters: None, public_key: None };
        PrivateKey::from_der(&key.to_der().unwrap(), KeySpec::EccNistP256)
    };
    let mut largest = n.clone();
    largest[31] -= 1;
    assert!(of(&largest).is_ok());
    for d in [[0; 32].as_slice(), &[0; 33], &n, &[0xff; 32], &[1; 33], &[1; 48], &[0; 66], &[]] {
        assert!(matches!(problem(of(d)), PrivateKeyProblem::Range), "{d:02x?}");
    }
    let same = |d: &[u8], padded: &[u8; 32]| {
        let key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P256-agree-1").response()).unwrap();
        assert_eq!(key.public_key_of(&of(d).unwrap()).unwrap(), key.public_key_of(&of(padded).unwrap()).unwrap());
    };
    // Some writers drop leading zeros of the number, or add one.
    for dropped in [1, 2, 8, 31] {
        let mut padded = [7; 32];
        padded[..dropped].fill(0);
        same(&padded[dropped..], &padded);
        same(&[&[0], padded.as_slice()].concat(), &padded);
    }
    // A whole key of P-256 that does not name its curve is not the key of a longer curve.
    let key = sec1::EcPrivateKey { private_key: &largest, parameters: None, public_key: None }.to_der().unwrap();
    for spec in [KeySpec::EccNistP384, KeySpec::EccNistP521] {
        assert!(matches!(problem(PrivateKey::from_der(&key, spec)), PrivateKeyProblem::Range), "{spec}");
    }
}

#[test]
fn pem_of_anything_else_is_named() {
    let read = |pem: &str| problem(PrivateKey::from_pem(pem, KeySpec::EccNistP256));
    let sec1 = p256_key().to_sec1_pem(LineEnding::LF).unwrap();
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let pem = format!("{parameters}{}", *sec1);
    PrivateKey::from_pem(&pem, KeySpec::EccNistP256).expect("as openssl ecparam -genkey writes it");
    // Those of P-384
    let other = pem.replace("BggqhkjOPQMBBw==", "BgUrgQQAIg==");
    assert!(matches!(read(&other), PrivateKeyProblem::Curve { .. }));
    assert!(matches!(read(&pem.replace("BggqhkjOPQMBBw==", "MAA=")), PrivateKeyProblem::Parameters));
    for two in [format!("{parameters}{pem}"), format!("{pem}{parameters}"), format!("{parameters}{}{}", *sec1, *sec1)] {
        assert!(matches!(read(&two), PrivateKeyProblem::Pem(PemProblem::SecondBlock { .. })), "{two}");
    }
    let pkcs8 = format!("{parameters}{}", CorpusKey::named("ECC_NIST_P256-agree-2").private_key_pem());
    assert!(matches!(read(&pkcs8), PrivateKeyProblem::Pem(PemProblem::SecondBlock { .. })), "PKCS#8 has its own");
    assert!(matches!(read("hello"), PrivateKeyProblem::Pem(PemProblem::NoBegin)));
    assert!(matches!(read(&sec1.replace("END EC", "END")), PrivateKeyProblem::Pem(PemProblem::NoEnd { .. })));
    assert!(matches!(read(&format!("{}x", *sec1)), PrivateKeyProblem::Pem(PemProblem::TrailingText)));
    let header = "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";
    assert!(is(InputKind::EncryptedPrivateKey, &read(&sec1.replacen("KEY-----\n", header, 1))));
    assert!(is(InputKind::OpenSshPrivateKey, &read(&sec1.replace("EC PRIVATE", "OPENSSH PRIVATE"))));
    assert!(matches!(read(&sec1.replacen("M", "%", 1)), PrivateKeyProblem::Pem(PemProblem::NotBase64)));
}

#[test]
fn a_private_key_of_another_curve_is_misuse_before_any_arithmetic() {
    let entries = || CorpusKey::of_usage("KEY_AGREEMENT").filter(|entry| entry.name().ends_with("-1"));
    let keys: Vec<_> = entries().map(|entry| AgreementKey::from_json(entry.response()).unwrap()).collect();
    for (key, entry) in keys.iter().zip(entries()) {
        let private_key = PrivateKey::from_pem(entry.private_key_pem(), key.spec()).unwrap();
        for other in keys.iter().filter(|key| key.spec() != private_key.spec()) {
            let expected = Misuse::PrivateKeySpec { found: private_key.spec(), expected: other.spec() };
            assert!(matches!(other.agree(&private_key), Err(Error::Misuse(misuse)) if misuse == expected));
            assert!(matches!(other.public_key_of(&private_key), Err(Error::Misuse(misuse)) if misuse == expected));
        }
    }
}

#[test]
fn nothing_of_a_private_key_is_shown() {
    let entry = CorpusKey::named("ECC_NIST_P256-agree-2");
    let private_key = PrivateKey::from_pem(entry.private_key_pem(), KeySpec::EccNistP256).unwrap();
    assert_eq!(format!("{private_key:?}"), "PrivateKey { spec: EccNistP256, .. }");
    let body: Vec<String> = entry.private_key_pem().lines().map(str::to_owned).collect();
    for cut in 0..body[1].len() {
        let damaged = entry.private_key_pem().replacen(&body[1][cut..], "", 1);
        let Err(error) = PrivateKey::from_pem(&damaged, KeySpec::EccNistP256) else { continue };
        let shown = format!("{error} {:?} {error:?}", error.advice());
        assert!(
            !body[1].as_bytes().windows(8).any(|piece| shown.contains(std::str::from_utf8(piece).unwrap())),
            "{shown}"
        );
    }
}
