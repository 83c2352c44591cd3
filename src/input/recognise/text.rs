//! Text: recognises it as it is, or else the layers of encoding in it.

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use super::{Search, cli_output, der, dump, hex, inside, json, known_inside, markup, ssh, token};
use crate::{
    error::{InputKind, Layer, Recognised},
    input::{base64, pem},
    kms::Fingerprint,
};

/// The length in bytes from which text counts as base64 regardless of its content: shorter text may be words.
const MIN_BYTES: usize = 24;

/// Recognises `text`, which has no white space around it, and undoes layers of encoding.
pub(super) fn recognise(text: &str, search: Search) -> Option<Recognised> {
    by_itself(text).map(Recognised::new).or_else(|| layered(text, search))
}

fn by_itself(text: &str) -> Option<InputKind> {
    // `<Buffer …>` of Node.js looks like an element of XML, and is hexadecimal if nothing is left out.
    if text.starts_with("<Buffer ") && !text.contains("...") {
        return None;
    }
    key_name(text)
        .or_else(|| dumped(text))
        .or_else(|| markup::recognise(text))
        .or_else(|| cli_output::recognise(text))
        .or_else(|| ssh::recognise(text))
        .or_else(|| token::recognise(text))
        .or_else(|| is_trust_file(text).then_some(InputKind::TrustFile))
}

/// Recognises names of a key, which stand where the key belongs, and text about one.
fn key_name(text: &str) -> Option<InputKind> {
    let is_id = |text: &str| {
        let lens = text.split('-').map(str::len);
        lens.eq([8, 4, 4, 4, 12]) && text.bytes().all(|c| c == b'-' || c.is_ascii_hexdigit())
    };
    let is_name = text.starts_with("arn:") && text.contains(":kms:") || text.starts_with("alias/");
    let is_multi_region = text.strip_prefix("mrk-").is_some_and(|id| id.bytes().all(|c| c.is_ascii_hexdigit()));
    if (is_name || is_multi_region || is_id(text)) && !text.contains(|c: char| c.is_ascii_whitespace()) {
        Some(InputKind::KeyName)
    } else if text.starts_with("version https://git-lfs.github.com/spec/") {
        Some(InputKind::GitLfsPointer)
    } else {
        is_openssl_text(text).then_some(InputKind::OpensslText)
    }
}

/// The output of `openssl pkey`, `x509` and `req` with `-text`, without the PEM that may follow.
fn is_openssl_text(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default().trim();
    let is_key = first.ends_with(':') || first.ends_with(" bit)") || first.contains(" bit, ");
    let is_described = matches!(first, "Certificate:" | "Certificate Request:")
        || is_key && (first.contains("Public-Key:") || first.contains("Private-Key:"));
    is_described && !text.contains("-----BEGIN ")
}

/// Whether the first line that is not a comment begins with a fingerprint, as in a trust file.
fn is_trust_file(text: &str) -> bool {
    let line = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('#'));
    let fingerprint = line.and_then(|line| line.split_ascii_whitespace().next());
    fingerprint.is_some_and(|fingerprint| Fingerprint::in_trust_file(fingerprint).is_some())
}

/// Recognises output that languages and tools print for people.
fn dumped(text: &str) -> Option<InputKind> {
    let is_map_of_python = text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('\''));
    let is_dump =
        ["GetPublicKeyOutput", "GetPublicKeyResponse", "GetPublicKeyCommandOutput", "SignOutput", "SignResponse"]
            .iter()
            .any(|name| text.trim_start_matches('&').trim_start_matches("kms.").starts_with(name));
    // `NAME = "…"` and `NAME = <<EOT`
    let is_output = |line: &str| {
        line.split_once(" = ").is_some_and(|(name, value)| {
            !name.contains(char::is_whitespace) && (value.starts_with('"') || value.starts_with("<<"))
        })
    };
    if is_map_of_python {
        Some(InputKind::PythonDict)
    } else if text.starts_with("<Buffer ") || text.starts_with("Uint8Array(") && byte_list(text).is_none() {
        Some(InputKind::PrintedBuffer)
    } else if is_dump {
        Some(InputKind::SdkDump)
    } else if text.lines().next().is_some_and(is_output) || text.starts_with("<<EOT") || text.starts_with("<<-EOT") {
        Some(InputKind::TerraformText)
    } else {
        None
    }
}

fn layered(text: &str, search: Search) -> Option<Recognised> {
    if let Some(token) = token::after_bearer(text) {
        return known_inside(Layer::Bearer, token.as_bytes(), search);
    }
    if let Some(kind) = token::without_white_space(text) {
        return Some(Recognised::new(kind).within(Layer::WhiteSpace));
    }
    // Words of a dump without offsets can be hexadecimal digits.
    let words = dump::decode(text);
    if let Some(known) = words.as_ref().and_then(|bytes| known_inside(Layer::WordDump, bytes, search)) {
        return Some(known);
    }
    if let Some((layer, bytes)) = hex::decode(text) {
        return inside(layer, &bytes, search);
    }
    if let Some(bytes) = words {
        return inside(Layer::WordDump, &bytes, search);
    }
    // Java's bytes have a sign, so they are a list of JSON, and not of JavaScript's bytes.
    if let Some(bytes) = byte_list(text) {
        return inside(Layer::ByteList, &bytes, search);
    }
    if let Some(json) = json::recognise(text, search) {
        return Some(json);
    }
    if text.contains("-----BEGIN ") {
        return in_pem(text, search).or(Some(Recognised::new(InputKind::DamagedPem)));
    }
    if text.contains('\u{fffd}') {
        return Some(Recognised::new(InputKind::DecodedAsText));
    }
    if let Some(inner) = python_bytes(text) {
        return inside(Layer::PythonBytes, &inner, search);
    }
    if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return known_inside(Layer::SingleQuoted, inner.as_bytes(), search);
    }
    if let Some(inner) = text.strip_prefix("vault:v").and_then(|rest| rest.split_once(':')).map(|(_, inner)| inner) {
        return inside(Layer::VaultPrefix, inner.as_bytes(), search);
    }
    in_base64(text, search)
        .or_else(|| known_inside(Layer::Percent, &percent(text)?, search))
        .or_else(|| known_inside(Layer::JsonEscapes, json_escapes(text)?.as_bytes(), search))
        .or_else(|| known_inside(Layer::Base64AmidText, &base64_amid(text)?, search))
}

/// A PEM block is what its contents are. Its label must name that kind.
fn in_pem(text: &str, search: Search) -> Option<Recognised> {
    // In an environment file or in JSON, `\n` may stand for each line end.
    if text.contains("\\n") {
        let lines = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
        let block = lines.get(lines.find("-----BEGIN ")?..)?.trim_end_matches(['"', '\'', ',', '\n', ' ']);
        return known_inside(Layer::EscapedLineEnds, block.as_bytes(), search);
    }
    let (label, body) = pem::single_block(text).ok()?;
    if label.starts_with("PGP ") {
        return Some(Recognised::new(InputKind::Pgp));
    }
    if label == "OPENSSH PRIVATE KEY" {
        return Some(Recognised::new(InputKind::OpenSshPrivateKey).within(Layer::Pem));
    }
    if label.ends_with("PRIVATE KEY") && pem::is_encrypted(body) {
        return Some(Recognised::new(InputKind::EncryptedPrivateKey).within(Layer::Pem));
    }
    let bytes = base64::decode_secret(body)?;
    if label == "TRUSTED CERTIFICATE" && der::is_trusted_certificate(&bytes) {
        return Some(Recognised::new(InputKind::Certificate).within(Layer::Pem));
    }
    let inner = super::at_depth(&bytes, search.deeper()?)?;
    let layer = if names(label, inner.kind()) { Layer::Pem } else { Layer::PemOfOtherLabel };
    Some(inner.within(layer))
}

/// Whether this is the label of such contents (RFC 7468, and OpenSSL's own labels).
fn names(label: &str, kind: InputKind) -> bool {
    match kind {
        InputKind::PublicKey | InputKind::RsassaPssPublicKey | InputKind::ExplicitPublicKey => label == pem::PUBLIC_KEY,
        InputKind::Pkcs1PublicKey => label == "RSA PUBLIC KEY",
        InputKind::Certificate => matches!(label, "CERTIFICATE" | "X509 CERTIFICATE"),
        InputKind::CertificateRequest => matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST"),
        InputKind::Pkcs7 => matches!(label, "PKCS7" | "CMS"),
        InputKind::PrivateKey | InputKind::ExplicitPrivateKey | InputKind::EncryptedPrivateKey => {
            label.ends_with("PRIVATE KEY")
        }
        _ => false,
    }
}

/// `b'…'` and `b"…"`, whose escapes are left as they are unless they write bytes.
fn python_bytes(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let rest = text.strip_prefix('b')?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = rest.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(inner.len()));
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let escaped = rest.chars().next()?;
        rest = rest.get(escaped.len_utf8()..)?;
        bytes.push(match escaped {
            'x' => {
                let (code, behind) = rest.split_at_checked(2)?;
                rest = behind;
                u8::from_str_radix(code, 16).ok()?
            }
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '\\' | '\'' | '"' => u8::try_from(escaped).ok()?,
            _ => return None,
        });
    }
    Some(bytes)
}

fn in_base64(text: &str, search: Search) -> Option<Recognised> {
    // Other text would be copied for each of the readings below.
    let is_in_alphabet = |c: u8| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || b"+/-_=".contains(&c);
    if !text.bytes().all(is_in_alphabet) {
        return None;
    }
    let is_lines = text.lines().all(|line| !line.trim().contains([' ', '\t']));
    let as_it_is = base64::decode_secret(text);
    if let Some(bytes) = &as_it_is {
        if bytes.len() >= MIN_BYTES && is_lines {
            return inside(Layer::Base64, bytes, search);
        }
        let known = known_inside(Layer::Base64, bytes, search);
        if known.is_some() || is_lines {
            return known;
        }
    }
    if let Some(bytes) = base64_url(text).filter(|bytes| bytes.len() >= MIN_BYTES && is_lines) {
        return inside(Layer::Base64Url, &bytes, search);
    }
    let restored = Zeroizing::new(text.replace(' ', "+"));
    let bytes = base64::decode_secret(&restored).filter(|bytes| bytes.len() >= MIN_BYTES && text.contains(' '))?;
    // Words of a sentence are letters only. And without four spaces, base64 of something else is left.
    if as_it_is.is_none() && text.bytes().any(|c| c.is_ascii_digit() || c == b'/') {
        inside(Layer::SpacesForPlus, &bytes, search)
    } else {
        known_inside(Layer::SpacesForPlus, &bytes, search)
    }
}

/// Base64 in the URL-safe alphabet or without padding (RFC 4648, 5 and 3.2), which [`base64::decode`] does not accept.
pub(super) fn base64_url(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut standard = Zeroizing::new(String::with_capacity(text.len() + 4));
    // An equals sign in front is not padding, but between a name and its value.
    for c in text.trim_end_matches('=').chars().filter(|c| !c.is_ascii_whitespace()) {
        standard.push(match c {
            '-' => '+',
            '_' => '/',
            c => c,
        });
    }
    let padding = (4 - standard.len() % 4) % 4;
    standard.extend(core::iter::repeat_n('=', padding));
    base64::decode_secret(&standard)
}

/// `48, 89, …` or `48, -89, …` as Java prints them, with or without brackets, or in lines without commas.
pub(crate) fn byte_list(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    /// A column of numbers may be anything.
    const MIN_LEN_OF_COLUMN: usize = 16;
    let text = text.strip_prefix("Uint8Array").and_then(|text| text.split_once('[')).map_or(text, |(_, list)| list);
    let text = text.trim_matches(['[', ']', '{', '}']);
    let is_of_list = |c: u8| c.is_ascii_digit() || c.is_ascii_whitespace() || matches!(c, b',' | b'-');
    if !text.bytes().all(is_of_list) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let has_commas = text.contains(',');
    let is_between = |c: char| if has_commas { c == ',' } else { c.is_ascii_whitespace() };
    for value in text.split(is_between).map(str::trim).filter(|value| has_commas || !value.is_empty()) {
        bytes.push(value.parse().or_else(|_| value.parse().map(i8::cast_unsigned)).ok()?);
    }
    Some(bytes).filter(|bytes| bytes.len() >= if has_commas { 2 } else { MIN_LEN_OF_COLUMN })
}

/// The only word of at least 40 characters that base64 can be, in text that is more than it.
pub(crate) fn base64_amid(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const MIN_LEN: usize = 40;
    let is_in_alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let mut words = text.split(|c| !is_in_alphabet(c)).filter(|word| word.len() >= MIN_LEN);
    let (word, None) = (words.next()?, words.next()) else { return None };
    let (_, behind) = text.split_once(word)?;
    let padding = behind.len() - behind.trim_start_matches('=').len();
    let padded = Zeroizing::new([word, behind.get(..padding)?].concat());
    if padded.len() == text.len() { None } else { base64::decode_secret(&padded) }
}

fn percent(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !text.contains('%') {
        return None;
    }
    let mut parts = text.split('%');
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend_from_slice(parts.next()?.as_bytes());
    let mut escapes = 0;
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
        escapes += 1;
    }
    Some(bytes).filter(|_| escapes > 0)
}

/// The text of a JSON string that lost its quotes.
fn json_escapes(text: &str) -> Option<Zeroizing<String>> {
    if !text.contains('\\') || text.contains('"') {
        return None;
    }
    let quoted = Zeroizing::new(["\"", text, "\""].concat());
    serde_json::from_str(&quoted).ok().map(Zeroizing::new)
}

/// The bytes that were decoded as Latin-1 (ISO/IEC 8859-1) and written as UTF-8.
pub(super) fn latin1(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.is_ascii() {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for c in text.chars() {
        bytes.push(u8::try_from(u32::from(c)).ok()?);
    }
    Some(bytes)
}
