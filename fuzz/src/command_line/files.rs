//! The folder that the program works in.

use std::{
    fs,
    os::unix::fs::{FileTypeExt as _, symlink},
    path::Path,
};

use arbitrary::Arbitrary;
use base64ct::{Base64, Encoding as _};
use kms_offline::PublicKey;
use kms_offline_vectors::CorpusKey;
use tempfile::TempDir;

use super::{arguments::Command, tokens};
use crate::corpus::{CASES, Case, RESPONSES, pick};

/// A file by its part.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    Key,
    Signature,
    Message,
    PrivateKey,
    Out,
    SecondOut,
    /// Not there.
    Absent,
    /// In a folder that is not there.
    Astray,
    /// A symbolic link to the message.
    Link,
    /// A folder of keys.
    Keys,
    /// Standard input or output.
    Dash,
}

/// The content of a file.
#[derive(Arbitrary, Debug)]
pub(super) enum Content<'a> {
    /// The input that the command expects.
    Fitting,
    Free(&'a [u8]),
    Nothing,
    Response(u8),
    Pem(u8),
    Der(u8),
    Base64(u8),
    Signature(u16),
    SignatureInBase64(u16),
    SignResponse(u16),
    Message(u16),
    Damaged {
        number: u16,
        at: u16,
        with: &'a [u8],
    },
}

impl File {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Message => "message",
            Self::PrivateKey => "private-key",
            Self::Out => "out",
            Self::SecondOut => "second-out",
            Self::Absent => "absent",
            Self::Astray => "absent-folder/file",
            Self::Link => "link",
            Self::Keys => "keys",
            Self::Dash => "-",
        }
    }
}

impl Content<'_> {
    pub(super) fn bytes(&self, file: File, command: &Command, case: &Case) -> Vec<u8> {
        let key = |number: u8| PublicKey::from_json(pick(&RESPONSES, number)).unwrap();
        let signed = |number: u16| pick(&CASES, number);
        match self {
            Self::Fitting => fitting(file, *command, case),
            Self::Free(bytes) => bytes.to_vec(),
            Self::Nothing => Vec::new(),
            Self::Response(number) => pick(&RESPONSES, *number).to_vec(),
            Self::Pem(number) => key(*number).to_pem().into(),
            Self::Der(number) => key(*number).as_der().to_vec(),
            Self::Base64(number) => Base64::encode_string(key(*number).as_der()).into(),
            Self::Signature(number) => signed(*number).signature.clone(),
            Self::SignatureInBase64(number) => Base64::encode_string(&signed(*number).signature).into(),
            Self::SignResponse(number) => sign_response(signed(*number)),
            Self::Message(number) => signed(*number).message.clone(),
            Self::Damaged { number, at, with } => {
                let mut bytes = fitting(file, *command, signed(*number));
                let len = bytes.len().max(1);
                bytes.iter_mut().skip(usize::from(*at) % len).zip(*with).for_each(|(byte, with)| *byte = *with);
                bytes
            }
        }
    }
}

fn fitting(file: File, command: Command, case: &Case) -> Vec<u8> {
    match file {
        File::Key | File::Keys => {
            let response = |response: &&&[u8]| {
                PublicKey::from_json(response).is_ok_and(|key| {
                    key.usage() == command.usage() && (key.usage() != case.key.usage() || key.spec() == case.key.spec())
                })
            };
            RESPONSES.iter().find(response).unwrap().to_vec()
        }
        File::Signature if command == Command::JwsAssemble => tokens::sign_response(case),
        File::Signature => sign_response(case),
        File::Message | File::Dash if command == Command::JwsVerify => tokens::jws(case),
        File::Message | File::Dash if command == Command::JwsAssemble => tokens::signing_input(case),
        File::Message | File::Dash if matches!(command, Command::JweInspect | Command::JweDecrypt) => {
            tokens::jwe(case).token.clone()
        }
        // As long as any algorithm takes.
        File::Message if matches!(command, Command::Encrypt | Command::JweEncrypt) => {
            b"a data key of 32 bytes, encrypted".to_vec()
        }
        File::PrivateKey if command == Command::JweDecrypt => tokens::jwe(case).secret.clone(),
        File::PrivateKey => CorpusKey::named("ECC_NIST_P256-agree-2").private_key_pem().into(),
        File::Message | File::Link | File::Dash => case.message.clone(),
        File::Out | File::SecondOut | File::Absent | File::Astray => Vec::new(),
    }
}

fn sign_response(case: &Case) -> Vec<u8> {
    let signature = Base64::encode_string(&case.signature);
    serde_json::json!({ "Signature": signature, "SigningAlgorithm": case.algorithm.as_str() }).to_string().into()
}

/// A new folder, which is removed with what is in it.
pub(super) struct Folder(TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Makes a file that the arguments name. An output file exists before only if it has content here.
    pub(super) fn write(&self, file: File, content: &Content<'_>, command: &Command, case: &Case) {
        let path = self.path().join(file.name());
        match file {
            File::Absent | File::Astray | File::Dash => {}
            File::Out | File::SecondOut if matches!(content, Content::Fitting) => {}
            File::Link => {
                let target = self.path().join(File::Message.name());
                fs::write(&target, content.bytes(file, command, case)).unwrap();
                // It may be named twice.
                let _there = symlink(target, path);
            }
            File::Keys => {
                fs::create_dir_all(&path).unwrap();
                fs::write(path.join("one\u{1b}[31m\u{202e}"), content.bytes(file, command, case)).unwrap();
                fs::write(path.join("two"), RESPONSES[3]).unwrap();
            }
            _ => fs::write(path, content.bytes(file, command, case)).unwrap(),
        }
    }

    /// The names of all that is in the folder, and what the files hold.
    pub(super) fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let mut contents = Vec::new();
        for entry in fs::read_dir(self.path()).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            assert!(!kind.is_fifo() && !kind.is_socket());
            let content = if kind.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
            contents.push((entry.file_name().into_string().unwrap(), content));
        }
        contents.sort();
        contents
    }
}
