//! SM2DSA (GB/T 32918.2, GM/T 0003.2).

use ::elliptic_curve::sec1::ToSec1Point as _;
use ::sm2::{
    PublicKey,
    dsa::{Signature, VerifyingKey},
};
use ::sm3::Sm3;
use alloc::boxed::Box;
use once_cell::race::OnceBox;
use sha2::Digest as _;
use signature::hazmat::PrehashVerifier as _;

#[cfg(feature = "arithmetic")]
use crate::fast::{self, Precomputation};
use crate::{digest::DistinguishingId, ecdsa_sig_value::EcdsaSigValue};

/// ZA, which stands for the signer: its ID, the curve and its key (GB/T 32918.2, 5.5).
pub(crate) type Za = [u8; 32];

/// An SM2 key that signs.
pub(crate) struct Key {
    reference: VerifyingKey,
    default_za: OnceBox<Za>,
    #[cfg(feature = "arithmetic")]
    fast: Option<fast::sm2dsa::Key>,
}

impl Key {
    /// `None` cannot happen: the crate refuses distinguishing IDs over 8191 bytes only, and here none is used.
    pub(super) fn new(reference: PublicKey) -> Option<Self> {
        let reference = VerifyingKey::new("", reference).ok()?;
        Some(Self {
            reference,
            default_za: OnceBox::new(),
            #[cfg(feature = "arithmetic")]
            fast: None,
        })
    }

    /// The same key, with own arithmetic from now on.
    #[cfg(feature = "arithmetic")]
    pub(super) fn precompute(&self, table: Precomputation) -> Self {
        let coordinates = self.coordinates();
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let fast = fast::sm2dsa::Key::new(x, y, table);
        Self { reference: self.reference.clone(), default_za: OnceBox::new(), fast }
    }

    /// What precomputing holds, in bytes.
    #[cfg(feature = "arithmetic")]
    pub(super) fn table_bytes(&self) -> usize {
        self.fast.as_ref().map_or(0, fast::sm2dsa::Key::table_bytes)
    }

    /// xA ‖ yA
    fn coordinates(&self) -> [u8; 64] {
        let mut coordinates = [0; 64];
        let point = self.reference.as_affine().to_uncompressed_point();
        coordinates.iter_mut().zip(point.iter().skip(1)).for_each(|(to, from)| *to = *from);
        coordinates
    }

    /// ZA of this key and KMS's ID; computed once.
    pub(super) fn default_za(&self) -> &Za {
        self.default_za.get_or_init(|| Box::new(self.za(&DistinguishingId::default())))
    }

    /// ZA of this key and an ID.
    pub(super) fn za(&self, id: &DistinguishingId) -> Za {
        za(id.entl(), id.as_bytes(), &self.coordinates())
    }

    /// Verifies a DER signature over e = SM3(ZA ‖ M).
    ///
    /// Steps of GB/T 32918.2, 7.1: r and s in [1, n − 1] (B1, B2) is checked by [`decode`]; e (B3, B4) is
    /// taken as computed; t = r + s ≠ 0 (B5) and the rest (B6, B7) are the equation's.
    pub(super) fn verify(&self, e: &[u8], signature: &[u8]) -> bool {
        let Some(signature) = EcdsaSigValue::from_der(signature).and_then(decode) else {
            return false;
        };
        #[cfg(feature = "arithmetic")]
        if let Some(fast) = &self.fast {
            return e.try_into().is_ok_and(|e| fast.verify(e, &signature.r_bytes(), &signature.s_bytes()));
        }
        self.verify_prehash(e, &signature)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    fn verify_prehash(&self, e: &[u8], signature: &Signature) -> bool {
        self.reference.verify_prehash(e, signature).is_ok()
    }
}

/// ZA = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA) (GB/T 32918.2, 5.5), with the key's coordinates of 32 bytes each.
pub(crate) fn za(entl: [u8; 2], id: &[u8], coordinates: &[u8]) -> Za {
    Sm3::new().chain_update(entl).chain_update(id).chain_update(CURVE).chain_update(coordinates).finalize().into()
}

/// r and s, if both are in [1, n − 1].
pub(super) fn decode(value: EcdsaSigValue<'_>) -> Option<Signature> {
    let (r, s) = value.to_fixed::<32>()?;
    Signature::from_scalars(r, s).ok()
}

/// a ‖ b ‖ xG ‖ yG of the recommended curve (GB/T 32918.5, 2).
const CURVE: [u8; 128] = *b"\
    \xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xfc\
    \x28\xe9\xfa\x9e\x9d\x9f\x5e\x34\x4d\x5a\x9e\x4b\xcf\x65\x09\xa7\xf3\x97\x89\xf5\x15\xab\x8f\x92\xdd\xbc\xbd\x41\x4d\x94\x0e\x93\
    \x32\xc4\xae\x2c\x1f\x19\x81\x19\x5f\x99\x04\x46\x6a\x39\xc9\x94\x8f\xe3\x0b\xbf\xf2\x66\x0b\xe1\x71\x5a\x45\x89\x33\x4c\x74\xc7\
    \xbc\x37\x36\xa2\xf4\xf6\x77\x9c\x59\xbd\xce\xe3\x6b\x69\x21\x53\xd0\xa9\x87\x7c\xc6\x2a\x47\x40\x02\xdf\x32\xe5\x21\x39\xf0\xa0";
