//! `kms-offline jwe encrypt`

use kms_offline::{Error, Key, PublicKey, Usage, error::Misuse, jose::JweEncrypter};

use super::super::{
    Outcome,
    arguments::JweEncrypt,
    failure::Failure,
    input::{one_standard_input, read_long_secret},
    key_file,
    output::{Output, all_distinct},
};

pub(super) fn run(arguments: &JweEncrypt) -> Result<Outcome, Failure> {
    let inputs = [&arguments.key.file, &arguments.plaintext];
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &[&arguments.out])?;
    let about = |error: Error| Failure::about(&arguments.plaintext, &error);
    let token = match key_file::read(&arguments.key.file, &arguments.key.options)? {
        PublicKey::Encryption(key) => {
            let encrypter = choices(arguments, &key, key.jwe_encrypter())?;
            encrypter.encrypt(&*read_plaintext(arguments)?).map_err(about)?
        }
        PublicKey::Agreement(key) => {
            let encrypter = choices(arguments, &key, key.jwe_encrypter())?;
            encrypter.encrypt(&*read_plaintext(arguments)?).map_err(about)?
        }
        key @ (PublicKey::Verifying(_) | PublicKey::Encapsulation(_)) => {
            let no_jwe = Misuse::NoJwe { spec: key.spec(), usage: key.usage() };
            return Err(Failure::about(&arguments.key.file, &no_jwe.into()));
        }
    };
    let mut text = token.into_bytes();
    text.push(b'\n');
    Output::text(&arguments.out, &text)?;
    Ok(Outcome::Done)
}

/// The encrypter with --algorithm and --kid.
fn choices<'k, U: Usage>(
    arguments: &JweEncrypt,
    key: &Key<U>,
    mut encrypter: JweEncrypter<'k, U>,
) -> Result<JweEncrypter<'k, U>, Failure> {
    if let Some(name) = &arguments.algorithm {
        encrypter = encrypter.with_algorithm(key.algorithm_named(name)?);
    }
    Ok(match arguments.kid.as_deref() {
        None => encrypter,
        Some("none") => encrypter.without_kid(),
        Some(kid) => encrypter.with_kid(kid),
    })
}

fn read_plaintext(arguments: &JweEncrypt) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
    read_long_secret(&arguments.plaintext, MAX_PLAINTEXT_LEN)
}

/// The library's limit, which it checks itself.
const MAX_PLAINTEXT_LEN: usize = 64 << 20;
