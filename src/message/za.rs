//! ZA, which SM2 hashes in front of the message (GB/T 32918.2, 5.5).

use alloc::boxed::Box;

use ::sm3::Sm3;
use once_cell::race::OnceBox;
use sha2::Digest as _;

use super::DistinguishingId;

/// ZA stands for the signer: its ID, the curve and its key.
pub(crate) type Za = [u8; 32];

/// A signer by its key, with ZA of KMS's own ID computed at its first use.
#[derive(Debug)]
pub(crate) struct Signer {
    x: Box<[u8]>,
    y: Box<[u8]>,
    default_za: OnceBox<Za>,
}

impl Signer {
    /// The signer whose key has these big-endian coordinates of 32 bytes each.
    pub(crate) fn new(x: &[u8], y: &[u8]) -> Self {
        Self { x: x.into(), y: y.into(), default_za: OnceBox::new() }
    }

    /// ZA with KMS's own ID.
    pub(crate) fn default_za(&self) -> &Za {
        self.default_za.get_or_init(|| {
            let id = DistinguishingId::default();
            Box::new(za(id.entl(), id.as_bytes(), &self.x, &self.y))
        })
    }
}

/// ZA = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA), with the key's coordinates of 32 bytes each.
pub(crate) fn za(entl: [u8; 2], id: &[u8], x: &[u8], y: &[u8]) -> Za {
    Sm3::new().chain_update(entl).chain_update(id).chain_update(CURVE).chain_update(x).chain_update(y).finalize().into()
}

/// a ‖ b ‖ xG ‖ yG of the recommended curve (GB/T 32918.5, 2).
const CURVE: [u8; 128] = *b"\
    \xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xfc\
    \x28\xe9\xfa\x9e\x9d\x9f\x5e\x34\x4d\x5a\x9e\x4b\xcf\x65\x09\xa7\xf3\x97\x89\xf5\x15\xab\x8f\x92\xdd\xbc\xbd\x41\x4d\x94\x0e\x93\
    \x32\xc4\xae\x2c\x1f\x19\x81\x19\x5f\x99\x04\x46\x6a\x39\xc9\x94\x8f\xe3\x0b\xbf\xf2\x66\x0b\xe1\x71\x5a\x45\x89\x33\x4c\x74\xc7\
    \xbc\x37\x36\xa2\xf4\xf6\x77\x9c\x59\xbd\xce\xe3\x6b\x69\x21\x53\xd0\xa9\x87\x7c\xc6\x2a\x47\x40\x02\xdf\x32\xe5\x21\x39\xf0\xa0";
