//! Sets of keys: a token's `kid` or a Sign response's KeyId says which key signed it.

mod signature;

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use super::{
    Jwk, JwkSet,
    header::Header,
    jws::{Candidate, Compact, DetachedJwsStream, VerifiedDetachedJws, VerifiedJws, parse_detached, verify_detached},
    names,
};
use crate::{
    error::{Error, Expected, Misuse},
    key::VerifyingKey,
    kms::{Excerpt, KeyId, Sameness},
};

/// The most keys that are tried for a token without `kid`: the attacker decides whether it has one.
const MAX_CANDIDATES: usize = 64;

/// Verifying keys with a label each, of which a token's `kid` or a Sign response's KeyId selects one.
///
/// A key's policy is the key itself: narrow it with [`restrict_to`](VerifyingKey::restrict_to) before you insert it. The same
/// public key may be inserted more than once: each entry keeps its own kids and its own list of algorithms.
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
/// # let token = include_str!("../../tests/vectors/example/token.jwt").trim_end();
/// use kms_offline::{VerifyingKey, jose::KeySet};
///
/// let mut keys = KeySet::new();
/// keys.insert("tokens since November", VerifyingKey::from_json(response)?)?;
/// let jws = keys.verify_jws(token)?; // its kid is the id of the KMS key
/// assert_eq!(jws.verified().label(), Some("tokens since November"));
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    label: String,
    key: VerifyingKey,
    /// The declared kids.
    kids: Vec<String>,
    /// RFC 7638; `None` if the key has no JWK.
    thumbprint: Option<String>,
}

impl KeySet {
    /// Creates a set without keys, which verifies nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Inserts a key under a label that no other entry has. Tokens select it by its KeyId or its JWK thumbprint.
    ///
    /// # Errors
    /// [`Error::Misuse`] if another entry has this label, or if an entry with the same KeyId has another public key.
    pub fn insert(&mut self, label: &str, key: VerifyingKey) -> Result<(), Error> {
        self.insert_with_kids(label, key, [])
    }

    /// Inserts a key whose tokens have one of these kids: any text, compared exactly.
    ///
    /// A kid that an entry declares selects the entries that declare it, and no entry by its KeyId or thumbprint.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn insert_with_kids<'a>(
        &mut self,
        label: &str,
        key: VerifyingKey,
        kids: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Error> {
        for entry in &self.entries {
            if entry.label == label {
                return Err(Misuse::RepeatedLabel { label: Excerpt::of(label) }.into());
            }
            if entry.key.as_der() != key.as_der() && is_named(&entry.key, key.key_id()) {
                let (first, second) = (Excerpt::of(&entry.label), Excerpt::of(label));
                return Err(Misuse::KeyIdOfTwoKeys { first, second }.into());
            }
        }
        let thumbprint = key.jwk_thumbprint().ok();
        let kids = kids.into_iter().map(str::to_owned).collect();
        self.entries.push(Entry { label: label.to_owned(), key, kids, thumbprint });
        Ok(())
    }

    /// Creates a set of the keys of a JWK Set, each declaring its `kid`. Their labels are `keys[0]`, `keys[1]` and so on, as
    /// they stand among [`JwkSet::keys`].
    ///
    /// # Errors
    /// None at present: a JWK has no KeyId, and the labels differ.
    pub fn from_jwk_set(set: &JwkSet) -> Result<Self, Error> {
        let mut keys = Self::new();
        for (index, jwk) in set.keys().iter().enumerate() {
            keys.insert_with_kids(&alloc::format!("keys[{index}]"), jwk.key().clone(), Jwk::kid(jwk))?;
        }
        Ok(keys)
    }

    /// The labels and the keys, in the order in which they were inserted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &VerifyingKey)> {
        self.entries.iter().map(|entry| (entry.label.as_str(), &entry.key))
    }

    /// Verifies a compact JWS with the key that its `kid` selects, as [`VerifyingKey::verify_jws`] does.
    ///
    /// `kid` is compared with the declared kids, and only if no entry declares it with KeyIds (multi-Region keys are the same
    /// in each Region) and thumbprints. The selected keys that list the token's `alg` must be one public key. No other
    /// key is ever tried. Without `kid`, every key that lists the token's `alg` is tried, at most 64 of them.
    ///
    /// # Errors
    /// [`Error::Misuse`] if a key of the set lists several algorithms that JOSE has names for, or none;
    /// [`Error::Malformed`] if `token` is not a compact JWS; [`Error::NotVerified`] if it is one that no selected key made.
    pub fn verify_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
        let candidates = self.candidates()?;
        let token = Compact::parse(token.as_ref(), Expected::Jws)?;
        let payload = token.payload()?;
        VerifiedJws::by_any_of(self.select(&candidates, &token.header)?, &token, payload)
    }

    /// Verifies a compact JWS with a detached payload, as [`VerifyingKey::verify_detached_jws`] does, with the key that its
    /// `kid` selects: see [`verify_jws`](Self::verify_jws).
    ///
    /// # Errors
    /// As there; and [`Error::Malformed`] if the token has a payload of its own.
    pub fn verify_detached_jws(
        &self,
        token: impl AsRef<[u8]>,
        payload: impl AsRef<[u8]>,
    ) -> Result<VerifiedDetachedJws<'_>, Error> {
        let candidates = self.candidates()?;
        let token = parse_detached(token.as_ref())?;
        let mut selected = self.select(&candidates, &token.header)?.into_iter();
        let payload = payload.as_ref();
        selected.find_map(|candidate| verify_detached(candidate, &token, payload).ok()).ok_or(Error::NotVerified)
    }

    /// Verifies a compact JWS with a detached payload that comes in pieces, in constant memory for each selected key.
    ///
    /// # Errors
    /// As [`verify_detached_jws`](Self::verify_detached_jws).
    pub fn detached_jws_stream(&self, token: impl AsRef<[u8]>) -> Result<DetachedJwsStream, Error> {
        let candidates = self.candidates()?;
        let token = parse_detached(token.as_ref())?;
        DetachedJwsStream::by_any_of(self.select(&candidates, &token.header)?, &token)
    }

    /// Every entry with the algorithm that its tokens must name.
    fn candidates(&self) -> Result<Vec<Candidate<'_>>, Error> {
        self.entries.iter().map(Entry::candidate).collect()
    }

    /// The candidates that may have made a token with this header.
    fn select<'k>(&'k self, candidates: &[Candidate<'k>], header: &Header) -> Result<Vec<Candidate<'k>>, Error> {
        let alg = header.get_text("alg").ok_or(Error::NotVerified)?;
        let kid = header.optional_text("kid").map_err(|_| Error::NotVerified)?;
        let is_declared = |kid: &str| self.entries.iter().any(|entry| entry.declares(kid));
        let is_selected = |entry: &Entry| match &kid {
            Some(kid) if is_declared(kid) => entry.declares(kid),
            Some(kid) => entry.is_known_as(kid),
            None => true,
        };
        let pairs = self.entries.iter().zip(candidates).filter(|(entry, _)| is_selected(entry));
        let with_alg = |candidate: &Candidate<'_>| names::is_jws_alg(alg, candidate.algorithm, candidate.key.spec());
        let selected: Vec<_> =
            pairs.map(|(_, candidate)| *candidate).filter(with_alg).take(MAX_CANDIDATES + 1).collect();
        let is_one_key =
            selected.iter().all(|one| selected.first().is_some_and(|first| first.key.as_der() == one.key.as_der()));
        if selected.len() > MAX_CANDIDATES || kid.is_some() && !is_one_key {
            return Err(Error::NotVerified);
        }
        Ok(selected)
    }
}

impl Entry {
    fn candidate(&self) -> Result<Candidate<'_>, Error> {
        Ok(Candidate { key: &self.key, algorithm: self.key.jws_algorithm()?, label: Some(&self.label) })
    }

    fn declares(&self, kid: &str) -> bool {
        self.kids.iter().any(|declared| declared == kid)
    }

    /// Whether `kid` is the key's thumbprint or names its KMS key.
    fn is_known_as(&self, kid: &str) -> bool {
        self.thumbprint.as_deref() == Some(kid) || is_named(&self.key, Some(&KeyId::new(kid)))
    }
}

/// Whether the key's KeyId and this one name the same KMS key.
fn is_named(key: &VerifyingKey, key_id: Option<&KeyId>) -> bool {
    key.key_id().zip(key_id).is_some_and(|(own, other)| own.same_key_as(other) == Sameness::Same)
}
