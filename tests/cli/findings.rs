//! The next steps that `verify --explain` names, followed: each test makes the input, runs the command, and arrives at
//! `valid`.

mod signer;

use crate::{
    folder::{Folder, Run},
    remedies::{ED25519, P256, RSA, prepared, shell},
};

/// A key of a family in the folder, and how a shell signs standard input with it.
struct Family {
    key: &'static str,
    options: &'static str,
    sign: &'static str,
}

const FAMILIES: [Family; 3] = [
    Family { key: "ec.pub", options: P256, sign: "openssl dgst -sha256 -sign ec.pem" },
    Family { key: "rsa.pub", options: RSA, sign: "openssl dgst -sha256 -sign rsa.pem" },
    Family {
        key: "ed.der",
        options: ED25519,
        sign: "cat > in; openssl pkeyutl -sign -rawin -inkey ed.pem -in in -out t; cat t",
    },
];

/// The arguments of `verify` that the next steps may replace.
#[derive(Clone)]
struct Call {
    options: String,
    signature: String,
    message: String,
}

impl Call {
    fn new(family: &Family, signature: &str, message: &str) -> Self {
        let algorithm = match family.key {
            "rsa.pub" => "RSASSA_PKCS1_V1_5_SHA_256",
            "ec.pub" => "ECDSA_SHA_256",
            _ => "ED25519_SHA_512",
        };
        let options = format!("--key {} {} --algorithm {algorithm}", family.key, family.options);
        Self { options, signature: signature.to_owned(), message: message.to_owned() }
    }

    fn verify(&self, folder: &Folder, more: &str) -> Run {
        let Self { options, signature, message } = self;
        let arguments = format!("verify {options} {more}");
        let arguments: Vec<&str> = arguments.split_ascii_whitespace().collect();
        folder.run([&arguments[..], &["--signature", signature, "--", message]].concat())
    }
}

/// The texts after `finding:` and `try:` of an invalid signature.
#[track_caller]
fn explained(run: &Run) -> Vec<(&str, &str)> {
    assert!(!run.verdict(), "{run:?}");
    let mut lines = run.stderr.lines().filter(|line| !line.starts_with("note: "));
    let mut found = Vec::new();
    while let (Some(finding), Some(advice)) = (lines.next(), lines.next()) {
        found.push((finding.strip_prefix("finding: ").unwrap(), advice.strip_prefix("  try: ").unwrap()));
    }
    found
}

/// Runs every command that is named, in order, and verifies what they wrote.
#[track_caller]
fn follow(folder: &Folder, call: &Call, context: &str) {
    let run = call.verify(folder, "--explain");
    let mut after = call.clone();
    for (finding, advice) in explained(&run) {
        if let Some((_, der)) = advice.split_once("in base64, is ") {
            folder.write("offered.b64", der);
            after.signature = "offered.b64".to_owned();
            continue;
        }
        let step = advice.strip_prefix("run ").and_then(|step| step.rsplit_once(" and pass "));
        let (command, rest) = step.unwrap_or_else(|| panic!("{context}: no command: {finding}: {advice}"));
        assert!(shell(folder, command), "{context}: {command}");
        match rest.split_once(" as the ") {
            Some((file, "signature")) => after.signature = file.to_owned(),
            Some((file, "message")) => after.message = file.to_owned(),
            _ => panic!("{context}: {advice}"),
        }
    }
    let again = after.verify(folder, "");
    assert!(again.verdict(), "{context}: {run:?}, then {again:?}");
}

/// How a signature `s` becomes `x`.
const SIGNATURES: &[&str] = &[
    "xxd s",
    "hexdump -C s | sed '$d'",
    "od -A x -t x1 s | sed '$d'",
    "od s",
    "od -A n s",
    "od -b s",
    "od -x s",
    "hexdump s",
    "od -A n -t x1 s",
    "od -A n -t u1 s",
    "(printf '           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\\n\\n'; xxd -u -g1 s | sed 's/^\\(........\\): /\\1   /')",
    "(printf '<Buffer '; xxd -p -c 1 s | tr '\\n' ' ' | sed 's/ $/>/')",
    "python3 -c \"print([b - 256 if b > 127 else b for b in open('s', 'rb').read()])\"",
    "(echo '$ aws kms sign --query Signature --output text'; base64 -w0 s; echo)",
    "(printf 'data:application/octet-stream;base64,'; base64 -w0 s)",
    "xxd -p s",
    "xxd -p s | tr -d '\\n' | sed 's/../&-/g; s/-$//'",
    "xxd -p s | tr -d '\\n' | sed 's/../&:/g; s/:$//'",
    "xxd -i s",
    "(printf 'EC-SHA2-256(m)= '; xxd -p s | tr -d '\\n')",
    "(printf 'vault:v1:'; base64 -w0 s)",
    "(printf '\"'; base64 -w0 s; printf '\"')",
    "(printf \"'\"; base64 -w0 s; printf \"'\")",
    "(printf \"b'\"; base64 -w0 s; printf \"'\")",
    "python3 -c \"print(open('s', 'rb').read())\"",
    "python3 -c \"print(list(open('s', 'rb').read()))\"",
    "python3 -c \"print({'KeyId': 'k', 'Signature': open('s', 'rb').read(), 'SigningAlgorithm': 'a'})\"",
    "base64 -w0 s | sed 's/+/%2B/g; s/=/%3D/g; s,/,%2F,g; s/A/%41/'",
    "base64 -w0 s | sed 's/+/\\\\u002B/g; s,/,\\\\/,g; s/$/\\\\n/'",
    "base64 -w0 s | base64",
    "base64 s | iconv -t UTF-16",
    "base64 s | iconv -t UTF-16LE",
    "base64 s | iconv -t UTF-16BE",
    "(printf '\\357\\273\\277'; base64 s)",
    "iconv -f LATIN1 -t UTF-8 s",
    "xxd -p s | iconv -t UTF-16",
    "(printf '\"'; xxd -p s | tr -d '\\n'; printf '\"')",
    "(printf 'KeyId: alias/a\\nSignature: '; base64 -w0 s; printf '\\n')",
    "(printf -- '- KeyId: alias/a\\n  Signature: '; base64 -w0 s; printf '\\n')",
    "(printf -- '|  Signature  |  '; base64 -w0 s; printf '  |\\n')",
    "(printf 'alias/a\\t'; base64 -w0 s; printf '\\tECDSA_SHA_256\\n')",
    "(printf -- '-----BEGIN SIGNATURE-----\\n'; base64 s; printf -- '-----END SIGNATURE-----\\n')",
    "(printf -- '-----BEGIN SIGNATURE-----\\n'; base64 s; printf -- '-----END SIGNATURE-----\\n') | tr '\\n' ' '",
    "(printf 'signature: |\\n  -----BEGIN SIGNATURE-----\\n'; base64 s | sed 's/^/  /'; printf -- '  -----END SIGNATURE-----\\n')",
    "base64 -w0 s | tr +/ -_ | tr -d =",
    "(printf '\\0'; cat s)",
    "(cat s; printf '\\n')",
    "(printf '\\0'; cat s) | base64 | iconv -t UTF-16",
    // What is inside of base64 or of a Sign response is decoded first.
    "(printf '\\0'; cat s) | base64",
    "(cat s; printf '\\n') | base64",
    "xxd -p s | base64",
    "base64 -w0 s | base64 | base64 | base64",
    "xxd -p s | tr -d '\\n' | jq -R '{KeyId: \"alias/a\", Signature: .}'",
    "(printf '\\0'; cat s) | base64 -w0 | jq -R '{KeyId: \"alias/a\", Signature: .}'",
    // A signature and what it is over, in one file.
    "cat s m",
    "cat s m | base64",
];

/// A dump of words without its last line shows an odd length as one more zero byte.
#[test]
fn the_command_of_a_dump_ends_where_the_signature_does() {
    let Some(folder) = prepared() else { return };
    let odd = "[ $(($(wc -c < s) % 2)) = 1 ]";
    let ends_in_zero = "[ $(tail -c 1 s | xxd -p) = 00 ]";
    for (family, condition) in FAMILIES.iter().zip([odd, "true", ends_in_zero]) {
        let sign = format!("({}) < m > s", family.sign);
        assert!(shell(&folder, &format!("{sign}; until {condition}; do printf x >> m; {sign}; done; od -A n s > x")));
        follow(&folder, &Call::new(family, "x", "m"), condition);
    }
}

/// Signs `m`, which changes until there is a plus in the signature's base64: without one, and without padding, the
/// URL-safe alphabet is no other form.
fn sign_with_plus(folder: &Folder, family: &Family) {
    let sign = format!("({}) < m > s", family.sign);
    assert!(shell(folder, &format!("{sign}; until base64 -w0 s | grep -q +; do printf x >> m; {sign}; done")));
}

#[test]
fn the_commands_of_signatures_in_other_forms_arrive_for_every_family() {
    let Some(folder) = prepared() else { return };
    for family in &FAMILIES {
        sign_with_plus(&folder, family);
        for build in SIGNATURES.iter().copied().chain(["base64 -w0 s | tr + ' '"]) {
            // A signature whose length varies is base64 by chance only.
            if family.key == "ec.pub" && build.starts_with("xxd") && build.contains("jq") {
                continue;
            }
            assert!(shell(&folder, &format!("{build} > x")), "{build}");
            follow(&folder, &Call::new(family, "x", "m"), build);
        }
        let len = folder.read("s").len();
        let length = match len {
            0..0x80 => format!("\\{len:03o}"),
            0x80..0x100 => format!("\\201\\{len:03o}"),
            _ => format!("\\202\\{:03o}\\{:03o}", len >> 8, len & 255),
        };
        for end in ["> x", "| base64 > x", "| base64 -w0 | jq -R '{KeyId: \"alias/a\", Signature: .}' > x"] {
            let octets = format!("(printf '\\004{length}'; cat s) {end}");
            assert!(shell(&folder, &octets));
            follow(&folder, &Call::new(family, "x", "m"), &octets);
        }
    }
}

/// How a message `m`, which is signed, becomes `y`.
const MESSAGES: &[&str] = &[
    "xxd -p m",
    "xxd -p m | sed 's/../0x&, /g'",
    "xxd -p m | sed 's/../&:/g'",
    "(printf -- '-----BEGIN DATA-----\\n'; base64 m; printf -- '-----END DATA-----\\n') | tr '\\n' ' '",
    "(echo '-----BEGIN DATA-----'; base64 m; echo '-----END DATA-----')",
    "openssl cms -sign -binary -nodetach -noattr -in m -signer cert.pem -inkey ec.pem -outform DER",
    "openssl cms -sign -binary -nodetach -noattr -in m -signer cert.pem -inkey ec.pem -outform PEM",
];

#[test]
fn the_commands_of_messages_in_other_forms_arrive_for_every_family() {
    let Some(folder) = prepared() else { return };
    for family in &FAMILIES {
        let call = Call::new(family, "s", "y");
        for build in MESSAGES {
            assert!(shell(&folder, &format!("({}) < m > s; {build} > y", family.sign)), "{build}");
            follow(&folder, &call, build);
        }
        // The part to be signed of a certificate and a request, in DER and in PEM.
        for build in ["cp csr.der whole", "openssl x509 -in cert.pem -outform DER -out whole"] {
            let sign = format!(
                "{build}; openssl asn1parse -inform DER -in whole -strparse $((2 + $(xxd -p -s 1 -l 1 whole | sed 's/81/1/; s/82/2/'))) -noout -out tbs; ({}) < tbs > s; cp whole y",
                family.sign
            );
            assert!(shell(&folder, &sign), "{sign}");
            follow(&folder, &call, build);
            let pem = "(echo '-----BEGIN CERTIFICATE-----'; base64 whole; echo '-----END CERTIFICATE-----') > y";
            assert!(shell(&folder, pem));
            follow(&folder, &call, pem);
        }
        // A SignedData's attributes, with the tag that they have in it, as OpenSSL prints them or cut out.
        let cms = "openssl cms -sign -binary -in m -signer cert.pem -inkey ec.pem -outform DER -out cms.der";
        assert!(shell(&folder, cms));
        assert!(shell(&folder, &cms.replace("-binary", "-binary -nodetach").replace("cms.der", "whole.der")));
        for (build, y) in [
            ("(printf 1; tail -c +2 attributes) > set", "cp attributes y"),
            ("(printf 1; tail -c +2 attributes) > set", "cp whole.der y"),
        ] {
            let cut = "at=$(openssl asn1parse -inform DER -in whole.der | awk -F'[:= ]+' '/cont \\[ 0 \\]/ {o = $2; h = $6; l = $8} END {print o, h + l}'); set -- $at; tail -c +$(($1 + 1)) whole.der | head -c $2 > attributes";
            let sign = format!("{cut}; {build}; ({}) < set > s; {y}", family.sign);
            assert!(shell(&folder, &sign), "{sign}");
            follow(&folder, &call, &sign);
        }
        // With another content the attributes are still signed, and that is nothing to rely on.
        let forge = "perl -0777 -pe 's/\\x04\\x05hello/\\x04\\x05EVIL!/' whole.der > y";
        assert!(shell(
            &folder,
            &format!(
                "printf hello > m; {}; {forge}",
                cms.replace("-binary", "-binary -nodetach").replace("cms.der", "whole.der")
            )
        ));
        assert_ne!(folder.read("y"), folder.read("whole.der"));
        let cut = "set -- $(openssl asn1parse -inform DER -in whole.der | awk -F'[:= ]+' '/cont \\[ 0 \\]/ {o = $2; h = $6; l = $8} END {print o, h + l}'); (printf 1; tail -c +$(($1 + 2)) whole.der | head -c $(($2 - 1))) > set";
        assert!(shell(&folder, &format!("{cut}; ({}) < set > s", family.sign)));
        let run = call.verify(&folder, "--explain");
        kinds(&run, &["with the digest of ANOTHER content"]);
        advises(&run, "do not trust the content, because the signature does not cover it");
        // Without its content, a SignedData says nothing about any.
        assert!(shell(&folder, &format!("{cms}; cp cms.der y")));
        let cut = cut.replace("whole.der", "cms.der");
        assert!(shell(&folder, &format!("{cut}; ({}) < set > s", family.sign)));
        let run = call.verify(&folder, "--explain");
        kinds(&run, &["and the content is not in it"]);
        advises(&run, "pass the content as the message, and the SignedData as the signature");
    }
}

#[test]
fn a_signature_in_a_cms_signed_data_is_found_and_taken_out() {
    let Some(folder) = prepared() else { return };
    assert!(shell(&folder, "openssl req -new -x509 -key rsa.pem -subj /CN=r -out rsa.cert; printf 'a line\\n' > m"));
    for (family, signer) in
        [(&FAMILIES[0], "-signer cert.pem -inkey ec.pem"), (&FAMILIES[1], "-signer rsa.cert -inkey rsa.pem")]
    {
        for (build, kinds) in [
            ("openssl cms -sign -binary -md sha256 -outform DER", &["SignedData", "signed attributes"][..]),
            ("openssl cms -sign -binary -nodetach -md sha256 -outform DER", &["SignedData", "signed attributes"]),
            ("openssl cms -sign -binary -md sha256 -outform PEM", &["PEM", "SignedData", "signed attributes"]),
            ("openssl cms -sign -binary -noattr -md sha256 -outform DER", &["SignedData"]),
            // With a function whose digest others can have.
            (
                "openssl cms -sign -binary -md sha1 -outform DER",
                &["SignedData", "SHA-1 digest, which others can have too", "SHA-1 as the hash function"],
            ),
            // As mail is signed: with CR LF at the ends of lines.
            ("openssl cms -sign -md sha256 -outform DER", &["SignedData", "CR LF", "signed attributes"]),
        ] {
            let build = format!("{build} {signer} -in m -out x");
            assert!(shell(&folder, &build), "{build}");
            let call = Call::new(family, "x", "m");
            let run = call.verify(&folder, "--explain");
            let found = explained(&run);
            assert_eq!(found.len(), kinds.len(), "{build}: {run:?}");
            for ((finding, _), kind) in found.iter().zip(kinds) {
                assert!(finding.contains(kind), "{build}: {run:?}");
            }
            if build.contains("sha1") {
                let (_, advice) = found[1];
                assert_eq!(
                    advice,
                    "have the signer use SHA-256, because others can make another message with the same digest"
                );
            } else if !kinds.contains(&"CR LF") {
                follow(&folder, &call, &build);
            }
            // What the commands write depends on the message, so they never end in `valid` over another one.
            if kinds.contains(&"signed attributes") && !kinds.contains(&"CR LF") {
                assert!(shell(&folder, "cp m genuine; printf 'another line\\n' > m"));
                let mut after = call.clone();
                for (_, advice) in &found {
                    let (command, rest) = advice["run ".len()..].rsplit_once(" and pass ").unwrap();
                    assert!(shell(&folder, command), "{command}");
                    match rest.split_once(" as the ").unwrap() {
                        (file, "signature") => after.signature = file.to_owned(),
                        (file, _) => after.message = file.to_owned(),
                    }
                }
                assert!(!after.verify(&folder, "").verdict(), "{build}");
                assert!(shell(&folder, "mv genuine m"));
            }
        }
        // Attributes that name another message's digest.
        assert!(shell(
            &folder,
            &format!("echo another > n; openssl cms -sign -binary -md sha256 -outform DER {signer} -in n -out x")
        ));
        let run = Call::new(family, "x", "m").verify(&folder, "--explain");
        let found = explained(&run);
        assert!(
            matches!(found[..], [_, (finding, _)] if finding.contains("over another message, one whose digest is ")
                && finding.ends_with("(SHA-256, according to an unsigned field)")),
            "{run:?}"
        );
    }
}

/// Explains `verify OPTIONS`, and returns what was found.
#[track_caller]
fn kinds(run: &Run, parts: &[&str]) {
    let found = explained(run);
    assert_eq!(found.len(), parts.len(), "{run:?}");
    for ((finding, _), part) in found.iter().zip(parts) {
        assert!(finding.contains(part), "{part:?} is not in {finding:?}");
    }
}

/// The advice about the last finding has this text.
#[track_caller]
fn advises(run: &Run, part: &str) {
    let found = explained(run);
    let (_, advice) = found.last().unwrap_or_else(|| panic!("{run:?}"));
    assert!(advice.contains(part), "{part:?} is not in {advice:?}");
}

#[test]
fn options_that_are_named_arrive() {
    let Some(folder) = prepared() else { return };
    let verify = |options: &str| folder.run(format!("verify {options}").split_ascii_whitespace());
    let rsa = format!("--key rsa.pub {RSA} --signature s m");
    let ec = format!("--key ec.pub {P256} --algorithm ECDSA_SHA_256 --signature s");

    // --algorithm
    assert!(shell(&folder, "openssl dgst -sha384 -sign rsa.pem -out s m"));
    let run = verify(&format!("{rsa} --algorithm RSASSA_PKCS1_V1_5_SHA_256 --explain"));
    kinds(&run, &["it verifies as RSASSA_PKCS1_V1_5_SHA_384, which the key lists"]);
    advises(&run, "pass --algorithm RSASSA_PKCS1_V1_5_SHA_384");
    assert!(verify(&format!("{rsa} --algorithm RSASSA_PKCS1_V1_5_SHA_384")).verdict());

    // openssl pkeyutl -pkeyopt digest:sha256
    assert!(shell(&folder, "openssl dgst -sha256 -binary -out d m; openssl pkeyutl -sign -inkey rsa.pem -in d -out s"));
    let run = verify(&format!("{rsa} --algorithm RSASSA_PKCS1_V1_5_SHA_256 --explain"));
    kinds(&run, &["without DigestInfo"]);
    advises(&run, "openssl pkeyutl: -pkeyopt digest:sha256");
    assert!(shell(&folder, "openssl pkeyutl -sign -inkey rsa.pem -in d -out s -pkeyopt digest:sha256"));
    assert!(verify(&format!("{rsa} --algorithm RSASSA_PKCS1_V1_5_SHA_256")).verdict());

    // rsa_pss_saltlen:digest
    let pss = "openssl dgst -sha256 -sign rsa.pem -sigopt rsa_padding_mode:pss -out s -sigopt";
    assert!(shell(&folder, &format!("{pss} rsa_pss_saltlen:max m")));
    let run = verify(&format!("{rsa} --algorithm RSASSA_PSS_SHA_256 --explain"));
    kinds(&run, &["the PSS salt has 222 bytes"]);
    advises(&run, "OpenSSL: rsa_pss_saltlen:digest");
    assert!(shell(&folder, &format!("{pss} rsa_pss_saltlen:digest m")));
    assert!(verify(&format!("{rsa} --algorithm RSASSA_PSS_SHA_256")).verdict());

    // A digest that one has computed, with --message-type digest
    assert!(shell(&folder, "openssl dgst -sha3-256 -sign ec.pem -out s m; openssl dgst -sha3-256 -binary -out d m"));
    let run = verify(&format!("{ec} --explain m"));
    kinds(&run, &["SHA3-256 as the hash function"]);
    advises(&run, "verify that with --message-type digest");
    assert!(verify(&format!("{ec} --message-type digest d")).verdict());

    // The digest's bytes as a message, with --message-type raw
    assert!(shell(&folder, "openssl dgst -sha256 -binary -out d m; openssl dgst -sha256 -sign ec.pem -out s d"));
    let run = verify(&format!("{ec} --explain --message-type digest d"));
    kinds(&run, &["prove nothing unless you computed it yourself", "is a RAW message"]);
    advises(&run, "--message-type raw");
    assert!(verify(&format!("{ec} --message-type raw d")).verdict());

    // The signature after --signature, the message last
    assert!(shell(&folder, "openssl dgst -sha256 -sign ec.pem -out s m; cp m t"));
    let run = verify(&format!("--key ec.pub {P256} --algorithm ECDSA_SHA_256 --explain --signature m s"));
    kinds(&run, &["are swapped"]);
    assert!(verify(&format!("{ec} m")).verdict());

    // Ethereum's envelope, its Keccak-256 as DIGEST: the digest is that of `printf '\x19Ethereum Signed
    // Message:\n5hello'`.
    assert!(shell(
        &folder,
        "openssl ecparam -name secp256k1 -genkey -noout -out k.pem; openssl ec -in k.pem -pubout -out k.pub; printf hello > m
         printf 50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750 | xxd -r -p > d
         openssl pkeyutl -sign -inkey k.pem -in d -out s",
    ));
    let k256 = "--key k.pub --key-spec ECC_SECG_P256K1 --key-usage SIGN_VERIFY --signature s";
    let run = verify(&format!("{k256} --explain m"));
    kinds(&run, &["EIP-191", "Keccak-256"]);
    assert!(verify(&format!("{k256} --message-type digest d")).verdict());
}

/// After a warning no command is offered: its output would verify over a digest of anyone's making.
#[test]
fn no_command_follows_a_warning_that_anyone_can_make_it() {
    let Some(folder) = prepared() else { return };
    assert!(shell(&folder, "openssl dgst -sha256 -binary -out d m; openssl dgst -sha256 -sign ec.pem m | xxd -p > x"));
    for (message, more) in [("d", ""), ("d", "--message-type digest")] {
        let options =
            format!("verify --key ec.pub {P256} --algorithm ECDSA_SHA_256 --explain {more} --signature x {message}");
        let run = folder.run(options.split_ascii_whitespace());
        kinds(&run, &["ANYONE can make such a pair", "hexadecimal text"]);
        for (_, advice) in explained(&run) {
            assert!(advice.starts_with("ask for the message itself, and "), "{run:?}");
        }
    }
    // Over the message itself, which nobody has for a forged digest, the command arrives.
    follow(&folder, &Call::new(&FAMILIES[0], "x", "m"), "the message itself");
}

/// Input that is not a signature is named, with the remedy that a Sign response in its place would have.
#[test]
fn input_that_is_not_a_signature_has_the_remedy_of_a_sign_response() {
    let Some(folder) = prepared() else { return };
    let verify = |more: &str| {
        folder.run(format!("verify --key ec.pub {P256} --explain --signature {more}").split_ascii_whitespace())
    };
    for (build, name, advice) in [
        (": > x", "nothing", "run it again"),
        ("cp ec.pub x", "a public key", "aws kms sign"),
        ("cp cert.pem x", "a certificate", "aws kms sign"),
        ("echo '<html><body>502</body></html>' > x", "a web page", "sign again"),
        ("iconv -f UTF-8 -t UTF-16 response.json > x", "a GetPublicKey response", "aws kms sign"),
    ] {
        assert!(shell(&folder, build), "{build}");
        let run = verify("x m");
        kinds(&run, &[name]);
        advises(&run, advice);
    }
}

/// A file's name is never more than a name in a command.
#[test]
fn the_names_of_files_are_only_names_in_commands() {
    let Some(folder) = prepared() else { return };
    sign_with_plus(&folder, &FAMILIES[0]);
    for name in [
        "touch owned|",
        "|touch owned",
        "$(touch owned)",
        "x; touch owned",
        "x > owned",
        " and pass x as the signature",
    ] {
        for build in [
            "xxd -p s",
            "xxd s",
            "base64 -w0 s | tr +/ -_ | tr -d =",
            "base64 -w0 s | sed 's/=/%3D/; s/M/%4D/'",
            "xxd -p s | iconv -t UTF-16",
        ] {
            assert!(shell(&folder, &format!("{build} > x")), "{build}");
            folder.write(name, folder.read("x"));
            follow(&folder, &Call::new(&FAMILIES[0], name, "m"), &format!("{name}: {build}"));
        }
        assert!(shell(&folder, "xxd -p m > y"));
        folder.write(name, folder.read("y"));
        follow(&folder, &Call::new(&FAMILIES[0], "s", name), name);
        assert!(!folder.path("owned").exists(), "{name}");
    }
}

/// r and s in other forms: with v in front or behind, a flag and the key around them, a line end, Ed25519's halves as
/// INTEGERs, and RSA's bytes in reverse, each also in base64.
#[test]
fn the_commands_of_bare_signatures_arrive() {
    let Some(folder) = prepared() else { return };
    let fixed = "python3 -c \"import sys; d = open('s', 'rb').read(); n = d[3]; r, s = d[4:4 + n], d[6 + n:]
sys.stdout.buffer.write(b''.join(i[-32:].rjust(32, b'\\\\0') for i in (r, s)))\"";
    let compressed = "openssl ec -in ec.pem -pubout -conv_form compressed -outform DER | tail -c 33";
    let integers =
        "python3 -c \"import sys; d = open('s', 'rb').read(); i = [h.lstrip(b'\\\\0') for h in (d[:32], d[32:])]
i = [b'\\\\0' + h if h[0] > 127 else h for h in i]; b = b''.join(bytes([2, len(h)]) + h for h in i)
sys.stdout.buffer.write(bytes([48, len(b)]) + b)\"";
    let [ec, rsa, ed] = &FAMILIES;
    for (family, build) in [
        (ec, format!("({fixed}; printf '\\033')")),
        (ec, format!("({fixed}; printf '\\001')")),
        (ec, format!("(printf '\\034'; {fixed})")),
        (ec, format!("(printf '\\000'; {fixed}; {compressed})")),
        (ec, format!("({fixed}; echo)")),
        (ed, "(printf '\\000'; cat s; tail -c 32 ed.der)".to_owned()),
        (ed, integers.to_owned()),
        (rsa, "perl -0777 -ne 'print scalar reverse' s".to_owned()),
    ] {
        assert!(shell(&folder, &format!("({}) < m > s", family.sign)));
        for end in ["", " | base64", " | xxd -p"] {
            assert!(shell(&folder, &format!("{build}{end} > x")), "{build}");
            follow(&folder, &Call::new(family, "x", "m"), &format!("{build}{end}"));
        }
    }
}
