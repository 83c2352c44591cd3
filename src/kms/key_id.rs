//! KeyIds, and when two of them name the same key.

use alloc::string::{String, ToString as _};
use core::{borrow::Borrow, convert::Infallible, fmt, str::FromStr};

use super::Excerpt;

/// The name of a key in KMS: the key ARN in KMS's own responses; elsewhere also a bare id, or an alias.
///
/// [`Eq`] compares the text. Whether two KeyIds name the same key is another question, answered by
/// [`same_key_as`](Self::same_key_as).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

/// Whether two KeyIds name the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth response")]
pub enum Sameness {
    /// They name one key.
    Same,
    /// They name two keys.
    Different,
    /// At least one of them is an alias or of unknown form, which does not identify a key.
    CannotTell,
}

/// `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`
#[derive(PartialEq, Eq)]
struct Arn<'a> {
    partition: &'a str,
    region: &'a str,
    account: &'a str,
    id: &'a str,
}

enum Form<'a> {
    Arn(Arn<'a>),
    BareId(&'a str),
    Unknown,
}

impl KeyId {
    /// The longest KeyId in KMS, in bytes (KMS API, GetPublicKey).
    pub const MAX_LEN: usize = 2048;

    /// Creates a KeyId with this text. A text of unknown form is kept, and does not identify a key.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_string())
    }

    /// Returns the text as it was passed, which may contain any character. To show it, use [`Display`](fmt::Display).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether `self` and `other` name the same key (KMS Developer Guide, *Key identifiers*, *How multi-Region
    /// keys work*).
    ///
    /// Two ARNs name the same key if partition, account, Region and id agree; for multi-Region keys, whose ids begin
    /// with `mrk-`, the Region does not matter, since replicas share their key material. A bare id names the same key
    /// as an ARN that ends in it. The relation is not transitive: one bare id can be the same as two different ARNs.
    ///
    /// ```
    /// use kms_offline::{KeyId, Sameness};
    ///
    /// let in_oregon = KeyId::new("arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");
    /// let in_ireland = KeyId::new("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");
    /// assert_eq!(in_oregon.same_key_as(&in_ireland), Sameness::Same);
    /// assert_eq!(in_oregon.same_key_as(&KeyId::new("alias/release")), Sameness::CannotTell);
    /// ```
    #[must_use]
    pub fn same_key_as(&self, other: &Self) -> Sameness {
        let same = match (self.form(), other.form()) {
            (Form::Arn(a), Form::Arn(b)) => {
                let region_matters = !a.id.starts_with(MULTI_REGION);
                a.partition == b.partition
                    && a.account == b.account
                    && a.id == b.id
                    && (!region_matters || a.region == b.region)
            }
            (Form::Arn(Arn { id: a, .. }) | Form::BareId(a), Form::Arn(Arn { id: b, .. }) | Form::BareId(b)) => a == b,
            (Form::Unknown, _) | (_, Form::Unknown) => return Sameness::CannotTell,
        };
        if same { Sameness::Same } else { Sameness::Different }
    }

    fn form(&self) -> Form<'_> {
        if is_id(&self.0) {
            return Form::BareId(&self.0);
        }
        let mut fields = self.0.split(':');
        let arn = [(); 6].map(|()| fields.next());
        match arn {
            [Some("arn"), Some(partition), Some("kms"), Some(region), Some(account), Some(resource)]
                if fields.next().is_none()
                    && partition.starts_with("aws")
                    && [partition, region, account].into_iter().all(is_arn_field) =>
            {
                match resource.strip_prefix("key/") {
                    Some(id) if is_id(id) => Form::Arn(Arn { partition, region, account, id }),
                    _ => Form::Unknown,
                }
            }
            _ => Form::Unknown,
        }
    }
}

impl fmt::Display for KeyId {
    /// A KeyId of a known form in full (it can only hold harmless characters), any other text as an [`Excerpt`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form() {
            Form::Unknown => f.write_str(Excerpt::of(&self.0).as_str()),
            Form::Arn(_) | Form::BareId(_) => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl From<&str> for KeyId {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl FromStr for KeyId {
    type Err = Infallible;

    /// Keeps any text. A text of unknown form does not identify a key.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl AsRef<str> for KeyId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for KeyId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "serde")]
impl serde_core::Serialize for KeyId {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde_core::Deserialize<'de> for KeyId {
    /// From text of at most [`KeyId::MAX_LEN`] bytes.
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde_core::de::Visitor<'_> for Text {
            type Value = KeyId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a KeyId of at most {} bytes", KeyId::MAX_LEN)
            }

            fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<KeyId, E> {
                if text.len() > KeyId::MAX_LEN {
                    return Err(E::invalid_length(text.len(), &self));
                }
                Ok(KeyId::new(text))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Ids of multi-Region keys begin with it.
const MULTI_REGION: &str = "mrk-";

/// A UUID, or `mrk-` and 32 hexadecimal digits. An emulator puts a UUID, hyphens included, after `mrk-`.
fn is_id(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let digits = text.strip_prefix(MULTI_REGION).unwrap_or(text);
    if digits.len() == 32 {
        return digits.len() != text.len() && is_hex(digits);
    }
    digits.len() == 36 && digits.split('-').map(str::len).eq(UUID_GROUPS) && digits.split('-').all(is_hex)
}

/// Hexadecimal digits per group of a UUID (RFC 9562, 4).
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// Partition, Region and account of an ARN: short, and of harmless characters.
fn is_arn_field(field: &str) -> bool {
    (1..=32).contains(&field.len()) && field.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
