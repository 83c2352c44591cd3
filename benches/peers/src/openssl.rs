//! OpenSSL, through its EVP interface.

pub(crate) mod opening;
mod parameter;

use kms_offline::{DistinguishingId, KeySpec, Message, MessageType, SigningAlgorithm};
use openssl::{
    error::ErrorStack,
    md::{Md, MdRef},
    md_ctx::MdCtx,
    nid::Nid,
    pkey::{HasPublic, Id, KeyType, PKey, PKeyRef, Private},
    pkey_ctx::{PkeyCtx, PkeyCtxRef},
    rand::rand_bytes,
    rsa::{Padding, Rsa},
    sign::RsaPssSaltlen,
};

use self::parameter::Parameter;

/// A private key.
pub(crate) struct Key(PKey<Private>);

impl Key {
    pub(crate) fn generate(spec: KeySpec) -> Self {
        let key = match spec {
            KeySpec::Rsa2048 => rsa(2048),
            KeySpec::Rsa3072 => rsa(3072),
            KeySpec::Rsa4096 => rsa(4096),
            KeySpec::EccNistP256 => curve(Nid::X9_62_PRIME256V1),
            KeySpec::EccNistP384 => curve(Nid::SECP384R1),
            KeySpec::EccNistP521 => curve(Nid::SECP521R1),
            KeySpec::EccSecgP256k1 => curve(Nid::SECP256K1),
            KeySpec::EccNistEdwards25519 => PKey::generate_ed25519(),
            KeySpec::MlDsa44 => ml_dsa(KeyType::ML_DSA_44),
            KeySpec::MlDsa65 => ml_dsa(KeyType::ML_DSA_65),
            KeySpec::MlDsa87 => ml_dsa(KeyType::ML_DSA_87),
            KeySpec::Sm2 => sm2(),
            other => panic!("{other} does not sign"),
        };
        Self(key.expect("OpenSSL generates a key"))
    }
}

impl crate::SigningKey for Key {
    fn public_key(&self) -> Vec<u8> {
        self.0.public_key_to_der().expect("OpenSSL writes a public key")
    }

    fn has(&self, algorithm: SigningAlgorithm, message_type: MessageType) -> bool {
        algorithm.message_types().contains(&message_type)
    }

    fn sign(&self, algorithm: SigningAlgorithm, message: Message<'_>) -> Vec<u8> {
        let sign = || {
            let mut signature = Vec::new();
            match Input::of(algorithm, message) {
                Input::Message(hash) => {
                    let mut context = MdCtx::new()?;
                    configure(context.digest_sign_init(hash, &self.0)?, algorithm, message)?;
                    context.digest_sign_to_vec(message.as_bytes(), &mut signature)?;
                }
                Input::Digest(hash) => {
                    let mut context = PkeyCtx::new(&self.0)?;
                    context.sign_init()?;
                    configure(&mut context, algorithm, message)?;
                    context.set_signature_md(hash)?;
                    context.sign_to_vec(message.as_bytes(), &mut signature)?;
                }
            }
            Ok::<_, ErrorStack>(signature)
        };
        sign().expect("OpenSSL signs")
    }

    fn verifies(&self, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
        verifies(&self.0, algorithm, message, signature)
    }
}

/// The verdict on a signature of the key in a SubjectPublicKeyInfo.
pub(crate) fn verifies_by(
    public_key: &[u8],
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
) -> bool {
    let key = PKey::public_key_from_der(public_key).expect("OpenSSL reads the keys that KMS has");
    verifies(&key, algorithm, message, signature)
}

fn verifies<T: HasPublic>(
    key: &PKeyRef<T>,
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
) -> bool {
    // OpenSSL reports some rejected signatures as an error: only the calls before the last one may not fail.
    match Input::of(algorithm, message) {
        Input::Message(hash) => {
            let mut context = MdCtx::new().expect("OpenSSL has memory");
            context
                .digest_verify_init(hash, key)
                .and_then(|context| configure(context, algorithm, message))
                .expect("OpenSSL has the algorithm");
            context.digest_verify(message.as_bytes(), signature).unwrap_or(false)
        }
        Input::Digest(hash) => {
            let mut context = PkeyCtx::new(key).expect("OpenSSL has memory");
            context
                .verify_init()
                .and_then(|()| configure(&mut context, algorithm, message))
                .and_then(|()| context.set_signature_md(hash))
                .expect("OpenSSL has the algorithm");
            context.verify(message.as_bytes(), signature).unwrap_or(false)
        }
    }
}

/// Which of its two interfaces OpenSSL takes a message through.
enum Input {
    /// A message, which it hashes with this function first, or in the way of the scheme.
    Message(Option<&'static MdRef>),
    /// A digest made with this function.
    Digest(&'static MdRef),
}

impl Input {
    fn of(algorithm: SigningAlgorithm, message: Message<'_>) -> Self {
        match (hash(algorithm), message) {
            (Some(hash), Message::Digest(_)) => Self::Digest(hash),
            (hash, _) => Self::Message(hash),
        }
    }
}

fn configure<T>(
    context: &mut PkeyCtxRef<T>,
    algorithm: SigningAlgorithm,
    message: Message<'_>,
) -> Result<(), ErrorStack> {
    match (algorithm, message) {
        (
            SigningAlgorithm::RsassaPkcs1V15Sha256
            | SigningAlgorithm::RsassaPkcs1V15Sha384
            | SigningAlgorithm::RsassaPkcs1V15Sha512,
            _,
        ) => context.set_rsa_padding(Padding::PKCS1),
        (
            SigningAlgorithm::RsassaPssSha256 | SigningAlgorithm::RsassaPssSha384 | SigningAlgorithm::RsassaPssSha512,
            _,
        ) => {
            // MGF1 takes the hash of the message unless told otherwise.
            context.set_rsa_padding(Padding::PKCS1_PSS)?;
            context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)
        }
        (SigningAlgorithm::Ed25519PhSha512, _) => Parameter::Text(c"instance", c"Ed25519ph").set(context),
        (SigningAlgorithm::MlDsaShake256, Message::ExternalMu(_)) => Parameter::Number(c"mu", 1).set(context),
        (SigningAlgorithm::Sm2Dsa, Message::Raw(_)) => {
            Parameter::Octets(c"distid", DistinguishingId::DEFAULT).set(context)
        }
        _ => Ok(()),
    }
}

/// The hash function of the message, where it is not part of the scheme.
fn hash(algorithm: SigningAlgorithm) -> Option<&'static MdRef> {
    match algorithm {
        SigningAlgorithm::RsassaPssSha256 | SigningAlgorithm::RsassaPkcs1V15Sha256 | SigningAlgorithm::EcdsaSha256 => {
            Some(Md::sha256())
        }
        SigningAlgorithm::RsassaPssSha384 | SigningAlgorithm::RsassaPkcs1V15Sha384 | SigningAlgorithm::EcdsaSha384 => {
            Some(Md::sha384())
        }
        SigningAlgorithm::RsassaPssSha512 | SigningAlgorithm::RsassaPkcs1V15Sha512 | SigningAlgorithm::EcdsaSha512 => {
            Some(Md::sha512())
        }
        SigningAlgorithm::Sm2Dsa => Some(Md::sm3()),
        _ => None,
    }
}

fn rsa(bits: u32) -> Result<PKey<Private>, ErrorStack> {
    PKey::from_rsa(Rsa::generate(bits)?)
}

fn curve(curve: Nid) -> Result<PKey<Private>, ErrorStack> {
    let mut context = PkeyCtx::new_id(Id::EC)?;
    context.keygen_init()?;
    context.set_ec_paramgen_curve_nid(curve)?;
    context.keygen()
}

fn sm2() -> Result<PKey<Private>, ErrorStack> {
    let mut context = PkeyCtx::new_id(Id::SM2)?;
    context.keygen_init()?;
    context.keygen()
}

fn ml_dsa(key_type: KeyType) -> Result<PKey<Private>, ErrorStack> {
    let mut seed = [0; 32];
    rand_bytes(&mut seed)?;
    PKey::private_key_from_seed(None, key_type, None, &seed)
}
