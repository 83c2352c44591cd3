//! `kms-offline jwe inspect`

use kms_offline::{KeyId, error::Excerpt, jose::Jwe};
use serde_json::Value;

use super::{
    super::{
        Outcome,
        arguments::JweInspect,
        failure::Failure,
        inspect::Lines,
        output::{self, Privacy, all_distinct},
        place::Place,
        print,
    },
    read,
};

pub(super) fn run(arguments: &JweInspect) -> Result<Outcome, Failure> {
    let JweInspect { encrypted_key_out, epk_out, token } = arguments;
    let outputs: Vec<&Place> = encrypted_key_out.iter().chain(epk_out).collect();
    all_distinct(&[token], &outputs)?;
    let jwe = read(token)?;
    if let Some(out) = encrypted_key_out {
        let missing = ("it has no encrypted key, because its alg is ECDH-ES", "use --epk-out");
        write(token, out, jwe.encrypted_key(), missing)?;
    } else if let Some(out) = epk_out {
        let missing = ("it has no ephemeral public key, because its alg is RSA-OAEP", "use --encrypted-key-out");
        write(token, out, jwe.ephemeral_public_key(), missing)?;
    } else {
        print(&as_text(token, &jwe)?)?;
    }
    Ok(Outcome::Done)
}

/// Writes the input of the KMS call, if the token has it.
fn write(token: &Place, out: &Place, bytes: Option<&[u8]>, (what, hint): (&str, &str)) -> Result<(), Failure> {
    match bytes {
        Some(bytes) => output::write(out, Privacy::Public, bytes),
        None => Err(Failure::new(&format!("{token}: {what}"), hint)),
    }
}

fn as_text(token: &Place, jwe: &Jwe) -> Result<String, Failure> {
    let mut lines = Lines::default();
    let header: Value = serde_json::from_str(jwe.unverified_header())
        .map_err(|error| Failure::new(&format!("{token}: its header is not JSON: {error}"), "report this as a bug"))?;
    for name in ["alg", "enc"] {
        if let Some(value) = header.get(name).and_then(Value::as_str) {
            lines.push(name, Excerpt::of(value).as_str().to_owned());
        }
    }
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
    Ok(lines.0)
}
