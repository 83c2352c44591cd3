//! ML-DSA (FIPS 204) over a μ made in any way.

#[cfg(feature = "arithmetic")]
use alloc::sync::Arc;
use alloc::{boxed::Box, vec, vec::Vec};

use ::ml_dsa::{EncodedVerifyingKey, MlDsaParams, Signature, VerifyingKey};
use once_cell::race::OnceBox;

use super::{Asked, Opened, Scheme};
#[cfg(feature = "arithmetic")]
use crate::{equation::ml_dsa::Commitment, kms::MlDsaSet};
use crate::{
    explain::{
        finding::Finding,
        function::HashFunction::{self, Sha3_512, Sha256, Sha384, Sha512, Shake256},
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    material::MlDsa,
};

/// The pre-hash functions, and the DER of their OIDs (FIPS 204, 5.4.1).
const PRE_HASHES: [(&[HashFunction], HashFunction, &[u8]); 4] = [
    (&[Sha512], Sha512, b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03"),
    (&[Sha256], Sha256, b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"),
    (&[Sha384], Sha384, b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02"),
    (&[Shake256], Shake256, b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x0c"),
];

/// A key, expanded at the first use.
pub(super) struct Key<P: MlDsaParams> {
    encoded: EncodedVerifyingKey<P>,
    expanded: OnceBox<VerifyingKey<P>>,
    #[cfg(feature = "arithmetic")]
    set: MlDsaSet,
    #[cfg(feature = "arithmetic")]
    public_key: Arc<[u8]>,
}

impl<P: MlDsaParams> Key<P> {
    /// `None` if the length is not the parameter set's.
    pub(super) fn new(key: &MlDsa) -> Option<Self> {
        Some(Self {
            encoded: EncodedVerifyingKey::<P>::try_from(&*key.public_key).ok()?,
            expanded: OnceBox::new(),
            #[cfg(feature = "arithmetic")]
            set: key.set,
            #[cfg(feature = "arithmetic")]
            public_key: Arc::clone(&key.public_key),
        })
    }
}

impl<P: MlDsaParams> Scheme for Key<P> {
    /// μ = SHAKE256(tr ‖ M') with tr = SHAKE256(pk) and, for pure ML-DSA, M' = 0 ‖ |ctx| ‖ ctx ‖ M (FIPS 204,
    /// Algorithms 3 and 8); for HashML-DSA M' = 1 ‖ |ctx| ‖ ctx ‖ OID ‖ PH(M) (Algorithm 5).
    fn recipes(&self, asked: &Asked, _: &[Reading]) -> Vec<Recipe> {
        let tr = Shake256.digest(&self.encoded);
        let domain =
            |flag: u8, context: &[u8]| [&[flag, u8::try_from(context.len()).unwrap_or(u8::MAX)], context].concat();
        let mu = |tr: &[u8], domain: &[u8], because| Recipe::prefixed(Shake256, [tr, domain].concat(), because);
        let mut recipes = vec![mu(&tr, &domain(0, &[]), Vec::new())];
        let mut contexts = vec![(Vec::new(), Vec::new())];
        if let Some(context) = &asked.context {
            let because = vec![Finding::Context { context: context.clone() }];
            recipes.push(mu(&tr, &domain(0, context), because.clone()));
            contexts.push((context.clone(), because));
        }
        recipes.push(mu(&Shake256.digest(asked.key.as_der()), &domain(0, &[]), vec![Finding::MuOverSpki]));
        recipes.push(mu(&tr, &[], vec![Finding::InternalInterface]));
        for (context, because) in contexts {
            recipes.extend(PRE_HASHES.map(|(inner, function, oid)| {
                let because = [&[Finding::HashMlDsa { function }], because.as_slice()].concat();
                Recipe { inner, ..mu(&tr, &[domain(1, &context).as_slice(), oid].concat(), because) }
            }));
        }
        let as_mu = |function| Recipe::hash(function, Role::Signed, vec![Finding::DigestAsMu { function }]);
        recipes.extend([Sha512, Sha3_512].map(as_mu));
        recipes.extend([Sha512, Sha256].map(|function| Recipe::hash(function, Role::Digest, Vec::new())));
        recipes
    }

    fn open<'a>(&'a self, _: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>> {
        Some(Box::new(Decoded {
            key: self.expanded.get_or_init(|| Box::new(VerifyingKey::decode(&self.encoded))),
            signature: Signature::<P>::try_from(signature).ok()?,
            #[cfg(feature = "arithmetic")]
            commitment: Commitment::new(self.set, &self.public_key, signature),
        }))
    }
}

struct Decoded<'a, P: MlDsaParams> {
    key: &'a VerifyingKey<P>,
    signature: Signature<P>,
    /// Solved by our own arithmetic, so that another hypothesis costs a hash.
    #[cfg(feature = "arithmetic")]
    commitment: Option<Commitment>,
}

impl<P: MlDsaParams> Opened for Decoded<'_, P> {
    /// The crate decides, also about what was asked: so it shows where our arithmetic disagrees.
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        let mu: &[u8; 64] = hypothesis.signed.as_slice().try_into().ok()?;
        #[cfg(feature = "arithmetic")]
        if !hypothesis.because.is_empty() && !self.commitment.as_ref()?.holds_for(mu) {
            return None;
        }
        self.key.verify_mu(mu.into(), &self.signature).then(Vec::new)
    }

    fn is_solved(&self) -> bool {
        cfg!(feature = "arithmetic")
    }
}
