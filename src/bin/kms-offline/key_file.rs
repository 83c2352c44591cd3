//! Reading and pinning KEY.

use core::fmt::Display;
use std::io::{self, Write as _};

use kms_offline::{Error, Key, KeyId, PublicKey, Sameness, SignatureFile, Usage, error::Misuse};

use super::{arguments::KeyOptions, failure::Failure, input, place::Place};

/// Longer files cannot contain a key of KMS.
const MAX_LEN: usize = SignatureFile::MAX_LEN;

/// The key in a file: narrowed by --allow, and the one that --fingerprint and --key-id pin.
pub(crate) fn read(file: &Place, options: &KeyOptions) -> Result<PublicKey, Failure> {
    let bytes = input::read_small(file, MAX_LEN)?;
    let names: Vec<&str> = options.allow.iter().map(String::as_str).collect();
    let key = match (options.key_spec, options.key_usage) {
        (Some(spec), Some(usage)) => PublicKey::from_pem_der_or_base64(&bytes, spec, usage)
            .and_then(|key| if names.is_empty() { Ok(key) } else { key.restrict_to_named(&names) }),
        _ if names.is_empty() => PublicKey::from_json(&bytes),
        _ => PublicKey::from_json_allowing(&bytes, &names),
    };
    let about = |error: Error| Failure::about(file, &error);
    let key = key.map_err(about)?;
    if key.is_forgeable() {
        warn_that_anyone_can_sign(file);
    }
    if let Some(fingerprint) = options.fingerprint {
        key.check_fingerprint(fingerprint).map_err(about)?;
    }
    if let Some(key_id) = &options.key_id {
        if key_id.is_empty() {
            return Err(Failure::new(
                "--key-id is empty, so it pins no key",
                "pass the key's ARN or id, or leave --key-id out",
            ));
        }
        let wanted = KeyId::new(key_id);
        key.check_key_id(&wanted).map_err(|error| match error {
            Error::Misuse(Misuse::KeyId { wanted, found }) => Failure::new(
                &format!("{file}: the key's KeyId is {found}, but --key-id names {wanted}"),
                &format!("pass the public key of {wanted}, or leave --key-id out if you trust this file"),
            ),
            error => about(error),
        })?;
        if key.key_id().is_none_or(|found| found.same_key_as(&wanted) == Sameness::CannotTell) {
            let _closed =
                writeln!(io::stderr(), "note: --key-id does not tell which key this is: pin it with --fingerprint");
        }
    }
    Ok(key)
}

/// The same, for a key of one usage.
pub(crate) fn read_typed<U: Usage>(file: &Place, options: &KeyOptions) -> Result<Key<U>, Failure> {
    read(file, options)?.try_into().map_err(|error| Failure::about(file, &error))
}

/// Says on standard error that anyone can sign for the key.
pub(crate) fn warn_that_anyone_can_sign(key: impl Display) {
    let _closed = writeln!(
        io::stderr(),
        "warning: {key}: ANYONE can sign for this key without a private key, because its t1 is too small: do not use it"
    );
}
