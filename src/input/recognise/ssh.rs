//! Public keys in SSH's formats.

use crate::{error::InputKind, input::base64};

pub(super) fn recognise(text: &str) -> Option<InputKind> {
    if text.starts_with("---- BEGIN SSH2 PUBLIC KEY ----") {
        return Some(InputKind::SshRfc4716Key);
    }
    let mut fields = text.split_ascii_whitespace();
    let (name, blob) = (fields.next()?, fields.next()?);
    let blob = base64::decode_secret(blob)?;
    // The blob begins with the same name, after its length (RFC 4253, 6.6).
    let (len, rest) = blob.split_first_chunk::<4>()?;
    let is_named = usize::try_from(u32::from_be_bytes(*len)) == Ok(name.len()) && rest.starts_with(name.as_bytes());
    is_named.then_some(match name {
        "ssh-rsa" | "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" => InputKind::SshKey,
        "ssh-ed25519" => InputKind::SshEd25519Key,
        _ => InputKind::SshOtherKey,
    })
}
