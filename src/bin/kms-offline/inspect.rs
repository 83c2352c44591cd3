//! `kms-offline inspect`

use core::fmt::Write as _;

use kms_offline::{PublicKey, VerifyingKey, error::Excerpt};

use super::{Outcome, arguments::Inspect, failure::Failure, json, key_file, print};

pub(crate) fn run(arguments: &Inspect) -> Result<Outcome, Failure> {
    let key = key_file::read(&arguments.key, &arguments.options)?;
    print(&if arguments.json { as_json(&key)? } else { as_text(&key) })?;
    Ok(Outcome::Done)
}

fn as_json(key: &PublicKey) -> Result<String, Failure> {
    let mut value = serde_json::to_value(key).map_err(|error| {
        Failure::new(&format!("the key cannot be written as JSON: {error}"), "report this as a bug")
    })?;
    if let Some(members) = value.as_object_mut() {
        members.insert("Fingerprint".to_owned(), key.fingerprint().to_string().into());
    }
    Ok(json::to_ascii(&value))
}

fn as_text(key: &PublicKey) -> String {
    let mut lines = Lines(String::new());
    if let Some(key_id) = key.key_id() {
        lines.push("KeyId", key_id.to_string());
    }
    lines.push("KeySpec", key.spec().to_string());
    lines.push("KeyUsage", key.usage().to_string());
    for name in key.algorithm_names() {
        lines.push(key.usage().list_member(), name.to_owned());
    }
    for name in key.unknown_algorithms() {
        lines.push(key.usage().list_member(), format!("{} (unknown here, never used)", Excerpt::of(name).as_str()));
    }
    lines.push("Fingerprint", key.fingerprint().to_string());
    let address = VerifyingKey::try_from(key.clone()).and_then(|key| key.ethereum_address());
    if let Ok(address) = address {
        lines.push("Ethereum address", address.to_string());
    }
    lines.0
}

/// Names and values in two columns; a name is not repeated in the next line.
#[derive(Default)]
pub(crate) struct Lines(pub(crate) String);

impl Lines {
    pub(crate) fn push(&mut self, name: &str, value: String) {
        let repeated = self.0.lines().rfind(|line| !line.starts_with(' ')).is_some_and(|line| line.starts_with(name));
        let name = if repeated { "" } else { name };
        let _infallible = writeln!(self.0, "{name:<24}{value}");
    }
}
