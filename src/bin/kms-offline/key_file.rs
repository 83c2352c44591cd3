//! Reading and pinning KEY.

use std::{
    io::{self, Write as _},
    path::Path,
};

use kms_offline::{Error, Key, KeyId, PublicKey, Sameness, SignatureFile, Usage};

use super::{
    arguments::KeyOptions,
    failure::{Failure, name},
    input,
};

/// Longer files hold no key that KMS could give out.
const MAX_LEN: usize = SignatureFile::MAX_LEN;

/// The key in a file: narrowed by --allow, and the one that --fingerprint and --key-id pin.
pub(crate) fn read(file: &Path, options: &KeyOptions) -> Result<PublicKey, Failure> {
    let bytes = input::read_small(file, MAX_LEN)?;
    let is_response =
        bytes.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start().starts_with(b"{");
    let key = match (options.key_spec, options.key_usage) {
        (Some(_), _) | (_, Some(_)) if is_response => {
            let what = format!("{}: is a GetPublicKey response, which says its own spec and usage", name(file));
            return Err(Failure::new(&what, "leave --key-spec and --key-usage out"));
        }
        (Some(spec), Some(usage)) => PublicKey::from_pem_der_or_base64(&bytes, spec, usage),
        _ => PublicKey::from_json(&bytes),
    };
    let about = |error: Error| Failure::about(file, &error);
    let key = key.map_err(about)?;
    if let Some(fingerprint) = options.fingerprint {
        key.check_fingerprint(fingerprint).map_err(about)?;
    }
    if let Some(key_id) = &options.key_id {
        let wanted = KeyId::new(key_id);
        key.check_key_id(&wanted).map_err(about)?;
        if key.key_id().is_none_or(|found| found.same_key_as(&wanted) == Sameness::CannotTell) {
            let _closed =
                writeln!(io::stderr(), "note: --key-id does not tell which key this is: pin it with --fingerprint");
        }
    }
    if options.allow.is_empty() {
        return Ok(key);
    }
    let names: Vec<&str> = options.allow.iter().map(String::as_str).collect();
    key.restrict_to_named(&names).map_err(about)
}

/// The same, for a key of one usage.
pub(crate) fn read_typed<U: Usage>(file: &Path, options: &KeyOptions) -> Result<Key<U>, Failure> {
    read(file, options)?.try_into().map_err(|error| Failure::about(file, &error))
}
