//! Shared secrets: shown to nobody, and turned into keys with a context only.

use kms_offline::{AgreementKey, PrivateKey, SharedSecret};
use kms_offline_vectors::CorpusKey;

fn secret() -> (AgreementKey, SharedSecret) {
    let (entry, peer) = (CorpusKey::named("ECC_NIST_P521-agree-1"), CorpusKey::named("ECC_NIST_P521-agree-2"));
    let key = AgreementKey::from_json(entry.response()).unwrap();
    let private_key = PrivateKey::from_pem(&peer.private_key_pem(), key.spec()).unwrap();
    let secret = key.agree(&private_key).unwrap();
    (key, secret)
}

/// Does not compile if `$type` has the trait: then two implementations fit.
macro_rules! assert_lacks {
    ($type:ty: $($bound:path),+) => {$({
        trait Lacks<A> { fn lacks() {} }
        struct Has;
        impl<T: ?Sized> Lacks<()> for T {}
        impl<T: ?Sized + $bound> Lacks<Has> for T {}
        <$type as Lacks<_>>::lacks();
    })+};
}

#[test]
fn secrets_cannot_be_copied_compared_or_read_in_passing() {
    use std::{borrow::Borrow, fmt::Display, ops::Deref};
    assert_lacks!(SharedSecret: Clone, PartialEq, Deref, AsRef<[u8]>, Borrow<[u8]>, Display);
    assert_lacks!(PrivateKey: Clone, PartialEq, Deref, AsRef<[u8]>, Borrow<[u8]>, Display);
    #[cfg(feature = "hkdf")]
    assert_lacks!(kms_offline::DerivedKey: Clone, PartialEq, Deref, AsRef<[u8]>, Borrow<[u8]>, Display);
}

#[test]
fn a_shared_secret_is_not_shown() {
    assert_eq!(format!("{:?}", secret().1), "SharedSecret { .. }");
}

#[cfg(feature = "hkdf")]
mod derived {
    use hmac::{KeyInit as _, Mac as _};
    use kms_offline::{Error, SharedSecret, error::Misuse};

    use super::secret;

    fn hmac_sha256(key: &[u8], message: &[&[u8]]) -> Vec<u8> {
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
        message.iter().for_each(|piece| mac.update(piece));
        mac.finalize().into_bytes().to_vec()
    }

    /// RFC 5869, 2.2 and 2.3, for keys of at most 32 bytes.
    fn naive_hkdf(secret: &SharedSecret, salt: &[u8], info: &[u8], len: usize) -> Vec<u8> {
        let salt = if salt.is_empty() { &[0; 32] } else { salt };
        let prk = hmac_sha256(salt, &[secret.as_bytes()]);
        let mut okm = hmac_sha256(&prk, &[info, &[1]]);
        okm.truncate(len);
        okm
    }

    #[test]
    fn keys_are_those_of_rfc_5869() {
        let (_, secret) = secret();
        for (salt, info, len) in
            [(b"".as_slice(), b"label".as_slice(), 32), (b"salt", b"label", 32), (b"salt", b"x", 16)]
        {
            let key = secret.derive_key(salt, info, len).unwrap();
            assert_eq!(key.as_bytes(), naive_hkdf(&secret, salt, info, len));
        }
    }

    #[test]
    fn an_empty_info_is_misuse() {
        let refusal = secret().1.derive_key(b"salt", b"", 32);
        assert!(matches!(refusal, Err(Error::Misuse(Misuse::EmptyInfo))));
    }

    #[test]
    fn lengths_that_hkdf_does_not_have_are_misuse() {
        let (_, secret) = secret();
        for len in [0, 8161, usize::MAX] {
            let refusal = secret.derive_key(b"", b"label", len);
            assert!(matches!(refusal, Err(Error::Misuse(Misuse::DerivedKeyLength { limit: 8160, .. }))), "{len}");
        }
        assert_eq!(secret.derive_key(b"", b"label", 8160).unwrap().as_bytes().len(), 8160);
    }

    #[test]
    fn a_derived_key_is_not_shown() {
        assert_eq!(format!("{:?}", secret().1.derive_key(b"", b"label", 32).unwrap()), "DerivedKey { .. }");
    }
}
