//! Arguments. None can name a file outside the folder: files are named by number, and free text stands only where no
//! file does.

use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::OsStrExt as _,
    path::Path,
};

use arbitrary::Arbitrary;
use kms_offline::{KeyUsage, MessageType};

use super::{files::File, tokens};
use crate::corpus::{Case, pick};

/// A command of the program.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Verify,
    Inspect,
    Digest,
    Encrypt,
    AgreeEphemeral,
    Agree,
    Encapsulate,
    Convert,
    Completions,
    Man,
    Help,
    JwsVerify,
    JwsAssemble,
    JweEncrypt,
    JweInspect,
    JweDecrypt,
}

/// An argument, or one with a file's name in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    Text(&'a str),
    File(File),
    /// `--option=value`, so that a value cannot look like an option.
    Value(&'static str, &'a [u8]),
}

/// An additional argument.
#[derive(Arbitrary, Debug)]
pub(super) enum Argument<'a> {
    Flag(u8),
    Positional(File),
    OptionOfFile(u8, File),
    Word(u8, u8),
    Free(u8, &'a [u8]),
}

const FLAGS: &[&str] = &["--json", "--explain", "--raw", "--help", "-h", "--version", "-V", "--", "--unknown"];
const FILE_OPTIONS: &[&str] = &[
    "--key",
    "--signature",
    "--private-key",
    "--out",
    "--ciphertext-out",
    "--secret-out",
    "--ephemeral-public-out",
    "--also-try-keys",
    "--keys",
    "--detached",
    "--cek",
    "--shared-secret",
    "--encrypted-key-out",
    "--epk-out",
];
const OUTPUTS: &[&str] =
    &["--out", "--ciphertext-out", "--secret-out", "--ephemeral-public-out", "--encrypted-key-out", "--epk-out"];
const OPTIONS: &[&str] = &[
    "--algorithm",
    "--message-type",
    "--distinguishing-id",
    "--try-context",
    "--key-spec",
    "--key-usage",
    "--allow",
    "--fingerprint",
    "--key-id",
    "--to",
    "--kid",
];
const WORDS: &[&str] = &[
    "ECDSA_SHA_256",
    "ECDSA_SHA_384",
    "ECDSA_SHA_512",
    "SM2DSA",
    "ED25519_SHA_512",
    "ED25519_PH_SHA_512",
    "ML_DSA_SHAKE_256",
    "RSASSA_PKCS1_V1_5_SHA_256",
    "RSASSA_PSS_SHA_512",
    "RSAES_OAEP_SHA_1",
    "RSAES_OAEP_SHA_256",
    "SM2PKE",
    "ECDH",
    "ECDSA_SHA_256,ECDSA_SHA_384",
    "raw",
    "digest",
    "external-mu",
    "RSA_2048",
    "ECC_NIST_P256",
    "ECC_NIST_EDWARDS25519",
    "SM2",
    "ML_DSA_44",
    "ML_KEM_768",
    "SIGN_VERIFY",
    "ENCRYPT_DECRYPT",
    "KEY_AGREEMENT",
    "ENCAPSULATE_DECAPSULATE",
    "pem",
    "der",
    "jwk",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "alias/release",
    "1234567812345678",
    "",
    "p1363",
    "ethereum",
];

impl Command {
    /// Its name, of one or two words.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Verify => &["verify"],
            Self::Inspect => &["inspect"],
            Self::Digest => &["digest"],
            Self::Encrypt => &["encrypt"],
            Self::AgreeEphemeral | Self::Agree => &["agree"],
            Self::Encapsulate => &["encapsulate"],
            Self::Convert => &["convert"],
            Self::Completions => &["completions"],
            Self::Man => &["man"],
            Self::Help => &["help"],
            Self::JwsVerify => &["jws", "verify"],
            Self::JwsAssemble => &["jws", "assemble"],
            Self::JweEncrypt => &["jwe", "encrypt"],
            Self::JweInspect => &["jwe", "inspect"],
            Self::JweDecrypt => &["jwe", "decrypt"],
        }
    }

    /// Whether it may end with status 1: `convert --to ethereum` verifies too.
    pub(super) fn verifies(self) -> bool {
        matches!(self, Self::Verify | Self::JwsVerify | Self::JwsAssemble | Self::Convert)
    }

    /// Whether standard output may hold bytes that are not text.
    pub(super) fn prints_bytes(self) -> bool {
        !matches!(
            self,
            Self::Verify
                | Self::Inspect
                | Self::Completions
                | Self::Man
                | Self::Help
                | Self::JwsAssemble
                | Self::JweEncrypt
                | Self::JweInspect
        )
    }

    /// The usage of the key that the command takes.
    pub(super) fn usage(self) -> KeyUsage {
        match self {
            Self::Encrypt | Self::JweEncrypt => KeyUsage::EncryptDecrypt,
            Self::Agree | Self::AgreeEphemeral => KeyUsage::KeyAgreement,
            Self::Encapsulate => KeyUsage::EncapsulateDecapsulate,
            Self::Verify
            | Self::Inspect
            | Self::Digest
            | Self::Convert
            | Self::Completions
            | Self::Man
            | Self::Help
            | Self::JwsVerify
            | Self::JwsAssemble
            | Self::JweInspect
            | Self::JweDecrypt => KeyUsage::SignVerify,
        }
    }

    /// Arguments with which the command succeeds on a case, in pieces that belong together.
    pub(super) fn complete(self, case: &Case) -> Vec<Vec<Part<'_>>> {
        let key = vec![Part::Text("--key"), Part::File(File::Key)];
        let algorithm = vec![Part::Text("--algorithm"), Part::Text(case.algorithm.as_str())];
        let option = |name, file| vec![Part::Text(name), Part::File(file)];
        let positional = |file| vec![Part::File(file)];
        match self {
            Self::Verify => {
                let message_type = match case.message_type {
                    MessageType::Digest => "digest",
                    MessageType::ExternalMu => "external-mu",
                    _ => "raw",
                };
                let message_type = vec![Part::Text("--message-type"), Part::Text(message_type)];
                let id = case.distinguishing_id.as_ref();
                let id = id.map(|id| vec![Part::Value("--distinguishing-id", id.as_bytes())]).unwrap_or_default();
                vec![
                    key,
                    option("--signature", File::Signature),
                    algorithm,
                    message_type,
                    id,
                    positional(File::Message),
                ]
            }
            Self::Inspect => vec![positional(File::Key)],
            Self::Digest => vec![key, algorithm, positional(File::Message)],
            Self::Encrypt => vec![
                key,
                vec![Part::Text("--algorithm"), Part::Text("RSAES_OAEP_SHA_256")],
                option("--out", File::Out),
                positional(File::Message),
            ],
            Self::AgreeEphemeral => {
                vec![key, option("--ephemeral-public-out", File::Out), option("--out", File::SecondOut)]
            }
            Self::Agree => vec![key, option("--private-key", File::PrivateKey), option("--out", File::Out)],
            Self::Encapsulate => {
                vec![key, option("--ciphertext-out", File::Out), option("--secret-out", File::SecondOut)]
            }
            Self::Convert => vec![key, vec![Part::Text("--to"), Part::Text("pem")], option("--out", File::Out)],
            Self::Completions => vec![vec![Part::Text("bash")]],
            Self::Man | Self::Help => vec![vec![Part::Text("verify")]],
            Self::JwsVerify => vec![
                key,
                vec![Part::Text("--algorithm"), Part::Text(tokens::algorithm(case).as_str())],
                positional(File::Message),
            ],
            Self::JwsAssemble => vec![key, option("--signature", File::Signature), positional(File::Message)],
            Self::JweEncrypt => vec![key, option("--out", File::Out), positional(File::Message)],
            Self::JweInspect => vec![positional(File::Message)],
            Self::JweDecrypt => {
                let secret = option(tokens::jwe(case).option, File::PrivateKey);
                vec![secret, option("--out", File::Out), positional(File::Message)]
            }
        }
    }
}

impl<'a> Argument<'a> {
    pub(super) fn parts(&self) -> Vec<Part<'a>> {
        match *self {
            Self::Flag(number) => vec![Part::Text(pick::<&str>(FLAGS, number))],
            Self::Positional(file) => vec![Part::File(file)],
            Self::OptionOfFile(number, file) => vec![Part::Text(pick::<&str>(FILE_OPTIONS, number)), Part::File(file)],
            Self::Word(option, word) => vec![Part::Value(pick::<&str>(OPTIONS, option), pick(WORDS, word).as_bytes())],
            Self::Free(option, value) => vec![Part::Value(pick::<&str>(OPTIONS, option), value)],
        }
    }
}

impl Part<'_> {
    pub(super) fn file(&self) -> Option<File> {
        match self {
            Self::File(file) => Some(*file),
            _ => None,
        }
    }

    pub(super) fn argument(&self, folder: &Path) -> OsString {
        match self {
            Self::Text(text) => text.into(),
            Self::File(File::Dash) => "-".into(),
            Self::File(file) => folder.join(file.name()).into(),
            Self::Value(option, value) => {
                let mut argument = OsString::from(option);
                argument.push("=");
                argument.push(OsStr::from_bytes(value));
                argument
            }
        }
    }
}

/// The files that the arguments name as outputs.
pub(super) fn outputs(parts: &[Part<'_>]) -> Vec<File> {
    named(parts, |option| OUTPUTS.contains(&option))
}

/// Whether this file is to hold a secret.
pub(super) fn is_secret(parts: &[Part<'_>], name: &str) -> bool {
    let is_out = matches!(parts, [Part::Text("agree"), ..] | [Part::Text("jwe"), Part::Text("decrypt"), ..]);
    let secrets = named(parts, |option| option == "--secret-out" || (is_out && option == "--out"));
    secrets.iter().any(|file| file.name() == name)
}

fn named(parts: &[Part<'_>], is_meant: impl Fn(&str) -> bool) -> Vec<File> {
    let pairs = parts.windows(2).filter_map(|pair| match pair {
        [Part::Text(option), Part::File(file)] if is_meant(option) => Some(*file),
        _ => None,
    });
    pairs.collect()
}
