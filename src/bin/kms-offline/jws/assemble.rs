//! `kms-offline jws assemble`

use std::io::{self, IsTerminal as _, Write as _};

use kms_offline::{Error, SignResponse, SignatureFile, VerifyingKey};

use super::{
    super::{
        Outcome,
        arguments::JwsAssemble,
        colour,
        failure::Failure,
        input::{one_standard_input, read_small},
        key_file,
        output::{Output, all_distinct},
    },
    read_line,
};

pub(super) fn run(arguments: &JwsAssemble) -> Result<Outcome, Failure> {
    let inputs = [&arguments.key.file, &arguments.signature, &arguments.signing_input];
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &[&arguments.out])?;
    let key: VerifyingKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    let signature = read_small(&arguments.signature, SignatureFile::MAX_LEN)?;
    let about_signature = |error: Error| Failure::about(&arguments.signature, &error);
    let response = match SignatureFile::read(signature).map_err(about_signature)? {
        SignatureFile::Response(response) => response,
        SignatureFile::Bytes(bytes) if bytes.is_empty() => return Ok(invalid()),
        SignatureFile::Bytes(bytes) => SignResponse::from_parts(None, bytes, None).map_err(about_signature)?,
    };
    match key.assemble_jws(read_line(&arguments.signing_input)?, &response) {
        Ok(mut token) => {
            token.push('\n');
            Output::text(&arguments.out, token.as_bytes())?;
            Ok(Outcome::Done)
        }
        Err(Error::NotVerified) => Ok(invalid()),
        Err(error @ Error::Misuse(_)) => Err(error.into()),
        Err(error) => Err(Failure::about(&arguments.signing_input, &error)),
    }
}

/// Reports that no token is made, because the signature is not the key's.
fn invalid() -> Outcome {
    let _closed = writeln!(io::stderr(), "{}", colour::styled("invalid", colour::BAD, &io::stderr()));
    if io::stderr().is_terminal() {
        let hint = "try: run kms-offline verify --explain with the same key, signature and signing input";
        let _closed = writeln!(io::stderr(), "{hint}");
    }
    Outcome::NotVerified
}
