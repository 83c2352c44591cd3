//! Keys as GetPublicKey responses.

use alloc::string::String;
use core::fmt;

use serde_core::ser::{Serialize, SerializeMap as _, Serializer};

use super::{Key, PublicKey, Usage};

/// A key as the members of a GetPublicKey response, written with KeySpec and without the deprecated
/// CustomerMasterKeySpec.
struct AsResponse<'a>(&'a PublicKey);

impl Serialize for AsResponse<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let key = self.0;
        let mut response = serializer.serialize_map(None)?;
        if let Some(key_id) = key.key_id() {
            response.serialize_entry("KeyId", key_id.as_str())?;
        }
        response.serialize_entry("PublicKey", &key.identity().public_key_base64())?;
        response.serialize_entry("KeySpec", key.spec().as_str())?;
        response.serialize_entry("KeyUsage", key.usage().as_str())?;
        response.serialize_entry(key.usage().list_member(), &Names(key))?;
        response.end()
    }
}

/// The algorithms that the key may be used with, and the unknown ones.
struct Names<'a>(&'a PublicKey);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.algorithm_names().into_iter().chain(self.0.unknown_algorithms()))
    }
}

impl PublicKey {
    /// Returns the key as a GetPublicKey response in JSON, which [`from_json`](Self::from_json) parses again.
    ///
    /// It lists the algorithms that the key may be used with, so a key narrowed with [`Key::restrict_to`] stays narrow.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Writing names and base64 to a string cannot fail.
        serde_json::to_string_pretty(&AsResponse(self)).unwrap_or_default()
    }
}

impl<U: Usage> Key<U> {
    /// Works like [`PublicKey::to_json`].
    #[must_use]
    pub fn to_json(&self) -> String {
        PublicKey::from(self.clone()).to_json()
    }
}

impl fmt::Display for PublicKey {
    /// KeySpec, KeyUsage and fingerprint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.spec(), self.usage(), self.fingerprint())
    }
}

#[cfg(feature = "serde")]
impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AsResponse(self).serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<U: Usage> Serialize for Key<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PublicKey::from(self.clone()).serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde_core::Deserialize<'de> for PublicKey {
    /// From a map with the members of a GetPublicKey response, checked as [`PublicKey::from_json`] checks it.
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde_core::de::Error as _;

        use crate::{error::Error, input::Response};
        let response =
            Response::deserialize(deserializer)?.map_err(|malformed| D::Error::custom(Error::from(malformed)))?;
        Self::from_response(response).map_err(D::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl<'de, U: Usage> serde_core::Deserialize<'de> for Key<U> {
    /// As [`PublicKey`], for this usage.
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PublicKey::deserialize(deserializer)?.try_into().map_err(serde_core::de::Error::custom)
    }
}
