//! Keys in another form, and responses that have one.

use std::{ffi::OsStr, path::Path};

use super::{ED25519, P256, RSA, follow, prepared, remedy, shell};
use crate::folder::{Folder, Run};

/// Input in place of KEY: its name in the error, the spec of the key that is in it, and how it is made as `x`.
const KEYS: &[(&str, &str, &str)] = &[
    ("a certificate in PEM", P256, "cp cert.pem x"),
    ("a certificate", P256, "openssl x509 -in cert.pem -outform DER -out x"),
    ("a certificate in base64", P256, "openssl x509 -in cert.pem -outform DER | base64 > x"),
    ("a certificate in hexadecimal", P256, "openssl x509 -in cert.pem -outform DER | xxd -p > x"),
    ("a certificate in PEM, in UTF-16", P256, "iconv -f UTF-8 -t UTF-16 cert.pem > x"),
    ("a certificate in PEM", P256, "openssl x509 -in cert.pem -trustout -out x"),
    ("a certificate request", P256, "cp csr.der x"),
    ("a certificate request in PEM", P256, "openssl req -inform DER -in csr.der -out x"),
    (
        "a public key in a PEM block with another label",
        P256,
        "(echo -----BEGIN CERTIFICATE-----; base64 ec.der; echo -----END CERTIFICATE-----) > x",
    ),
    ("a public key in a PEM block with another label", P256, "sed 's/PUBLIC KEY/EC PUBLIC KEY/' ec.pub > x"),
    ("a PKCS#7 (CMS) structure in PEM", P256, "openssl crl2pkcs7 -nocrl -certfile cert.pem -out x"),
    ("a PKCS#7 (CMS) structure", P256, "openssl crl2pkcs7 -nocrl -certfile cert.pem -outform DER -out x"),
    ("a PKCS#1 RSAPublicKey in PEM", RSA, "openssl rsa -in rsa.pem -RSAPublicKey_out -out x"),
    ("a PKCS#1 RSAPublicKey", RSA, "openssl rsa -in rsa.pem -RSAPublicKey_out -outform DER -out x"),
    ("a PKCS#1 RSAPublicKey in base64", RSA, "openssl rsa -in rsa.pem -RSAPublicKey_out -outform DER | base64 > x"),
    ("a public key whose algorithm is RSASSA-PSS in PEM", RSA, "cp pss.pub x"),
    ("a public key whose algorithm is RSASSA-PSS", RSA, "openssl pkey -pubin -in pss.pub -outform DER -pubout -out x"),
    (
        "a public key with explicit curve parameters in PEM",
        P256,
        "openssl ec -in ec.pem -pubout -param_enc explicit -out x",
    ),
    (
        "a public key with explicit curve parameters",
        P256,
        "openssl ec -in ec.pem -pubout -param_enc explicit -outform DER -out x",
    ),
    ("a bare elliptic-curve point (04, x, y)", P256, "tail -c 65 ec.der > x"),
    ("a bare elliptic-curve point (04, x, y) in base64", P256, "tail -c 65 ec.der | base64 -w0 > x"),
    ("a bare elliptic-curve point (04, x, y) in hexadecimal", P256, "tail -c 65 ec.der | xxd -p -c 99 > x"),
    ("a bare elliptic-curve point (x, y)", P256, "tail -c 64 ec.der > x"),
    ("a bare elliptic-curve point (x, y) in base64", P256, "tail -c 64 ec.der | base64 > x"),
    ("a bare elliptic-curve point (x, y) in hexadecimal", P256, "tail -c 64 ec.der | xxd -p -c 99 > x"),
    (
        "a bare elliptic-curve point (04, x, y) in a DER OCTET STRING",
        P256,
        r"(printf '\004\101'; tail -c 65 ec.der) > x",
    ),
    (
        "a bare elliptic-curve point (04, x, y) in a DER OCTET STRING, in hexadecimal",
        P256,
        r"(printf '\004\101'; tail -c 65 ec.der) | xxd -p > x",
    ),
    (
        "a bare elliptic-curve point (04, x, y) in a DER BIT STRING",
        P256,
        r"(printf '\003\102\000'; tail -c 65 ec.der) > x",
    ),
    (
        "a bare, compressed elliptic-curve point",
        P256,
        "openssl ec -in ec.pem -pubout -conv_form compressed -outform DER | tail -c 33 > x",
    ),
    (
        "a bare, compressed elliptic-curve point in base64",
        P256,
        "openssl ec -in ec.pem -pubout -conv_form compressed -outform DER | tail -c 33 | base64 > x",
    ),
    (
        "a bare, compressed elliptic-curve point in hexadecimal",
        P256,
        "openssl ec -in ec.pem -pubout -conv_form compressed -outform DER | tail -c 33 | xxd -p -c 99 > x",
    ),
    ("the bare bytes of a key", ED25519, "tail -c 32 ed.der > x"),
    ("the bare bytes of a key in hexadecimal", ED25519, "tail -c 32 ed.der | xxd -p -c 99 > x"),
    ("the bare bytes of a key in a DER OCTET STRING", ED25519, r"(printf '\004\040'; tail -c 32 ed.der) > x"),
    ("a public key in hexadecimal", P256, "xxd -p ec.der > x"),
    ("a public key in hexadecimal", P256, "(printf 0x; xxd -p -c 999 ec.der) > x"),
    ("a public key in hexadecimal", P256, "xxd -p ec.der | sed 's/../&:/g' > x"),
    ("a public key in hexadecimal", P256, r"xxd -p -c 999 ec.der | sed 's/../&-/g; s/-$//' > x"),
    ("a public key in hexadecimal", P256, "xxd -i ec.der > x"),
    ("a public key in hexadecimal", P256, r#"xxd -p -c 999 ec.der | sed 's/../\\x&/g' > x"#),
    ("a public key in a hex dump", P256, "xxd ec.der > x"),
    ("a public key in a hex dump", P256, "od -A x -t x1 ec.der | sed 's/^/0/' > x"),
    ("a public key in a hex dump", P256, "od -A x -t x1 ec.der > x"),
    ("a public key in a hex dump", P256, "od -t x1 ec.der > x"),
    ("a public key in a hex dump", P256, "hexdump -C ec.der > x"),
    (
        "a public key in a hex dump",
        P256,
        r"(printf '\n           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n'; xxd -u -g1 ec.der | sed 's/^\(........\): /\1   /') > x",
    ),
    ("a public key in a dump of od or hexdump", P256, "od ec.der > x"),
    ("a public key in a dump of od or hexdump", P256, "od -A n ec.der > x"),
    ("a public key in a dump of od or hexdump", P256, "od -b ec.der > x"),
    ("a public key in a dump of od or hexdump", P256, "hexdump ec.der > x"),
    ("a public key in a dump of od or hexdump", ED25519, "od -x ed.der > x"),
    ("a public key in hexadecimal", P256, "od -A n -t x1 ec.der > x"),
    ("a public key in hexadecimal", P256, "(printf '<Buffer '; xxd -p -c 1 ec.der | tr '\\n' ' ' | sed 's/ $/>/') > x"),
    ("a public key in a list of byte values", P256, "od -A n -t u1 ec.der > x"),
    (
        "a public key in a list of byte values",
        P256,
        "python3 -c \"print([b - 256 if b > 127 else b for b in open('ec.der', 'rb').read()])\" > x",
    ),
    (
        "a public key in a list of byte values",
        P256,
        "python3 -c \"print('Uint8Array(91)', list(open('ec.der', 'rb').read()))\" > x",
    ),
    (
        "a public key in base64 amid other text",
        P256,
        "(echo '$ aws kms get-public-key --key-id alias/a --query PublicKey --output text'; base64 -w0 ec.der; echo) > x",
    ),
    ("a public key in base64 amid other text", P256, "(printf 'export KEY='; base64 -w0 ec.der) > x"),
    (
        "a public key in base64 amid other text",
        P256,
        "(printf 'data:application/octet-stream;base64,'; base64 -w0 ec.der) > x",
    ),
    (
        "a public key in PEM, in base64 amid other text",
        P256,
        "(printf 'kind: Secret\ndata:\n  key.pem: '; base64 -w0 ec.pub; echo) > x",
    ),
    (
        "the name of a key (ARN, id or alias)",
        P256,
        "echo arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab > x",
    ),
    ("the name of a key (ARN, id or alias)", P256, "printf 1234abcd-12ab-34cd-56ef-1234567890ab > x"),
    ("the name of a key (ARN, id or alias)", P256, "printf alias/a > x"),
    ("a PKCS#12 file", P256, "openssl pkcs12 -export -inkey ec.pem -in cert.pem -passout pass: -out x"),
    ("a public key in base64, in quotes", P256, r#"(printf '"'; base64 -w0 ec.der; printf '"\n') > x"#),
    ("a public key in base64, in quotes", P256, r#"(printf "'"; base64 -w0 ec.der; printf "'") > x"#),
    ("a public key in base64, in printed Python bytes", P256, r#"(printf "b'"; base64 -w0 ec.der; printf "'") > x"#),
    ("a public key in printed Python bytes", P256, "python3 -c \"print(open('ec.der', 'rb').read())\" > x"),
    ("a public key in base64, in base64", P256, "base64 -w0 ec.der | base64 > x"),
    ("a public key in URL-safe or unpadded base64", P256, "base64 -w0 ec.der | tr +/ -_ | tr -d = > x"),
    ("a public key in a list of byte values", P256, "python3 -c \"print(list(open('ec.der', 'rb').read()))\" > x"),
    (
        "a public key in a dumped JavaScript buffer",
        P256,
        "python3 -c \"import json; print(json.dumps({'type': 'Buffer', 'data': list(open('ec.der', 'rb').read())}))\" > x",
    ),
    (
        "a public key in a dumped JavaScript buffer",
        P256,
        "python3 -c \"import json; print(json.dumps({str(i): b for i, b in enumerate(open('ec.der', 'rb').read())}))\" > x",
    ),
    (
        "a public key in base64, in percent encoding",
        P256,
        "base64 -w0 ec.der | sed 's/+/%2B/g; s/=/%3D/g; s,/,%2F,g; s/M/%4D/' > x",
    ),
    ("a public key decoded as Latin-1 and encoded as UTF-8", P256, "iconv -f LATIN1 -t UTF-8 ec.der > x"),
    (r"a public key in PEM, with literal \n for its line ends", P256, r"sed 's/$/\\n/' ec.pub | tr -d '\n' > x"),
    (
        r"a public key in PEM, with literal \n for its line ends",
        P256,
        r#"(printf 'KEY="'; sed 's/$/\\n/' ec.pub | tr -d '\n'; printf '"\n') > x"#,
    ),
    (r"a public key in PEM, with literal \n for its line ends", P256, r"sed 's/$/\\r\\n/' ec.pub | tr -d '\n' > x"),
    (r"a public key in PEM, in quotes", P256, "jq -Rs . ec.pub > x"),
    ("a public key in PEM, in UTF-16", P256, "iconv -f UTF-8 -t UTF-16 ec.pub > x"),
    ("a public key in PEM, in UTF-16 without a byte order mark", P256, "iconv -f UTF-8 -t UTF-16LE ec.pub > x"),
    ("a public key in PEM, in UTF-16 without a byte order mark", P256, "iconv -f UTF-8 -t UTF-16BE ec.pub > x"),
    ("a key in SSH's format", P256, "ssh-keygen -i -m PKCS8 -f ec.pub > x"),
    ("a key in SSH's format", RSA, "ssh-keygen -i -m PKCS8 -f rsa.pub > x"),
    ("a key in SSH's format (RFC 4716)", RSA, "ssh-keygen -i -m PKCS8 -f rsa.pub > y; ssh-keygen -e -f y > x"),
    (
        "an Ed25519 key in SSH's format",
        ED25519,
        "(printf 'ssh-ed25519 '; (printf '\\0\\0\\0\\013ssh-ed25519\\0\\0\\0\\040'; tail -c 32 ed.der) | base64 -w0; echo ' me@here') > x",
    ),
    (
        "Google Cloud KMS's public key",
        P256,
        "jq -n --rawfile pem ec.pub '{pem: $pem, algorithm: \"EC_SIGN_P256_SHA256\", name: \"n\"}' > x",
    ),
    (
        "Azure Key Vault's key",
        P256,
        "echo '{\"key\": {\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"AA\", \"y\": \"AA\"}}' > x",
    ),
    (
        "Vault's transit key",
        P256,
        "jq -n --rawfile pem ec.pub '{data: {keys: {\"1\": {public_key: \"x\"}, \"2\": {public_key: $pem}}, latest_version: 2}}' > x",
    ),
    (
        "Terraform's output -json",
        P256,
        "jq -n --arg v \"$(base64 -w0 ec.der)\" '{public_key: {sensitive: false, type: \"string\", value: $v}}' > x",
    ),
    ("Terraform's output without -raw", P256, "(printf 'public_key = <<EOT\\n'; cat ec.pub; echo EOT) > x"),
    (
        "an RSAKeyValue in XML",
        RSA,
        "(printf '<RSAKeyValue><Modulus>'; openssl rsa -in rsa.pem -noout -modulus | cut -d = -f 2 | xxd -r -p | base64 -w0; printf '</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>') > x",
    ),
    (
        "an RSAKeyValue in XML",
        RSA,
        "(printf '<?xml version=\"1.0\"?>\n<ds:KeyValue xmlns:ds=\"d\"><ds:RSAKeyValue>\n<ds:Modulus>\n'; openssl rsa -in rsa.pem -noout -modulus | cut -d = -f 2 | xxd -r -p | base64; printf '</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>') > x",
    ),
    ("a public key in base64, with Vault's prefix", P256, "(printf 'vault:v1:'; base64 -w0 ec.der) > x"),
    ("a public key in base64 whose + became spaces", P256, "base64 -w0 plus.der | tr + ' ' > x"),
    (
        "a public key in base64, with JSON's escapes",
        P256,
        "base64 -w0 plus.der | sed 's/+/\\\\u002B/g; s,/,\\\\/,g' > x",
    ),
    (
        "PGP armour",
        P256,
        "printf -- '-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nAAAA\\n-----END PGP PUBLIC KEY BLOCK-----\\n' > x",
    ),
    ("a printed Python dictionary", P256, "echo \"{'KeyId': 'a', 'PublicKey': b'0Y'}\" > x"),
    ("a printed Node.js Buffer", P256, "echo '<Buffer 30 59 30 13 06 07 ... 41 more bytes>' > x"),
];

#[test]
fn a_key_in_another_form_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    for (name, spec, build) in KEYS {
        assert!(shell(&folder, build), "{build}");
        for with_spec in [false, true] {
            let run = inspect(&folder, "x".as_ref(), if with_spec { spec } else { "" });
            assert!(run.stderr.contains(&format!("error: x: found {name}, expected ")), "{build}: {run:?}");
            let file = follow(&folder, &run).unwrap_or_else(|| panic!("{build}: {run:?} names no command"));
            let is_response = file.ends_with("fetched.json");
            let again = inspect(&folder, &file, if is_response { "" } else { spec });
            assert_eq!(again.status, Some(0), "{build}: {run:?}, then {again:?}");
        }
    }
}

/// Inspects a file, with these options.
fn inspect(folder: &Folder, file: &Path, options: &str) -> Run {
    let options = options.split_ascii_whitespace().map(OsStr::new);
    folder.run([OsStr::new("inspect"), file.as_os_str()].into_iter().chain(options))
}

/// Whole responses, and keys inside their members.
#[test]
fn a_response_in_another_form_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    let member = |commands: &str| format!("jq --arg k \"$({commands})\" '.PublicKey = $k' response.json > x");
    let cases = [
        ("a GetPublicKey response in UTF-16", "iconv -f UTF-8 -t UTF-16 response.json > x".to_owned()),
        ("a GetPublicKey response in base64", "base64 -w0 response.json > x".to_owned()),
        ("a public key in hexadecimal, in the member PublicKey", member("xxd -p -c 999 ec.der")),
        ("a public key in PEM, in the member PublicKey", member("cat ec.pub")),
        ("a public key in base64, in base64, in the member PublicKey", member("base64 -w0 ec.der | base64 -w0")),
        ("a certificate in base64, in the member PublicKey", member("openssl x509 -in cert.pem -outform DER | base64 -w0")),
        ("a bare elliptic-curve point (04, x, y) in base64, in the member PublicKey", member("tail -c 65 ec.der | base64 -w0")),
        ("bytes in a list of byte values, in the member PublicKey", "jq --argjson k \"$(python3 -c \"print(list(open('ec.der', 'rb').read()))\")\" '.PublicKey = $k' response.json > x".to_owned()),
    ];
    for (name, build) in cases {
        assert!(shell(&folder, &build), "{build}");
        let run = folder.run(["inspect", "x"]);
        assert!(run.stderr.contains(&format!("found {name}, expected ")), "{build}: {run:?}");
        let file = follow(&folder, &run).unwrap_or_else(|| panic!("{run:?} names no command"));
        let spec = if file.ends_with("converted.json") { "" } else { P256 };
        let again = inspect(&folder, &file, spec);
        assert_eq!(again.status, Some(0), "{build}: {run:?}, then {again:?}");
    }
}

#[test]
fn the_formats_of_the_aws_cli_are_named() {
    let folder = Folder::new();
    let frame = "-".repeat(60);
    let key = "A".repeat(80);
    let arn = "arn:aws:kms:us-west-2:111122223333:key/b0285cb2-0d98-4c4d-babf-1d75d080fd40";
    let yaml = format!(
        "CustomerMasterKeySpec: ECC_NIST_P256\nKeyId: {arn}\nKeySpec: ECC_NIST_P256\nKeyUsage: SIGN_VERIFY\nPublicKey: {key}\nSigningAlgorithms:\n- ECDSA_SHA_256\n"
    );
    let sign = format!("KeyId: {arn}\nSignature: {key}\nSigningAlgorithm: ECDSA_SHA_256\n");
    let stream = |yaml: &str| format!("- {}", yaml.trim_end().replace('\n', "\n  "));
    let outputs = [
        ("table", format!("{frame}\n|{:^58}|\n+{}+\n|  KeyId  |  {arn}  |\n", "GetPublicKey", "-".repeat(58))),
        ("table", format!("{frame}\n|{:^58}|\n+{}+\n|  KeyId  |  {arn}  |\n", "Sign", "-".repeat(58))),
        ("yaml", yaml.clone()),
        ("yaml", sign.clone()),
        ("yaml-stream", stream(&yaml)),
        ("yaml-stream", stream(&sign)),
        (
            "text",
            format!("ECC_NIST_P256\t{arn}\tECC_NIST_P256\tSIGN_VERIFY\t{key}\nSIGNINGALGORITHMS\tECDSA_SHA_256\n"),
        ),
        ("text", format!("{arn}\t{key}\tECDSA_SHA_256\n")),
    ];
    for (format, text) in outputs {
        folder.write("x", text);
        for spec in ["", P256] {
            let run = inspect(&folder, "x".as_ref(), spec);
            assert!(run.stderr.contains(&format!("found the AWS CLI's --output {format}, ")), "{run:?}");
            assert_eq!(remedy(&run), "run the command again with --output json");
        }
    }
}

#[test]
fn a_key_that_no_spec_has_gets_no_remedy_that_fails() {
    let Some(folder) = prepared() else { return };
    let dilithium = "printf 3016300d060b2b0601040102820b07060503050000000000 | xxd -r -p > x";
    let cases = [
        ("openssl genpkey -algorithm X25519 | openssl pkey -pubout -out x", P256, "has this algorithm"),
        ("openssl genpkey -algorithm ED448 | openssl pkey -pubout -out x", P256, "has this algorithm"),
        ("openssl ecparam -name brainpoolP256r1 -genkey -noout | openssl ec -pubout -out x", P256, "is on this curve"),
        ("openssl ecparam -name secp224r1 -genkey -noout | openssl ec -pubout -out x", P256, "is on this curve"),
        ("openssl genrsa 1024 | openssl rsa -pubout -out x", RSA, "has a modulus of this width"),
        (dilithium, "--key-spec ML_DSA_65 --key-usage SIGN_VERIFY", "has this algorithm"),
    ];
    for (build, spec, reason) in cases {
        assert!(shell(&folder, build), "{build}");
        let run = folder.run(["inspect", "x"].into_iter().chain(spec.split(' ')));
        assert_eq!(remedy(&run), format!("use another key, because no KMS key {reason}"), "{build}");
    }
    assert!(shell(&folder, "cp rsa.pub x"));
    let run = folder.run(["inspect", "x"].into_iter().chain(P256.split(' ')));
    assert_eq!(remedy(&run), "pass the key together with its own spec");
}

#[test]
fn files_with_something_else_in_them_are_named() {
    let Some(folder) = prepared() else { return };
    let archive = "unpack it and pass the file that is in it";
    let description = "pass the key itself, in PEM or DER, because this is only its description";
    for (name, build, advice) in [
        ("a compressed file or an archive", "gzip -c ec.pub > x", archive),
        (
            "a compressed file or an archive",
            "python3 -c \"import bz2; print(end='', file=bz2.open('x', 'wt'))\"; cat ec.der >> x",
            archive,
        ),
        ("a compressed file or an archive", "python3 -c \"import lzma; lzma.open('x', 'w').write(b'x')\"", archive),
        (
            "a compressed file or an archive",
            "python3 -c \"import zipfile; zipfile.ZipFile('x', 'w').write('ec.pub')\"",
            archive,
        ),
        (
            "a compressed file or an archive",
            "python3 -c \"import tarfile; t = tarfile.open('x', 'w'); t.add('ec.pub'); t.close()\"",
            archive,
        ),
        (
            "an error message of the AWS CLI",
            "printf '\\nAn error occurred (AccessDeniedException) when calling the GetPublicKey operation: no\\n' > x",
            "resolve the error in its message, then call KMS again",
        ),
        (
            "a Git LFS pointer",
            "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 91\\n' 0 > x",
            "fetch the file that it points to with Git LFS, and pass that",
        ),
        (
            "OpenSSL's description of a key or certificate (-text)",
            "openssl pkey -pubin -in ec.pub -text -noout > x",
            description,
        ),
        (
            "OpenSSL's description of a key or certificate (-text)",
            "openssl pkey -pubin -in rsa.pub -text -noout > x",
            description,
        ),
        (
            "OpenSSL's description of a key or certificate (-text)",
            "openssl x509 -in cert.pem -text -noout > x",
            description,
        ),
        ("PEM that is not one block of a known kind", "cat cert.pem cert.pem > y; (echo; cat y; echo x) > x", ""),
    ] {
        assert!(shell(&folder, build), "{build}");
        if !advice.is_empty() {
            let run = inspect(&folder, "x".as_ref(), P256);
            assert!(run.stderr.contains(&format!("error: x: found {name}, expected ")), "{build}: {run:?}");
            assert_eq!(remedy(&run), advice, "{build}");
        }
        let verify = format!("verify --key ec.pub {P256} --explain --signature x m");
        let run = folder.run(verify.split_ascii_whitespace());
        assert!(run.stderr.contains(&format!("found {name} in place of a signature")), "{build}: {run:?}");
    }
}

#[test]
fn rsa_in_xml_bytes_of_text_and_pages_are_named() {
    let folder = Folder::new();
    let rsa = "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>";
    let cases = [
        ("an RSAKeyValue in XML", rsa.to_owned()),
        ("an RSAKeyValue in XML", format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{rsa}")),
        ("an RSAKeyValue in XML", format!("<ds:KeyInfo xmlns:ds=\"x\"><ds:KeyValue>{rsa}</ds:KeyValue></ds:KeyInfo>")),
        ("a web page", "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>".to_owned()),
        ("a web page", "<html>\n<head><title>x</title></head></html>".to_owned()),
        (
            "an XML error response of AWS",
            "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>".to_owned(),
        ),
        ("XML", "<a><b/></a>".to_owned()),
        ("bytes that were decoded as text (U+FFFD)", "0Y0\u{13}\u{6}\u{7}*\u{fffd}H\u{fffd}=\u{2}\u{1}".to_owned()),
        ("nothing", " \n".to_owned()),
        ("an error response of the service", "{\"__type\": \"NotFoundException\", \"message\": \"x\"}".to_owned()),
    ];
    for (name, text) in cases {
        folder.write("x", text);
        for spec in ["", P256] {
            let run = inspect(&folder, "x".as_ref(), spec);
            assert!(run.stderr.contains(&format!("error: x: found {name}, expected ")), "{run:?}");
        }
    }
}

/// An ML-DSA key with t1 = 0: FIPS 204 accepts it, and anyone can sign for it.
#[test]
fn a_key_that_anyone_can_sign_for_comes_with_a_warning() {
    let folder = Folder::new();
    let response = kms_offline_vectors::CorpusKey::named("ML_DSA_44-sign-1").response();
    let mut response: serde_json::Value = serde_json::from_str(response).unwrap();
    folder.write("genuine.json", response.to_string());
    assert_eq!(folder.run(["inspect", "genuine.json"]).stderr, "");
    // t1 is the last 1,280 bytes: what follows 54 bytes, which are 72 characters of base64.
    let key = response["PublicKey"].as_str().unwrap().to_owned();
    response["PublicKey"] = format!("{}{}=", &key[..72], "A".repeat(key.len() - 73)).into();
    folder.write("forged.json", response.to_string());
    let run = folder.run(["inspect", "forged.json"]);
    let warning = "warning: forged.json: ANYONE can sign for this key without a private key";
    assert!(run.stderr.starts_with(warning), "{run:?}");
    folder.write("m", "m");
    folder.write("s", [0; 2420]);
    let run = folder.run(["verify", "--key", "forged.json", "--signature", "s", "m"]);
    assert!(run.stderr.starts_with(warning) && !run.verdict(), "{run:?}");
    // In a set, too.
    let folder_of_keys = folder.path("keys");
    std::fs::create_dir(&folder_of_keys).unwrap();
    folder.write("keys/a.json", folder.read("genuine.json"));
    let verify = |more: &'static str| {
        folder.run(["verify", "--keys", "keys", "--signature", "s", "m"].into_iter().chain(more.split_whitespace()))
    };
    assert!(!verify("").stderr.contains("ANYONE"));
    response["KeyId"] = "alias/forged".into();
    folder.write("keys/b.json", response.to_string());
    let run = verify("");
    assert!(run.stderr.starts_with("warning: keys: \"b.json\": ANYONE can sign for this key"), "{run:?}");
}
