//! Compact JWS and JWE: parts in base64url whose first is a JSON object with `alg`.

use serde_core::de::IgnoredAny;

use super::text::base64_url;
use crate::error::InputKind;

pub(super) fn recognise(text: &str) -> Option<InputKind> {
    let kind = match text.split('.').count() {
        3 => InputKind::Jws,
        5 => InputKind::Jwe,
        _ => return None,
    };
    let header = base64_url(text.split('.').next()?)?;
    let is_header = header.starts_with(b"{")
        && serde_json::from_slice::<IgnoredAny>(&header).is_ok()
        && header.windows(5).any(|window| window == b"\"alg\"");
    is_header.then_some(kind)
}
