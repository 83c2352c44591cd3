//! Compact JWS and JWE: parts in base64url whose first is a JSON object with `alg`.

use alloc::string::String;

use serde_core::de::IgnoredAny;
use zeroize::Zeroizing;

use super::text::base64_url;
use crate::error::InputKind;

pub(super) fn recognise(text: &str) -> Option<InputKind> {
    if text.contains(|c: char| c.is_ascii_whitespace()) {
        return None;
    }
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

/// A token after `Bearer`, as in HTTP's header field Authorization (RFC 6750, 2.1).
pub(super) fn after_bearer(text: &str) -> Option<&str> {
    let text = strip_ignoring_case(text, "Authorization:").map_or(text, str::trim_ascii_start);
    strip_ignoring_case(text, "Bearer").filter(|rest| rest.starts_with(' ')).map(str::trim_ascii_start)
}

fn strip_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A token with its white space removed.
pub(super) fn without_white_space(text: &str) -> Option<InputKind> {
    if !text.contains('.') || !text.contains(|c: char| c.is_ascii_whitespace()) {
        return None;
    }
    let joined: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
    recognise(&joined)
}
