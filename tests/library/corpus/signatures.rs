//! Every signature case, in every way that the library has to verify it.

use std::collections::BTreeMap;

use kms_offline::{
    DistinguishingId, Error, Message, MessageType, SignResponse, SigningAlgorithm, Verifier, VerifyingKey,
    error::{Misuse, UnknownName},
    signature::{MultipartVerifier as _, Verifier as _, hazmat::PrehashVerifier as _},
};

use super::{Case, CorpusKey, expectations};
use crate::{paths::Paths, verdict::Verdict};

/// Where the standards allow both: our decision, and why.
const DECISIONS: [(&str, Verdict, &str); 2] = [
    (
        "r-mixed-order-8",
        Verdict::NotVerified,
        "the equation without the cofactor, as most verifiers have it (RFC 8032, 5.1.7)",
    ),
    ("r-small-order-8", Verdict::NotVerified, "the same"),
];

/// The lengths of pieces that messages are cut into: none divides a block of any hash.
const PIECES: [usize; 5] = [1, 7, 63, 129, 5000];

/// A signature case, read.
struct Signed<'a> {
    case: &'a Case,
    key: &'a VerifyingKey,
    algorithm: SigningAlgorithm,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// Every way to verify a case, by name; they differ in form only. A way that the case's message type or ID rules out is
/// left out.
fn ways(signed: &Signed<'_>) -> Vec<(String, Verdict)> {
    let Signed { case, key, algorithm, ref message, ref signature } = *signed;
    let message_type: MessageType = case.text("MessageType").parse().unwrap();
    let given = Message::new(message_type, message);
    let mut ways: Vec<(String, Verdict)> = Vec::new();
    if !case.has("DistinguishingId") {
        ways.push(("one call".into(), key.verify(algorithm, given, signature).into()));
    }
    let verifier = match bind(case, key, algorithm) {
        Ok(verifier) => verifier,
        Err(error) => {
            ways.push(("bound".into(), Err::<(), _>(error).into()));
            return ways;
        }
    };
    ways.push(("bound".into(), verifier.verify_message(given, signature).into()));
    match message_type {
        MessageType::Raw => {
            ways.push(("Verifier".into(), verifier.verify(message, signature).into()));
            for len in PIECES {
                let pieces: Vec<&[u8]> = message.chunks(len).collect();
                ways.push((format!("MultipartVerifier {len}"), verifier.multipart_verify(&pieces, signature).into()));
            }
            if algorithm.message_types().contains(&MessageType::Raw) {
                ways.extend(streams(&verifier, message, signature));
            }
        }
        MessageType::Digest => {
            ways.push(("PrehashVerifier".into(), verifier.verify_prehash(message, signature).into()));
        }
        _ => {}
    }
    if case.has("message_of_digest") {
        let message = case.bytes("message_of_digest");
        let digest = verifier.digester().map(|mut digester| {
            digester.update(&message);
            digester.finish()
        });
        let verdict = digest.and_then(|digest| verifier.verify_message(digest.as_message(), signature));
        ways.push(("own digest".into(), verdict.into()));
        ways.extend(streams(&verifier, &message, signature));
    }
    ways
}

fn bind(case: &Case, key: &VerifyingKey, algorithm: SigningAlgorithm) -> Result<Verifier, Error> {
    let verifier = key.verifier(algorithm)?;
    if case.has("DistinguishingId") {
        return verifier.with_distinguishing_id(&DistinguishingId::new(case.text("DistinguishingId"))?);
    }
    Ok(verifier)
}

fn streams(verifier: &Verifier, message: &[u8], signature: &[u8]) -> Vec<(String, Verdict)> {
    let stream = |len: usize| {
        let mut stream = verifier.stream(signature);
        message.chunks(len).for_each(|piece| stream.update(piece));
        (format!("stream {len}"), stream.finish().into())
    };
    #[allow(unused_mut, reason = "without std the list is complete")]
    let mut ways: Vec<(String, Verdict)> = PIECES.into_iter().map(stream).collect();
    #[cfg(feature = "std")]
    ways.extend(written_streams(verifier, message, signature));
    ways
}

#[cfg(feature = "std")]
fn written_streams(verifier: &Verifier, message: &[u8], signature: &[u8]) -> [(String, Verdict); 2] {
    use std::io::Write as _;

    let mut writer = verifier.stream(signature);
    writer.write_all(message).unwrap();
    let mut reader = verifier.stream(signature);
    assert_eq!(reader.read_from(&mut &*message).unwrap(), message.len() as u64);
    [("io::Write".into(), writer.finish().into()), ("read_from".into(), reader.finish().into())]
}

/// Whether a verdict is what the case expects.
fn is_expected(case: &Case, verdict: &Verdict) -> bool {
    match case.text("expect") {
        "valid" => *verdict == Verdict::Valid,
        "invalid" => *verdict == Verdict::NotVerified,
        "misuse" => matches!(
            (case.text("misuse"), verdict),
            ("algorithm", Verdict::Misuse(Misuse::AlgorithmNotListed { .. } | Misuse::UnknownName { .. }))
                | ("message-type", Verdict::Misuse(Misuse::MessageType { .. }))
                | ("digest-length", Verdict::Misuse(Misuse::DigestLength { .. } | Misuse::DigestText { .. }))
        ),
        "either" => {
            let (_, decision, _) =
                DECISIONS.iter().find(|(kind, _, _)| *kind == case.text("kind")).expect("every open case is decided");
            verdict == decision
        }
        other => panic!("{case} expects {other}"),
    }
}

fn run(name: &str, expected_cases: usize) -> BTreeMap<String, usize> {
    let named = CorpusKey::named(name);
    let cases = named.signatures();
    assert_eq!(cases.len(), expected_cases, "{name}");
    let (mut runs, mut keys) = (BTreeMap::new(), BTreeMap::new());
    for case in cases {
        let response = named.response_for(case);
        let key = keys.entry(response).or_insert_with(|| Paths::new(VerifyingKey::from_json(response).unwrap()));
        let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
        let algorithm = match case.text("SigningAlgorithm").parse() {
            Ok(algorithm) => algorithm,
            Err(error) => {
                let verdict = Err::<(), Error>(UnknownName::into(error)).into();
                assert!(is_expected(case, &verdict), "{case}: the name gives {verdict:?}");
                continue;
            }
        };
        for (path, key) in key.all() {
            let (message, signature) = (message.clone(), signature.clone());
            for (way, verdict) in ways(&Signed { case, key, algorithm, message, signature }) {
                assert!(is_expected(case, &verdict), "{case}: {way} on the {path} path gives {verdict:?}");
                *runs.entry(way).or_default() += 1;
            }
        }
    }
    runs
}

macro_rules! every_way_gives_what_is_expected {
    ($($test:ident: $($name:literal $cases:literal),+;)+) => {
        $(
            #[test]
            fn $test() {
                $(run($name, $cases);)+
            }
        )+

        /// The keys above are all that sign, and their cases are all cases.
        #[test]
        fn all_2876_cases_are_run() {
            let run: BTreeMap<&str, usize> = [$($(($name, $cases)),+),+].into();
            assert_eq!(run.values().sum::<usize>(), 2876);
            assert!(run.into_keys().eq(signing_keys().map(CorpusKey::name)));
            let all = signing_keys().flat_map(CorpusKey::signatures);
            assert_eq!(expectations(all), [("valid", 672), ("invalid", 1825), ("misuse", 375), ("either", 4)].into());
        }
    };
}

every_way_gives_what_is_expected! {
    rsa_2048: "RSA_2048-sign-1" 366, "RSA_2048-sign-2" 154;
    rsa_3072: "RSA_3072-sign-1" 362, "RSA_3072-sign-2" 145;
    rsa_4096: "RSA_4096-sign-1" 362, "RSA_4096-sign-2" 146;
    p256: "ECC_NIST_P256-sign-1" 102, "ECC_NIST_P256-sign-2" 101;
    p384: "ECC_NIST_P384-sign-1" 102, "ECC_NIST_P384-sign-2" 101;
    p521: "ECC_NIST_P521-sign-1" 101, "ECC_NIST_P521-sign-2" 100;
    secp256k1: "ECC_SECG_P256K1-sign-1" 102, "ECC_SECG_P256K1-sign-2" 101;
    sm2: "SM2-sign-1" 99, "SM2-sign-2" 98;
    ed25519: "ECC_NIST_EDWARDS25519-sign-1" 54, "ECC_NIST_EDWARDS25519-sign-2" 52;
    ml_dsa_44: "ML_DSA_44-sign-1" 53, "ML_DSA_44-sign-2" 23;
    ml_dsa_65: "ML_DSA_65-sign-1" 53, "ML_DSA_65-sign-2" 22;
    ml_dsa_87: "ML_DSA_87-sign-1" 53, "ML_DSA_87-sign-2" 24;
}

#[cfg(feature = "std")]
#[test]
fn every_way_is_taken_by_some_case() {
    let runs = run("SM2-sign-2", 98);
    let ways = ["one call", "bound", "Verifier", "PrehashVerifier", "own digest", "io::Write", "read_from"];
    let of_pieces = PIECES.into_iter().flat_map(|len| [format!("stream {len}"), format!("MultipartVerifier {len}")]);
    let expected: Vec<String> = ways.into_iter().map(String::from).chain(of_pieces).collect();
    assert!(expected.iter().all(|way| runs.get(way).is_some_and(|count| *count > 0)), "{runs:?}");
    assert_eq!(runs.len(), expected.len(), "{runs:?}");
}

fn signing_keys() -> impl Iterator<Item = &'static CorpusKey> {
    CorpusKey::of_usage("SIGN_VERIFY")
}

#[test]
fn digest_of_a_message_is_the_one_that_kms_received() {
    let mut count = 0;
    for named in signing_keys() {
        let key = VerifyingKey::from_json(named.response()).unwrap();
        for case in named.signatures().iter().filter(|case| case.has("message_of_digest")) {
            let algorithm = case.text("SigningAlgorithm").parse().unwrap();
            let digest = key.digest(algorithm, case.bytes("message_of_digest")).unwrap();
            assert_eq!(digest.as_bytes(), case.bytes("Message"), "{case}");
            assert_eq!(digest.message_type().as_str(), case.text("MessageType"), "{case}");
            count += 1;
        }
    }
    assert_eq!(count, 59);
}

#[test]
fn sign_responses_of_genuine_cases_verify() {
    let mut count = 0;
    for named in signing_keys() {
        let key = VerifyingKey::from_json(named.response()).unwrap();
        for case in named.signatures().iter().filter(|case| case.has("sign_output")) {
            let response = SignResponse::from_json(case.text("sign_output")).unwrap();
            let message = case.bytes("Message");
            let message = Message::new(case.text("MessageType").parse().unwrap(), &message);
            let algorithm: SigningAlgorithm = case.text("SigningAlgorithm").parse().unwrap();
            assert_eq!(response.signature(), case.bytes("Signature"), "{case}");
            assert_eq!(response.signing_algorithm(), Some(algorithm.as_str()), "{case}");
            for expected in [None, Some(algorithm)] {
                key.verify_response(&response, expected, message).unwrap_or_else(|error| panic!("{case}: {error}"));
            }
            count += 1;
        }
    }
    assert_eq!(count, 108);
}
