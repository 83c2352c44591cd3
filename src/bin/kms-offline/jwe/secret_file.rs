//! The content key or the shared secret that KMS returned: the AWS CLI's output, base64, or the raw bytes.

use core::fmt;
use std::io::{self, Write as _};

use base64ct::{Base64, Encoding as _};
use serde_core::de::{Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

use super::super::{failure::Failure, input::read_secret, place::Place};

/// The kind of secret that a token needs.
#[derive(Clone, Copy)]
pub(super) enum Secret {
    /// --cek
    ContentKey,
    /// --shared-secret
    SharedSecret,
}

impl Secret {
    /// Its member in KMS's response.
    const fn member(self) -> &'static str {
        match self {
            Self::ContentKey => "Plaintext",
            Self::SharedSecret => "SharedSecret",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ContentKey => "content key",
            Self::SharedSecret => "shared secret",
        }
    }

    /// The command that prints it.
    const fn command(self) -> &'static str {
        match self {
            Self::ContentKey => "aws kms decrypt",
            Self::SharedSecret => "aws kms derive-shared-secret",
        }
    }
}

/// Reads a secret of `len` bytes: a file of this length is the secret itself, one JSON object is KMS's response, and
/// other text is base64. Whether what was decoded has this length is left to the library.
pub(super) fn read(file: &Place, secret: Secret, len: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    warn_if_others_can_read(file);
    let bytes = read_secret(file)?;
    if bytes.len() == len {
        return Ok(bytes);
    }
    let text = str::from_utf8(&bytes).unwrap_or_default().trim_start_matches('\u{feff}').trim_ascii();
    let found = if text.starts_with('{') { member(text, secret.member()) } else { Some(text) };
    found.and_then(decode).ok_or_else(|| refused(file, secret, len, &bytes))
}

fn refused(file: &Place, secret: Secret, len: usize, bytes: &[u8]) -> Failure {
    let hint = if bytes.trim_ascii().is_empty() {
        format!("check that {} succeeded, and run it again", secret.command())
    } else if bytes.starts_with(&[0xff, 0xfe]) {
        format!("pipe the output of {} without a file between, which PowerShell writes in UTF-16", secret.command())
    } else {
        format!("run {} --output json, and pass its output", secret.command())
    };
    let what = format!(
        "{file}: is not a {}, expected the output of {}, base64, or {len} bytes",
        secret.name(),
        secret.command()
    );
    Failure::new(&what, &hint)
}

/// Decodes padded standard base64 with white space anywhere.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut base64 = Zeroizing::new(Vec::with_capacity(text.len()));
    base64.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let mut decoded = Zeroizing::new(vec![0; base64.len()]);
    let len = Base64::decode(&*base64, &mut decoded).ok().filter(|decoded| !decoded.is_empty())?.len();
    decoded.truncate(len);
    Some(decoded)
}

/// The text of a member of one JSON object, which occurs once; it is borrowed, so that there is no copy to wipe.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    struct Member<'n>(&'n str);

    impl<'de> Visitor<'de> for Member<'_> {
        type Value = Option<&'de str>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a response of KMS")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(name) = map.next_key::<&str>()? {
                if name == self.0 {
                    if found.replace(map.next_value()?).is_some() {
                        return Err(A::Error::custom("a repeated member"));
                    }
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(text);
    let found = (&mut deserializer).deserialize_map(Member(name)).ok()?;
    deserializer.end().ok()?;
    found
}

/// Warns if others can read the file, because the secret in it decrypts a message.
#[cfg(unix)]
fn warn_if_others_can_read(place: &Place) {
    use std::os::unix::fs::PermissionsExt as _;
    let is_open = |metadata: std::fs::Metadata| metadata.is_file() && metadata.permissions().mode() & 0o077 != 0;
    if place.file().is_some_and(|file| file.metadata().is_ok_and(is_open)) {
        let _closed = writeln!(io::stderr(), "warning: {place}: others can read this secret");
    }
}

/// Elsewhere files have no modes to check.
#[cfg(not(unix))]
fn warn_if_others_can_read(_: &Place) {}
