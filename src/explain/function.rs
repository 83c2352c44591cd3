//! The hash functions that a signer may have used, KMS's and others.

use alloc::vec::Vec;
use core::fmt;

use sha2::Digest as _;
use shake::{ExtendableOutput as _, Update as _};
use spki::ObjectIdentifier;

use crate::kms::Hash;

macro_rules! functions {
    ($($(#[$docs:meta])* $variant:ident($hasher:ty) = $name:literal, $len:literal;)+) => {
        /// A hash function that an explanation tries.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum HashFunction {
            $($(#[$docs])* $variant,)+
            /// SHAKE256 with 64 bytes of output (FIPS 202), as ML-DSA uses it.
            Shake256,
        }

        /// A computation of a [`HashFunction`] in progress.
        #[derive(Clone)]
        pub(super) enum Hasher {
            $($variant($hasher),)+
            Shake256(shake::Shake256),
        }

        impl HashFunction {
            /// Returns the length of the output in bytes.
            #[must_use]
            pub const fn output_len(self) -> usize {
                match self {
                    $(Self::$variant => $len,)+
                    Self::Shake256 => 64,
                }
            }

            /// Returns the name in its standard.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Shake256 => "SHAKE256",
                }
            }
        }

        impl Hasher {
            pub(super) fn new(function: HashFunction) -> Self {
                match function {
                    $(HashFunction::$variant => Self::$variant(<$hasher>::new()),)+
                    HashFunction::Shake256 => Self::Shake256(shake::Shake256::default()),
                }
            }

            pub(super) fn update(&mut self, piece: &[u8]) {
                match self {
                    $(Self::$variant(hash) => sha2::Digest::update(hash, piece),)+
                    Self::Shake256(hash) => hash.update(piece),
                }
            }

            pub(super) fn finish(self) -> Vec<u8> {
                match self {
                    $(Self::$variant(hash) => hash.finalize().to_vec(),)+
                    Self::Shake256(hash) => {
                        let mut output = alloc::vec![0; HashFunction::Shake256.output_len()];
                        hash.finalize_xof_into(&mut output);
                        output
                    }
                }
            }
        }
    };
}

functions! {
    /// SHA-1 (FIPS 180-4), which KMS never signs with.
    Sha1(sha1::Sha1) = "SHA-1", 20;
    /// SHA-256 (FIPS 180-4).
    Sha256(sha2::Sha256) = "SHA-256", 32;
    /// SHA-384 (FIPS 180-4).
    Sha384(sha2::Sha384) = "SHA-384", 48;
    /// SHA-512 (FIPS 180-4).
    Sha512(sha2::Sha512) = "SHA-512", 64;
    /// SHA-224 (FIPS 180-4).
    Sha224(sha2::Sha224) = "SHA-224", 28;
    /// SHA3-256 (FIPS 202).
    Sha3_256(sha3::Sha3_256) = "SHA3-256", 32;
    /// SHA3-384 (FIPS 202).
    Sha3_384(sha3::Sha3_384) = "SHA3-384", 48;
    /// SHA3-512 (FIPS 202).
    Sha3_512(sha3::Sha3_512) = "SHA3-512", 64;
    /// MD5 (RFC 1321), which is broken.
    Md5(md5::Md5) = "MD5", 16;
    /// Keccak-256 with the padding from before FIPS 202, as Ethereum uses it.
    Keccak256(sha3::Keccak256) = "Keccak-256", 32;
    /// SM3 (GB/T 32905).
    Sm3(::sm3::Sm3) = "SM3", 32;
}

impl HashFunction {
    /// The name of its option in `openssl dgst`.
    pub(super) fn openssl_name(self) -> alloc::string::String {
        let name = self.name().to_ascii_lowercase();
        if name.starts_with("sha-") { name.replacen('-', "", 1) } else { name }
    }

    /// Whether KMS signs with it; no other function is tried together with two changes of the message.
    pub(super) const fn is_of_kms(self) -> bool {
        matches!(self, Self::Sha256 | Self::Sha384 | Self::Sha512 | Self::Sm3 | Self::Shake256)
    }

    /// Whether messages with equal digests are known.
    pub(super) const fn is_broken(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }

    /// The function that an AlgorithmIdentifier names (RFC 8017, appendix B.1; GB/T 33560 for SM3).
    pub(super) fn of_oid(oid: ObjectIdentifier) -> Option<Self> {
        const OIDS: [(ObjectIdentifier, HashFunction); 10] = [
            (ObjectIdentifier::new_unwrap("1.3.14.3.2.26"), HashFunction::Sha1),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), HashFunction::Sha256),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), HashFunction::Sha384),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), HashFunction::Sha512),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4"), HashFunction::Sha224),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.8"), HashFunction::Sha3_256),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.9"), HashFunction::Sha3_384),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.10"), HashFunction::Sha3_512),
            (ObjectIdentifier::new_unwrap("1.2.840.113549.2.5"), HashFunction::Md5),
            (ObjectIdentifier::new_unwrap("1.2.156.10197.1.401"), HashFunction::Sm3),
        ];
        OIDS.iter().find(|(known, _)| *known == oid).map(|(_, function)| *function)
    }

    /// The hash of `message` at once.
    pub(super) fn digest(self, message: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(message);
        hasher.finish()
    }
}

impl From<Hash> for HashFunction {
    fn from(hash: Hash) -> Self {
        match hash {
            Hash::Sha256 => Self::Sha256,
            Hash::Sha384 => Self::Sha384,
            Hash::Sha512 => Self::Sha512,
            Hash::Sm3 => Self::Sm3,
            Hash::Shake256 => Self::Shake256,
        }
    }
}

impl fmt::Display for HashFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_have_the_lengths_of_the_table() {
        use HashFunction::{
            Keccak256, Md5, Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512, Shake256, Sm3,
        };
        for function in
            [Sha1, Sha224, Sha256, Sha384, Sha512, Sha3_256, Sha3_384, Sha3_512, Md5, Keccak256, Sm3, Shake256]
        {
            assert_eq!(function.digest(b"abc").len(), function.output_len(), "{function}");
        }
    }

    #[test]
    fn keccak_256_is_not_sha3_256() {
        let empty = HashFunction::Keccak256.digest(b"");
        assert_eq!(empty.get(..4), Some(&[0xc5, 0xd2, 0x46, 0x01][..]), "as Ethereum hashes nothing");
    }
}
