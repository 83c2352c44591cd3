//! The next step for recognised input. A command reads FILE, which stands for the file with the input, and writes a new
//! file.

use alloc::{borrow::ToOwned as _, format, string::String, vec::Vec};

use super::{InputKind, Layer, PointForm, Recognised};
use crate::{
    error::Expected,
    kms::{Hex, spki_prefix},
};

/// The command that always writes a KMS key.
const FETCH_KEY: &str = "run aws kms get-public-key --output json and pass its output as the key";
/// For input that is not one.
pub(in crate::error) const SIGNING_INPUT: &str =
    "pass the header and the payload in base64url without padding, with a dot between and nothing else";
const PRODUCE_AGAIN: &str = "check that the command that wrote the file succeeded, and run it again";
const RESOLVE_THE_ERROR: &str = "resolve the error in its message, then call KMS again";
const DESCRIPTION: &str = "pass the key itself, in PEM or DER, because this is only its description";
const POINTER: &str = "fetch the file that it points to with Git LFS, and pass that";
const UNPACK: &str = "unpack it and pass the file that is in it";
const JSON_OUTPUT: &str = "run the command again with --output json";

/// From RSAKeyValue (XML Signature, 6.4.2.2) to RSAPublicKey (RFC 8017, A.1.1): two numbers in base64 to a SEQUENCE of
/// INTEGERs.
const RSA_KEY_VALUE: &str = r#"python3 -c 'import base64, re, sys; xml = sys.stdin.read(); d = lambda tag, b: bytes([tag]) + (bytes([len(b)]) if len(b) < 128 else b"\x82" + len(b).to_bytes(2, "big")) + b; i = lambda n: d(2, n.to_bytes(n.bit_length() // 8 + 1, "big")); v = lambda name: i(int.from_bytes(base64.b64decode(re.search(name + ">([^<]*)", xml)[1]), "big")); sys.stdout.buffer.write(d(48, v("Modulus") + v("Exponent")))'"#;

impl Recognised {
    /// The remedy for this input in place of an `expected` one.
    pub(in crate::error) fn advice(&self, expected: Expected) -> String {
        match expected {
            Expected::SignResponse | Expected::Signature | Expected::SignatureFile => self.as_signature(),
            Expected::Jwe | Expected::JweCiphertext => self.as_jwe(),
            Expected::Jws
            | Expected::FlattenedJws
            | Expected::GeneralJws
            | Expected::DetachedJws
            | Expected::SigningInput
            | Expected::TokenHeader => self.as_token(expected),
            Expected::JwkSet | Expected::TrustFile | Expected::KeySet => self.as_keys(),
            _ => self.as_public_key(expected),
        }
    }

    fn as_token(&self, expected: Expected) -> String {
        // A general serialization has several signatures, and the first is as good as any other to begin with.
        const COMPACT: &str = concat!(
            r#"jq -r '"\(.signatures[0].protected // .protected).\(.payload)."#,
            r#"\(.signatures[0].signature // .signature)"'"#
        );
        let has_layers = self.layers().next().is_some();
        let convert = |commands: &[&str]| {
            let command = self.pipeline(self.layers(), commands);
            format!("run {command} > converted.jwt and pass converted.jwt")
        };
        let advice = match self.kind {
            InputKind::Jws if expected == Expected::SigningInput => return convert(&["cut -d . -f 1,2"]),
            InputKind::SignResponse if expected == Expected::SigningInput => "pass it as the signature",
            InputKind::SignResponse => "assemble a token from its signing input and this response first",
            InputKind::Nothing => PRODUCE_AGAIN,
            _ if expected == Expected::SigningInput => SIGNING_INPUT,
            InputKind::Jwe => "decrypt it, because only the recipient can read it, and nothing in it is signed",
            InputKind::JwsJson if expected == Expected::Jws => return convert(&[COMPACT]),
            InputKind::JwsJson if !has_layers => "parse it as the JSON serialization that it is in",
            InputKind::Jws if expected == Expected::Jws && has_layers => return convert(&[]),
            InputKind::Jws if !has_layers => "parse it as the compact serialization that it is in",
            _ => "pass the token alone, which is three parts of base64url with dots between",
        };
        advice.to_owned()
    }

    fn as_jwe(&self) -> String {
        let advice = match self.kind {
            InputKind::Jws | InputKind::JwsJson => "verify it, because a JWS is signed and not encrypted",
            _ => "pass a compact JWE, as jwe encrypt prints it",
        };
        advice.to_owned()
    }

    fn as_public_key(&self, expected: Expected) -> String {
        let has_layers = self.layers().next().is_some();
        // The command extracts the key alone, without the spec in the response.
        let spec_is_known =
            expected == Expected::PublicKey && !matches!(self.layers().next(), Some(Layer::InPublicKey));
        let with_spec = if spec_is_known { "" } else { " with the key's spec and usage" };
        if self.kind == InputKind::PublicKey && self.is_accepted_form() {
            return "add the key's spec and usage, because this form does not contain them".to_owned();
        }
        let convert = |commands: &[&str], extension: &str| {
            let command = self.pipeline(self.layers(), commands);
            format!("run {command} > converted.{extension} and pass converted.{extension}{with_spec}")
        };
        if let Some((layers, pem, command)) = self.openssl() {
            let command = self
                .pipeline(layers.into_iter(), &[&command.replacen(" DER", if pem { "" } else { " -inform DER" }, 1)]);
            return format!("run {command} > converted.pem and pass converted.pem{with_spec}");
        }
        let advice = match self.kind {
            InputKind::PublicKey => return convert(&[], "der"),
            InputKind::GetPublicKeyResponse if has_layers => {
                let command = self.pipeline(self.layers(), &[]);
                let without = if spec_is_known { ", without the key's spec and usage" } else { "" };
                return format!("run {command} > converted.json and pass converted.json{without}");
            }
            InputKind::GetPublicKeyResponse if expected == Expected::PublicKey => {
                "pass it without the key's spec and usage, because it contains them"
            }
            InputKind::Point { form, spec: Some(spec) } => {
                let uncompressed = spec.facts().key_len;
                let prefix = match form {
                    PointForm::Uncompressed => spki_prefix(spec, uncompressed),
                    PointForm::Coordinates => spki_prefix(spec, uncompressed).map(|mut prefix| {
                        prefix.push(4);
                        prefix
                    }),
                    PointForm::Compressed => spki_prefix(spec, uncompressed / 2 + 1),
                };
                let whole = self.behind(&prefix.unwrap_or_default());
                return match form {
                    PointForm::Uncompressed | PointForm::Coordinates => {
                        format!("run {whole} > converted.der and pass converted.der{with_spec}")
                    }
                    PointForm::Compressed => format!(
                        "run {whole} | openssl ec -pubin -inform DER -conv_form uncompressed -pubout > converted.pem \
                         and pass converted.pem{with_spec}"
                    ),
                };
            }
            InputKind::RawKey { spec } => match spki_prefix(spec, spec.facts().key_len) {
                Some(prefix) => {
                    let whole = self.behind(&prefix);
                    return format!("run {whole} > converted.der and pass converted.der{with_spec}");
                }
                None => FETCH_KEY,
            },
            InputKind::Jwks | InputKind::TrustFile if has_layers => {
                let command = self.pipeline(self.layers(), &[]);
                return format!("run {command} > converted.txt and use converted.txt as a set of keys");
            }
            InputKind::Jwks | InputKind::TrustFile => "use it as a set of keys",
            InputKind::Jwk => {
                let command = self.pipeline(self.layers(), &["jq '{keys: [.]}'"]);
                return format!("run {command} > converted.json and use converted.json as a set of keys");
            }
            InputKind::SshKey => return convert(&["ssh-keygen -e -m PKCS8 -f /dev/stdin"], "pem"),
            InputKind::SshRfc4716Key => {
                return convert(&["ssh-keygen -i -f /dev/stdin", "ssh-keygen -e -m PKCS8 -f /dev/stdin"], "pem");
            }
            InputKind::SshEd25519Key => {
                let bytes = self.pipeline(self.layers(), &["cut -d ' ' -f 2", "base64 -d", "tail -c 32"]);
                let prefix = spki_prefix(crate::kms::KeySpec::EccNistEdwards25519, 32).unwrap_or_default();
                return format!(
                    "run {{ printf {} | xxd -r -p; {bytes}; }} > converted.der and pass converted.der{with_spec}",
                    Hex(&prefix)
                );
            }
            InputKind::GooglePublicKey => return convert(&["jq -r .pem"], "pem"),
            InputKind::VaultKey => {
                return convert(&["jq -r '.data.keys[.data.latest_version|tostring].public_key'"], "pem");
            }
            InputKind::TerraformJson | InputKind::TerraformText => {
                return format!(
                    "run terraform output -raw NAME > converted.txt, where NAME is the output's name, and pass \
                     converted.txt{with_spec}"
                );
            }
            InputKind::AzureKey => {
                return format!(
                    "run az keyvault key download --vault-name VAULT --name KEY --encoding PEM --file converted.pem and \
                     pass converted.pem{with_spec}"
                );
            }
            InputKind::RsaKeyValue => {
                return convert(&[RSA_KEY_VALUE, "openssl rsa -RSAPublicKey_in -inform DER -pubout"], "pem");
            }
            InputKind::Bytes if has_layers => return convert(&[], "der"),
            InputKind::Nothing => PRODUCE_AGAIN,
            InputKind::Html => "fetch it again, because the request did not reach KMS",
            InputKind::ErrorResponse | InputKind::AwsXmlError | InputKind::CliError => RESOLVE_THE_ERROR,
            InputKind::KeyName => {
                return format!(
                    "run aws kms get-public-key --key-id \"$({})\" --output json and pass its output as the key",
                    self.pipeline(self.layers(), &[])
                );
            }
            InputKind::OpensslText => DESCRIPTION,
            InputKind::GitLfsPointer => POINTER,
            InputKind::Archive => UNPACK,
            InputKind::TextOutput | InputKind::TableOutput | InputKind::YamlOutput | InputKind::YamlStreamOutput => {
                JSON_OUTPUT
            }
            InputKind::JsonNotObject | InputKind::PythonDict | InputKind::SdkDump | InputKind::PrintedBuffer => {
                FETCH_KEY
            }
            InputKind::GetPublicKeyResponse | InputKind::VerifyResponse => "pass the output of aws kms get-public-key",
            InputKind::SignResponse | InputKind::EcdsaSignature => {
                "pass it as the signature, and the output of aws kms get-public-key as the key"
            }
            InputKind::DescribeKeyResponse => "run aws kms get-public-key, because this response has no public key",
            InputKind::GenerateDataKeyPairResponse | InputKind::GenerateDataKeyPairWithoutPlaintextResponse => {
                "run aws kms get-public-key on a KMS key, because this key pair has no KeyUsage"
            }
            InputKind::GetParametersForImportResponse => {
                "run aws kms get-public-key, because this key only wraps key material for import"
            }
            InputKind::PrivateKey
            | InputKind::ExplicitPrivateKey
            | InputKind::EncryptedPrivateKey
            | InputKind::OpenSshPrivateKey => {
                "keep it secret and pass the public key, because KMS never returns a private key"
            }
            InputKind::DecodedAsText => {
                "fetch it again and keep its bytes, because decoding them as text destroyed some"
            }
            InputKind::SshOtherKey => "use another key, because no KMS key has this algorithm",
            _ => FETCH_KEY,
        };
        advice.to_owned()
    }

    /// The remedy where a set of keys was expected.
    fn as_keys(&self) -> String {
        let has_layers = self.layers().next().is_some();
        let convert = |commands: &[&str]| {
            let command = self.pipeline(self.layers(), commands);
            format!("run {command} > converted.txt and pass converted.txt as a set of keys")
        };
        let advice = match self.kind {
            InputKind::Jwks | InputKind::TrustFile if has_layers => return convert(&[]),
            InputKind::Jwk => return convert(&["jq '{keys: [.]}'"]),
            InputKind::GetPublicKeyResponse if !has_layers => "pass it as a single key, or the folder that it is in",
            InputKind::PublicKey if self.is_accepted_form() => "pass it as a single key, and the key's spec and usage",
            InputKind::SignResponse => "pass it as the signature",
            InputKind::Jws | InputKind::JwsJson | InputKind::Jwe => "pass it as the token",
            InputKind::Nothing => PRODUCE_AGAIN,
            InputKind::ErrorResponse | InputKind::AwsXmlError | InputKind::CliError => RESOLVE_THE_ERROR,
            InputKind::GitLfsPointer => POINTER,
            InputKind::Archive => UNPACK,
            _ => "pass a folder of GetPublicKey responses, a JWK Set or a trust file",
        };
        advice.to_owned()
    }

    /// Whether a key in this form is accepted once its spec and usage are known.
    fn is_accepted_form(&self) -> bool {
        let mut layers = self.layers();
        matches!((layers.next(), layers.next()), (None | Some(Layer::Pem | Layer::Base64), None))
    }

    /// The layers that OpenSSL does not undo itself, whether it reads PEM, and its command with ` DER` where the form
    /// goes.
    fn openssl(&self) -> Option<(Vec<Layer>, bool, &'static str)> {
        let command = match self.kind {
            InputKind::Certificate => "openssl x509 DER -pubkey -noout",
            InputKind::CertificateRequest => "openssl req DER -pubkey -noout",
            InputKind::Pkcs1PublicKey => "openssl rsa -RSAPublicKey_in DER -pubout",
            InputKind::RsassaPssPublicKey => {
                "openssl rsa -pubin DER -RSAPublicKey_out -outform DER | openssl rsa -RSAPublicKey_in -inform DER -pubout"
            }
            InputKind::ExplicitPublicKey => "openssl ec -pubin DER -param_enc named_curve -pubout",
            InputKind::Pkcs7 => "openssl pkcs7 DER -print_certs | openssl x509 -pubkey -noout",
            _ => return None,
        };
        let mut layers: Vec<Layer> = self.layers().collect();
        let pem = layers.last() == Some(&Layer::Pem);
        if pem {
            layers.pop();
        }
        Some((layers, pem, command))
    }

    /// The remedy where a signature was expected.
    pub(crate) fn as_signature(&self) -> String {
        let has_layers = self.layers().next().is_some();
        let convert = |commands: &[&str], extension: &str| {
            let command = self.pipeline(self.layers(), commands);
            format!("run {command} > converted.{extension} and pass converted.{extension} as the signature")
        };
        let advice = match self.kind {
            InputKind::SignResponse if has_layers => return convert(&[], "json"),
            InputKind::EcdsaSignature | InputKind::Bytes if has_layers => return convert(&[], "der"),
            InputKind::GoogleSignature => return convert(&["jq -r .signature"], "b64"),
            InputKind::VaultSignature => return convert(&["jq -r .data.signature", "cut -d : -f 3"], "b64"),
            InputKind::AzureSignature => {
                return convert(
                    &["jq -r .value", "perl -MMIME::Base64=decode_base64url -0777 -ne 'print decode_base64url $_'"],
                    "der",
                );
            }
            InputKind::Nothing => PRODUCE_AGAIN,
            InputKind::Html => "sign again, because the request did not reach KMS",
            InputKind::ErrorResponse | InputKind::AwsXmlError | InputKind::CliError => RESOLVE_THE_ERROR,
            InputKind::GitLfsPointer => POINTER,
            InputKind::Archive => UNPACK,
            InputKind::SigstoreBundle => {
                return convert(&["jq -r '.messageSignature.signature // .base64Signature'"], "b64");
            }
            InputKind::TextOutput | InputKind::TableOutput | InputKind::YamlOutput | InputKind::YamlStreamOutput => {
                JSON_OUTPUT
            }
            InputKind::Jws | InputKind::JwsJson => "verify it as a JWS, because its signature covers its own payload",
            InputKind::Jwe => "decrypt it, because a JWE has no signature",
            InputKind::DsseEnvelope => {
                "take the signature out of the envelope, and verify it over the envelope's pre-authentication encoding"
            }
            InputKind::RenamedMembers => {
                "restore the KMS API's names of the members, such as Signature and SigningAlgorithm"
            }
            InputKind::DecodedAsText => "sign again and keep the bytes, because decoding them as text destroyed some",
            InputKind::EcdsaSignature | InputKind::Bytes | InputKind::Der => {
                "pass it as a signature without a response"
            }
            _ => "pass the output of aws kms sign",
        };
        advice.to_owned()
    }

    /// The remedy where a private key was expected.
    pub(in crate::error) fn private_key_advice(&self) -> String {
        let secret = |command: String, extension: &str| {
            format!("run (umask 077; {command} > converted.{extension}) and pass converted.{extension}")
        };
        let advice = match self.kind {
            InputKind::PrivateKey => return secret(self.pipeline(self.layers(), &[]), "der"),
            InputKind::PrivateNumber { len } => {
                // ECPrivateKey (RFC 5915, 3) without its optional parts: SEQUENCE { INTEGER 1, OCTET STRING }
                let prefix = u8::try_from(len).map(|len| [0x30, len.saturating_add(5), 2, 1, 1, 4, len]);
                return secret(self.behind(&prefix.unwrap_or_default()), "der");
            }
            InputKind::GenerateDataKeyPairResponse => {
                return secret(self.pipeline(self.layers(), &["jq -r .PrivateKeyPlaintext", "base64 -d"]), "der");
            }
            InputKind::GenerateDataKeyPairWithoutPlaintextResponse => {
                let blob = self.pipeline(self.layers(), &["jq -r .PrivateKeyCiphertextBlob", "base64 -d"]);
                return format!(
                    "run {blob} > converted.bin, then (umask 077; aws kms decrypt --ciphertext-blob fileb://converted.bin \
                     --query Plaintext --output text | base64 -d > converted.der) and pass converted.der"
                );
            }
            InputKind::OpenSshPrivateKey => {
                "convert a copy of it with ssh-keygen -p -m PKCS8 -f COPY, where COPY is the copy's name"
            }
            InputKind::Pkcs12 => "extract its private key with openssl pkcs12, and pass that",
            InputKind::OpensslText => DESCRIPTION,
            InputKind::Archive => UNPACK,
            InputKind::EncryptedPrivateKey => return self.rewritten("openssl pkcs8 -topk8 -nocrypt"),
            InputKind::ExplicitPrivateKey => return self.rewritten("openssl ec -param_enc named_curve"),
            InputKind::PublicKey
            | InputKind::GetPublicKeyResponse
            | InputKind::Certificate
            | InputKind::CertificateRequest
            | InputKind::Pkcs1PublicKey
            | InputKind::Point { .. } => "pass the private key that belongs to it",
            InputKind::Nothing => PRODUCE_AGAIN,
            _ => "check that this is the right file",
        };
        advice.to_owned()
    }

    /// The command by which OpenSSL rewrites a private key.
    fn rewritten(&self, command: &str) -> String {
        let mut layers: Vec<Layer> = self.layers().collect();
        let form = if layers.last() == Some(&Layer::Pem) {
            layers.pop();
            ""
        } else {
            " -inform DER"
        };
        let command = self.pipeline(layers.into_iter(), &[&format!("{command}{form}")]);
        format!("run (umask 077; {command} > converted.pem) and pass converted.pem")
    }

    /// The commands that undo `layers`, then `commands`, as one pipeline that reads FILE.
    fn pipeline(&self, layers: impl Iterator<Item = Layer>, commands: &[&str]) -> String {
        let undo = layers.map(Layer::command);
        let all: Vec<String> = undo.chain(commands.iter().map(|command| (*command).to_owned())).collect();
        let whole = if all.is_empty() { "cat".to_owned() } else { all.join(" | ") };
        match whole.split_once(" | ") {
            Some((first, rest)) => format!("{first} < FILE | {rest}"),
            None => format!("{whole} < FILE"),
        }
    }

    /// The commands that put `prefix` in front of the bytes inside the layers.
    fn behind(&self, prefix: &[u8]) -> String {
        format!("{{ printf {} | xxd -r -p; {}; }}", Hex(prefix), self.pipeline(self.layers(), &[]))
    }
}

/// The commands that undo a layer around a digest.
pub(in crate::error) fn undo(layer: Layer) -> String {
    Recognised::new(InputKind::Bytes).pipeline(core::iter::once(layer), &[])
}
