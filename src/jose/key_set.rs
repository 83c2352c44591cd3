//! Sets of keys: a token's `kid` or a Sign response's KeyId says which key signed it.

mod files;
mod many;
mod signature;
mod trust_file;

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use super::{
    Jwk, JwkSet,
    header::Header,
    jws::{
        Candidate, Compact, DetachedJwsStream, Serialized, VerifiedDetachedJws, VerifiedJws, parse_detached,
        verify_detached,
    },
    names,
};
#[cfg(feature = "explain")]
use crate::verify::Verifier;
use crate::{
    error::{Error, Expected, Misuse},
    key::VerifyingKey,
    kms::{Excerpt, KeyId, Sameness, SigningAlgorithm},
};

/// The most keys that are tried for a token, over all of its signatures: the attacker decides whether it has a `kid`.
const MAX_CANDIDATES: usize = 64;

/// Verifying keys with a label each. A token's `kid` or a Sign response's KeyId selects one of them.
///
/// A key's policy is the key itself: narrow it with [`restrict_to`](VerifyingKey::restrict_to) before you insert it.
/// The same public key may be inserted more than once: each entry keeps its own kids and its own list of algorithms.
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
    /// The KeyIds by which it is found: the key's own, or those of a trust file.
    key_ids: Vec<KeyId>,
    uses: Uses,
}

/// The uses of an entry.
#[derive(Clone, Copy, Debug)]
struct Uses {
    /// Tokens.
    jws: bool,
    /// Signatures without a token.
    raw: bool,
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
        let key_ids = key.key_id().cloned().into_iter().collect();
        let kids = kids.into_iter().map(str::to_owned).collect();
        self.push(Entry::new(label, key, kids, key_ids, Uses { jws: true, raw: true }))
    }

    fn push(&mut self, new: Entry) -> Result<(), Error> {
        for entry in &self.entries {
            if entry.label == new.label {
                return Err(Misuse::RepeatedLabel { label: Excerpt::of(&new.label) }.into());
            }
            if entry.key.as_der() != new.key.as_der() && new.key_ids.iter().any(|key_id| entry.is_named(key_id)) {
                let (first, second) = (Excerpt::of(&entry.label), Excerpt::of(&new.label));
                return Err(Misuse::KeyIdOfTwoKeys { first, second }.into());
            }
        }
        self.entries.push(new);
        Ok(())
    }

    /// Returns a copy of this set that allows only these algorithms, without the keys that list none of them.
    ///
    /// Of other keys they may be left out silently, so narrow a key that must stay before you insert it.
    ///
    /// # Errors
    /// [`Error::Misuse`] if no key of the set lists any of `algorithms`.
    pub fn restrict_to(&self, algorithms: &[SigningAlgorithm]) -> Result<Self, Error> {
        let mut entries = Vec::new();
        for entry in &self.entries {
            let is_listed = |algorithm: &&SigningAlgorithm| entry.key.algorithms().contains(algorithm);
            let left: Vec<_> = algorithms.iter().filter(is_listed).copied().collect();
            if !left.is_empty() {
                entries.push(Entry { key: entry.key.restrict_to(&left)?, ..entry.clone() });
            }
        }
        if entries.is_empty() {
            let algorithms = algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
            return Err(Misuse::AlgorithmNotInSet { algorithms }.into());
        }
        Ok(Self { entries })
    }

    /// Creates a set of the keys of a JWK Set, each declaring its `kid`. Their labels are `keys[0]`, `keys[1]` and so
    /// on, as they stand among [`JwkSet::keys`].
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

    /// Returns the labels and the keys, in the order in which they were inserted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &VerifyingKey)> {
        self.entries.iter().map(|entry| (entry.label.as_str(), &entry.key))
    }

    /// Verifies a compact JWS with the key that its `kid` selects, as [`VerifyingKey::verify_jws`] does.
    ///
    /// `kid` is compared with the declared kids, and only if no entry declares it with KeyIds (multi-Region keys are
    /// the same in each Region) and thumbprints. The selected keys that list the token's `alg` must be one public key.
    /// No other key is ever tried. Without `kid`, every key that lists the token's `alg` is tried, at most 64 of them.
    ///
    /// # Errors
    /// [`Error::Misuse`] if a key of the set lists several algorithms that JOSE has names for, or none;
    /// [`Error::Malformed`] if `token` is not a compact JWS; [`Error::NotVerified`] if it is one that no selected key
    /// made.
    pub fn verify_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
        let candidates = self.candidates()?;
        let token = Compact::parse(token.as_ref(), Expected::Jws)?;
        let payload = token.payload()?;
        VerifiedJws::by_any_of(self.select(&candidates, &token.header, None)?, &token, payload)
    }

    /// Verifies a JWS in the flattened JSON serialization with the key that its `kid` selects: see
    /// [`verify_jws`](Self::verify_jws). A `kid` in the unprotected header selects as well as a protected one.
    ///
    /// # Errors
    /// As there; [`Error::Malformed`] if `token` is not in this serialization.
    pub fn verify_flattened_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
        self.verify_serialized(token.as_ref(), Expected::FlattenedJws).map(|(_, jws)| jws)
    }

    /// Verifies a JWS in the general JSON serialization, and returns which of its signatures, from 0, verified first.
    /// One is enough (RFC 7515, 5.2). At most 64 keys are tried, over all signatures.
    ///
    /// # Errors
    /// As [`verify_flattened_jws`](Self::verify_flattened_jws). More than 64 signatures are malformed.
    pub fn verify_general_jws(&self, token: impl AsRef<[u8]>) -> Result<(usize, VerifiedJws<'_>), Error> {
        self.verify_serialized(token.as_ref(), Expected::GeneralJws)
    }

    fn verify_serialized(&self, token: &[u8], expected: Expected) -> Result<(usize, VerifiedJws<'_>), Error> {
        let candidates = self.candidates()?;
        let mut tried = 0;
        Serialized::parse(token, expected)?.verify_with(|header, unprotected_kid| {
            // A signature whose kid selects no key says nothing about the others.
            let selected = self.select(&candidates, header, unprotected_kid).unwrap_or_default();
            tried += selected.len();
            if tried > MAX_CANDIDATES { Err(Error::NotVerified) } else { Ok(selected) }
        })
    }

    /// Verifies a compact JWS with a detached payload, as [`VerifyingKey::verify_detached_jws`] does, with the key that
    /// its `kid` selects: see [`verify_jws`](Self::verify_jws).
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
        let mut selected = self.select(&candidates, &token.header, None)?.into_iter();
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
        DetachedJwsStream::by_any_of(self.select(&candidates, &token.header, None)?, &token)
    }

    /// Every entry for tokens, with the algorithm that they must name. Keys whose algorithms have no JOSE name make no
    /// token.
    fn candidates(&self) -> Result<Vec<(&Entry, Candidate<'_>)>, Error> {
        let (mut candidates, mut without_name) = (Vec::new(), None);
        for entry in self.entries.iter().filter(|entry| entry.uses.jws) {
            match entry.key.jws_algorithm() {
                Ok(algorithm) => {
                    candidates.push((entry, Candidate { key: &entry.key, algorithm, label: Some(&entry.label) }));
                }
                Err(error @ Error::Misuse(Misuse::NoJwsAlgorithm { .. })) => without_name = Some(error),
                Err(error) => return Err(error),
            }
        }
        match without_name {
            Some(error) if candidates.is_empty() => Err(error),
            _ => Ok(candidates),
        }
    }

    /// The keys for tokens that `kid` selects, for any `alg`; all of them without a `kid`.
    #[cfg(feature = "explain")]
    pub(crate) fn selected_by_kid(&self, kid: Option<&str>) -> Result<Vec<(&str, Verifier)>, Error> {
        let kid = kid.map(|kid| (kid, KeyId::new(kid)));
        let is_declared = kid.as_ref().is_some_and(|(kid, _)| self.entries.iter().any(|entry| entry.declares(kid)));
        let selected = self.candidates()?.into_iter().filter(|(entry, _)| entry.is_selected(kid.as_ref(), is_declared));
        selected
            .map(|(entry, candidate)| Ok((entry.label.as_str(), entry.key.verifier(candidate.algorithm)?)))
            .collect()
    }

    /// The candidates that may have made a token with this header, and this `kid` in its unprotected header.
    fn select<'k>(
        &'k self,
        candidates: &[(&'k Entry, Candidate<'k>)],
        header: &Header,
        unprotected_kid: Option<&str>,
    ) -> Result<Vec<Candidate<'k>>, Error> {
        let alg = header.get_text("alg").ok_or(Error::NotVerified)?;
        let kid = header.optional_text("kid").map_err(|_| Error::NotVerified)?;
        let kid = kid.as_deref().or(unprotected_kid).map(|kid| (kid, KeyId::new(kid)));
        // Also one of an entry that makes no token: a kid that is declared for something else selects nothing.
        let is_declared = kid.as_ref().is_some_and(|(kid, _)| self.entries.iter().any(|entry| entry.declares(kid)));
        let with_alg = |candidate: &Candidate<'_>| names::is_jws_alg(alg, candidate.algorithm, candidate.key.spec());
        let pairs = candidates
            .iter()
            .filter(|(entry, candidate)| with_alg(candidate) && entry.is_selected(kid.as_ref(), is_declared));
        let selected: Vec<_> = pairs.map(|(_, candidate)| *candidate).take(MAX_CANDIDATES + 1).collect();
        let is_one_key =
            selected.iter().all(|one| selected.first().is_some_and(|first| first.key.as_der() == one.key.as_der()));
        if selected.len() > MAX_CANDIDATES || kid.is_some() && !is_one_key {
            return Err(Error::NotVerified);
        }
        Ok(selected)
    }
}

impl Entry {
    fn new(label: &str, key: VerifyingKey, kids: Vec<String>, key_ids: Vec<KeyId>, uses: Uses) -> Self {
        let thumbprint = key.jwk_thumbprint().ok();
        Self { label: label.to_owned(), key, kids, thumbprint, key_ids, uses }
    }

    fn declares(&self, kid: &str) -> bool {
        self.kids.iter().any(|declared| declared == kid)
    }

    /// Whether a `kid`, which some entry declares or none does, selects the entry.
    fn is_selected(&self, kid: Option<&(&str, KeyId)>, is_declared: bool) -> bool {
        match kid {
            Some((kid, _)) if is_declared => self.declares(kid),
            Some((kid, key_id)) => self.thumbprint.as_deref() == Some(kid) || self.is_named(key_id),
            None => true,
        }
    }

    /// Whether a KeyId of the entry and this one name the same KMS key.
    fn is_named(&self, key_id: &KeyId) -> bool {
        self.key_ids.iter().any(|own| own.same_key_as(key_id) == Sameness::Same)
    }
}
