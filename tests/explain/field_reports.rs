//! Signatures as people reported them: made by a shell with OpenSSL, as the reports say, and explained.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use kms_offline::{
    KeySpec, Message, MessageType, SignatureFile, SigningAlgorithm, VerifyingKey,
    explain::{Explainer, Explanation, Finding},
};

/// A folder with a key pair, a message `m` and its signature `s`, in which recipes run.
struct Workshop {
    folder: PathBuf,
    key: VerifyingKey,
    algorithm: SigningAlgorithm,
}

impl Workshop {
    fn new(generate: &str, sign: &str, spec: KeySpec, algorithm: SigningAlgorithm) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("reports-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("m"), "gr\u{fc}\u{df}e, version 2\n").unwrap();
        run(&folder, &format!("openssl genpkey {generate} -out key.pem"));
        run(&folder, "openssl pkey -in key.pem -pubout -outform DER -out key.der");
        run(&folder, &format!("{sign} > s"));
        let key = VerifyingKey::from_der(fs::read(folder.join("key.der")).unwrap(), spec).unwrap();
        let workshop = Self { folder, key, algorithm };
        let [message, signature] = ["m", "s"].map(|file| fs::read(workshop.folder.join(file)).unwrap());
        workshop.key.verify(algorithm, Message::Raw(&message), &signature).unwrap();
        workshop
    }

    fn p256() -> Self {
        Self::new(
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "openssl dgst -sha256 -sign key.pem m",
            KeySpec::EccNistP256,
            SigningAlgorithm::EcdsaSha256,
        )
    }

    fn rsa() -> Self {
        Self::new(
            "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            "openssl dgst -sha256 -sign key.pem m",
            KeySpec::Rsa2048,
            SigningAlgorithm::RsassaPkcs1V15Sha256,
        )
    }

    fn ed25519() -> Self {
        Self::new(
            "-algorithm ED25519",
            "openssl pkeyutl -sign -rawin -inkey key.pem -in m -out t; cat t",
            KeySpec::EccNistEdwards25519,
            SigningAlgorithm::Ed25519Sha512,
        )
    }

    fn all() -> [Self; 3] {
        [Self::p256(), Self::rsa(), Self::ed25519()]
    }

    /// The findings about the output of a recipe as the signature.
    fn signature(&self, recipe: &str) -> Vec<Finding> {
        self.explain(&run(&self.folder, recipe), &fs::read(self.folder.join("m")).unwrap())
    }

    fn explain(&self, file: &[u8], message: &[u8]) -> Vec<Finding> {
        self.explanation(file, message).findings().to_vec()
    }

    fn explanation(&self, file: &[u8], message: &[u8]) -> Explanation {
        let signature = SignatureFile::read(file).unwrap();
        let verifier = self.key.verifier(self.algorithm).unwrap();
        verifier.verify_message(Message::Raw(message), signature.signature()).unwrap_err();
        let explainer = Explainer::new(&verifier, signature.signature(), MessageType::Raw).signature_file(file);
        let mut examination = explainer.examine();
        examination.update(message);
        let explanation = examination.finish();
        assert_eq!(explanation.limits(), []);
        explanation
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.folder);
    }
}

fn run(folder: &Path, command: &str) -> Vec<u8> {
    let output = Command::new("sh").args(["-c", command]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn names(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(Finding::kind).collect()
}

/// Each recipe's findings, by their texts: the parts must be in them, in order.
#[track_caller]
fn assert_says(findings: &[Finding], recipe: &str, parts: &[&str]) {
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), parts.len(), "{recipe}: {texts:?}");
    for (text, part) in texts.iter().zip(parts) {
        assert!(text.contains(part), "{recipe}: {text:?} does not say {part:?}");
    }
}

#[test]
fn signatures_in_text_of_every_kind_are_read_for_every_family() {
    let recipes: &[(&str, &[&str])] = &[
        ("xxd s", &["a hex dump"]),
        ("od -A x -t x1 s | sed '$d'", &["a hex dump"]),
        ("xxd -p s | tr -d '\\n' | sed 's/../&-/g; s/-$//'", &["hexadecimal"]),
        ("xxd -p s | tr -d '\\n' | sed 's/../&:/g; s/:$//'", &["hexadecimal"]),
        ("xxd -i s", &["hexadecimal"]),
        ("printf 'SHA2-256(m)= '; xxd -p s | tr -d '\\n'", &["hexadecimal"]),
        ("printf 'vault:v1:'; base64 -w0 s", &["Vault"]),
        ("printf '\"'; base64 -w0 s; printf '\"'", &["quotes"]),
        ("base64 s | sed 's/+/%2B/g; s/=/%3D/g; s,/,%2F,g; s/$/%0A/' | tr -d '\\n'", &["percent-encoded"]),
        ("base64 -w0 s | sed 's/+/\\\\u002B/g; s,/,\\\\/,g; s/$/\\\\n/'", &["escapes of JSON"]),
        ("base64 -w0 s | base64", &["base64 of base64"]),
        ("base64 s | iconv -t UTF-16", &["UTF-16"]),
        ("base64 s | iconv -t UTF-16LE", &["UTF-16"]),
        ("(printf '\\357\\273\\277'; base64 s)", &["byte order mark"]),
        ("iconv -f LATIN1 -t UTF-8 s", &["Latin-1"]),
        ("xxd -p s | iconv -t UTF-16", &["UTF-16", "hexadecimal"]),
        ("printf '\"'; xxd -p s | tr -d '\\n'; printf '\"'", &["quotes", "hexadecimal"]),
        ("printf 'KeyId: alias/a\\nSignature: '; base64 -w0 s; printf '\\n'", &["yaml"]),
        ("printf -- '|  Signature  |  '; base64 -w0 s; printf '  |\\n'", &["table"]),
        (
            "printf \"{'Signature': b'\"; xxd -p s | tr -d '\\n' | sed 's/../\\\\x&/g'; printf \"'}\"",
            &["Python dictionary"],
        ),
    ];
    for workshop in Workshop::all() {
        for (recipe, parts) in recipes {
            assert_says(&workshop.signature(recipe), recipe, parts);
        }
        // The spaces are not always in a place where they make a difference: the recipe needs a plus.
        if run(&workshop.folder, "base64 -w0 s").contains(&b'+') {
            assert_says(&workshop.signature("base64 -w0 s | tr + ' '"), "+ as space", &["turned into spaces"]);
        }
        let lost = workshop.signature("iconv -c -f LATIN1 -t UTF-8 s | sed 's/[^ -~]/\u{fffd}/g'");
        assert_eq!(names(&lost), ["LostInText"], "{lost:?}");
    }
}

#[test]
fn containers_are_taken_off_for_every_family() {
    for workshop in Workshop::all() {
        let len = fs::read(workshop.folder.join("s")).unwrap().len();
        let length = match len {
            0..0x80 => format!("\\{:03o}", len),
            0x80..0x100 => format!("\\201\\{:03o}", len),
            _ => format!("\\202\\{:03o}\\{:03o}", len >> 8, len & 255),
        };
        let octets = workshop.signature(&format!("printf '\\004{length}'; cat s"));
        assert_eq!(names(&octets), ["Wrapped"], "{octets:?}");
        let message = fs::read(workshop.folder.join("m")).unwrap();
        let explanation = workshop.explanation(&run(&workshop.folder, "printf '\\0'; cat s"), &message);
        let zero = explanation.findings();
        let expected = if workshop.key.spec() == KeySpec::EccNistP256 { "Wrapped" } else { "Resized" };
        assert_eq!(names(zero), [expected], "{zero:?}");
        assert!(explanation.advice(&zero[0]).contains("without the zero byte"), "{zero:?}");
        let in_base64 = workshop.signature("(printf '\\0'; cat s) | base64 | iconv -t UTF-16");
        assert_eq!(names(&in_base64), ["TextEncoding", expected], "{in_base64:?}");
    }
}

impl Workshop {
    /// The command that signs standard input's bytes.
    fn sign(&self) -> &'static str {
        match self.key.spec() {
            // OpenSSL wants to know the length of what it signs with Ed25519.
            KeySpec::EccNistEdwards25519 => {
                "cat > in; openssl pkeyutl -sign -rawin -inkey key.pem -in in -out t; cat t"
            }
            _ => "openssl dgst -sha256 -sign key.pem",
        }
    }

    /// The findings if `change` of the message (`m`) was signed in place of the message.
    fn changed(&self, change: &str) -> Vec<Finding> {
        self.signature(&format!("({change}) | ({})", self.sign()))
    }
}

#[test]
fn messages_that_were_written_otherwise_are_recognised_for_every_family() {
    let changes: &[(&str, &[&str])] = &[
        ("iconv -f UTF-8 -t UTF-16LE m", &["MessageUtf16Le"]),
        ("iconv -f UTF-8 -t UTF-16BE m", &["MessageUtf16Be"]),
        ("printf '\\377\\376'; iconv -f UTF-8 -t UTF-16LE m", &["MessageUtf16LeWithMark"]),
        ("printf '\\376\\377'; iconv -f UTF-8 -t UTF-16BE m", &["MessageUtf16BeWithMark"]),
        ("iconv -f UTF-8 -t LATIN1 m", &["MessageLatin1"]),
        ("iconv -f LATIN1 -t UTF-8 m", &["MessageFromLatin1"]),
        ("xxd -p m | tr -d '\\n'", &["MessageHexEncoded"]),
        ("xxd -p m | tr -d '\\n'; echo", &["MessageHexLine"]),
        ("xxd -p -u m | tr -d '\\n'", &["MessageUpperHexEncoded"]),
        ("base64 -w0 m", &["MessageBase64Encoded"]),
        ("base64 m", &["MessageBase64Line"]),
        ("sed 's/$/\\r/' m", &["MessageCrLfLines"]),
        ("printf '%s' \"$(cat m)\" | iconv -f UTF-8 -t UTF-16LE", &["MessageWithoutLineEnd", "MessageUtf16Le"]),
        ("printf '%s' \"$(cat m)\" | base64", &["MessageWithoutLineEnd", "MessageBase64Line"]),
        ("sed 's/$/\\r/' m | iconv -f UTF-8 -t UTF-16LE", &["MessageCrLfLines", "MessageUtf16Le"]),
        ("printf 'DSSEv1 28 application/vnd.in-toto+json %s ' \"$(wc -c < m)\"; cat m", &["MessagePae"]),
        ("printf '\\031Ethereum Signed Message:\\n%s' \"$(wc -c < m)\"; cat m", &["EthereumMessage"]),
    ];
    for workshop in Workshop::all() {
        for (change, expected) in changes {
            let found = workshop.changed(change);
            assert_eq!(names(&found), *expected, "{:?}: {change}: {found:?}", workshop.key.spec());
        }
    }
    // Lines of 76 and of 64 characters, as base64 and openssl print them.
    for workshop in Workshop::all() {
        let long = "for i in 1 2 3 4 5 6 7 8; do cat m; done > long; cp long m";
        run(&workshop.folder, long);
        for encode in ["base64 m", "openssl base64 -in m"] {
            assert_eq!(names(&workshop.changed(encode)), ["MessageBase64Lines"], "{encode}");
        }
    }
}

#[test]
fn a_message_that_is_the_text_of_the_signed_bytes_is_recognised_for_every_family() {
    for workshop in Workshop::all() {
        let signature = fs::read(workshop.folder.join("s")).unwrap();
        let recipes: &[(&str, &[&str])] = &[
            ("xxd -p m", &["MessageHexDecoded"]),
            ("base64 m", &["MessageBase64Decoded"]),
            ("iconv -f UTF-8 -t UTF-16 m", &["MessageUtf8"]),
            ("base64 m | iconv -t UTF-16", &["MessageUtf8", "MessageBase64Decoded"]),
        ];
        for (recipe, expected) in recipes {
            let found = workshop.explain(&signature, &run(&workshop.folder, recipe));
            assert_eq!(names(&found), *expected, "{recipe}: {found:?}");
        }
    }
}

#[test]
fn input_signed_without_hashing_is_recognised_with_the_warning() {
    let workshop = Workshop::p256();
    for message in ["printf hello", "cat m", "cat m m m m m"] {
        run(&workshop.folder, &format!("({message}) > unhashed; cp unhashed m"));
        let found = workshop.signature("openssl pkeyutl -sign -inkey key.pem -in m -out t; cat t");
        assert!(matches!(found[..], [Finding::MessageIsDigest { forgeable: true, .. }]), "{message}: {found:?}");
    }
    let workshop = Workshop::rsa();
    let found = workshop.signature("openssl pkeyutl -sign -inkey key.pem -in m -out t; cat t");
    assert_eq!(names(&found), ["MessageIsDigest", "Pkcs1WithoutDigestInfo"], "{found:?}");
}

#[test]
fn the_digest_info_of_other_functions_is_named() {
    let workshop = Workshop::rsa();
    for function in ["SHA1", "SHA224", "SHA384", "SHA3-256", "SHA3-384", "SHA3-512", "MD5"] {
        let sign = format!("openssl dgst -{} -sign key.pem", function.to_lowercase());
        let found = workshop.signature(&format!("{sign} m"));
        let expected = if function == "SHA384" { "OtherAlgorithm" } else { "OtherHash" };
        assert_eq!(names(&found), [expected], "{function}: {found:?}");
        // Over another message the block still shows whose it is, and which digest was signed.
        let found = workshop.signature(&format!("echo another | {sign}"));
        assert_eq!(names(&found), ["OtherMessage"], "{function}: {found:?}");
        let digest = run(&workshop.folder, &format!("echo another | openssl dgst -{} -r", function.to_lowercase()));
        let digest = String::from_utf8(digest).unwrap();
        assert!(found[0].to_string().contains(digest.split(' ').next().unwrap()), "{found:?}");
    }
}

#[test]
fn a_length_is_not_a_hash_function() {
    let workshop = Workshop::p256();
    run(&workshop.folder, "openssl dgst -sha256 -r m | cut -c 1-64 | tr -d '\\n' > digest; cp digest m");
    let found = workshop.signature("openssl pkeyutl -sign -inkey key.pem -in m -out t; cat t");
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert!(finding.to_string().contains("hexadecimal digits that nobody decoded"), "{finding}");
    assert!(!finding.to_string().contains("SHA-512"), "{finding}");
}

#[test]
fn certificates_and_requests_are_signed_over_their_inner_part() {
    for workshop in Workshop::all() {
        let kinds = [("req -new", "request"), ("req -new -x509", "certificate")];
        for (command, name) in kinds {
            let der = format!("openssl {command} -key key.pem -subj /CN=t -outform DER");
            run(&workshop.folder, &format!("{der} > {name}"));
            let header = if fs::read(workshop.folder.join(name)).unwrap()[1] == 0x82 { 4 } else { 3 };
            let parse = format!("openssl asn1parse -inform DER -in {name} -strparse {header} -noout -out tbs");
            run(&workshop.folder, &parse);
            let signature = run(&workshop.folder, &format!("cat tbs | ({})", workshop.sign()));
            let whole = fs::read(workshop.folder.join(name)).unwrap();
            let explanation = workshop.explanation(&signature, &whole);
            let found = explanation.findings();
            assert_eq!(names(found), ["MessageToBeSigned"], "{name}");
            let body = run(&workshop.folder, &format!("base64 {name}"));
            let pem = [b"-----BEGIN CERTIFICATE-----\n", &body[..], b"-----END CERTIFICATE-----\n"].concat();
            assert_eq!(
                names(&workshop.explain(&signature, &pem)),
                ["MessagePemDecoded", "MessageToBeSigned"],
                "{name}"
            );
            // The remedy to the letter: the part that it writes verifies.
            let command = explanation.command(&found[0]).unwrap();
            let (command, _) = command.strip_prefix("run ").unwrap().split_once(" and pass ").unwrap();
            run(&workshop.folder, &command.replace("MESSAGE", name));
            let part = fs::read(workshop.folder.join("converted.msg")).unwrap();
            workshop.key.verify(workshop.algorithm, Message::Raw(&part), &signature).unwrap();
        }
    }
}

#[test]
fn input_that_is_not_a_signature_is_named() {
    let workshop = Workshop::p256();
    assert_says(&workshop.signature("true"), "empty", &["found nothing in place of a signature"]);
    let message = fs::read(workshop.folder.join("m")).unwrap();
    for swapped in ["cat s", "base64 s"] {
        let found = workshop.explain(&message, &run(&workshop.folder, swapped));
        assert_eq!(names(&found), ["SignatureIsMessage"], "{found:?}");
    }
}
