//! ECDSA (FIPS 186-5, 6.4.2) on P-256, P-384, P-521 and secp256k1.

use ::ecdsa::{EcdsaCurve, Signature, VerifyingKey};
use ::elliptic_curve::{CurveArithmetic, FieldBytes, PublicKey};
use signature::hazmat::PrehashVerifier as _;

use crate::ecdsa_sig_value::EcdsaSigValue;
#[cfg(feature = "arithmetic")]
use {
    crate::fast::{self, Precomputation},
    ::elliptic_curve::{
        AffinePoint, FieldBytesSize,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
    },
    alloc::sync::Arc,
};

/// A curve that KMS signs with by ECDSA; its scalars have `N` bytes.
pub(crate) trait Curve<const N: usize>: EcdsaCurve + CurveArithmetic {
    /// The same curve in own arithmetic.
    #[cfg(feature = "arithmetic")]
    type Fast: fast::Curve;

    /// Bytes as a scalar's.
    fn field_bytes(bytes: [u8; N]) -> FieldBytes<Self>;
}

/// An ECDSA key.
#[derive(Clone)]
pub(crate) struct Key<C: Curve<N>, const N: usize> {
    reference: VerifyingKey<C>,
    #[cfg(feature = "arithmetic")]
    fast: Option<Arc<fast::ecdsa::Key<C::Fast>>>,
}

impl<C: Curve<N>, const N: usize> Key<C, N> {
    pub(super) fn new(reference: PublicKey<C>) -> Self {
        Self {
            reference: reference.into(),
            #[cfg(feature = "arithmetic")]
            fast: None,
        }
    }

    /// The same key, with own arithmetic from now on.
    #[cfg(feature = "arithmetic")]
    pub(super) fn precompute(&self, table: Precomputation) -> Self
    where
        FieldBytesSize<C>: ModulusSize,
        AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    {
        let point = self.reference.as_affine().to_uncompressed_point();
        let (_, coordinates) = point.split_at(1);
        let (x, y) = coordinates.split_at(N);
        Self { reference: self.reference, fast: fast::ecdsa::Key::new(x, y, table).map(Arc::new) }
    }

    /// What precomputing holds, in bytes.
    #[cfg(feature = "arithmetic")]
    pub(super) fn table_bytes(&self) -> usize {
        self.fast.as_ref().map_or(0, |fast| fast.table_bytes())
    }

    /// Verifies a DER `Ecdsa-Sig-Value` over a digest of the length of the algorithm's hash.
    ///
    /// Steps of FIPS 186-5, 6.4.2: r and s in [1, n − 1] (1) is checked by [`decode`]; the digest is taken
    /// as computed (2); e, u1, u2, R and the comparison (3 to 9) are the equation's.
    pub(super) fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        let Some(signature) = EcdsaSigValue::from_der(signature).and_then(decode::<C, N>) else {
            return false;
        };
        #[cfg(feature = "arithmetic")]
        if let Some(fast) = &self.fast {
            let (r, s) = signature.split_bytes();
            return fast.verify(digest, &r, &s);
        }
        // KMS emits s in both halves, FIPS 186-5 takes both: (r, s) and (r, n − s) verify alike. A crate that wants the lower
        // half (k256) is given it.
        let signature = if C::NORMALIZE_S { signature.normalize_s() } else { signature };
        self.verify_prehash(digest, &signature)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    fn verify_prehash(&self, digest: &[u8], signature: &Signature<C>) -> bool {
        self.reference.verify_prehash(digest, signature).is_ok()
    }
}

/// r and s, if both are in [1, n − 1].
pub(super) fn decode<C: Curve<N>, const N: usize>(value: EcdsaSigValue<'_>) -> Option<Signature<C>> {
    let (r, s) = value.to_fixed()?;
    Signature::from_scalars(C::field_bytes(r), C::field_bytes(s)).ok()
}

macro_rules! curve {
    ($curve:ty, $len:literal, $fast:ident) => {
        impl Curve<$len> for $curve {
            #[cfg(feature = "arithmetic")]
            type Fast = fast::$fast;

            fn field_bytes(bytes: [u8; $len]) -> FieldBytes<Self> {
                bytes.into()
            }
        }
    };
}

curve!(p256::NistP256, 32, P256);
curve!(p384::NistP384, 48, P384);
curve!(p521::NistP521, 66, P521);
curve!(k256::Secp256k1, 32, Secp256k1);
