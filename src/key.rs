//! The typed keys, and what all of them share. It may use both arithmetics' equations, materials, inputs, errors and
//! names.

mod equation_of;
mod export;
mod json;
mod public_key;
mod usage;

use alloc::{string::String, sync::Arc, vec::Vec};
use core::{fmt, hash};

pub(crate) use self::equation_of::Verification;
pub use self::{
    equation_of::Arithmetic,
    public_key::PublicKey,
    usage::{EncapsulateDecapsulate, EncryptDecrypt, KeyAgreement, SignVerify, Usage},
};
use crate::{
    error::{Error, Expected, Malformed, Misuse},
    input::{GetPublicKeyParts, Listed, Response, base64},
    kms::{Excerpt, Fingerprint, KeyId, KeySpec, KeyUsage, Name as _, OfSpec, Sameness, UnknownName, Vocabulary},
    material::{self, Material},
};

/// A key that only verifies, and only with the algorithms that its response lists.
///
/// ```
/// # let response = include_bytes!("../tests/vectors/example/public-key.json");
/// # let message = include_bytes!("../tests/vectors/example/message.bin");
/// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../tests/vectors/example/sign.json"))?;
/// # let signature = signature.signature();
/// use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
///
/// let key = VerifyingKey::from_json(response)?; // what `aws kms get-public-key` printed
/// key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub type VerifyingKey = Key<SignVerify>;

/// A key that only encrypts, and only with the algorithms that its response lists.
pub type EncryptionKey = Key<EncryptDecrypt>;

/// A key that only agrees on shared secrets.
pub type AgreementKey = Key<KeyAgreement>;

/// A key that only encapsulates shared secrets.
pub type EncapsulationKey = Key<EncapsulateDecapsulate>;

/// A KMS public key whose usage `U` is part of its type: it has the operations of that usage and no other.
///
/// | alias | usage | operations |
/// | --- | --- | --- |
/// | [`VerifyingKey`] | SIGN_VERIFY | `verify`, `verifier`, `digest` |
/// | [`EncryptionKey`] | ENCRYPT_DECRYPT | `encrypt`, `max_plaintext_len` |
/// | [`AgreementKey`] | KEY_AGREEMENT | `agree`, `agree_ephemeral`, `public_key_of` |
/// | [`EncapsulationKey`] | ENCAPSULATE_DECAPSULATE | `encapsulate` |
///
/// Clones share everything. Two keys are equal if their spec, usage, public key and allowed algorithms are; the KeyId
/// does not count, since nothing proves it.
pub struct Key<U: Usage> {
    identity: Arc<Identity>,
    /// Sorted, without repetition.
    algorithms: Arc<[U::Algorithm]>,
    /// The state of the usage's operations, shared by clones.
    state: U::State,
}

/// The content of a response for a key of any usage, and the key's material.
#[derive(Clone)]
struct Identity {
    key_id: Option<KeyId>,
    spec: KeySpec,
    usage: KeyUsage,
    public_key: Vec<u8>,
    material: Arc<Material>,
    unknown_algorithms: Vec<String>,
}

/// The accessors that [`Key`] and [`PublicKey`] share.
macro_rules! describe {
    ($type:ty $(, $usage:ident)?) => {
        impl$(<$usage: Usage>)? $type {
            /// Returns the KeyId, if the response had one. Nothing proves it: pin the
            /// [`fingerprint`](Self::fingerprint).
            #[must_use]
            pub fn key_id(&self) -> Option<&KeyId> {
                self.identity().key_id.as_ref()
            }

            /// Returns the KeySpec.
            #[must_use]
            pub fn spec(&self) -> KeySpec {
                self.identity().spec
            }

            /// Returns the KeyUsage.
            #[must_use]
            pub fn usage(&self) -> KeyUsage {
                self.identity().usage
            }

            /// Returns the public key as DER SubjectPublicKeyInfo, exactly as KMS returned it.
            #[must_use]
            pub fn as_der(&self) -> &[u8] {
                &self.identity().public_key
            }

            /// Returns the names in the response's list that this version does not know. They can never be used, and
            /// may hold any text: show them as [`Excerpt`].
            pub fn unknown_algorithms(&self) -> impl Iterator<Item = &str> {
                self.identity().unknown_algorithms.iter().map(String::as_str)
            }

            /// Returns the SHA-256 of the DER SubjectPublicKeyInfo, which pins the key.
            #[must_use]
            pub fn fingerprint(&self) -> Fingerprint {
                Fingerprint::of(self.as_der())
            }

            /// Returns whether anyone can sign for the key, without a private key: ML-DSA keys whose t₁ is 0 or not
            /// much longer. The limit is where the last of these forgeries ends, far from any generated key.
            ///
            /// FIPS 204 accepts them, so signatures verify with them as with others. No key of KMS is one.
            #[must_use]
            pub fn is_forgeable(&self) -> bool {
                self.identity().material.is_forgeable()
            }

            /// Makes sure that this is the pinned key.
            ///
            /// # Errors
            /// [`Error::Misuse`] if it is another one.
            pub fn check_fingerprint(&self, wanted: Fingerprint) -> Result<(), Error> {
                let found = self.fingerprint();
                if found == wanted { Ok(()) } else { Err(Misuse::Fingerprint { wanted, found }.into()) }
            }

            /// Makes sure that this key's KeyId does not name another key: see [`KeyId::same_key_as`].
            ///
            /// An alias, or a key without a KeyId, does not identify a key and passes.
            ///
            /// # Errors
            /// [`Error::Misuse`] if it names another key.
            pub fn check_key_id(&self, wanted: &KeyId) -> Result<(), Error> {
                match self.key_id() {
                    Some(found) if found.same_key_as(wanted) == Sameness::Different => {
                        Err(Misuse::KeyId { wanted: wanted.clone(), found: found.clone() }.into())
                    }
                    _ => Ok(()),
                }
            }
        }
    };
}

describe!(PublicKey);
describe!(Key<U>, U);

impl<U: Usage> Key<U> {
    /// Works like [`PublicKey::from_json`], for this usage.
    ///
    /// # Errors
    /// [`Error::Malformed`] as that function; [`Error::Misuse`] if the key has another usage.
    pub fn from_json(response: impl AsRef<[u8]>) -> Result<Self, Error> {
        PublicKey::from_json(response)?.try_into()
    }

    /// Works like [`PublicKey::from_parts`], for this usage.
    ///
    /// # Errors
    /// [`Error::Malformed`] as that function; [`Error::Misuse`] if the key has another usage.
    pub fn from_parts(parts: GetPublicKeyParts<'_>) -> Result<Self, Error> {
        PublicKey::from_parts(parts)?.try_into()
    }

    /// Works like [`PublicKey::from_pem`], for this usage.
    ///
    /// # Errors
    /// The same errors.
    pub fn from_pem(pem: impl AsRef<[u8]>, spec: KeySpec) -> Result<Self, Error> {
        PublicKey::from_pem(pem, spec, U::USAGE)?.try_into()
    }

    /// Works like [`PublicKey::from_der`], for this usage.
    ///
    /// # Errors
    /// The same errors.
    pub fn from_der(der: impl AsRef<[u8]>, spec: KeySpec) -> Result<Self, Error> {
        PublicKey::from_der(der, spec, U::USAGE)?.try_into()
    }

    /// Works like [`PublicKey::from_base64`], for this usage.
    ///
    /// # Errors
    /// The same errors.
    pub fn from_base64(base64: impl AsRef<[u8]>, spec: KeySpec) -> Result<Self, Error> {
        PublicKey::from_base64(base64, spec, U::USAGE)?.try_into()
    }

    /// Returns the algorithms that this key allows.
    #[must_use]
    pub fn algorithms(&self) -> &[U::Algorithm] {
        &self.algorithms
    }

    /// Returns a copy of this key that allows only these algorithms.
    ///
    /// KMS lists every algorithm of the spec, so its list alone restricts little: name the one that you agreed upon.
    /// The names that this version does not know are dropped, since a later one may know them.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the list is empty, or if the key does not allow one of its algorithms.
    pub fn restrict_to(&self, algorithms: &[U::Algorithm]) -> Result<Self, Error> {
        if algorithms.is_empty() {
            return Err(Misuse::AlgorithmNeeded { listed: self.algorithm_names() }.into());
        }
        algorithms.iter().try_for_each(|algorithm| self.check_listed(*algorithm))?;
        let mut narrowed = Self { algorithms: sorted(algorithms.to_vec()), ..self.clone() };
        if !narrowed.identity.unknown_algorithms.is_empty() {
            Arc::make_mut(&mut narrowed.identity).unknown_algorithms.clear();
        }
        Ok(narrowed)
    }

    /// As [`restrict_to`](Self::restrict_to), by name.
    pub(crate) fn restrict_to_named(&self, names: &[&str]) -> Result<Self, Error> {
        let algorithms: Result<Vec<_>, Error> = names.iter().map(|name| self.algorithm_named(name)).collect();
        self.restrict_to(&algorithms?)
    }

    /// Returns the algorithm of this name, if this key allows it.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list it, or if it is not KMS's name: the error then suggests KMS's name
    /// for this key.
    ///
    /// ```
    /// # let response = include_bytes!("../tests/vectors/example/public-key.json");
    /// let key = kms_offline::VerifyingKey::from_json(response)?;
    /// let error = key.algorithm_named("ES256").unwrap_err();
    /// assert_eq!(error.to_string(), r#""ES256" is not a KMS SigningAlgorithm"#);
    /// assert_eq!(error.advice().as_deref(), Some("use KMS's exact name, probably ECDSA_SHA_256"));
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn algorithm_named(&self, name: &str) -> Result<U::Algorithm, Error> {
        let Some(algorithm) = U::Algorithm::parse(name) else {
            let listed = self.algorithm_names();
            let mut unknown = UnknownName::new(U::Algorithm::VOCABULARY, name, &listed);
            if let [sole] = *listed {
                unknown.suggestion.get_or_insert(sole);
            }
            return Err(unknown.into());
        };
        self.check_listed(algorithm)?;
        Ok(algorithm)
    }

    /// Returns the algorithm of this key, if it allows exactly one.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there are several, or none.
    pub fn sole_algorithm(&self) -> Result<U::Algorithm, Error> {
        match *self.algorithms {
            [algorithm] => Ok(algorithm),
            _ => Err(Misuse::AlgorithmNeeded { listed: self.algorithm_names() }.into()),
        }
    }

    pub(crate) fn check_listed(&self, algorithm: U::Algorithm) -> Result<(), Error> {
        if self.algorithms.contains(&algorithm) {
            return Ok(());
        }
        Err(Misuse::AlgorithmNotListed { algorithm: algorithm.name(), listed: self.algorithm_names() }.into())
    }

    pub(crate) fn material(&self) -> &Arc<Material> {
        &self.identity.material
    }

    pub(crate) fn state(&self) -> &U::State {
        &self.state
    }

    pub(crate) fn with_state(&self, state: U::State) -> Self {
        Self { state, ..self.clone() }
    }

    fn algorithm_names(&self) -> Vec<&'static str> {
        self.algorithms.iter().map(|algorithm| algorithm.name()).collect()
    }

    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn from_response(response: Response) -> Result<Self, Error> {
        let Response { key_id, public_key, spec, usage, algorithms, layers } = response;
        let all = U::Algorithm::of_spec(spec);
        if all.is_empty() {
            return Err(Malformed::UsageOfSpec { spec, usage }.into());
        }
        let (algorithms, unknown_algorithms) = match algorithms {
            Listed::Names(names) => classify::<U::Algorithm>(names, spec, usage)?,
            Listed::Supplied(names) => (supplied::<U::Algorithm>(&names, spec, usage)?, Vec::new()),
            Listed::All => (all.to_vec(), Vec::new()),
        };
        let material = material::from_spki(&public_key, spec).map_err(|malformed| match malformed {
            Malformed::Recognised { expected, found } => {
                let found = layers.iter().rev().fold(found, |found, layer| found.within(*layer));
                Malformed::Recognised { expected, found }
            }
            malformed => malformed,
        })?;
        let material = Arc::new(material);
        let state = U::state(&material).ok_or(Malformed::UsageOfSpec { spec, usage })?;
        let identity = Arc::new(Identity { key_id, spec, usage, public_key, material, unknown_algorithms });
        Ok(Self { identity, algorithms: sorted(algorithms), state })
    }
}

/// The longest name of an unknown algorithm that is kept, in bytes, so that a key's own JSON parses again.
const MAX_ALGORITHM_NAME_LEN: usize = 128;

/// Parts a list into the algorithms of `spec` and the names that this version does not know; a name that is known but
/// belongs elsewhere contradicts the response.
fn classify<A: OfSpec>(names: Vec<String>, spec: KeySpec, usage: KeyUsage) -> Result<(Vec<A>, Vec<String>), Malformed> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match A::of_spec(spec).iter().find(|algorithm| algorithm.name() == name) {
            Some(algorithm) => known.push(*algorithm),
            None if Vocabulary::is_algorithm(&name) => {
                return Err(Malformed::AlgorithmOfSpec { algorithm: Excerpt::of(&name), spec, usage });
            }
            None if name.len() > MAX_ALGORITHM_NAME_LEN => {
                let found = name.len();
                return Err(Malformed::TooLong {
                    expected: Expected::AlgorithmName,
                    found,
                    limit: MAX_ALGORITHM_NAME_LEN,
                });
            }
            None if !unknown.contains(&name) => unknown.push(name),
            None => {}
        }
    }
    Ok((known, unknown))
}

/// The algorithms with the names that the caller supplies in place of a list.
fn supplied<A: OfSpec>(names: &[String], spec: KeySpec, usage: KeyUsage) -> Result<Vec<A>, Misuse> {
    let possible = A::of_spec(spec);
    let listed = || possible.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>();
    if names.is_empty() {
        return Err(Misuse::AlgorithmNeeded { listed: listed() });
    }
    let find = |name: &String| {
        let known = possible.iter().find(|algorithm| algorithm.name() == name).copied();
        known.ok_or_else(|| match A::parse(name) {
            Some(algorithm) => Misuse::AlgorithmOfSpec { algorithm: algorithm.name(), spec, usage, possible: listed() },
            None => UnknownName::new(A::VOCABULARY, name, &listed()).into(),
        })
    };
    names.iter().map(find).collect()
}

fn sorted<A: Ord>(mut algorithms: Vec<A>) -> Arc<[A]> {
    algorithms.sort_unstable();
    algorithms.dedup();
    algorithms.into()
}

impl<U: Usage> Clone for Key<U> {
    fn clone(&self) -> Self {
        Self {
            identity: Arc::clone(&self.identity),
            algorithms: Arc::clone(&self.algorithms),
            state: self.state.clone(),
        }
    }
}

impl<U: Usage> PartialEq for Key<U> {
    fn eq(&self, other: &Self) -> bool {
        self.spec() == other.spec() && self.as_der() == other.as_der() && self.algorithms == other.algorithms
    }
}

impl<U: Usage> Eq for Key<U> {}

impl<U: Usage> hash::Hash for Key<U> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        (self.spec(), self.as_der(), &self.algorithms).hash(state);
    }
}

impl<U: Usage> fmt::Debug for Key<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("spec", &self.spec())
            .field("usage", &self.usage())
            .field("algorithms", &self.algorithms)
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

impl<U: Usage> TryFrom<PublicKey> for Key<U> {
    type Error = Error;

    fn try_from(key: PublicKey) -> Result<Self, Error> {
        let found = key.usage();
        U::typed(key).ok_or(Error::Misuse(Misuse::Usage { wanted: U::USAGE, found }))
    }
}

impl<U: Usage> From<Key<U>> for PublicKey {
    fn from(key: Key<U>) -> Self {
        U::untyped(key)
    }
}

impl Identity {
    fn public_key_base64(&self) -> String {
        base64::encode(&self.public_key)
    }
}
