//! Every error that other crates can construct has advice, and keeps it apart from its text.

use std::collections::BTreeSet;

use kms_offline::{
    EncryptionAlgorithm, Error, Fingerprint, KeyId, KeySpec, KeyUsage, MessageType, SigningAlgorithm,
    error::{
        Excerpt, Expected, HeaderProblem, InputKind, JsonProblem, JweProblem, JwkMemberProblem, JwkProblem, KeyProblem,
        Layer, Malformed, MemberProblem, Misuse, PemProblem, PointForm, PrivateKeyProblem, Recognised,
        SignatureProblem, TokenPart, TokenProblem, TrustFileProblem, UnknownName,
    },
};

const SPEC: KeySpec = KeySpec::EccNistP256;
const USAGE: KeyUsage = KeyUsage::SignVerify;
const ALGORITHM: SigningAlgorithm = SigningAlgorithm::EcdsaSha256;

const EXPECTED: [Expected; 21] = [
    Expected::GetPublicKeyResponse,
    Expected::SignResponse,
    Expected::PublicKey,
    Expected::AlgorithmList,
    Expected::KeyId,
    Expected::AlgorithmName,
    Expected::Signature,
    Expected::SignatureFile,
    Expected::Jws,
    Expected::FlattenedJws,
    Expected::GeneralJws,
    Expected::DetachedJws,
    Expected::Jwe,
    Expected::SigningInput,
    Expected::JweCiphertext,
    Expected::TokenHeader,
    Expected::Jwk,
    Expected::JwkSet,
    Expected::TrustFile,
    Expected::KeyFolder,
    Expected::KeySet,
];

/// Every kind without a layer, and in each layer.
pub(super) fn recognised() -> Vec<Recognised> {
    let point = |form| [None, Some(SPEC)].map(|spec| InputKind::Point { form, spec });
    let points = [PointForm::Uncompressed, PointForm::Compressed, PointForm::Coordinates].into_iter().flat_map(point);
    let raw = [InputKind::RawKey { spec: KeySpec::MlDsa44 }, InputKind::PrivateNumber { len: 32 }];
    let kinds = InputKind::PLAIN.iter().copied().chain(points).chain(raw).map(Recognised::new);
    kinds.flat_map(|kind| Layer::ALL.iter().map(move |layer| kind.within(*layer)).chain([kind])).collect()
}

/// The table in the documentation of `InputKind`. `KMS_OFFLINE_WRITE_TABLES=1` writes it anew.
#[test]
fn the_table_of_recognised_inputs_is_the_code_s() {
    let mut table =
        String::from("| input | as a key | as a signature | as a private key |\n| --- | --- | --- | --- |\n");
    let told = |error: Error| error.advice().unwrap().replace('|', "\\|").replace('[', "\\[");
    for kind in InputKind::PLAIN.iter().copied() {
        let found = Recognised::new(kind);
        let malformed = |expected| told(Malformed::Recognised { expected, found }.into());
        let problem = PrivateKeyProblem::Recognised { found };
        let cells = [
            kind.name().to_owned(),
            malformed(Expected::GetPublicKeyResponse),
            malformed(Expected::SignResponse),
            told(Misuse::PrivateKey { spec: SPEC, problem }.into()),
        ];
        table += &format!("| {} |\n", cells.join(" | "));
    }
    table += "\nAny of them may be inside layers of encoding, which the remedy undoes:\n\n";
    for layer in Layer::ALL {
        table += &format!("- {layer}\n");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/error/recognised/kinds.md");
    if std::env::var_os("KMS_OFFLINE_WRITE_TABLES").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), table);
}

fn label(label: &str) -> Excerpt {
    Excerpt::of(label)
}

/// A name with a suggestion, and one without.
fn unknown_names() -> [UnknownName; 2] {
    ["rsa_2048", "nonsense"].map(|name| name.parse::<KeySpec>().unwrap_err())
}

fn pem_problems() -> [PemProblem; 6] {
    [
        PemProblem::NoBegin,
        PemProblem::SecondBlock { first: label("PUBLIC KEY"), second: label("CERTIFICATE") },
        PemProblem::NoEnd { label: label("PUBLIC KEY") },
        PemProblem::TrailingText,
        PemProblem::Label { found: label("CERTIFICATE") },
        PemProblem::NotBase64,
    ]
}

fn key_problems() -> [KeyProblem; 13] {
    let (found, expected) = ("1.3.101.112".parse().unwrap(), "1.2.840.10045.2.1".parse().unwrap());
    [
        KeyProblem::NotDer,
        KeyProblem::Algorithm { found, expected },
        KeyProblem::Curve { found, expected },
        KeyProblem::Parameters,
        KeyProblem::Length { found: 64, expected: 65 },
        KeyProblem::PointForm,
        KeyProblem::NotAPoint,
        KeyProblem::ModulusBits { found: 2047, expected: 2048 },
        KeyProblem::EvenModulus,
        KeyProblem::Exponent,
        KeyProblem::NotCanonical,
        KeyProblem::SmallOrder,
        KeyProblem::Coefficient,
    ]
}

fn private_key_problems() -> Vec<PrivateKeyProblem> {
    let (found, expected) = ("1.3.101.112".parse().unwrap(), "1.2.840.10045.2.1".parse().unwrap());
    let labels = ["OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "DSA PRIVATE KEY"];
    let labels = labels.map(|found| PrivateKeyProblem::Pem(PemProblem::Label { found: label(found) }));
    let problems = [
        PrivateKeyProblem::TooLong { found: 65537, limit: 65536 },
        PrivateKeyProblem::NotDer,
        PrivateKeyProblem::Algorithm { found, expected },
        PrivateKeyProblem::Curve { found, expected },
        PrivateKeyProblem::Parameters,
        PrivateKeyProblem::Range,
        PrivateKeyProblem::PublicKey,
        PrivateKeyProblem::NoAgreement,
    ];
    let recognised = recognised().into_iter().map(|found| PrivateKeyProblem::Recognised { found });
    problems.into_iter().chain(recognised).chain(pem_problems().map(PrivateKeyProblem::Pem)).chain(labels).collect()
}

fn json_problems() -> [JsonProblem; 5] {
    [
        JsonProblem::NotUtf8,
        JsonProblem::Syntax { line: 1, column: 0 },
        JsonProblem::NotAnObject,
        JsonProblem::RepeatedMember { name: label("alg") },
        JsonProblem::Depth { limit: 16 },
    ]
}

fn jwk_problems() -> Vec<JwkProblem> {
    let members = [
        JwkMemberProblem::Missing,
        JwkMemberProblem::NotText,
        JwkMemberProblem::NotAList,
        JwkMemberProblem::NotBase64Url,
        JwkMemberProblem::Length { found: 31 },
        JwkMemberProblem::LeadingZero,
    ];
    let mut all = vec![
        JwkProblem::NotAKey,
        JwkProblem::PrivateMember { member: "d" },
        JwkProblem::KeyType { found: label("oct") },
        JwkProblem::Alg { found: label("ES384"), spec: SPEC },
        JwkProblem::Use,
        JwkProblem::UseContradicted,
        JwkProblem::Keys { found: 1001, limit: 1000 },
    ];
    all.extend(members.map(|problem| JwkProblem::Member { member: "x", problem }));
    all.extend(json_problems().map(JwkProblem::Json));
    all
}

fn token_problems() -> Vec<TokenProblem> {
    let mut all = vec![TokenProblem::PayloadPresent];
    all.extend([1, 6].map(|found| TokenProblem::Parts { found, expected: 3 }));
    let jwe = [TokenPart::EncryptedKey, TokenPart::InitializationVector, TokenPart::Ciphertext];
    let jws = [TokenPart::Header, TokenPart::Payload, TokenPart::Signature];
    for part in jws.into_iter().chain(jwe).chain([TokenPart::AuthenticationTag]) {
        all.extend([Some('\n'), None].map(|foreign| TokenProblem::Base64Url { part, foreign }));
    }
    all.extend(jwe_problems().into_iter().map(TokenProblem::Jwe));
    all.extend(json_problems().map(TokenProblem::Header));
    all.extend(json_problems().map(TokenProblem::Serialization));
    all.push(TokenProblem::Member { member: "payload" });
    all.push(TokenProblem::Signatures { found: 65, limit: 64 });
    all
}

fn jwe_problems() -> Vec<JweProblem> {
    let mut all = vec![
        JweProblem::Unsupported { member: "zip" },
        JweProblem::NotText { member: "kid" },
        JweProblem::NotBase64Url { member: "apu" },
        JweProblem::NoEphemeralKey,
        JweProblem::NotAPoint,
        JweProblem::Length { part: TokenPart::AuthenticationTag, found: 12, expected: "16" },
    ];
    for found in [Some(label("dir")), None] {
        all.push(JweProblem::Alg { found: found.clone() });
        all.push(JweProblem::Enc { found });
    }
    all.extend(jwk_problems().into_iter().map(JweProblem::EphemeralKey));
    all
}

fn header_problems() -> Vec<HeaderProblem> {
    let mut all = vec![
        HeaderProblem::Critical,
        HeaderProblem::UnnamedB64,
        HeaderProblem::UnencodedPayload,
        HeaderProblem::NotText { member: "kid" },
    ];
    for found in [Some(label("none")), None] {
        all.push(HeaderProblem::Alg { found: found.clone(), algorithm: ALGORITHM });
        all.push(HeaderProblem::AlgOfSpec { found, spec: SPEC });
    }
    all
}

fn trust_file_problems() -> Vec<TrustFileProblem> {
    let mut all = vec![
        TrustFileProblem::NotUtf8,
        TrustFileProblem::Quote,
        TrustFileProblem::MissingField,
        TrustFileProblem::Fingerprint { found: label("sha512") },
        TrustFileProblem::AlgorithmOfSpec { algorithm: ALGORITHM, spec: KeySpec::Sm2 },
        TrustFileProblem::RepeatedLabel { label: label("first") },
        TrustFileProblem::Option { found: label("valid-after=1") },
        TrustFileProblem::Use,
        TrustFileProblem::NoResponse { fingerprint: Fingerprint::new([0; 32]) },
        TrustFileProblem::NotOfKms,
        TrustFileProblem::Keys { limit: 1000 },
    ];
    all.extend(unknown_names().map(TrustFileProblem::Algorithm));
    all
}

fn malformed() -> Vec<Malformed> {
    let usage = KeyUsage::EncryptDecrypt;
    let mut all = vec![
        Malformed::SpecsDisagree { key_spec: SPEC, customer_master_key_spec: KeySpec::Sm2 },
        Malformed::UsageOfSpec { spec: SPEC, usage },
        Malformed::MissingList { usage },
        Malformed::ListOfOtherUsage { usage: USAGE, other: usage },
        Malformed::AlgorithmOfSpec { algorithm: label("ECDSA_SHA_384"), spec: SPEC, usage: USAGE },
        Malformed::Base64,
    ];
    for expected in EXPECTED {
        all.push(Malformed::TooLong { expected, found: 70_000, limit: 65_536 });
        all.push(Malformed::Json { expected, line: 1, column: 0 });
        all.extend(recognised().into_iter().map(|found| Malformed::Recognised { expected, found }));
    }
    let members = [
        MemberProblem::Missing,
        MemberProblem::Repeated,
        MemberProblem::NotText,
        MemberProblem::NotAList,
        MemberProblem::NotBase64,
    ];
    all.extend(members.map(|problem| Malformed::Member { member: "KeyUsage", problem }));
    all.extend(unknown_names().map(Malformed::UnknownName));
    all.extend(pem_problems().map(Malformed::Pem));
    all.extend(key_problems().map(|problem| Malformed::Key { spec: SPEC, problem }));
    let signatures = [
        SignatureProblem::NotDer,
        SignatureProblem::Length { found: 65, expected: 64 },
        SignatureProblem::LengthWithV { found: 64 },
        SignatureProblem::Range,
        SignatureProblem::V { found: 26, expected: "27 or 28" },
        SignatureProblem::RecoveryId { found: 2 },
        SignatureProblem::NoEncoding,
    ];
    for spec in [SPEC, KeySpec::Rsa2048] {
        all.extend(signatures.map(|problem| Malformed::Signature { spec, problem }));
    }
    all.extend(jwk_problems().into_iter().map(Malformed::Jwk));
    for expected in [Expected::Jws, Expected::Jwe, Expected::SigningInput] {
        all.extend(token_problems().into_iter().map(|problem| Malformed::Token { expected, problem }));
    }
    all.extend(trust_file_problems().into_iter().map(|problem| Malformed::TrustFile { line: 1, problem }));
    all.push(Malformed::InFile { name: label("key.json"), problem: Box::new(Malformed::Base64) });
    all
}

fn misuse() -> Vec<Misuse> {
    let encryption = EncryptionAlgorithm::RsaesOaepSha256;
    let plaintext =
        |found| Misuse::PlaintextLength { algorithm: encryption, spec: KeySpec::Rsa2048, found, limit: 190 };
    let key_id = || KeyId::new("00000000-0000-0000-0000-000000000000");
    let mut all = vec![
        Misuse::Usage { wanted: KeyUsage::EncryptDecrypt, found: USAGE },
        Misuse::UsageOfSpec { spec: SPEC, usage: KeyUsage::EncryptDecrypt },
        Misuse::AlgorithmNotListed { algorithm: "ECDSA_SHA_256", listed: vec!["ECDSA_SHA_384"] },
        Misuse::AlgorithmNotListed { algorithm: "ECDSA_SHA_256", listed: vec![] },
        Misuse::AlgorithmNeeded { listed: vec!["ED25519_SHA_512", "ED25519_PH_SHA_512"] },
        Misuse::AlgorithmNeeded { listed: vec![] },
        Misuse::AlgorithmOfSpec { algorithm: "ECDH", spec: SPEC, usage: USAGE, possible: vec!["ECDSA_SHA_256"] },
        Misuse::DigestText { algorithm: ALGORITHM, layer: Layer::Base64, expected: 32 },
        Misuse::AlgorithmContradicted { expected: ALGORITHM, found: label("ECDSA_SHA_384") },
        Misuse::NoDigest { algorithm: SigningAlgorithm::Ed25519Sha512 },
        plaintext(0),
        plaintext(191),
        Misuse::PrivateKeySpec { found: SPEC, expected: KeySpec::Sm2 },
        Misuse::EmptyInfo,
        Misuse::DerivedKeyLength { found: 8161, limit: 8160 },
        Misuse::DistinguishingIdLength { found: 8192 },
        Misuse::DistinguishingIdAlgorithm { algorithm: ALGORITHM },
        Misuse::DistinguishingIdWithDigest,
        Misuse::KeyId { wanted: key_id(), found: key_id() },
        Misuse::Fingerprint { wanted: Fingerprint::new([0; 32]), found: Fingerprint::new([1; 32]) },
        Misuse::NoJwk { spec: KeySpec::Sm2 },
        Misuse::NotSecp256k1 { spec: KeySpec::Sm2 },
        Misuse::ChainId { found: u64::MAX },
        Misuse::NoJwsAlgorithm { listed: vec!["SM2DSA"] },
        Misuse::NoJwsAlgorithm { listed: vec![] },
        Misuse::RepeatedLabel { label: label("first") },
        Misuse::AlgorithmNotInSet { algorithms: vec!["ECDSA_SHA_256"] },
        Misuse::InFile { name: label("key.json"), problem: Box::new(Misuse::EmptyInfo) },
        Misuse::KeyIdOfTwoKeys { first: label("first"), second: label("second") },
        Misuse::KeyIdNotInSet { key_id: "alias/release".into() },
        Misuse::AmbiguousKeyId { key_id: "alias/release".into(), first: label("first"), second: label("second") },
        Misuse::JwePlaintextLength { found: 67_108_865, limit: 67_108_864 },
        Misuse::KidLength { found: 2049, limit: 2048 },
        Misuse::ContentKeyLength { found: 31 },
        Misuse::SharedSecretLength { spec: SPEC, found: 48, expected: 32 },
        Misuse::NeedsSharedSecret,
        Misuse::NeedsContentKey,
        Misuse::FingerprintText("abc".parse::<Fingerprint>().unwrap_err()),
    ];
    all.extend(
        [KeySpec::Sm2, KeySpec::MlKem512, KeySpec::EccSecgP256k1]
            .into_iter()
            .flat_map(|spec| KeyUsage::ALL.iter().map(move |usage| Misuse::NoJwe { spec, usage: *usage })),
    );
    all.extend(unknown_names().map(Misuse::UnknownName));
    all.extend(header_problems().into_iter().map(Misuse::JwsHeader));
    all.extend(private_key_problems().into_iter().map(|problem| Misuse::PrivateKey { spec: SPEC, problem }));
    for algorithm in SigningAlgorithm::ALL.iter().copied() {
        all.push(Misuse::DigestLength { algorithm, found: 20, expected: 32 });
        all.extend(MessageType::ALL.iter().map(|found| Misuse::MessageType { algorithm, found: *found }));
    }
    all
}

fn errors() -> Vec<Error> {
    let malformed = malformed().into_iter().map(Error::from);
    let misuse = misuse().into_iter().map(Error::from);
    let others = [Error::NotVerified, Error::NotAuthentic, Error::Random];
    let all = malformed.chain(misuse).chain(others);
    #[cfg(feature = "std")]
    let all = all.chain([std::io::Error::from(std::io::ErrorKind::TimedOut).into()]);
    all.collect()
}

#[test]
fn every_error_has_advice_and_keeps_it_out_of_its_text() {
    let errors = errors();
    let advice: Vec<String> =
        errors.iter().map(|error| error.advice().unwrap_or_else(|| panic!("{error:?} has no advice"))).collect();
    // Advice is an imperative, so its verb comes first: no text has a clause that starts so.
    let verbs: BTreeSet<&str> = advice.iter().map(|advice| advice.split(' ').next().unwrap()).collect();
    for (error, advice) in errors.iter().zip(&advice) {
        let text = error.to_string();
        assert!(!text.contains(advice.as_str()), "{text}: {advice}");
        let mut clauses = text.split([',', ';', ':']).map(str::trim_start);
        let imperative = clauses.find(|clause| verbs.contains(clause.split(' ').next().unwrap()));
        assert_eq!(imperative, None, "{text}");
        // Only a reader's own text follows a colon.
        assert!(text.starts_with("cannot read the input: ") || !text.contains([':', ';']), "{text}");
        for shown in [&text, advice] {
            assert!(!shown.ends_with(['.', ':', ' ']) && !shown.contains("  "), "{shown}");
        }
        assert!(advice.starts_with(|first: char| first.is_ascii_lowercase()), "{advice}");
    }
}

#[test]
fn equal_errors_are_equal_and_others_are_not() {
    let (errors, again) = (errors(), errors());
    for (i, error) in errors.iter().enumerate() {
        assert_eq!(error, &error.clone());
        assert_eq!(error, &again[i]);
        // The samples name the same problem twice where a text has a special case, so all differ. Pairs that are far
        // apart have little in common: some of them are enough.
        let others = || again.iter().enumerate();
        let near = others().skip(i.saturating_sub(199)).take(399);
        let far = others().skip(i % 31).step_by(31);
        assert!(near.chain(far).all(|(j, other)| i == j || error != other), "{error:?}");
    }
}

#[cfg(feature = "std")]
#[test]
fn equal_io_errors_have_the_same_kind_and_text() {
    use std::io::{self, ErrorKind};

    let error = |kind, text: &str| Error::from(io::Error::new(kind, text.to_owned()));
    let gone = error(ErrorKind::BrokenPipe, "the disk is gone");
    assert_eq!(gone, error(ErrorKind::BrokenPipe, "the disk is gone"));
    assert_ne!(gone, error(ErrorKind::TimedOut, "the disk is gone"));
    assert_ne!(gone, error(ErrorKind::BrokenPipe, "the disk is full"));
    assert_eq!(gone.to_string(), "cannot read the input: the disk is gone");
}
