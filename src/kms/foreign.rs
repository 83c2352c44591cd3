//! Names from other worlds, only to suggest the KMS name: none of them is ever accepted.

/// Whether two names are the same but for case, white space and punctuation.
pub(super) fn same_letters(found: &str, kms: &str) -> bool {
    letters(found).eq(letters(kms))
}

/// Whether `found` is what JOSE (RFC 7518, 8037, 8812, 9964), JCA, XML, OpenSSL, SSH or SEC 2 call `kms`.
pub(super) fn means(found: &str, kms: &str) -> bool {
    NAMES.iter().any(|(name, others)| *name == kms && others.iter().any(|other| same_letters(found, other)))
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase())
}

/// KMS names, and what others call them (without regard to case and punctuation).
const NAMES: &[(&str, &[&str])] = &[
    ("RSASSA_PKCS1_V1_5_SHA_256", &["RS256", "SHA256withRSA", "RSA-SHA256", "rsa-sha2-256", "sha256WithRSAEncryption"]),
    ("RSASSA_PKCS1_V1_5_SHA_384", &["RS384", "SHA384withRSA", "RSA-SHA384", "sha384WithRSAEncryption"]),
    ("RSASSA_PKCS1_V1_5_SHA_512", &["RS512", "SHA512withRSA", "RSA-SHA512", "rsa-sha2-512", "sha512WithRSAEncryption"]),
    ("RSASSA_PSS_SHA_256", &["PS256", "SHA256withRSAandMGF1", "RSA-PSS-SHA256", "rsa_pss_rsae_sha256", "RSASSA-PSS"]),
    ("RSASSA_PSS_SHA_384", &["PS384", "SHA384withRSAandMGF1", "RSA-PSS-SHA384", "rsa_pss_rsae_sha384"]),
    ("RSASSA_PSS_SHA_512", &["PS512", "SHA512withRSAandMGF1", "RSA-PSS-SHA512", "rsa_pss_rsae_sha512"]),
    (
        "ECDSA_SHA_256",
        &["ES256", "ES256K", "SHA256withECDSA", "ecdsa-with-SHA256", "ecdsa-sha2-nistp256", "ecdsa_secp256r1_sha256"],
    ),
    (
        "ECDSA_SHA_384",
        &["ES384", "SHA384withECDSA", "ecdsa-with-SHA384", "ecdsa-sha2-nistp384", "ecdsa_secp384r1_sha384"],
    ),
    (
        "ECDSA_SHA_512",
        &["ES512", "SHA512withECDSA", "ecdsa-with-SHA512", "ecdsa-sha2-nistp521", "ecdsa_secp521r1_sha512"],
    ),
    ("SM2DSA", &["SM3withSM2", "SM2", "SM2-with-SM3", "sm2sig_sm3"]),
    ("ML_DSA_SHAKE_256", &["ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "Dilithium"]),
    ("ED25519_SHA_512", &["EdDSA", "Ed25519", "ssh-ed25519", "PureEdDSA"]),
    ("ED25519_PH_SHA_512", &["Ed25519ph", "HashEdDSA", "EdDSAph"]),
    ("RSAES_OAEP_SHA_1", &["RSA-OAEP", "OAEPWithSHA-1AndMGF1Padding", "RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "OAEP"]),
    ("RSAES_OAEP_SHA_256", &["RSA-OAEP-256", "OAEPWithSHA-256AndMGF1Padding", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"]),
    ("SM2PKE", &["SM2", "SM2Encrypt", "SM2Engine"]),
    ("ECDH", &["ECDH-ES", "ECDHE", "X9.63", "ECCDH"]),
    ("ML_KEM", &["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024", "Kyber"]),
    ("ECC_NIST_P256", &["P-256", "prime256v1", "secp256r1", "NIST P-256", "ECC_NIST_P-256", "ES256"]),
    ("ECC_NIST_P384", &["P-384", "secp384r1", "NIST P-384", "ES384"]),
    ("ECC_NIST_P521", &["P-521", "secp521r1", "NIST P-521", "ES512"]),
    ("ECC_SECG_P256K1", &["secp256k1", "P-256K", "K-256", "ES256K"]),
    ("ECC_NIST_EDWARDS25519", &["Ed25519", "edwards25519", "EdDSA"]),
    ("SIGN_VERIFY", &["sign", "verify", "sig", "signing", "digitalSignature"]),
    ("ENCRYPT_DECRYPT", &["encrypt", "decrypt", "enc", "encryption", "keyEncipherment"]),
    ("KEY_AGREEMENT", &["agree", "agreement", "keyAgreement", "deriveKey", "deriveBits"]),
    ("ENCAPSULATE_DECAPSULATE", &["encapsulate", "decapsulate", "kem", "encapsulation"]),
    ("RAW", &["message", "plain"]),
    ("DIGEST", &["hash", "prehash", "prehashed"]),
    ("EXTERNAL_MU", &["mu", "external"]),
];

#[cfg(test)]
mod tests {
    use super::NAMES;
    use crate::kms::Vocabulary;

    #[test]
    fn every_suggestion_is_a_kms_name() {
        let vocabularies = [
            Vocabulary::KeySpec,
            Vocabulary::KeyUsage,
            Vocabulary::SigningAlgorithm,
            Vocabulary::EncryptionAlgorithm,
            Vocabulary::KeyAgreementAlgorithm,
            Vocabulary::EncapsulationAlgorithm,
            Vocabulary::MessageType,
        ];
        for (name, _) in NAMES {
            assert!(vocabularies.iter().any(|vocabulary| vocabulary.names().contains(name)), "{name}");
        }
    }
}
