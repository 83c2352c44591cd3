//! `kms-offline jwe inspect`

use std::path::Path;

use kms_offline::{KeyId, jose::Jwe};

use super::{
    super::{
        Outcome,
        arguments::JweInspect,
        failure::{Failure, name},
        inspect::Lines,
        output::{self, Privacy, all_distinct},
        print,
    },
    read,
};

pub(super) fn run(arguments: &JweInspect) -> Result<Outcome, Failure> {
    let JweInspect { encrypted_key_out, epk_out, token } = arguments;
    let outputs: Vec<&Path> = encrypted_key_out.iter().chain(epk_out).map(AsRef::as_ref).collect();
    all_distinct(&[token.as_path()], &outputs)?;
    let jwe = read(token)?;
    if let Some(out) = encrypted_key_out {
        let missing = ("it has no encrypted key, because its alg is ECDH-ES", "use --epk-out");
        write(token, out, jwe.encrypted_key(), missing)?;
    } else if let Some(out) = epk_out {
        let missing = ("it has no ephemeral public key, because its alg is RSA-OAEP", "use --encrypted-key-out");
        write(token, out, jwe.ephemeral_public_key(), missing)?;
    } else {
        print(&as_text(&jwe))?;
    }
    Ok(Outcome::Done)
}

/// Writes the input of the KMS call, if the token has it.
fn write(token: &Path, out: &Path, bytes: Option<&[u8]>, (what, hint): (&str, &str)) -> Result<(), Failure> {
    match bytes {
        Some(bytes) => output::write(Some(out), Privacy::Public, bytes),
        None => Err(Failure::new(&format!("{}: {what}", name(token)), hint)),
    }
}

fn as_text(jwe: &Jwe) -> String {
    let mut lines = Lines::default();
    let alg = match jwe.encryption_algorithm() {
        Some(kms_offline::EncryptionAlgorithm::RsaesOaepSha1) => "RSA-OAEP",
        Some(_) => "RSA-OAEP-256",
        None => "ECDH-ES",
    };
    lines.push("alg", alg.to_owned());
    lines.push("enc", "A256GCM".to_owned());
    if let Some(kid) = jwe.unverified_kid() {
        lines.push("kid", KeyId::new(kid).to_string());
    }
    lines.push("KeySpec", jwe.key_spec().to_string());
    if let (Some(key), Some(algorithm)) = (jwe.encrypted_key(), jwe.encryption_algorithm()) {
        lines.push("EncryptionAlgorithm", algorithm.to_string());
        lines.push("CiphertextBlob", format!("{} bytes: --encrypted-key-out FILE", key.len()));
    }
    if let Some(key) = jwe.ephemeral_public_key() {
        lines.push("KeyAgreementAlgorithm", "ECDH".to_owned());
        lines.push("PublicKey", format!("{} bytes: --epk-out FILE", key.len()));
    }
    lines.0
}
